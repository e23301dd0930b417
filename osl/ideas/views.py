"""Where residents give an idea and come back to it; no account anywhere."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Blueprint, Response, abort, make_response, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from osl.accounts.attempts import TooManyTries
from osl.accounts.models import User
from osl.communities.models import Community
from osl.communities.queries import get_centre, open_communities, slug_owner_id
from osl.core import transactions
from osl.core.access import public, token
from osl.core.clock import today, utcnow
from osl.core.db import db
from osl.core.errors import DomainError
from osl.core.forms import render_form
from osl.core.i18n import _, language
from osl.core.links import number_in
from osl.core.web import network_key, see_other
from osl.ideas import conversation, limits, links, queries, tries
from osl.ideas.forms import AnswerForm, CodeForm, IdeaForm, ReplyForm, WordsForm
from osl.ideas.models import LONGEST_TITLE, CallForIdeas, Idea, MessageKind
from osl.ideas.operations import (
    KeyReused,
    Origin,
    deny_idea,
    give_idea,
    propose_change,
    take_idea_back,
)
from osl.ideas.similar import PlannedAlready, planned_already, similar_ideas
from osl.ideas.work import bits_of_work
from osl.signups import gate

ideas = Blueprint("ideas", __name__)

COMMUNITY, CALL, TITLE, TEXT = "spolecznosc", "nabor", "tytul", "opis"
LONGEST_LOOK = 200
"""How much of a description is looked at while somebody types."""

NOT_TYPED = ("seen", "work")


@dataclass(frozen=True)
class Alike:
    """What there is already like the idea somebody types."""

    ideas: list[Idea]
    planned: list[PlannedAlready]

    @classmethod
    def to(cls, title: str, text: str) -> "Alike":
        words = title[:LONGEST_TITLE], text[:LONGEST_LOOK]
        return cls(similar_ideas(None, *words), planned_already(None, *words))

    @property
    def marks(self) -> list[str]:
        """What stands for each of them in a form: "i12", "e3"."""
        return [f"e{one.event.id}" for one in self.planned] + [f"i{one.id}" for one in self.ideas]


@dataclass(frozen=True)
class Asked:
    """What the address of the form asks for, as a poster with a QR code does."""

    communities: list[Community]
    chosen: Community | None
    has_ended: Community | None
    call: CallForIdeas | None
    closed_call: CallForIdeas | None

    @classmethod
    def for_viewer(cls, _viewer: User | None) -> "Asked":
        communities = open_communities()
        number = slug_owner_id(request.args.get(COMMUNITY, "")[:80])
        chosen = next((one for one in communities if one.id == number), None)
        ended = db.session.get(Community, number) if number and chosen is None else None
        call = _call_asked()
        is_open = call is not None and call.is_open_on(today()) and call.community in communities
        return cls(
            communities,
            chosen
            or (call.community if call is not None and call.community in communities else None),
            ended,
            call if is_open else None,
            None if is_open else call,
        )


def _call_asked() -> CallForIdeas | None:
    number = number_in(request.args.get(CALL, ""))
    if number is None or number >= 2**31:
        return None
    return db.session.scalar(queries.calls_visible_to(None).where(CallForIdeas.id == number))


@ideas.route("/pomysly/nowy", methods=["GET", "POST"])
@public(load=Asked.for_viewer, looks_first=True)
def give(asked: Asked) -> BaseResponse:
    """The form; the same form sent again leads to the same idea."""
    page = _give_page(asked)
    page.headers["Cache-Control"] = "no-store"  # what somebody typed stays in no browser's store
    return page


def _give_page(asked: Asked) -> BaseResponse:
    form = IdeaForm.for_communities(asked.communities, asked.chosen)
    if asked.call is not None:
        form.fix_community()
    alike = None
    if form.validate_on_submit():
        alike = _not_shown_yet(form)
        if alike is None:
            try:
                idea = _give(asked, form)
            except KeyReused as refusal:
                form.new_key()
                form.refuse(refusal)
            except DomainError as refusal:
                form.refuse(refusal)
            else:
                return see_other(".own", secret=links.secret_of(idea))
    answer = render_form(
        "ideas/give.html",
        form,
        asked=asked,
        alike=alike,
        now=utcnow(),
        areas={one.id: one.area for one in asked.communities if one.area},
        centre=get_centre(),
        is_long_queue=limits.queue_is_long(),
        work_bits=bits_of_work(),
    )
    if alike is not None:
        answer.status_code = 422
    return answer


def _not_shown_yet(form: IdeaForm) -> Alike | None:
    """What is like this idea and was not shown before; None when there is nothing to show.

    A picture would be lost on the way, so whoever brings one sees it on their own page instead.
    """
    alike = Alike.to(form.title.data or "", form.text.data or "")
    if form.picture.data is not None or set(alike.marks) <= form.marks_seen:
        return None
    form.seen.data = " ".join(sorted(form.marks_seen | set(alike.marks)))
    return alike


def _give(asked: Asked, form: IdeaForm) -> Idea:
    transactions.begin_writing()
    origin = Origin(
        key=form.one_use_key,
        form_hash=gate.hash_of_form(*NOT_TYPED),
        network=network_key(),
        language=language(),
        has_worked=form.has_worked,
    )
    if asked.call is not None:
        return give_idea(
            form.thought, community=asked.call.community, call=asked.call, origin=origin
        )
    community = next(one for one in asked.communities if one.id == form.community.data)
    return give_idea(form.thought, community=community, origin=origin)


@ideas.get("/pomysly/podobne")
@public
def alike() -> Response:
    """A piece of the form: ideas and events like the one being typed."""
    found = Alike.to(request.args.get(TITLE, ""), request.args.get(TEXT, ""))
    piece = make_response(render_template("ideas/_similar.html", alike=found, now=utcnow()))
    piece.headers["Cache-Control"] = "no-store"
    piece.headers["X-Robots-Tag"] = "noindex"
    return piece


@ideas.route("/pomysl", methods=["GET", "POST"])
@public
def enter_code() -> BaseResponse:
    """For whoever has the code on paper and no link."""
    form = CodeForm()
    if form.validate_on_submit():
        try:
            found = tries.find_by_code(form.code_on_paper.data or "")
        except TooManyTries as refusal:
            form.refuse(refusal)
            return _slow_down(form, refusal)
        if found is not None:
            return see_other(".own", secret=links.secret_of(found))
        form.code_on_paper.errors = [
            _("No idea has this code. Look once more, or call us: we will find it.")
        ]
    return render_form("ideas/code.html", form, centre_phone=get_centre().phone)


def _slow_down(form: CodeForm, refusal: TooManyTries) -> Response:
    page = make_response(
        render_template("ideas/code.html", form=form, centre_phone=get_centre().phone), 429
    )
    page.headers["Retry-After"] = str(refusal.seconds)
    return page


def idea_by(secret: str) -> Idea:
    return links.idea_by_secret(secret) or abort(404)


@ideas.route("/pomysl/<secret>", methods=["GET", "POST"])
@token
def own(secret: str) -> BaseResponse:
    """The author's page: where the idea stands, what the team asks, and what can be done."""
    idea = idea_by(secret)
    if not conversation.takes_reply(idea):
        if request.method == "POST":
            return see_other(".own", secret=secret)
        # Without a form on it the page sets no cookie.
        return make_response(render_template("ideas/own.html", **_about(idea, secret)))
    form = ReplyForm.for_idea(idea)
    if form.validate_on_submit():
        message = conversation.reply(idea, form.reply.data or "", key=form.one_use_key)
        if message.text == form.reply.data:
            return see_other(".own", secret=secret)
        form.new_key()
        form.refuse(
            DomainError(
                _("This form was sent already, with other words. Check and send it once more.")
            )
        )
    return render_form("ideas/own.html", form, **_about(idea, secret), takes_reply=True)


