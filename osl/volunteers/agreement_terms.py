"""What the law asks of a volunteer agreement: pure rules about days and ages.

The act of 24 April 2003 on public benefit and volunteering, art. 44-46, and the Civil Code,
art. 10-18, for ages. All limits stand here, because they change with the law.
"""

from collections.abc import Iterable
from datetime import date
from enum import Enum

from osl.core.text import fold
from osl.volunteers.models import Agreement, AgreementState

LONGEST_INSURED_DAYS = 30
"""Up to so many days the centre itself insures against accidents (art. 46(3)), and a word is
enough; beyond them an agreement is in writing (art. 44(4)) and the state covers accidents
(art. 46(2))."""

ACTING_AGE = 13
"""Below it a guardian signs for the child (Civil Code, art. 12 and 14)."""

ADULT_AGE = 18
"""Below it a guardian must agree (Civil Code, art. 10, 15 and 17)."""

WARNING_DAYS = 30
"""An agreement that ends within so many days is said to be ending. Ours, not the law's."""

OLDEST = 120
"""Years nobody outlives: an older day of birth is a slip of the hand."""


class AgeGroup(Enum):
    """Who signs: an adult alone, a minor with a guardian's consent, or the guardian."""

    CHILD = "child"
    MINOR = "minor"
    ADULT = "adult"


def days(starts_on: date, ends_on: date) -> int:
    """How many days an agreement lasts, its first and its last day counted."""
    return (ends_on - starts_on).days + 1


def is_long(starts_on: date, ends_on: date | None) -> bool:
    """Whether it lasts more than 30 days, or has no end: in writing, the state covers accidents."""
    return ends_on is None or days(starts_on, ends_on) > LONGEST_INSURED_DAYS


def age_on(born_on: date, day: date) -> int:
    """How old somebody is on a day, who becomes a year older on the day of birth.

    Who was born on 29 February becomes older on 1 March of a common year: not a day too early.
    """
    had_birthday = (day.month, day.day) >= (born_on.month, born_on.day)
    return day.year - born_on.year - (0 if had_birthday else 1)


def age_group(born_on: date, *days_that_count: date) -> AgeGroup:
    """The group on the earliest of these days. Who turns 18 later has signed as a minor."""
    age = age_on(born_on, min(days_that_count))
    if age < ACTING_AGE:
        return AgeGroup.CHILD
    return AgeGroup.MINOR if age < ADULT_AGE else AgeGroup.ADULT


def signing_group(agreement: Agreement, signed_on: date | None = None) -> AgeGroup:
    """Who signs this agreement: reckoned on its first day and, once known, the day of signing."""
    signed = signed_on or agreement.signed_on
    return age_group(agreement.born_on, agreement.starts_on, *([signed] if signed else []))


def state_on(agreement: Agreement, day: date) -> AgreementState:
    """Where it stands on a day: a signed one whose last day has passed has ended, without
    anybody saying so."""
    is_past = agreement.ends_on is not None and agreement.ends_on < day
    if agreement.state is AgreementState.SIGNED and is_past:
        return AgreementState.ENDED
    return agreement.state


def days_left(agreement: Agreement, day: date) -> int | None:
    """In how many days a signed agreement ends, where that is soon (0 is today); else None."""
    if state_on(agreement, day) is not AgreementState.SIGNED or agreement.ends_on is None:
        return None
    left = (agreement.ends_on - day).days
    return left if left <= WARNING_DAYS else None


def overlap(one: Agreement, other: Agreement) -> bool:
    """Whether there is a day on which both would hold."""
    return one.starts_on <= _last_day(other) and other.starts_on <= _last_day(one)


def is_same_work(one: Agreement, other: Agreement) -> bool:
    """The same task; or, of two without one, the same words. A draft that does not say what it is
    about yet is like none."""
    if one.task is not None or other.task is not None:
        return one.task is other.task
    said = _words(one.scope)
    return bool(said) and said == _words(other.scope)


def in_the_way(agreement: Agreement, others: Iterable[Agreement]) -> Agreement | None:
    """The first of a person's other agreements about the same work at the same time. One that has
    ended is in nobody's way."""
    return next(
        (
            other
            for other in others
            if other.state is not AgreementState.ENDED
            and is_same_work(agreement, other)
            and overlap(agreement, other)
        ),
        None,
    )


def _last_day(agreement: Agreement) -> date:
    return agreement.ends_on or date.max


def _words(scope: str) -> list[str]:
    return "".join(c if c.isalnum() else " " for c in fold(scope)).split()


def number_of(sequence: int, year: int) -> str:
    """W/7/2026: the seventh agreement of the year."""
    return f"W/{sequence}/{year}"


def sequence_in(number: str) -> int:
    """Which agreement of its year a number says: 7 of W/7/2026."""
    return int(number.split("/")[1])
