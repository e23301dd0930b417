"""The team's list of an event's sign-ups: who, where they stand, and what did not reach them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from osl.core import transactions
from osl.core.clock import utcnow
from osl.core.db import db
from osl.core.outbox import OutgoingLetter
from osl.events.models import EventFormat, Occurrence, SignupMode
from osl.signups.models import Help
from osl.signups.operations import withdraw
from tests.browser import Browser, Page
from tests.cast import Cast
from tests.events.conftest import Planned, actions, weekly
from tests.signups.conftest import SignUp, act, open_event

Visit = Callable[..., Page]


@pytest.fixture
def desk_list(browser: Browser, cast: Cast) -> Visit:
    """Open the list of an event as its animator."""
    browser.sign_in(cast.animator)
    return lambda number, query="": browser.visit(f"/panel/wydarzenia/{number}/zapisy{query}")


def names(page: Page) -> list[str]:
    """Who stands in the table, in its order."""
    return [row.all("a")[0].text for row in page.dom.all("th", scope="row")]


def figures(page: Page) -> list[str]:
    return [one.text for one in page.dom.with_class("figure")]


def test_the_list_says_who_comes_who_waits_and_what_to_know(
    app: Flask, planned: Planned, signed_up: SignUp, cast: Cast, desk_list: Visit
) -> None:
    dance = open_event(planned, places=3, reserved_places=1, takes_children=True)
    signed_up(dance, "Anna A", party_size=2, children=[("Ola", 7)], note="Z wózkiem.")
    signed_up(dance, "Jan B", by=cast.animator, phone="600100200", email="")
    signed_up(dance, "Ewa C", help_needed=[Help.LARGE_PRINT])
    page = desk_list(dance)
    assert names(page) == ["Anna A", "Jan B", "Ewa C"]
    assert figures(page) == [
        "3 miejsca razem",
        "2 zajęte",
        "0 wolne",
        "1 w puli zespołu",
        "2 w kolejce",
    ]
    rows = [" ".join(row.text.split()) for row in page.dom.all("tr")][1:]
    assert "Dzieci: Ola (7)" in rows[0]
    assert "Z wózkiem." in rows[0]
    assert "Na liście rezerwowej 1. w kolejce" in rows[1]
    assert "telefonicznie, Jan Testowy" in rows[1]
    assert "600 100 200" in rows[1]
    assert "Na liście rezerwowej 2. w kolejce" in rows[2]
    assert "Pomoc: duży druk" in rows[2]


def test_it_is_narrowed_by_state_and_by_words_and_a_place_in_line_stays_what_it_is(
    app: Flask, planned: Planned, signed_up: SignUp, desk_list: Visit
) -> None:
    dance = open_event(planned, places=1)
    anna = signed_up(dance, "Anna A")
    signed_up(dance, "Jan B", phone="600100200", email="")
    signed_up(dance, "Łucja Żółć", phone="600100300", email="")
    assert names(desk_list(dance, "?stan=waiting")) == ["Jan B", "Łucja Żółć"]
    page = desk_list(dance, "?szukaj=zol")
    assert names(page) == ["Łucja Żółć"]
    assert "2. w kolejce" in page.text
    assert names(desk_list(dance, "?szukaj=600+100+2&stan=waiting")) == ["Jan B"]
    assert "Nikt tu nie pasuje" in desk_list(dance, "?szukaj=nikt").text
    act(app, anna, withdraw)
    assert names(desk_list(dance)) == ["Jan B", "Łucja Żółć"]
    assert names(desk_list(dance, "?stan=withdrawn")) == ["Anna A"]
    assert desk_list(dance, "?stan=zmyslony&termin=x&strona=x").status == 200


def test_each_meeting_of_a_cycle_has_a_list_of_its_own(
    planned: Planned, signed_up: SignUp, desk_list: Visit, store: Session
) -> None:
    yoga = open_event(planned, when=weekly(meeting_count=3), places=2)
    first, second, _third = store.scalars(select(Occurrence.id).order_by(Occurrence.starts_at))
    signed_up(yoga, "Anna A", meeting_id=first)
    signed_up(yoga, "Jan B", meeting_id=second)
    signed_up(yoga, "Ewa C", meeting_id=second, party_size=2, waits=True)
    page = desk_list(yoga)
    assert names(page) == ["Anna A"]
    assert "1 z 2, czeka: 1" in page.text
    assert names(desk_list(yoga, f"?termin={second}")) == ["Jan B", "Ewa C"]


def test_a_meeting_of_another_event_has_no_list_here(
    planned: Planned, desk_list: Visit, store: Session
) -> None:
    yoga = open_event(planned, when=weekly(meeting_count=2))
    other = open_event(planned, when=weekly(meeting_count=2), title="Inne")
    theirs = store.scalar(select(Occurrence.id).where(Occurrence.event_id == other))
    assert desk_list(yoga, f"?termin={theirs}").status == 404
    assert desk_list(yoga, "?termin=999999").status == 404


def test_a_course_has_one_list_for_all_its_meetings(
    planned: Planned, signed_up: SignUp, desk_list: Visit
) -> None:
    rule = weekly(meeting_count=3)
    course = open_event(planned, when=type(rule)(rule.rule, EventFormat.COURSE), places=5)
    signed_up(course, "Anna A")
    page = desk_list(course)
    assert names(page) == ["Anna A"]
    assert figures(page)[:2] == ["5 miejsc razem", "1 zajęte"]


def test_a_long_list_goes_by_pages(planned: Planned, signed_up: SignUp, desk_list: Visit) -> None:
    dance = open_event(planned, places=100)
    for number in range(53):
        signed_up(dance, f"Osoba {number:02}")
    page = desk_list(dance)
    assert len(names(page)) == 50
    page = page.follow("Następna strona")
    assert names(page) == ["Osoba 50", "Osoba 51", "Osoba 52"]
    assert "53 zajęte" in page.text


@contextmanager
def counted(app: Flask) -> Iterator[list[str]]:
    """The questions asked of the database meanwhile."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    yield asked
    event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize("address", ["zapisy", "lista"])
