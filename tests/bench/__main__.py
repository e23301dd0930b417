"""make bench: speed as ratios of two things measured in turns on this machine, and query counts.

Prints each with what it must keep to; exits with 1 when one falls short.
"""

import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter

import time_machine
from flask import Flask
from sqlalchemy import event, func, select

from osl.calendars.operations import rebuild_entries
from osl.core import transactions
from osl.core.clock import utcnow
from osl.core.db import db
from osl.events.horizon import extend_horizon
from osl.events.models import Event, EventFormat, Occurrence, Series
from tests.bench.asking import Client, best, served
from tests.bench.ideas import alike_in_turns
from tests.bench.people import Desk, build_people, pages_in_turns
from tests.bench.reports import MARKS, MEETINGS, YEARS, addresses, build_reports, reports_in_turns
from tests.bench.saving import Editor, typical
from tests.bench.site import BYTES, NOT_MODIFIED
from tests.bench.taking import Outbox, quickest
from tests.bench.town import COMMUNITY, build, lay_out_series

FEED = f"/kalendarz/{COMMUNITY}.ics"
COMMUNITY_PAGE = f"/spolecznosci/{COMMUNITY}"
AGENDA = "/wydarzenia"
IDEAS, AN_IDEA = "/pomysly", "/pomysly/1"
PAGES = ("/", COMMUNITY_PAGE, AGENDA, "/kalendarz", IDEAS, AN_IDEA)

PEOPLE_PAGES = ("/panel/ludzie", "/panel/ludzie/{person}", "/panel", "/panel/ludzie/podobne")

FEED_EVENTS, FEED_SERIES, FEW, MANY = 400, 300, 100, 10_000
LEAST_OF_BYTES, LEAST_OF_304, MOST_GROWTH, MOST_QUERIES = 0.7, 0.6, 1.3, 14
MOST_OF_A_LETTER = MOST_OF_ALIKE = 1.5
FEW_PEOPLE, MANY_PEOPLE, MOST_OF_PEOPLE = 200, 20_000, 1.5
MOST_OF_A_REPORT = 2.0
SAVINGS = 9
SERIES, MONTH, MOST_OF_A_REBUILD = 1000, timedelta(days=31), 0.05
MIDWINTER = datetime(2027, 1, 11, 8, tzinfo=UTC)
"""A Monday on which the month to come lies within one year, eighteen months ahead too."""


class Results:
    """What was measured, told as it comes, and whether all of it held."""

    def __init__(self) -> None:
        self.passed = self.failed = 0

    def tell(self, what: str, value: float, limit: str, *, held: bool) -> None:
        self.passed += held
        self.failed += not held
        print(f"{'ok  ' if held else 'FAIL'}  {what}: {value:.2f} ({limit})", flush=True)

    def at_least(self, what: str, value: float, least: float) -> None:
        self.tell(what, value, f"at least {least}", held=value >= least)

    def at_most(self, what: str, value: float, most: float) -> None:
        self.tell(what, value, f"at most {most}", held=value <= most)


def measure_feed(client: Client, what_feed: str, results: Results) -> None:
    for kind, headers in (("packed", {"Accept_Encoding": "gzip"}), ("plain", {})):
        status, _told, body = client.ask(FEED, **headers)
        assert status == 200
        assert client.ask(BYTES, **headers)[2] == body
        feed, memory = best((client, FEED, headers), (client, BYTES, headers), 25)
        what = f"{what_feed}, {kind} ({len(body)} bytes), to the same from memory"
        results.at_least(what, memory / feed, LEAST_OF_BYTES)
    etag = client.ask(FEED)[1]["etag"]
    known = {"If_None_Match": etag}
    assert client.ask(FEED, **known)[0] == 304
    asked, trivial = best((client, FEED, known), (client, NOT_MODIFIED, {}), 25)
    results.at_least(f"{what_feed}, its 304, to a trivial 304", trivial / asked, LEAST_OF_304)


def measure_growth(few: Client, many: Client, results: Results) -> None:
    for page in (COMMUNITY_PAGE, AGENDA, IDEAS, AN_IDEA):
        assert few.ask(page)[0] == many.ask(page)[0] == 200
        small, large = best((few, page, {}), (many, page, {}), 4)
        what = f"{page} with {MANY} events and ideas, to {FEW} ({1000 * large:.0f} ms)"
        results.at_most(what, large / small, MOST_GROWTH)


