"""What whoever came sees: a few questions with big buttons, and a word of thanks.

The address is the same for everybody. Nothing compulsory, no name, no account.
"""

from flask import Blueprint, abort, make_response, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from osl.core.access import token
from osl.core.errors import DomainError
from osl.core.forms import render_form
from osl.core.i18n import _
from osl.core.web import network_key, see_other
from osl.events.models import Occurrence
from osl.surveys import limits, links, marks
from osl.surveys.answers import answer as count_answer
from osl.surveys.forms import AnswerForm
from osl.surveys.limits import TooMany
from osl.surveys.models import Survey
from osl.surveys.queries import meeting_to_answer

surveys = Blueprint("surveys", __name__)

LATER = "3600"
"""Seconds after which one may try again."""


def survey_by(secret: str) -> Survey:
    return links.survey_by_secret(secret) or abort(404)


@surveys.route("/ankieta/<secret>", methods=["GET", "POST"])
@token
def answer(secret: str) -> BaseResponse:
    """Say how the latest meeting was."""
    survey = survey_by(secret)
    meeting = meeting_to_answer(survey)
    if meeting is None:
        return closed_page(survey)
    if marks.has_answered(meeting):
        return known_page(survey, meeting)
    form = AnswerForm.of(survey)
    refusal: DomainError | None = None
    if form.validate_on_submit() and form.read_key():
        try:
            send(survey, meeting, form)
        except DomainError as said:
            refusal = said
            form.refuse(said)
        else:
            return marks.remember(see_other(".thanks", secret=secret), meeting)
    page = render_form("surveys/answer.html", form, survey=survey, meeting=meeting, secret=secret)
    if isinstance(refusal, TooMany):
        page.status_code = 429
        page.headers["Retry-After"] = LATER
    return page


@surveys.get("/ankieta/<secret>/dziekujemy")
@token
def thanks(secret: str) -> str:
    """What becomes of the answer."""
    survey = survey_by(secret)
    return render_template("surveys/thanks.html", survey=survey, event=survey.event)


def send(survey: Survey, meeting: Occurrence, form: AnswerForm) -> None:
    """Count the answer; a double click, which comes before the cookie is there, is one."""
    key = form.one_use_key or ""
    if not limits.spend(key):
        return
    try:
        limits.refuse_too_many(network_key())
        count_answer(survey, meeting, form.sheet)
    except BaseException:
        limits.give_back(key)
        raise


def closed_page(survey: Survey) -> BaseResponse:
    """Nothing to answer now. What somebody has just written is shown to them, not lost."""
    if request.method != "POST":
        page = render_template("surveys/closed.html", survey=survey, event=survey.event)
        return make_response(page)
    form = AnswerForm.of(survey)
    form.form_errors.append(_("The survey is closed: this answer came too late. Excuse us."))
    context = {"survey": survey, "meeting": None, "secret": links.secret_of(survey)}
    return make_response(render_template("surveys/answer.html", form=form, **context), 409)


def known_page(survey: Survey, meeting: Occurrence) -> BaseResponse:
    """From this device an answer has come already."""
    sent = request.method == "POST"
    typed = [text for text in AnswerForm.of(survey).sheet.words.values() if text] if sent else []
    page = render_template(
        "surveys/already.html", survey=survey, event=survey.event, meeting=meeting, typed=typed
    )
    return make_response(page, 409 if sent else 200)