def test_it_asks_as_much_of_many_as_of_few(
    app: Flask, browser: Browser, cast: Cast, planned: Planned, signed_up: SignUp, address: str
) -> None:
    dance = open_event(planned, places=8, takes_children=True)
    browser.sign_in(cast.animator)
    found = []
    for several in (range(2), range(2, 20)):
        for number in several:
            signed_up(
                dance,
                f"Osoba {number:02}",
                by=cast.organiser if number % 2 else None,
                help_needed=[Help.STEP_FREE],
                children=[("Ola", 3)],
                party_size=2,
                waits=True,
            )
        with counted(app) as asked:
            assert browser.visit(f"/panel/wydarzenia/{dance}/{address}").status == 200
        found.append(len(asked))
    assert found[0] == found[1]
    assert found[0] <= 16


def test_the_page_of_the_event_leads_here_with_the_count(
    browser: Browser, cast: Cast, planned: Planned, signed_up: SignUp, dance: int
) -> None:
    signed_up(dance, "Anna A")
    page = browser.sign_in(cast.animator).visit(f"/panel/wydarzenia/{dance}")
    assert names(page.follow("Zapisy (1 z 2)")) == ["Anna A"]
    page = browser.sign_in(cast.other_animator).visit(f"/panel/wydarzenia/{dance}")
    assert page.status == 200
    assert not [words for words in page.links if words.startswith("Zapisy (")]
    just_come = open_event(planned, signup_mode=SignupMode.NONE, places=None)
    page = browser.sign_in(cast.animator).visit(f"/panel/wydarzenia/{just_come}")
    assert not [words for words in page.links if words.startswith("Zapisy (")]


def fail(app: Flask, number: int, error: str = "refused 550") -> None:
    with app.app_context(), transactions.unit():
        letter = db.session.get_one(OutgoingLetter, number)
        letter.last_error, letter.abandoned_at = error, utcnow()


def test_a_letter_that_did_not_leave_stands_here_and_the_team_sends_it_again(
    app: Flask,
    planned: Planned,
    signed_up: SignUp,
    desk_list: Visit,
    browser: Browser,
    cast: Cast,
    store: Session,
) -> None:
    dance = open_event(planned)
    other = open_event(planned, title="Inne")
    signed_up(dance, "Anna A")
    signed_up(other, "Jan B")
    letter, theirs = store.scalars(select(OutgoingLetter.id).order_by(OutgoingLetter.id)).all()
    fail(app, letter)
    fail(app, theirs)
    page = desk_list(dance)
    assert "1 list nie wyszedł: Anna A: " in page.text
    assert "Jan B" not in page.text
    form = next(f for f in page.dom.all("form") if f["action"].endswith("/ponowienie"))

    browser.sign_in(cast.other_animator)
    token = browser.visit("/panel/wydarzenia/szkic").dom.all("input", name="csrf_token")[0]
    refused = browser.post(form["action"], [("csrf_token", token["value"])])
    assert refused.status == 404
    assert actions(store)[-1] != "letter.sent_again"

    browser.sign_in(cast.animator)
    page = desk_list(dance).submit("Wyślij ponownie")
    assert page.notices == ["Zaraz spróbujemy wysłać ten list jeszcze raz."]
    assert actions(store)[-1] == "letter.sent_again"
    sent = store.get_one(OutgoingLetter, letter)
    assert sent.abandoned_at is None or sent.sent_at is not None
    assert store.get_one(OutgoingLetter, theirs).abandoned_at is not None


def test_a_letter_of_one_sign_up_is_not_sent_through_another(
    app: Flask, dance: int, signed_up: SignUp, browser: Browser, cast: Cast, store: Session
) -> None:
    anna, jan = signed_up(dance, "Anna A"), signed_up(dance, "Jan B")
    letter = store.scalars(select(OutgoingLetter.id).order_by(OutgoingLetter.id)).first()
    assert letter is not None
    fail(app, letter)
    browser.sign_in(cast.animator)
    token = browser.visit("/panel/wydarzenia/szkic").dom.all("input", name="csrf_token")[0]
    data = [("csrf_token", token["value"])]
    assert browser.post(f"/panel/zapisy/{jan}/listy/{letter}/ponowienie", data).status == 404
    assert browser.post(f"/panel/zapisy/{anna}/listy/{letter}/ponowienie", data).status == 200
