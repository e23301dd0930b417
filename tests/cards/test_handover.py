"""Handover: one page for whoever comes next, for the team of that community only."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from osl.accounts.models import User
from osl.core.audit import AuditEntry
from osl.core.clock import utcnow
from osl.core.db import db
from osl.events.cancellations import cancel_event
from osl.events.models import Event, EventKind
from osl.groups.models import Group, GroupKind, Partner, PartnerKind, partner_community
from osl.ideas.answers import Answer, answer_idea
from osl.ideas.models import NotNowReason, Resource, StepKind
from osl.neighbours.models import HelpCall, Match, Service, Side
from osl.people.models import Card, Channel, LeaderStatus, Reach, Talk, person_contact
from osl.volunteers.models import Agreement, AgreementState
from tests.browser import Browser
from tests.cards.talking import Met, Talked
from tests.cast import Cast
from tests.events.conftest import Planned, evening, everything, weekly
from tests.ideas.conftest import Given, act, unit

TODAY = date(2027, 3, 1)


def address(cast: Cast) -> str:
    return f"/panel/spolecznosci/{cast.wzgorze.id}/przekazanie"


def leader(app: Flask, cast: Cast, person_id: int) -> None:
    with unit(app):
        db.session.add(
            Card(
                person_id=person_id,
                agreed_on=date(2026, 5, 1),
                leader_status=LeaderStatus.ACTIVE,
                leader_since=date(2026, 5, 1),
                prefers=Reach.PHONE,
                reach_note="po 16",
            )
        )
        db.session.execute(
            insert(person_contact).values(person_id=person_id, user_id=cast.animator.id)
        )


def agreement(app: Flask, cast: Cast, person_id: int, number: str, **facts: Any) -> None:
    with unit(app):
        db.session.add(
            Agreement(
                number=number,
                person_id=person_id,
                community_id=cast.wzgorze.id,
                scope="Pomoc",
                starts_on=date(2027, 1, 1),
                born_on=date(1960, 1, 1),
                address="ul. Tajna 7",
                created_by_id=cast.organiser.id,
                **({"state": AgreementState.SIGNED, "ends_on": date(2027, 12, 31)} | facts),
            )
        )


def test_the_page_names_who_to_know_and_how_they_like_to_be_reached(
    app: Flask, browser: Browser, cast: Cast, met: Met, talked: Talked
) -> None:
    halina = met()
    leader(app, cast, halina)
    met("Nikt Szczególny", phone="000000109")
    talked(halina, held_on=date(2027, 2, 3))
    page = browser.sign_in(cast.social_worker).visit(
        "communities.show", community_id=cast.wzgorze.id
    )
    page = page.follow("Przekazanie: jedna strona")
    assert page.heading == "Przekazanie: Wzgórze"
    for words in (
        "Halina Testowa",
        "000 000 101",
        "Działa z nami (od: 1 maja 2026)",
        "ostatnia rozmowa: 3 lutego 2027",
        "najlepiej: telefon (po 16)",
        "zna: Jan Testowy",
        "Etap pracy: Wejście",
    ):
        assert words in page.text, words
    assert "Nikt Szczególny" not in page.text


def test_the_page_keeps_every_promise_in_sight(
    app: Flask,
    browser: Browser,
    cast: Cast,
    met: Met,
    talked: Talked,
    planned: Planned,
    given: Given,
) -> None:
    halina = met()
    talked(halina, step="Zapytać o klucz", on=date(2027, 2, 27), held_on=date(2027, 2, 20))
    done = talked(halina, step="Już zrobione", on=TODAY)
    with unit(app):
        db.session.get_one(Talk, done).next_done_at = utcnow()
    given(("Ławka przed blokiem", "Żeby odpocząć."))
    looking = given(("Klub szachowy", "W czwartki."))
    words = Answer(StepKind.LOOKING, "Szukamy.", needs=((Resource.HANDS, ""),))
    act(app, looking, answer_idea, words, actor=cast.organiser)
    planned(evening(date(2027, 3, 20)), published=True, title="Potańcówka")
    planned(evening(date(2027, 3, 22)), title="Szkic ogniska")
    planned(evening(date(2027, 3, 21)), published=True, title="Cudza", community=cast.ostrowiecka)
    agreement(app, cast, halina, "W/1/2027")
    agreement(app, cast, halina, "W/2/2027", state=AgreementState.DRAFT)
    agreement(app, cast, halina, "W/3/2027", ends_on=date(2027, 2, 1))
    with unit(app):
        calls = [
            HelpCall(
                side=side,
                person_id=halina,
                community_id=cast.wzgorze.id,
                service=Service.SHOPPING,
                words="Zakupy w sobotę",
                channel=Channel.PHONE,
                notice_version="1",
            )
            for side in Side
        ]
        db.session.add_all(calls)
        db.session.flush()
        db.session.add(
            Match(request_id=calls[0].id, offer_id=calls[1].id, coordinator_id=cast.organiser.id)
        )
    text = browser.sign_in(cast.animator).visit(address(cast)).text
    assert "Zapytać o klucz: Halina Testowa, 2 dni po terminie (Jan Testowy)" in text
    assert "Ławka przed blokiem" in text
    assert "Klub szachowy" in text
    assert "Potańcówka, sobota, 20 marca" in text
    assert "Szkic ogniska" in text
    assert "Halina Testowa (W/1/2027), do 31 grudnia 2027" in text
    assert "1 umówiona pomoc czeka na zakończenie." in text
    for secret in ("Już zrobione", "Cudza", "W/2/2027", "W/3/2027", "Zakupy", "Tajna", "1960"):
        assert secret not in text, secret


def test_the_page_tells_what_was_tried_and_what_was_said_no_to(
    app: Flask, browser: Browser, cast: Cast, planned: Planned, given: Given, clock: Any
) -> None:
    idea = given(("Basen na skwerze", "Na lato."))
    words = Answer(StepKind.NOT_NOW, "Skwer jest za mały.", reason=NotNowReason.PLACE)
    act(app, idea, answer_idea, words, actor=cast.organiser)
    planned(weekly(meeting_count=3), published=True, kind=EventKind.WORKSHOP, title="Ceramika")
    planned(evening(date(2027, 3, 9)), published=True, kind=EventKind.TRIP, title="Wycieczka")
    off = planned(evening(date(2027, 3, 12)), published=True, title="Piknik")
    with unit(app):
        cancel_event(
            db.session.get_one(Event, off),
            reason="Ulewa",
            actor=db.session.get_one(User, cast.organiser.id),
        )
    clock.move_to(datetime(2027, 5, 1, 9, tzinfo=UTC))
    text = browser.sign_in(cast.animator).visit(address(cast)).text
    assert "Warsztat: 3 spotkania (1 wydarzenie)" in text
    assert "Wyjście lub wyjazd: 1 spotkanie" in text
    assert "Basen na skwerze: " in text
    assert "Skwer jest za mały." in text
    assert "Piknik, 12 marca 2027: Ulewa" in text


def test_the_page_knows_groups_partners_and_the_rhythm(
    app: Flask, browser: Browser, cast: Cast, planned: Planned
) -> None:
    with unit(app):
        db.session.add(
            Group(
                community_id=cast.wzgorze.id,
                kind=GroupKind.CLUB,
                name="Klub seniora",
                rhythm="w środy o 10",
                contact_id=cast.animator.id,
            )
        )
        db.session.add(
            Group(
                community_id=cast.wzgorze.id,
                kind=GroupKind.CLUB,
                name="Dawny klub",
                ended_on=date(2026, 1, 1),
            )
        )
        school = Partner(
            kind=PartnerKind.SCHOOL,
            name="Szkoła Testowa",
            contact_name="Ewa Sekretarska",
            contact_phone="000000300",
            gives="Sala gimnastyczna",
            agreed_until=date(2027, 6, 30),
        )
        db.session.add(school)
        db.session.flush()
        db.session.execute(
            insert(partner_community).values(partner_id=school.id, community_id=cast.wzgorze.id)
        )
    planned(weekly(), published=True, title="Joga na trawie")
    planned(weekly(), published=True, title="Dyżur", kind=EventKind.OPEN_HOURS)
    text = browser.sign_in(cast.animator).visit(address(cast)).text
    for words in (
        "Klub seniora, w środy o 10 · kontakt: Jan Testowy",
        "Szkoła Testowa: Ewa Sekretarska",
        "000 000 300",
        "Daje: Sala gimnastyczna",
        "ustalenia do 30 czerwca 2027",
        "Joga na trawie: ",
        "Dyżury zespołu",
    ):
        assert words in text, words
    assert "Dawny klub" not in text


def test_an_empty_community_has_a_page_with_lines_to_write_on(browser: Browser, cast: Cast) -> None:
    page = browser.sign_in(cast.organiser).visit(address(cast))
    assert page.status == 200
    assert "Nie wpisano jeszcze żadnego lokalnego lidera." in page.text
    assert len(page.dom.with_class("handwriting")) == 5


def test_every_reading_is_noted_by_number_and_is_no_news(
    browser: Browser, cast: Cast, store: Session
) -> None:
    browser.sign_in(cast.animator).visit(address(cast))
    browser.visit(address(cast))
    entries = store.scalars(select(AuditEntry).where(AuditEntry.action == "handover.read")).all()
    assert [(one.actor_id, one.subject_id) for one in entries] == [
        (cast.animator.id, cast.wzgorze.id)
    ] * 2
    assert "przekazania" not in browser.sign_in(cast.organiser).visit("/panel").text


@pytest.mark.parametrize("who", ["other_animator", "adviser", "administrator"])
def test_for_others_the_page_does_not_exist_and_nothing_is_noted(
    browser: Browser, cast: Cast, store: Session, who: str
) -> None:
    browser.sign_in(getattr(cast, who))
    before = everything(store)
    assert browser.visit(address(cast)).status == 404
    assert everything(store) == before


def test_the_page_asks_as_much_for_a_busy_community_as_for_a_quiet_one(
    app: Flask,
    browser: Browser,
    cast: Cast,
    met: Met,
    talked: Talked,
    planned: Planned,
    given: Given,
    asked: Callable[[Browser, str], int],
) -> None:
    def work(first: int, count: int) -> None:
        for number in range(first, first + count):
            person = met(f"Osoba {number}", phone=f"0000010{number:02d}")
            leader(app, cast, person)
            talked(person, step=f"Krok {number}", on=TODAY)
            agreement(app, cast, person, f"W/{number}/2027")
            idea = given((f"Pomysł {number}", "Dla nas."))
            words = Answer(StepKind.NOT_NOW, "Nie teraz.", reason=NotNowReason.PLACE)
            act(app, idea, answer_idea, words, actor=cast.organiser)
            planned(weekly(TODAY + timedelta(days=3)), published=True, title=f"Co tydzień {number}")
            planned(evening(date(2027, 3, 20)), title=f"Szkic {number}")

    browser.sign_in(cast.animator).visit("/panel")
    work(0, 2)
    few = asked(browser, address(cast))
    work(2, 6)
    assert asked(browser, address(cast)) == few
