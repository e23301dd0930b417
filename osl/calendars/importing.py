"""Events of another calendar become drafts: read once, looked at, chosen, saved together."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete

from osl.accounts.models import User
from osl.calendars import queries
from osl.calendars.models import CalendarImport, ImportedEvent
from osl.calendars.reading import MovedMeeting, ReadCalendar, ReadEvent, Rhythm
from osl.communities.models import Community, Venue
from osl.communities.queries import get_centre, venues
from osl.core import audit
from osl.core.clock import to_local, today, utcnow
from osl.core.db import db
from osl.core.errors import DomainError
from osl.core.i18n import _, _l, clock_time
from osl.core.text import fold
from osl.events.meetings import Own, change_occurrence
from osl.events.models import Event, EventKind, Frequency, Occurrence, Strand
from osl.events.operations import Facts, plan_event
from osl.events.queries import events_visible_to
from osl.events.recurrence import Rule
from osl.events.rule_words import MOST_DAYS_NAMED, in_words
from osl.events.schedule import Once, Repeated, Schedule
from osl.events.words import when_it_is

IMPORTED = audit.action("calendar.imported", _l("%(actor)s imported a calendar: %(count)s drafts"))

KEPT = timedelta(hours=24)
"""How long what was read waits for somebody to choose from it."""

MOST_AT_ONCE = 5_000
"""Meetings saved in one go. More would keep everybody else from saving for too long."""


class AlreadySaved(DomainError):
    """The same page sent twice: its drafts are there."""

    def __init__(self) -> None:
        super().__init__(_("These drafts are saved already."))


@dataclass(frozen=True)
class Offered:
    """One event to choose, as the page shows it.

    ``known`` is the event it would double, ``may_open`` whether this person may look at that.
    """

    number: int
    event: ReadEvent
    when: str
    venue: Venue | None
    known: Event | None
    may_open: bool

    @property
    def is_past(self) -> bool:
        return self.event.is_past(today())

    @property
    def hours(self) -> str:
        """From when until when the meetings of a series last; nothing for whole days."""
        rhythm = self.event.rhythm
        if rhythm is None or self.event.is_all_day:
            return ""
        both = (rhythm.starts_at, rhythm.ends_at)
        return "–".join(clock_time(datetime.combine(rhythm.first_on, at)) for at in both)

    @property
    def names_days(self) -> bool:
        """Whether its first days are to be named beside its rule, which may name them all."""
        rhythm = self.event.rhythm
        return rhythm is not None and not 0 < len(rhythm.chosen_on) <= MOST_DAYS_NAMED

    @property
    def is_advised(self) -> bool:
        """Whether it is ticked before anybody chose."""
        return self.known is None and not self.is_past and not self.event.is_private


@dataclass(frozen=True)
class Saved:
    """What became of the chosen ones: the drafts, how many were there already, and how many
    single meetings could not be moved."""

    drafts: list[Event]
    known: int
    not_moved: int


def fitting(calendar: ReadCalendar) -> ReadCalendar:
    """What was read, without the events whose times our schedule refuses: these are left out
    with the schedule's own sentence. Asks the database nothing."""
    events, left_out = [], [*calendar.left_out]
    for kept in calendar.events:
        event = ReadEvent.stored(kept)
        try:
            schedule_of(event, is_checked=False)
        except DomainError as refusal:
            reason = ["refused", {"words": str(refusal)}]
            day = event.first_on.isoformat()
            left_out.append({"title": event.title, "day": day, "reason": reason})
        else:
            events.append(kept)
    return ReadCalendar(events, left_out, calendar.notes)


def offer_import(calendar: ReadCalendar, community: Community, *, actor: User) -> CalendarImport:
    """Keep what was read until somebody chooses from it. No event is made yet."""
    offer = CalendarImport(
        user_id=actor.id,
        community=community,
        events=calendar.events,
        left_out=calendar.left_out,
        notes=calendar.notes,
    )
    db.session.add(offer)
    db.session.flush()
    return offer


def offered(offer: CalendarImport, viewer: User) -> list[Offered]:
    """The events to choose from, in the order they take place."""
    events = [ReadEvent.stored(kept) for kept in offer.events]
    known = queries.events_known_as((event.uid for event in events), offer.community)
    visible = events_visible_to(viewer).with_only_columns(Event.id)
    ids = {event.id for event in known.values()}
    open_ids = set(db.session.scalars(visible.where(Event.id.in_(ids))))
    places = Places()
    return [
        Offered(
            number,
            event,
            when(event),
            places.venue(event.place),
            known.get(event.uid),
            may_open=event.uid in known and known[event.uid].id in open_ids,
        )
        for number, event in enumerate(events)
    ]


