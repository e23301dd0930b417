"""Somebody comes without signing up: found among those we know, or entered once and only once."""

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from osl.events.cancellations import cancel_event
from osl.logbook.attendance import ABSENT, choose_mode, note_presence
from osl.logbook.models import AttendanceMode, CameHow, Mark
from osl.people.models import Channel, Person
from osl.people.queries import known_in
from tests.browser import Browser
from tests.cast import Cast, sign_in_as
from tests.events.conftest import Planned
from tests.logbook.conftest import (
    Held,
    SignUp,
    act,
    at_event,
    deeds,
    entry,
    marks,
    person,
    unit,
)
from tests.signups.conftest import at_once, open_event

ANNA, ZOFIA = "Anna Przykładowa", "Zofia Nowa"
NEW = {"Imię i nazwisko": ZOFIA, "Telefon": "600 100 300"}
ADD = "Dopisz i zaznacz obecność"


def test_somebody_we_know_is_found_by_a_few_letters_and_added_by_one_tap(
    browser: Browser,
    cast: Cast,
    held: Held,
    planned: Planned,
    signed_up: SignUp,
    store: Session,
) -> None:
    meeting = held(ANNA)
    signed_up(open_event(planned), ZOFIA)
    page = browser.sign_in(cast.animator).visit("attendance.show", meeting_id=meeting)
    page = page.follow("Dopisz osobę").submit("Szukaj", {"szukaj": "zof"})
    assert "zofia@example.org" in page.text
    page = page.submit(f"Jest: {ZOFIA}")
    assert page.url.endswith(f"#osoba-{person(store, ZOFIA)}")
    assert "bez zapisu" in page.text
    assert marks(store, meeting) == {ZOFIA: ("present", 1)}
    assert store.scalars(select(Mark.came_how)).one() is CameHow.WALKED_IN
    assert deeds(store)[-1] == "attendance.walked_in"


def test_somebody_new_is_entered_with_the_notice_read_out(
    app: Flask, browser: Browser, cast: Cast, held: Held, store: Session
) -> None:
    meeting = held(ANNA)
    browser.sign_in(cast.animator)
    page = browser.visit("attendance.add", meeting_id=meeting, szukaj=ZOFIA)
    assert "Nie znamy nikogo takiego." in page.text
    assert "Widzi je tylko nasz zespół" in page.text
    page = page.submit(ADD, NEW | {"Ile osób przyszło razem": 3, "W tym dzieci": 2})
    assert "Ta osoba jest na liście" in page.notices[0]
    assert marks(store, meeting) == {ZOFIA: ("present", 3)}
    assert (entry(store, meeting).visits, entry(store, meeting).children) == (3, 2)
    zofia = store.get_one(Person, person(store, ZOFIA))
    assert (zofia.channel, zofia.phone) == (Channel.IN_PERSON, "600100300")
    assert zofia.notice_version
    with unit(app):
        assert known_in(zofia, [cast.wzgorze.id]) == {cast.wzgorze.id}
    assert deeds(store)[-2:] == ["person.added", "attendance.walked_in"]


def test_a_double_click_adds_one_person_and_another_name_is_another_person(
    app: Flask, cast: Cast, held: Held, store: Session
) -> None:
    meeting = held(ANNA)
    browser = Browser(app, sign_in_as).sign_in(cast.animator)
    other = Browser(app, sign_in_as).sign_in(cast.animator)
    page = browser.visit("attendance.add", meeting_id=meeting)
    page.browser = browser
    who = {"Imię i nazwisko": ZOFIA}
    came = at_once(lambda: page.submit(ADD, who), lambda: page.submit(ADD, who))
    assert [one.status for one in came] == [200, 200]
    assert list(marks(store, meeting)) == [ZOFIA]
    again = page.submit(ADD, {"Imię i nazwisko": "Ewa Druga"})  # back, and another name
    assert again.status == 422
    assert "był już wysłany" in again.errors[0]
    again.submit(ADD)
    assert list(marks(store, meeting)) == [ZOFIA, "Ewa Druga"]
    third = other.visit("attendance.add", meeting_id=meeting)
    asked = third.submit(ADD, {"Imię i nazwisko": ZOFIA})
    assert asked.status == 422
    assert "Znamy kogoś podobnego" in asked.errors[0]
    assert store.query(Person).filter_by(name=ZOFIA).count() == 1


