"""Nights and whole days: one meeting of them is changed, and one more round is planned."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from osl.events.models import Event, EventFormat, EventKind, Occurrence
from osl.events.schedule import Repeated, Schedule, once
from tests.browser import Browser, Page
from tests.cast import Cast
from tests.events.conftest import Planned, weekly

NIGHT = {"starts_at": time(22), "ends_at": time(2)}
CHANGE = "Zmień to spotkanie"
ADD = "Zapisz szkic grupy"


def change_second(browser: Browser, cast: Cast, store: Session, typed: dict[str, str]) -> Page:
    second = store.scalars(select(Occurrence).order_by(Occurrence.slot_at)).all()[1]
    browser.sign_in(cast.animator)
    page = browser.visit(
        "events.meeting_change", event_id=second.event_id, occurrence_id=second.id
    ).submit(CHANGE, typed)
    return page.confirm(CHANGE) if page.shown_before_saving else page


def test_a_meeting_of_a_night_series_gets_another_host_and_keeps_its_night(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    planned(weekly(meeting_count=4, **NIGHT), published=True)
    page = change_second(browser, cast, store, {"Kto prowadzi": "Ewa"})

    assert page.notices == ["To spotkanie jest zmienione. Pozostałe są bez zmian."]
    second = store.scalars(select(Occurrence).where(Occurrence.host == "Ewa")).one()
    assert second.starts_at == datetime(2027, 3, 11, 21, tzinfo=UTC)
    assert second.ends_at == datetime(2027, 3, 12, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("starts_at", "ends_at", "hours"),
    [("21:00", "1:30", 4.5), ("18:00", "21:00", 3), ("22:00", "0:00", 2)],
)
def test_one_night_has_other_hours(
    browser: Browser,
    cast: Cast,
    planned: Planned,
    store: Session,
    *,
    starts_at: str,
    ends_at: str,
    hours: float,
) -> None:
    planned(weekly(meeting_count=4, **NIGHT), published=True)
    change_second(browser, cast, store, {"Od godziny": starts_at, "Do godziny": ends_at})

    second = store.scalars(select(Occurrence).order_by(Occurrence.slot_at)).all()[1]
    assert second.is_moved or ends_at == "0:00"
    assert second.ends_at - second.starts_at == timedelta(hours=hours)


def add_round(browser: Browser, cast: Cast, event_id: int, typed: dict[str, str]) -> Page:
    page = browser.sign_in(cast.animator).visit("events.new_round", event_id=event_id)
    page = page.submit(ADD, {"Pierwsze spotkanie": "2027-04-08"} | typed)
    return page.confirm(ADD) if page.shown_before_saving else page


def meetings_of_round(store: Session) -> list[tuple[datetime, timedelta]]:
    rows = select(Occurrence).join(Event).where(Event.round_of_id.is_not(None))
    ordered = store.scalars(rows.order_by(Occurrence.slot_at))
    return [(one.starts_at, one.ends_at - one.starts_at) for one in ordered]


def test_a_round_of_a_course_that_meets_at_night(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    nights = Repeated(weekly(meeting_count=2, **NIGHT).rule, EventFormat.COURSE)
    page = add_round(browser, cast, planned(nights), {})

    assert page.errors == []
    assert meetings_of_round(store) == [
        (datetime(2027, 4, 8, 20, tzinfo=UTC), timedelta(hours=4)),
        (datetime(2027, 4, 15, 20, tzinfo=UTC), timedelta(hours=4)),
    ]


@pytest.mark.parametrize(
    ("when", "typed", "start", "lasts"),
    [
        pytest.param(
            once(date(2027, 3, 13), None, date(2027, 3, 14), None),
            {},
            datetime(2027, 4, 7, 22, tzinfo=UTC),
            timedelta(days=2),
            id="two whole days",
        ),
        pytest.param(
            once(date(2027, 3, 13), time(9), date(2027, 3, 14), time(15)),
            {},
            datetime(2027, 4, 8, 7, tzinfo=UTC),
            timedelta(hours=30),
            id="until the next afternoon",
        ),
        pytest.param(
            once(date(2027, 3, 13), time(22), date(2027, 3, 14), time(2)),
            {"Od godziny": "18:00", "Do godziny": "20:00"},
            datetime(2027, 4, 8, 16, tzinfo=UTC),
            timedelta(hours=2),
            id="an evening instead of a night",
        ),
    ],
)
def test_a_round_of_a_workshop_takes_as_many_days(
    browser: Browser,
    cast: Cast,
    planned: Planned,
    store: Session,
    *,
    when: Schedule,
    typed: dict[str, str],
    start: datetime,
    lasts: timedelta,
) -> None:
    page = add_round(browser, cast, planned(when, kind=EventKind.WORKSHOP), typed)

    assert page.errors == []
    assert meetings_of_round(store) == [(start, lasts)]


def test_a_round_that_ends_before_it_starts_is_refused(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    until_midnight = weekly(meeting_count=2, starts_at=time(20), ends_at=time(0)).rule
    event_id = planned(Repeated(until_midnight, EventFormat.COURSE))
    page = add_round(browser, cast, event_id, {"Od godziny": "18:00", "Do godziny": "17:00"})

    assert page.errors == ["Koniec musi być po początku. Popraw jedną z tych godzin."]
    assert meetings_of_round(store) == []
