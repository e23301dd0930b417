"""The short forms of single steps: a quick draft, open hours, calling off, moving, pictures."""

from datetime import date, timedelta
from typing import Any, cast

from wtforms import SelectField, StringField, TelField, TextAreaField

from osl.accounts.models import User
from osl.communities.models import Community
from osl.communities.queries import communities_of
from osl.core.clock import to_local, today
from osl.core.forms import (
    PlainDateField,
    PlainTimeField,
    VersionedForm,
    check_phone,
    required,
    shorter_than,
)
from osl.core.i18n import _, _l
from osl.core.pictures import PictureField
from osl.events.forms import KeyedForm, PlacedForm, daytime_rule, number_or_none, offered
from osl.events.models import Event, EventKind, Frequency, Occurrence, Strand
from osl.events.operations import Facts
from osl.events.recurrence import Rule, RuleError, is_holiday
from osl.events.schedule import Once, ScheduleError, once

WEEKDAYS = (
    (0, _l("Monday")),
    (1, _l("Tuesday")),
    (2, _l("Wednesday")),
    (3, _l("Thursday")),
    (4, _l("Friday")),
    (5, _l("Saturday")),
    (6, _l("Sunday")),
)

MISSING_HOUR = _l("Type the hour, for example 17:00.")


class QuickForm(KeyedForm, PlacedForm):
    """Just enough for a draft; the rest can wait until the edit page."""

    title = StringField(
        _l("Name of the event"), [required(_l("Give the event a name.")), shorter_than(150)]
    )
    community_id = SelectField(_l("Community"), coerce=number_or_none)
    first_on = PlainDateField(_l("Date"), [required(_l("Say on which day it is."))])
    starts_at = PlainTimeField(_l("Starts at"), [required(MISSING_HOUR)])
    ends_at = PlainTimeField(_l("Ends at"), [required(MISSING_HOUR)])

    own: list[Community]
    when: Once | None = None

    @classmethod
    def blank(cls, actor: User) -> "QuickForm":
        form = cls()
        form.offer_key()
        form.offer_venues(None, _("I will say later"))
        form.own = communities_of(actor)
        form.community_id.choices = offered((c.id, c.name) for c in form.own)
        return form

    def validate(self, extra_validators: Any = None) -> bool:
        super().validate(extra_validators)
        if not self.errors:
            self.when = read_once(self)
        return not self.errors

    @property
    def community(self) -> Community:
        return next(c for c in self.own if c.id == self.community_id.data)

    @property
    def facts(self) -> Facts:
        return Facts(
            title=self.title.data or "",
            kind=EventKind.NEIGHBOUR_MEETING,
            strand=Strand.SOCIAL,
            venue=self.venue,
        )


def read_once(form: Any) -> Once | None:
    """One meeting from the fields of a form, or a sentence beside the right field."""
    try:
        return once(form.first_on.data, form.starts_at.data, None, form.ends_at.data)
    except ScheduleError as refusal:
        form.refuse(refusal, refusal.field if refusal.field in form else "first_on")
        return None


class OpenHoursForm(KeyedForm, PlacedForm):
    """When and where to talk to the team, every week."""

    weekday = SelectField(_l("Day of the week"), coerce=int, choices=offered(WEEKDAYS))
    starts_at = PlainTimeField(_l("Starts at"), [required(MISSING_HOUR)])
    ends_at = PlainTimeField(_l("Ends at"), [required(MISSING_HOUR)])
    first_on = PlainDateField(_l("Beginning on"), [required(_l("Say from which day on."))])
    phone = TelField(_l("Phone"), [check_phone, shorter_than(40)])
    host = StringField(_l("Who is there"), [shorter_than(120)])

    rule: Rule | None = None

    @classmethod
    def blank(cls, community: Community) -> "OpenHoursForm":
        form = cls(data={"first_on": today(), "phone": community.phone, "weekday": 3})
        form.offer_key()
        form.offer_venues(None, _("Nowhere: only by phone"))
        return form

    def validate(self, extra_validators: Any = None) -> bool:
        super().validate(extra_validators)
        if self.venue_id.data is None and not self.phone.data and not self.phone.errors:
            self.phone.errors = [_("Choose a place, or give the number people should call.")]
        if not self.errors:
            self.rule = self._read_rule()
        return not self.errors

    def _read_rule(self) -> Rule | None:
        day = cast(date, self.first_on.data)
        while day.weekday() != self.weekday.data or is_holiday(day):
            day += timedelta(days=1)
        try:
            return daytime_rule(
                frequency=Frequency.WEEKLY,
                first_on=day,
                starts_at=self.starts_at.data,
                ends_at=self.ends_at.data,
            )
        except ScheduleError as refusal:
            self.refuse(refusal, refusal.field)
        except RuleError as refusal:
            self.refuse(refusal, "starts_at")
        return None


