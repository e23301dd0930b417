"""Who hears of a shift: whoever offered themselves or was taken on.

By letter where there is an address, else the assignment says what is still to be told by phone.
"""

from enum import StrEnum

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


BY_LETTER_ONLY = (LetterKind.OFFERED, LetterKind.GIVEN_UP, LetterKind.REMINDER)
"""What nobody is called about: they have just said it themselves, or know it."""


def tell(assignment: Assignment, kind: LetterKind, *, cause: str = "") -> None:
    """Write to the person of an assignment, or note that they are to be called.

    ``cause`` tells apart two letters of one kind about one assignment.
    """
    person = assignment.person
    if person.is_reached_by_letter:
        write_later(
            kind.code,
            person.email,
            key=f"assignment:{assignment.id}:{kind}:{cause}",
            language=assignment.language,
            assignment_id=assignment.id,
        )
    elif kind not in BY_LETTER_ONLY:
        assignment.call_about = kind.value


def note_told(assignment: Assignment) -> None:
    """Somebody was told by phone."""
    assignment.call_about = ""
