"""What programs and pranks send to the form for ideas, and that a person always gets through."""

from datetime import timedelta
from hashlib import sha256

import pytest
import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from osl.ideas.models import Idea, Moderation, Suspicion
from tests.browser import Browser
from tests.cast import Cast
from tests.core.test_pictures import bomb, drawn
from tests.ideas.giving import (
    BENCH,
    CONTACT,
    GIVE,
    NAME,
    PICTURE,
    SEND,
    SHOWS,
    WHAT,
    WHY,
    give,
    ideas,
    letters,
)

OTHERS = ("Kino", "Szachy", "Chór", "Ogród", "Rower", "Taniec", "Joga")


def give_another(browser: Browser, number: int, **more: str) -> None:
    page = give(browser, {WHAT: OTHERS[number], WHY: f"Będzie {OTHERS[number]}.", **more})
    assert page.heading == "Dziękujemy za pomysł"


def test_the_sixth_idea_of_an_hour_from_one_network_is_kept_apart_and_gets_no_letter(
    browser: Browser, cast: Cast, store: Session
) -> None:
    for number in range(6):
        give_another(browser, number, **{CONTACT: f"osoba{number}@example.org"})
    kept = ideas(store)
    assert [one.suspicion for one in kept] == [Suspicion.NONE] * 5 + [Suspicion.CROWD]
    assert {one.moderation for one in kept} == {Moderation.WAITING}
    assert [to for to, _kind in letters(store)] == [f"osoba{n}@example.org" for n in range(5)]


def test_a_library_whose_browsers_work_is_believed_for_longer(
    app: Flask, browser: Browser, cast: Cast, store: Session
) -> None:
    for number in range(5):
        give_another(browser, number)
    page = browser.visit(GIVE)
    key = page.dom.all("input", name="key")[0]["value"]
    bits = int(app.config["IDEA_WORK_BITS"])
    solved = next(
        n
        for n in range(10**6)
        if int.from_bytes(sha256(f"{key}.{n}".encode()).digest(), "big") >> (256 - bits) == 0
    )
    page.submit(SEND, BENCH | {"work": str(solved)})
    assert ideas(store)[-1].suspicion is Suspicion.NONE
    give_another(browser, 6, work=str(solved))  # the sum of another form
    assert ideas(store)[-1].suspicion is Suspicion.CROWD


def test_links_and_repeated_words_wait_apart(browser: Browser, cast: Cast, store: Session) -> None:
    give(
        browser,
        {WHY: "http://a.example http://b.example http://c.example", CONTACT: "a@example.org"},
    )
    give(browser, {WHAT: "Boisko", WHY: "Dla dzieci."})
    page = give(browser, {WHAT: "BOISKO", WHY: "dla  dzieci.", CONTACT: "b@example.org"})
    assert page.heading == "Dziękujemy za pomysł"
    assert [one.suspicion for one in ideas(store)] == [
        Suspicion.LINKS,
        Suspicion.NONE,
        Suspicion.REPEATED,
    ]
    assert letters(store) == []


def test_bombing_an_address_stops_at_three_letters_and_looks_the_same(
    app: Flask, browser: Browser, cast: Cast, store: Session
) -> None:
    pages = [
        give(browser, {WHAT: OTHERS[n], WHY: f"{OTHERS[n]}.", CONTACT: address})
        for n, address in enumerate(
            ["anna@example.org", "an.na@example.org", "anna+1@example.org", "anna@example.org"]
        )
    ]
    assert [page.heading for page in pages] == ["Dziękujemy za pomysł"] * 4
    assert "Jeśli list nie przyjdzie w ciągu godziny" in pages[3].text
    assert len(ideas(store)) == 4
    assert len(letters(store)) == 3


def test_too_quick_a_form_may_be_sent_again(
    app: Flask, browser: Browser, cast: Cast, store: Session, clock: time_machine.Traveller
) -> None:
    app.config["SHORTEST_TYPING"] = 3
    try:
        page = give(browser)
        assert "To było bardzo szybko." in page.errors[0]
        assert ideas(store) == []
        clock.shift(4)
        assert page.submit(SEND).heading == "Dziękujemy za pomysł"
    finally:
        app.config["SHORTEST_TYPING"] = 0


def test_a_form_open_for_a_day_is_renewed(
    browser: Browser, cast: Cast, store: Session, clock: time_machine.Traveller
) -> None:
    page = browser.visit(GIVE)
    clock.shift(timedelta(hours=11, minutes=59))
    assert page.submit(SEND, BENCH).heading == "Dziękujemy za pomysł"


