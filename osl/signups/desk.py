"""What the team sees of an event's sign-ups: the list, its counts, its letters, its history."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from flask import abort
from sqlalchemy import ColumnElement, case, exists, func, select
from sqlalchemy.orm import aliased, contains_eager, selectinload

from osl.accounts.queries import names_of
from osl.core.access import current_viewer
from osl.core.clock import utcnow
from osl.core.db import db
from osl.core.i18n import _
from osl.core.paging import Page, page_of
from osl.core.text import alphabetical
from osl.events.models import Event, EventFormat, Occurrence, SignupMode
from osl.events.queries import meetings_of, next_meeting
from osl.people.models import PersonWord
from osl.people.queries import LAST_LETTER, search_words
from osl.signups.models import LIVE, Signup, SignupList, SignupState
from osl.signups.places import first_part
from osl.signups.policies import can_see_signups

PAGE_SIZE = 50
MEETINGS_TO_CHOOSE = 8

IN_LINE = (
    SignupState.OFFERED,
    SignupState.CONFIRMED,
    SignupState.WAITING,
    SignupState.REPEATED,
    SignupState.WITHDRAWN,
)
"""In which order the states stand: first what waits for an answer."""


@dataclass(frozen=True)
class Counts:
    """The places of a list, as figures. ``places`` is None where nobody counts them."""

    places: int | None
    taken: int = 0
    offered: int = 0
    left: int | None = None
    reserve: int = 0
    waiting: int = 0

    @property
    def in_short(self) -> str:
        """ "14 of 16", or how many there are where nobody counts places."""
        if self.places is None:
            return str(self.taken)
        return _("%(taken)s of %(places)s", taken=self.taken, places=self.places)


@dataclass(frozen=True)
class MeetingCounts:
    """A meeting of a cycle and how many come."""

    meeting: Occurrence
    counts: Counts


@dataclass(frozen=True)
class Filters:
    """Which sign-ups are asked for: in one state (else all that hold), and with these words."""

    state: SignupState | None = None
    text: str = ""

    @property
    def active(self) -> int:
        return bool(self.state) + bool(self.text.strip())


@dataclass(frozen=True)
class Row:
    """A sign-up in the team's list: its place in line if it waits, and who entered it."""

    signup: Signup
    line: int | None
    entered_by: str


@dataclass(frozen=True)
class AtDesk:
    """The sign-ups of an event as its own page tells of them."""

    counts: Counts
    of_meetings: dict[int, Counts]


def meeting_asked(event: Event, number: int | None) -> Occurrence | None:
    """The meeting whose list is asked for, else the next one. A course has one list for all."""
    if event.format is EventFormat.COURSE:
        return None
    if number is not None:
        asked = db.session.get(Occurrence, number)
        return asked if asked is not None and asked.event_id == event.id else abort(404)
    return next_meeting(event, utcnow())


def list_of(event: Event, meeting: Occurrence | None) -> SignupList | None:
    """The list of a meeting, or (None) of a course; None while nobody has signed up."""
    if meeting is not None:
        wanted = SignupList.occurrence_id == meeting.id
    else:
        wanted = SignupList.event_id == first_part(event).id
    return db.session.scalar(select(SignupList).where(wanted))


def counts_of(event: Event, meeting: Occurrence | None, known: SignupList | None) -> Counts:
    limit = meeting.places if meeting is not None and meeting.places is not None else event.places
    reserve = event.reserved_places if limit is not None else 0
    if known is None:
        left = max(0, limit - reserve) if limit is not None else None
        return Counts(limit, left=left, reserve=min(reserve, limit or 0))
    return Counts(
        limit,
        known.taken,
        known.held,
        known.left if limit is not None else None,
        max(0, known.left_for_team - known.left),
        known.waiting,
    )


def meetings_to_choose(event: Event, chosen: Occurrence | None) -> list[MeetingCounts]:
    """The next meetings of a cycle and the chosen one, each with its counts: two questions."""
    if event.format is not EventFormat.CYCLE:
        return []
    meetings = meetings_of(event, after=utcnow(), limit=MEETINGS_TO_CHOOSE)
    if chosen is not None and chosen.id not in {one.id for one in meetings}:
        meetings = [chosen, *meetings]
    lists = _lists_of(meetings)
    return [MeetingCounts(one, counts_of(event, one, lists.get(one.id))) for one in meetings]


