"""Endless series are stored 18 months ahead, however often and however late the task runs."""

from datetime import UTC, date, datetime
from itertools import pairwise

import time_machine
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from osl.core.audit import AuditEntry
from osl.events.models import Occurrence, Series
from tests.events.conftest import Planned, weekly


def run(app: Flask) -> str:
    result = app.test_cli_runner().invoke(args=["events", "extend-horizon"])
    assert result.exit_code == 0, result.output
    return result.output.strip()


def count(store: Session) -> int:
    return store.scalar(select(func.count(Occurrence.id))) or 0


def test_it_stores_what_is_missing_and_nothing_twice(
    app: Flask, planned: Planned, store: Session, clock: time_machine.Traveller
) -> None:
    planned(weekly(), published=True)
    before = count(store)
    assert run(app) == "0 meetings stored"

    clock.move_to(datetime(2027, 4, 2, 3, tzinfo=UTC))
    assert run(app) == "4 meetings stored"
    assert run(app) == "0 meetings stored"
    assert count(store) == before + 4
    assert store.scalars(select(Series.horizon_on)).one() == date(2028, 10, 2)
    slots = store.scalars(select(Occurrence.slot_at)).all()
    assert len(set(slots)) == len(slots)
    assert store.scalars(select(AuditEntry.action)).all().count("event.lengthened") == 1


def test_years_late_it_catches_up(
    app: Flask, planned: Planned, store: Session, clock: time_machine.Traveller
) -> None:
    planned(weekly(skips_holidays=False))
    clock.move_to(datetime(2029, 3, 1, 3, tzinfo=UTC))
    run(app)

    days = [one.date() for one in store.scalars(select(Occurrence.slot_at).order_by("slot_at"))]
    assert days[-1] == date(2030, 8, 29)
    assert all((b - a).days == 7 for a, b in pairwise(days))


def test_what_ends_or_is_called_off_is_left_alone(
    app: Flask, planned: Planned, store: Session, clock: time_machine.Traveller
) -> None:
    planned(weekly(meeting_count=3), published=True)
    planned(weekly(until_on=date(2027, 5, 1)), published=True)
    planned()
    before = count(store)
    clock.move_to(datetime(2027, 9, 1, 3, tzinfo=UTC))

    assert run(app) == "0 meetings stored"
    assert count(store) == before
