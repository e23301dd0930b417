"""Two ideas that are one, one that is two, and one that belongs elsewhere."""

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from osl.ideas.models import Idea, IdeaStep, StepKind
from osl.ideas.supports import support_idea
from tests.browser import Browser
from tests.cast import Cast
from tests.ideas.conftest import BENCH, SHELF, Given, act
from tests.ideas.desk import done, fact, letters, see

pytestmark = pytest.mark.usefixtures("clock")

TWIN = ("Ławeczka przed blokiem", "Dla starszych osób.")
STAYS = "Który zostaje jako wspólny?"


@pytest.fixture
def desk(browser: Browser, cast: Cast) -> Browser:
    """The animator of Wzgórze at their desk."""
    return browser.sign_in(cast.animator)


def test_two_ideas_that_are_one_are_joined_and_taken_apart(
    app: Flask, desk: Browser, given: Given, store: Session
) -> None:
    first = given(BENCH)
    second = given(TWIN, name="Anna Przykładowa", email="anna@example.org")
    for number, device in ((first, "a"), (second, "a"), (second, "b")):
        act(app, number, support_idea, device, network="here")

    page = see(desk, second).follow("Połącz: Ławka przed blokiem")
    assert TWIN[1] in page.text
    assert BENCH[1] in page.text
    page = page.submit("Połącz", {STAYS: f"Nr {first}: {BENCH[0]}"})

    assert page.heading == BENCH[0]
    assert "Popierają go 2 osoby." in page.text
    assert fact(store, second).merged_into_id == first
    assert done(store, second)[-1] == "idea.merged"
    assert letters(store, "merged") == ["anna@example.org"]
    joined = see(desk, second)
    assert "Ten pomysł jest połączony z innym: Ławka przed blokiem" in joined.text

    page = page.submit("Rozłącz")
    assert fact(store, second).merged_into_id is None
    assert fact(store, first).supporters == 1
    assert fact(store, second).supporters == 2
    assert done(store, second)[-1] == "idea.parted"


def test_joining_twice_is_once(desk: Browser, given: Given, store: Session) -> None:
    first, second = given(BENCH), given(TWIN)
    page = see(desk, first, f"/polaczenie?z={second}")
    for _click in range(2):
        page.submit("Połącz", {STAYS: f"Nr {first}: {BENCH[0]}"})
    assert done(store, second).count("idea.merged") == 1
    kinds = [one.kind for one in store.query(IdeaStep).all()]
    assert sorted(kinds) == sorted([StepKind.MERGED, StepKind.TOOK_IN])


def test_the_other_idea_is_found_by_words_or_number(desk: Browser, given: Given) -> None:
    first, second = given(BENCH), given(SHELF)
    page = see(desk, first, "/polaczenie")
    assert "Żaden inny pomysł nie brzmi podobnie." in page.text
    for words in ("półka", "książkami", str(second)):
        found = page.submit("Szukaj", {"Słowa albo numer drugiego pomysłu": words})
        assert SHELF[0] in found.text
    assert "Spróbuj innych słów" in page.submit("Szukaj", {"szukaj": "basen"}).text


def test_what_was_published_is_not_joined_with_what_nobody_reads(
    desk: Browser, given: Given, store: Session
) -> None:
    first, unread = given(BENCH), given(TWIN, published=False)
    page = see(desk, first, f"/polaczenie?z={unread}")
    page = page.submit("Połącz", {STAYS: f"Nr {unread}: {TWIN[0]}"})
    assert page.status == 422
    assert page.errors
    assert fact(store, first).merged_into_id is None
    assert store.query(IdeaStep).all() == []


def test_ideas_of_another_team_are_not_joined(
    desk: Browser, cast: Cast, given: Given, store: Session
) -> None:
    first = given(BENCH)
    theirs = given(TWIN, community_id=cast.ostrowiecka.id)
    unread = given(SHELF, community_id=cast.ostrowiecka.id, published=False)
    assert desk.visit(f"/panel/pomysly/{first}/polaczenie?z={theirs}").status == 403
    assert desk.visit(f"/panel/pomysly/{first}/polaczenie?z={unread}").status == 404
    assert desk.visit(f"/panel/pomysly/{first}/polaczenie?z={first}").status == 404
    assert desk.visit(f"/panel/pomysly/{first}/polaczenie?z=99999").status == 404
    assert fact(store, theirs).merged_into_id is None


NEW = {"Tytuł": "Stojak na rowery", "O co chodzi": "Przy wejściu."}


def test_a_part_becomes_an_idea_of_its_own(desk: Browser, given: Given, store: Session) -> None:
    number = given(("Ławka i stojak", "Ławka. I stojak na rowery."))

    page = see(desk, number, "/podzial").submit(
        "Podziel", NEW | {"Co zostaje w pierwszym pomyśle": "Ławka."}
    )

    assert page.heading == "Stojak na rowery"
    new = store.query(Idea).filter(Idea.split_from_id == number).one()
    assert new.is_published
    idea = fact(store, number)
    assert (idea.text, idea.original_text) == ("Ławka.", "Ławka. I stojak na rowery.")
    assert "Co z niego wydzielono" in see(desk, number).text
    assert done(store, new.id) == ["idea.split"]


def test_splitting_by_two_clicks_makes_one(desk: Browser, given: Given, store: Session) -> None:
    number = given(BENCH)
    page = see(desk, number, "/podzial")
    for _click in range(2):
        assert page.submit("Podziel", NEW).heading == "Stojak na rowery"
    assert len(store.query(Idea).all()) == 2


def test_who_splits_sees_what_somebody_corrected_meanwhile(
    desk: Browser, given: Given, store: Session
) -> None:
    number = given(BENCH)
    page = see(desk, number, "/podzial")
    see(desk, number, "/poprawka").submit("Zapisz", {"O co chodzi": "Z oparciem."})
    page = page.submit("Podziel", NEW)
    assert page.status == 409
    assert "Z oparciem." in page.text
    assert len(store.query(Idea).all()) == 1


def test_an_idea_is_given_to_the_community_it_concerns(
    desk: Browser, cast: Cast, given: Given, store: Session
) -> None:
    number = given(BENCH)
    page = see(desk, number, "/przeniesienie").submit(
        "Przenieś", {"Do której społeczności": cast.ostrowiecka.name}
    )
    assert page.path == "/panel/pomysly"
    assert page.notices == [f"Pomysł należy teraz do: {cast.ostrowiecka.name}."]
    assert fact(store, number).community_id == cast.ostrowiecka.id
    assert done(store, number)[-1] == "idea.moved"
    assert desk.visit(f"/panel/pomysly/{number}").status == 403


def test_a_community_must_be_chosen(desk: Browser, given: Given, store: Session) -> None:
    number = given(BENCH)
    page = see(desk, number, "/przeniesienie").submit("Przenieś")
    assert page.status == 422
    assert done(store, number) == ["idea.published"]
