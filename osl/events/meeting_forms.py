"""The forms of what happens to one meeting."""

from datetime import date, time
from typing import Any, cast

from wtforms import StringField, TextAreaField

from osl.core.clock import to_local
from osl.core.forms import (
    PlainDateField,
    PlainIntegerField,
    PlainTimeField,
    VersionedForm,
    required,
    shorter_than,
)
from osl.core.i18n import _, _l
from osl.events.meetings import Own
from osl.events.models import Occurrence
from osl.events.recurrence import Rule
from osl.events.rule_forms import (
    A_DAY,
    MISSING_HOUR,
    MISSING_REASON,
    MOST_PLACES,
    PLACES_WANTED,
    REASON,
    PlacedForm,
    between,
    read_once,
)
from osl.events.schedule import MIDNIGHT, Once, once


class MeetingCancellationForm(VersionedForm):
    """Why one meeting is called off."""

    reason = TextAreaField(REASON, [required(MISSING_REASON), shorter_than(500)])

    @classmethod
    def of(cls, meeting: Occurrence) -> "MeetingCancellationForm":
        return cls(data={"version": meeting.version})


class PostponementForm(VersionedForm):
    """A word about a meeting whose new date nobody knows yet."""

    note = TextAreaField(
        _l("A word for residents"),
        [required(_l("Say in a sentence why, or what people should do.")), shorter_than(500)],
    )

    @classmethod
    def of(cls, meeting: Occurrence) -> "PostponementForm":
        return cls(data={"version": meeting.version})


class MeetingForm(PlacedForm):
    """What one meeting has of its own: day, hours, place, host, places, a word to residents."""

    first_on = PlainDateField(_l("Date"), [required(_l("Say on which day it is."))])
    starts_at = PlainTimeField(_l("Starts at"))
    ends_at = PlainTimeField(_l("Ends at"))
    place_note = StringField(_l("Place in words"), [shorter_than(200)])
    host = StringField(_l("Who runs it"), [shorter_than(120)])
    places = PlainIntegerField(_l("Number of places"), [between(1, MOST_PLACES, PLACES_WANTED)])
    note = TextAreaField(_l("A word for residents"), [shorter_than(500)])

    when: Once | None = None
    is_all_day = False
    may_end_next_day = False
    """Whether it is one of a series that meets overnight."""

    @classmethod
    def of(cls, meeting: Occurrence) -> "MeetingForm":
        shown = cls.as_saved(meeting) | {"version": meeting.version}
        if meeting.is_postponed:
            shown["note"] = ""  # it says why the meeting is put off: untrue once it has a date
        form = cls(data=shown)
        form.offer_venues(meeting.venue, _("The same place as always"))
        if meeting.event.is_all_day:
            form.is_all_day = True
            del form.starts_at, form.ends_at
        elif meeting.event.series is not None:
            form.may_end_next_day = Rule.of(meeting.event.series).is_overnight
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
            self.when = read_once(self, self._last_on())
        return not self.errors

    def _last_on(self) -> date | None:
        """The next day, for a meeting that ends before the hour at which it starts."""
        starts_at, ends_at = cast(time, self.starts_at.data), cast(time, self.ends_at.data)
        is_overnight = self.may_end_next_day and MIDNIGHT < ends_at <= starts_at
        return cast(date, self.first_on.data) + A_DAY if is_overnight else None

    @property
    def own(self) -> Own:
        return Own(
            venue=self.venue,
            place_note=self.place_note.data or "",
            host=self.host.data or "",
            places=self.places.data,
            note=self.note.data or "",
        )

    @staticmethod
    def as_saved(meeting: Occurrence) -> dict[str, Any]:
        """The meeting as it is now, for comparison with what was typed."""
        starts, ends = to_local(meeting.starts_at), to_local(meeting.ends_at)
        return {
            "first_on": starts.date(),
            "starts_at": starts.time(),
            "ends_at": ends.time(),
            "venue_id": meeting.venue_id,
            "place_note": meeting.place_note,
            "host": meeting.host,
            "places": meeting.places,
            "note": meeting.note,
        }
