"""What the worker does every minute, and at night (at its start for a machine that sleeps)."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

import pytest
import time_machine
from flask import Flask, g
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from osl.accounts.models import User
from osl.communities.models import Community
from osl.core import transactions
from osl.core.audit import AuditEntry
from osl.core.clock import today, utcnow
from osl.core.db import db
from osl.core.outbox import OutgoingLetter, post_letter
from osl.events.models import EventFormat, EventKind, Frequency, Occurrence, Strand
from osl.events.operations import Facts, plan_event
from osl.events.recurrence import Rule
from osl.events.schedule import Repeated
from osl.messages import worker
from osl.messages.jobs import sites
from tests.cast import Cast


@pytest.fixture
def night(app: Flask) -> Iterator[None]:
    """The worker knows the site, as it does when it runs."""
    before = sites[:]
    sites[:] = [app]
    yield
    sites[:] = before


@pytest.mark.usefixtures("night")
def test_endless_series_are_stored_further_ahead(app: Flask, cast: Cast, store: Session) -> None:
    rule = Rule(
        frequency=Frequency.WEEKLY,
        first_on=today(),
        starts_at=time(17),
        ends_at=time(18),
        skips_holidays=False,
    )
    with app.test_request_context(), transactions.unit():
        plan_event(
            Facts(title="Spacer", kind=EventKind.RECURRING_CLASS, strand=Strand.SPORT),
            Repeated(rule, EventFormat.CYCLE),
            communities=[db.session.get_one(Community, cast.wzgorze.id)],
            actor=db.session.get_one(User, cast.organiser.id),
        )
    stored = store.scalar(select(func.count(Occurrence.id)))
    with time_machine.travel(utcnow() + timedelta(weeks=6)):
        worker.tidy_up()
        worker.tidy_up()

    assert store.scalar(select(func.count(Occurrence.id))) == stored + 6


@pytest.mark.usefixtures("night")
def test_a_step_that_fails_does_not_keep_the_others_back(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    done: list[datetime] = []

    def stumble(_now: datetime) -> None:
        raise RuntimeError("stumbled")

    monkeypatch.setattr(worker, "nightly_steps", [stumble, done.append])
    before = utcnow()
    worker.tidy_up()

    assert done[0] >= before
    assert "stumble" in caplog.text


@pytest.mark.usefixtures("night")
def test_every_minute_each_step_has_its_own_transaction_and_letters_leave_after_them(
    app: Flask, store: Session, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    contexts: list[object] = []

    def stumble(_now: datetime) -> None:
        contexts.append(g._get_current_object())
        db.session.add(AuditEntry(action="half.done"))
        db.session.flush()
        raise RuntimeError("stumbled")

    def remind(now: datetime) -> None:
        contexts.append(g._get_current_object())
        post_letter("anna@example.org", "accounts/letters/_end.txt", key=f"{now:%H:%M}")

    monkeypatch.setattr(worker, "minute_steps", [stumble, remind])
    worker.each_minute()

    assert "stumble" in caplog.text
    assert contexts[0] is not contexts[1]
    assert store.scalars(select(AuditEntry)).all() == []
    (letter,) = store.scalars(select(OutgoingLetter)).all()
    assert letter.sent_at is not None
