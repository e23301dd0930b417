"""Two people part the same series at the same moment: one chain of parts comes of it, and every
meeting is in one of them."""

import threading
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from osl.calendars.models import CalendarEntry
from osl.calendars.operations import rebuild_entries
from osl.core import transactions
from osl.events.models import Event, Occurrence
from tests.browser import Browser, Page
from tests.cast import Cast
from tests.events.conftest import Planned, weekly

SAVE = "Zapisz od tego spotkania"


def at_once(first: Callable[[], Page], second: Callable[[], Page]) -> list[Page]:
    """Both, started together, each by a thread of its own."""
    start = threading.Barrier(2)
    pages: list[Page] = []
    failed: list[BaseException] = []

    def run(act: Callable[[], Page]) -> None:
        start.wait()
        try:
            pages.append(act())
        except BaseException as failure:
            failed.append(failure)

    crowd = [threading.Thread(target=run, args=(act,)) for act in (first, second)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    assert failed == []
    return pages


@pytest.mark.parametrize("places", [(2, 2), (2, 4), (4, 2)])
def test_two_who_part_a_series_at_once_make_one_chain(
    app: Flask,
    browser: Browser,
    another_browser: Browser,
    cast: Cast,
    planned: Planned,
    store: Session,
    places: tuple[int, int],
) -> None:
    planned(weekly(meeting_count=6), published=True)
    rows = list(store.scalars(select(Occurrence).order_by(Occurrence.slot_at)))
    ids = [one.id for one in rows]
    forms = []
    for person, someone, at, hours in (
        (browser, cast.animator, places[0], ("18:00", "19:30")),
        (another_browser, cast.organiser, places[1], ("19:00", "20:30")),
    ):
        person.sign_in(someone)
        page = person.visit(
            "events.following", event_id=rows[at].event_id, occurrence_id=rows[at].id
        )
        typed = {"Od godziny": hours[0], "Do godziny": hours[1]}
        forms.append(page.submit(SAVE, typed))
    pages = at_once(lambda: forms[0].confirm(SAVE), lambda: forms[1].confirm(SAVE))

    # The second one is asked to look again: something else is before them now.
    assert {page.status for page in pages} <= {200, 404, 409, 422}
    parts = list(store.scalars(select(Event).order_by(Event.id)))
    assert len(parts) in (2, 3)
    continued = [one.continues_id for one in parts if one.continues_id is not None]
    assert len(continued) == len(set(continued)) == len(parts) - 1
    kept = list(store.scalars(select(Occurrence).order_by(Occurrence.slot_at)))
    assert [one.id for one in kept] == ids
    entries = select(CalendarEntry.event_id, CalendarEntry.body).order_by(CalendarEntry.event_id)
    before = store.execute(entries).all()
    with app.app_context(), transactions.unit():
        rebuild_entries()
    assert store.execute(entries).all() == before
