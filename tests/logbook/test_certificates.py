"""Certificates of a course: for a stated share of its meetings, once, and on paper."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
import time_machine
from flask import Flask
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from osl.accounts.models import User
from osl.communities.models import Community
from osl.core.audit import AuditEntry
from osl.core.clock import as_of
from osl.core.db import db
from osl.events.models import Event, EventFormat, Occurrence, SignupMode
from osl.events.parts import part_series
from osl.logbook.attendance import ABSENT, PRESENT, note_presence
from osl.logbook.certificates import issue_certificates
from osl.logbook.models import AttendanceCertificate, LogEntry, Mark, Topic, TopicCovered
from osl.logbook.presence import presence_of_course
from osl.signups.models import Signup
from tests.browser import Browser, Page
from tests.cast import Cast
from tests.ideas.conftest import unit
from tests.logbook.conftest import Planned, SignUp, act, deeds, person, weekly
from tests.logbook.test_printed_list import assert_well_made, on_pages, opened, paid_for
from tests.volunteers.test_papers import words

WAS_THERE = {"Anna Przykładowa": "++++-", "Jan Testowy": "+++-.", "Maria Wzorcowa": "....."}
"""At the five meetings of March that somebody noted: there, absent, or nothing noted."""

ISSUE = "Wystaw zaświadczenia"
REASON = "Dlaczego ktoś poniżej progu dostaje zaświadczenie"


@pytest.fixture
def course(
    app: Flask,
    cast: Cast,
    planned: Planned,
    signed_up: SignUp,
    store: Session,
    clock: time_machine.Traveller,
) -> int:
    """A course of six meetings, of which five are noted and one nobody noted."""
    made = planned(
        replace(weekly(meeting_count=6), format=EventFormat.COURSE),
        title="Kurs komputerowy",
        signup_mode=SignupMode.ONLINE,
        places=20,
        published=True,
    )
    for name in WAS_THERE:
        signed_up(made, name)
    clock.move_to(datetime(2027, 4, 20, 10, tzinfo=UTC))
    meetings = store.scalars(
        select(Occurrence.id).where(Occurrence.event_id == made).order_by(Occurrence.starts_at)
    ).all()
    for name, noted in WAS_THERE.items():
        for meeting, what in zip(meetings[:5], noted, strict=True):
            if what != ".":
                state = PRESENT if what == "+" else ABSENT
                act(app, meeting, note_presence, person(store, name), state, actor=cast.animator)
    return made


def index(browser: Browser, event_id: int) -> Page:
    return browser.visit("attendance_certificates.index", event_id=event_id)


def made(store: Session) -> list[AttendanceCertificate]:
    store.expire_all()
    return list(store.scalars(select(AttendanceCertificate).order_by(AttendanceCertificate.id)))


def test_the_share_is_of_the_meetings_somebody_noted(app: Flask, course: int) -> None:
    with unit(app):
        rows = presence_of_course(db.session.get_one(Event, course))
        told = [(one.person.name, one.present, one.percent, one.minutes) for one in rows]
        held = {len(one.meetings) for one in rows}
    assert held == {5}
    assert told == [
        ("Anna Przykładowa", 4, 80, 360),
        ("Jan Testowy", 3, 60, 270),
        ("Maria Wzorcowa", 0, 0, 0),
    ]


def test_who_reaches_the_share_is_chosen_already_and_gets_one(
    browser: Browser, cast: Cast, course: int, store: Session
) -> None:
    page = index(browser.sign_in(cast.animator), course)
    assert "Zaświadczenie należy się od 80% spotkań" in page.text
    page = page.submit(ISSUE)
    assert page.notices[0] == "1 zaświadczenie jest gotowe."
    (one,) = made(store)
    assert (one.number, one.percent, one.meetings, one.minutes) == ("ZU/1/2027", 80, 4, 360)
    assert deeds(store)[-1] == "attendance_certificate.issued"


def test_made_out_twice_it_is_the_same_one(
    browser: Browser, cast: Cast, course: int, store: Session
) -> None:
    page = index(browser.sign_in(cast.animator), course)
    for _click in range(2):
        page.submit(ISSUE)
    assert [one.number for one in made(store)] == ["ZU/1/2027"]
    assert deeds(store).count("attendance_certificate.issued") == 1


def test_below_the_share_it_takes_a_reason_which_stays_in_the_history(
    browser: Browser, cast: Cast, course: int, store: Session
) -> None:
    page = index(browser.sign_in(cast.animator), course)
    page = page.submit(ISSUE, {"Jan Testowy": True})
    assert page.status == 422
    assert "Napisz, dlaczego" in page.errors[0]
    assert made(store) == []
    page.submit(ISSUE, {REASON: "Zajęcia odrobione w domu"})
    assert [one.percent for one in made(store)] == [80, 60]
    last = store.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert last is not None
    assert last.action == "attendance_certificate.issued_below"
    assert last.details["reason"] == "Zajęcia odrobione w domu"
    assert "Jan" not in str(last.details)


def test_another_share_changes_who_reaches_it(
    browser: Browser, cast: Cast, course: int, store: Session
) -> None:
    page = index(browser.sign_in(cast.animator), course).follow("Zmień próg")
    assert page.submit("Zapisz", {"Próg: ile procent spotkań": 120}).status == 422
    second = browser.visit("attendance_certificates.share", event_id=course)
    page.submit("Zapisz", {"Próg: ile procent spotkań": 60})
    assert second.submit("Zapisz", {"Próg: ile procent spotkań": 70}).status == 409
    index(browser, course).submit(ISSUE)
    assert len(made(store)) == 2
    assert "attendance_certificate.share_changed" in deeds(store)


def test_a_mistaken_one_is_withdrawn_and_its_number_never_used_again(
    browser: Browser, cast: Cast, course: int, store: Session
) -> None:
    index(browser.sign_in(cast.animator), course).submit(ISSUE)
    first = made(store)[0].id
    page = browser.visit("attendance_certificates.withdrawal", certificate_id=first)
    page = page.submit("Wycofaj zaświadczenie")
    assert page.notices == ["Zaświadczenie ZU/1/2027 jest wycofane."]
    shown = browser.visit("attendance_certificates.paper", certificate_id=first)
    assert "wycofane" in shown.notices[0]
    index(browser, course).submit(ISSUE)
    assert [one.number for one in made(store)] == ["ZU/1/2027", "ZU/2/2027"]


def test_the_paper_says_what_was_learnt_and_for_how_long(
    app: Flask, browser: Browser, cast: Cast, course: int, store: Session
) -> None:
    paid_for(app, course)
    cover(app, course, "Poczta elektroniczna", "Zakupy w sieci")
    index(browser.sign_in(cast.animator), course).submit(ISSUE)
    number = made(store)[0].id
    content = opened(browser, "attendance_certificates.paper", certificate_id=number)
    assert_well_made(content, pages=1)
    text = words(content)
    for said in (
        "nr ZU/1/2027",
        "Anna Przykładowa",
        "Kurs komputerowy",
        "od 4 marca 2027 do 1 kwietnia 2027",
        "w 4 spotkaniach, czyli 80% zajęć",
        "6 godz., czyli 8 godz. lekcyjnych po 45 minut",
        "Poczta elektroniczna",
        "Podpis osoby upoważnionej",
        "Dofinansowane przez Unię Europejską.",
    ):
        assert said in text
    assert "Zakupy w sieci" not in text
    assert deeds(store)[-1] == "attendance_certificate.paper_made"


def test_all_of_them_come_in_one_file_each_on_its_sheet(
    app: Flask, browser: Browser, cast: Cast, course: int, store: Session
) -> None:
    paid_for(app, course)
    page = index(browser.sign_in(cast.animator), course)
    page = page.submit(ISSUE, {"Jan Testowy": True, REASON: "Zajęcia odrobione w domu"})
    content = page.follow("Otwórz te 2 zaświadczenia w jednym PDF").response.data
    assert_well_made(content, pages=2)
    first, second = on_pages(content)
    assert "Anna Przykładowa" in first
    assert "Jan Testowy" in second
    assert "Dofinansowane" in first
    assert "Dofinansowane" in second


def test_a_course_nobody_noted_has_none_to_give(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    event = planned(published=True)
    page = index(browser.sign_in(cast.animator), event)
    assert "Nie ma jeszcze zapisanej obecności" in page.text
    assert index(browser.sign_in(cast.other_animator), event).status == 404


def cover(app: Flask, event_id: int, done: str, left: str) -> None:
    """Give a course two topics, of which one was covered."""
    with unit(app):
        first = db.session.scalars(
            select(LogEntry).order_by(LogEntry.held_on, LogEntry.id).limit(1)
        ).one()
        covered = Topic(event_id=event_id, position=1, title=done)
        db.session.add_all([covered, Topic(event_id=event_id, position=2, title=left)])
        db.session.flush()
        db.session.add(TopicCovered(occurrence_id=first.occurrence_id, topic_id=covered.id))


def test_what_is_left_of_people_who_were_erased_is_told_without_their_names(
    app: Flask, browser: Browser, cast: Cast, course: int, store: Session
) -> None:
    anna = person(store, "Anna Przykładowa")
    meeting = store.scalars(select(Occurrence.id).order_by(Occurrence.starts_at)).first()
    store.close()
    with unit(app):
        actor = db.session.get_one(User, cast.animator.id)
        issue_certificates(db.session.get_one(Event, course), [anna], actor=actor)
    with unit(app):
        for table in (Mark, AttendanceCertificate):
            db.session.execute(update(table).where(table.person_id == anna).values(person_id=None))
        db.session.execute(delete(Signup).where(Signup.person_id == anna))
    roll = browser.sign_in(cast.animator).visit("attendance.show", meeting_id=meeting)
    assert "Dane osób usunięto: 1 wizyta została bez nazwiska." in roll.text
    of_course = browser.visit("logbook.course", event_id=course)
    assert "Dane osób usunięto: 4 wizyty zostały bez nazwisk." in of_course.text
    page = index(browser, course)
    assert "Obecność jest zapisana z 5 spotkań." in page.text
    assert "Wystawione osobom, których dane usunięto: ZU/1/2027." in page.text
    assert "Anna" not in roll.text + of_course.text + page.text


def test_the_team_of_a_later_part_prints_the_certificates_it_makes_out(
    app: Flask, another_browser: Browser, cast: Cast, course: int
) -> None:
    with unit(app), as_of(datetime(2027, 3, 2, 9, tzinfo=UTC)):
        actor = db.session.get_one(User, cast.organiser.id)
        later = part_series(db.session.get_one(Event, course).occurrences[3], actor=actor)
        later.communities = [db.session.get_one(Community, cast.ostrowiecka.id)]
        db.session.flush()
        number = later.id
    page = index(another_browser.sign_in(cast.other_animator), number).submit(ISSUE)
    assert page.notices == ["1 zaświadczenie jest gotowe."]
    made = another_browser.visit("attendance_certificates.paper", certificate_id=1)
    assert made.response.mimetype == "application/pdf"
    page = another_browser.visit("attendance_certificates.withdrawal", certificate_id=1)
    assert page.submit("Wycofaj zaświadczenie").path == f"/panel/zaswiadczenia/{number}"
