"""Whoever came says how it was: without a name, in a minute, and each only once by mistake."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from osl.core.audit import AuditEntry
from osl.surveys import limits
from osl.surveys.models import Remark, Survey
from osl.surveys.operations import close_survey, start_survey
from tests.browser import Browser
from tests.cast import Cast, sign_in_as
from tests.events.conftest import everything
from tests.logbook.conftest import at_event
from tests.surveys.conftest import (
    AGAIN,
    CHANGE,
    RATING,
    Opened,
    Planned,
    address,
    at_once,
    at_survey,
    counts,
    evening,
    fill_in,
    give,
    meeting_of,
    sheets,
    weekly,
)


def test_a_neighbour_answers_what_they_like_and_leaves_the_rest(
    app: Flask, browser: Browser, picnic: int, opened: Opened, store: Session
) -> None:
    where = address(app, opened(picnic))
    page = browser.visit(where)
    assert page.heading == "Jak było? Piknik na skwerze"
    assert "Bez nazwiska i bez konta." in page.text
    assert page.response.headers["Cache-Control"] == "no-store"
    assert page.response.headers["Referrer-Policy"] == "no-referrer"
    page = page.submit(
        "Wyślij odpowiedź", {RATING: "Tak sobie", AGAIN: "Tak", CHANGE: "Więcej cienia."}
    )
    assert page.heading == "Dziękujemy za odpowiedź"
    assert "Co z tym robimy" in page.text
    assert counts(store) == {RATING: {3: 1}, AGAIN: {3: 1}}
    assert sheets(store) == {"online": 1}
    assert store.scalars(select(Remark.text)).all() == ["Więcej cienia."]


def test_the_same_device_is_counted_once_and_told_so(
    app: Flask,
    browser: Browser,
    another_browser: Browser,
    picnic: int,
    opened: Opened,
    store: Session,
) -> None:
    where = address(app, opened(picnic))
    form = browser.visit(where)
    form.submit("Wyślij odpowiedź", {RATING: "Dobrze"})
    again = form.submit("Wyślij odpowiedź", {RATING: "Bardzo źle", CHANGE: "Jeszcze coś"})
    assert again.status == 409
    assert again.heading == "Już mamy Twoją odpowiedź"
    assert "Jeszcze coś" in again.text  # nothing typed is lost
    assert browser.visit(where).heading == "Już mamy Twoją odpowiedź"
    assert sheets(store) == {"online": 1}
    fill_in(another_browser, where)
    assert sheets(store) == {"online": 2}


def test_a_double_click_that_comes_before_the_cookie_is_one_answer(
    app: Flask, browser: Browser, picnic: int, opened: Opened, store: Session
) -> None:
    form = browser.visit(address(app, opened(picnic)))
    form.submit("Wyślij odpowiedź", {RATING: "Dobrze"})
    browser.client.delete_cookie("osl-ankieta", domain="127.0.0.1", path="/ankieta")
    assert form.submit("Wyślij odpowiedź", {RATING: "Dobrze"}).status == 200
    assert sheets(store) == {"online": 1}


def test_an_empty_sheet_and_a_pesel_are_refused_and_the_words_stay(
    app: Flask, browser: Browser, picnic: int, opened: Opened, store: Session
) -> None:
    before = opened(picnic)
    page = browser.visit(address(app, before)).submit("Wyślij odpowiedź")
    assert (page.status, page.errors) == (
        422,
        ["Zaznacz choć jedną odpowiedź albo napisz kilka słów."],
    )
    page = page.submit("Wyślij odpowiedź", {RATING: "Dobrze", CHANGE: "Mój PESEL 44051401359"})
    assert page.status == 422
    assert "44051401359" in page.dom.all("textarea")[0].text
    assert [one["value"] for one in page.dom.all("input") if "checked" in one.attributes] == ["4"]
    long = page.submit("Wyślij odpowiedź", {CHANGE: "a" * 501})
    assert long.status == 422
    assert sheets(store) == {}
    assert "osl-ankieta" not in str(long.response.headers)


def test_the_latest_meeting_is_answered_for_two_weeks(
    app: Flask,
    browser: Browser,
    planned: Planned,
    opened: Opened,
    clock: time_machine.Traveller,
    store: Session,
) -> None:
    event = planned(weekly(meeting_count=2), published=True)
    survey = opened(event, begun=False)
    where = address(app, survey)
    assert "Otworzy się, gdy zacznie się" in browser.visit(where).text
    clock.shift(timedelta(days=4))  # Friday, the day after the first meeting
    form = browser.visit(where)
    assert "4 marca 2027" in form.text
    clock.shift(timedelta(days=7))
    assert "11 marca 2027" in browser.visit(where).text
    clock.move_to(datetime(2027, 3, 25, 15, 55, tzinfo=UTC))  # in five minutes it is two weeks
    form = browser.visit(where)
    clock.shift(timedelta(minutes=10))
    late = form.submit("Wyślij odpowiedź", {RATING: "Dobrze", CHANGE: "Za późno"})
    assert late.status == 409
    assert "Za późno" in late.dom.all("textarea")[0].text
    assert sheets(store) == {}


def test_a_closed_survey_takes_nothing_more(
    app: Flask, cast: Cast, browser: Browser, picnic: int, opened: Opened, store: Session
) -> None:
    survey = opened(picnic)
    at_survey(app, survey, close_survey, actor=cast.animator)
    page = browser.visit(address(app, survey))
    assert page.heading == "Ankieta jest zamknięta"
    assert sheets(store) == {}
    assert browser.get(f"/ankieta/{survey}-AAAA-AAAA").status == 404


def test_twenty_people_answer_at_once_and_twenty_are_counted(
    app: Flask, picnic: int, opened: Opened, store: Session
) -> None:
    survey = opened(picnic)
    meeting = meeting_of(store, picnic)
    store.close()
    people = [lambda n=n: give(app, survey, meeting, n % 5 + 1, 3, words=f"{n}") for n in range(20)]
    assert at_once(*people) == [None] * 20
    assert counts(store)[RATING] == dict.fromkeys((5, 4, 3, 2, 1), 4)
    assert sheets(store) == {"online": 20}
    assert len(store.scalars(select(Remark.id)).all()) == 20


def test_several_who_begin_a_survey_at_once_begin_one(
    app: Flask, cast: Cast, picnic: int, store: Session
) -> None:
    def begin() -> None:
        at_event(app, picnic, start_survey, actor=cast.animator)

    assert at_once(*[begin] * 6) == [None] * 6
    assert len(store.scalars(select(Survey.id)).all()) == 1


def test_after_an_answer_only_counts_and_words_have_changed(
    app: Flask,
    browser: Browser,
    another_browser: Browser,
    picnic: int,
    opened: Opened,
    store: Session,
) -> None:
    where = address(app, opened(picnic))
    fill_in(another_browser, where)
    audit = store.scalars(select(AuditEntry.id)).all()
    before = everything(store)
    fill_in(browser, where, values={CHANGE: "Było miło."})
    after = everything(store)
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"survey_answer_count", "survey_sheet_count", "survey_remark"}
    # No row is made for an answer: those of the counts were there, each with its number.
    for name in ("survey_answer_count", "survey_sheet_count"):
        assert [row[:-1] for row in after[name]] == [row[:-1] for row in before[name]]
    columns = {
        column.name: column.type.python_type
        for kind in (Remark,)
        for column in kind.__table__.columns
    }
    assert columns == {"id": str, "question_id": int, "text": str}
    assert store.scalars(select(AuditEntry.id)).all() == audit


def test_what_comes_from_one_network_is_counted_in_memory_alone(
    app: Flask,
    browser: Browser,
    picnic: int,
    opened: Opened,
    store: Session,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    where = address(app, opened(picnic))
    monkeypatch.setattr(limits, "PER_NETWORK", 1)
    monkeypatch.setitem(app.config, "LIMITS_SURVEYS", True)
    limits._came.clear()
    fill_in(browser, where)
    page = fill_in(Browser(app, sign_in_as), where, values={CHANGE: "Te słowa zostają"})
    assert page.status == 429
    assert "Te słowa zostają" in page.dom.all("textarea")[0].text
    assert sheets(store) == {"online": 1}
    limits._came.clear()


def test_an_animator_sets_a_survey_up_in_one_tap_and_changes_it_until_somebody_answers(
    app: Flask, cast: Cast, browser: Browser, planned: Planned, opened: Opened, store: Session
) -> None:
    event = planned(evening(), published=True)
    page = browser.sign_in(cast.animator).visit("/panel/ankiety").submit("Załóż ankietę")
    assert page.heading == "Ankieta: Gry sąsiedzkie"
    survey = store.scalars(select(Survey)).one()
    assert [one.standard for one in survey.questions] == ["rating", "useful", "again", "change"]
    full = {"Treść pytania": "Czy godzina pasuje?", "Jak się odpowiada": "Tak, może, nie"}
    page = page.follow("Dodaj pytanie").submit("Zapisz pytanie", full)
    assert page.notices == ["Pytanie dodane."]
    assert "Dodaj pytanie" not in page.links  # five are enough
    deeds = store.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert deeds[-2:] == ["survey.started", "survey.questions_changed"]
    opened(event)
    give(app, survey.id, meeting_of(store, event), 5)
    question = survey.questions[0].id
    where = f"/panel/ankiety/{survey.id}/pytania/{question}"
    page = browser.sign_in(cast.animator).visit(where)
    refused = page.submit("Zapisz pytanie", {"Treść pytania": "Czy było miło?"})
    assert refused.status == 422
    assert "Ktoś już odpowiedział" in refused.errors[0]
    assert refused.dom.all("input", name="text")[0]["value"] == "Czy było miło?"
