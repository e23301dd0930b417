"""One request is one transaction: kept whole or not at all."""

from collections.abc import Iterator

import pytest
from flask import Flask, abort, flash, get_flashed_messages, request
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from osl.communities.models import Venue
from osl.core import transactions
from osl.core.access import public
from osl.core.db import db
from osl.core.settings import Settings
from osl.core.transactions import WriteWhileReading
from tests.browser import Browser
from tests.conftest import POSTGRESQL, TestDatabase, make_app


def add_venue() -> None:
    db.session.add(Venue(name="Nowe miejsce", address="ul. Nowa 1"))


@pytest.fixture
def trial(database: TestDatabase, settings: Settings, app: Flask) -> Iterator[Flask]:
    """The site with a few views more, on the same database."""
    trial = make_app(settings, TESTING=True, PROPAGATE_FAILURES=True, WTF_CSRF_ENABLED=False)

    def view(name: str, answer: int, *, fails: bool = False) -> None:
        @trial.route(f"/trial/{name}", methods=["GET", "POST"], endpoint=f"trial.{name}")
        @public
        def act() -> tuple[str, int]:
            add_venue()
            if fails:
                raise RuntimeError("in the middle")
            if answer == 404:
                abort(404)
            return "", answer

    view("kept", 204)
    view("refused", 422)
    view("missing", 404)
    view("broken", 204, fails=True)

    @trial.post("/trial/overtaken/<int:times>", endpoint="trial.overtaken")
    @public
    def overtaken(times: int) -> tuple[str, int]:
        """Like the second of two on PostgreSQL: refused when it writes, so often."""
        tries.append(request.form["word"])
        add_venue()
        flash("It is saved.")
        if len(tries) <= times:
            raise IntegrityError("INSERT", {}, Exception("unique"))
        return " ".join(map(str, get_flashed_messages())), 200

    tries: list[str] = []

    @trial.post("/trial/looking/<how>", endpoint="trial.looking")
    @public(load=lambda _viewer, how: how, looks_first=True)
    def looking(how: str) -> str:
        found = db.session.scalar(select(Venue))
        if how in ("waits", "lets-pass"):
            with transactions.side() as other:
                other.execute(update(Venue).values(name="Potem"))
        if how != "forgets":
            transactions.begin_writing()
        if how == "waits" and found is not None:
            if POSTGRESQL:  # where whoever locks a row looks again themselves
                db.session.refresh(found)
            return found.name
        add_venue()
        db.session.flush()
        return "passed"

    @trial.get("/trial/statement", endpoint="trial.statement")
    @public
    def statement() -> str:
        db.session.execute(update(Venue).values(name="x"))
        return ""

    yield trial
    with trial.app_context():
        db.engine.dispose()


def venues(store: Session) -> int:
    return store.scalar(select(func.count(Venue.id))) or 0


def test_a_post_that_is_answered_well_is_kept(trial: Flask, store: Session) -> None:
    Browser(trial).post("/trial/kept", {})
    assert venues(store) == 1


@pytest.mark.parametrize("name", ["refused", "missing"])
def test_a_refused_post_leaves_nothing(trial: Flask, store: Session, name: str) -> None:
    Browser(trial).client.post(f"/trial/{name}")
    assert venues(store) == 0


def test_a_post_that_breaks_leaves_nothing(trial: Flask, store: Session) -> None:
    with pytest.raises(RuntimeError):
        Browser(trial).client.post("/trial/broken")
    assert venues(store) == 0


@pytest.mark.parametrize("times", [1, transactions.LOOKS - 1])
def test_whoever_is_overtaken_while_writing_looks_again(
    trial: Flask, store: Session, times: int
) -> None:
    answer = trial.test_client().post(f"/trial/overtaken/{times}", data={"word": "x"})
    assert (answer.status_code, answer.text) == (200, "It is saved.")
    assert venues(store) == 1


def test_whoever_is_overtaken_again_and_again_is_told_so(trial: Flask, store: Session) -> None:
    address = f"/trial/overtaken/{transactions.LOOKS}"
    assert trial.test_client().post(address, data={"word": "x"}).status_code == 409
    assert venues(store) == 0


def test_a_view_that_looks_first_writes_only_when_it_says_so(trial: Flask, store: Session) -> None:
    assert trial.test_client().post("/trial/looking/says-so").status_code == 200
    assert venues(store) == 1
    with pytest.raises(WriteWhileReading):
        trial.test_client().post("/trial/looking/forgets")
    assert venues(store) == 1


def test_what_was_looked_at_is_read_anew_when_the_turn_to_write_comes(
    trial: Flask, store: Session
) -> None:
    store.add(Venue(name="Przedtem", address="ul. Nowa 1"))
    store.commit()
    assert trial.test_client().post("/trial/looking/waits").text == "Potem"


@pytest.mark.skipif(bool(POSTGRESQL), reason="only SQLite's writers stand in a line")
def test_whoever_looks_first_holds_up_no_writer(trial: Flask) -> None:
    assert trial.test_client().post("/trial/looking/lets-pass").text == "passed"


@pytest.mark.parametrize("method", ["get", "head"])
def test_reading_never_changes_data(trial: Flask, store: Session, method: str) -> None:
    getattr(Browser(trial).client, method)("/trial/kept")
    assert venues(store) == 0


def test_a_statement_that_changes_data_while_reading_is_a_fault(trial: Flask) -> None:
    with pytest.raises(WriteWhileReading):
        Browser(trial).client.get("/trial/statement")


def test_a_flush_while_reading_is_a_fault(app: Flask) -> None:
    with app.app_context():
        add_venue()
        with pytest.raises(WriteWhileReading):
            db.session.flush()


def test_a_unit_is_kept_whole_or_not_at_all(app: Flask, store: Session) -> None:
    with app.app_context():
        with pytest.raises(RuntimeError), transactions.unit():
            add_venue()
            raise RuntimeError("in the middle")
        with transactions.unit():
            add_venue()
    assert venues(store) == 1


def test_a_side_transaction_survives_the_refusal_of_its_request(app: Flask, store: Session) -> None:
    with app.app_context():
        with transactions.side() as session:
            session.add(Venue(name="Obok", address="ul. Boczna 2"))
        with pytest.raises(RuntimeError), transactions.unit():
            add_venue()
            raise RuntimeError("refused")
    assert store.scalars(select(Venue.name)).all() == ["Obok"]
