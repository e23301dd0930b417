"""Specialists are chosen for events; nobody unchecked leads one for minors."""

from datetime import timedelta

import time_machine
from flask import Flask, render_template
from sqlalchemy import select
from sqlalchemy.orm import Session

from osl.accounts.models import User
from osl.communities.models import Audience
from osl.core.audit import AuditEntry
from osl.core.db import db
from osl.events.cancellations import cancel_event
from osl.events.models import Event, Occurrence
from osl.logbook.page import sections_for
from osl.logbook.specialist_hours import hours_led, states_of
from osl.specialists.leading import choose_specialist
from osl.specialists.models import EventSpecialist, Specialist, SpecialistContract
from tests.browser import Browser
from tests.cast import Cast
from tests.events.test_lists import queries_counted
from tests.ideas.conftest import unit
from tests.signups.conftest import at_once
from tests.specialists.conftest import TODAY, Known, Planned, agree, choose, evening, led, weekly


def chosen(store: Session) -> list[tuple[int, int]]:
    rows = select(EventSpecialist.event_id, EventSpecialist.specialist_id)
    return [(event, one) for event, one in store.execute(rows.order_by(EventSpecialist.event_id))]


def test_an_animator_chooses_who_leads_and_takes_them_off(
    browser: Browser, cast: Cast, known: Known, planned: Planned, store: Session
) -> None:
    number, event = known(), planned(published=True)
    browser.sign_in(cast.animator).visit("events.show", event_id=event)
    page = browser.visit("specialists.of_event", event_id=event)
    first = page.submit("Prowadzi: Ewa Jogowa")
    assert first.notices == ["Zapisano: prowadzi Ewa Jogowa."]
    page.submit("Prowadzi: Ewa Jogowa")
    assert chosen(store) == [(event, number)]
    assert "Ewa Jogowa" in browser.visit("events.show", event_id=event).text
    entry = store.scalars(select(AuditEntry).where(AuditEntry.action == "specialist.chosen")).one()
    assert entry.details["specialist_id"] == number
    assert "Ewa" not in str(entry.details)

    first.submit("Nie prowadzi: Ewa Jogowa")
    assert chosen(store) == []
    last = store.scalars(select(AuditEntry.action).order_by(AuditEntry.id.desc())).first()
    assert last == "specialist.taken_off"


def test_several_who_choose_a_specialist_at_once_choose_them_once(
    app: Flask, cast: Cast, known: Known, planned: Planned, store: Session
) -> None:
    number, event = known(), planned(published=True)

    def take() -> None:
        with unit(app):
            specialist = db.session.get_one(Specialist, number)
            actor = db.session.get_one(User, cast.animator.id)
            choose_specialist(db.session.get_one(Event, event), specialist, actor=actor)

    assert at_once(*[take] * 6) == [None] * 6
    assert chosen(store) == [(event, number)]


def test_an_event_for_minors_needs_all_three_checks(
    browser: Browser, cast: Cast, known: Known, planned: Planned, store: Session
) -> None:
    ready, number = known("Anna Chór", checked=True), known()
    event = planned(published=True, audience=Audience.CHILDREN)
    page = browser.sign_in(cast.organiser).visit("specialists.of_event", event_id=event)
    assert "Brakuje: Rejestr sprawców" in page.text
    token = page.dom.all("input", name="csrf_token")[0]["value"]
    sent = [("csrf_token", token), ("specialist", str(number))]
    page = browser.post(page.path, sent)
    assert page.status == 422
    assert "Rejestr Państwowej Komisji" in page.errors[0]
    page.submit("Prowadzi: Anna Chór")
    assert chosen(store) == [(event, ready)]


def test_an_event_that_is_for_minors_later_warns_in_words(
    app: Flask, browser: Browser, cast: Cast, known: Known, planned: Planned
) -> None:
    number, event = known(), planned(published=True)
    choose(app, event, number, cast.organiser)
    browser.sign_in(cast.animator)
    assert "nie wszystkie sprawdzenia" not in browser.visit("events.show", event_id=event).text
    with unit(app):
        db.session.get_one(Event, event).takes_children = True
    page = browser.visit("events.show", event_id=event)
    assert "Przychodzą dzieci lub młodzież, a nie wszystkie sprawdzenia są zapisane:" in page.text
    assert "Zaświadczenie z Krajowego Rejestru Karnego" in page.text


