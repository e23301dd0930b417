"""An event's page answers what people ask, in the order they ask it."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from osl.accounts.models import User
from osl.communities.models import Fact, FundingProject, Venue
from osl.core import transactions
from osl.core.db import db
from osl.events.cancellations import cancel_event
from osl.events.meetings import Own, cancel_occurrence, change_occurrence
from osl.events.models import Event, Occurrence, SignupMode
from osl.events.operations import Facts, change_event
from osl.events.schedule import once
from tests.browser import Browser, Page
from tests.cast import Cast
from tests.home.conftest import evening, weekly

Planned = Callable[..., int]
HOSTILE = """x</script><!--<script>alert("1")</script>&\u2028'"""


def data_of(page: Page) -> dict[str, Any]:
    blocks = [e for e in page.dom.all("script") if e["type"] == "application/ld+json"]
    assert len(blocks) == 1
    data: dict[str, Any] = json.loads("".join(str(child) for child in blocks[0].children))
    return data


def changes_of(page: Page) -> list[str]:
    return [item.text for e in page.dom.with_class("changes") for item in e.all("li")]


@pytest.fixture
def change(app: Flask, cast: Cast) -> Callable[..., None]:
    """Do something with an event as the organiser."""

    def do(event_id: int, step: Callable[[Event, User], None]) -> None:
        with app.test_request_context(), transactions.unit():
            organiser = db.session.get_one(User, cast.organiser.id)
            step(db.session.get_one(Event, event_id), organiser)

    return do


def test_the_facts_stand_in_the_order_people_ask(
    app: Flask, browser: Browser, cast: Cast, planned: Planned
) -> None:
    with app.app_context(), transactions.unit():
        hall = db.session.get_one(Venue, cast.hall.id)
        hall.directions = "Wejście od podwórka."
        hall.step_free_entrance = Fact.YES
    number = planned(
        published=True,
        audience_note="Dla osób po sześćdziesiątce",
        cost="bilet 5 zł",
        signup_mode=SignupMode.PHONE,
        signup_note="Do piątku.",
        places=12,
        what_to_bring="Kapcie",
        host="Anna",
        contact_name="Ewa",
        contact_phone="000 000 009",
        rain_plan="Spotkamy się w świetlicy.",
    )
    page = browser.visit(f"/wydarzenia/{number}")
    order = [
        "Gry sąsiedzkie",
        "Przynieś ulubioną planszówkę.",
        "czwartek, 11 marca 2027, 17.00–19.00",
        "ul. Łąkowa 5",
        "Wejście od podwórka.",
        "Dla osób po sześćdziesiątce",
        "bilet 5 zł",
        "Tak, przez telefon.",
        "000 000 009",
        "Do piątku.",
        "12 miejsc",
        "Dostępność",
        "Kapcie",
        "Anna",
        "Ewa",
        "Spotkamy się w świetlicy.",
        "Zapisz w swoim kalendarzu",
        "ogłoszenie na klatkę schodową",
    ]
    places, start = [], 0
    for words in order:
        start = page.text.index(words, start)
        places.append(start)
    assert places == sorted(places)


def test_nothing_to_pay_and_nothing_to_sign_is_said(browser: Browser, planned: Planned) -> None:
    page = browser.visit(f"/wydarzenia/{planned(published=True)}")
    assert "bezpłatnie" in page.text
    assert "Nie, po prostu przyjdź." in page.text


def test_the_number_is_enough_and_a_wrong_name_leads_to_the_right_one(
    browser: Browser, planned: Planned
) -> None:
    number = planned(published=True)
    assert browser.visit(f"/wydarzenia/{number}").status == 200
    right = browser.visit(f"/wydarzenia/{number}-gry-sasiedzkie")
    assert right.status == 200
    assert not hasattr(right, "redirected_by")
    wrong = browser.visit(f"/wydarzenia/{number}-cos-innego?termin=abc")
    assert wrong.path == f"/wydarzenia/{number}-gry-sasiedzkie"
    assert wrong.redirected_by == 301
    canonical = [e["href"] for e in right.dom.all("link") if e["rel"] == "canonical"]
    assert canonical == [f"http://127.0.0.1:8000/wydarzenia/{number}-gry-sasiedzkie"]
    assert browser.visit("/wydarzenia/9999").status == 404


