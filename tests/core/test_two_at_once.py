"""Many people saving at once: each waits in line, nobody is refused, nothing is lost."""

import threading

import pytest
from flask import Flask
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from osl.communities.models import Venue
from osl.core import transactions
from osl.core.db import db
from tests.conftest import POSTGRESQL

PEOPLE = 8
SAVINGS = 15


def test_everyone_who_saves_at_once_is_kept(app: Flask, store: Session) -> None:
    failures: list[BaseException] = []
    ready = threading.Barrier(PEOPLE)

    def save_again_and_again(person: int) -> None:
        try:
            ready.wait()
            for number in range(SAVINGS):
                with app.app_context(), transactions.unit():
                    known = db.session.scalar(select(func.count(Venue.id)))
                    db.session.add(Venue(name=f"{person}/{number}", address=str(known)))
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=save_again_and_again, args=(n,)) for n in range(PEOPLE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    assert store.scalar(select(func.count(Venue.id))) == PEOPLE * SAVINGS


def test_readers_are_not_held_up_by_a_writer(app: Flask) -> None:
    seen: list[int] = []

    def look() -> None:
        with app.app_context():
            seen.append(db.session.scalar(select(func.count(Venue.id))) or 0)

    with app.app_context(), transactions.unit():
        db.session.add(Venue(name="W trakcie", address="ul. Długa 1"))
        db.session.flush()
        reader = threading.Thread(target=look)
        reader.start()
        reader.join(timeout=5)
        assert seen == [0]


def test_a_writer_that_never_ends_costs_the_others_a_refusal_not_the_site(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("osl.core.db.LONGEST_WAIT", 0.2)
    refused: list[BaseException] = []

    def save() -> None:
        try:
            with app.app_context(), transactions.unit():
                db.session.execute(
                    text("SET LOCAL lock_timeout = '200ms'") if POSTGRESQL else text("SELECT 1")
                )
                db.session.execute(update(Venue).values(name="Drugie"))
        except OperationalError as refusal:
            refused.append(refusal)

    with app.app_context(), transactions.unit():
        db.session.add(Venue(name="Pierwsze", address="ul. Długa 1"))
    with app.app_context(), transactions.unit():
        db.session.execute(update(Venue).values(name="Trwa"))
        other = threading.Thread(target=save)
        other.start()
        other.join(timeout=5)
        assert len(refused) == 1
    with app.app_context(), transactions.unit():
        assert db.session.scalar(select(Venue.name)) == "Trwa"


@pytest.mark.skipif(bool(POSTGRESQL), reason="SQLite's writers stand in a line of ours")
def test_a_writer_who_gets_no_lock_file_holds_nobody_up(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none_left(*_: object) -> int:
        raise OSError(24, "Too many open files")

    with app.app_context():
        with monkeypatch.context() as broken:
            broken.setattr("osl.core.db.os.open", none_left)
            with pytest.raises(OperationalError):
                transactions.can_write()
        monkeypatch.setattr("osl.core.db.LONGEST_WAIT", 0.2)
        transactions.can_write()


@pytest.mark.skipif(not POSTGRESQL, reason="SQLite's writers stand in a line, and never cross")
def test_of_two_who_wait_for_each_other_one_looks_again(app: Flask, store: Session) -> None:
    with app.app_context(), transactions.unit():
        db.session.add_all([Venue(name=name, address="0") for name in ("A", "B")])
    both_hold_one = threading.Barrier(2)
    answers: list[str] = []

    def save(first: str, second: str) -> None:
        looks: list[str] = []

        def view() -> str:
            looks.append(first)
            for name in (first, second):
                named = update(Venue).where(Venue.name == name)
                db.session.execute(named.values(address=Venue.address + first))
                if name == first and len(looks) == 1:
                    both_hold_one.wait(timeout=10)
            return f"{first} {len(looks)}"

        with app.test_request_context():
            answers.append(transactions.run_view(view, writes=True, kept=bool))

    threads = [threading.Thread(target=save, args=names) for names in (("A", "B"), ("B", "A"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) in (["A 1", "B 2"], ["A 2", "B 1"])
    assert [set(address) for address in store.scalars(select(Venue.address))][-2:] == [
        {"0", "A", "B"},
        {"0", "A", "B"},
    ]
