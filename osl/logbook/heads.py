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
from osl.logbook.queries import mode_of

COUNTED = audit.action("attendance.counted", _l("%(actor)s noted how many came to “%(subject)s”"))

UNCOUNTED = audit.action(
    "attendance.uncounted", _l("%(actor)s took back how many came to “%(subject)s”")
)

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
    _note(COUNTED, meeting, actor)
    return entry


def take_back_heads(meeting: Occurrence, *, actor: User) -> None:
    """Take back a number that was typed in by mistake, its tallies too. From then on the meeting
    is kept the way its event is: by name, if somebody has chosen so meanwhile."""
    entry = open_log(meeting)
    if entry.head_count is None:
        return
    entry.head_count = None
    forget_tallies(entry)
    entry.mode = mode_of(meeting.event)
    _note(UNCOUNTED, meeting, actor)


def tally_named(meeting: Occurrence, tallies: Iterable[Counted], *, actor: User) -> LogEntry:
    """Note how many of those on a list of names were women, or of an age: without saying who."""
    entry = open_log(meeting)
    write_tallies(entry, entry.people or 0, tallies)
    _note(COUNTED, meeting, actor)
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


def _note(what: audit.Action, meeting: Occurrence, actor: User) -> None:
    event = meeting.event
    community_id = event.communities[0].id if event.communities else None
    audit.record(what, actor=actor, subject=event, community_id=community_id)
