"""What can be counted beside who came: women and men, ages, and what is noted of it already."""

from osl.logbook.heads import SEXES, Counted
from osl.logbook.models import LogEntry, TallyKind
from osl.logbook.queries import age_bands

Slot = tuple[TallyKind, int | None, int | None]


def tallies_for(entry: LogEntry | None) -> list[Counted]:
    """Every number that can be typed in, with what is noted of it (0: nothing). Bands in which
    somebody counted before the bands were changed stay among them, so nothing noted is lost."""
    noted = {
        (one.kind, one.from_age, one.to_age): one.people
        for one in (entry.tallies if entry is not None else ())
    }
    bands, also_from = age_bands()
    ages: set[Slot] = {(TallyKind.AGE, from_age, to_age) for from_age, to_age in bands}
    ages |= {one for one in noted if one[0] is TallyKind.AGE}
    beside: set[Slot] = {(TallyKind.ALSO_AGE, also_from, None)} if also_from is not None else set()
    beside |= {one for one in noted if one[0] is TallyKind.ALSO_AGE}
    asked = [
        *((kind, None, None) for kind in SEXES),
        *sorted(ages, key=lambda one: (one[1] or 0, one[2] or 0)),
        *sorted(beside, key=lambda one: one[1] or 0),
    ]
    return [
        Counted(kind, noted.get((kind, from_age, to_age), 0), from_age, to_age)
        for kind, from_age, to_age in asked
    ]


def standing_of(entry: LogEntry | None) -> str:
    """What stands for all numbers noted of a meeting, to see whether somebody changed one."""
    if entry is None:
        return "-"
    heads = "-" if entry.head_count is None else str(entry.head_count)
    kept = sorted(
        f"{one.kind.value} {one.from_age or 0} {one.to_age or 0} {one.people}"
        for one in entry.tallies
    )
    return ", ".join([heads, *kept])
