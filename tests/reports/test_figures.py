"""The organiser reads the figures of any time; each says what it counts, and none is a sum of
visits and heads."""

import csv
from datetime import date
from io import StringIO

import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from osl.communities.models import FundingProject
from osl.core.audit import AuditEntry
from osl.core.db import db
from osl.events.models import EventKind, Strand
from osl.journal.models import JournalEntry, WorkKind
from osl.logbook.heads import Counted
from osl.logbook.models import TallyKind
from osl.people.models import Person
from osl.volunteers.models import HoursEntry, Leading, LeadRole
from tests.browser import Browser
from tests.cast import Cast
from tests.ideas.conftest import given, unit  # noqa: F401 - a fixture of this file too
from tests.reports.conftest import APRIL, MARCH, Hold, figures, home

ANNA, JAN, MARIA = "Anna Testowa", "Jan Próbny", "Maria Wzorcowa"


def test_visits_people_and_heads_are_three_numbers_and_never_one(
    browser: Browser, cast: Cast, hold: Hold
) -> None:
    hold(date(2027, 3, 10), [ANNA, JAN], minutes=90, parties={ANNA: 3}, children=2)
    hold(date(2027, 3, 17), [ANNA, MARIA], minutes=45)
    hold(date(2027, 3, 20), heads=40, title="Piknik")
    hold(date(2027, 4, 2), [JAN])
    with time_machine.travel(APRIL):
        page = browser.sign_in(cast.organiser).visit(MARCH)
    found = figures(page)

    assert page.heading == "Raport: marzec 2027"
    assert found["Spotkania, które się odbyły"] == "3"
    assert found["Wydarzenia, które się odbyły"] == "3"
    assert found["Godziny spotkań"] == "2 godz. 15 min"
    assert "To 3 godz. lekcyjnych." in page.text
    assert "1 spotkanie z 3 nie ma zapisanego czasu" in page.text
    assert found["Wizyty"] == "6"
    assert found["Dzieci wśród wizyt"] == "2"
    assert found["Różne osoby"] == "3"
    assert found["Osoby policzone"] == "40"
    assert "46" not in page.text  # visits and heads together are nothing


def test_a_meeting_of_two_communities_counts_in_each_and_once_in_the_total(
    browser: Browser, app: Flask, cast: Cast, hold: Hold
) -> None:
    both = hold(date(2027, 3, 10), [ANNA, JAN])
    home(app, both, cast.wzgorze, cast.ostrowiecka)
    hold(date(2027, 3, 11), [ANNA], community=cast.ostrowiecka, strand=Strand.SPORT)
    with time_machine.travel(APRIL):
        browser.sign_in(cast.organiser)
        pages = {
            name: figures(browser.visit(f"{MARCH}{more}"))
            for name, more in (
                ("all", ""),
                ("a", f"&spolecznosc={cast.wzgorze.id}"),
                ("b", f"&spolecznosc={cast.ostrowiecka.id}"),
                ("sport", "&nurt=sport"),
            )
        }
    told = {n: (p["Spotkania, które się odbyły"], p["Wizyty"], p["Różne osoby"]) for n, p in
            pages.items()}  # fmt: skip
    assert told == {
        "all": ("2", "3", "2"),
        "a": ("1", "2", "2"),
        "b": ("2", "3", "2"),
        "sport": ("1", "1", "1"),
    }


def test_what_has_no_kind_is_left_out_and_said_why(
    browser: Browser, app: Flask, cast: Cast, store: Session, hold: Hold
) -> None:
    led = hold(date(2027, 3, 10), [ANNA], kind=EventKind.TRIP)
    anna = store.scalars(select(Person.id).where(Person.name == ANNA)).one()
    with unit(app):
        project = FundingProject(title="Razem", sentence="Dofinansowane.")
        db.session.add_all(
            [
                project,
                Leading(event_id=led, person_id=anna, role=LeadRole.LEADS),
                HoursEntry(
                    person_id=anna,
                    community_id=cast.wzgorze.id,
                    worked_on=date(2027, 3, 12),
                    minutes=75,
                    confirmed_at=APRIL,
                    confirmed_by_id=cast.organiser.id,
                ),
                JournalEntry(
                    user_id=cast.animator.id,
                    worked_on=date(2027, 3, 3),
                    minutes=120,
                    kind=WorkKind.PLANNING,
                    community_id=cast.wzgorze.id,
                ),
            ]
        )
    with time_machine.travel(APRIL):
        browser.sign_in(cast.organiser)
        everything = browser.visit(MARCH)
        of_a_kind = browser.visit(f"{MARCH}&rodzaj=trip")
    found = figures(everything)
    assert found["Wydarzenia prowadzone przez mieszkańców"] == "1"
    assert "100% wydarzeń, które się odbyły" in everything.text
    assert (found["Wolontariusze"], found["Godziny wolontariuszy"]) == ("1", "1 godz. 15 min")
    assert found["Praca razem"] == found["Planowanie"] == "2 godz."

    found = figures(of_a_kind)
    assert found["Spotkania, które się odbyły"] == "1"
    assert "Wolontariusze" not in found
    assert "Godziny wolontariatu nie mają rodzaju ani nurtu" in of_a_kind.text