def signups_at_desk(event: Event, meetings: Collection[Occurrence]) -> AtDesk | None:
    """What the page of an event says of its sign-ups: one question more; nothing for those of the
    team who do not see them, and nothing where nobody signs up."""
    viewer = current_viewer()
    if event.is_draft or viewer is None or not can_see_signups(viewer, event):
        return None
    if event.format is EventFormat.COURSE:
        counts = counts_of(event, None, list_of(event, None))
        of_meetings: dict[int, Counts] = {}
    else:
        known = list(meetings) or event.occurrences
        lists = _lists_of(known)
        of_meetings = {one.id: counts_of(event, one, lists.get(one.id)) for one in known}
        coming = [one for one in known if one.takes_place] or known
        counts = of_meetings[coming[0].id] if coming else Counts(event.places)
    nobody = not counts.taken and not any(one.taken for one in of_meetings.values())
    if event.signup_mode is SignupMode.NONE and nobody:
        return None
    return AtDesk(counts, of_meetings)


def _lists_of(meetings: Collection[Occurrence]) -> dict[int, SignupList]:
    ids = [one.id for one in meetings]
    found = db.session.scalars(select(SignupList).where(SignupList.occurrence_id.in_(ids)))
    return {one.occurrence_id: one for one in found if one.occurrence_id is not None}


def signups_on_list(known: SignupList | None, filters: Filters, page: int) -> Page[Row]:
    """A page of a list, by state and then by the order in which people came. The same few
    questions, whatever the length."""
    if known is None:
        return Page([], 1, has_next=False)
    other = aliased(Signup)
    line = (
        select(func.count(other.id))
        .where(
            other.list_id == Signup.list_id,
            other.state == SignupState.WAITING,
            other.number <= Signup.number,
        )
        .correlate(Signup)
        .scalar_subquery()
    )
    statement = (
        select(Signup, line.label("line"))
        .join(Signup.person)
        .where(Signup.list_id == known.id, *_asked(filters))
        .options(
            contains_eager(Signup.person),
            selectinload(Signup.children),
            selectinload(Signup.help_needs),
        )
    )
    by_state = case({one: place for place, one in enumerate(IN_LINE)}, value=Signup.state)
    found = page_of(
        statement, page, order=(by_state, Signup.number, Signup.id), key=Signup.id, size=PAGE_SIZE
    )
    names = names_of(signup.entered_by_id for signup, _line in found.rows)
    rows = [
        Row(
            signup,
            place if signup.state is SignupState.WAITING else None,
            names.get(signup.entered_by_id or 0, ""),
        )
        for signup, place in found.rows
    ]
    return Page(rows, found.number, found.has_next)


def _asked(filters: Filters) -> list[ColumnElement[bool]]:
    states = (filters.state,) if filters.state else (*LIVE, SignupState.REPEATED)
    conditions: list[ColumnElement[bool]] = [Signup.state.in_(states)]
    for word in search_words(filters.text):
        begins = exists().where(
            PersonWord.person_id == Signup.person_id,
            PersonWord.word >= word,
            PersonWord.word < word + LAST_LETTER,
        )
        conditions.append(begins.correlate(Signup))
    return conditions


def everybody_with_a_place(known: SignupList | None) -> list[Signup]:
    """Those who come, by surname, as one looks for them at the door."""
    found = _all_of(known, (SignupState.CONFIRMED,))
    return sorted(found, key=lambda one: alphabetical(surname_first(one.person.name)))


def everybody_on(known: SignupList | None) -> list[Signup]:
    """Everybody whose sign-up holds, by state and the order in which they came."""
    found = _all_of(known, LIVE)
    return sorted(found, key=lambda one: (IN_LINE.index(one.state), one.number or 0))


def _all_of(known: SignupList | None, states: Sequence[SignupState]) -> list[Signup]:
    if known is None:
        return []
    statement = (
        select(Signup)
        .join(Signup.person)
        .where(Signup.list_id == known.id, Signup.state.in_(states))
        .options(
            contains_eager(Signup.person),
            selectinload(Signup.children),
            selectinload(Signup.help_needs),
        )
        .order_by(Signup.number)
    )
    return list(db.session.scalars(statement))


def surname_first(name: str) -> str:
    words = name.split()
    return " ".join([*words[-1:], *words[:-1]])
