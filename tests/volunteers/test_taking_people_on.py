"""Shifts: who offers, who is taken on, who gives up; never more people than are needed."""

from datetime import date, time

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from osl.core.audit import AuditEntry
from osl.core.errors import DomainError
from osl.core.outbox import OutgoingLetter
from osl.volunteers.checks import Unchecked
from osl.volunteers.models import Assignment, AssignmentState, Shift
from osl.volunteers.shifts import assign, decline, give_up
from tests.cast import Cast
from tests.volunteers.conftest import Offered, Tasked, do


def test_somebody_who_offers_is_taken_on_once_and_hears_of_it(
    app: Flask, cast: Cast, tasked: Tasked, offered: Offered, store: Session
) -> None:
    shift = tasked()
    anna = offered(shift)
    do(app, anna, assign, actor=cast.animator)
    do(app, anna, assign, actor=cast.animator)  # a second click

    assert store.get_one(Assignment, anna).state is AssignmentState.ASSIGNED
    assert store.get_one(Shift, shift).taken == 1
    letters = store.scalars(select(OutgoingLetter.kind).order_by(OutgoingLetter.id)).all()
    assert letters == ["volunteers.offered", "volunteers.assigned"]
    actions = store.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert actions[-2:] == ["shift.offered", "shift.assigned"]


def test_nobody_is_taken_on_beyond_what_is_needed(
    app: Flask, cast: Cast, tasked: Tasked, offered: Offered, store: Session
) -> None:
    shift = tasked(needed=1)
    do(app, offered(shift), assign, actor=cast.animator)
    second = offered(shift, "Jan Testowy")
    with pytest.raises(DomainError):
        do(app, second, assign, actor=cast.animator)
    assert store.get_one(Shift, shift).taken == 1
    do(app, second, decline, actor=cast.animator)
    assert store.get_one(Assignment, second).state is AssignmentState.DECLINED


def test_a_shift_given_up_is_free_again(
    app: Flask, cast: Cast, tasked: Tasked, offered: Offered, store: Session
) -> None:
    shift = tasked(needed=1)
    anna = offered(shift)
    do(app, anna, assign, actor=cast.animator)
    do(app, anna, give_up)
    assert store.get_one(Shift, shift).taken == 0
    do(app, offered(shift, "Jan Testowy"), assign, actor=cast.animator)
    assert store.get_one(Shift, shift).taken == 1


def test_two_shifts_at_one_time_clash(
    app: Flask, cast: Cast, tasked: Tasked, offered: Offered
) -> None:
    first = tasked()
    second = tasked("Stolik zapisów", hours=(time(18), time(20)))
    after = tasked("Sprzątanie", hours=(time(19), time(20)))
    do(app, offered(first), assign, actor=cast.animator)
    with pytest.raises(DomainError, match="Podlewanie ogrodu"):
        do(app, offered(second), assign, actor=cast.animator)
    do(app, offered(after), assign, actor=cast.animator)


def test_nobody_without_checks_works_with_children(
    app: Flask, cast: Cast, tasked: Tasked, offered: Offered, store: Session
) -> None:
    shift = tasked("Planszówki", with_children=True, on=date(2027, 3, 11))
    anna = offered(shift)
    with pytest.raises(Unchecked):
        do(app, anna, assign, actor=cast.animator)
    assert store.get_one(Shift, shift).taken == 0


def test_somebody_under_18_needs_an_agreement_first(
    app: Flask, cast: Cast, tasked: Tasked, offered: Offered, store: Session
) -> None:
    shift = tasked()
    young = offered(shift, "Zosia Młoda", age=16, guardian_phone="600100200")
    with pytest.raises(DomainError):
        do(app, young, assign, actor=cast.animator)
    assert store.get_one(Assignment, young).state is AssignmentState.OFFERED
