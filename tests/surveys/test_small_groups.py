"""Nothing that is shown lets one work out what fewer than five people answered."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import combinations

from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from osl.surveys.small_groups import (
    LEAST,
    Answered,
    groups_of,
    sheets_in,
    shown,
    together,
    words_may_be_shown,
)
from tests.browser import Browser
from tests.cast import Cast
from tests.surveys.conftest import (
    CHANGE,
    RATING,
    Opened,
    Planned,
    evening,
    give,
    meeting_of,
)

QUESTIONS = (1, 2)


@st.composite
def answered(draw: st.DrawFn) -> list[Answered]:
    """Up to six meetings, each with a few sheets on which not everything is answered."""

    def values(sheets: int) -> dict[int, dict[int, int]]:
        found = {}
        for question in QUESTIONS:
            people = draw(st.integers(0, sheets))
            yes = draw(st.integers(0, people))
            found[question] = {3: yes, 1: people - yes}
        return found

    meetings = []
    for number in range(draw(st.integers(0, 6))):
        online, paper = draw(st.integers(0, 9)), draw(st.sampled_from((0, 0, 3, 8)))
        meetings.append(Answered(number, online, values(online), paper, values(paper)))
    return meetings


def online_in(group: Iterable[Answered], question: int) -> int:
    return together(group, question)[0].total()


def rank(rows: Sequence[Sequence[int]]) -> int:
    """How many of these sums are independent of one another."""
    left = [[Fraction(one) for one in row] for row in rows]
    found = 0
    for column in range(len(left[0]) if left else 0):
        at = next((i for i in range(found, len(left)) if left[i][column]), None)
        if at is None:
            continue
        left[found], left[at] = left[at], left[found]
        for i in range(found + 1, len(left)):
            ratio = left[i][column] / left[found][column]
            left[i] = [a - ratio * b for a, b in zip(left[i], left[found], strict=True)]
        found += 1
    return found


def sums_shown(meetings: list[Answered], question: int) -> list[list[int]]:
    """Each sum on the page that counts phones, as which of the meetings it puts together. What is
    on paper the team knows anyway, and takes away."""
    sums = []
    for page in (*groups_of(meetings, QUESTIONS), tuple(meetings)):
        told = shown(page, question)
        paper = together(page, question)[1].total()
        if told is not None and sum(told.values()) > paper:
            sums.append([int(one in page) for one in meetings])
    return sums


@given(answered())
@settings(max_examples=120, deadline=None)
def test_no_group_under_five_can_be_computed_from_what_is_shown(meetings: list[Answered]) -> None:
    there = [one for one in meetings if one.sheets]
    for question in QUESTIONS:
        # Meetings after which nobody answered it add nothing, whichever way they stand.
        silent = [
            [int(one is other) for other in there]
            for one in there
            if not online_in([one], question)
        ]
        known = sums_shown(there, question) + silent
        for size in range(1, len(there) + 1):
            for some in combinations(there, size):
                if 0 < online_in(some, question) < LEAST:
                    wanted = [int(one in some) for one in there]
                    assert rank([*known, wanted]) > rank(known), (some, question)


@given(answered())
@settings(max_examples=60, deadline=None)
def test_the_parts_are_all_there_is_and_none_is_twice(meetings: list[Answered]) -> None:
    groups = groups_of(meetings, QUESTIONS)
    assert [one for group in groups for one in group] == [one for one in meetings if one.sheets]
    if len(groups) > 1:
        assert all(sheets_in(group) >= LEAST for group in groups)


def test_one_small_meeting_among_large_ones_stands_with_its_neighbour() -> None:
    large, small = {1: {3: 6}}, {1: {1: 2}}
    meetings = [Answered(1, 6, large), Answered(2, 2, small), Answered(3, 6, large)]
    assert [[one.meeting_id for one in group] for group in groups_of(meetings, [1])] == [
        [1],
        [2, 3],
    ]
    assert [len(group) for group in groups_of(meetings[:2], [1])] == [2]


def test_one_phone_among_paper_sheets_is_not_given_away_to_whoever_typed_them() -> None:
    of_one = {1: {1: 1}}
    few = [Answered(1, 1, of_one, 4, {1: {3: 4}})]
    assert shown(few, 1) is None
    assert not words_may_be_shown(few)
    many = [Answered(1, 1, of_one, 9, {1: {3: 9}})]
    assert shown(many, 1) == {3: 9}  # the sheets alone
    assert not words_may_be_shown(many)


def test_four_answers_are_only_a_number_and_five_are_shown(
    app: Flask, cast: Cast, browser: Browser, picnic: int, opened: Opened, store: Session
) -> None:
    survey, meeting = opened(picnic), meeting_of(store, picnic)
    for _one in range(4):
        give(app, survey, meeting, 5, 3, words="Za głośno")
    where = f"/panel/ankiety/{survey}/wyniki"
    page = browser.sign_in(cast.animator).visit(where)
    assert "Odpowiedzi pokażemy, gdy będzie ich co najmniej pięć." in page.text
    assert "Za głośno" not in page.text
    assert RATING not in page.text
    give(app, survey, meeting, 1)
    page = browser.visit(where)
    assert "średnio 4,2 na 5" in page.text
    # Only four answered the second question, so it is not shown even now.
    assert "odpowiedziało mniej niż pięć osób" in page.text
    assert page.text.count("Za głośno") == 4
    bars = [row.text for row in page.dom.with_class("survey-bars")[0].all("tr")[1:]]
    assert bars[0].split() == ["Bardzo", "dobrze", "4", "80%"]
    assert bars[4].split() == ["Bardzo", "źle", "1", "20%"]


def test_the_adviser_reads_numbers_and_no_words(
    app: Flask, cast: Cast, browser: Browser, picnic: int, opened: Opened, store: Session
) -> None:
    survey, meeting = opened(picnic), meeting_of(store, picnic)
    for _one in range(5):
        give(app, survey, meeting, 5, 3, words="Za głośno")
    page = browser.sign_in(cast.adviser).visit(f"/panel/ankiety/{survey}/wyniki")
    assert RATING in page.text
    assert CHANGE not in page.text
    assert "Za głośno" not in page.text


def test_small_surveys_of_one_kind_are_put_together_without_the_large_ones(
    app: Flask, cast: Cast, browser: Browser, planned: Planned, opened: Opened, store: Session
) -> None:
    surveys = []
    for people, title in ((3, "Pierwszy"), (3, "Drugi"), (7, "Duży")):
        event = planned(evening(), published=True, title=title)
        survey = opened(event)
        surveys.append(survey)
        for _one in range(people):
            give(app, survey, meeting_of(store, event), 5 if people < 5 else 1)
    page = browser.sign_in(cast.animator).visit(f"/panel/ankiety/{surveys[0]}/wyniki")
    assert "Małe ankiety tego rodzaju razem" in page.text
    assert "6 odpowiedzi, średnio 5,0 na 5" in page.text
