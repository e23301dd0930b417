"""When one can sign up, and what a page says when one cannot."""

from dataclasses import dataclass
from enum import StrEnum

from osl.core.clock import utcnow
from osl.core.errors import DomainError
from osl.core.i18n import _
from osl.events.models import Event, EventFormat, Occurrence, SignupMode
from osl.events.signup_window import Window, window_of
from osl.events.signup_words import from_moment, until_moment
from osl.signups.places import first_part


class Door(StrEnum):
    """Whether one can sign up now, and if not, why."""

    NOT_NEEDED = "not_needed"
    NOT_YET = "not_yet"
    OPEN = "open"
    CLOSED = "closed"
    OFF = "off"
    LATER = "later"
    OVER = "over"


@dataclass(frozen=True)
class Opening:
    """The door of one meeting or course, and when it opens and closes."""

    door: Door
    window: Window | None = None

    @property
    def is_open(self) -> bool:
        return self.door is Door.OPEN


def opening_of(event: Event, meeting: Occurrence | None) -> Opening:
    """Whether somebody can sign up for this meeting, or (None) for this course, now."""
    if event.signup_mode is SignupMode.NONE:
        return Opening(Door.NOT_NEEDED)
    now = utcnow()
    meetings = [meeting] if meeting is not None else course_meetings(event)
    coming = [one for one in meetings if one.ends_at > now or one.is_postponed]
    if not coming:
        return Opening(Door.OVER)
    held = [one for one in coming if one.takes_place]
    if not held:
        is_off = all(one.is_cancelled for one in coming)
        return Opening(Door.OFF if is_off else Door.LATER)
    first = meeting if meeting is not None else meetings[0]
    window = window_of(event, first.starts_at)
    if window.is_before(now):
        return Opening(Door.NOT_YET, window)
    return Opening(Door.OPEN if window.is_open(now) else Door.CLOSED, window)


def course_meetings(event: Event) -> list[Occurrence]:
    """Every meeting of a course, whatever its parts, in order."""
    found: list[Occurrence] = []
    part: Event | None = first_part(event)
    while part is not None:
        found += part.occurrences
        part = part.continuation
    return sorted(found, key=lambda one: one.starts_at)


def refuse_closed(event: Event, meeting: Occurrence | None, *, by_team: bool) -> None:
    """Say why one cannot sign up. The team may at any time before it is over: somebody called
    late, or before the day on which the others may."""
    if event.is_draft:
        raise DomainError(_("This event is not published yet."))
    if meeting is not None and event.format is EventFormat.COURSE:
        raise DomainError(_("One signs up for the whole course."))
    opening = opening_of(event, meeting)
    if opening.is_open:
        return
    if by_team and opening.door in (Door.NOT_YET, Door.CLOSED, Door.NOT_NEEDED):
        return
    raise DomainError(refusal(opening))


def refusal(opening: Opening) -> str:
    """Why one cannot sign up, in a sentence."""
    window = opening.window
    if opening.door is Door.NOT_YET and window is not None and window.opens_at is not None:
        return _("Sign-up from %(start)s", start=from_moment(window.opens_at)) + "."
    if opening.door is Door.CLOSED and window is not None:
        return _(
            "Sign-up was until %(end)s. Call us: perhaps there is still a way.",
            end=until_moment(window.closes_at),
        )
    return {
        Door.NOT_NEEDED: _("No sign-up is needed: just come."),
        Door.OFF: _("This meeting is called off."),
        Door.LATER: _("This meeting is put off. One can sign up when it has a new date."),
        Door.OVER: _("This meeting is over."),
    }.get(opening.door, _("One cannot sign up now. Call us."))
