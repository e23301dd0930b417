"""The team's pages: what is asked, where, and what came of it."""

from typing import Any

from flask import Blueprint, abort, flash, make_response, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from osl.accounts.models import User
from osl.core.access import acting_user, requires
from osl.core.errors import DomainError
from osl.core.forms import OslForm, render_form, render_stale
from osl.core.i18n import _
from osl.core.web import see_other
from osl.events.models import Event
from osl.events.queries import get_event
from osl.logbook.queries import is_of_self_help
from osl.surveys import operations, policies, queries
from osl.surveys.desk_forms import QuestionForm
from osl.surveys.models import Question, Survey
from osl.surveys.posters import poster_of
from osl.surveys.results import result_of

survey_desk = Blueprint("survey_desk", __name__, url_prefix="/panel/ankiety")

PAGE, YES = "strona", "tak"


def load_survey(viewer: User | None, survey_id: int) -> Survey:
    return queries.get_survey(viewer, survey_id)


def load_event(viewer: User | None, event_id: int) -> Event:
    return get_event(viewer, event_id)


def load_question(viewer: User | None, survey_id: int, question_id: int) -> Question:
    survey = queries.get_survey(viewer, survey_id)
    return next((one for one in survey.questions if one.id == question_id), None) or abort(404)


def can_keep_question(user: User, question: Question) -> bool:
    return policies.can_keep_survey(user, question.survey)


@survey_desk.get("")
@requires(policies.can_see_surveys)
def index() -> str:
    """The surveys of one's communities, and the events for which one can be set up in a tap."""
    return index_page()