@pytest.mark.parametrize("key", ["", "x", "eyJ.x.y"])
def test_a_forged_mark_makes_nothing(
    browser: Browser, cast: Cast, store: Session, key: str
) -> None:
    page = give(browser, {"key": key})
    assert page.status == 422
    assert ideas(store) == []
    assert page.submit(SEND).heading == "Dziękujemy za pomysł"


def test_a_program_that_fills_in_everything_is_told_how_a_person_goes_on(
    browser: Browser, cast: Cast, store: Session
) -> None:
    page = give(browser, {"Zostaw to pole puste": "http://x"})
    assert page.errors == ["Zostaw to pole puste: wypełniają je tylko programy."]
    assert ideas(store) == []


SCRIPT = "</script><script>alert(1)</script>"


def test_scripts_invisible_letters_and_look_alikes_are_only_words(
    browser: Browser, cast: Cast, store: Session
) -> None:
    page = give(
        browser,
        {
            WHAT: f"Ła\u200bwka\u202e {SCRIPT}",
            WHY: f"Zmi\u0000ana\u0007 {SCRIPT}\nDrugi wiersz",
            NAME: f"\u0410nna {SCRIPT}",  # a Cyrillic letter
            CONTACT: "anna@example.org",
            PICTURE: (drawn("JPEG"), f"{SCRIPT}.jpg"),
            SHOWS: f"Plac\u2066 {SCRIPT}",
        },
    )
    assert page.heading == "Dziękujemy za pomysł"
    assert b"<script>alert" not in page.response.data
    idea = ideas(store)[0]
    assert idea.title == f"Ławka {SCRIPT}"
    assert idea.text == f"Zmiana {SCRIPT}\nDrugi wiersz"
    assert idea.picture_description == f"Plac {SCRIPT}"
    assert idea.picture is not None
    assert "script" not in idea.picture
    assert SCRIPT in page.text


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"<svg onload=alert(1)>", "x.svg"),
        (b"MZ not a picture", "x.jpg"),
        (bomb(20_000, 20_000), "bomba.png"),
        (drawn("JPEG")[:900], "polowa.jpg"),
    ],
)
def test_what_is_no_picture_is_refused_and_the_words_stay(
    browser: Browser, cast: Cast, store: Session, content: bytes, name: str
) -> None:
    page = give(browser, {PICTURE: (content, name), SHOWS: "Plac"})
    assert page.status == 422
    assert len(page.errors) == 1
    assert ideas(store) == []
    assert page.submit(SEND).heading == "Dziękujemy za pomysł"


def test_a_huge_text_is_refused_in_words(browser: Browser, cast: Cast, store: Session) -> None:
    page = give(browser, {WHY: "ą" * 100_000})
    assert page.status == 422
    assert "Skróć go do 3000 znaków." in page.errors[0]
    assert ideas(store) == []


@pytest.mark.parametrize(
    ("field", "value"), [("help_with", "money"), ("help_with", "x"), ("community", "-1")]
)
def test_a_choice_nobody_offers_is_refused(
    browser: Browser, cast: Cast, store: Session, field: str, value: str
) -> None:
    page = browser.visit(GIVE)
    csrf = page.dom.all("input", name="csrf_token")[0]["value"]
    key = page.dom.all("input", name="key")[0]["value"]
    data = {
        "csrf_token": csrf, "key": key, "title": "Kino", "text": "Razem.",
        "community": str(cast.wzgorze.id), "contact": "a@example.org",
    } | {field: value}  # fmt: skip
    assert browser.post(GIVE, data).status == 422
    assert ideas(store) == []


def test_a_form_of_another_site_gives_nothing(browser: Browser, cast: Cast, store: Session) -> None:
    page = browser.post(GIVE, {"title": "Kino"}, headers={"Origin": "https://evil.example"})
    assert page.status == 403
    assert ideas(store) == []


def test_what_nobody_has_read_stands_nowhere_in_public(
    browser: Browser, another_browser: Browser, cast: Cast, store: Session
) -> None:
    give(browser, {NAME: "Genowefa Nowak", CONTACT: "genowefa@example.org"})
    number = store.query(Idea).one().id
    assert another_browser.visit(f"/pomysly/{number}").status == 404
    for address in ("/", "/pomysly", "/spolecznosci/wzgorze", GIVE):
        page = another_browser.visit(address)
        assert b"Genowefa" not in page.response.data
        assert "Ławka przed blokiem".encode() not in page.response.data
