"""Talks: noting one on the way home, and the next steps that wait."""

from typing import Any

from flask import Blueprint, flash, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from osl.accounts.models import User
from osl.cards.step_list import shelves_of
from osl.cards.talk_forms import (
    NEW_PERSON,
    HandOverForm,
    NewPersonTalkForm,
    PostponeForm,
    SettleForm,
    TalkChangeForm,
    TalkForm,
    as_typed,
)
from osl.communities.models import Community
from osl.core.access import acting_user, requires
from osl.core.clock import today
from osl.core.errors import DomainError
from osl.core.forms import OslForm, render_form, render_stale
from osl.core.i18n import _
from osl.core.text import clean
from osl.core.web import see_other
from osl.people.models import Channel, Person, Talk, TalkChannel
from osl.people.operations import fill_in_contact, meet_person
from osl.people.queries import alike_people, get_person, people_found, same_person
from osl.people.talk_policies import (
    can_change_talk,
    can_handle_talk,
    can_see_talks,
    can_talk_with,
)
from osl.people.talk_queries import (
    MOST_STEPS,
    Whose,
    communities_to_talk_in,
    get_talk,
    met_lately,
    open_steps,
    talk_of_key,
    talks_with,
    team_of,
)
from osl.people.talks import (
    WrongDay,
    WrongOwner,
    WrongStep,
    change_talk,
    hand_over_next_step,
    log_talk,
    postpone_next_step,
    settle_next_step,
)
from osl.people.words import NOTICE_VERSION

talks = Blueprint("talks", __name__, url_prefix="/panel")

BOTH = ["GET", "POST"]
WORDS, WHOSE = "szukaj", "czyje"
SHORTEST_SEARCH = 2


def load_person(viewer: User | None, person_id: int) -> Person:
    return get_person(viewer, person_id)


@talks.get("/rozmowy")
@requires(can_see_talks)
def index() -> str:
    """The next steps that wait: what is overdue first."""
    asked = request.args.get(WHOSE, "")
    whose = Whose(asked) if asked in set(Whose) else Whose.MINE
    steps = open_steps(acting_user(), whose)
    return render_template(
        "talks/index.html",
        whose=whose,
        shelves=shelves_of(steps, today()),
        is_cut=len(steps) == MOST_STEPS,
        today=today(),
        form=OslForm(),
    )


@talks.get("/rozmowy/nowa")
@requires(can_see_talks)
def start() -> str:
    """With whom? Somebody met lately is one tap away; others are found by their name."""
    text = clean(request.args.get(WORDS, ""))[:100]
    is_asked = len(text) >= SHORTEST_SEARCH
    return render_template(
        "talks/start.html",
        text=text,
        is_asked=is_asked,
        found=people_found(acting_user(), text) if is_asked else [],
        lately=met_lately(acting_user()) if not is_asked else [],
    )


@talks.route("/rozmowy/nowa-osoba", methods=BOTH)
@requires(can_see_talks)
def add_new() -> BaseResponse:
    """A talk with somebody new: who they are and what was said, in one go."""
    actor = acting_user()
    communities = communities_to_talk_in(actor, None)
    form = NewPersonTalkForm.now(communities, team_for(communities), actor)
    if form.person.data:
        form.show_people(people_alike(form, actor))
    if form.validate_on_submit():
        try:
            person = person_meant(form, actor)
            if person is not None:
                talk = log_talk(
                    person,
                    form.said,
                    community=form.chosen_community,
                    actor=actor,
                    key=form.one_use_key,
                )
                return noted(talk)
        except DomainError as refusal:
            say(form, refusal)
    return render_form(
        "talks/add_new.html", form, communities=communities, notice_version=NOTICE_VERSION
    )


@talks.route("/ludzie/<int:person_id>/rozmowy/nowa", methods=BOTH)
@requires(can_talk_with, load=load_person)
def add(person: Person) -> BaseResponse:
    """Note a talk right after it, on a phone. The same form sent twice is one talk."""
    actor = acting_user()
    communities = communities_to_talk_in(actor, person)
    form = TalkForm.now(communities, team_for(communities), actor)
    if form.validate_on_submit():
        try:
            talk = log_talk(
                person,
                form.said,
                community=form.chosen_community,
                actor=actor,
                key=form.one_use_key,
            )
        except DomainError as refusal:
            say(form, refusal)
        else:
            return noted(talk)
    return render_form("talks/add.html", form, person=person, communities=communities)


@talks.get("/ludzie/<int:person_id>/rozmowy")
@requires(can_talk_with, load=load_person)
def of_person(person: Person) -> str:
    """All talks with somebody that one's communities had."""
    return render_template(
        "talks/of_person.html",
        person=person,
        talks=talks_with(acting_user(), person),
        viewer=acting_user(),
        today=today(),
    )


