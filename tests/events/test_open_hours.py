"""When and where residents can talk to the team: a short form, and a series at once."""

from datetime import date, time

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from osl.core import transactions
from osl.core.db import db
from osl.events.meetings import cancel_occurrence
from osl.events.models import Event, EventKind, Occurrence
from osl.events.queries import upcoming_open_hours
from tests.browser import Browser
from tests.cast import Cast
from tests.events.conftest import Planned, check, weekly

HALL = "Świetlica „Pod Dębem”, ul. Łąkowa 5, 27-200 Starachowice"

THURSDAYS = {
    "Dzień tygodnia": "czwartek",
    "Od godziny": "15.30",
    "Do godziny": "17.00",
    "Kto dyżuruje": "Anna, organizatorka",
}


def test_open_hours_in_a_place_are_published_at_once(
    browser: Browser, another_browser: Browser, cast: Cast, store: Session
) -> None:
    page = browser.sign_in(cast.animator).visit("events.open_hours", community_id=cast.wzgorze.id)
    assert "Nie ma jeszcze dyżurów." in page.text
    page = page.submit("Opublikuj", THURSDAYS | {"Miejsce": HALL})
    assert "w każdy czwartek o 15.30" in check(page)
    assert store.scalars(select(Event)).all() == []
    page = page.confirm("Opublikuj")

    assert page.notices == ["Mieszkańcy widzą już ten dyżur."]
    event = store.scalars(select(Event)).one()
    assert (event.kind, event.title) == (EventKind.OPEN_HOURS, "Dyżur")
    assert event.is_published
    assert event.series.first_on == date(2027, 3, 4)
    assert event.series.starts_at == time(15, 30)
    assert len(event.occurrences) > 70
    page = browser.visit("events.open_hours", community_id=cast.wzgorze.id)
    assert "w każdy czwartek o 15.30" in page.text
    public = another_browser.visit("home.community", slug="wzgorze")
    assert "czwartek, 4 marca" in public.text


def test_open_hours_by_phone_as_a_draft(browser: Browser, cast: Cast, store: Session) -> None:
    page = browser.sign_in(cast.animator).visit("events.open_hours", community_id=cast.wzgorze.id)
    page = page.submit(
        "Zapisz jako szkic", THURSDAYS | {"Dzień tygodnia": "wtorek", "Telefon": "000 000 003"}
    )
    page = page.confirm("Zapisz jako szkic")

    assert page.notices == ["Dyżur jest zapisany jako szkic."]
    event = store.scalars(select(Event)).one()
    assert (event.title, event.place_note) == ("Dyżur telefoniczny", "telefonicznie")
    assert event.contact_phone == "000 000 003"
    assert event.is_draft


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "Wybierz miejsce albo podaj numer"),
        ({"Telefon": "12"}, "Podaj numer telefonu"),
        ({"Miejsce": HALL, "Do godziny": "15.00"}, "Koniec musi być po początku."),
        ({"Miejsce": HALL, "Od godziny": ""}, "Wpisz godzinę"),
        ({"Miejsce": HALL, "Od dnia": ""}, "Podaj, od którego dnia."),
        (
            {"Miejsce": HALL, "Dzień tygodnia": "niedziela", "Od godziny": "2.30"},
            "31 października 2027 w nocy cofamy zegary",
        ),
    ],
)
def test_what_cannot_be_is_said(
    browser: Browser, cast: Cast, store: Session, typed: dict[str, str], sentence: str
) -> None:
    page = browser.sign_in(cast.animator).visit("events.open_hours", community_id=cast.wzgorze.id)
    page = page.submit("Opublikuj", THURSDAYS | typed)

    assert page.status == 422
    assert any(sentence in error for error in page.errors), page.errors
    assert "Anna, organizatorka" in [c["value"] for c in page.dom.all("input")]
    assert store.scalars(select(Event)).all() == []


def test_two_clicks_make_one(browser: Browser, cast: Cast, store: Session) -> None:
    form = browser.sign_in(cast.animator).visit("events.open_hours", community_id=cast.wzgorze.id)
    shown = form.submit("Opublikuj", THURSDAYS | {"Miejsce": HALL})
    shown.confirm("Opublikuj")
    shown.confirm("Opublikuj")
    form.submit("Opublikuj", THURSDAYS | {"Miejsce": HALL}).confirm("Opublikuj")

    assert len(store.scalars(select(Event)).all()) == 1


def test_open_hours_belong_to_the_communitys_team(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.other_animator)

    assert browser.visit("events.open_hours", community_id=cast.wzgorze.id).status == 403
    assert browser.visit("events.open_hours", community_id=9999).status == 404


def test_the_next_one_is_named_and_those_called_off_before_it(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    planned(weekly(), published=True, kind=EventKind.OPEN_HOURS)
    planned(weekly(date(2027, 3, 2)), kind=EventKind.OPEN_HOURS)  # a draft
    with browser.app.test_request_context(), transactions.unit():
        first = db.session.scalars(select(Occurrence).order_by(Occurrence.id)).first()
        cancel_occurrence(first, reason="Choroba.", actor=cast.organiser)
    with browser.app.test_request_context():
        (found,) = upcoming_open_hours(cast.wzgorze)
        assert found.meeting.starts_at.date() == date(2027, 3, 11)
        assert [one.starts_at.date() for one in found.called_off] == [date(2027, 3, 4)]
        assert upcoming_open_hours(cast.ostrowiecka) == []
