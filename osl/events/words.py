"""What things about events are called, and how a meeting's time and place are said."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from osl.communities.models import Venue
from osl.core.clock import to_local, today
from osl.core.i18n import _, _l, _n, clock_time, day, day_month, language
from osl.events.models import (
    ChangedThing,
    Event,
    EventFormat,
    EventKind,
    Frequency,
    Occurrence,
    SignupMode,
    Strand,
)
from osl.events.recurrence import LeftOut, Rule, left_out
from osl.events.rule_words import in_words, left_out_in_words
from osl.events.signup_words import signup_sentences

SOON = timedelta(days=120)
"""How far ahead people are told on which days a series does not meet."""

KINDS = {
    EventKind.INTEGRATION_EVENT: _l("Get-together"),
    EventKind.NEIGHBOUR_MEETING: _l("Neighbours' meeting"),
    EventKind.OUTDOOR_EVENT: _l("Open-air event"),
    EventKind.WORKSHOP: _l("Workshop"),
    EventKind.TRAINING: _l("Training"),
    EventKind.TALK: _l("Talk"),
    EventKind.THEMED_MEETING: _l("Themed meeting"),
    EventKind.RECURRING_CLASS: _l("Regular activity"),
    EventKind.COMMUNITY_ACTION: _l("Community action"),
    EventKind.GROUP_MEETING: _l("Group meeting"),
    EventKind.TRIP: _l("Outing or trip"),
    EventKind.OPEN_HOURS: _l("Open hours"),
}

STRANDS = {
    Strand.CULTURAL: _l("Culture"),
    Strand.SPORT: _l("Sport and recreation"),
    Strand.SOCIAL: _l("Social life"),
}

FORMATS = {
    EventFormat.SINGLE: _l("Takes place once"),
    EventFormat.CYCLE: _l("Cycle: come whenever you like"),
    EventFormat.COURSE: _l("Course: one group, all meetings"),
}

SIGNUP_MODES = {
    SignupMode.NONE: _l("No sign-up needed, just come"),
    SignupMode.PHONE: _l("Sign-up by phone"),
    SignupMode.ONLINE: _l("Sign-up online or by phone"),
    SignupMode.IN_PERSON: _l("Sign-up in person"),
}

FREQUENCIES = {
    Frequency.WEEKLY: _l("Every week"),
    Frequency.FORTNIGHTLY: _l("Every second week"),
    Frequency.MONTHLY_BY_WEEKDAY: _l("Every month on the same weekday"),
    Frequency.MONTHLY_BY_LAST_WEEKDAY: _l("Every month on the last such weekday"),
    Frequency.MONTHLY_BY_DATE: _l("Every month on the same date"),
    Frequency.CHOSEN_DATES: _l("On the dates I choose"),
}

CHANGED_THINGS = {
    ChangedThing.CANCELLED: _l("Cancelled"),
    ChangedThing.REST_CANCELLED: _l("The rest is cancelled"),
    ChangedThing.POSTPONED: _l("Put off"),
    ChangedThing.RESTORED: _l("Takes place after all"),
    ChangedThing.CONTINUED: _l("Next part"),
    ChangedThing.TIME: _l("New time"),
    ChangedThing.LEFT_OUT: _l("Dates left out"),
    ChangedThing.PLACE: _l("New place"),
    ChangedThing.SIGNUP: _l("Sign-up changed"),
    ChangedThing.COST: _l("Cost changed"),
    ChangedThing.HOST: _l("Another host"),
    ChangedThing.TITLE: _l("New name"),
    ChangedThing.DETAILS: _l("Description changed"),
}

WORDS: dict[type[StrEnum], dict[Any, Any]] = {
    EventKind: KINDS,
    Strand: STRANDS,
    EventFormat: FORMATS,
    SignupMode: SIGNUP_MODES,
    Frequency: FREQUENCIES,
    ChangedThing: CHANGED_THINGS,
}


def word(value: StrEnum) -> str:
    """What a kind, strand, format, sign-up mode, frequency or changed thing is called."""
    return str(WORDS[type(value)][value])


def last_day(ends_at: datetime) -> date:
    """The local day a meeting ends on; midnight still belongs to the evening before."""
    return to_local(ends_at - timedelta(seconds=1)).date()


def hours(meeting: Occurrence) -> str:
    """ "15.30–17.00", or that it takes all day."""
    if meeting.event.is_all_day:
        return _("all day")
    return f"{clock_time(meeting.starts_at)}–{clock_time(meeting.ends_at)}"


def when(meeting: Occurrence) -> str:
    """ "czwartek, 12 czerwca 2025, 15.30–17.00", with both days when it lasts longer."""
    return when_it_is(meeting.starts_at, meeting.ends_at, is_all_day=meeting.event.is_all_day)


def when_it_is(starts_at: datetime, ends_at: datetime, *, is_all_day: bool) -> str:
    begins_on, ends_on = to_local(starts_at).date(), last_day(ends_at)
    if is_all_day and begins_on == ends_on:
        return day(begins_on)
    if is_all_day:
        return f"{day(begins_on)} – {day(ends_on)}"
    until = clock_time(ends_at)
    if ends_on != begins_on:
        return f"{day(begins_on)}, {clock_time(starts_at)} – {day(ends_on)}, {until}"
    return f"{day(begins_on)}, {clock_time(starts_at)}–{until}"


def rhythm(event: Event) -> str:
    """The rule of a series in words; nothing for an event that takes place once."""
    return in_words(Rule.of(event.series)) if event.series is not None else ""


def times(event: Event) -> str:
    """When an event is: the rule of a series, or the time of its one meeting."""
    if event.series is not None or not event.occurrences:
        return rhythm(event)
    return when(event.occurrences[0])


def not_on(event: Event) -> list[str]:
    """The coming dates on which a series does not meet, a line each with the cause."""
    if event.series is None:
        return []
    return left_out_in_words(left_out_soon(Rule.of(event.series)))


def left_out_soon(rule: Rule) -> list[LeftOut]:
    """What a rule leaves out in the coming months: as far as people plan."""
    first = max(today(), rule.first_on)
    return left_out(rule, after=first, through=first + SOON, language=language())


def place_of(venue: Venue | None, note: str) -> str:
    """One line: the venue with its address, then what was said in words."""
    parts = [f"{venue.name}, {venue.address}" if venue.address else venue.name] if venue else []
    return ", ".join([*parts, note] if note else parts)


def place(thing: Event | Occurrence) -> str:
    """Where an event is; where one meeting is, when it was given a place of its own."""
    if isinstance(thing, Event):
        return place_of(thing.venue, thing.place_note)
    if thing.has_own_place:
        return place_of(thing.venue, thing.place_note)
    return place_of(thing.event.venue, thing.event.place_note)


def venue_of(meeting: Occurrence) -> Venue | None:
    """The venue of one meeting: its own place, else the one of its event."""
    return meeting.venue if meeting.has_own_place else meeting.event.venue


def place_note_of(meeting: Occurrence) -> str:
    return meeting.place_note if meeting.has_own_place else meeting.event.place_note


def host_of(meeting: Occurrence) -> str:
    """Who runs one meeting: its own host, else the one of its event."""
    return meeting.host or meeting.event.host


def places_of(meeting: Occurrence) -> int | None:
    """For how many people there is room; None for everybody who comes."""
    return meeting.places if meeting.places is not None else meeting.event.places


def cost(event: Event) -> str:
    """What it costs; nothing noted means it is free."""
    return event.cost or _("free of charge")


def signup(event: Event) -> str:
    """Whether, how and when one signs up, in one line."""
    parts = [word(event.signup_mode), *signup_sentences(event), event.signup_note]
    if event.places:
        parts.append(_n("%(num)s place", "%(num)s places", event.places))
    return ". ".join(part.rstrip(".") for part in parts if part)


def state(event: Event) -> tuple[str, str]:
    """Where an event stands: the kind of pill and its words."""
    if event.is_draft:
        return "draft", _("Draft")
    if event.is_cancelled:
        return "off", _("Cancelled")
    return "ok", _("Published")


def full_title(event: Event) -> str:
    """What an event is called where nothing else tells the rounds of a course apart."""
    return f"{event.title} ({event.round_name})" if event.round_name else event.title


def moved(meeting: Occurrence) -> str:
    """That a meeting is moved, and from when: its day, or its hour when the day stays."""
    was, now = to_local(meeting.slot_at), to_local(meeting.starts_at)
    if was.date() != now.date():
        return _("Moved from %(day)s", day=day_month(was))
    return _("Another hour, it was to be at %(time)s", time=clock_time(was))
