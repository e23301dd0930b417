"""Who hears of a shift: whoever offered themselves or was taken on.

By letter where there is an address, else the assignment says what is still to be told by phone.
"""

from enum import StrEnum
from typing import Any

from osl.core.outbox import write_later
from osl.volunteers.models import Assignment


class LetterKind(StrEnum):
    """Each thing volunteers are written about; also the name of its template."""

    OFFERED = "offered"
    ASSIGNED = "assigned"
    DECLINED = "declined"
    GIVEN_UP = "given_up"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    REMINDER = "reminder"

    @property
    def code(self) -> str:
        """How the outbox calls it."""
        return f"volunteers.{self}"


BY_LETTER_ONLY = (LetterKind.OFFERED, LetterKind.GIVEN_UP)
"""What nobody is called about: they have just said it themselves."""

WITH_TIMES = (LetterKind.CHANGED, LetterKind.REMINDER)
"""What holds only while the shift is at the time that is told."""

SAYS_MORE = {
    LetterKind.REMINDER: tuple(LetterKind),
    LetterKind.CHANGED: (LetterKind.ASSIGNED,),
}
"""A call that waits and says all that this one would: who is told that they were taken on hears
the hours of today with it."""


def tell(assignment: Assignment, kind: LetterKind, *, cause: str = "") -> None:
    """Write to the person of an assignment, or note that they are to be called.

    ``cause`` tells apart two letters of one kind about one assignment.
    """
    person = assignment.person
    data: dict[str, Any] = {"assignment_id": assignment.id}
    if kind in WITH_TIMES:
        data |= times_of(assignment)
    if person.is_reached_by_letter:
        write_later(
            kind.code,
            person.email,
            key=f"assignment:{assignment.id}:{kind}:{cause}",
            language=assignment.language,
            **data,
        )
    elif kind in BY_LETTER_ONLY:
        assignment.call_about = ""
    elif assignment.call_about not in SAYS_MORE.get(kind, ()):
        assignment.call_about = kind.value


def times_of(assignment: Assignment) -> dict[str, str]:
    """When the shift is, as a letter keeps it to know later whether it still holds."""
    shift = assignment.shift
    return {"starts_at": shift.starts_at.isoformat(), "ends_at": shift.ends_at.isoformat()}


def note_told(assignment: Assignment) -> None:
    """Somebody was told by phone."""
    assignment.call_about = ""
