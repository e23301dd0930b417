"""Forms of events, in the order a busy animator thinks."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from datetime import date, time
from typing import Any, cast
from uuid import UUID, uuid4

from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TelField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import ValidationError

from osl.accounts.models import User
from osl.communities.models import Audience, Community, FundingProject, Venue
from osl.communities.queries import communities_of, funding_projects, venues
from osl.communities.words import AUDIENCES
from osl.core.clock import to_local
from osl.core.forms import (
    LONGEST_TEXT,
    CheckboxesField,
    PlainDateField,
    PlainIntegerField,
    PlainTimeField,
    VersionedForm,
    check_phone,
    required,
    shorter_than,
)
from osl.core.i18n import _, _l
from osl.events import schedule
from osl.events.models import (
    Event,
    EventFormat,
    EventKind,
    Frequency,
    SignupMode,
    Strand,
)
from osl.events.operations import Facts
from osl.events.recurrence import (
    MOST_MEETINGS,
    Rule,
    RuleError,
)
from osl.events.schedule import MIDNIGHT, Repeated, Schedule, ScheduleError, once, refuse_holiday
from osl.events.words import FORMATS, FREQUENCIES, KINDS, SIGNUP_MODES, STRANDS, last_day

MOST_PLACES = 10_000

ONCE = "once"
"""What a form calls not repeating."""

TIME_FIELDS = (
    "first_on",
    "starts_at",
    "ends_at",
    "is_all_day",
    "last_on",
    "frequency",
    "until_on",
    "meeting_count",
    "skips_holidays",
)


def offered(choices: Iterable[tuple[Any, Any]]) -> list[SelectChoice]:
    """Values and words as WTForms takes them."""
    return [SelectChoice(str(value), words) for value, words in choices]


def number_or_none(value: Any) -> int | None:
    return int(value) if value not in (None, "", "None") else None


def frequency_or_none(value: Any) -> Frequency | None:
    return Frequency(value) if value not in (None, "", ONCE) else None


def between(least: int, most: int, message: Any) -> Callable[[Any, Field], None]:
    """A number in these bounds, or none at all."""

    def check(_form: Any, field: Field) -> None:
        if field.data is not None and not least <= field.data <= most:
            raise ValidationError(str(message))

    return check


class KeyedForm(VersionedForm):
    """A form that makes a new event, with the mark that makes it one event only."""

    key = HiddenField()

    @property
    def one_use_key(self) -> UUID | None:
        try:
            return UUID(str(self.key.data))
        except ValueError:
            return None

    def offer_key(self) -> None:
        if not self.key.data:
            self.key.data = str(uuid4())


class PlacedForm(VersionedForm):
    """A form with the choice of a place."""

    venue_id = SelectField(_l("Place"), coerce=number_or_none)

    places_known: dict[int | None, Venue]

    def offer_venues(self, current: Venue | None, empty: str) -> None:
        """The places still in use, and the one that stands there now."""
        known = venues()
        if current is not None and current not in known:
            known.append(current)
        self.places_known = {venue.id: venue for venue in known}
        self.venue_id.choices = offered(
            [("", empty), *((venue.id, f"{venue.name}, {venue.address}") for venue in known)]
        )

    @property
    def venue(self) -> Venue | None:
        return self.places_known.get(self.venue_id.data)


class EventForm(KeyedForm, PlacedForm):
    """Everything about an event: what, when, where, for whom, sign-up, details."""

    title = StringField(
        _l("Name of the event"), [required(_l("Give the event a name.")), shorter_than(150)]
    )
    kind = SelectField(_l("Kind"), coerce=EventKind, choices=offered(KINDS.items()))
    strand = SelectField(_l("Strand"), coerce=Strand, choices=offered(STRANDS.items()))

    first_on = PlainDateField(_l("Date"), [required(_l("Say on which day it is."))])
    starts_at = PlainTimeField(_l("Starts at"))
    ends_at = PlainTimeField(_l("Ends at"))
    is_all_day = BooleanField(_l("It takes the whole day"))
    last_on = PlainDateField(_l("Last day"))
    frequency = RadioField(
        _l("How often"),
        coerce=frequency_or_none,
        choices=offered([(ONCE, _l("Only once")), *FREQUENCIES.items()]),
    )
    until_on = PlainDateField(_l("Until what day"))
    meeting_count = PlainIntegerField(_l("Number of meetings"))
    skips_holidays = BooleanField(_l("Leave out public holidays"))
    format = RadioField(
        _l("How people take part"),
        coerce=EventFormat,
        choices=offered((one, FORMATS[one]) for one in (EventFormat.CYCLE, EventFormat.COURSE)),
        default=EventFormat.CYCLE,
    )

    place_note = StringField(_l("Place in words"), [shorter_than(200)])

    community_ids = CheckboxesField(_l("Communities"), coerce=int)
    is_whole_town = BooleanField(_l("For the whole town"))
    audience = SelectField(
        _l("For whom first of all"),
        coerce=Audience,
        choices=offered(AUDIENCES.items()),
        default=Audience.EVERYONE,
    )
    audience_note = StringField(_l("A word more about for whom it is"), [shorter_than(200)])

    signup_mode = RadioField(
        _l("Sign-up"),
        coerce=SignupMode,
        choices=offered(SIGNUP_MODES.items()),
        default=SignupMode.NONE,
    )
    signup_note = StringField(_l("A word more about sign-up"), [shorter_than(300)])
    places = PlainIntegerField(
        _l("Number of places"),
        [
            between(
                1, MOST_PLACES, _l("Type a number of places from 1 to 10,000, or leave this empty.")
            )
        ],
    )

    description = TextAreaField(_l("Description"), [shorter_than(LONGEST_TEXT)])
    cost = StringField(_l("Cost"), [shorter_than(120)])
    what_to_bring = TextAreaField(_l("What to bring"), [shorter_than(1000)])
    rain_plan = TextAreaField(_l("What if it rains"), [shorter_than(1000)])
    host = StringField(_l("Who runs it"), [shorter_than(120)])
    contact_name = StringField(_l("Whom to ask"), [shorter_than(80)])
    contact_phone = TelField(_l("Phone"), [check_phone, shorter_than(40)])
    funding_project_id = SelectField(_l("Funding project"), coerce=number_or_none)

    schedule: Schedule | None = None
    own_communities: Sequence[Community] = ()
    other_communities: Sequence[Community] = ()
    projects: dict[int | None, FundingProject]

    @classmethod
    def blank(cls, actor: User, community_slug: str = "") -> "EventForm":
        """A new event; with one community to choose from, or one asked for, it is chosen."""
        own = communities_of(actor)
        chosen = [c.id for c in own if c.slug == community_slug] or [c.id for c in own[:2]]
        preset = {"skips_holidays": True, "community_ids": chosen if len(chosen) == 1 else []}
        form = cls(data=preset)
        form.offer_key()
        form._offer(actor, own)
        return form

    @classmethod
    def of(cls, event: Event, actor: User) -> "EventForm":
        form = cls(data=as_typed(event, actor) | {"version": event.version})
        del form.key
        own = communities_of(actor)
        own += [c for c in event.communities if actor.works_with(c.id) and c not in own]
        form._offer(actor, own, event)
        form.other_communities = [c for c in event.communities if c not in own]
        return form

    def _offer(self, actor: User, own: Sequence[Community], event: Event | None = None) -> None:
        """Fill the choices: a person's own communities, the places, the grants."""
        self.own_communities = sorted(own, key=lambda c: c.name)
        self.community_ids.choices = offered((c.id, c.name) for c in self.own_communities)
        if not actor.is_organiser:
            del self.is_whole_town
        self.offer_venues(event.venue if event else None, _("Another place, described below"))
        self.projects = {project.id: project for project in funding_projects()}
        self.funding_project_id.choices = offered(
            [("", _("No project")), *((one.id, one.title) for one in self.projects.values())]
        )

    def validate(self, extra_validators: Any = None) -> bool:
        super().validate(extra_validators)
        if not self.community_ids.data and not self.is_for_whole_town:
            sentence = _("Choose at least one community.")
            if self.own_communities:
                self._complain("community_ids", sentence)
            else:
                self.form_errors.append(sentence)
        if not any(self[name].errors for name in TIME_FIELDS):
            try:
                self.schedule = self._read_schedule()
            except ScheduleError as refusal:
                self._complain(refusal.field, str(refusal))
            except RuleError as refusal:
                self._complain("first_on", str(refusal))
        return not self.errors

    @property
    def is_for_whole_town(self) -> bool:
        return "is_whole_town" in self and bool(self.is_whole_town.data)

    @property
    def communities(self) -> list[Community]:
        return [c for c in self.own_communities if c.id in (self.community_ids.data or [])]

    @property
    def facts(self) -> Facts:
        return Facts(
            title=self.title.data or "",
            kind=self.kind.data,
            strand=self.strand.data,
            description=self.description.data or "",
            is_whole_town=self.is_for_whole_town,
            audience=self.audience.data,
            audience_note=self.audience_note.data or "",
            cost=self.cost.data or "",
            what_to_bring=self.what_to_bring.data or "",
            rain_plan=self.rain_plan.data or "",
            host=self.host.data or "",
            contact_name=self.contact_name.data or "",
            contact_phone=self.contact_phone.data or "",
            signup_mode=self.signup_mode.data,
            signup_note=self.signup_note.data or "",
            places=self.places.data,
            venue=self.venue,
            place_note=self.place_note.data or "",
            funding_project=self.projects.get(self.funding_project_id.data),
        )

    @property
    def repeats_or_is_wrong(self) -> bool:
        """Whether the part about repeating should stand open."""
        parts = ("frequency", "until_on", "meeting_count", "skips_holidays", "format")
        return bool(self.frequency.data) or any(self[name].errors for name in parts)

    @property
    def is_long_or_wrong(self) -> bool:
        parts = ("is_all_day", "last_on")
        return any(self[name].data or self[name].errors for name in parts)

    def _complain(self, field: str, sentence: str) -> None:
        self[field].errors = [*self[field].errors, sentence]

    def _read_schedule(self) -> Schedule:
        first_on = cast(date, self.first_on.data)
        starts, ends = self.starts_at.data, self.ends_at.data
        if self.is_all_day.data:
            starts = ends = None
        elif starts is None or ends is None:
            missing = "starts_at" if starts is None else "ends_at"
            raise ScheduleError(
                _("Say from when until when it lasts, for example 17:00 and 18:30."), missing
            )
        if self.frequency.data is None:
            if self.until_on.data or self.meeting_count.data:
                raise ScheduleError(
                    _("Say how often it repeats, or empty the fields below."), "frequency"
                )
            return once(first_on, starts, self.last_on.data, ends)
        if self.last_on.data and self.last_on.data != first_on:
            raise ScheduleError(
                _("A meeting that repeats ends on the day it begins. Leave this empty."), "last_on"
            )
        return Repeated(self._read_rule(first_on, starts, ends), self.format.data)

    def _read_rule(self, first_on: date, starts: time | None, ends: time | None) -> Rule:
        count = self.meeting_count.data
        if count is not None and self.until_on.data:
            raise ScheduleError(
                _("Choose either the last day or the number of meetings, not both."),
                "meeting_count",
            )
        if count is not None and not 1 <= count <= MOST_MEETINGS:
            raise ScheduleError(
                _("Type a number of meetings from 1 to %(most)s.", most=MOST_MEETINGS),
                "meeting_count",
            )
        if self.until_on.data and self.until_on.data < first_on:
            raise ScheduleError(
                _("The last day comes before the first one. Correct one of them."), "until_on"
            )
        if self.skips_holidays.data:
            refuse_holiday(first_on)
        return daytime_rule(
            frequency=self.frequency.data,
            first_on=first_on,
            starts_at=starts or MIDNIGHT,
            ends_at=ends or MIDNIGHT,
            until_on=self.until_on.data,
            meeting_count=count,
            skips_holidays=self.skips_holidays.data,
        )


