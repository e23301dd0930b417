"""What the law asks of an agreement: days, ages, and two about the same thing."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osl.volunteers.agreement_terms import (
    AgeGroup,
    age_group,
    age_on,
    days,
    days_left,
    in_the_way,
    is_long,
    signing_group,
    state_on,
)
from osl.volunteers.models import Agreement, AgreementState, Task

BORN = date(2009, 3, 7)
LEAP = date(2012, 2, 29)


def an_agreement(**more: Any) -> Agreement:
    facts = {
        "number": "W/1/2027",
        "state": AgreementState.SIGNED,
        "scope": "Pomoc w ogrodzie",
        "starts_on": date(2027, 3, 7),
        "ends_on": date(2027, 4, 6),
        "born_on": date(1961, 5, 4),
    }
    return Agreement(**(facts | more))


@pytest.mark.parametrize(
    "ends_on, number, long",
    [
        (date(2027, 3, 7), 1, False),
        (date(2027, 4, 4), 29, False),
        (date(2027, 4, 5), 30, False),
        (date(2027, 4, 6), 31, True),
        (date(2027, 4, 7), 32, True),
    ],
)
def test_thirty_days_are_short_and_thirty_one_are_long(
    ends_on: date, number: int, long: bool
) -> None:
    first = date(2027, 3, 7)
    assert days(first, ends_on) == number
    assert is_long(first, ends_on) is long


def test_without_an_end_it_is_long() -> None:
    assert is_long(date(2027, 3, 7), None)


@given(st.dates(date(2020, 1, 1), date(2040, 12, 31)))
def test_the_boundary_is_the_same_in_every_month(first: date) -> None:
    last = first + timedelta(days=29)
    assert days(first, last) == 30
    assert not is_long(first, last)
    assert is_long(first, last + timedelta(days=1))


@pytest.mark.parametrize(
    "on, age",
    [
        (date(2022, 3, 6), 12),
        (date(2022, 3, 7), 13),
        (date(2022, 3, 8), 13),
        (date(2027, 3, 6), 17),
        (date(2027, 3, 7), 18),
        (date(2027, 3, 8), 18),
    ],
)
def test_one_is_a_year_older_on_the_very_birthday(on: date, age: int) -> None:
    assert age_on(BORN, on) == age


@pytest.mark.parametrize(
    "on, age",
    [
        (date(2025, 2, 28), 12),
        (date(2025, 3, 1), 13),
        (date(2028, 2, 28), 15),
        (date(2028, 2, 29), 16),
        (date(2030, 2, 28), 17),
        (date(2030, 3, 1), 18),
    ],
)
def test_born_on_a_leap_day_one_is_older_on_the_first_of_march(on: date, age: int) -> None:
    assert age_on(LEAP, on) == age


@given(
    st.dates(date(1900, 1, 1), date(2040, 12, 31)), st.dates(date(1900, 1, 1), date(2060, 12, 31))
)
def test_nobody_grows_younger(born: date, on: date) -> None:
    assert age_on(born, on) <= age_on(born, on + timedelta(days=1)) <= age_on(born, on) + 1


@pytest.mark.parametrize(
    "starts_on, signed_on, group",
    [
        (date(2022, 3, 6), date(2022, 3, 6), AgeGroup.CHILD),
        (date(2022, 3, 7), date(2022, 3, 7), AgeGroup.MINOR),
        (date(2022, 3, 7), date(2022, 3, 6), AgeGroup.CHILD),
        (date(2027, 3, 6), date(2027, 3, 6), AgeGroup.MINOR),
        (date(2027, 3, 7), date(2027, 3, 6), AgeGroup.MINOR),
        (date(2027, 3, 6), date(2027, 3, 8), AgeGroup.MINOR),
        (date(2027, 3, 7), date(2027, 3, 7), AgeGroup.ADULT),
    ],
)
def test_age_counts_on_the_first_day_and_at_signing(
    starts_on: date, signed_on: date, group: AgeGroup
) -> None:
    assert signing_group(an_agreement(born_on=BORN, starts_on=starts_on), signed_on) is group


def test_the_earliest_day_counts() -> None:
    assert age_group(BORN, date(2030, 1, 1), date(2027, 3, 6)) is AgeGroup.MINOR


def test_a_signed_agreement_ends_by_itself_after_its_last_day() -> None:
    agreement = an_agreement()
    assert state_on(agreement, date(2027, 4, 6)) is AgreementState.SIGNED
    assert state_on(agreement, date(2027, 4, 7)) is AgreementState.ENDED
    printed = an_agreement(state=AgreementState.PRINTED)
    assert state_on(printed, date(2027, 4, 7)) is AgreementState.PRINTED
    endless = an_agreement(ends_on=None)
    assert state_on(endless, date(2099, 1, 1)) is AgreementState.SIGNED


def test_a_month_ahead_it_warns() -> None:
    agreement = an_agreement(ends_on=date(2027, 4, 6))
    assert days_left(agreement, date(2027, 3, 6)) is None
    assert days_left(agreement, date(2027, 3, 7)) == 30
    assert days_left(agreement, date(2027, 4, 6)) == 0
    assert days_left(agreement, date(2027, 4, 7)) is None


def test_two_at_once_are_in_each_others_way_only_about_the_same_work() -> None:
    task, other_task = Task(title="Ogród"), Task(title="Szatnia")
    mine = an_agreement(task=task)
    assert in_the_way(mine, [an_agreement(task=other_task)]) is None
    assert in_the_way(mine, [an_agreement()]) is None
    same = an_agreement(task=task)
    assert in_the_way(mine, [an_agreement(task=other_task), same]) is same
    words = an_agreement(scope="POMOC w ogrodzie!")
    assert in_the_way(an_agreement(), [words]) is words
    assert in_the_way(an_agreement(scope=""), [an_agreement(scope="")]) is None


def test_one_day_in_common_is_enough_and_none_is_fine() -> None:
    mine = an_agreement(starts_on=date(2027, 4, 6), ends_on=None)
    other = an_agreement()
    assert in_the_way(mine, [other]) is other
    mine.starts_on = date(2027, 4, 7)
    assert in_the_way(mine, [other]) is None
    mine.starts_on, other.state = date(2027, 4, 6), AgreementState.ENDED
    assert in_the_way(mine, [other]) is None
