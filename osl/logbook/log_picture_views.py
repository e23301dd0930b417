"""The team's pages about the pictures of a meeting."""

from flask import Blueprint, flash
from werkzeug.wrappers import Response as BaseResponse

from osl.accounts.models import User
from osl.accounts.queries import names_of
from osl.core.access import acting_user, requires
from osl.core.errors import DomainError
from osl.core.forms import OslForm, render_form, render_stale
from osl.core.i18n import _
from osl.core.web import see_other
from osl.events.models import Occurrence
from osl.logbook import log_pictures as operations
from osl.logbook.attendance import refuse_not_held
from osl.logbook.log_picture_forms import LogPicturesForm, LogPictureWordsForm, current_of
from osl.logbook.models import LogPicture
from osl.logbook.policies import can_keep_log
from osl.logbook.queries import get_meeting_to_log

log_pictures = Blueprint("log_pictures", __name__, url_prefix="/panel/dziennik")


def load_meeting(viewer: User | None, meeting_id: int) -> Occurrence:
    return get_meeting_to_log(viewer, meeting_id)


def load_picture(viewer: User | None, meeting_id: int, picture_id: int) -> LogPicture:
    return operations.get_log_picture(viewer, meeting_id, picture_id)


@log_pictures.route("/<int:meeting_id>/zdjecia", methods=["GET", "POST"])
@requires(can_keep_log, load=load_meeting)
def index(meeting: Occurrence) -> BaseResponse:
    """The pictures of a meeting, and one or two more."""
    pictures = operations.pictures_of(meeting)
    form = LogPicturesForm.after(pictures)
    if form.validate_on_submit():
        try:
            added = operations.attach_log_pictures(
                meeting, form.uploads, form.declared, seen=form.seen, actor=acting_user()
            )
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            flash(_("Both pictures are added.") if len(added) > 1 else _("The picture is added."))
            return see_other(".index", meeting_id=meeting.id)
    return render_form(
        "logbook/pictures.html",
        form,
        meeting=meeting,
        pictures=pictures,
        names=names_of(one.hidden_by_id for one in pictures),
        not_held=why_not_held(meeting),
    )


@log_pictures.route("/<int:meeting_id>/zdjecia/<int:picture_id>", methods=["GET", "POST"])
@requires(operations.can_handle_picture, load=load_picture)
def picture(picture: LogPicture) -> BaseResponse:
    """One picture: something else said of it, or its removal."""
    meeting = picture.log_entry.occurrence
    form = LogPictureWordsForm.of(picture)
    context = {"picture": picture, "meeting": meeting}
    if form.validate_on_submit():
        if form.is_stale(picture):
            current = current_of(picture)
            return render_stale("logbook/picture.html", form, picture, current, **context)
        try:
            operations.change_log_picture(
                picture, form.description.data or "", form.declared, actor=acting_user()
            )
        except DomainError as refusal:
            form.refuse(refusal, "basis")
        else:
            flash(_("What you say of the picture is saved."))
            return see_other(".index", meeting_id=meeting.id)
    return render_form("logbook/picture.html", form, **context)


@log_pictures.post("/<int:meeting_id>/zdjecia/<int:picture_id>/ukrycie")
@requires(operations.can_handle_picture, load=load_picture)
def hide(picture: LogPicture) -> BaseResponse:
    """Out of sight, at once."""
    meeting_id = picture.log_entry.occurrence_id
    if OslForm().validate_on_submit():
        operations.hide_log_picture(picture, actor=acting_user())
        flash(_("The picture is hidden. Nobody but the team sees it."))
    return see_other(".index", meeting_id=meeting_id)


@log_pictures.post("/<int:meeting_id>/zdjecia/<int:picture_id>/pokazanie")
@requires(operations.can_handle_picture, load=load_picture)
def show_again(picture: LogPicture) -> BaseResponse:
    """A hidden picture may be shown again."""
    meeting_id = picture.log_entry.occurrence_id
    if OslForm().validate_on_submit():
        operations.show_log_picture(picture, actor=acting_user())
        flash(_("The picture may be shown again."))
    return see_other(".index", meeting_id=meeting_id)


@log_pictures.post("/<int:meeting_id>/zdjecia/<int:picture_id>/usuniecie")
@requires(operations.can_handle_picture, load=load_picture)
def removal(picture: LogPicture) -> BaseResponse:
    """Away for good."""
    meeting_id = picture.log_entry.occurrence_id
    if OslForm().validate_on_submit():
        operations.remove_log_picture(picture, actor=acting_user())
        flash(_("The picture is removed."))
    return see_other(".index", meeting_id=meeting_id)


def why_not_held(meeting: Occurrence) -> str:
    """Why nothing can be noted of a meeting yet; empty where it can."""
    try:
        refuse_not_held(meeting)
    except DomainError as refusal:
        return str(refusal)
    return ""
