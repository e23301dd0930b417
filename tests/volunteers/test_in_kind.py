"""What volunteers' hours are worth to a grant: the project's own rate, and sums that add up."""

import csv
from datetime import date
from io import StringIO

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from osl.communities.models import FundingProject
from osl.core.audit import AuditEntry
from osl.core.db import db
from osl.volunteers.hours import confirm_hours
from osl.volunteers.models import HoursEntry, Task
from tests.browser import Browser
from tests.cast import Cast
from tests.events.conftest import Planned
from tests.ideas.conftest import unit
from tests.volunteers.giving import act, agreement, give, somebody


@pytest.fixture
def project(app: Flask, cast: Cast) -> int:
    with unit(app):
        one = FundingProject(title="Blisko siebie", sentence="Dofinansowane.", volunteer_rate=3140)
        db.session.add(one)
        db.session.flush()
        return one.id


def confirmed(app: Flask, cast: Cast, entry: int) -> int:
    act(app, lambda one, actor: confirm_hours([one], actor=actor), entry, by=cast.animator)
    return entry


def test_the_rate_is_typed_in_the_project_as_money(
    cast: Cast, browser: Browser, project: int, store: Session
) -> None:
    form = browser.sign_in(cast.organiser).visit("funding.edit_project", project_id=project)
    label = "Stawka za godzinę wolontariatu (zł)"
    shown = {one["name"]: one["value"] for one in form.dom.all("input")}
    assert shown["volunteer_rate"] == "31,40"
    for typed, grosze in (("40", 4000), ("1 031,5 zł", 103150), ("0,07", 7), ("", None)):
        assert form.submit("Zapisz", {label: typed}).status == 200
        store.expire_all()
        assert store.get_one(FundingProject, project).volunteer_rate == grosze
        form = browser.visit("funding.edit_project", project_id=project)
    for wrong in ("-5", "31,404", "trzydzieści", "1e3", "99999"):
        page = form.submit("Zapisz", {label: wrong})
        assert page.errors == ["Wpisz kwotę tak: 31,40."]
        assert {one["name"]: one["value"] for one in page.dom.all("input")}[
            "volunteer_rate"
        ] == wrong


def test_only_confirmed_hours_of_the_project_and_the_period_have_a_value(
    app: Flask, cast: Cast, browser: Browser, project: int, planned: Planned, store: Session
) -> None:
    zofia = somebody(app, cast.wzgorze)
    jan = somebody(app, cast.wzgorze, "Jan Próbny", phone="600300400")
    signed = agreement(app, cast, zofia, funding_project_id=project)
    event_id = planned()
    with unit(app):
        event_task = Task(community_id=cast.wzgorze.id, event_id=event_id, title="Stolik")
        db.session.add(event_task)
        db.session.flush()
        task_id = event_task.id
    for minutes in (50, 50, 20):
        entry = give(app, zofia, cast.wzgorze, None, minutes=minutes, agreement_id=signed)
        confirmed(app, cast, entry)
    of_event = confirmed(app, cast, give(app, jan, cast.wzgorze, None, minutes=60, what="Stolik"))
    with unit(app):
        db.session.get_one(HoursEntry, of_event).task_id = task_id
        db.session.get_one(Task, task_id).event.funding_project_id = project
    give(app, zofia, cast.wzgorze, None, minutes=600, agreement_id=signed)  # waits
    confirmed(app, cast, give(app, jan, cast.wzgorze, None, minutes=600))  # of no project
    old = agreement(
        app, cast, zofia, number="W/1/2026", starts_on=date(2026, 5, 1), ends_on=None,
        funding_project_id=project,
    )  # fmt: skip
    last_may = {"on": date(2026, 5, 2), "agreement_id": old}
    entry = give(app, zofia, cast.wzgorze, cast.organiser, minutes=60, **last_may)
    confirmed(app, cast, entry)

    desk = browser.sign_in(cast.organiser)
    page = desk.visit(f"/panel/godziny/wklad/{project}?od=2027-01-01&do=2027-12-31")
    # 26,17 + 26,17 + 10,47 = 62,81: each entry by itself, not 120 minutes at once (62,80).
    assert "Zofia Wzorcowa Wzgórze 3 2 godz. 62,81" in page.text.replace("\xa0", " ")
    assert "Jan Próbny Wzgórze 1 1 godz. 31,40" in page.text.replace("\xa0", " ")
    assert "3 godz. potwierdzone" in page.text
    assert "94,21 zł" in page.text.replace("\xa0", " ")
    rows = page.follow("Zofia Wzorcowa")
    text = rows.text.replace("\xa0", " ")
    assert text.count("26,17 zł") == 2
    assert text.count("10,47 zł") == 1
    assert "Jan" not in text.replace("Jan Testowy", "")
    assert "31,40" in desk.visit(
        f"/panel/godziny/wklad/{project}?od=2026-05-02&do=2026-05-02"
    ).text.replace("\xa0", " ")


def test_a_project_without_a_rate_values_nothing_and_says_so(
    app: Flask, cast: Cast, browser: Browser, project: int
) -> None:
    with unit(app):
        db.session.get_one(FundingProject, project).volunteer_rate = None
    zofia = somebody(app, cast.wzgorze)
    signed = agreement(app, cast, zofia, funding_project_id=project)
    confirmed(app, cast, give(app, zofia, cast.wzgorze, None, minutes=60, agreement_id=signed))
    desk = browser.sign_in(cast.organiser)
    page = desk.visit(f"/panel/godziny/wklad/{project}")
    assert "nie ma jeszcze stawki" in page.text
    assert "0,00" not in page.text
    page = desk.visit(f"/panel/godziny/wklad/{project}/eksport").submit("Pobierz")
    assert page.errors == ["Najpierw wpisz w projekcie stawkę za godzinę wolontariatu."]


def test_the_file_holds_every_entry_and_it_is_noted_who_took_it(
    app: Flask, cast: Cast, browser: Browser, project: int, store: Session
) -> None:
    zofia = somebody(app, cast.wzgorze, name="=Zofia Wzorcowa")
    signed = agreement(app, cast, zofia, funding_project_id=project)
    for minutes in (50, 90):
        entry = give(app, zofia, cast.wzgorze, None, minutes=minutes, agreement_id=signed)
        confirmed(app, cast, entry)
    form = browser.sign_in(cast.organiser).visit(
        f"/panel/godziny/wklad/{project}/eksport?od=2027-02-01&do=2027-02-28"
    )
    page = form.submit("Pobierz", {"Rodzaj pliku": "csv"})
    table = list(csv.reader(StringIO(page.response.data.decode("utf-8-sig")), delimiter=";"))
    assert [(row[1], row[6], row[8]) for row in table[1:]] == [
        ("'=Zofia Wzorcowa", "50", "26,17"),
        ("'=Zofia Wzorcowa", "90", "47,10"),
    ]
    logged = store.scalars(select(AuditEntry).where(AuditEntry.action == "hours.exported")).one()
    assert logged.actor_id == cast.organiser.id
    assert logged.details["count"] == 2
    assert form.submit("Pobierz").response.mimetype.endswith("sheet")


@pytest.mark.parametrize("period", ["od=2027-03-01&do=2027-02-01", "od=x&do=y", "od=0001-01-01"])
def test_a_period_that_cannot_be_is_answered_in_words(
    cast: Cast, browser: Browser, project: int, period: str
) -> None:
    page = browser.sign_in(cast.organiser).visit(f"/panel/godziny/wklad/{project}?{period}")
    assert page.status == 422
    assert page.errors
