"""A course has several rounds: the same content for other people, on other days."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from osl.core import transactions
from osl.core.db import db
from osl.events.models import ChangedThing, Event, EventFormat, Picture
from osl.events.schedule import Repeated
from tests.browser import Browser, Page
from tests.cast import Cast
from tests.events.conftest import (
    Planned,
    actions,
    calendar,
    check,
    days,
    evening,
    everything,
    meetings,
    told,
    weekly,
)

SAVE = "Zapisz szkic grupy"
MORNING = {
    "Nazwa nowej grupy": "Grupa 2, przed południem",
    "Pierwsze spotkanie": "2027-04-06",
    "Od godziny": "10:00",
    "Do godziny": "11:30",
}


def course(**parts: Any) -> Repeated:
    return Repeated(weekly(meeting_count=4, **parts).rule, EventFormat.COURSE)


def one_more(browser: Browser, cast: Cast, event_id: int) -> Page:
    browser.sign_in(cast.animator)
    return browser.visit("events.show", event_id=event_id).follow("Kolejna grupa")


def events(store: Session) -> list[Event]:
    return list(store.scalars(select(Event).order_by(Event.id)))


def test_a_course_gets_another_round(
    browser: Browser, another_browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    event_id = planned(course(), published=True, host="Anna", places=12, title="Pierwsza pomoc")
    with browser.app.app_context(), transactions.unit():
        db.session.get_one(Event, event_id).pictures = [
            Picture(file="a.jpg", description="Bandaż", width=800, height=600, position=0)
        ]
    form = one_more(browser, cast, event_id)
    assert form.heading == "Kolejna grupa: Pierwsza pomoc"
    assert "Rytm zostaje: w każdy czwartek o 17.00, 4 spotkania." in form.text
    page = form.submit(SAVE, MORNING | {"Liczba miejsc": "8", "Kto prowadzi": "Ewa"})
    assert "w każdy wtorek o 10.00, 4 spotkania" in check(page)
    assert len(events(store)) == 1
    page = page.confirm(SAVE)

    assert page.notices == ["Nowa grupa jest szkicem. Obejrzyj ją i opublikuj."]
    first, second = events(store)
    assert (second.round_of_id, second.is_draft, second.format) == (
        first.id,
        True,
        EventFormat.COURSE,
    )
    assert (first.round_name, second.round_name) == ("Grupa 1", "Grupa 2, przed południem")
    assert (second.title, second.host, second.places) == ("Pierwsza pomoc", "Ewa", 8)
    assert (first.host, first.places) == ("Anna", 12)
    assert [p.file for p in second.pictures] == ["a.jpg"]
    assert days(store, second.id) == [date(2027, 4, day) for day in (6, 13, 20, 27)]
    assert meetings(store, second.id)[0].starts_at == datetime(2027, 4, 6, 8, tzinfo=UTC)
    assert actions(store)[-2:] == ["event.planned", "event.round_added"]
    assert "dodano grupę „Pierwsza pomoc”: Grupa 2, przed południem" in page.text
    public = another_browser.visit("home.event", event_id=first.id)
    assert "przed południem" not in public.text  # a draft is nobody's to see

    browser.visit("events.publication", event_id=second.id).submit("Opublikuj wydarzenie")
    public = another_browser.visit("home.event", event_id=first.id)
    assert "Wybierz swoją grupę" in public.text
    assert "w każdy wtorek o 10.00, 4 spotkania" in public.text
    other = public.follow("Grupa 2, przed południem")
    assert other.path.startswith(f"/wydarzenia/{second.id}")
    titles = {str(e["SUMMARY"]) for e in calendar(browser)}
    assert titles == {"Pierwsza pomoc (Grupa 1)", "Pierwsza pomoc (Grupa 2, przed południem)"}


def test_two_clicks_make_one_round(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    event_id = planned(course(), published=True)
    shown = one_more(browser, cast, event_id).submit(SAVE, MORNING)
    shown.confirm(SAVE)
    page = shown.confirm(SAVE)

    assert page.notices == ["To wydarzenie jest już zapisane."]
    assert len(events(store)) == 2
    assert actions(store).count("event.round_added") == 1


def test_a_round_of_a_round_belongs_to_the_first(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    event_id = planned(course(), published=True)
    one_more(browser, cast, event_id).submit(
        SAVE, MORNING | {"Nazwa pierwszej grupy": "Grupa 1, wieczorem"}
    ).confirm(SAVE)
    first, second = events(store)
    assert first.round_name == "Grupa 1, wieczorem"
    form = one_more(browser, cast, second.id)
    assert form.dom.all("input", name="round_name")[0]["value"] == "Grupa 3"
    assert not form.dom.all("input", name="first_round_name")
    form.submit(SAVE, MORNING | {"Nazwa nowej grupy": "Grupa 3"}).confirm(SAVE)

    assert [one.round_of_id for one in events(store)] == [None, first.id, first.id]
    page = browser.visit("events.show", event_id=first.id)
    assert {"Grupa 2, przed południem", "Grupa 3"} <= set(page.links)


def test_words_may_be_changed_in_every_round_at_once(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    event_id = planned(course(), published=True, host="Anna", places=12)
    one_more(browser, cast, event_id).submit(
        SAVE, MORNING | {"Kto prowadzi": "Ewa", "Liczba miejsc": "8"}
    ).confirm(SAVE)
    second = events(store)[1].id
    browser.visit("events.publication", event_id=second).submit("Opublikuj wydarzenie")
    before = days(store)
    form = browser.visit("events.edit", event_id=event_id)
    page = form.submit("Zapisz zmiany", {"Koszt": "20 zł", "Zmień też opis pozostałych grup": True})

    assert page.notices == ["Zmiany są zapisane."]
    assert [one.cost for one in events(store)] == ["20 zł", "20 zł"]
    assert [(one.host, one.places) for one in events(store)] == [("Anna", 12), ("Ewa", 8)]
    assert [one.round_name for one in events(store)] == ["Grupa 1", "Grupa 2, przed południem"]
    assert days(store) == before
    for number in (event_id, second):
        assert told(store, number)[-1] == (ChangedThing.COST, "bezpłatnie", "20 zł")

    browser.visit("events.edit", event_id=event_id).submit("Zapisz zmiany", {"Koszt": "30 zł"})
    assert [one.cost for one in events(store)] == ["30 zł", "20 zł"]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"Nazwa nowej grupy": " "}, "Nazwij grupę, na przykład: Grupa 2, przed południem."),
        ({"Pierwsze spotkanie": ""}, "Podaj, którego dnia to będzie."),
        ({"Do godziny": "9:00"}, "Koniec musi być po początku."),
        ({"Od godziny": "25:00"}, "Nie ma takiej godziny."),
        ({"Liczba miejsc": "0"}, "Wpisz liczbę miejsc od 1 do 10 000"),
        ({"Pierwsze spotkanie": "2027-05-27"}, "Pierwszy dzień jest pomijany"),
    ],
)
def test_a_round_that_cannot_be_is_said(
    browser: Browser,
    cast: Cast,
    planned: Planned,
    store: Session,
    typed: dict[str, str],
    sentence: str,
) -> None:
    event_id = planned(course(), published=True)
    form = one_more(browser, cast, event_id)
    before = everything(store)
    page = form.submit(SAVE, MORNING | {"Kto prowadzi": "Ewa"} | typed)

    assert page.status == 422
    assert any(sentence in error for error in page.errors), page.errors
    assert everything(store) == before
    assert page.dom.all("input", name="host")[0]["value"] == "Ewa"


def test_a_cycle_has_no_rounds(browser: Browser, cast: Cast, planned: Planned) -> None:
    number = planned(weekly(), published=True)
    page = browser.sign_in(cast.animator).visit("events.show", event_id=number)
    assert "Kolejna grupa" not in page.links
    assert browser.visit("events.new_round", event_id=number).heading == "Gry sąsiedzkie"


def test_a_workshop_is_given_once_more_for_another_group(
    browser: Browser, another_browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    number = planned(evening(), published=True)
    page = one_more(browser, cast, number).submit(SAVE, MORNING)

    assert page.notices == ["Nowa grupa jest szkicem. Obejrzyj ją i opublikuj."]
    first, second = store.scalars(select(Event).order_by(Event.id)).all()
    assert (first.round_name, second.round_of_id) == ("Grupa 1", first.id)
    browser.visit("events.publication", event_id=second.id).submit("Opublikuj wydarzenie")
    public = another_browser.visit("home.event", event_id=first.id)
    assert "Wybierz swoją grupę" in public.text
    assert public.follow(second.round_name).heading == "Gry sąsiedzkie"


def test_others_add_no_round(browser: Browser, cast: Cast, planned: Planned) -> None:
    event_id = planned(course(), published=True)
    assert browser.visit("events.new_round", event_id=event_id).heading == "Logowanie"
    browser.sign_in(cast.other_animator)
    assert browser.visit("events.new_round", event_id=event_id).status == 403
    assert browser.visit("events.new_round", event_id=99999).status == 404


def test_a_first_round_that_is_deleted_leaves_the_others_together(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    event_id = planned(course())
    for name in ("Grupa 2", "Grupa 3"):
        one_more(browser, cast, event_id).submit(
            SAVE, MORNING | {"Nazwa nowej grupy": name}
        ).confirm(SAVE)
    browser.visit("events.deletion", event_id=event_id).submit("Usuń na zawsze")

    second, third = events(store)
    assert (second.round_of_id, third.round_of_id) == (None, second.id)
    assert browser.visit("events.show", event_id=third.id).follow("Grupa 2").status == 200


def test_a_round_that_goes_on_differently_is_one_round_still(
    browser: Browser,
    another_browser: Browser,
    cast: Cast,
    planned: Planned,
    store: Session,
    clock: time_machine.Traveller,
) -> None:
    event_id = planned(course(), published=True)
    one_more(browser, cast, event_id).submit(SAVE, MORNING).confirm(SAVE)
    second = events(store)[1].id
    browser.visit("events.publication", event_id=second).submit("Opublikuj wydarzenie")
    third_meeting = meetings(store, event_id)[2].id
    browser.visit("events.following", event_id=event_id, occurrence_id=third_meeting).submit(
        "Zapisz od tego spotkania", {"Od godziny": "18:00", "Do godziny": "19:30"}
    ).confirm("Zapisz od tego spotkania")

    later = events(store)[2]
    assert (later.round_of_id, later.round_name) == (event_id, "Grupa 1")
    public = another_browser.visit("home.event", event_id=second)
    groups = public.dom.with_class("rounds")[0]
    assert [a["href"].partition("-")[0] for a in groups.all("a")] == [f"/wydarzenia/{event_id}"]
    assert "w każdy czwartek o 17.00, do 11 marca 2027" in groups.text
    clock.move_to("2027-03-12T09:00:00+00:00")  # the first part is over
    public = another_browser.visit("home.event", event_id=second)
    groups = public.dom.with_class("rounds")[0]
    assert [a["href"].partition("-")[0] for a in groups.all("a")] == [f"/wydarzenia/{later.id}"]
    assert "w każdy czwartek o 18.00, 2 spotkania" in groups.text
    public = another_browser.visit("home.event", event_id=later.id)
    assert "w każdy wtorek o 10.00" in public.dom.with_class("rounds")[0].text


def test_a_course_alone_that_is_parted_has_no_rounds(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    event_id = planned(course(), published=True)
    third_meeting = meetings(store, event_id)[2].id
    browser.sign_in(cast.animator)
    browser.visit("events.following", event_id=event_id, occurrence_id=third_meeting).submit(
        "Zapisz od tego spotkania", {"Koszt": "5 zł"}
    ).confirm("Zapisz od tego spotkania")

    later = events(store)[1]
    assert later.round_of_id is None
    public = browser.visit("home.event", event_id=later.id)
    assert public.dom.with_class("rounds") == []