def _about(idea: Idea, secret: str) -> dict[str, object]:
    centre = get_centre()
    root = queries.root_of(idea)
    told = root if root.is_published else idea
    return {
        "idea": idea,
        "secret": secret,
        "code": links.code_of(idea),
        "code_address": links.code_address(),
        "answer_by": answer_by(idea),
        "answers": [one for one in told.steps if one.kind.is_answer and one.is_public],
        "state": told.state_at(utcnow()),
        "events": queries.events_of_idea(None, told),
        "messages": [one for one in idea.messages if one.kind is not MessageKind.COMMENT],
        "root": root,
        "centre": centre,
        "is_long_queue": limits.queue_is_long(),
    }


def answer_by(idea: Idea) -> datetime:
    """By when somebody of the team answers, as the form promises."""
    return idea.given_at + timedelta(days=get_centre().idea_answer_days)


@ideas.route("/pomysl/<secret>/zmiana", methods=["GET", "POST"])
@token
def new_words(secret: str) -> BaseResponse:
    """The author would say it differently. Of a published idea the team looks first."""
    idea = idea_by(secret)
    form = WordsForm(
        data={"title": idea.proposed_title or idea.title, "text": idea.proposed_text or idea.text}
    )
    if form.validate_on_submit():
        try:
            propose_change(idea, form.title.data or "", form.text.data or "")
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            return see_other(".own", secret=secret)
    return render_form("ideas/new_words.html", form, idea=idea, secret=secret)


@ideas.route("/pomysl/<secret>/wycofanie", methods=["GET", "POST"])
@token
def taking_back(secret: str) -> BaseResponse:
    """The page asks once; the button takes the idea off the site."""
    idea = idea_by(secret)
    form = AnswerForm()
    if form.validate_on_submit():
        take_idea_back(idea)
        return see_other(".own", secret=secret)
    return render_form("ideas/taking_back.html", form, idea=idea, secret=secret)


@ideas.route("/pomysl/<secret>/to-nie-ja", methods=["GET", "POST"])
@token
def denial(secret: str) -> BaseResponse:
    """Whoever got somebody else's letter says so; their contact goes."""
    idea = idea_by(secret)
    form = AnswerForm()
    if form.validate_on_submit():
        deny_idea(idea)
        return see_other(".give")
    return render_form("ideas/denial.html", form, idea=idea, secret=secret)
