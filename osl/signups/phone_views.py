"""Answering the phone: one page signs somebody up for whatever they ask for."""

from flask import abort, jsonify, render_template, request
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response as BaseResponse

from osl.accounts.models import User
from osl.core.access import acting_user, requires
from osl.core.db import db
from osl.core.errors import DomainError
from osl.core.forms import render_form
from osl.core.text import clean
from osl.core.web import see_other
from osl.people.models import Channel, Person
from osl.people.operations import fill_in_contact
from osl.people.queries import alike_people, get_person, people_found, same_person
from osl.people.words import NOTICE_VERSION, phone_shown
from osl.signups import gate, links, policies
from osl.signups.choices import Choice, chosen_among, coming_choices
from osl.signups.desk_views import MEETING, WORDS, as_number, number_asked, signup_desk
from osl.signups.models import Regular, Signup
from osl.signups.operations import KeyReused, Source
from osl.signups.phone import PartyDoesNotFit, Result, person_of_form, sign_up_for_all, sort_out
from osl.signups.phone_forms import NEW_PERSON, PhoneForm
from osl.signups.queries import coming_of, signups_visible_to
from osl.signups.regulars import signups_of
from osl.signups.waiting import event_of

EVENT = "wydarzenie"
MADE, EARLIER, REGULAR, REFUSED = "zapis", "wczesniej", "stale", "bez"


@signup_desk.route("/zapis-telefoniczny", methods=["GET", "POST"])
@requires(policies.can_take_signups)
def phone() -> BaseResponse:
    """The form; the same one sent again leads to the same results."""
    actor = acting_user()
    form = PhoneForm.of(actor, preselected())
    form.offer(choices_shown(actor, form))
    if form.person.data:
        form.show_people(people_alike(form, actor))
    if form.validate_on_submit():
        try:
            source = source_of(form, actor)
            person = person_of_form(form.chosen, source) or person_meant(form, actor)
            if person is not None or not asks_who(form, actor):
                wish = form.wish(person)
                return see_results(sign_up_for_all(form.chosen, wish, source, form.says))
        except PartyDoesNotFit as refusal:
            form.ask_if_full(refusal)
        except KeyReused as refusal:
            form.new_key()
            form.refuse(refusal)
        except DomainError as refusal:
            form.refuse(refusal)
    return render_form(
        "signups/desk_phone.html",
        form,
        searched=clean(request.args.get(WORDS, ""))[:100],
        notice_version=NOTICE_VERSION,
    )


@signup_desk.get("/zapis-telefoniczny/wynik")
@requires(policies.can_take_signups)
def results() -> str:
    """What came of a call: to be read out, with the codes."""
    actor = acting_user()
    made, earlier = signups_asked(actor, MADE), signups_asked(actor, EARLIER)
    regulars = regulars_asked(actor)
    people = [one.person for one in [*made, *earlier]] + [one.person for one in regulars]
    if not people or any(one is not people[0] for one in people):
        abort(404)
    return render_template(
        "signups/desk_results.html",
        person=people[0],
        made=made,
        earlier=earlier,
        regulars=[(one, coming_of(signups_of(one))) for one in regulars],
        refused=refused_asked(actor),
        event_of=event_of,
        code_of=links.code_of,
    )


@signup_desk.get("/osoby")
@requires(policies.can_take_signups)
def people() -> BaseResponse:
    """People whose name or number begins like this, for the field that suggests them."""
    text = clean(request.args.get("q", ""))[:100]
    found = people_found(acting_user(), text, limit=8) if len(text) >= 2 else []
    return jsonify(
        [{"name": one.name, "contact": phone_shown(one.phone) or one.email} for one in found]
    )


def preselected() -> list[str]:
    """The meeting a page of the team leads here with."""
    meeting = number_asked(MEETING)
    return [f"m{meeting}"] if meeting is not None else []


def choices_shown(actor: User, form: PhoneForm) -> list[Choice]:
    """What can be chosen; an event asked for alone by its page is chosen already."""
    event_id = number_asked(EVENT)
    text = clean(request.args.get(WORDS, ""))[:100]
    found = coming_choices(actor, text, event_id=event_id, chosen=form.choices.data or [])
    if not form.is_submitted() and not form.choices.data and event_id is not None:
        form.choices.data = [one.value for one in found[:1] if one.meeting.event_id == event_id]
    return found


def people_alike(form: PhoneForm, actor: User) -> list[Person]:
    return alike_people(actor, form.known.name, form.known.phone, form.known.email)


def person_meant(form: PhoneForm, actor: User) -> Person | None:
    """Whom the operator pointed at among those who may be this person."""
    said = form.person.data or ""
    if said in ("", NEW_PERSON):
        return None
    person = get_person(actor, as_number(said) or 0)
    fill_in_contact(person, form.known, actor=actor)
    return person


def asks_who(form: PhoneForm, actor: User) -> bool:
    """Whether somebody like this is known and nobody has said yet whether it is they."""
    known = form.known
    if form.person.data == NEW_PERSON or same_person(known.name, known.phone, known.email):
        return False
    people = people_alike(form, actor)
    if people:
        form.ask_who(people)
    return bool(people)


def source_of(form: PhoneForm, actor: User) -> Source:
    return Source(
        Channel(form.channel.data),
        actor=actor,
        key=form.one_use_key,
        form_hash=gate.hash_of_form(),
    )


def see_results(found: list[Result]) -> BaseResponse:
    numbers: dict[str, list[str]] = {MADE: [], EARLIER: [], REGULAR: [], REFUSED: []}
    for one in found:
        if isinstance(one.made, Regular):
            numbers[REGULAR].append(str(one.made.id))
        elif one.made is not None:
            numbers[EARLIER if one.was_there else MADE].append(str(one.made.id))
        else:
            numbers[REFUSED].append(one.choice.value)
    return see_other(".results", **{name: ids for name, ids in numbers.items() if ids})


def numbers_asked(name: str) -> list[int]:
    found = map(as_number, request.args.getlist(name)[:50])
    return [one for one in found if one is not None]


def signups_asked(actor: User, name: str) -> list[Signup]:
    statement = signups_visible_to(actor).where(Signup.id.in_(numbers_asked(name)))
    found = db.session.scalars(statement.order_by(Signup.list_id, Signup.id))
    return [one for one in found if policies.can_handle_signup(actor, one)]


def regulars_asked(actor: User) -> list[Regular]:
    wanted = select(Regular).where(Regular.id.in_(numbers_asked(REGULAR))).order_by(Regular.id)
    found = db.session.scalars(wanted.options(joinedload(Regular.event)))
    return [one for one in found if policies.can_see_signups(actor, one.event)]


def refused_asked(actor: User) -> list[Result]:
    """What could not be done, with the reason that holds now."""
    values = request.args.getlist(REFUSED)[:50]
    if not values:
        return []
    choices = chosen_among(coming_choices(actor, chosen=values), values)
    return sort_out(choices)[1]