def save_import(offer: CalendarImport, numbers: Collection[int], *, actor: User) -> Saved:
    """Make drafts of the chosen events, all or none. Writes one audit entry for the whole, and
    those of each draft. What is here already is not made twice.

    Raises AlreadySaved for a second click, and DomainError.
    """
    if offer.is_saved:
        raise AlreadySaved
    chosen = [ReadEvent.stored(offer.events[number]) for number in sorted(set(numbers))]
    known = queries.events_known_as((event.uid for event in chosen), offer.community)
    new = [event for event in chosen if event.uid not in known]
    if sum(meetings_of(event) for event in new) > MOST_AT_ONCE:
        raise DomainError(
            _(
                "Together these events have more than %(most)s meetings. Untick some, save the "
                "others, and bring the rest in with the same file afterwards.",
                most=MOST_AT_ONCE,
            )
        )
    places = Places()
    drafts, not_moved = [], 0
    for event in new:
        draft, missed = _draft(event, places, offer.community, actor)
        drafts.append(draft)
        not_moved += missed
    offer.saved_at = utcnow()
    offer.events, offer.left_out, offer.notes = [], [], []
    if drafts:
        audit.record(
            IMPORTED,
            actor=actor,
            subject=offer.community,
            community_id=offer.community_id,
            count=len(drafts),
        )
    return Saved(drafts, len(chosen) - len(new), not_moved)


def give_up_import(offer: CalendarImport) -> None:
    """Forget what was read."""
    db.session.delete(offer)


def erase_old_imports(now: datetime) -> None:
    """What nobody chose from within a day is forgotten."""
    db.session.execute(delete(CalendarImport).where(CalendarImport.created_at < now - KEPT))


def schedule_of(event: ReadEvent, *, is_checked: bool = True) -> Schedule:
    """When an event takes place, as ours say it. ``is_checked``: it was asked before whether
    that can be kept. Raises DomainError."""
    if event.rhythm is not None:
        return Repeated(rule_of(event.rhythm, is_checked=is_checked))
    if event.starts_at is None or event.ends_at is None:
        raise ValueError("a single event has its times")
    return Once(event.starts_at, event.ends_at, is_all_day=event.is_all_day)


def rule_of(rhythm: Rhythm, *, is_checked: bool = False) -> Rule:
    """A rhythm as a rule of ours. It keeps its own days: our public holidays and breaks were not
    left out there. Raises RuleError."""
    return Rule(
        frequency=Frequency(rhythm.frequency),
        first_on=rhythm.first_on,
        starts_at=rhythm.starts_at,
        ends_at=rhythm.ends_at,
        until_on=rhythm.until_on,
        meeting_count=rhythm.meeting_count,
        skips_holidays=False,
        weekdays=rhythm.weekdays,
        chosen_on=rhythm.chosen_on,
        skipped_on=rhythm.skipped_on,
        is_stored=is_checked,
    )


def when(event: ReadEvent) -> str:
    """The rule in words, or the day and the hours."""
    planned = schedule_of(event)
    if isinstance(planned, Repeated):
        return in_words(planned.rule)
    return when_it_is(planned.starts_at, planned.ends_at, is_all_day=planned.is_all_day)


def meetings_of(event: ReadEvent) -> int:
    """How many meetings will be stored of an event, those of an endless one about."""
    rhythm = event.rhythm
    if rhythm is None or event.count is not None:
        return event.count or 1
    weekly = 79 * max(1, len(rhythm.weekdays))
    return {"weekly": weekly, "fortnightly": weekly // 2}.get(rhythm.frequency, 19)


class Places:
    """The places the team knows, found by how another calendar writes them."""

    def __init__(self) -> None:
        town = get_centre().town
        self.known: dict[str, Venue] = {}
        by_name: dict[str, list[Venue]] = {}
        for venue in venues():
            by_name.setdefault(_key(venue.name), []).append(venue)
            self.known[_key(f"{venue.name} {venue.address}")] = venue
            self.known[_key(f"{venue.name} {venue.address} {town}")] = venue
        self.known |= {name: same[0] for name, same in by_name.items() if len(same) == 1}

    def venue(self, place: str) -> Venue | None:
        return self.known.get(_key(place)) if place else None


def _key(place: str) -> str:
    """The words of a place, without punctuation and without the country at the end."""
    words = re.findall(r"\w+", fold(place))
    if words and words[-1] in ("polska", "poland"):
        words.pop()
    return " ".join(words)


def _draft(
    event: ReadEvent, places: Places, community: Community, actor: User
) -> tuple[Event, int]:
    """One event as a draft, its moved meetings moved; and how many could not be."""
    venue = places.venue(event.place)
    facts = Facts(
        title=event.title or _("Event without a name"),
        kind=EventKind.RECURRING_CLASS if event.rhythm else EventKind.NEIGHBOUR_MEETING,
        strand=Strand.SOCIAL,
        description=event.description,
        venue=venue,
        place_note="" if venue else event.place,
    )
    draft = plan_event(facts, schedule_of(event), communities=[community], actor=actor)
    db.session.add(ImportedEvent(community_id=community.id, uid=event.uid, event=draft))
    by_day = {to_local(meeting.slot_at).date(): meeting for meeting in draft.occurrences}
    moved = [_move(by_day.get(one.on), one, places, actor) for one in event.moved]
    return draft, moved.count(False)


def _move(meeting: Occurrence | None, moved: MovedMeeting, places: Places, actor: User) -> bool:
    """Give one meeting its own time and place; whether it has them now."""
    if meeting is None:  # later than the meetings of an endless series are stored
        return False
    if meeting.starts_at <= utcnow():  # it is past, and nobody looks for it any more
        return True
    venue = places.venue(moved.place)
    own = Own(venue=venue, place_note="" if venue else moved.place, note=moved.title)
    to = Once(moved.starts_at, moved.ends_at, is_all_day=meeting.event.is_all_day)
    try:
        change_occurrence(meeting, to, own, actor=actor)
    except DomainError:
        return False
    return True
