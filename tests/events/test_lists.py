"""What is on: the team's list and the queries every page and feed reads through."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta

import pytest
from flask import Flask
from sqlalchemy import event as sqlalchemy_event
from sqlalchemy import update
from sqlalchemy.orm import Session

from osl.accounts.models import User
from osl.communities.models import Audience, Community, Fact, Venue
from osl.core import revisions, transactions
from osl.core.clock import utcnow
from osl.core.db import db
from osl.events.cancellations import cancel_event
from osl.events.desk import EventState, events_on_desk
from osl.events.models import Event, EventKind, Strand
from osl.events.queries import (
    EventFilters,
    agenda,
    get_event,
    meetings_between,
    past,
    recent_changes,
)
from osl.events.schedule import once
from tests.browser import Browser
from tests.cast import Cast
from tests.events.conftest import NOW, Planned, evening, weekly


@contextmanager
def queries_counted(app: Flask) -> Iterator[list[str]]:
    """The statements sent to the database meanwhile."""
    sent: list[str] = []
    with app.app_context():
        engine = db.engine

    def note(*parts: object) -> None:
        sent.append(str(parts[2]))

    sqlalchemy_event.listen(engine, "before_cursor_execute", note)
    yield sent
    sqlalchemy_event.remove(engine, "before_cursor_execute", note)


def titles(
    app: Flask, filters: EventFilters | None = None, viewer: User | None = None
) -> list[str]:
    with app.test_request_context():
        found = agenda(viewer, filters or EventFilters(), after=utcnow(), limit=50)
        return [one.event.title for one in found]


def test_the_agenda_begins_now_and_keeps_order(app: Flask, planned: Planned) -> None:
    planned(once(date(2027, 3, 20), time(9), None, time(10)), published=True, title="Później")
    planned(once(date(2027, 3, 1), time(9), None, time(11)), published=True, title="Trwa")
    planned(evening(), title="Szkic")
    planned(once(date(2027, 3, 2), None, date(2027, 3, 4), None), published=True, title="Wyjazd")

    assert titles(app) == ["Trwa", "Wyjazd", "Później"]


def test_drafts_are_for_their_own_team(app: Flask, cast: Cast, planned: Planned) -> None:
    planned(title="Szkic")
    planned(title="Miasto", is_whole_town=True)

    assert titles(app) == []
    assert titles(app, viewer=cast.animator) == ["Szkic"]
    assert titles(app, viewer=cast.other_animator) == []
    assert titles(app, viewer=cast.adviser) == []
    assert titles(app, viewer=cast.organiser) == ["Szkic", "Miasto"]


def test_filters(app: Flask, cast: Cast, planned: Planned, store: Session) -> None:
    planned(
        published=True, title="Żółw w ogrodzie", strand=Strand.CULTURAL, hall=False, place_note="x"
    )
    planned(published=True, title="Bule", strand=Strand.SPORT, community=cast.ostrowiecka)
    planned(published=True, title="Miasto", is_whole_town=True, kind=EventKind.TALK)
    planned(
        published=True, title="Potańcówka", audience=Audience.SENIORS, community=cast.ostrowiecka
    )
    store.execute(update(Venue).values(lift=Fact.YES, hearing_loop=Fact.YES))
    store.commit()

    def found(**asked: object) -> set[str]:
        return set(titles(app, EventFilters(**asked)))  # type: ignore[arg-type]

    assert found(strand=Strand.SPORT) == {"Bule"}
    assert found(kind=EventKind.TALK) == {"Miasto"}
    assert found(audience=Audience.SENIORS) == {"Potańcówka"}
    assert found(community=cast.wzgorze) == {"Żółw w ogrodzie", "Miasto"}
    assert found(text="zolw") == {"Żółw w ogrodzie"}
    assert found(text="ŻÓŁW ogrod") == {"Żółw w ogrodzie"}
    assert found(text="%") == set()
    assert found(text="pod debem") == {"Bule", "Miasto", "Potańcówka"}
    assert found(access=frozenset({"lift", "hearing_loop"})) == {"Bule", "Miasto", "Potańcówka"}
    assert found(access=frozenset({"parking"})) == set()


def test_a_categorical_community_collects_its_audience(
    app: Flask, cast: Cast, planned: Planned, store: Session
) -> None:
    planned(
        published=True, title="Potańcówka", audience=Audience.SENIORS, community=cast.ostrowiecka
    )
    with app.app_context(), transactions.unit():
        db.session.execute(
            update(Community)
            .where(Community.id == cast.wzgorze.id)
            .values(collects_audience=Audience.SENIORS)
        )
    community = store.get_one(Community, cast.wzgorze.id)

    assert titles(app, EventFilters(community=community)) == ["Potańcówka"]


def test_the_archive_goes_backwards_by_pages(app: Flask, planned: Planned) -> None:
    with app.test_request_context():
        assert past(None).rows == []
    planned(weekly(date(2026, 1, 8), until_on=date(2027, 4, 30)), published=True)
    with app.test_request_context():
        first, second = past(None), past(None, page=2)
        assert (len(first.rows), first.number, first.has_next) == (30, 1, True)
        assert first.rows[0].starts_at.date() == date(2027, 2, 25)
        assert second.rows[0].starts_at < first.rows[-1].starts_at
        assert (past(None, page=99).number, second.has_next) == (2, False)


def test_a_stretch_of_time(app: Flask, planned: Planned) -> None:
    planned(weekly(), published=True)
    with app.test_request_context():
        found = meetings_between(
            None, datetime(2027, 3, 1, tzinfo=UTC), datetime(2027, 4, 1, tzinfo=UTC)
        )
        assert [one.starts_at.day for one in found] == [4, 11, 18, 25]


def test_what_changed_lately(app: Flask, cast: Cast, planned: Planned) -> None:
    event_id = planned(published=True)
    with app.test_request_context(), transactions.unit():
        cancel_event(get_event(None, event_id), reason="Burza.", actor=cast.organiser)
    with app.test_request_context():
        (change,) = recent_changes(None, since=NOW - timedelta(days=1), limit=5)
        assert change.event.title == "Gry sąsiedzkie"


@pytest.mark.parametrize("count", [3, 25])
def test_the_number_of_queries_does_not_grow(
    app: Flask, cast: Cast, planned: Planned, count: int
) -> None:
    for number in range(count):
        planned(evening(), published=True, title=f"Gry {number}")
    with app.test_request_context(), queries_counted(app) as sent:
        for one in agenda(None, after=utcnow(), limit=50):
            assert one.event.venue is not None
            assert one.event.communities
            assert one.event.series is None
            assert one.venue is None
    assert len([s for s in sent if s.startswith("SELECT")]) == 2
    with app.test_request_context(), queries_counted(app) as sent:
        page = events_on_desk(cast.organiser, EventFilters(), None, 1)
        for line in page.rows:
            assert line.event.venue is not None
            assert line.event.communities
    assert len([s for s in sent if s.startswith("SELECT")]) == 3


def test_the_list_page_costs_the_same_for_many(
    browser: Browser, cast: Cast, planned: Planned, app: Flask
) -> None:
    browser.sign_in(cast.animator)
    planned(published=True)
    with queries_counted(app) as few:
        browser.visit("events.index")
    for number in range(12):
        planned(weekly(meeting_count=3), published=True, title=f"Gry {number}")
    with queries_counted(app) as many:
        page = browser.visit("events.index")
    assert len(page.dom.all("tbody")[0].all("tr")) == 13
    assert len(many) == len(few)
    assert len(many) <= 14


def test_states_and_order_of_the_teams_list(app: Flask, cast: Cast, planned: Planned) -> None:
    planned(once(date(2027, 1, 5), time(9), None, time(10)), title="Stary szkic")
    planned(once(date(2027, 2, 5), time(9), None, time(10)), title="Nowszy szkic")
    planned(weekly(), published=True, title="Cykl")
    planned(once(date(2027, 3, 2), time(9), None, time(10)), published=True, title="Jutro")
    off = planned(evening(), published=True, title="Odwołane")
    with app.test_request_context(), transactions.unit():
        cancel_event(db.session.get_one(Event, off), reason="Burza.", actor=cast.organiser)

    def listed(state: EventState | None = None, text: str = "") -> list[str]:
        with app.test_request_context():
            page = events_on_desk(cast.animator, EventFilters(text=text), state, 1)
            return [line.event.title for line in page.rows]

    assert listed() == ["Jutro", "Cykl", "Odwołane", "Nowszy szkic", "Stary szkic"]
    assert listed(EventState.DRAFT) == ["Nowszy szkic", "Stary szkic"]
    assert listed(EventState.CANCELLED) == ["Odwołane"]
    assert listed(EventState.OVER) == ["Nowszy szkic", "Stary szkic"]
    assert listed(EventState.COMING, "cykl") == ["Cykl"]


def test_the_list_narrows_and_says_when_nothing_fits(
    browser: Browser, cast: Cast, planned: Planned
) -> None:
    browser.sign_in(cast.animator)
    assert "Nie ma jeszcze wydarzeń." in browser.visit("events.index").text
    planned(title="Żółwie")
    planned(title="Bule", kind=EventKind.TALK, published=True)

    page = browser.visit("events.index").submit("Pokaż", {"szukaj": "zolwie"})
    assert "Żółwie" in page.links
    assert "Bule" not in page.links
    page = page.submit("Pokaż", {"rodzaj": "talk"})
    assert "Nic nie pasuje do wyboru." in page.text
    assert (
        browser.visit("/panel/wydarzenia?stan=x&strona=9999999999&rodzaj=y&szukaj=%25").status
        == 200
    )


def test_long_lists_have_pages(browser: Browser, cast: Cast, planned: Planned) -> None:
    for number in range(31):
        planned(title=f"Gry {number}")
    page = browser.sign_in(cast.animator).visit("/panel/wydarzenia?stan=draft")
    page = page.follow("Następna strona")

    assert len(page.dom.all("tbody")[0].all("tr")) == 1
    assert "stan=draft" in page.url


def test_events_are_found_by_the_new_name_of_their_place_and_community(
    app: Flask, cast: Cast, planned: Planned
) -> None:
    event_id = planned(published=True)
    with app.test_request_context():
        version = get_event(None, event_id).version
    with app.test_request_context(), transactions.unit():
        hall = db.session.get_one(Venue, cast.hall.id)
        home = db.session.get_one(Community, cast.wzgorze.id)
        hall.name, home.name = "Klub Łączka", "Osiedle Źródło"
        revisions.mark(hall)
        revisions.mark(home)

    assert titles(app, EventFilters(text="laczka zrodlo")) == ["Gry sąsiedzkie"]
    assert titles(app, EventFilters(text="debem")) == []
    with app.test_request_context():
        assert get_event(None, event_id).version == version
