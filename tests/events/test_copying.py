"""The same thing another day: a copy is a draft of its own."""

from datetime import UTC, date, datetime, time

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from osl.events.models import Event, Frequency, Occurrence
from osl.events.schedule import once
from tests.browser import Browser, Page
from tests.cast import Cast
from tests.events.conftest import Planned, weekly


def copy(browser: Browser, cast: Cast, event_id: int, day: str) -> Page:
    page = browser.sign_in(cast.animator).visit("events.copy", event_id=event_id)
    return page.submit("Zrób kopię", {"Data kopii": day})


def newest(store: Session) -> Event:
    return store.scalars(select(Event).order_by(Event.id.desc()).limit(1)).one()


def test_a_copy_has_the_words_the_hours_and_another_day(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    event_id = planned(published=True, cost="5 zł", places=12)
    page = copy(browser, cast, event_id, "2027-05-06")

    assert page.heading == "Edycja: Gry sąsiedzkie"
    draft = newest(store)
    original = store.get_one(Event, event_id)
    assert (draft.cost, draft.places, draft.venue_id) == ("5 zł", 12, cast.hall.id)
    assert draft.is_draft
    assert draft.uid != original.uid
    assert draft.copied_from_id == event_id
    (meeting,) = draft.occurrences
    assert meeting.starts_at == datetime(2027, 5, 6, 15, tzinfo=UTC)


def test_a_series_keeps_its_rhythm_and_length(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    event_id = planned(
        weekly(frequency=Frequency.FORTNIGHTLY, until_on=date(2027, 4, 1)), published=True
    )
    copy(browser, cast, event_id, "2027-06-02")

    days = [one.starts_at.date() for one in newest(store).occurrences]
    assert days == [date(2027, 6, 2), date(2027, 6, 16), date(2027, 6, 30)]


def test_days_and_midnights_come_along(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    trip = planned(once(date(2027, 4, 9), None, date(2027, 4, 11), None))
    late = planned(once(date(2027, 4, 9), time(20), None, time(0)))
    copy(browser, cast, trip, "2027-06-04")
    first = newest(store).occurrences[0]
    assert (first.starts_at, first.ends_at) == (
        datetime(2027, 6, 3, 22, tzinfo=UTC),
        datetime(2027, 6, 6, 22, tzinfo=UTC),
    )
    copy(browser, cast, late, "2027-06-04")
    second = newest(store).occurrences[0]
    assert (second.starts_at, second.ends_at) == (
        datetime(2027, 6, 4, 18, tzinfo=UTC),
        datetime(2027, 6, 4, 22, tzinfo=UTC),
    )


def test_two_clicks_make_one_copy(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    event_id = planned()
    form = browser.sign_in(cast.animator).visit("events.copy", event_id=event_id)
    form.submit("Zrób kopię", {"Data kopii": "2027-05-06"})
    form.submit("Zrób kopię", {"Data kopii": "2027-05-06"})

    assert len(store.scalars(select(Event)).all()) == 2


@pytest.mark.parametrize("day", ["", "2027-02-30", "2027-05-27"])
def test_a_day_that_cannot_be_leaves_nothing(
    browser: Browser, cast: Cast, planned: Planned, store: Session, day: str
) -> None:
    """27 May 2027 is Corpus Christi, which this series leaves out."""
    event_id = planned(weekly(meeting_count=3))
    page = copy(browser, cast, event_id, day)

    assert page.status == 422
    assert page.errors
    assert len(store.scalars(select(Event)).all()) == 1
    assert len(store.scalars(select(Occurrence)).all()) == 3


def test_a_copy_of_a_deleted_draft_stays(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    event_id = planned()
    copy(browser, cast, event_id, "2027-05-06")
    browser.visit("events.deletion", event_id=event_id).submit("Usuń na zawsze")

    assert newest(store).copied_from_id is None
