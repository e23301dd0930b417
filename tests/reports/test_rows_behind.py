"""Behind each number stand its rows: as many as it says, with names for those who may see them."""

import csv
from collections.abc import Callable
from datetime import date, timedelta
from io import StringIO

import pytest
import time_machine
from flask import Flask
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from osl.accounts.models import StaffSession, User
from osl.core.audit import AuditEntry
from osl.core.db import db
from osl.people.models import Person, person_community
from osl.reports.figures import figures_of
from osl.reports.measures import Measure
from osl.reports.rows import OF_MEETINGS, rows_behind
from osl.reports.scope import Scope
from tests.browser import Browser
from tests.cast import Cast
from tests.ideas.conftest import unit
from tests.reports.conftest import APRIL, Hold, home

ANNA, JAN, MARIA = "Anna Testowa", "Jan Próbny", "Maria Wzorcowa"
DAYS = "od=2027-03-01&do=2027-03-31"
ROWS = "/panel/raporty/wiersze"


def last_entry(store: Session) -> AuditEntry:
    found = store.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert found is not None
    return found


def test_a_number_leads_to_its_rows_and_they_are_as_many(
    browser: Browser, app: Flask, cast: Cast, hold: Hold
) -> None:
    hold(date(2027, 3, 10), [ANNA, JAN], minutes=90, parties={ANNA: 3}, children=2)
    hold(date(2027, 3, 17), [ANNA, MARIA])
    hold(date(2027, 3, 20), heads=40, title="Piknik na skwerze")
    with time_machine.travel(APRIL):
        browser.sign_in(cast.organiser)
        page = browser.visit(f"{ROWS}/wizyty?{DAYS}")
        with app.test_request_context():
            viewer = db.session.get_one(User, cast.organiser.id)
            scope = Scope(date(2027, 3, 1), date(2027, 3, 31))
            figures = figures_of(scope)
            for measure, column in OF_MEETINGS.items():
                rows = rows_behind(viewer, measure, scope, 1).page.rows
                adds = [getattr(entry, column.key) if column else 1 for _m, entry in rows]
                assert sum(adds) == figures.number(measure), measure
            for measure in (Measure.EVENTS, Measure.LED, Measure.PEOPLE):
                behind = rows_behind(viewer, measure, scope, 1)
                assert len(behind.page.rows) + behind.others == figures.number(measure)

    assert page.heading == "Wizyty: 6"
    assert [row.all("td")[-1].text for row in page.dom.all("tr")[1:]] == ["4", "2"]
    assert "Piknik" not in page.text


def test_names_are_for_those_who_know_them_and_the_reading_is_noted(
    browser: Browser, app: Flask, cast: Cast, store: Session, hold: Hold
) -> None:
    both = hold(date(2027, 3, 10), [ANNA, JAN])
    home(app, both, cast.wzgorze, cast.ostrowiecka)
    with unit(app):
        jan = db.session.scalars(select(Person.id).where(Person.name == JAN)).one()
        db.session.execute(
            person_community.update()
            .where(person_community.c.person_id == jan)
            .values(community_id=cast.ostrowiecka.id)
        )
    with time_machine.travel(APRIL):
        page = browser.sign_in(cast.animator).visit(f"{ROWS}/osoby?{DAYS}")
    assert page.heading == "Różne osoby: 2"
    assert ANNA in page.text
    assert JAN not in page.text
    assert "Policzona jest też 1 osoba spoza Twoich społeczności" in page.text
    assert "Pobierz" not in page.text
    entry = last_entry(store)
    assert (entry.action, entry.actor_id) == ("reports.names_read", cast.animator.id)
    assert ANNA not in str(entry.details)


def test_a_file_of_names_is_for_the_organiser_who_shows_who_they_are(
    browser: Browser, app: Flask, cast: Cast, store: Session, hold: Hold
) -> None:
    hold(date(2027, 3, 10), [ANNA, JAN])
    with time_machine.travel(APRIL):
        browser.sign_in(cast.organiser)
        file = browser.visit(f"{ROWS}/osoby?{DAYS}").submit("Pobierz jako CSV")
        table = list(csv.reader(StringIO(file.response.data.decode("utf-8-sig")), delimiter=";"))
        assert table == [["Imię i nazwisko", "Wizyty"], [ANNA, "1"], [JAN, "1"]]
        entry = last_entry(store)
        assert (entry.action, entry.details["count"]) == ("reports.rows_taken", 2)

        page = browser.visit(f"{ROWS}/osoby?{DAYS}")
        with unit(app):
            db.session.get_one(User, cast.organiser.id).password_hash = "set"
            for one in db.session.scalars(select(StaffSession)):
                one.proved_at = APRIL - timedelta(hours=2)
        asked_again = page.submit("Pobierz jako CSV")
    assert asked_again.path == "/panel/potwierdzenie"


def test_rows_cost_the_same_few_questions_however_many_there_are(
    browser: Browser, cast: Cast, hold: Hold, asked: Callable[..., int]
) -> None:
    hold(date(2027, 3, 1), [ANNA])
    with time_machine.travel(APRIL):
        browser.sign_in(cast.organiser)
        few = [asked(browser, f"{ROWS}/{one}?{DAYS}") for one in ("spotkania", "osoby")]
    for day in range(2, 8):
        hold(date(2027, 3, day), [f"Zofia Druga{day}"])
    with time_machine.travel(APRIL):
        many = [asked(browser, f"{ROWS}/{one}?{DAYS}") for one in ("spotkania", "osoby")]
    assert few == many


@pytest.fixture
def asked(app: Flask) -> Callable[..., int]:
    """How many questions a page asks the database."""

    def count(browser: Browser, address: str) -> int:
        statements: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
            if not statement.startswith(("BEGIN", "PRAGMA")):
                statements.append(statement)

        with app.app_context():
            engine = db.engine
        browser.visit(address)
        event.listen(engine, "before_cursor_execute", note)
        browser.visit(address)
        event.remove(engine, "before_cursor_execute", note)
        return len(statements)

    return count


def test_files_of_names_are_for_nobody_else(browser: Browser, cast: Cast, store: Session) -> None:
    before = store.scalar(select(func.count(AuditEntry.id)))
    page = browser.sign_in(cast.animator).visit("/panel/raporty")
    token = page.dom.all("input", name="csrf_token")[0]["value"]
    for address, status in ((f"{ROWS}/osoby/osoby", 403), (f"{ROWS}/osoby/plik", 404)):
        assert browser.post(address, {"csrf_token": token}).status == status
    store.expire_all()
    assert store.scalar(select(func.count(AuditEntry.id))) == before
