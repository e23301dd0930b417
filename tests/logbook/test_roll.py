"""The attendance list in the hall: one tap a person, nothing overwritten, nothing lost."""

from datetime import date

from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session

from osl.core.db import db
from osl.events.cancellations import cancel_event
from osl.logbook.attendance import ABSENT, PRESENT, choose_mode, note_presence
from osl.logbook.models import AttendanceMode, LogEntry, Mark
from tests.browser import Browser, Element, Page
from tests.cast import Cast, sign_in_as
from tests.logbook.conftest import (
    PEOPLE,
    Held,
    Planned,
    SignUp,
    act,
    at_event,
    deeds,
    entry,
    evening,
    marks,
    meeting_of,
    person,
)
from tests.signups.conftest import at_once, open_event

TODAY, LATER = date(2027, 3, 1), date(2027, 3, 2)
ANNA, JAN = "Anna Przykładowa", "Jan Testowy"


def test_one_tap_notes_somebody_and_the_page_comes_back_to_their_row(
    browser: Browser, cast: Cast, held: Held, store: Session
) -> None:
    meeting = held()
    anna = person(store, ANNA)
    page = browser.sign_in(cast.animator).visit("attendance.show", meeting_id=meeting)
    assert "Obecnych: 0 z 4" in page.text
    assert "Brak zaznaczenia to nie nieobecność" in page.text
    page = page.submit(f"Jest: {ANNA}")
    assert page.url.endswith(f"/panel/obecnosc/{meeting}#osoba-{anna}")
    page = page.submit(f"Nie ma: {JAN}")
    assert "Obecnych: 1 z 4 razem 1 osoba" in page.text
    assert "Nie zaznaczono: 2." in page.text
    assert pressed(page, ANNA) == "present"
    assert pressed(page, JAN) == "absent"
    assert pressed(page, PEOPLE[2]) == ""
    assert marks(store, meeting) == {ANNA: ("present", 1), JAN: ("absent", 1)}
    assert deeds(store)[-2:] == ["attendance.marked", "attendance.marked"]


def test_the_same_word_tapped_once_more_takes_the_mark_back(
    browser: Browser, cast: Cast, held: Held, store: Session
) -> None:
    meeting = held()
    first = browser.sign_in(cast.animator).visit("attendance.show", meeting_id=meeting)
    page = first.submit(f"Jest: {ANNA}")
    first.submit(f"Jest: {ANNA}")  # a second tap before the page came back
    assert marks(store, meeting) == {ANNA: ("present", 1)}
    page = page.submit(f"Jest: {ANNA}")
    assert pressed(page, ANNA) == ""
    assert marks(store, meeting) == {}
    page = page.submit(f"Nie ma: {ANNA}").submit(f"Cofnij: {ANNA}")
    assert "Nie zaznaczono: 4." in page.text
    assert deeds(store)[-1] == "attendance.taken_back"


def test_a_party_comes_as_signed_up_or_as_many_as_came(
    browser: Browser, cast: Cast, held: Held, store: Session
) -> None:
    meeting = held(ANNA, JAN, Anna=4)
    page = browser.sign_in(cast.animator).visit("attendance.show", meeting_id=meeting)
    page = page.submit(f"Jest: {ANNA}")
    assert marks(store, meeting)[ANNA] == ("present", 4)
    came = {"Razem osób": 3, "W tym dzieci": 2}
    page = page.submit(f"Zapisz liczbę: {ANNA}", came)
    page = page.submit(f"Zapisz liczbę: {ANNA}")  # the same number again takes nothing back
    assert "przyszło 3 z 4, w tym dzieci: 2" in page.text
    assert "razem 3 osoby, w tym 2 dzieci" in page.text
    assert (entry(store, meeting).visits, entry(store, meeting).children) == (3, 2)
    page = page.submit(f"Zapisz liczbę: {ANNA}", {"Razem osób": 2, "W tym dzieci": 5})
    assert page.status == 422
    assert "od 1 do 50 osób" in page.errors[0]
    assert next(one["value"] for one in page.dom.all("input", name="children")) == "5"
    assert entry(store, meeting).visits == 3


