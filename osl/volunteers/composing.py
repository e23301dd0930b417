"""The words of letters to volunteers, found when a letter leaves, from the facts of then.

What no longer holds is not said: whoever was moved before the letter about the first time left
hears of the second only.
"""

from osl.communities.queries import get_centre
from osl.core.clock import utcnow
from osl.core.db import db
from osl.core.i18n import _
from osl.core.outbox import Attachment, Composed, Composer, OutgoingLetter, read_template
from osl.volunteers import links, words
from osl.volunteers.diary import calendar_file
from osl.volunteers.models import Assignment, AssignmentState
from osl.volunteers.offering import sent_together
from osl.volunteers.telling import WITH_TIMES, LetterKind, times_of

OFFERED, ASSIGNED = AssignmentState.OFFERED, AssignmentState.ASSIGNED

HOLDS_FOR = {
    LetterKind.OFFERED: (OFFERED,),
    LetterKind.ASSIGNED: (ASSIGNED,),
    LetterKind.DECLINED: (AssignmentState.DECLINED,),
    LetterKind.GIVEN_UP: (AssignmentState.GIVEN_UP,),
    LetterKind.CHANGED: (OFFERED, ASSIGNED),
    LetterKind.CANCELLED: (OFFERED, ASSIGNED),
    LetterKind.REMINDER: (ASSIGNED,),
}

WITH_CALENDAR = (LetterKind.ASSIGNED, LetterKind.CHANGED)


def about_assignment(letter: OutgoingLetter) -> Composed | None:
    """A letter about one person and one shift, as long as what it says still holds."""
    kind = LetterKind(letter.kind.partition(".")[2])
    assignment = db.session.get(Assignment, letter.data["assignment_id"])
    together = offered_together(assignment) if kind is LetterKind.OFFERED else []
    assignment = together[0] if together else assignment
    if assignment is None or not still_holds(letter, kind, assignment):
        return None
    shift, task = assignment.shift, assignment.shift.task
    address = links.address_of(assignment.person, letter.language)
    phone = words.phone(task, get_centre())
    subject, body = read_template(
        f"volunteers/letters/{kind}.txt",
        assignment=assignment,
        shift=shift,
        task=task,
        when=words.when(shift),
        others=[words.when(one.shift) for one in together[1:]],
        place=words.place(task),
        address=address,
        phone=phone,
        is_taken_on=assignment.state is ASSIGNED,
    )
    attached: tuple[Attachment, ...] = ()
    if kind in WITH_CALENDAR and assignment.state is ASSIGNED:
        lines = [
            shift.note,
            _("If you cannot come, give the shift up here: %(address)s", address=address),
        ]
        if phone:
            lines.append(_("Phone: %(phone)s", phone=phone))
        attached = (calendar_file(assignment, address, "\n".join(filter(None, lines))),)
    return Composed(subject, body, attached)


def offered_together(assignment: Assignment | None) -> list[Assignment]:
    """What came with the same form and still waits for an answer: one letter tells of all."""
    if assignment is None:
        return []
    return [one for one in sent_together(assignment.key) if one.state is OFFERED]


def still_holds(letter: OutgoingLetter, kind: LetterKind, assignment: Assignment) -> bool:
    """Whether a letter of this kind may still be sent: a later one says what holds now."""
    shift = assignment.shift
    if assignment.state not in HOLDS_FOR[kind]:
        return False
    is_off = shift.cancelled_at is not None
    if kind is LetterKind.CANCELLED:
        return is_off
    if kind in (LetterKind.DECLINED, LetterKind.GIVEN_UP):
        return True
    if is_off or shift.ends_at <= utcnow():
        return False
    if kind in WITH_TIMES:
        told = times_of(assignment)
        return all(letter.data.get(name) == value for name, value in told.items())
    return True


composers: dict[str, Composer] = {kind.code: about_assignment for kind in LetterKind}
"""Named in create_app: who writes which kind of letter."""