def daytime_rule(**parts: Any) -> Rule:
    """A rule whose meetings end on the day they begin, midnight included.

    Raises ScheduleError and RuleError.
    """
    starts, ends = parts["starts_at"], parts["ends_at"]
    if ends <= starts and ends != MIDNIGHT:
        raise ScheduleError(
            _("The event must end after it starts. Correct one of the times."), "ends_at"
        )
    return Rule(**parts)


def as_typed(event: Event, actor: User) -> dict[str, Any]:
    """An event as its form would hold it."""
    facts = Facts.of(event)
    typed = {one.name: getattr(facts, one.name) for one in fields(facts)}
    typed |= {
        "venue_id": event.venue_id,
        "funding_project_id": event.funding_project_id,
        "community_ids": [
            c.id for c in sorted(event.communities, key=lambda c: c.name) if actor.works_with(c.id)
        ],
        "is_all_day": event.is_all_day,
        "last_on": None,
        "frequency": None,
        "until_on": None,
        "meeting_count": None,
        "skips_holidays": True,
        "format": EventFormat.CYCLE,
    }
    when = schedule.of_event(event)
    if isinstance(when, Repeated):
        rule = when.rule
        typed |= {
            "first_on": rule.first_on,
            "frequency": rule.frequency,
            "until_on": rule.until_on,
            "meeting_count": rule.meeting_count,
            "skips_holidays": rule.skips_holidays,
            "format": when.format,
        }
        hours = (rule.starts_at, rule.ends_at)
    else:
        starts, ends = to_local(when.starts_at), to_local(when.ends_at)
        ends_on = last_day(when.ends_at)
        typed |= {
            "first_on": starts.date(),
            "last_on": ends_on if ends_on != starts.date() else None,
        }
        hours = (starts.time(), ends.time())
    typed["starts_at"], typed["ends_at"] = (None, None) if event.is_all_day else hours
    return typed