def test_a_draft_is_nobodys_but_the_teams(
    browser: Browser, another_browser: Browser, cast: Cast, planned: Planned
) -> None:
    number = planned()
    assert browser.visit(f"/wydarzenia/{number}").status == 404
    assert another_browser.sign_in(cast.other_animator).visit(f"/wydarzenia/{number}").status == 404
    page = browser.sign_in(cast.animator).visit(f"/wydarzenia/{number}")
    assert "Szkic: widzi go tylko zespół" in page.text
    assert not [e for e in page.dom.all("script") if e["type"]]


def test_called_off_says_why_and_what_comes_instead(
    browser: Browser, planned: Planned, change: Callable[..., None]
) -> None:
    instead = planned(evening(date(2027, 3, 18)), published=True, title="Gry pod dachem")
    number = planned(published=True)
    assert "Czy trzeba się zapisać?" in browser.visit(f"/wydarzenia/{number}").text
    change(
        number,
        lambda event, actor: cancel_event(
            event,
            reason="Idzie burza.",
            replacement=db.session.get_one(Event, instead),
            actor=actor,
        ),
    )
    page = browser.visit(f"/wydarzenia/{number}")
    assert "ODWOŁANE Idzie burza." in page.text
    assert "Czy trzeba się zapisać?" not in page.text
    assert page.follow("Gry pod dachem").path.startswith(f"/wydarzenia/{instead}")
    assert changes_of(page) == ["1 marca 2027 : odwołane. Idzie burza."]
    assert data_of(page)["eventStatus"] == "https://schema.org/EventCancelled"


def test_a_change_of_hours_is_dated_and_says_the_day_once(
    browser: Browser, planned: Planned, change: Callable[..., None]
) -> None:
    number = planned(published=True)

    def later(event: Event, actor: User) -> None:
        when = once(date(2027, 3, 11), time(18), None, time(20))
        change_event(event, Facts.of(event), when, communities=event.communities, actor=actor)

    change(number, later)
    page = browser.visit(f"/wydarzenia/{number}")
    assert changes_of(page) == [
        "1 marca 2027 : zmiana godziny z 17.00–19.00 na 18.00–20.00 (czwartek, 11 marca 2027)"
    ]
    assert "ZMIANA TERMINU Miało być: czwartek, 11 marca 2027, 17.00–19.00." in page.text
    assert data_of(page)["previousStartDate"] == "2027-03-11T17:00+01:00"


def test_one_meeting_of_a_series_can_be_moved_or_called_off(
    browser: Browser, planned: Planned, change: Callable[..., None], store
) -> None:
    number = planned(weekly(), published=True)

    def disturb(event: Event, actor: User) -> None:
        first, second = event.occurrences[:2]
        cancel_occurrence(first, reason="Sala jest zajęta.", actor=actor)
        change_occurrence(
            second, once(date(2027, 3, 12), time(17), None, time(18)), Own(), actor=actor
        )

    change(number, disturb)
    first, second = store.scalars(
        select(Occurrence).where(Occurrence.event_id == number).order_by(Occurrence.slot_at)
    ).all()[:2]
    page = browser.visit(f"/wydarzenia/{number}")
    assert "piątek, 12 marca 2027, 17.00–18.00" in page.text
    assert "Miało być: czwartek, 11 marca 2027" in page.text
    assert "ODWOŁANE To spotkanie (czwartek, 4 marca) się nie odbędzie." in page.text
    called_off = browser.visit(f"/wydarzenia/{number}?termin={first.id}")
    assert "To spotkanie (czwartek, 4 marca) się nie odbędzie. Sala jest zajęta." in called_off.text
    assert called_off.follow("piątek, 12 marca 2027, 17.00–18.00").url.endswith(f"={second.id}")
    assert browser.visit(f"/wydarzenia/{number}?termin=999999").status == 404


def test_the_calendar_shows_the_rhythm_and_the_next_dates(
    browser: Browser, planned: Planned
) -> None:
    page = browser.visit(f"/wydarzenia/{planned(weekly(), published=True)}")
    assert "w każdy czwartek o 17.00" in page.text
    assert "czwartek, 11 marca, 17.00" in page.links


def test_search_engines_learn_when_where_and_for_how_much(
    browser: Browser, planned: Planned
) -> None:
    data = data_of(browser.visit(f"/wydarzenia/{planned(published=True)}"))
    assert data["@type"] == "Event"
    assert data["startDate"] == "2027-03-11T17:00+01:00"
    assert data["eventStatus"] == "https://schema.org/EventScheduled"
    assert data["location"]["name"] == "Świetlica „Pod Dębem”"
    assert data["location"]["address"]["streetAddress"].startswith("ul. Łąkowa 5")
    assert data["isAccessibleForFree"] is True
    assert data["offers"]["price"] == 0
    assert data["organizer"]["name"] == "Centrum Usług Społecznych"