def test_what_two_of_the_team_noted_differently_is_shown_and_chosen(
    app: Flask, browser: Browser, cast: Cast, held: Held, store: Session
) -> None:
    meeting = held()
    anna = person(store, ANNA)
    page = browser.sign_in(cast.animator).visit("attendance.show", meeting_id=meeting)
    act(app, meeting, note_presence, anna, ABSENT, actor=cast.organiser)
    asked = page.submit(f"Jest: {ANNA}")
    assert asked.status == 409
    assert ANNA in asked.text
    assert "Teraz na liście nieobec" in asked.text
    assert cast.organiser.name in asked.text
    assert marks(store, meeting)[ANNA] == ("absent", 1)
    page = asked.submit("Zapisz mój wybór")
    assert pressed(page, ANNA) == "present"
    assert marks(store, meeting)[ANNA] == ("present", 1)


def test_two_who_mark_at_the_same_moment_come_to_one_list(
    app: Flask, cast: Cast, held: Held, store: Session
) -> None:
    meeting = held()
    pages = []
    for user in (cast.animator, cast.organiser):
        browser = Browser(app, sign_in_as)
        page = browser.sign_in(user).visit("attendance.show", meeting_id=meeting)
        pages.append(page)
    one, two = pages
    for name in PEOPLE[:2]:
        button = f"Jest: {name}"
        came = at_once(lambda b=button: one.submit(b), lambda b=button: two.submit(b))
        assert [page.status for page in came] == [200, 200]
    assert marks(store, meeting) == dict.fromkeys(PEOPLE[:2], ("present", 1))
    assert entry(store, meeting).visits == 2
    assert deeds(store).count("attendance.marked") == 2
    third = PEOPLE[2]
    came = at_once(
        lambda: one.submit(f"Jest: {third}"),
        lambda: two.submit(f"Nie ma: {third}"),
    )
    assert sorted(page.status for page in came) == [200, 409]
    kept = next(page for page in came if page.status == 200)
    assert marks(store, meeting)[third][0] == pressed(kept, third)


def test_only_those_without_a_mark_can_be_shown(browser: Browser, cast: Cast, held: Held) -> None:
    meeting = held()
    page = browser.sign_in(cast.animator).visit("attendance.show", meeting_id=meeting)
    page = page.submit(f"Jest: {ANNA}").follow("Pokaż tylko niezaznaczone")
    assert names(page) == sorted(PEOPLE[1:], key=lambda name: name.split()[1])
    page = page.submit(f"Jest: {JAN}")
    assert page.path == f"/panel/obecnosc/{meeting}"
    assert len(names(page)) == 2


def test_more_than_there_are_places_is_told_and_never_refused(
    browser: Browser, cast: Cast, planned: Planned, signed_up: SignUp, store: Session
) -> None:
    small = open_event(planned, when=evening(TODAY, 12, 14))
    signed_up(small, ANNA, party_size=2)
    meeting = meeting_of(store, small)
    page = browser.sign_in(cast.animator).visit("attendance.show", meeting_id=meeting)
    page = page.submit(f"Zapisz liczbę: {ANNA}", {"Razem osób": 3})
    assert page.status == 200
    assert "Były 2 miejsca, a obecnych jest więcej." in page.text
    assert entry(store, meeting).visits == 3


def test_nobody_is_marked_who_is_not_on_the_list_of_this_meeting(
    browser: Browser,
    cast: Cast,
    held: Held,
    planned: Planned,
    signed_up: SignUp,
    store: Session,
) -> None:
    meeting = held(ANNA)
    other = open_event(planned, when=evening(TODAY, 15, 16))
    signed_up(other, "Zofia Inna")
    browser.sign_in(cast.animator)
    page = browser.visit("attendance.show", meeting_id=meeting)
    token = page.dom.all("input", name="csrf_token")[0]["value"]
    tap = {"csrf_token": token, "presence": "present", "seen": ""}
    address = f"/panel/obecnosc/{meeting}/osoby/{person(store, 'Zofia Inna')}"
    page = browser.post(address, tap)
    assert page.status == 422
    assert "nie jest na liście" in page.errors[0]
    assert browser.post(f"/panel/obecnosc/{meeting}/osoby/99999", tap).status == 422
    assert browser.post(f"/panel/obecnosc/99999/osoby/{person(store, ANNA)}", tap).status == 404
    assert store.query(Mark).count() == 0
    assert store.query(LogEntry).count() == 0


