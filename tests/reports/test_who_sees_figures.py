"""Who reads which figures: the organiser all, the team its communities, the adviser no names."""

from datetime import date

import time_machine
from flask import Flask

from osl.accounts.models import Membership, Role
from osl.core.db import db
from osl.journal.models import JournalEntry, WorkKind
from tests.browser import Browser
from tests.cast import Cast
from tests.ideas.conftest import unit
from tests.reports.conftest import APRIL, MARCH, Hold, figures

NAMES = ("Anna Testowa", "Jan Próbny")


def test_the_team_reads_the_figures_of_its_own_communities(
    browser: Browser, app: Flask, cast: Cast, hold: Hold
) -> None:
    hold(date(2027, 3, 10), NAMES)
    hold(date(2027, 3, 11), NAMES[:1], community=cast.ostrowiecka)
    hold(date(2027, 3, 12), heads=30, is_whole_town=True)
    with time_machine.travel(APRIL):
        page = browser.sign_in(cast.social_worker).visit("/panel").follow("Raporty")
        page = browser.visit(MARCH)
        assert page.heading == "Raport: marzec 2027, Wzgórze"
        assert figures(page)["Wizyty"] == "2"
        assert figures(page)["Osoby policzone"] == "0"
        assert "Sąsiedzi z Ostrowieckiej" not in page.text
        refused = browser.get(f"{MARCH}&spolecznosc={cast.ostrowiecka.id}")
        assert refused.status == 422

        with unit(app):
            db.session.add(
                Membership(
                    user_id=cast.animator.id,
                    role=Role.ANIMATOR,
                    community_id=cast.ostrowiecka.id,
                )
            )
        page = browser.sign_in(cast.animator).visit(MARCH)
        assert page.heading == "Raport: marzec 2027"
        assert "Moje społeczności razem" in page.text
        assert figures(page)["Wizyty"] == "3"
        assert figures(page)["Różne osoby"] == "2"


def test_the_adviser_reads_all_figures_and_no_small_number_of_people(
    browser: Browser, cast: Cast, hold: Hold
) -> None:
    hold(date(2027, 3, 10), NAMES, minutes=60)
    hold(date(2027, 3, 12), heads=30)
    with time_machine.travel(APRIL):
        page = browser.sign_in(cast.adviser).visit("/panel").follow("Raporty")
        page = browser.visit(MARCH)
        found = figures(page)
        file = page.submit("Pobierz jako CSV").response.data.decode("utf-8-sig")
    assert found["Różne osoby"] == found["Wizyty"] == "mniej niż 5"
    assert (found["Osoby policzone"], found["Spotkania, które się odbyły"]) == ("30", "2")
    assert found["Godziny spotkań"] == "1 godz."
    assert not [one for one in page.links.values() if "/wiersze/" in one]
    assert "Wizyty;marzec 2027;mniej niż 5" in file
    assert "Różne osoby;mniej niż 5" in file


def test_how_much_the_team_worked_is_for_those_who_see_all_of_it(
    browser: Browser, app: Flask, cast: Cast
) -> None:
    with unit(app):
        db.session.add(
            JournalEntry(
                user_id=cast.animator.id,
                worked_on=date(2027, 3, 3),
                minutes=120,
                kind=WorkKind.PLANNING,
                community_id=cast.wzgorze.id,
            )
        )
    rows = MARCH.replace("raporty?", "raporty/wiersze/praca?")
    with time_machine.travel(APRIL):
        assert figures(browser.sign_in(cast.organiser).visit(MARCH))["Praca razem"] == "2 godz."
        assert browser.get(rows).status == 200
        assert figures(browser.sign_in(cast.adviser).visit(MARCH))["Praca razem"] == "2 godz."
        assert "Praca razem" not in browser.sign_in(cast.social_worker).visit(MARCH).text
        assert browser.get(rows).status == 404


def test_the_administrator_has_no_reports(browser: Browser, cast: Cast) -> None:
    page = browser.sign_in(cast.administrator).visit("/panel")
    assert "Raporty" not in page.links
    assert browser.get("/panel/raporty").status == 403