class ConfirmationForm(VersionedForm):
    """Nothing to type: a button, and the version of what was looked at."""

    @classmethod
    def of(cls, event: Event) -> "ConfirmationForm":
        return cls(data={"version": event.version})


class CancellationForm(VersionedForm):
    """Why a whole event is called off, and what comes instead."""

    reason = TextAreaField(
        _l("Why is it called off?"),
        [required(_l("Say in a sentence why. Residents will read it.")), shorter_than(500)],
    )
    replacement_id = SelectField(_l("What comes instead"), coerce=number_or_none)

    @classmethod
    def of(cls, event: Event, others: list[tuple[Event, str]]) -> "CancellationForm":
        form = cls(data={"version": event.version})
        form.replacement_id.choices = offered(
            [("", _("Nothing")), *((other.id, f"{other.title}, {day}") for other, day in others)]
        )
        return form


class CopyForm(KeyedForm):
    """The day a copy begins on."""

    first_on = PlainDateField(_l("Date of the copy"), [required(_l("Say on which day it is."))])

    @classmethod
    def blank(cls) -> "CopyForm":
        form = cls()
        form.offer_key()
        return form


class MeetingCancellationForm(VersionedForm):
    """Why one meeting is called off."""

    reason = TextAreaField(
        _l("Why is it called off?"),
        [required(_l("Say in a sentence why. Residents will read it.")), shorter_than(500)],
    )

    @classmethod
    def of(cls, meeting: Occurrence) -> "MeetingCancellationForm":
        return cls(data={"version": meeting.version})


class MoveForm(PlacedForm):
    """Another day, hour or place for one meeting."""

    first_on = PlainDateField(_l("Date"), [required(_l("Say on which day it is."))])
    starts_at = PlainTimeField(_l("Starts at"))
    ends_at = PlainTimeField(_l("Ends at"))
    note = TextAreaField(_l("A word for residents"), [shorter_than(500)])

    when: Once | None = None
    is_all_day = False

    @classmethod
    def of(cls, meeting: Occurrence) -> "MoveForm":
        starts, ends = to_local(meeting.starts_at), to_local(meeting.ends_at)
        form = cls(
            data={
                "version": meeting.version,
                "first_on": starts.date(),
                "starts_at": starts.time(),
                "ends_at": ends.time(),
                "venue_id": meeting.venue_id,
                "note": meeting.note,
            }
        )
        form.offer_venues(meeting.venue, _("The same place as always"))
        if meeting.event.is_all_day:
            form.is_all_day = True
            del form.starts_at, form.ends_at
        return form

    def validate(self, extra_validators: Any = None) -> bool:
        super().validate(extra_validators)
        if self.errors:
            return False
        if self.is_all_day:
            self.when = once(cast(date, self.first_on.data), None, None, None)
            return True
        for field in (self.starts_at, self.ends_at):
            if field.data is None:
                field.errors = [str(MISSING_HOUR)]
        if not self.errors:
            self.when = read_once(self)
        return not self.errors

    def as_saved(self, meeting: Occurrence) -> dict[str, Any]:
        """The meeting as it is now, for comparison with what was typed."""
        starts, ends = to_local(meeting.starts_at), to_local(meeting.ends_at)
        return {
            "first_on": starts.date(),
            "starts_at": starts.time(),
            "ends_at": ends.time(),
            "venue_id": meeting.venue_id,
            "note": meeting.note,
        }


DESCRIBE = _l("Say in one sentence what the picture shows, for people who do not see it.")


class PictureForm(VersionedForm):
    """A picture to add, with words for people who do not see it."""

    picture = PictureField(_l("Picture"), [required(_l("Choose a picture."))])
    description = StringField(_l("What the picture shows"), [required(DESCRIBE), shorter_than(300)])


class PictureWordsForm(VersionedForm):
    """Other words for a picture that stands there already."""

    description = StringField(_l("What the picture shows"), [required(DESCRIBE), shorter_than(300)])
