"""A closed period keeps its numbers, whatever is corrected or erased later."""

from datetime import date

import pytest
import time_machine
from flask import Flask
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from osl.accounts.models import User
from osl.core.audit import AuditEntry
from osl.core.db import Base, db
from osl.core.errors import DomainError
from osl.events.models import Strand
from osl.logbook.models import LogEntry
from osl.people.models import Person
from osl.people.pointing import pointing_columns
from osl.reports.closing import close_period, reopen_period
from osl.reports.models import ClosedFigure, ReportPeriod
from osl.reports.periods import save_period
from osl.volunteers.models import HoursEntry
from tests.browser import Browser
from tests.cast import Cast
from tests.ideas.conftest import unit
from tests.reports.conftest import APRIL, MARCH, Hold, act, count_of, figures, home, saved
from tests.signups.conftest import at_once

ANNA, JAN, MARIA = "Anna Testowa", "Jan Próbny", "Maria Wzorcowa"
FIRST, LAST = date(2027, 3, 1), date(2027, 3, 31)
PERIODS = "/panel/raporty/okresy"


def erase_everybody() -> None:
    """Take every person out of every table that points at one, and then the people."""
    for table, columns in pointing_columns().items():
        for column in columns:
            if column.nullable:
                db.session.execute(update(table).values({column.name: None}))
    for table in reversed(Base.metadata.sorted_tables):
        if any(not column.nullable for column in pointing_columns().get(table, ())):
            db.session.execute(delete(table))
    for name in ("person_merge", "person_alike", "person_word"):
        db.session.execute(delete(Base.metadata.tables[name]))
    db.session.execute(delete(Base.metadata.tables["person"]))


def test_erasing_everybody_changes_no_number_of_a_closed_period(
    browser: Browser, app: Flask, cast: Cast, store: Session, hold: Hold
) -> None:
    both = hold(date(2027, 3, 10), [ANNA, JAN], minutes=90, parties={ANNA: 3}, children=2)
    home(app, both, cast.wzgorze, cast.ostrowiecka)
    hold(date(2027, 3, 17), [ANNA, MARIA], strand=Strand.SPORT)
    hold(date(2027, 3, 20), heads=40)
    anna = store.scalars(select(Person.id).where(Person.name == ANNA)).one()
    with unit(app):
        db.session.add(
            HoursEntry(
                person_id=anna,
                community_id=cast.wzgorze.id,
                worked_on=date(2027, 3, 12),
                minutes=75,
                confirmed_at=APRIL,
                confirmed_by_id=cast.organiser.id,
            )
        )
    saved(app, cast, FIRST, LAST)
    asked = [MARCH, f"{MARCH}&spolecznosc={cast.ostrowiecka.id}", f"{MARCH}&nurt=sport"]
    with time_machine.travel(APRIL):
        browser.sign_in(cast.organiser)
        before = [figures(browser.visit(one)) for one in asked]
        page = browser.visit(PERIODS).follow("Zamknij okres: Marzec")
        assert "2 spotkania z 3 nie mają zapisanego czasu" in page.text
        page = page.submit("Zamknij okres", {"Tak, zachowaj te liczby na zawsze": True})
        assert "Okres zamknięty 5 kwietnia 2027, zamknięcie: Anna Przykładowa" in page.text
        with unit(app):
            erase_everybody()
        after = [browser.visit(one) for one in asked]
        behind = browser.visit(MARCH.replace("raporty?", "raporty/wiersze/osoby?"))
        volunteers = browser.visit(MARCH.replace("raporty?", "raporty/wiersze/wolontariusze?"))

    assert [figures(one) for one in after] == before
    assert before[0]["Różne osoby"] == "3"
    assert before[1]["Różne osoby"] == "2"
    assert "dziś wyszłoby 0" in after[0].text
    assert "Ten okres zamknięto z liczbą 3" in behind.text
    assert "Dane osób usunięto: 4 wizyty zostały bez nazwisk." in behind.text
    assert "Dane osób usunięto" in volunteers.text
    actions = store.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert "reports.closed" in actions


def test_a_later_correction_is_told_beside_the_number_that_stays(
    browser: Browser, app: Flask, cast: Cast, hold: Hold
) -> None:
    hold(date(2027, 3, 20), heads=40)
    period = saved(app, cast, FIRST, LAST)
    with time_machine.travel(APRIL):
        act(app, cast, period, close_period)
        with unit(app):
            db.session.execute(update(Base.metadata.tables["log_entry"]).values(head_count=41))
        page = browser.sign_in(cast.organiser).visit(MARCH)
        adviser = browser.sign_in(cast.adviser).visit(MARCH)
    assert figures(page)["Osoby policzone"] == "40"
    assert "dziś wyszłoby 41" in page.text
    assert "dziś wyszłoby" not in adviser.text


