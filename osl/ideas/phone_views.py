"""The list of those to be told of their ideas by phone, for the screen and for paper."""

from flask import abort, flash, render_template
from werkzeug.wrappers import Response as BaseResponse
from wtforms import HiddenField

from osl.core.access import acting_user, requires
from osl.core.forms import OslForm
from osl.core.i18n import _
from osl.core.links import number_in
from osl.core.web import see_other
from osl.ideas import phone, policies
from osl.ideas.desk_views import ideas_desk
from osl.ideas.models import IdeaCall
from osl.ideas.phone_script import says
from osl.people.words import phone_shown


class NoteForm(OslForm):
    """The buttons beside somebody to be called, and how many tries were on the page."""

    outcome = HiddenField()
    tries = HiddenField()


@ideas_desk.get("/pomysly/telefony")
@requires(policies.can_see_ideas)
def calls() -> str:
    """Everybody to be called about an idea of one's communities."""
    rows = [(one, [line for line in says(one) if line]) for one in phone.open_calls(acting_user())]
    return render_template("ideas/phone.html", rows=rows, phone_shown=phone_shown)


@ideas_desk.post("/pomysly/telefony/<int:call_id>")
@requires(policies.can_tell_of_idea, load=phone.get_idea_call)
def call_note(call: IdeaCall) -> BaseResponse:
    """What came of a call."""
    form, actor = NoteForm(), acting_user()
    if not form.validate_on_submit():
        abort(400)
    if form.outcome.data == "powiedziane":
        phone.note_told(call, actor=actor)
        flash(_("Noted: told."))
    elif form.outcome.data == "nie-odbiera":
        phone.note_no_answer(call, actor=actor, seen=number_in(form.tries.data or "") or 0)
        flash(_("Noted: no answer. Try again later."))
    elif form.outcome.data == "nie-trzeba":
        phone.give_up(call, actor=actor)
        flash(_("Noted: no call is needed."))
    else:
        abort(400)
    return see_other(".calls")