def test_the_same_name_with_the_same_contact_is_the_same_person(
    browser: Browser,
    cast: Cast,
    held: Held,
    planned: Planned,
    signed_up: SignUp,
    store: Session,
) -> None:
    meeting = held(ANNA)
    signed_up(open_event(planned), ZOFIA, phone="600 100 300", email="")
    page = browser.sign_in(cast.animator).visit("attendance.add", meeting_id=meeting)
    page.submit(ADD, NEW)
    assert list(marks(store, meeting)) == [ZOFIA]
    asked = page.browser.visit("attendance.add", meeting_id=meeting)
    asked = asked.submit(ADD, {"Imię i nazwisko": ANNA})
    assert asked.status == 422
    one = next(label.text for label in asked.dom.all("label") if "anna@example.org" in label.text)
    page = asked.submit(ADD, {"Czy to jedna z tych osób?": one})
    assert marks(store, meeting) == {ZOFIA: ("present", 1), ANNA: ("present", 1)}
    assert store.query(Person).filter_by(name=ANNA).count() == 1


def test_whoever_is_noted_already_stays_as_noted(
    app: Flask, browser: Browser, cast: Cast, held: Held, store: Session
) -> None:
    meeting = held(ANNA, Anna=3)
    browser.sign_in(cast.animator)
    page = browser.visit("attendance.add", meeting_id=meeting, szukaj="anna")
    page.submit(f"Jest: {ANNA}")
    assert marks(store, meeting) == {ANNA: ("present", 3)}
    page.submit(f"Jest: {ANNA}")
    assert marks(store, meeting) == {ANNA: ("present", 3)}
    act(app, meeting, note_presence, person(store, ANNA), ABSENT, actor=cast.animator)
    page.submit(f"Jest: {ANNA}")
    assert marks(store, meeting) == {ANNA: ("present", 3)}
    page = browser.visit("attendance.add", meeting_id=meeting, szukaj="anna")
    assert "Już zaznaczone, zobacz na liście" in page.text


def test_what_is_wrong_is_told_and_what_was_typed_stays(
    app: Flask, browser: Browser, cast: Cast, held: Held, workshop: int, store: Session
) -> None:
    meeting = held(ANNA)
    page = browser.sign_in(cast.animator).visit("attendance.add", meeting_id=meeting)
    wrong = page.submit(ADD, NEW | {"Ile osób przyszło razem": 2, "W tym dzieci": 3})
    assert wrong.status == 422
    assert [one["value"] for one in wrong.dom.all("input", name="name")] == [ZOFIA]
    at_event(app, workshop, cancel_event, reason="Burza", actor=cast.organiser)
    refused = page.submit(ADD, NEW)
    assert refused.status == 422
    assert "odwołan" in refused.errors[0]
    assert [one["value"] for one in refused.dom.all("input", name="name")] == [ZOFIA]
    assert store.query(Person).filter_by(name=ZOFIA).count() == 0


def test_nobody_is_added_by_name_where_people_are_counted(
    app: Flask, browser: Browser, cast: Cast, held: Held, workshop: int, store: Session
) -> None:
    meeting = held(ANNA)
    page = browser.sign_in(cast.animator).visit("attendance.add", meeting_id=meeting)
    at_event(app, workshop, choose_mode, AttendanceMode.HEAD_COUNT, actor=cast.animator)
    refused = page.submit(ADD, NEW)
    assert refused.status == 422
    assert store.query(Mark).count() == 0
    assert store.query(Person).filter_by(name=ZOFIA).count() == 0
    stranger = browser.sign_in(cast.other_animator)
    assert stranger.visit("attendance.add", meeting_id=meeting).status == 404