def test_ideas_count_when_they_were_given_answered_and_done(
    browser: Browser,
    cast: Cast,
    given: object,  # noqa: F811
) -> None:
    with time_machine.travel(APRIL):
        given()  # type: ignore[operator]
        browser.sign_in(cast.organiser)
        now = figures(browser.visit("/panel/raporty?okres=ten-miesiac"))
        before = figures(browser.visit(MARCH))
    assert (now["Pomysły zgłoszone"], now["Pomysły z odpowiedzią"]) == ("1", "0")
    assert before["Pomysły zgłoszone"] == "0"


def test_tallies_of_heads_stand_apart_from_those_of_visits(
    browser: Browser, cast: Cast, hold: Hold
) -> None:
    tallies = (
        Counted(TallyKind.WOMEN, 25),
        Counted(TallyKind.MEN, 10),
        Counted(TallyKind.AGE, 12, 0, 17),
        Counted(TallyKind.ALSO_AGE, 9, 60, None),
    )
    hold(date(2027, 3, 20), heads=40, tallies=tallies)
    with time_machine.travel(APRIL):
        page = browser.sign_in(cast.organiser).visit(MARCH)
    found = figures(page)
    assert "Płeć i wiek osób policzonych" in page.text
    assert "Płeć i wiek przy wizytach" not in page.text
    assert (found["kobiety"], found["mężczyźni"], found["poniżej 18 lat"]) == ("25", "10", "12")
    assert found["w tym 60 lat i więcej"] == "9"


def test_each_trend_is_a_picture_of_its_own_with_its_table(
    browser: Browser, cast: Cast, hold: Hold
) -> None:
    hold(date(2027, 3, 10), [ANNA])
    hold(date(2027, 3, 20), heads=40)
    with time_machine.travel(APRIL):
        browser.sign_in(cast.organiser)
        page = browser.visit("/panel/raporty?okres=ostatni-kwartal")
        long = browser.visit("/panel/raporty?od=2024-01-01&do=2027-03-31")
    pictures = [one for one in page.dom.all("svg", role="img") if "flow" in one.classes]
    assert len(pictures) == 4
    assert pictures[0].all("desc")[0].text == "styczeń 2027: 0; luty 2027: 0; marzec 2027: 1"
    assert pictures[1].all("desc")[0].text == "styczeń 2027: 0; luty 2027: 0; marzec 2027: 40"
    assert "I kwartał 2027" in long.text
    assert "marzec 2027" not in long.text.replace("31 marca 2027", "")


def test_what_makes_no_sense_is_told_in_words_and_kept(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.organiser)
    for more, words in (
        ("od=2027-02-30&do=2027-03-31", "Takiego dnia nie ma w kalendarzu"),
        ("od=2027-03-31&do=2027-03-01", "Ostatni dzień jest przed pierwszym"),
        ("od=2027-03-31", "Podaj oba dni"),
        ("od=0001-01-01&do=9999-12-31", "między rokiem 2000 a 2099"),
        ("od=2001-01-01&do=2090-12-31", "najwyżej 20 lat"),
        ("spolecznosc=999", "takiej nie ma"),
        ("projekt=x", "Takiego projektu nie ma"),
        ("rodzaj=bal&nurt=", "Takiego wyboru nie ma"),
        ("okres=kiedys", "Takiego okresu nie ma"),
    ):
        page = browser.get(f"/panel/raporty?{more}")
        assert page.status == 422, more
        assert words in page.text, more
    page = browser.get("/panel/raporty?od=2027-02-30&do=2027-03-31")
    assert page.dom.all("input", name="od")[0]["value"] == "2027-02-30"
    assert page.dom.all("input", name="do")[0]["value"] == "2027-03-31"


def test_the_figures_leave_as_a_file_and_it_is_noted(
    browser: Browser, store: Session, cast: Cast, hold: Hold
) -> None:
    hold(date(2027, 3, 10), [ANNA, JAN], title="=HYPERLINK(1)")
    with time_machine.travel(APRIL):
        page = browser.sign_in(cast.organiser).visit(MARCH)
        file = page.submit("Pobierz jako CSV")
    table = list(csv.reader(StringIO(file.response.data.decode("utf-8-sig")), delimiter=";"))
    assert ["Kto przyszedł, imiennie", "Wizyty", "2"] in [row[:3] for row in table]
    assert ["Wizyty", "marzec 2027", "2"] in [row[:3] for row in table]
    last = store.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert last is not None
    assert last.action == "reports.taken"
    assert "2027-03-01" in last.sentence("Anna")