def test_before_its_day_and_when_called_off_the_page_says_why(
    app: Flask,
    browser: Browser,
    cast: Cast,
    held: Held,
    planned: Planned,
    workshop: int,
    store: Session,
) -> None:
    meeting = held(ANNA)
    later = meeting_of(store, open_event(planned, when=evening(LATER)))
    page = browser.sign_in(cast.animator).visit("attendance.show", meeting_id=later)
    assert "dopiero" in page.text
    assert not page.dom.with_class("roll-row")
    page = browser.visit("attendance.show", meeting_id=meeting)
    at_event(app, workshop, cancel_event, reason="Burza", actor=cast.organiser)
    refused = page.submit(f"Jest: {ANNA}")
    assert refused.status == 422
    assert "odwołan" in refused.errors[0]
    assert store.query(Mark).count() == 0


def test_a_list_costs_the_same_few_questions_however_long(
    app: Flask, browser: Browser, cast: Cast, held: Held
) -> None:
    meeting = held(ANNA)
    browser.sign_in(cast.animator)
    few = questions(app, browser, meeting)
    held(*(f"Osoba{letter} Kolejna" for letter in "abcdefgh"))
    assert questions(app, browser, meeting) == few


def test_the_event_and_the_door_list_lead_to_the_attendance(
    app: Flask, browser: Browser, cast: Cast, held: Held, workshop: int, store: Session
) -> None:
    meeting = held(ANNA)
    page = browser.sign_in(cast.animator).visit("events.show", event_id=workshop)
    assert "jeszcze nie zaznaczono" in page.text
    act(app, meeting, note_presence, person(store, ANNA), PRESENT, actor=cast.animator)
    page = browser.visit("events.show", event_id=workshop)
    assert "obecność: 1 osoba" in page.text
    act(app, meeting, note_presence, person(store, ANNA), ABSENT, actor=cast.animator)
    history = browser.visit("events.show", event_id=workshop).text
    assert deeds(store).count("attendance.marked") == 2
    assert history.count("zaznaczenie obecności") == 1
    page = browser.visit("signup_desk.door_list", event_id=workshop).follow("Zaznacz obecność")
    assert page.heading == "Kto jest"
    browser.sign_in(cast.other_animator)
    page = browser.visit("events.show", event_id=workshop)
    assert "obecność: 1 osoba" not in page.text
    assert browser.visit("attendance.show", meeting_id=meeting).status == 404


def test_how_attendance_is_kept_is_chosen_and_noted_meetings_stay(
    app: Flask, browser: Browser, cast: Cast, held: Held, workshop: int, store: Session
) -> None:
    meeting = held(ANNA)
    page = browser.sign_in(cast.animator).visit("attendance.mode", event_id=workshop)
    page = page.submit("Zapisz", {"Jak zapisujecie, kto przyszedł?": "Liczba osób"})
    assert "Zapisano" in page.notices[0]
    assert browser.visit("attendance.show", meeting_id=meeting).heading == "Ile osób przyszło?"
    assert deeds(store)[-1] == "attendance.mode_chosen"
    mine = browser.visit("attendance.mode", event_id=workshop)
    at_event(app, workshop, choose_mode, AttendanceMode.NAMED, actor=cast.organiser)
    page = mine.submit("Zapisz", {"Jak zapisujecie, kto przyszedł?": "Liczba osób"})
    assert page.status == 409
    assert browser.visit("attendance.show", meeting_id=meeting).heading == "Kto jest"


def questions(app: Flask, browser: Browser, meeting: int) -> int:
    """How many questions the page of a list puts to the database."""
    asked: list[str] = []
    with app.app_context():
        engine = db.engine

    def note(*seen: object) -> None:
        asked.append(str(seen[2]))

    event.listen(engine, "before_cursor_execute", note)
    browser.visit("attendance.show", meeting_id=meeting)
    event.remove(engine, "before_cursor_execute", note)
    return len(asked)


def pressed(page: Page, name: str) -> str:
    """Which of the two words is chosen for somebody."""
    row = row_of(page, name)
    chosen = [one["value"] for one in row.all("button") if one["aria-pressed"] == "true"]
    assert chosen == ([row["data-presence"]] if row["data-presence"] else [])
    return row["data-presence"]


def row_of(page: Page, name: str) -> Element:
    return next(
        row
        for row in page.dom.with_class("roll-row")
        if row.with_class("roll-name")[0].text == name
    )


def names(page: Page) -> list[str]:
    return [one.text for one in page.dom.with_class("roll-name")]
