"""What is counted, and what each number is a number of."""

from enum import StrEnum

from osl.journal.models import WorkKind
from osl.logbook.models import AttendanceMode, TallyKind


class Measure(StrEnum):
    """A number of the report, under the name it has in addresses.

    Visits and head counts are two numbers, and nothing ever adds one to the other (REQ 1.6).
    """

    MEETINGS = "spotkania"
    EVENTS = "wydarzenia"
    LED = "prowadzone-przez-mieszkancow"
    MINUTES = "godziny"
    UNTIMED = "bez-godzin"
    VISITS = "wizyty"
    CHILDREN = "dzieci"
    PEOPLE = "osoby"
    HEADS = "policzone-osoby"
    VOLUNTEERS = "wolontariusze"
    VOLUNTEER_MINUTES = "godziny-wolontariuszy"
    IDEAS_GIVEN = "pomysly"
    IDEAS_ANSWERED = "pomysly-z-odpowiedzia"
    IDEAS_DONE = "pomysly-zrealizowane"
    WORK = "praca"


OF_HOURS = (Measure.MINUTES, Measure.VOLUNTEER_MINUTES, Measure.WORK)
"""Kept in clock minutes, told as hours."""

OF_RESIDENTS = (
    Measure.VISITS,
    Measure.CHILDREN,
    Measure.PEOPLE,
    Measure.HEADS,
    Measure.VOLUNTEERS,
)
"""Numbers of people: a small one could point at somebody, so not everybody is told it."""

WITH_NAMES = (Measure.PEOPLE, Measure.VOLUNTEERS, Measure.VOLUNTEER_MINUTES)
"""Behind these numbers stand names."""

BY_COMMUNITY_AND_PROJECT = (Measure.VOLUNTEERS, Measure.VOLUNTEER_MINUTES)
BY_COMMUNITY = (Measure.IDEAS_GIVEN, Measure.IDEAS_ANSWERED, Measure.IDEAS_DONE, Measure.WORK)

TRENDS = (Measure.VISITS, Measure.HEADS, Measure.MEETINGS, Measure.MINUTES)
"""What is drawn month by month, each in a picture of its own."""


def code_of_tally(
    mode: AttendanceMode, kind: TallyKind, from_age: int | None, to_age: int | None
) -> str:
    """The name of a tally among the numbers. Those of meetings kept by name and of head counts
    stay apart, as the visits and the heads do."""
    ages = f"{'' if from_age is None else from_age}-{'' if to_age is None else to_age}"
    return f"tally:{mode.value}:{kind.value}:{ages}"


Tallied = tuple[AttendanceMode, TallyKind, int | None, int | None]


def tally_of_code(code: str) -> Tallied | None:
    """The same read back; None for any other number."""
    parts = code.split(":")
    if len(parts) != 4 or parts[0] != "tally":
        return None
    from_age, _dash, to_age = parts[3].partition("-")
    return (
        AttendanceMode(parts[1]),
        TallyKind(parts[2]),
        int(from_age) if from_age else None,
        int(to_age) if to_age else None,
    )


def code_of_work(kind: WorkKind) -> str:
    return f"work:{kind.value}"
