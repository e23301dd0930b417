"""What the team may say about signing up: which of it can hold together, and with the dates."""

from collections.abc import Iterator
from datetime import datetime
from typing import Protocol

from osl.core.clock import end_of_day, to_local
from osl.core.errors import DomainError
from osl.core.i18n import _, _n
from osl.events.models import EventFormat
from osl.events.schedule import Once, Schedule


class Terms(Protocol):
    """What is said about signing up for an event, as Facts hold it."""

    @property
    def places(self) -> int | None: ...
    @property
    def reserved_places(self) -> int: ...
    @property
    def signup_opens_at(self) -> datetime | None: ...
    @property
    def signup_closes_at(self) -> datetime | None: ...
    @property
    def signup_closes_hours(self) -> int | None: ...
    @property
    def takes_regulars(self) -> bool: ...


class TermsError(DomainError):
    """Something about sign-up that could not be kept. ``field`` names what to put right, as the
    form of an event calls it."""

    def __init__(self, message: str, field: str) -> None:
        super().__init__(message)
        self.field = field


def refuse_impossible(terms: Terms, when: Schedule, *, closed_at: datetime | None = None) -> None:
    """Raises TermsError for the first of the ``faults``."""
    for fault in faults(terms, when, closed_at=closed_at):
        raise fault


def faults(
    terms: Terms, when: Schedule, *, closed_at: datetime | None = None
) -> Iterator[TermsError]:
    """What cannot be, each with the words to put it right.

    ``closed_at`` is the closing time the event has already. When only its meeting moves before
    that, nothing is wrong: sign-up then ends when the meeting starts.
    """
    yield from _faults_of_places(terms)
    yield from _faults_of_format(terms, _format(when))
    yield from _faults_of_times(terms, when, closed_at)


def _faults_of_places(terms: Terms) -> Iterator[TermsError]:
    if terms.reserved_places and terms.places is None:
        yield TermsError(
            _("Type the number of places above, or leave this empty."), "reserved_places"
        )
    elif terms.places is not None and terms.reserved_places > terms.places:
        yield TermsError(
            _n(
                "There is %(num)s place, so you cannot keep more of them.",
                "There are %(num)s places, so you cannot keep more of them.",
                terms.places,
            ),
            "reserved_places",
        )


def _faults_of_format(terms: Terms, format_: EventFormat) -> Iterator[TermsError]:
    if format_ is EventFormat.CYCLE:
        if terms.signup_closes_at is not None:
            yield TermsError(
                _(
                    "This is a cycle. Say how many hours before each meeting sign-up closes, and "
                    "leave the day and the hour empty."
                ),
                "signup_closes_on",
            )
        return
    if terms.signup_closes_hours is not None:
        yield TermsError(
            _("Only a cycle closes so. Say the day above, and leave this empty."),
            "signup_closes_hours",
        )
    if terms.takes_regulars:
        yield TermsError(
            _("Only a cycle has regulars. Untick this, or let it repeat as a cycle."),
            "takes_regulars",
        )


def _faults_of_times(
    terms: Terms, when: Schedule, closed_at: datetime | None
) -> Iterator[TermsError]:
    format_, first = _format(when), _first_start(when)
    if format_ is EventFormat.CYCLE:
        return
    closes_at = terms.signup_closes_at
    if format_ is EventFormat.SINGLE and closes_at is not None and closes_at > first:
        # "Until the 12th" of an evening on the 12th is until it starts.
        is_that_day = closes_at == end_of_day(to_local(first).date())
        if not is_that_day and closes_at != closed_at:
            yield TermsError(
                _(
                    "Sign-up would close after the start. Choose an earlier time, or leave it "
                    "empty: then it closes when it starts."
                ),
                "signup_closes_on",
            )
            return
        closes_at = first
    if terms.signup_opens_at is None or terms.signup_opens_at < (closes_at or first):
        return
    if closes_at is None or closes_at == first:
        words = _("Sign-up would open after the start. Choose an earlier day or hour.")
    else:
        words = _("Sign-up would open after it closes. Correct one of the times.")
    yield TermsError(words, "signup_opens_on")


def _format(when: Schedule) -> EventFormat:
    return EventFormat.SINGLE if isinstance(when, Once) else when.format


def _first_start(when: Schedule) -> datetime:
    if isinstance(when, Once):
        return when.starts_at
    return when.rule.slot(when.rule.first_on).starts_at
