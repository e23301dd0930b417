"""The pages about people: the list, a card, its path and its paper."""

from typing import Any

from flask import Blueprint, abort, flash, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from osl.accounts.models import User
from osl.accounts.proof import with_proof
from osl.cards import figures as numbers
from osl.cards import policies, queries
from osl.cards.exports import export_people
from osl.cards.forms import (
    NEW_PERSON,
    CardForm,
    ExportForm,
    LeaderForm,
    NewCardForm,
    current_of,
    period_of,
)
from osl.cards.keeping import kept_about
from osl.cards.path import RUNGS, facts_of
from osl.cards.queries import PeopleFilters
from osl.cards.rungs import Rung
from osl.cards.sections import papers_for, sections_for
from osl.core.access import acting_user, requires
from osl.core.clock import today, utcnow
from osl.core.errors import DomainError
from osl.core.forms import render_form, render_stale
from osl.core.i18n import _
from osl.core.sheets import download
from osl.core.text import clean
from osl.core.web import see_other
from osl.people.cards import (
    CardIsThere,
    make_card,
    note_card_reading,
    note_leader_step,
    remove_leader_step,
    write_card,
)
from osl.people.merging import get_person_or_kept
from osl.people.models import Channel, LeaderStatus, LeaderStep, Person, TimeOfWeek
from osl.people.operations import (
    correct_person,
    fill_in_contact,
    introduce,
    meet_person,
)
from osl.people.queries import (
    alike_people,
    card_of,
    get_leader_step,
    get_person,
    same_person,
    talents,
)
from osl.people.words import NOTICE_VERSION
from osl.signups.desk_forms import PersonForm

cards = Blueprint("cards", __name__, url_prefix="/panel/ludzie")

BOTH = ["GET", "POST"]
WORDS, COMMUNITY, STATUS, TALENT = "szukaj", "spolecznosc", "stan", "umiejetnosc"
TIME, LANGUAGE, CARD, PAGE = "czas", "jezyk", "karta", "strona"
FIRST, LAST = "od", "do"
WITH_CARD, WITHOUT_CARD = "tak", "nie"


def load_person(viewer: User | None, person_id: int) -> Person:
    return get_person(viewer, person_id)


def load_person_or_kept(viewer: User | None, person_id: int) -> Person:
    """An old address of an entry that was joined with another one leads to that one."""
    return get_person_or_kept(viewer, person_id)


def load_step(viewer: User | None, step_id: int) -> LeaderStep:
    return get_leader_step(viewer, step_id)


def load_rung(viewer: User | None, person_id: int, rung: str) -> tuple[Person, Rung]:
    person = get_person(viewer, person_id)
    if rung not in set(Rung):
        abort(404)
    return person, Rung(rung)


@cards.get("")
@requires(policies.can_see_people)
def index() -> str:
    """The people one may see: found by a word, narrowed by what they like and when they can."""
    user = acting_user()
    filters = filters_asked(user)
    return render_template(
        "cards/index.html",
        page=queries.page_of_people(user, filters, number_asked(PAGE) or 1),
        filters=filters,
        kept=kept_of(filters),
        communities=[("", _("All")), *((c.id, c.name) for c in queries.own_communities(user))],
        talents=[("", _("All")), *((one.id, one.name) for one in talents())],
        may_export=policies.can_export_people(user),
        may_see_figures=policies.can_see_figures(user),
    )


@cards.get("/<int:person_id>")
@requires(policies.can_see_card, load=load_person_or_kept)
def show(person: Person) -> str | BaseResponse:
    """What is known of a person. That somebody looked at it is noted."""
    if (request.view_args or {}).get("person_id") != person.id:
        return see_other(".show", person_id=person.id)
    user = acting_user()
    readings = queries.readings_of(user, person)
    if request.method == "GET":
        note_card_reading(person, actor=user)
    return render_template(
        "cards/show.html",
        person=person,
        card=card_of(person),
        sections=sections_for(user, person),
        readings=readings,
        may_see_readers=policies.can_see_readers(user),
    )


