"""Typing in a signed attendance list: the whole sheet at once, and those who were written in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from osl.accounts.models import User
from osl.core import audit
from osl.core.db import db
from osl.core.errors import DomainError
from osl.core.i18n import _, _l
from osl.events.models import EventFormat, Occurrence
from osl.logbook.attendance import (
    LARGEST_PARTY,
    Noted,
    note_sheet,
    note_walk_in,
    open_named,
)
from osl.logbook.models import MarkSent, Outcome, Presence
from osl.logbook.queries import RollRow, marks_of, signups_of
from osl.people.duplicates import differ_by_a_slip
from osl.people.models import Channel, Person
from osl.people.operations import Known, fill_in_contact, meet_person
from osl.people.queries import (
    alike_people,
    get_person,
    name_key,
    people_found,
    same_person,
    who_stands_for,
)
from osl.signups.desk import list_of
from osl.signups.models import Signup

RETYPED = audit.action(
    "attendance.retyped", _l("%(actor)s typed in the signed attendance list of “%(subject)s”")
)

FROM_PAPER = "sheet"
MOST_ALIKE = 6


@dataclass(frozen=True)
class OnSheet:
    """One row of the sheet as somebody typed it: whether there is a signature, and for how many.
    ``seen`` is what stood in the list when the page was opened."""

    person_id: int
    signed: bool
    party_size: int
    seen: Noted | None


@dataclass(frozen=True)
class WrittenIn:
    """Somebody who wrote themselves in below the list. ``person`` is whom the team said it is;
    None for a new one."""

    known: Known
    party_size: int = 1
    person: Person | None = None


def retype_sheet(
    meeting: Occurrence,
    rows: Sequence[OnSheet],
    written_in: Sequence[WrittenIn],
    *,
    others_were_absent: bool,
    actor: User,
    key: str,
) -> int:
    """Note a signed sheet, all of it or nothing; how many people were there.

    Who signed was there. Who did not was absent, or nothing is noted of them: as
    ``others_were_absent`` says; an absence noted before stays noted. The same form sent again
    (``key``) changes nothing. Raises SheetOvertaken where somebody else noted another thing
    meanwhile, and DomainError for people who are not on this list.
    """
    entry = open_named(meeting)
    if not _is_new(meeting, key, actor):
        return entry.visits
    children = {one.person_id: len(one.children) for one in signups_of(meeting)}
    known = _known_rows(meeting, rows, children)
    marks = marks_of(meeting)
    wanted: dict[int, Noted | None] = {}
    for number, row in known.items():
        mark = marks.get(number)
        with_them = mark.children if mark is not None else children.get(number, 0)
        wanted[number] = _wanted(row, with_them, others_were_absent=others_were_absent)
    note_sheet(
        meeting,
        wanted,
        seen={number: row.seen for number, row in known.items()},
        places=children,
        actor=actor,
    )
    for one in written_in:
        person = one.person or meet_person(
            one.known,
            channel=Channel.PAPER,
            community_ids=[community.id for community in meeting.event.communities],
            actor=actor,
        )
        if one.person is not None:
            fill_in_contact(person, one.known, actor=actor)
        note_walk_in(meeting, person, Noted(Presence.PRESENT, one.party_size), actor=actor)
    communities = meeting.event.communities
    audit.record(
        RETYPED,
        actor=actor,
        subject=meeting.event,
        community_id=communities[0].id if communities else None,
    )
    return entry.visits


def start_of(row: RollRow, *, is_anything_noted: bool) -> OnSheet:
    """A row as the screen begins: what is noted, or, while nothing is, that everybody came."""
    seen = Noted.of(row.mark)
    if not is_anything_noted:
        return OnSheet(row.person.id, True, row.expected, seen)
    here = seen is not None and seen.presence is Presence.PRESENT
    return OnSheet(row.person.id, here, seen.party_size if here and seen else row.expected, seen)


def people_like(viewer: User, known: Known) -> list[Person]:
    """Whom somebody written in by hand may be: the same name, the same phone, or a name in which
    one letter was read wrongly. Nobody where it is surely somebody we know."""
    if same_person(known.name, known.phone, ""):
        return []
    found = alike_people(viewer, known.name, known.phone, "", limit=MOST_ALIKE)
    key, ids = name_key(known.name), {one.id for one in found}
    for word in known.name.split():
        for one in people_found(viewer, word, limit=50):
            if one.id not in ids and differ_by_a_slip(one.name_key, key):
                ids.add(one.id)
                found.append(one)
    return found[:MOST_ALIKE]


def person_chosen(viewer: User, number: int) -> Person:
    """Whom the team pointed at; 404 for somebody they do not know."""
    return get_person(viewer, number)


def _wanted(row: OnSheet, children: int, *, others_were_absent: bool) -> Noted | None:
    if row.signed:
        if not 0 < row.party_size <= LARGEST_PARTY:
            raise DomainError(_("Give a number from 1 to %(most)s.", most=LARGEST_PARTY))
        return Noted(Presence.PRESENT, row.party_size, min(children, row.party_size))
    was_absent = row.seen is not None and row.seen.presence is Presence.ABSENT
    if was_absent:
        return row.seen
    return Noted(Presence.ABSENT) if others_were_absent else None


def _known_rows(
    meeting: Occurrence, rows: Sequence[OnSheet], places: Mapping[int, int]
) -> dict[int, OnSheet]:
    """The rows by the person who stands for each now. Raises DomainError for people who never
    were on this list."""
    marks = marks_of(meeting)
    on_list = {*places, *marks}
    strangers = [one.person_id for one in rows if one.person_id not in on_list]
    once = _once_on(meeting, strangers) if strangers else set()
    found = {}
    for row in rows:
        number = row.person_id
        if number in strangers:
            if number not in once and who_stands_for(number) not in on_list:
                raise DomainError(
                    _("Somebody on this sheet was never on the list of this meeting. Open it anew.")
                )
            number = who_stands_for(number)
            if not row.signed and number not in on_list:
                continue  # gave the place back meanwhile, and did not come
        found[number] = row
    return found


def _once_on(meeting: Occurrence, person_ids: Sequence[int]) -> set[int]:
    """Those of these people who have signed up for the meeting at any time."""
    is_course = meeting.event.format is EventFormat.COURSE
    known = list_of(meeting.event, None if is_course else meeting)
    if known is None:
        return set()
    statement = select(Signup.person_id).where(
        Signup.list_id == known.id, Signup.person_id.in_(person_ids)
    )
    return set(db.session.scalars(statement))


def _is_new(meeting: Occurrence, key: str, actor: User) -> bool:
    """Whether this form comes for the first time; it is remembered as a phone's mark is."""
    if db.session.scalar(select(MarkSent.id).where(MarkSent.key == key)) is not None:
        return False
    db.session.add(
        MarkSent(
            key=key,
            occurrence_id=meeting.id,
            person_id=None,
            device=FROM_PAPER,
            position=0,
            outcome=Outcome.KEPT,
            received_by_id=actor.id,
        )
    )
    return True
