"""The team brings the events of another calendar in: a file, a look at it, drafts."""

from flask import Blueprint, flash, request
from werkzeug.wrappers import Response

from osl.calendars import policies, remarks
from osl.calendars.import_forms import ChoiceForm, UploadForm
from osl.calendars.importing import (
    AlreadySaved,
    Saved,
    give_up_import,
    offer_import,
    offered,
    save_import,
)
from osl.calendars.models import CalendarImport
from osl.calendars.queries import get_import
from osl.core.access import acting_user, requires
from osl.core.errors import DomainError
from osl.core.forms import render_form
from osl.core.i18n import _, _n
from osl.core.web import see_other
from osl.events.policies import can_create_event

imports = Blueprint("imports", __name__, url_prefix="/panel")

COMMUNITY = "spolecznosc"


@imports.route("/wydarzenia/import", methods=["GET", "POST"])
@requires(can_create_event)
def upload() -> Response:
    """A calendar file to read. Nothing becomes an event yet."""
    form = UploadForm.blank(acting_user(), request.args.get(COMMUNITY, ""))
    if form.validate_on_submit():
        offer = offer_import(form.calendar, form.community, actor=acting_user())
        return see_other(".choice", import_id=offer.id)
    return render_form("calendars/upload.html", form)


@imports.route("/wydarzenia/import/<int:import_id>", methods=["GET", "POST"])
@requires(policies.can_save_import, load=get_import)
def choice(offer: CalendarImport) -> Response:
    """What the file says: each event with its dates and with what of it is not kept."""
    if offer.is_saved:
        return saved_before(offer)
    found = offered(offer, acting_user())
    form = ChoiceForm.of(found)
    if form.validate_on_submit():
        try:
            saved = save_import(offer, form.numbers, actor=acting_user())
        except AlreadySaved:
            return saved_before(offer)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            tell(saved)
            return drafts_of(offer)
    return render_form("calendars/choice.html", form, offer=offer, offered=found, words=remarks)


@imports.post("/wydarzenia/import/<int:import_id>/rezygnacja")
@requires(policies.can_save_import, load=get_import)
def giving_up(offer: CalendarImport) -> Response:
    """Nothing of the file is wanted after all."""
    if offer.is_saved:
        return saved_before(offer)
    give_up_import(offer)
    flash(_("Nothing was brought in, and what was read is forgotten."), "info")
    return see_other("events.index")


def saved_before(offer: CalendarImport) -> Response:
    flash(str(AlreadySaved()), "info")
    return drafts_of(offer)


def drafts_of(offer: CalendarImport) -> Response:
    """The drafts of the community, the new ones among them."""
    return see_other("events.index", spolecznosc=offer.community.slug, stan="draft")


def tell(saved: Saved) -> None:
    if saved.drafts:
        flash(
            _n(
                "%(num)s draft is saved. Complete it and publish it.",
                "%(num)s drafts are saved. Complete them and publish them.",
                len(saved.drafts),
            )
        )
    if saved.known:
        flash(
            _n(
                "%(num)s event was here already, so it was not made twice.",
                "%(num)s events were here already, so they were not made twice.",
                saved.known,
            ),
            "info",
        )
    if saved.not_moved:
        flash(
            _n(
                "%(num)s meeting could not be moved as in that calendar. Check the dates.",
                "%(num)s meetings could not be moved as in that calendar. Check the dates.",
                saved.not_moved,
            ),
            "warning",
        )