@cards.get("/<int:person_id>/droga/<rung>")
@requires(policies.can_see_path, load=load_rung)
def path(found: tuple[Person, Rung]) -> str:
    """All facts of one rung of the path."""
    person, rung = found
    if request.method == "GET":
        note_card_reading(person, actor=acting_user())
    return render_template(
        "cards/path.html",
        person=person,
        rung=rung,
        title=RUNGS[rung],
        page=facts_of(acting_user(), person, rung, number_asked(PAGE) or 1),
    )


@cards.get("/<int:person_id>/wydruk")
@requires(policies.can_see_card, load=load_person)
def paper(person: Person) -> str:
    """The person's own card: everything kept about them, to be read out or printed."""
    user = acting_user()
    if request.method == "GET":
        note_card_reading(person, actor=user, printed=True)
    return render_template(
        "cards/paper.html",
        person=person,
        known=queries.known_of(user, person, everywhere=True),
        given=queries.given_by(person),
        kept=kept_about(user, person),
        sections=papers_for(user, person),
        now=utcnow(),
    )


@cards.route("/nowa-karta", methods=BOTH)
@requires(policies.can_see_people)
def add() -> BaseResponse:
    """Somebody new, and their card. People who may be the same are shown first."""
    user = acting_user()
    form = NewCardForm.blank(user)
    there: Person | None = None
    if form.person.data:
        form.show_people(people_alike(form, user))
    if form.validate_on_submit():
        seen = same_person_seen(form, user)  # before anybody becomes known where they were not
        try:
            person = person_of_form(form, user)
            if person is not None:
                make_card(person, form.facts, actor=user)
                flash(_("The card is made."))
                return see_other(".show", person_id=person.id)
        except CardIsThere as refusal:
            there = seen
            form.refuse(refusal)
        except DomainError as refusal:
            form.refuse(refusal)
    return render_form("cards/add.html", form, there=there, notice_version=NOTICE_VERSION)


def person_of_form(form: NewCardForm, user: User) -> Person | None:
    """Whom the form is about, entered now if nobody knows them; None while that is asked."""
    said = form.person.data or ""
    communities = form.communities.data or []
    if said not in ("", NEW_PERSON):
        person = get_person(user, as_number(said) or 0)
        fill_in_contact(person, form.known, actor=user)
        introduce(person, communities)
        return person
    known = form.known
    if said != NEW_PERSON and same_person(known.name, known.phone, known.email) is None:
        people = people_alike(form, user)
        if people:
            form.ask_who(people)
            return None
    return meet_person(
        known, channel=Channel(form.channel.data), community_ids=communities, actor=user
    )


def people_alike(form: NewCardForm, user: User) -> list[Person]:
    return alike_people(user, form.known.name, form.known.phone, form.known.email)


def same_person_seen(form: NewCardForm, user: User) -> Person | None:
    """The person the form is about, if this viewer may see them already."""
    chosen = as_number(form.person.data or "")
    if chosen is not None:
        return get_person(user, chosen)
    known = form.known
    person = same_person(known.name, known.phone, known.email)
    return person if person is not None and queries.sees(user, person) else None


@cards.route("/<int:person_id>/karta", methods=BOTH)
@requires(policies.can_write_card, load=load_person)
def edit(person: Person) -> BaseResponse:
    """Make a card, or write down what changed; the second of two sees what the first did."""
    user = acting_user()
    card = card_of(person)
    bringer = queries.bringer_of(user, card)
    form = CardForm.of(user, person, card, bringer)
    context: dict[str, Any] = {"person": person, "card": card}
    if form.validate_on_submit():
        if card is not None and form.is_stale(card):
            current = current_of(person, card, bringer)
            return render_stale("cards/edit.html", form, card, current, **context)
        try:
            write_card(person, form.facts, actor=user)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            flash(_("Saved.") if card is not None else _("The card is made."))
            return see_other(".show", person_id=person.id)
    return render_form("cards/edit.html", form, **context)


@cards.route("/<int:person_id>/kontakt", methods=BOTH)
@requires(policies.can_write_card, load=load_person)
def reach(person: Person) -> BaseResponse:
    """Put right how somebody is called and reached."""
    form = PersonForm.of(person)
    if form.validate_on_submit():
        if form.is_stale(person):
            current = {
                "name": person.name,
                "phone": person.phone,
                "email": person.email,
                "contact_note": person.contact_note,
            }
            return render_stale("cards/reach.html", form, person, current, person=person)
        try:
            correct_person(person, form.known, actor=acting_user())
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            flash(_("Saved."))
            return see_other(".show", person_id=person.id)
    return render_form("cards/reach.html", form, person=person)


