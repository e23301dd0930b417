"""What the team notes about a person with their knowledge, and the steps of local leaders."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, insert, select
from sqlalchemy.orm.attributes import flag_modified

from osl.accounts.models import User
from osl.core import audit
from osl.core.clock import today, utcnow
from osl.core.db import db
from osl.core.errors import DomainError
from osl.core.i18n import _, _l
from osl.core.reading import note_reading
from osl.core.text import fold
from osl.people.models import (
    Card,
    LeaderStatus,
    LeaderStep,
    MetHow,
    Person,
    Reach,
    Talent,
    TalentKind,
    TimeOfWeek,
    person_contact,
    person_talent,
)
from osl.people.queries import card_of, contacts_of, talents_of

MADE = audit.action("card.made", _l("%(actor)s made a resident's card"))
CHANGED = audit.action("card.changed", _l("%(actor)s changed a resident's card"))
READ = audit.action("card.read", _l("%(actor)s read a resident's card"))
PRINTED = audit.action("card.printed", _l("%(actor)s opened a resident's card to print"))
STEP_SET = audit.action("leader.step", _l("%(actor)s noted where a local leader stands"))
STEP_REMOVED = audit.action("leader.step_removed", _l("%(actor)s took a leader's step back"))
TALENT_ADDED = audit.action("talent.added", _l("%(actor)s added “%(subject)s” to the talents"))
TALENT_RENAMED = audit.action("talent.renamed", _l("%(actor)s renamed a talent “%(subject)s”"))
TALENT_RETIRED = audit.action("talent.retired", _l("%(actor)s retired the talent “%(subject)s”"))
TALENT_RESTORED = audit.action(
    "talent.restored", _l("%(actor)s brought the talent “%(subject)s” back")
)


@dataclass(frozen=True)
class CardFacts:
    """What somebody agreed to have noted. The numbers are of neighbours, talents and the team."""

    agreed_on: date
    prefers: Reach | None = None
    reach_note: str = ""
    met_how: MetHow | None = None
    met_on: date | None = None
    met_note: str = ""
    brought_by_id: int | None = None
    own_words: str = ""
    free_times: Sequence[TimeOfWeek] = ()
    times_note: str = ""
    languages: str = ""
    talent_ids: Collection[int] = ()
    contact_ids: Collection[int] = ()


class CardIsThere(DomainError):
    """A card was to be made for somebody who has one."""


def make_card(person: Person, facts: CardFacts, *, actor: User) -> Card:
    """Make somebody's first card. Raises CardIsThere, and what write_card raises."""
    if card_of(person) is not None:
        raise CardIsThere(_("There is a card for this person already."))
    return write_card(person, facts, actor=actor)


def write_card(person: Person, facts: CardFacts, *, actor: User) -> Card:
    """Make a card, or write down what changed on it. Writes the card, what its person likes,
    teaches and lends, who of the team knows them, and an audit entry if anything differs.

    Raises DomainError for a day to come, and for somebody who brought themselves.
    """
    _refuse_days_to_come(facts)
    if facts.brought_by_id == person.id:
        raise DomainError(_("Nobody brings themselves. Choose the neighbour who did."))
    card = card_of(person)
    is_new = card is None
    if card is None:
        card = Card(person=person, created_by_id=actor.id, agreed_on=facts.agreed_on)
        db.session.add(card)
    differs = _write_facts(card, facts)
    differs |= _pick_talents(person, set(facts.talent_ids))
    differs |= _note_contacts(person, set(facts.contact_ids))
    if is_new:
        audit.record(MADE, actor=actor, subject=card, person=person.id)
    elif differs:
        # What somebody likes stands in other rows: their change is a new version of the card too.
        flag_modified(card, "free_times")
        audit.record(CHANGED, actor=actor, subject=card, person=person.id)
    db.session.flush()
    return card


def _refuse_days_to_come(facts: CardFacts) -> None:
    if facts.agreed_on > today():
        raise DomainError(_("The day they agreed is still to come. Give the day it was."))
    if facts.met_on is not None and facts.met_on > today():
        raise DomainError(_("The day you met is still to come. Give the day it was."))


def _write_facts(card: Card, facts: CardFacts) -> bool:
    new = {
        "agreed_on": facts.agreed_on,
        "prefers": facts.prefers,
        "reach_note": facts.reach_note,
        "met_how": facts.met_how,
        "met_on": facts.met_on,
        "met_note": facts.met_note,
        "brought_by_id": facts.brought_by_id,
        "own_words": facts.own_words,
        "free_times": [one.value for one in TimeOfWeek if one in facts.free_times],
        "times_note": facts.times_note,
        "languages": facts.languages,
    }
    changed = {name: value for name, value in new.items() if getattr(card, name) != value}
    for name, value in changed.items():
        setattr(card, name, value)
    return bool(changed)


