"""The list of what people like to do, can teach and can lend, kept by the team."""

from flask import flash
from werkzeug.wrappers import Response as BaseResponse

from osl.cards import policies
from osl.cards.forms import TalentForm, TalentsForm
from osl.cards.queries import people_with_talents
from osl.cards.views import BOTH, cards
from osl.core.access import acting_user, requires
from osl.core.errors import DomainError
from osl.core.forms import render_form, render_stale
from osl.core.i18n import _, _n
from osl.core.web import see_other
from osl.people.cards import add_talents, rename_talent, restore_talent, retire_talent
from osl.people.models import Talent, TalentKind
from osl.people.queries import get_talent
from osl.people.queries import talents as listed_talents


@cards.route("/umiejetnosci", methods=BOTH)
@requires(policies.can_edit_talents)
def talents() -> BaseResponse:
    """The list, and room for new entries."""
    form = TalentsForm.blank()
    if form.validate_on_submit():
        added = add_talents(TalentKind(form.kind.data), form.lines, actor=acting_user())
        if added:
            flash(_n("%(num)s entry added.", "%(num)s entries added.", len(added)))
        else:
            flash(_("All of that is on the list already."))
        return see_other(".talents")
    return render_form(
        "cards/talents.html",
        form,
        listed=listed_talents(retired=True),
        people=people_with_talents(),
    )


@cards.route("/umiejetnosci/<int:talent_id>", methods=BOTH)
@requires(policies.can_edit_talent, load=get_talent)
def talent(talent: Talent) -> BaseResponse:
    """Call an entry otherwise."""
    form = TalentForm(obj=talent)
    if form.validate_on_submit():
        if form.is_stale(talent):
            current = {"name": talent.name}
            return render_stale("cards/talent.html", form, talent, current, talent=talent)
        try:
            rename_talent(talent, form.name.data or "", actor=acting_user())
        except DomainError as refusal:
            form.refuse(refusal, "name")
        else:
            flash(_("Saved."))
            return see_other(".talents")
    return render_form("cards/talent.html", form, talent=talent)


@cards.post("/umiejetnosci/<int:talent_id>/wycofanie")
@requires(policies.can_edit_talent, load=get_talent)
def talent_retire(talent: Talent) -> BaseResponse:
    """Nobody picks it any more; whoever has it keeps it."""
    retire_talent(talent, actor=acting_user())
    flash(_("Nobody can pick “%(name)s” any more. Whoever has it keeps it.", name=talent.name))
    return see_other(".talents")


@cards.post("/umiejetnosci/<int:talent_id>/przywrocenie")
@requires(policies.can_edit_talent, load=get_talent)
def talent_restore(talent: Talent) -> BaseResponse:
    """It can be picked again."""
    restore_talent(talent, actor=acting_user())
    flash(_("“%(name)s” can be picked again.", name=talent.name))
    return see_other(".talents")
