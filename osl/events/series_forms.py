"""The forms of what happens to a series as a whole, or to a good part of it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, time
from enum import StrEnum
from typing import Any, cast

from wtforms import RadioField, SelectField, StringField, TextAreaField

from osl.core.clock import to_local
from osl.core.forms import (
    CheckboxesField,
    PlainDateField,
    PlainIntegerField,
    PlainTimeField,
    VersionedForm,
    required,
    shorter_than,
)
from osl.core.i18n import _, _l
from osl.events.models import Break, Event, Occurrence
from osl.events.operations import Facts, rule_moved
from osl.events.recurrence import Rule, RuleError
from osl.events.rule_forms import (
    A_DAY,
    MISSING_HOUR,
    MISSING_REASON,
    MOST_PLACES,
    PLACES_WANTED,
    REASON,
    KeyedForm,
    PlacedForm,
    between,
    number_or_none,
    offered,
    refuse_end_before_start,
)
from osl.events.schedule import (
    Once,
    Repeated,
    Schedule,
    ScheduleError,
    of_event,
    once,
    refuse_left_out,
)
from osl.events.words import full_title, last_day, when


class CancelledPart(StrEnum):
    """How much of a series is called off."""

    WHOLE = "whole"
    REST = "rest"
    SOME = "some"


class CancellationForm(VersionedForm):
    """What is called off and why, and what comes instead."""

    part = RadioField(
        _l("What is called off"),
        coerce=CancelledPart,
        choices=offered(
            [
                (CancelledPart.WHOLE, _l("All meetings to come")),
                (CancelledPart.REST, _l("The rest, from one meeting on")),
                (CancelledPart.SOME, _l("Some of the meetings")),
            ]
        ),
        default=CancelledPart.WHOLE,
    )
    from_id = SelectField(_l("From which meeting on"), coerce=number_or_none)
    meeting_ids = CheckboxesField(_l("Which meetings"), coerce=int)
    reason = TextAreaField(REASON, [required(MISSING_REASON), shorter_than(500)])
    replacement_id = SelectField(_l("What comes instead"), coerce=number_or_none)

    meetings: dict[int, Occurrence]
    called_off: dict[int, Occurrence]

    @classmethod
    def of(
        cls, event: Event, others: list[tuple[Event, str]], meetings: Sequence[Occurrence]
    ) -> "CancellationForm":
        form = cls(data={"version": event.version})
        form.replacement_id.choices = offered(
            [
                ("", _("Nothing")),
                *((other.id, f"{full_title(other)}, {day}") for other, day in others),
            ]
        )
        form.meetings = {one.id: one for one in meetings if not one.is_cancelled}
        form.called_off = {one.id: one for one in meetings if one.is_cancelled}
        # What is called off already counts too: a second click must not find a shorter form, on
        # which calling off means calling off everything.
        was_several = len(meetings) > 1 or event.continuation is not None
        if not event.is_series or not was_several:
            del form.part, form.from_id, form.meeting_ids
            return form
        days = [(one.id, when(one)) for one in form.meetings.values()]
        form.from_id.choices = offered([("", _("Choose a meeting")), *days])
        form.meeting_ids.choices = offered(days)
        return form

    def validate(self, extra_validators: Any = None) -> bool:
        super().validate(extra_validators)
        if self.chosen is CancelledPart.REST and self.first is None and not self.from_id.errors:
            self.from_id.errors = [_("Choose from which meeting on.")]
        if self.chosen is CancelledPart.SOME and not self.some and not self.meeting_ids.errors:
            self.meeting_ids.errors = [_("Choose at least one meeting.")]
        return not self.errors

    @property
    def chosen(self) -> CancelledPart:
        return self.part.data if "part" in self else CancelledPart.WHOLE

    def called_off_by_first_click(self, event: Event) -> Event | None:
        """The event of which just that is called off already, by a first click; or nothing."""
        reason = self.reason.data
        if self.chosen is CancelledPart.SOME:
            asked = [self.called_off.get(one) for one in self.meeting_ids.data or ()]
            done = asked and all(one and one.cancellation_reason == reason for one in asked)
            return event if done else None
        later = event.continuation if self.chosen is CancelledPart.REST else None
        for off in (event, later):
            if off is not None and off.is_cancelled and off.cancellation_reason == reason:
                return off
        return None

    @property
    def first(self) -> Occurrence | None:
        """The meeting from which on the rest is called off."""
        return self.meetings.get(self.from_id.data)

    @property
    def some(self) -> list[Occurrence]:
        return [self.meetings[one] for one in self.meeting_ids.data or () if one in self.meetings]


class Ending(StrEnum):
    """How a series ends."""

    NEVER = "never"
    ON_A_DAY = "on_a_day"
    AFTER_SOME = "after_some"


class EndForm(VersionedForm):
    """When a series ends: sooner or later than planned, or not at all."""

    ending = RadioField(
        _l("When does it end?"),
        coerce=Ending,
        choices=offered(
            [
                (Ending.ON_A_DAY, _l("On the last day given below")),
                (Ending.AFTER_SOME, _l("After the number of meetings given below")),
                (Ending.NEVER, _l("It goes on and on")),
            ]
        ),
    )
    until_on = PlainDateField(_l("Last day"))
    meeting_count = PlainIntegerField(_l("Number of meetings, from the very first"))

    @classmethod
    def of(cls, event: Event, rule: Rule) -> "EndForm":
        return cls(data=cls.as_saved(rule) | {"version": event.version})

    @staticmethod
    def as_saved(rule: Rule) -> dict[str, Any]:
        ending = Ending.ON_A_DAY if rule.until_on else Ending.AFTER_SOME
        return {
            "ending": Ending.NEVER if rule.is_open_ended else ending,
            "until_on": rule.until_on,
            "meeting_count": rule.meeting_count,
        }

    def validate(self, extra_validators: Any = None) -> bool:
        super().validate(extra_validators)
        # What is typed in the field of another ending is not meant.
        if self.ending.data is not Ending.ON_A_DAY:
            self.until_on.data = None
        if self.ending.data is not Ending.AFTER_SOME:
            self.meeting_count.data = None
        return not self.errors

    def rule_after(self, rule: Rule) -> Rule:
        """The rule with the end typed here. Raises ScheduleError and RuleError."""
        until_on, count = self.until_on.data, self.meeting_count.data
        if self.ending.data is Ending.ON_A_DAY and until_on is None:
            raise ScheduleError(_("Say which day is the last one."), "until_on")
        if self.ending.data is Ending.AFTER_SOME and count is None:
            raise ScheduleError(_("Say how many meetings there are."), "meeting_count")
        return replace(rule, until_on=until_on, meeting_count=count, is_stored=False)


class RoundForm(KeyedForm, PlacedForm):
    """One more round of a course: another group, on other days, with its own places."""

    round_name = StringField(
        _l("Name of the new round"),
        [
            required(_l("Give the round a name, for example: Group 2, in the morning.")),
            shorter_than(80),
        ],
    )
    first_round_name = StringField(_l("Name of the first round"), [shorter_than(80)])
    first_on = PlainDateField(_l("First meeting"), [required(_l("Say on which day it is."))])
    starts_at = PlainTimeField(_l("Starts at"), [required(MISSING_HOUR)])
    ends_at = PlainTimeField(_l("Ends at"), [required(MISSING_HOUR)])
    host = StringField(_l("Who runs it"), [shorter_than(120)])
    places = PlainIntegerField(_l("Number of places"), [between(1, MOST_PLACES, PLACES_WANTED)])

    schedule: Schedule | None = None

    @classmethod
    def of(cls, event: Event, name: str) -> "RoundForm":
        when = of_event(event)
        if isinstance(when, Repeated):
            hours = {"starts_at": when.rule.starts_at, "ends_at": when.rule.ends_at}
        else:
            starts, ends = to_local(when.starts_at), to_local(when.ends_at)
            hours = {"starts_at": starts.time(), "ends_at": ends.time()}
        if when.is_all_day:
            hours = {}
        first = event.round_of or event
        form = cls(
            data=hours
            | {
                "round_name": name,
                "venue_id": event.venue_id,
                "host": event.host,
                "places": event.places,
                "first_round_name": _("Group 1"),
            }
        )
        form.offer_key()
        form.offer_venues(event.venue, _("Another place, described in words"))
        if first.round_name:
            del form.first_round_name
        if when.is_all_day:
            del form.starts_at, form.ends_at
        return form

    def read_schedule(self, event: Event) -> None:
        """The rhythm of the course from the new first day on, at the new hours."""
        try:
            self.schedule = self._like(of_event(event))
        except (ScheduleError, RuleError) as refusal:
            self.refuse(refusal, refusal.field if refusal.field in self else "first_on")

    def _like(self, when: Schedule) -> Schedule:
        first_on = cast(date, self.first_on.data)
        if isinstance(when, Once):
            return self._once_like(when, first_on)
        rule = rule_moved(when.rule, first_on)
        if "starts_at" in self:
            starts_at, ends_at = cast(time, self.starts_at.data), cast(time, self.ends_at.data)
            if not rule.is_overnight:
                refuse_end_before_start(starts_at, ends_at)
            rule = replace(rule, starts_at=starts_at, ends_at=ends_at)
        refuse_left_out(rule)
        return Repeated(rule, when.format)

    def _once_like(self, when: Once, first_on: date) -> Once:
        """As many days as the first round takes; a night only while the hours span one."""
        starts, ends = to_local(when.starts_at), to_local(when.ends_at)
        days = last_day(when.ends_at) - starts.date()
        if "starts_at" not in self:
            return once(first_on, None, first_on + days, None)
        starts_at, ends_at = cast(time, self.starts_at.data), cast(time, self.ends_at.data)
        if days and ends.time() <= starts.time() and starts_at < ends_at:
            days -= A_DAY
        return once(first_on, starts_at, first_on + days, ends_at)

    @property
    def first_name(self) -> str:
        return (self.first_round_name.data or "") if "first_round_name" in self else ""

    def facts_of(self, event: Event) -> Facts:
        """The words of the course. On which days sign-up opens and closes, the new round says
        itself; of its places the team keeps as many as of the others, if there are as many."""
        return replace(
            Facts.of(event),
            signup_opens_at=None,
            signup_closes_at=None,
            reserved_places=min(event.reserved_places, self.places.data or 0),
            round_name=self.round_name.data or "",
            venue=self.venue,
            place_note=event.place_note if self.venue is event.venue else "",
            host=self.host.data or "",
            places=self.places.data,
        )


class BreakForm(VersionedForm):
    """Days on which the town's series do not meet."""

    name = StringField(
        _l("What it is called"),
        [required(_l("Give it a name, for example: winter holidays.")), shorter_than(80)],
    )
    first_on = PlainDateField(_l("First day"), [required(_l("Say on which day it begins."))])
    last_on = PlainDateField(_l("Last day"), [required(_l("Say on which day it ends."))])

    @classmethod
    def of(cls, one: Break | None) -> "BreakForm":
        return cls(data=cls.as_saved(one) if one is not None else None)

    @staticmethod
    def as_saved(one: Break) -> dict[str, Any]:
        return {
            "name": one.name,
            "first_on": one.first_on,
            "last_on": one.last_on,
            "version": one.version,
        }