def test_the_page_of_a_specialist_tells_what_they_lead_and_have_led(
    app: Flask,
    browser: Browser,
    cast: Cast,
    known: Known,
    planned: Planned,
    clock: time_machine.Traveller,
) -> None:
    number = known()
    past = planned(evening(TODAY, 11, 12), published=True, title="Joga przed południem")
    silent = planned(evening(TODAY, 12, 13), published=True, title="Joga bez wpisu")
    series = planned(weekly(), published=True, title="Joga co tydzień")
    draft = planned(published=False, title="Szkic jogi")
    for event in (silent, series, draft):
        choose(app, event, number, cast.organiser)
    led(app, past, number, 120)
    clock.shift(timedelta(hours=5))

    page = browser.sign_in(cast.other_animator).visit("specialists.show", specialist_id=number)
    assert "Joga co tydzień" in page.text
    assert "Joga przed południem" in page.text
    assert "2 godz." in page.text
    assert "jeszcze bez wpisu" in page.text
    assert "Szkic jogi" not in page.text
    assert "Następna strona" in page.text


def test_hours_logged_before_a_meeting_was_called_off_are_not_led(
    app: Flask, cast: Cast, known: Known, planned: Planned
) -> None:
    number, event = known(), planned(evening(TODAY, 12, 14), published=True)
    agree(app, number, cast.organiser, minutes=600)
    led(app, event, number, 120)

    def hours() -> tuple[int, int]:
        with unit(app):
            one = db.session.get_one(Specialist, number)
            contracts = db.session.scalars(select(SpecialistContract)).all()
            return hours_led(one).minutes, states_of(contracts)[0].led

    assert hours() == (120, 120)
    with unit(app):
        actor = db.session.get_one(User, cast.organiser.id)
        cancel_event(db.session.get_one(Event, event), reason="Burza", actor=actor)
    assert hours() == (0, 0)


def test_the_list_and_a_page_cost_the_same_for_many_as_for_few(
    app: Flask, browser: Browser, cast: Cast, known: Known, planned: Planned
) -> None:
    def lead_more(specialist_id: int, name: str) -> None:
        event = planned(evening(TODAY, 12, 13), published=True, title=name)
        choose(app, event, specialist_id, cast.organiser)
        agree(app, specialist_id, cast.organiser, number=name, minutes=60)

    def asked() -> list[int]:
        numbers = []
        for address in ("/panel/specjalisci", f"/panel/specjalisci/{number}"):
            with queries_counted(app) as sent:
                browser.visit(address)
            numbers.append(len(sent))
        return numbers

    number = known()
    browser.sign_in(cast.organiser)
    lead_more(number, "Joga")
    few = asked()
    for name in ("Joga rano", "Joga wieczorem"):
        lead_more(number, name)
        lead_more(known(name), name)
    assert asked() == few


def test_the_page_of_a_meeting_tells_who_led_it_and_who_is_unchecked(
    app: Flask, cast: Cast, known: Known, planned: Planned
) -> None:
    ewa, anna = known(), known("Anna Chór", "chór", checked=True)
    event = planned(evening(TODAY, 12, 13), published=True)
    for number in (ewa, anna):
        choose(app, event, number, cast.organiser)
    meeting_id = led(app, event, ewa, 135)
    with unit(app):
        db.session.get_one(Event, event).audience = Audience.YOUTH
    with app.test_request_context(base_url="http://127.0.0.1:8000"):
        viewer = db.session.get_one(User, cast.animator.id)
        meeting = db.session.get_one(Occurrence, meeting_id)
        (shown,) = [
            one for one in sections_for(viewer, meeting) if one.template.startswith("specialists/")
        ]
        page = render_template(shown.template, data=shown.data, meeting=meeting)
    assert "joga: 2 godz. 15 min" in page
    assert "chór: " in page
    assert "wyznaczony do wydarzenia" in page
    assert "brakuje zapisanych sprawdzeń (Ewa Jogowa)" in page
    assert "sprawdzeń (Anna" not in page


def test_who_may_not_is_refused(
    browser: Browser, cast: Cast, known: Known, planned: Planned
) -> None:
    number, event = known(), planned(published=True)
    for user in (cast.adviser, cast.administrator):
        browser.sign_in(user)
        assert browser.visit("specialists.index").status == 403
        assert browser.visit("specialists.show", specialist_id=number).status == 404
    browser.sign_in(cast.other_animator)
    assert browser.visit("specialists.of_event", event_id=event).status == 403