def _pick_talents(person: Person, wanted: set[int]) -> bool:
    """What somebody likes, teaches and lends from now on; a retired entry they have may stay."""
    had = {one.id for one in talents_of(person)}
    if wanted == had:
        return False
    is_theirs = person_talent.c.person_id == person.id
    db.session.execute(
        delete(person_talent).where(is_theirs, person_talent.c.talent_id.not_in(wanted))
    )
    new = sorted(wanted - had)
    if new:
        rows = [{"person_id": person.id, "talent_id": one} for one in new]
        db.session.execute(insert(person_talent), rows)
    return True


def _note_contacts(person: Person, wanted: set[int]) -> bool:
    had = {one.id for one in contacts_of(person)}
    if wanted == had:
        return False
    is_theirs = person_contact.c.person_id == person.id
    db.session.execute(
        delete(person_contact).where(is_theirs, person_contact.c.user_id.not_in(wanted))
    )
    new = sorted(wanted - had)
    if new:
        rows = [{"person_id": person.id, "user_id": one} for one in new]
        db.session.execute(insert(person_contact), rows)
    return True


def note_card_reading(person: Person, *, actor: User, printed: bool = False) -> None:
    """Note that somebody looks at what is known of a person, before they do."""
    note_reading(PRINTED if printed else READ, actor=actor, subject=person)


def note_leader_step(
    person: Person, status: LeaderStatus, since_on: date, *, actor: User
) -> LeaderStep:
    """Note where a local leader stands since that day. The card shows the latest step by date.

    The same status since the same day is noted once. Raises DomainError for a day to come, and
    for somebody without a card: they know nothing of being noted yet.
    """
    card = card_of(person)
    if card is None:
        raise DomainError(_("There is no card yet. Ask the person first, then make one."))
    if since_on > today():
        raise DomainError(_("This day is still to come. Note it when it has come."))
    same = db.session.scalar(
        select(LeaderStep)
        .where(LeaderStep.person_id == person.id, LeaderStep.since_on == since_on)
        .order_by(LeaderStep.id.desc())
        .limit(1)
    )
    if same is not None and same.status is status:
        return same
    step = LeaderStep(person=person, status=status, since_on=since_on, author_id=actor.id)
    db.session.add(step)
    audit.record(STEP_SET, actor=actor, subject=person, status=status.value)
    _show_latest_step(card)
    return step


def remove_leader_step(step: LeaderStep, *, actor: User) -> None:
    """Take a step back that was noted by mistake."""
    card = card_of(step.person)
    audit.record(STEP_REMOVED, actor=actor, subject=step.person, status=step.status.value)
    db.session.delete(step)
    if card is not None:
        _show_latest_step(card)


def _show_latest_step(card: Card) -> None:
    db.session.flush()
    latest = db.session.scalar(
        select(LeaderStep)
        .where(LeaderStep.person_id == card.person_id)
        .order_by(LeaderStep.since_on.desc(), LeaderStep.id.desc())
        .limit(1)
    )
    card.leader_status = latest.status if latest is not None else None
    card.leader_since = latest.since_on if latest is not None else None


def add_talents(kind: TalentKind, names: Sequence[str], *, actor: User) -> list[Talent]:
    """Put entries on the list, in their order. One that is there already, in whatever spelling,
    is left as it is; a retired one comes back."""
    known = {fold(one.name): one for one in _talents_of_kind(kind)}
    added = []
    for name in names:
        there = known.get(fold(name))
        if there is None:
            there = known[fold(name)] = Talent(kind=kind, name=name)
            db.session.add(there)
            audit.record(TALENT_ADDED, actor=actor, subject=there)
            added.append(there)
        elif there.retired_at is not None:
            restore_talent(there, actor=actor)
            added.append(there)
    return added


def rename_talent(talent: Talent, name: str, *, actor: User) -> None:
    """Call an entry otherwise, for everybody who has it. Raises DomainError if there is one."""
    if talent.name == name:
        return
    others = [fold(one.name) for one in _talents_of_kind(talent.kind) if one is not talent]
    if fold(name) in others:
        raise DomainError(_("There is such an entry already."))
    talent.name = name
    audit.record(TALENT_RENAMED, actor=actor, subject=talent)


def retire_talent(talent: Talent, *, actor: User) -> None:
    """Let nobody pick it any more; whoever has it keeps it."""
    if talent.retired_at is None:
        talent.retired_at = utcnow()
        audit.record(TALENT_RETIRED, actor=actor, subject=talent)


def restore_talent(talent: Talent, *, actor: User) -> None:
    if talent.retired_at is not None:
        talent.retired_at = None
        audit.record(TALENT_RESTORED, actor=actor, subject=talent)


def _talents_of_kind(kind: TalentKind) -> list[Talent]:
    return list(db.session.scalars(select(Talent).where(Talent.kind == kind)))