def queries_of(site: Flask, page: str) -> int:
    """How many questions a page asks the database."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            asked.append(statement)

    with site.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    answer = site.test_client().get(page, base_url="http://127.0.0.1:8000")
    event.remove(engine, "before_cursor_execute", note)
    assert answer.status_code == 200, (page, answer.status_code)
    return len(asked)


def count_queries(few: Flask, many: Flask, results: Results) -> None:
    for page in PAGES:
        small, large = queries_of(few, page), queries_of(many, page)
        what = (
            f"{page} asks the database, with {FEW} and with {MANY} events and ideas {small} and "
            f"{large} times"
        )
        results.tell(
            what, large, f"constant, at most {MOST_QUERIES}", held=small == large <= MOST_QUERIES
        )


def measure_saving(few: Flask, many: Flask, results: Results) -> None:
    """An event that takes place once, and a weekly series with all its meetings."""
    for what, numbers in (
        ("an event", (first_coming(few), first_coming(many))),
        ("a weekly series", (the_series(few), the_series(many))),
    ):
        small, large = typical(Editor(few, numbers[0]), Editor(many, numbers[1]), SAVINGS)
        told = f"saving {what} among {MANY} events, to one among {FEW} ({1000 * large:.0f} ms)"
        results.at_most(told, large / small, MOST_GROWTH)


def first_coming(site: Flask) -> int:
    """An event that takes place once, some weeks ahead."""
    soon = utcnow() + timedelta(days=20)
    statement = (
        select(Occurrence.event_id)
        .join(Occurrence.event)
        .where(Occurrence.starts_at > soon, Event.format == EventFormat.SINGLE)
        .order_by(Occurrence.starts_at)
    )
    with site.app_context():
        return db.session.scalars(statement).first() or 0


def the_series(site: Flask) -> int:
    """The one that begins now, so that its days and hours may still change."""
    with site.app_context():
        return db.session.scalars(select(func.max(Series.event_id))).one()


def measure_horizon(instance: Path, results: Results) -> None:
    """The nightly task a month later, beside laying out all meetings of the same series and
    writing all their calendar entries, as on the first day."""
    with time_machine.travel(MIDWINTER) as clock:
        site = build(instance, 0, with_calendars=False)
        with site.test_request_context(base_url="http://127.0.0.1:8000"):
            started = perf_counter()
            with transactions.unit():
                lay_out_series(SERIES)
                rebuild_entries()
            everything = perf_counter() - started
            clock.move_to(MIDWINTER + MONTH)
            started = perf_counter()
            with transactions.unit():
                stored = extend_horizon(utcnow())
            month = perf_counter() - started
    told = (
        f"storing the {stored} meetings of one more month of {SERIES} weekly series, to a full "
        f"rebuild: laying out all their meetings and writing all their calendar entries "
        f"({everything:.0f} s)"
    )
    results.at_most(told, month / everything, MOST_OF_A_REBUILD)


def measure_taking(towns: Path, results: Results) -> None:
    few, many = Outbox(towns / "letters", FEW), Outbox(towns / "many-letters", MANY)
    small, large = quickest(few, many)
    told = (
        f"taking a letter with {MANY} due, {MANY} for later and {MANY} gone, to {FEW} of each "
        f"({1000 * large:.1f} ms)"
    )
    results.at_most(told, large / small, MOST_OF_A_LETTER)


def measure_alike(few: Flask, many: Flask, results: Results) -> None:
    """What is asked at each pause while somebody types an idea."""
    small, large = alike_in_turns(few, many)
    told = (
        f"finding what is like an idea being typed among {MANY}, to {FEW} ({1000 * large:.1f} ms)"
    )
    results.at_most(told, large / small, MOST_OF_ALIKE)


def measure_people(towns: Path, results: Results) -> None:
    """A card, the list, the desk and the similar people, among few residents and among many."""
    few = Desk(build_people(towns / "few-people", FEW_PEOPLE))
    many = Desk(build_people(towns / "many-people", MANY_PEOPLE))
    for page in PEOPLE_PAGES:
        asked, more = few.queries(page), many.queries(page)
        told = f"{page} asks the database, among {FEW_PEOPLE} and {MANY_PEOPLE} people {asked} and"
        results.tell(f"{told} {more} times", more, "constant", held=asked == more)
        small, large = pages_in_turns(few, many, page)
        told = f"{page} among {MANY_PEOPLE} people, to {FEW_PEOPLE} ({1000 * large:.0f} ms)"
        results.at_most(told, large / small, MOST_OF_PEOPLE)


def measure_reports(towns: Path, results: Results) -> None:
    """The figures of five years beside those of one, of the same town."""
    desk = Desk(build_reports(towns / "reports"))
    for what, (year, years) in addresses().items():
        asked, more = desk.queries(year), desk.queries(years)
        told = f"the report of {what} asks the database, of a year and of {YEARS} {asked} and"
        results.tell(f"{told} {more} times", more, "constant", held=asked == more)
        short, long = reports_in_turns(desk, year, years)
        told = (
            f"the report of {what} over {YEARS} years, {MEETINGS} meetings and {MARKS} marks, to "
            f"one year ({1000 * long:.0f} ms)"
        )
        results.at_most(told, long / short, MOST_OF_A_REPORT)


def main() -> int:
    results = Results()
    with tempfile.TemporaryDirectory(prefix="osl-bench-") as folder:
        towns = Path(folder)
        print(f"Building towns of {FEW}, {FEED_EVENTS} and {MANY} events and ideas …", flush=True)
        few = build(towns / "few", FEW, with_calendars=False, series=1, ideas=FEW)
        many = build(towns / "many", MANY, with_calendars=False, series=1, ideas=MANY)
        build(towns / "feed", FEED_EVENTS, with_calendars=True)
        build(towns / "series", FEED_EVENTS - FEED_SERIES, with_calendars=True, series=FEED_SERIES)
        count_queries(few, many, results)
        measure_alike(few, many, results)
        measure_saving(few, many, results)
        measure_horizon(towns / "horizon", results)
        measure_taking(towns, results)
        measure_people(towns, results)
        measure_reports(towns, results)
        for town, what in (
            ("feed", f"feed of {FEED_EVENTS} events"),
            ("series", f"feed of {FEED_EVENTS} events, {FEED_SERIES} of them series"),
        ):
            with served(towns / town) as client:
                measure_feed(client, what, results)
        with served(towns / "few") as small, served(towns / "many") as large:
            measure_growth(small, large, results)
    print(f"\n{results.passed} passed, {results.failed} failed")
    return 1 if results.failed else 0


if __name__ == "__main__":
    sys.exit(main())
