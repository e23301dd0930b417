"""The rota on paper, and the list for the door that a helper sees on the day of the event."""

from datetime import UTC, date, datetime, time

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from osl.accounts.models import User
from osl.core.audit import AuditEntry
from osl.core.db import db
from osl.events.cancellations import cancel_event
from osl.events.models import Event
from osl.people.models import Person
from osl.volunteers.door import door_events_for
from osl.volunteers.links import secret_of
from osl.volunteers.models import Assignment
from osl.volunteers.shifts import assign, give_up
from tests.browser import Browser
from tests.cast import Cast
from tests.events.conftest import Planned
from tests.ideas.conftest import unit
from tests.signups.conftest import SignUp, open_event
from tests.signups.conftest import signed_up as signed_up  # noqa: PLC0414 - a fixture here too
from tests.volunteers.conftest import Offered, Tasked, do
from tests.volunteers.test_shifts_at_the_desk import another

DAY = datetime(2027, 3, 11, 12, tzinfo=UTC)
"""The day of the event, at one in the afternoon in Poland."""


def test_the_rota_names_people_and_leaves_lines_and_has_no_number(
    app: Flask, browser: Browser, cast: Cast, tasked: Tasked, offered: Offered, store: Session
) -> None:
    shift = tasked(needed=3)
    for name in ("Anna Żak", "Jan Nowy"):
        anna = offered(shift, name, phone="600700800")
        do(app, anna, assign, actor=cast.animator)
    offered(shift, "Ewa Czeka")
    another(app, cast, shift, (time(9), time(11)))
    task_id = store.get_one(Assignment, anna).shift.task_id
    browser.sign_in(cast.animator)
    page = browser.visit(f"/panel/wolontariat/{task_id}/grafik")
    assert page.text.index("Jan Nowy") < page.text.index("Anna Żak")  # by surname
    assert "Ewa Czeka" not in page.text
    assert page.text.count("jeszcze nikt") == 2
    assert "600" not in page.text
    assert "anna@" not in page.text


def test_the_week_of_a_community_holds_what_is_published(
    browser: Browser, cast: Cast, tasked: Tasked
) -> None:
    tasked("Podlewanie", on=date(2027, 3, 10))
    tasked("Sprzątanie", on=date(2027, 3, 14), hours=(time(10), time(12)))
    tasked("Później", on=date(2027, 3, 15))
    tasked("Szkic", on=date(2027, 3, 10), published=False)
    tasked("Cudze", on=date(2027, 3, 10), community_id=cast.ostrowiecka.id)
    browser.sign_in(cast.animator)
    page = browser.visit("/panel/wolontariat/grafik?od=2027-03-12")
    assert "Podlewanie" in page.text
    assert "Sprzątanie" in page.text
    for other in ("Później", "Szkic", "Cudze"):
        assert other not in page.text
    assert "Później" in page.follow("Następny tydzień").text
    assert browser.visit("/panel/wolontariat/grafik?od=bzdura").status == 200


@pytest.fixture
def helper(
    app: Flask, cast: Cast, planned: Planned, tasked: Tasked, offered: Offered, signed_up: SignUp
) -> tuple[int, str, int]:
    """Anna helps at the door of an event of 11 March, for which Maria signed up with one more:
    the event, the secret of Anna's page and her assignment."""
    event = open_event(planned, places=10)
    signed_up(event, "Maria Gość", party_size=2)
    with unit(app):
        of = db.session.get_one(Event, event)
        shift = tasked("Przy wejściu", on=date(2027, 3, 11), event=of)
    anna = offered(shift, "Anna Nowa")
    do(app, anna, assign, actor=cast.animator)
    with unit(app):
        secret = secret_of(db.session.get_one(Assignment, anna).person)
    return event, secret, anna


def test_a_helper_reads_the_list_on_the_day_and_it_is_noted(
    browser: Browser,
    cast: Cast,
    helper: tuple[int, str, int],
    store: Session,
    clock: time_machine.Traveller,
) -> None:
    event, secret, anna = helper
    own = f"/wolontariat/moje/{secret}"
    assert "Dziś pomagasz" not in browser.visit(own).text
    clock.move_to(DAY)
    page = browser.visit(own).follow("Lista na wejście: Gry sąsiedzkie")
    assert page.path == f"{own}/lista/{event}"
    assert page.status == 200
    assert "Maria Gość" in page.text
    assert "2 osoby" in page.text
    assert "maria" not in page.text.replace("Maria", "")  # nothing of how to reach her
    assert page.response.headers["X-Robots-Tag"] == "noindex"
    assert not page.dom.all("form", method="post")
    entry = store.scalars(select(AuditEntry).where(AuditEntry.action == "door.read")).one()
    assert (entry.subject_id, entry.details["person_id"]) == (
        event,
        store.get_one(Assignment, anna).person_id,
    )
    assert "Anna" not in str(entry.details)


@pytest.mark.parametrize(
    "when", [datetime(2027, 3, 10, 22, 59, tzinfo=UTC), datetime(2027, 3, 11, 23, tzinfo=UTC)]
)
def test_the_list_is_there_on_that_day_only(
    browser: Browser,
    helper: tuple[int, str, int],
    store: Session,
    clock: time_machine.Traveller,
    when: datetime,
) -> None:
    event, secret, _anna = helper
    clock.move_to(when)
    assert browser.get(f"/wolontariat/moje/{secret}/lista/{event}").status == 404
    assert store.scalars(select(AuditEntry).where(AuditEntry.action == "door.read")).all() == []


def test_nobody_else_reads_the_list(
    app: Flask,
    browser: Browser,
    cast: Cast,
    planned: Planned,
    tasked: Tasked,
    offered: Offered,
    helper: tuple[int, str, int],
    store: Session,
    clock: time_machine.Traveller,
) -> None:
    """Not whoever only offered or gave up, nor through a changed secret, nor another list."""
    event, secret, anna = helper
    shift = store.get_one(Assignment, anna).shift_id
    waiting = offered(shift, "Ewa Czeka")
    other = open_event(planned, places=10)
    clock.move_to(DAY)
    with unit(app):
        person = db.session.get_one(Assignment, waiting).person
        only_offered = secret_of(person)
        assert door_events_for(person, DAY) == []
        own = db.session.get_one(Assignment, anna).person
        assert [one.id for one in door_events_for(own, DAY)] == [event]
    for address in (
        f"{only_offered}/lista/{event}",
        f"{secret}/lista/{other}",
        f"{secret}/lista/999",
        f"{secret[:-1]}x/lista/{event}",
        f"{person_number(store, anna)}-bzdura/lista/{event}",
    ):
        assert browser.get(f"/wolontariat/moje/{address}").status == 404, address
    clock.move_to(datetime(2027, 3, 9, 12, tzinfo=UTC))
    do(app, anna, give_up)
    clock.move_to(DAY)
    assert browser.get(f"/wolontariat/moje/{secret}/lista/{event}").status == 404


def test_an_event_called_off_has_no_list(
    app: Flask,
    browser: Browser,
    cast: Cast,
    helper: tuple[int, str, int],
    clock: time_machine.Traveller,
) -> None:
    event, secret, _anna = helper
    with unit(app):
        cancel_event(
            db.session.get_one(Event, event),
            reason="Choroba",
            actor=db.session.get_one(User, cast.animator.id),
        )
    clock.move_to(DAY)
    assert browser.get(f"/wolontariat/moje/{secret}/lista/{event}").status == 404


def person_number(store: Session, assignment_id: int) -> int:
    return store.get_one(Person, store.get_one(Assignment, assignment_id).person_id).id