@talks.route("/rozmowy/<int:talk_id>/edycja", methods=BOTH)
@requires(can_change_talk, load=get_talk)
def change(talk: Talk) -> BaseResponse:
    """Put right what was noted. The second of two people sees what the first one changed."""
    form = TalkChangeForm.of(talk, team_for([talk.community]))
    page = "talks/change.html"
    if form.validate_on_submit():
        current = {name: one for name, one in as_typed(talk).items() if name != "when"}
        if form.is_stale(talk) and form.differences(current):
            return render_stale(page, form, talk, current, talk=talk)
        try:
            change_talk(talk, form.said, actor=acting_user())
        except DomainError as refusal:
            say(form, refusal)
        else:
            flash(_("Saved."))
            return see_other(".of_person", person_id=talk.person_id)
    return render_form(page, form, talk=talk)


@talks.route("/rozmowy/<int:talk_id>/zrobione", methods=BOTH)
@requires(can_handle_talk, load=get_talk)
def settle(talk: Talk) -> BaseResponse:
    """What was promised is done; a word about what came of it becomes a talk of its own."""
    form = SettleForm.of(talk)
    if form.validate_on_submit():
        settle_next_step(
            talk,
            actor=acting_user(),
            outcome=form.outcome.data or "",
            channel=TalkChannel(form.channel.data),
            key=form.one_use_key,
        )
        flash(_("Done. It waits no longer."))
        return see_other(".index", **kept_filter())
    return render_form("talks/settle.html", form, talk=talk, today=today())


@talks.route("/rozmowy/<int:talk_id>/termin", methods=BOTH)
@requires(can_handle_talk, load=get_talk)
def postpone(talk: Talk) -> BaseResponse:
    """Another day for the next step."""
    form = PostponeForm.of(talk)
    page, about = "talks/postpone.html", {"talk": talk, "today": today()}
    if form.validate_on_submit() and form.chosen_day is not None:
        if form.is_stale(talk):
            return render_stale(page, form, talk, {"next_on": talk.next_on}, **about)
        try:
            postpone_next_step(talk, form.chosen_day, actor=acting_user())
        except DomainError as refusal:
            say(form, refusal)
        else:
            flash(_("Put off. It waits until the new day."))
            return see_other(".index", **kept_filter())
    return render_form(page, form, **about)


@talks.route("/rozmowy/<int:talk_id>/przekazanie", methods=BOTH)
@requires(can_handle_talk, load=get_talk)
def hand_over(talk: Talk) -> BaseResponse:
    """Another one of the team takes the next step upon themselves."""
    form = HandOverForm.of(talk, team_for([talk.community]))
    page, about = "talks/hand_over.html", {"talk": talk, "today": today()}
    if form.validate_on_submit():
        if form.is_stale(talk):
            return render_stale(page, form, talk, {"owner": str(talk.next_owner_id)}, **about)
        try:
            hand_over_next_step(talk, form.chosen, actor=acting_user())
        except DomainError as refusal:
            say(form, refusal)
        else:
            flash(_("Handed over to: %(name)s.", name=form.chosen.name))
            return see_other(".index", **kept_filter())
    return render_form(page, form, **about)


def noted(talk: Talk) -> BaseResponse:
    flash(_("The talk is saved."))
    return see_other(".of_person", person_id=talk.person_id)


def team_for(communities: list[Community]) -> list[User]:
    return team_of([one.id for one in communities])


def say(form: OslForm, refusal: DomainError) -> None:
    """Put a refusal beside the field it is about."""
    fields = {WrongDay: "held_on", WrongStep: "next_on", WrongOwner: "owner"}
    field = fields.get(type(refusal))
    form.refuse(refusal, field if field is not None and field in form else None)


def people_alike(form: NewPersonTalkForm, actor: User) -> list[Person]:
    known = form.known
    return alike_people(actor, known.name, known.phone, known.email)


def person_meant(form: NewPersonTalkForm, actor: User) -> Person | None:
    """Whom the talk was with: somebody entered now, or one of those the form has asked about;
    None while that is still to be said."""
    earlier = talk_of_key(form.one_use_key, actor)
    if earlier is not None:
        return earlier.person
    known, said = form.known, form.person.data or ""
    if said not in ("", NEW_PERSON):
        person = get_person(actor, int(said) if said.isascii() and said.isdigit() else 0)
        fill_in_contact(person, known, actor=actor)
        return person
    if not said and same_person(known.name, known.phone, known.email) is None:
        people = people_alike(form, actor)
        if people:
            form.ask_who(people)
            return None
    return meet_person(
        known,
        channel=Channel.IN_PERSON,
        community_ids=[form.chosen_community.id],
        actor=actor,
    )


def kept_filter() -> dict[str, Any]:
    """Back to the same list: the button says whose steps were shown."""
    asked = request.args.get(WHOSE, "")
    return {WHOSE: asked} if asked in set(Whose) else {}
