"""A number of heads, and the anonymous tallies beside it or beside a list of names."""

from collections.abc import Iterable
from dataclasses import dataclass

from osl.accounts.models import User
from osl.core import audit
from osl.core.errors import DomainError
from osl.core.i18n import _, _l
from osl.events.models import Occurrence
from osl.logbook.attendance import forget_tallies, open_log
from osl.logbook.models import AttendanceMode, LogEntry, Tally, TallyKind

COUNTED = audit.action("attendance.counted", _l("%(actor)s noted how many came to “%(subject)s”"))

MOST_HEADS = 100_000
SEXES = (TallyKind.WOMEN, TallyKind.MEN, TallyKind.OTHER_SEX)


@dataclass(frozen=True)
class Counted:
    """So many of one kind; of an age band, from which age to which (None: no end)."""

    kind: TallyKind
    people: int
    from_age: int | None = None
    to_age: int | None = None


def count_heads(
    meeting: Occurrence, heads: int, tallies: Iterable[Counted] = (), *, actor: User
) -> LogEntry:
    """Note how many came. Raises DomainError where attendance is kept by name, and for tallies
    that are more than all who came."""
    entry = open_log(meeting)
    if entry.mode is not AttendanceMode.HEAD_COUNT:
        raise DomainError(
            _("The attendance of this meeting is kept by name, so no number is typed in beside.")
        )
    if not 0 <= heads <= MOST_HEADS:
        raise DomainError(_("Give a number from 0 to %(most)s.", most=MOST_HEADS))
    entry.head_count = heads
    write_tallies(entry, heads, tallies)
    _note(meeting, actor)
    return entry


def tally_named(meeting: Occurrence, tallies: Iterable[Counted], *, actor: User) -> LogEntry:
    """Note how many of those on a list of names were women, or of an age: without saying who."""
    entry = open_log(meeting)
    write_tallies(entry, entry.people or 0, tallies)
    _note(meeting, actor)
    return entry


def write_tallies(entry: LogEntry, people: int, tallies: Iterable[Counted]) -> None:
    kept = [one for one in tallies if one.people]
    refuse_too_many(kept, people)
    forget_tallies(entry)
    for one in kept:
        entry.tallies.append(
            Tally(kind=one.kind, from_age=one.from_age, to_age=one.to_age, people=one.people)
        )


def refuse_too_many(tallies: Iterable[Counted], people: int) -> None:
    """Raise DomainError where the parts are more than the whole. Fewer are all right: nobody is
    made to say everything."""
    kept = list(tallies)
    if any(one.people < 0 for one in kept):
        raise DomainError(_("A number of people is 0 or more."))
    by_sex = sum(one.people for one in kept if one.kind in SEXES)
    by_age = sum(one.people for one in kept if one.kind is TallyKind.AGE)
    beside = max((one.people for one in kept if one.kind is TallyKind.ALSO_AGE), default=0)
    for number, words in (
        (by_sex, _("women, men and others together")),
        (by_age, _("all ages together")),
        (beside, _("the older ones")),
    ):
        if number > people:
            raise DomainError(
                _(
                    "That does not add up: %(words)s are %(number)s, and %(people)s came.",
                    words=words,
                    number=number,
                    people=people,
                )
            )


def _note(meeting: Occurrence, actor: User) -> None:
    event = meeting.event
    community_id = event.communities[0].id if event.communities else None
    audit.record(COUNTED, actor=actor, subject=event, community_id=community_id)