@cards.route("/<int:person_id>/lider", methods=BOTH)
@requires(policies.can_write_leader_step, load=load_person)
def lead(person: Person) -> BaseResponse:
    """Note where a local leader stands, since when."""
    card = card_of(person)
    form = LeaderForm.of(card.leader_status if card is not None else None)
    if form.validate_on_submit():
        try:
            since_on = form.since_on.data or today()
            note_leader_step(person, LeaderStatus(form.status.data), since_on, actor=acting_user())
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            flash(_("Saved."))
            return see_other(".show", person_id=person.id, _anchor="leader")
    return render_form("cards/lead.html", form, person=person, card=card)


@cards.post("/lider/<int:step_id>/cofniecie")
@requires(policies.can_take_step_back, load=load_step)
def lead_undo(step: LeaderStep) -> BaseResponse:
    """A step that was noted by mistake."""
    person_id = step.person_id
    remove_leader_step(step, actor=acting_user())
    flash(_("The step is taken back."))
    return see_other(".show", person_id=person_id, _anchor="leader")


@cards.get("/liczby")
@requires(policies.can_see_figures)
def figures() -> str:
    """Numbers without names, for the adviser and for reports."""
    user = acting_user()
    first_on, last_on = period_of(request.args.get(FIRST, ""), request.args.get(LAST, ""))
    return render_template(
        "cards/figures.html",
        rows=numbers.figures_by_community(),
        told=numbers.told,
        led=numbers.led_by_residents(user, first_on, last_on),
        led_rows=numbers.led_by_community(user, first_on, last_on),
        first_on=first_on,
        last_on=last_on,
        sees_people=policies.can_see_people(user),
    )


@cards.route("/eksport", methods=BOTH)
@requires(policies.can_export_people)
@with_proof
def export() -> BaseResponse:
    """The list as a file, for the organiser who has just shown who they are."""
    user = acting_user()
    filters = filters_asked(user)
    form = ExportForm.blank()
    if form.validate_on_submit():
        try:
            sheet = export_people(filters, actor=user)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            return download(sheet, "csv" if form.kind.data == "csv" else "xlsx")
    return render_form("cards/export.html", form, filters=filters, kept=kept_of(filters))


def filters_asked(user: User) -> PeopleFilters:
    """What the address asks for; what it asks for in vain is left out."""
    asked = request.args
    community, talent = number_asked(COMMUNITY), number_asked(TALENT)
    status, time = asked.get(STATUS, ""), asked.get(TIME, "")
    card = asked.get(CARD, "")
    return PeopleFilters(
        text=clean(asked.get(WORDS, ""))[:100],
        community=next((c for c in queries.own_communities(user) if c.id == community), None),
        status=LeaderStatus(status) if status in set(LeaderStatus) else None,
        talent=next((one for one in talents(retired=True) if one.id == talent), None),
        time=TimeOfWeek(time) if time in set(TimeOfWeek) else None,
        language=clean(asked.get(LANGUAGE, ""))[:40],
        has_card={WITH_CARD: True, WITHOUT_CARD: False}.get(card),
    )


def kept_of(filters: PeopleFilters) -> dict[str, Any]:
    """What an address needs to ask for the same again."""
    card = {True: WITH_CARD, False: WITHOUT_CARD}
    return {
        WORDS: filters.text or None,
        COMMUNITY: filters.community.id if filters.community else None,
        STATUS: filters.status.value if filters.status else None,
        TALENT: filters.talent.id if filters.talent else None,
        TIME: filters.time.value if filters.time else None,
        LANGUAGE: filters.language or None,
        CARD: card[filters.has_card] if filters.has_card is not None else None,
    }


def number_asked(name: str) -> int | None:
    return as_number(request.args.get(name, ""))


def as_number(words: str) -> int | None:
    return int(words) if words.isascii() and words.isdigit() and len(words) < 10 else None
