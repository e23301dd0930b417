"""make bench: speed as ratios of two things measured in turns on this machine, and query counts.

Prints each with what it must keep to; exits with 1 when one falls short.
"""

import sys
import tempfile
from pathlib import Path

from flask import Flask
from sqlalchemy import event

from osl.core.db import db
from tests.bench.asking import Client, best, served
from tests.bench.site import BYTES, NOT_MODIFIED
from tests.bench.town import COMMUNITY, build

FEED = f"/kalendarz/{COMMUNITY}.ics"
COMMUNITY_PAGE = f"/spolecznosci/{COMMUNITY}"
AGENDA = "/wydarzenia"
PAGES = ("/", COMMUNITY_PAGE, AGENDA, "/kalendarz")

FEED_EVENTS, FEW, MANY = 400, 100, 10_000
LEAST_OF_BYTES, LEAST_OF_304, MOST_GROWTH, MOST_QUERIES = 0.7, 0.6, 1.3, 12


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


def measure_feed(client: Client, results: Results) -> None:
    for kind, headers in (("packed", {"Accept_Encoding": "gzip"}), ("plain", {})):
        status, _told, body = client.ask(FEED, **headers)
        assert status == 200
        assert client.ask(BYTES, **headers)[2] == body
        feed, memory = best((client, FEED, headers), (client, BYTES, headers), 25)
        what = f"feed of {FEED_EVENTS} events, {kind} ({len(body)} bytes), to the same from memory"
        results.at_least(what, memory / feed, LEAST_OF_BYTES)
    etag = client.ask(FEED)[1]["etag"]
    known = {"If_None_Match": etag}
    assert client.ask(FEED, **known)[0] == 304
    asked, trivial = best((client, FEED, known), (client, NOT_MODIFIED, {}), 25)
    results.at_least("its 304, to a trivial 304", trivial / asked, LEAST_OF_304)


def measure_growth(few: Client, many: Client, results: Results) -> None:
    for page in (COMMUNITY_PAGE, AGENDA):
        assert few.ask(page)[0] == many.ask(page)[0] == 200
        small, large = best((few, page, {}), (many, page, {}), 4)
        what = f"{page} with {MANY} events, to {FEW} ({1000 * large:.0f} ms)"
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
            f"{page} asks the database, with {FEW} and with {MANY} events {small} and {large} times"
        )
        results.tell(
            what, large, f"constant, at most {MOST_QUERIES}", held=small == large <= MOST_QUERIES
        )


def main() -> int:
    results = Results()
    with tempfile.TemporaryDirectory(prefix="osl-bench-") as folder:
        towns = Path(folder)
        print(f"Building towns of {FEW}, {FEED_EVENTS} and {MANY} events …", flush=True)
        few = build(towns / "few", FEW, with_calendars=False)
        many = build(towns / "many", MANY, with_calendars=False)
        build(towns / "feed", FEED_EVENTS, with_calendars=True)
        count_queries(few, many, results)
        with served(towns / "feed") as client:
            measure_feed(client, results)
        with served(towns / "few") as small, served(towns / "many") as large:
            measure_growth(small, large, results)
    print(f"\n{results.passed} passed, {results.failed} failed")
    return 1 if results.failed else 0


if __name__ == "__main__":
    sys.exit(main())
