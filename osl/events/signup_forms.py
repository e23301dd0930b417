"""The part of forms about signing up: how, from when until when, for how many and for whom."""

from datetime import datetime, time, timedelta
from typing import Any

from wtforms import BooleanField, RadioField, StringField

from osl.core.clock import end_of_day, to_local
from osl.core.forms import PlainDateField, PlainIntegerField, PlainTimeField, shorter_than
from osl.core.i18n import _, _l
from osl.events.models import Event, SignupMode
from osl.events.rule_forms import (
    A_DAY,
    MOST_PLACES,
    PLACES_WANTED,
    RepeatingForm,
    between,
    offered,
)
from osl.events.schedule import MIDNIGHT, ScheduleError, instant
from osl.events.signup_terms import Terms, faults
from osl.events.words import SIGNUP_MODES

OPENS_AT = time(8)
"""When sign-up opens on a day given without an hour: the phone is answered then."""

MOST_HOURS = timedelta(days=30) // timedelta(hours=1)

TERMS = (
    "signup_opens_on",
    "signup_opens_hour",
    "signup_closes_on",
    "signup_closes_hour",
    "signup_closes_hours",
    "reserved_places",
    "fills_by_itself",
    "asks_to_confirm",
    "takes_regulars",
    "takes_children",
)
"""The fields that most events leave as they are: they stand folded."""


class SignupTermsForm(RepeatingForm):
    """A thing one may have to sign up for."""

    signup_mode = RadioField(
        _l("Sign-up"),
        coerce=SignupMode,
        choices=offered(SIGNUP_MODES.items()),
        default=SignupMode.NONE,
    )
    signup_note = StringField(_l("A word more about sign-up"), [shorter_than(300)])
    places = PlainIntegerField(_l("Number of places"), [between(1, MOST_PLACES, PLACES_WANTED)])
    signup_opens_on = PlainDateField(_l("Sign-up from"))
    signup_opens_hour = PlainTimeField(_l("Hour at which sign-up opens"))
    signup_closes_on = PlainDateField(_l("Sign-up until"))
    signup_closes_hour = PlainTimeField(_l("Hour at which sign-up closes"))
    signup_closes_hours = PlainIntegerField(
        _l("How many hours before each meeting sign-up closes"),
        [
            between(
                0,
                MOST_HOURS,
                _l("Type a number of hours from 0 to 720 (that is 30 days), or leave this empty."),
            )
        ],
    )
    reserved_places = PlainIntegerField(
        _l("Places the team keeps"),
        [
            between(
                0, MOST_PLACES, _l("Type a number of places from 0 to 10,000, or leave this empty.")
            )
        ],
    )
    fills_by_itself = BooleanField(_l("Free places fill up from the waiting list by themselves"))
    asks_to_confirm = BooleanField(_l("Ask the day before who will come"))
    takes_regulars = BooleanField(_l("One may sign up for all meetings at once"))
    takes_children = BooleanField(_l("Children are signed up"))

    opens_at: datetime | None = None
    closes_at: datetime | None = None
    closed_at: datetime | None = None
    """When sign-up closed before this form was filled in, for an event there is already."""

    @property
    def has_terms_or_is_wrong(self) -> bool:
        """Whether the folded part about sign-up should stand open."""
        return any(self[name].data not in (None, False) or self[name].errors for name in TERMS)

    def read_terms(self, terms: Terms) -> None:
        """Hold what is said of sign-up against the dates, and say beside the right field what
        cannot be. ``terms`` are those of this form, once its times are read."""
        if self.schedule is None or any(self[name].errors for name in (*TERMS, "places")):
            return
        for fault in faults(terms, self.schedule, closed_at=self.closed_at):
            self._complain(fault.field, str(fault))

    def read_window(self) -> None:
        """Read the days and hours of sign-up, or say beside the right field what is wrong."""
        self.opens_at = self._read_moment("signup_opens")
        self.closes_at = self._read_moment("signup_closes")

    def _read_moment(self, name: str) -> datetime | None:
        day, hour = self[f"{name}_on"], self[f"{name}_hour"]
        if day.errors or hour.errors or (day.data is None and hour.data is None):
            return None
        if day.data is None:
            self._complain(day.name, _("Say the day too, or empty the hour."))
            return None
        closes = name == "signup_closes"
        if closes and hour.data in (None, MIDNIGHT):
            return end_of_day(day.data)
        try:
            return instant(day.data, OPENS_AT if hour.data is None else hour.data, hour.name)
        except ScheduleError as refusal:
            self._complain(refusal.field, str(refusal))
            return None

    @property
    def terms(self) -> dict[str, Any]:
        """What is said of sign-up, under the names that Facts have for it."""
        return {
            "signup_mode": self.signup_mode.data,
            "signup_note": self.signup_note.data or "",
            "signup_opens_at": self.opens_at,
            "signup_closes_at": self.closes_at,
            "signup_closes_hours": self.signup_closes_hours.data,
            "places": self.places.data,
            "reserved_places": self.reserved_places.data or 0,
            "fills_by_itself": bool(self.fills_by_itself.data),
            "asks_to_confirm": bool(self.asks_to_confirm.data),
            "takes_regulars": bool(self.takes_regulars.data),
            "takes_children": bool(self.takes_children.data),
        }


def as_typed_terms(event: Event) -> dict[str, Any]:
    """The days and hours of sign-up as the form would hold them. A day is closed at its end."""
    typed: dict[str, Any] = {"reserved_places": event.reserved_places or None}
    for name, moment in (
        ("signup_opens", event.signup_opens_at),
        ("signup_closes", event.signup_closes_at),
    ):
        local = to_local(moment) if moment is not None else None
        day, hour = (local.date(), local.time()) if local is not None else (None, None)
        if name == "signup_closes" and day is not None and hour == MIDNIGHT:
            day, hour = day - A_DAY, None
        typed |= {f"{name}_on": day, f"{name}_hour": hour}
    return typed