def test_a_series_tells_its_meetings_over_the_clock_change(
    browser: Browser, planned: Planned
) -> None:
    data = data_of(browser.visit(f"/wydarzenia/{planned(weekly(), published=True)}"))
    assert data["@type"] == "EventSeries"
    starts = [one["startDate"] for one in data["subEvent"]]
    assert starts[:5] == [
        "2027-03-04T17:00+01:00",
        "2027-03-11T17:00+01:00",
        "2027-03-18T17:00+01:00",
        "2027-03-25T17:00+01:00",
        "2027-04-01T17:00+02:00",
    ]


def test_hostile_words_stay_words_in_the_data_block(browser: Browser, planned: Planned) -> None:
    number = planned(published=True, title=HOSTILE, description=HOSTILE, cost=HOSTILE)
    page = browser.visit(f"/wydarzenia/{number}")
    assert data_of(page)["name"] == HOSTILE
    assert len([e for e in page.dom.all("script") if not e["src"]]) == 1
    raw = page.response.get_data(as_text=True)
    block = raw.partition('<script type="application/ld+json">')[2].partition("</script>")[0]
    assert not set("<>&\u2028\u2029") & set(block)


def test_what_pays_for_it_is_told(
    app: Flask, browser: Browser, cast: Cast, planned: Planned
) -> None:
    with app.app_context(), transactions.unit():
        project = FundingProject(title="Blisko siebie", sentence="Płaci za to fundusz.")
        db.session.add(project)
        db.session.flush()
        db.session.expunge(project)
    page = browser.visit(f"/wydarzenia/{planned(published=True, funding_project=project)}")
    assert "Płaci za to fundusz." in page.text


def test_what_is_over_says_so_and_offers_no_calendar(
    browser: Browser, planned: Planned, clock
) -> None:
    number = planned(published=True)
    clock.move_to(datetime(2027, 3, 12, tzinfo=UTC))
    page = browser.visit(f"/wydarzenia/{number}")
    assert "To już się odbyło." in page.text
    assert "Zapisz w swoim kalendarzu" not in page.text


def test_every_date_of_a_series_is_there_for_the_asking(
    browser: Browser, planned: Planned, change: Callable[..., None], clock
) -> None:
    number = planned(weekly(meeting_count=20), published=True)
    change(
        number,
        lambda event, actor: cancel_occurrence(event.occurrences[15], reason="x", actor=actor),
    )
    clock.move_to(datetime(2027, 3, 20, 9, tzinfo=UTC))
    page = browser.visit(f"/wydarzenia/{number}")
    (some,) = page.dom.with_class("next-meetings")
    assert len(some.all("li")) == 12

    page = page.follow("Wszystkie terminy, miesiąc po miesiącu")
    (panel,) = [e for e in page.dom.all("section") if e["id"] == "terminy"]
    months = [e.text for e in panel.with_class("month-heading")]
    assert months == [
        "marzec 2027",  # those that are over, folded
        "marzec 2027",
        "kwiecień 2027",
        "maj 2027",
        "czerwiec 2027",
        "lipiec 2027",
    ]
    assert len(panel.all("li")) == 20
    assert "Terminy, które już były" in panel.text
    (off,) = [item for item in panel.all("li") if item.with_class("pill-off")]
    assert "czwartek, 24 czerwca, 17.00 Odwołane" in off.text
    meeting = page.follow("czwartek, 1 kwietnia, 17.00")
    assert "czwartek, 1 kwietnia 2027, 17.00–18.30" in meeting.text


def test_an_event_that_takes_place_once_has_no_list_of_dates(
    browser: Browser, planned: Planned
) -> None:
    number = planned(published=True)
    page = browser.visit(f"/wydarzenia/{number}?terminy=wszystkie")
    assert page.status == 200
    assert "Wszystkie terminy" not in page.text


def test_the_question_for_every_date_survives_a_wrong_name(
    browser: Browser, planned: Planned
) -> None:
    number = planned(weekly(), published=True)
    page = browser.visit(f"/wydarzenia/{number}-stara-nazwa?terminy=wszystkie")
    assert page.path == f"/wydarzenia/{number}-gry-sasiedzkie"
    assert "Wszystkie terminy" in page.text
