"""The curriculum of a course: topics in order, ticked off at each meeting, shared by rounds."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from osl.accounts.models import User
from osl.core.clock import as_of
from osl.core.db import db
from osl.events.models import Event, EventFormat, SignupMode
from osl.events.operations import Facts, delete_draft, publish_event
from osl.events.parts import part_series
from osl.events.rounds import add_round
from osl.events.schedule import Repeated
from osl.logbook.attendance import ABSENT, PRESENT, note_presence
from osl.logbook.curriculum import add_topics, topics_of
from osl.logbook.models import TopicCovered
from tests.browser import Browser, Page
from tests.cast import Cast
from tests.ideas.conftest import unit
from tests.logbook.conftest import (
    Planned,
    SignUp,
    act,
    at_event,
    deeds,
    meeting_of,
    person,
    weekly,
)


@pytest.fixture
def course(planned_before: Planned, signed_up: SignUp) -> int:
    """A course of four Mondays that began three weeks ago, with two people."""
    event = planned_before(
        mondays(), published=True, signup_mode=SignupMode.ONLINE, places=8, title="Kurs ceramiki"
    )
    with as_of(datetime(2027, 1, 4, 9, tzinfo=UTC)):
        for name in ("Anna Przykładowa", "Jan Testowy"):
            signed_up(event, name)
    return event


def mondays() -> Repeated:
    return replace(weekly(date(2027, 2, 8), meeting_count=4), format=EventFormat.COURSE)


def titles(page: Page) -> list[str]:
    return [h3.text for h3 in page.dom.all("section", id="curriculum")[0].all("h3")]


def test_topics_are_added_line_by_line_renamed_moved_and_taken_out(
    browser: Browser, cast: Cast, course: int, store: Session
) -> None:
    page = browser.sign_in(cast.animator).visit(f"/panel/dziennik/kurs/{course}")
    form = page
    page = page.submit("Dodaj tematy", {"Nowe tematy, każdy w osobnej linii": "Glina\n\nSzkliwo\n"})
    assert page.notices == ["Dodano 2 tematy."]
    assert titles(page) == ["1. Glina", "2. Szkliwo"]
    page = form.submit("Dodaj tematy", {"Nowe tematy, każdy w osobnej linii": "glina\nSzkliwo"})
    assert page.notices == ["Te tematy już są w programie."]

    page = page.submit("Niżej")
    assert titles(page) == ["1. Szkliwo", "2. Glina"]
    renaming = page.follow("Zmień nazwę: Glina")
    page = renaming.submit("Zapisz", {"Temat": "szkliwo"})
    assert page.errors == ["Inny temat tego kursu już tak się nazywa."]
    page = page.submit("Zapisz", {"Temat": "Glina i narzędzia"})
    assert titles(page) == ["1. Szkliwo", "2. Glina i narzędzia"]
    page = renaming.submit("Zapisz", {"Temat": "Glina biała"})  # from a page opened before
    assert page.status == 409
    assert "Glina i narzędzia" in page.text

    page = browser.visit(f"/panel/dziennik/kurs/{course}").submit("Usuń z programu: Szkliwo")
    assert titles(page) == ["1. Glina i narzędzia"]
    page = page.submit("Przywróć temat")
    assert titles(page) == ["1. Glina i narzędzia", "2. Szkliwo"]
    assert deeds(store).count("logbook.curriculum") == 5


def test_a_topic_is_ticked_off_in_the_log_of_a_meeting(
    app: Flask, browser: Browser, cast: Cast, course: int, store: Session
) -> None:
    at_event(app, course, add_topics, ["Glina", "Szkliwo"], actor=cast.animator)
    meeting = meeting_of(store, course)
    page = browser.sign_in(cast.animator).visit(f"/panel/dziennik/{meeting}/wpis")
    page = page.submit(
        "Zapisz w dzienniku", {"Co zostało zrobione": "Miski.", "Omówione tematy": ["Glina"]}
    )
    assert "Omówione tematy Glina" in page.text
    page = page.follow("Program i obecność")
    assert "Omówione tematy: 1 z 2." in page.text
    assert "poniedziałek, 8 lutego" in page.links
    page = browser.visit(f"/panel/dziennik/{meeting}/wpis").submit(
        "Zapisz w dzienniku", {"Omówione tematy": ["Szkliwo"]}
    )
    store.expire_all()
    assert store.query(TopicCovered).count() == 1
    assert deeds(store)[-1] == "logbook.corrected"


def test_a_topic_of_another_course_is_refused_and_other_teams_see_nothing(
    app: Flask, browser: Browser, cast: Cast, course: int, planned: Planned, planned_before: Planned
) -> None:
    other = planned_before(mondays(), published=True, title="Kurs szycia")
    at_event(app, other, add_topics, ["Igła"], actor=cast.animator)
    page = browser.sign_in(cast.animator).visit(f"/panel/dziennik/kurs/{other}")
    of_other = page.links["Zmień nazwę: Igła"].replace(f"/{other}/", f"/{course}/")
    assert browser.get(of_other).status == 404
    single = planned(published=True)
    assert browser.get(f"/panel/dziennik/kurs/{single}").status == 404
    assert browser.sign_in(cast.other_animator).get(f"/panel/dziennik/kurs/{course}").status == 404


def test_presence_is_told_person_by_person_as_a_share(
    app: Flask, browser: Browser, cast: Cast, course: int, store: Session
) -> None:
    anna, jan = person(store, "Anna Przykładowa"), person(store, "Jan Testowy")
    first = meeting_of(store, course)
    act(app, first, note_presence, anna, PRESENT, actor=cast.animator)
    act(app, first, note_presence, jan, ABSENT, actor=cast.animator)
    page = browser.sign_in(cast.animator).visit(f"/panel/dziennik/kurs/{course}")
    rows = page.dom.all("section", id="presence")[0].all("tbody")[0].all("tr")
    assert [row.text for row in rows] == [
        "Anna Przykładowa 1 z 1, 100% ✓obecność",
        "Jan Testowy 0 z 1, 0% –nieobecność",
    ]


def test_every_round_of_a_course_has_the_same_curriculum(
    app: Flask, browser: Browser, cast: Cast, course: int, planned_before: Planned, store: Session
) -> None:
    second = planned_before(mondays(), published=True, title="Kurs ceramiki")
    store.get_one(Event, second).round_of_id = course
    store.commit()
    at_event(app, second, add_topics, ["Glina"], actor=cast.animator)
    page = browser.sign_in(cast.animator).visit(f"/panel/dziennik/kurs/{course}")
    assert titles(page) == ["1. Glina"]


def test_a_deleted_first_round_leaves_its_curriculum_to_the_next_one(
    app: Flask, cast: Cast, planned: Planned
) -> None:
    first = planned(mondays(), title="Kurs ceramiki")
    with unit(app):
        actor = db.session.get_one(User, cast.organiser.id)
        event = db.session.get_one(Event, first)
        rule = replace(weekly(date(2027, 5, 3), meeting_count=4).rule, first_on=date(2027, 5, 3))
        when = Repeated(rule, EventFormat.COURSE)
        second = add_round(event, when, replace(Facts.of(event), round_name="B"), actor=actor)
        db.session.flush()
        publish_event(second, actor=actor)
        add_topics(second, ["Glina"], actor=actor)
        number = second.id
    at_event(app, first, delete_draft, actor=cast.organiser)
    with unit(app):
        assert [one.title for one in topics_of(db.session.get_one(Event, number))] == ["Glina"]


def test_a_draft_whose_later_part_is_published_stays_with_what_belongs_to_it(
    app: Flask, cast: Cast, planned: Planned, browser: Browser, store: Session
) -> None:
    first = planned(replace(weekly(meeting_count=4), format=EventFormat.COURSE))
    with unit(app):
        actor = db.session.get_one(User, cast.organiser.id)
        later = part_series(db.session.get_one(Event, first).occurrences[2], actor=actor)
        db.session.flush()
        publish_event(later, actor=actor)
        add_topics(later, ["Glina"], actor=actor)
    form = browser.sign_in(cast.organiser).visit("events.deletion", event_id=first)
    page = form.submit("Usuń na zawsze")
    assert page.status == 422
    assert "późniejsza część" in page.errors[0]
    assert store.get(Event, first) is not None
    assert deeds(store)[-1] == "logbook.curriculum"