def test_closing_twice_too_early_or_over_another_is_told_in_words(
    browser: Browser, app: Flask, cast: Cast, store: Session, hold: Hold
) -> None:
    hold(date(2027, 3, 20), heads=40)
    march = saved(app, cast, FIRST, LAST)
    quarter = saved(app, cast, date(2027, 1, 1), LAST, "Kwartał")
    april = saved(app, cast, date(2027, 4, 1), date(2027, 4, 30), "Kwiecień")
    yes = {"Tak, zachowaj te liczby na zawsze": True}
    with time_machine.travel(APRIL):
        act(app, cast, march, close_period)
        kept = count_of(store, ClosedFigure)
        browser.sign_in(cast.organiser)
        page = browser.visit(f"{PERIODS}/{march}/zamkniecie").submit("Zamknij okres", yes)
        assert page.status == 409
        assert "Ten okres jest już zamknięty" in page.text
        page = browser.visit(f"{PERIODS}/{april}/zamkniecie").submit("Zamknij okres", yes)
        assert page.status == 422
        assert "Ten okres jeszcze trwa" in page.text
        page = browser.visit(f"{PERIODS}/{quarter}/zamkniecie")
        assert "Te zamknięte okresy mają z nim wspólne dni" in page.text
        page = page.submit("Zamknij okres")
        assert page.status == 422
    store.expire_all()
    assert count_of(store, ClosedFigure) == kept > 0


def test_a_period_is_named_changed_and_deleted_while_it_is_open(
    browser: Browser, cast: Cast, store: Session
) -> None:
    with time_machine.travel(APRIL):
        browser.sign_in(cast.organiser)
        days = {"Pierwszy dzień": "2027-03-01", "Ostatni dzień": "2027-02-01"}
        page = browser.visit(PERIODS).follow("Zapisz okres")
        page = page.submit("Zapisz", {"Nazwa okresu": "Wiosna"} | days)
        assert (page.status, page.errors) == (
            422,
            ["Ostatni dzień jest przed pierwszym. Zmień jeden z nich."],
        )
        page = page.submit("Zapisz", {"Ostatni dzień": "2027-03-31"})
        assert "Wiosna" in page.text
        page = browser.visit(f"{PERIODS}/nowy")
        twice = {"Nazwa okresu": "Inna", "Pierwszy dzień": "2027-03-01"}
        page = page.submit("Zapisz", twice | {"Ostatni dzień": "2027-03-31"})
        assert "Te dni są już zapisane jako „Wiosna”." in page.text
        page = browser.visit(PERIODS).follow("Zmień: Wiosna")
        page = page.submit("Zapisz", {"Nazwa okresu": "Marzec"})
        assert figures(browser.visit("/panel/raporty").follow("Marzec"))
        page = browser.visit(PERIODS).follow("Usuń okres: Marzec").submit("Usuń okres")
    assert "Okres usunięty." in page.notices
    store.expire_all()
    assert count_of(store, ReportPeriod) == 0
    actions = store.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert actions[-3:] == ["reports.saved", "reports.changed", "reports.deleted"]


def test_the_second_of_two_who_change_a_period_sees_what_the_first_did(
    browser: Browser, app: Flask, cast: Cast, store: Session
) -> None:
    march = saved(app, cast, FIRST, LAST)
    with time_machine.travel(APRIL):
        browser.sign_in(cast.organiser)
        slow = browser.visit(f"{PERIODS}/{march}")
        browser.visit(f"{PERIODS}/{march}").submit("Zapisz", {"Nazwa okresu": "Wiosna"})
        page = slow.submit("Zapisz", {"Nazwa okresu": "Przedwiośnie"})
    assert page.status == 409
    assert "Wiosna" in page.text
    assert page.dom.all("input", name="name")[0]["value"] == "Przedwiośnie"
    store.expire_all()
    assert store.scalars(select(ReportPeriod.name)).all() == ["Wiosna"]


def test_several_who_save_the_same_days_at_once_save_one_period(
    app: Flask, cast: Cast, store: Session
) -> None:
    def save() -> None:
        with unit(app):
            actor = db.session.get_one(User, cast.organiser.id)
            save_period("Marzec", date(2027, 3, 1), date(2027, 3, 31), actor=actor)

    assert at_once(*[save] * 6) == [None] * 6
    assert len(store.scalars(select(ReportPeriod.id)).all()) == 1


def test_a_closed_period_opens_again_for_a_reason_only(
    browser: Browser, app: Flask, cast: Cast, store: Session, hold: Hold
) -> None:
    hold(date(2027, 3, 20), heads=40)
    march = saved(app, cast, FIRST, LAST)
    with time_machine.travel(APRIL):
        act(app, cast, march, close_period)
        browser.sign_in(cast.organiser)
        page = browser.visit(f"{PERIODS}/{march}/usuniecie").submit("Usuń okres")
        assert page.status == 409
        page = browser.visit(PERIODS).follow("Otwórz na nowo: Marzec")
        assert page.submit("Otwórz okres ponownie").status == 422
        page = page.submit("Otwórz okres ponownie", {"Powód": "Dopisano spotkanie."})
    assert "Okres jest znowu otwarty" in page.notices[0]
    store.expire_all()
    assert count_of(store, ClosedFigure) == 0
    entry = store.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry is not None
    assert "Dopisano spotkanie." in entry.sentence("Anna")
    with time_machine.travel(APRIL), pytest.raises(DomainError):
        act(app, cast, march, reopen_period, "Jeszcze raz.")


def test_an_animator_of_two_communities_reads_one_of_them_when_it_is_closed(
    browser: Browser, app: Flask, cast: Cast, store: Session, hold: Hold
) -> None:
    hold(date(2027, 3, 20), heads=40)
    assert store.scalars(select(LogEntry.head_count)).all() == [40]
    march = saved(app, cast, FIRST, LAST)
    with time_machine.travel(APRIL):
        act(app, cast, march, close_period)
        page = browser.sign_in(cast.animator).visit(MARCH)
    assert page.heading == "Raport: marzec 2027, Wzgórze"
    assert figures(page)["Osoby policzone"] == "40"
