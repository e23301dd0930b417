"""A signed sheet typed in: it begins with everybody present, and is saved whole or not at all."""

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from osl.events.cancellations import cancel_event
from osl.events.models import SignupMode
from osl.logbook.attendance import ABSENT, PRESENT, note_presence
from osl.logbook.models import LogEntry, Mark
from osl.people.models import Channel, Person
from osl.people.operations import Known, meet_person
from tests.browser import Browser, Page
from tests.cast import Cast
from tests.events.test_lists import queries_counted
from tests.ideas.conftest import unit
from tests.logbook.conftest import (
    PEOPLE,
    TODAY,
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

SAVE = "Zapisz całą listę"
OTHERS = "Kto się nie podpisał"
NAME, PHONE, SIZE = "written_in-0-name", "written_in-0-phone", "written_in-0-party_size"


def opened(browser: Browser, meeting_id: int) -> Page:
    return browser.visit("sheets.retype", meeting_id=meeting_id)


def test_everybody_who_signed_is_present_and_the_others_were_not_there(
    browser: Browser, cast: Cast, held: Held, store: Session
) -> None:
    meeting = held(*PEOPLE, Anna=3)
    page = opened(browser.sign_in(cast.animator), meeting)
    jan = person(store, "Jan Testowy")
    page = page.submit(SAVE, {f"signed-{jan}": False})
    assert page.notices[0] == "Lista przepisana: było 5 osób."
    assert marks(store, meeting) == {
        "Anna Przykładowa": ("present", 3),
        "Ryszard Próbny": ("present", 1),
        "Jan Testowy": ("absent", 1),
        "Maria Wzorcowa": ("present", 1),
    }
    assert entry(store, meeting).visits == 5
    assert deeds(store)[-1] == "attendance.retyped"


def test_the_others_may_be_left_without_a_mark(
    browser: Browser, cast: Cast, held: Held, store: Session
) -> None:
    meeting = held("Anna Przykładowa", "Jan Testowy")
    jan = person(store, "Jan Testowy")
    form = {f"signed-{jan}": False, OTHERS: "Zostaw bez zaznaczenia"}
    opened(browser.sign_in(cast.animator), meeting).submit(SAVE, form)
    assert marks(store, meeting) == {"Anna Przykładowa": ("present", 1)}


def test_the_screen_begins_with_what_is_noted_and_says_so(
    app: Flask, browser: Browser, cast: Cast, held: Held, store: Session
) -> None:
    meeting = held("Anna Przykładowa", "Jan Testowy", "Maria Wzorcowa")
    anna, jan = person(store, "Anna Przykładowa"), person(store, "Jan Testowy")
    act(app, meeting, note_presence, anna, PRESENT, actor=cast.animator)
    act(app, meeting, note_presence, jan, ABSENT, actor=cast.animator)
    page = opened(browser.sign_in(cast.animator), meeting)
    assert "Obecność jest już zapisana" in page.text
    page.submit(SAVE)
    assert marks(store, meeting) == {
        "Anna Przykładowa": ("present", 1),
        "Jan Testowy": ("absent", 1),
    }
    again = opened(browser, meeting).follow("Zacznij od tego, że wszyscy są obecni")
    again.submit(SAVE)
    assert {state for state, _size in marks(store, meeting).values()} == {"present"}


def test_the_same_form_sent_twice_notes_a_walk_in_once(
    browser: Browser, cast: Cast, held: Held, store: Session
) -> None:
    meeting = held("Anna Przykładowa")
    page = opened(browser.sign_in(cast.animator), meeting)
    for _click in range(2):
        page.submit(SAVE, {NAME: "Zofia Nowa", SIZE: 2})
    assert marks(store, meeting)["Zofia Nowa"] == ("present", 2)
    assert store.scalar(select(func.count(Person.id)).where(Person.name == "Zofia Nowa")) == 1
    assert deeds(store).count("attendance.retyped") == 1


def test_a_name_like_that_of_somebody_known_is_asked_about_and_never_merged(
    browser: Browser, cast: Cast, held: Held, store: Session
) -> None:
    meeting = held("Anna Przykładowa", "Jan Testowy")
    jan = person(store, "Jan Testowy")
    page = opened(browser.sign_in(cast.animator), meeting)
    typed = {f"signed-{jan}": False, NAME: "Jan Testovy"}
    page = page.submit(SAVE, typed)
    assert page.status == 422
    assert page.errors == ["Znamy kogoś podobnego. Czy to ta sama osoba?"]
    assert marks(store, meeting) == {}
    page.submit(SAVE, {"Czy to jedna z tych osób?": "Nie, to ktoś nowy"})
    assert marks(store, meeting)["Jan Testowy"] == ("absent", 1)
    assert marks(store, meeting)["Jan Testovy"] == ("present", 1)


def test_somebody_written_in_who_is_known_after_all_is_marked_as_themselves(
    browser: Browser, cast: Cast, held: Held, store: Session
) -> None:
    meeting = held("Anna Przykładowa", "Jan Testowy")
    jan = person(store, "Jan Testowy")
    page = opened(browser.sign_in(cast.animator), meeting)
    page = page.submit(SAVE, {f"signed-{jan}": False, NAME: "Jan Testovy"})
    page.submit(SAVE, {"Czy to jedna z tych osób?": str(jan)})
    assert marks(store, meeting)["Jan Testowy"] == ("present", 1)
    assert store.scalar(select(func.count(Person.id)).where(Person.name == "Jan Testovy")) == 0


def test_what_somebody_else_noted_meanwhile_is_shown_and_not_overwritten(
    app: Flask, browser: Browser, cast: Cast, held: Held, store: Session
) -> None:
    meeting = held("Anna Przykładowa", "Jan Testowy")
    anna = person(store, "Anna Przykładowa")
    page = opened(browser.sign_in(cast.animator), meeting)
    act(app, meeting, note_presence, anna, ABSENT, actor=cast.organiser)
    page = page.submit(SAVE, {NAME: "Zofia Nowa"})
    assert page.status == 409
    assert "W międzyczasie zapisano: nieobecność. Z Twojej listy: obecność (1 osoba)" in page.text
    assert marks(store, meeting) == {"Anna Przykładowa": ("absent", 1)}
    assert store.scalar(select(func.count(Person.id)).where(Person.name == "Zofia Nowa")) == 0
    page = page.submit(SAVE)
    assert marks(store, meeting)["Anna Przykładowa"] == ("present", 1)
    assert marks(store, meeting)["Zofia Nowa"] == ("present", 1)


def test_a_number_that_makes_no_sense_loses_nothing(
    browser: Browser, cast: Cast, held: Held, store: Session
) -> None:
    meeting = held("Anna Przykładowa")
    anna = person(store, "Anna Przykładowa")
    page = opened(browser.sign_in(cast.animator), meeting)
    page = page.submit(SAVE, {f"size-{anna}": "900", NAME: "Zofia Nowa", PHONE: "12"})
    assert page.status == 422
    assert store.query(Mark).count() == 0
    page.submit(SAVE, {f"size-{anna}": "2", PHONE: ""})
    assert marks(store, meeting) == {
        "Anna Przykładowa": ("present", 2),
        "Zofia Nowa": ("present", 1),
    }


def test_somebody_of_another_event_is_refused(
    app: Flask, browser: Browser, cast: Cast, held: Held, store: Session
) -> None:
    meeting = held("Anna Przykładowa")
    with unit(app):
        meet_person(Known("Obca Osoba"), channel=Channel.PHONE, community_ids=[], actor=None)
    stranger = person(store, "Obca Osoba")
    browser.sign_in(cast.animator)
    address = browser.address("sheets.retype", meeting_id=meeting)
    page = opened(browser, meeting)
    form = next(f for f in page.dom.all("form") if f["method"] == "post" and f.all("ol"))
    token = next(i["value"] for i in form.all("input") if i["name"] == "csrf_token")
    sent = [("csrf_token", token), ("row", f"{stranger}:"), (f"signed-{stranger}", "1")]
    page = browser.post(address, [*sent, (f"size-{stranger}", "1"), ("others", "absent")])
    assert page.status == 422
    assert "nie ma na liście tego spotkania" in page.text
    assert marks(store, meeting) == {}


def test_a_meeting_called_off_or_counted_is_told_in_words(
    app: Flask, browser: Browser, cast: Cast, held: Held, workshop: int, picnic: int, store: Session
) -> None:
    meeting = held("Anna Przykładowa")
    browser.sign_in(cast.animator)
    assert "liczymy osoby" in opened(browser, meeting_of(store, picnic)).text
    page = opened(browser, meeting)
    at_event(app, workshop, cancel_event, reason="Burza", actor=cast.organiser)
    page = page.submit(SAVE)
    assert page.status == 422
    assert "odwołane" in page.text
    assert store.query(LogEntry).count() == 0


def test_a_long_sheet_is_saved_with_as_many_questions_as_a_short_one(
    app: Flask, browser: Browser, cast: Cast, planned: Planned, signed_up: SignUp, store: Session
) -> None:
    asked = []
    browser.sign_in(cast.animator)
    for people in (2, 9):
        event = planned(evening(TODAY, 12, 14), signup_mode=SignupMode.ONLINE, published=True)
        for number in range(people):
            signed_up(event, f"Osoba {'ABCDEFGHI'[number]}", email=f"o{number}{people}@example.org")
        page = opened(browser, meeting_of(store, event))
        with queries_counted(app) as queries:
            page.submit(SAVE)
        assert entry(store, meeting_of(store, event)).visits == people
        asked.append(len([one for one in queries if not one.startswith("INSERT")]))
    assert asked[0] == asked[1]
