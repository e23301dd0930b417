"""Paper sheets of one meeting, typed in as totals."""

from dataclasses import dataclass

from flask import flash, make_response, render_template
from werkzeug.wrappers import Response as BaseResponse

from osl.accounts.models import User
from osl.core.access import acting_user, requires
from osl.core.errors import DomainError
from osl.core.forms import render_form, render_stale
from osl.core.i18n import _
from osl.core.web import see_other
from osl.events.models import Occurrence
from osl.surveys import policies, queries
from osl.surveys.desk_forms import PaperForm, current_totals
from osl.surveys.desk_views import survey_desk
from osl.surveys.models import Survey
from osl.surveys.paper import SumTooLarge, paper_mark, refuse_untypable, type_in_paper


@dataclass(frozen=True)
class Pile:
    """The sheets of one meeting. Its version stands for the totals kept of it."""

    survey: Survey
    meeting: Occurrence

    @property
    def version(self) -> str:
        return paper_mark(self.survey, self.meeting)


def load_pile(viewer: User | None, survey_id: int, meeting_id: int) -> Pile:
    survey = queries.get_survey(viewer, survey_id)
    return Pile(survey, queries.meeting_of(survey, meeting_id))


def can_type_in(user: User, pile: Pile) -> bool:
    return policies.can_keep_survey(user, pile.survey)


@survey_desk.route("/<int:survey_id>/spotkania/<int:meeting_id>", methods=["GET", "POST"])
@requires(can_type_in, load=load_pile)
def paper(pile: Pile) -> BaseResponse:
    """Type in what the sheets of a meeting say, or put it right."""
    survey, meeting = pile.survey, pile.meeting
    form = PaperForm.of(survey, meeting)
    context = {"survey": survey, "meeting": meeting}
    if form.validate_on_submit():
        if form.is_stale(pile):
            current = current_totals(survey, meeting)
            return render_stale("surveys/paper.html", form, pile, current, **context)
        try:
            type_in_paper(survey, meeting, form.totals, form.remarks, actor=acting_user())
        except SumTooLarge as refusal:
            form.refuse_sum(refusal)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            flash(_("The sheets are counted."))
            return see_other(".result", survey_id=survey.id)
        return render_form("surveys/paper.html", form, **context)
    if not form.is_submitted():
        try:
            refuse_untypable(meeting)
        except DomainError as refusal:
            page = render_template("surveys/no_paper.html", refusal=refusal, **context)
            return make_response(page)
    return render_form("surveys/paper.html", form, **context)