def index_page(refusal: DomainError | None = None) -> str:
    viewer = acting_user()
    asked = request.args.get(PAGE, "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else 1
    return render_template(
        "surveys/desk_index.html",
        page=queries.surveys_listed(viewer, number),
        meetings=queries.without_survey(viewer),
        refusal=refusal,
    )


@survey_desk.post("/wydarzenia/<int:event_id>")
@requires(policies.can_start_survey, load=load_event)
def start(event: Event) -> BaseResponse:
    """Ask the standard questions after this event, from now on."""
    if not OslForm().validate_on_submit():
        return make_response(index_page(), 422)
    try:
        survey = operations.start_survey(event, actor=acting_user())
    except DomainError as refusal:
        return make_response(index_page(refusal), 422)
    flash(_("The survey is open. Print the poster, or let people be asked by letter."))
    return see_other(".show", survey_id=survey.id)


@survey_desk.get("/<int:survey_id>")
@requires(policies.can_keep_survey, load=load_survey)
def show(survey: Survey) -> str:
    """One survey: where it stands, its questions, its address, its meetings."""
    return survey_page(survey)


def survey_page(survey: Survey, refusal: DomainError | None = None) -> str:
    return render_template(
        "surveys/desk_show.html",
        survey=survey,
        turnouts=queries.turnouts_of([survey])[survey.id],
        has_answers=queries.has_answers(survey),
        is_self_help=is_of_self_help(survey.event),
        poster=poster_of(survey),
        refusal=refusal,
    )


def done(survey: Survey, what: Any, said: str) -> BaseResponse:
    """One tap: what came of it, in words."""
    if not OslForm().validate_on_submit():
        return make_response(survey_page(survey), 422)
    try:
        what()
    except DomainError as refusal:
        return make_response(survey_page(survey, refusal), 422)
    flash(said)
    return see_other(".show", survey_id=survey.id)


@survey_desk.post("/<int:survey_id>/otwarcie")
@requires(policies.can_keep_survey, load=load_survey)
def reopen(survey: Survey) -> BaseResponse:
    """Let people answer."""
    actor = acting_user()
    words = _("The survey is open.")
    return done(survey, lambda: operations.open_survey(survey, actor=actor), words)


@survey_desk.post("/<int:survey_id>/zamkniecie")
@requires(policies.can_keep_survey, load=load_survey)
def close(survey: Survey) -> BaseResponse:
    """Nobody answers any more."""
    actor = acting_user()
    words = _("The survey is closed. Paper sheets may still be typed in.")
    return done(survey, lambda: operations.close_survey(survey, actor=actor), words)


@survey_desk.post("/<int:survey_id>/pytanie-listem")
@requires(policies.can_keep_survey, load=load_survey)
def letters(survey: Survey) -> BaseResponse:
    """Whether whoever came is asked by letter."""
    actor, yes = acting_user(), request.form.get(YES) == YES
    words = _("From now on whoever came is asked by letter, the morning after.")
    return done(
        survey,
        lambda: operations.ask_by_letter(survey, actor=actor, yes=yes),
        words if yes else _("Nobody is asked by letter any more."),
    )


@survey_desk.route("/<int:survey_id>/pytania/nowe", methods=["GET", "POST"])
@requires(policies.can_keep_survey, load=load_survey)
def add_question(survey: Survey) -> BaseResponse:
    """Ask one thing more."""
    form = QuestionForm.new(survey)
    if form.validate_on_submit():
        text = form.text.data or ""
        try:
            operations.add_question(survey, form.chosen, text, actor=acting_user())
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            flash(_("The question is added."))
            return see_other(".show", survey_id=survey.id)
    return render_form("surveys/desk_question.html", form, survey=survey, question=None)


@survey_desk.route("/<int:survey_id>/pytania/<int:question_id>", methods=["GET", "POST"])
@requires(can_keep_question, load=load_question)
def question(one: Question) -> BaseResponse:
    """Ask it in other words."""
    form, survey = QuestionForm.of_question(one), one.survey
    template = "surveys/desk_question.html"
    if form.validate_on_submit():
        if form.is_stale(survey):
            current = {"text": one.text, "kind": one.kind.value}
            return render_stale(template, form, survey, current, survey=survey, question=one)
        try:
            operations.change_question(one, form.chosen, form.text.data or "", actor=acting_user())
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            flash(_("The question is changed."))
            return see_other(".show", survey_id=survey.id)
    return render_form(template, form, survey=survey, question=one)


@survey_desk.post("/<int:survey_id>/pytania/<int:question_id>/wyzej")
@requires(can_keep_question, load=load_question)
def move_up(one: Question) -> BaseResponse:
    """Ask it one place earlier."""
    actor = acting_user()
    words = _("The question is asked earlier now.")
    return done(one.survey, lambda: operations.move_question_up(one, actor=actor), words)


@survey_desk.post("/<int:survey_id>/pytania/<int:question_id>/usuniecie")
@requires(can_keep_question, load=load_question)
def remove(one: Question) -> BaseResponse:
    """Do not ask it."""
    actor, survey = acting_user(), one.survey
    words = _("The question is not asked any more.")
    return done(survey, lambda: operations.remove_question(one, actor=actor), words)


@survey_desk.get("/<int:survey_id>/plakat")
@requires(policies.can_keep_survey, load=load_survey)
def poster(survey: Survey) -> str:
    """To hang on the wall of the hall: the code big, the address in letters."""
    return render_template("surveys/poster.html", survey=survey, poster=poster_of(survey))


@survey_desk.get("/<int:survey_id>/kartka")
@requires(policies.can_keep_survey, load=load_survey)
def sheet(survey: Survey) -> str:
    """The same questions on paper, for whoever would rather write."""
    return render_template("surveys/sheet.html", survey=survey)


@survey_desk.get("/<int:survey_id>/wyniki")
@requires(policies.can_see_survey_results, load=load_survey)
def result(survey: Survey) -> str:
    """How many were asked and answered, and what; words only for those who hold the meetings."""
    return render_template(
        "surveys/result.html",
        survey=survey,
        result=result_of(survey),
        sees_words=policies.can_keep_survey(acting_user(), survey),
    )
