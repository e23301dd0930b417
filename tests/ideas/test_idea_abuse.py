"""Floods, spam, bombed mailboxes, tricks: a person always gets through, a program gets little."""

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from osl.core.outbox import OutgoingLetter
from osl.ideas.models import Idea, Suspicion
from osl.ideas.work import is_solved
from tests.browser import Browser, Page, fill
from tests.cast import Cast
from tests.ideas.test_giving_an_idea import IDEA, give


def count(store: Session) -> int:
    return store.scalar(select(func.count(Idea.id))) or 0


def suspicions(store: Session) -> list[Suspicion]:
    store.expire_all()
    return list(store.scalars(select(Idea.suspicion).order_by(Idea.id)))


def send_again(page: Page, browser: Browser, **changed: str) -> Page:
    """The same form as it stands on the page, with or without another word in it."""
    form = next(one for one in page.dom.all("form") if one.all("input", name="title"))
    data = fill(form, {})
    data = [(k, changed.get(k, v)) for k, v in data]
    return browser.post("/pomysly/nowy", data)


def typed(browser: Browser) -> Page:
    return browser.visit("/pomysly/nowy")


def test_the_same_form_sent_five_times_is_one_idea(
    browser: Browser, cast: Cast, store: Session
) -> None:
    page = typed(browser)
    seen = {page.submit("Wysyłam pomysł", IDEA).path for _ in range(5)}
    assert count(store) == 1
    assert len(seen) == 1


def test_the_same_form_with_other_words_is_asked_back(
    browser: Browser, cast: Cast, store: Session
) -> None:
    page = typed(browser)
    page.submit("Wysyłam pomysł", IDEA)
    other = page.submit("Wysyłam pomysł", IDEA | {"Co to zmieni?": "Coś zupełnie innego."})
    assert other.status == 422
    assert count(store) == 1
    other.submit("Wysyłam pomysł")
    assert count(store) == 2


def test_the_sixth_idea_of_an_hour_waits_apart_and_nobody_is_written_to(
    browser: Browser, cast: Cast, store: Session
) -> None:
    for number in range(6):
        page = give(
            browser,
            **{
                "Jaki masz pomysł?": f"Zupełnie {'abcdef'[number] * 5} rzecz",
                "Co to zmieni?": f"{'ghijkl'[number] * 6} zmieni.",
                "E-mail albo telefon": f"ktos{number}@example.org",
            },
        )
        assert page.heading == "Dziękujemy za pomysł"
    assert suspicions(store)[:5] == [Suspicion.NONE] * 5
    assert suspicions(store)[5] is Suspicion.CROWD
    told = store.scalars(select(OutgoingLetter.recipient)).all()
    assert "ktos5@example.org" not in told
    assert len(told) == 5


def test_many_links_wait_apart(browser: Browser, cast: Cast, store: Session) -> None:
    links = "Zobacz http://a.example.com i http://b.example.com oraz www.c.example.com"
    give(browser, **{"Co to zmieni?": links})
    assert suspicions(store) == [Suspicion.LINKS]


def test_the_same_text_again_waits_apart(browser: Browser, cast: Cast, store: Session) -> None:
    give(browser)
    give(browser, **{"Jaki masz pomysł?": "HUŚTAWKA na podwórku"})
    assert suspicions(store) == [Suspicion.NONE, Suspicion.REPEATED]


def test_a_mailbox_gets_three_letters_an_hour_whoever_types_its_address(
    browser: Browser, cast: Cast, store: Session
) -> None:
    for number in range(5):
        page = give(
            browser,
            **{
                "Jaki masz pomysł?": f"Rzecz {'abcde'[number] * 5}",
                "Co to zmieni?": f"Zmiana {'vwxyz'[number] * 5}.",
                "E-mail albo telefon": "Ofiara+x@Example.org"
                if number % 2
                else "of.iara@example.org",
            },
        )
        assert page.heading == "Dziękujemy za pomysł"  # nothing betrays it
    assert count(store) == 5
    assert store.scalar(select(func.count(OutgoingLetter.id))) == 3


def test_a_program_fills_the_field_nobody_sees(
    browser: Browser, cast: Cast, store: Session
) -> None:
    page = give(browser, **{"Zostaw to pole puste": "http://spam.example.com"})
    assert page.status == 422
    assert count(store) == 0


def test_a_form_sent_at_once_is_asked_back_with_everything_typed(
    app: Flask, browser: Browser, cast: Cast, store: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "SHORTEST_TYPING", 3)
    page = give(browser)
    assert page.status == 422
    assert "bardzo szybko" in page.errors[0]
    assert page.dom.all("input", name="title")[0]["value"] == IDEA["Jaki masz pomysł?"]
    assert count(store) == 0


@pytest.mark.parametrize("mark", ["", "x", "a.b.c"])
def test_a_tampered_mark_gets_a_new_one(
    browser: Browser, cast: Cast, store: Session, mark: str
) -> None:
    page = typed(browser)
    again = send_again(page, browser, key=mark, title="Coś", text="Ktoś")
    assert again.status == 422
    assert count(store) == 0


HOSTILE = (
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "{{ 7 * 7 }} {% raw %}",
    "'; DROP TABLE idea; --",
)


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_stay_words(browser: Browser, cast: Cast, store: Session, words: str) -> None:
    page = give(
        browser,
        **{"Jaki masz pomysł?": words, "Co to zmieni?": words, "Imię i nazwisko": words},
    )
    assert page.heading == "Dziękujemy za pomysł"
    assert words in page.text
    assert store.scalars(select(Idea.title)).one() == words


def test_invisible_signs_are_taken_out(browser: Browser, cast: Cast, store: Session) -> None:
    give(browser, **{"Jaki masz pomysł?": "Ław\u200bka\u202e na\x07 skwerze\ufeff"})
    assert store.scalars(select(Idea.title)).one() == "Ławka na skwerze"


def test_a_browser_without_javascript_is_believed_like_one_that_did_the_sum(
    browser: Browser, cast: Cast, store: Session
) -> None:
    give(browser)
    assert suspicions(store) == [Suspicion.NONE]


def test_a_sum_is_right_for_one_form_only(app: Flask, cast: Cast) -> None:
    with app.app_context():
        app.config["IDEA_WORK_BITS"], before = 8, app.config["IDEA_WORK_BITS"]
        try:
            answer = next(str(n) for n in range(100_000) if is_solved("one mark", str(n)))
            others = [is_solved(f"mark {n}", answer) for n in range(200)]
            assert sum(others) < 20
            assert not is_solved("one mark", "-1")
            assert not is_solved("one mark", "9" * 40)
        finally:
            app.config["IDEA_WORK_BITS"] = before


@pytest.mark.parametrize("what", ["moderation", "community_id", "supporters", "person_id"])
def test_fields_nobody_asked_for_change_nothing(
    browser: Browser, cast: Cast, store: Session, what: str
) -> None:
    page = typed(browser)
    form = next(one for one in page.dom.all("form") if one.all("input", name="title"))
    data = [*fill(form, dict(IDEA)), (what, "published")]
    browser.post("/pomysly/nowy", data)
    idea = store.scalars(select(Idea)).one()
    assert (idea.moderation, idea.supporters, idea.person_id) == ("waiting", 0, None)
