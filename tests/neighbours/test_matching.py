"""A coordinator brings two neighbours together; each learns of the other once both agreed."""

import re

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from osl.accounts.models import User
from osl.core.audit import AuditEntry
from osl.core.clock import utcnow
from osl.core.db import db
from osl.core.errors import DomainError
from osl.core.outbox import OutgoingLetter
from osl.neighbours.models import HelpCall, Match, Service, Side
from osl.neighbours.nightly import forget_help_traces
from osl.neighbours.operations import (
    HasMatch,
    SamePerson,
    end_match,
    note_yes,
    propose_match,
    settle_match,
)
from tests.browser import Browser, Page
from tests.cast import Cast
from tests.ideas.conftest import unit
from tests.neighbours.conftest import Make, act

HELPER = {"name": "Bogdan Pomocny", "phone": "600100301"}
BOTH = (Side.ASKS, Side.OFFERS)


def state(page: Page) -> list[str]:
    return [one.text for one in page.dom.with_class("page-head")[0].with_class("pill")]


def scripts(page: Page) -> list[str]:
    return [one.text for one in page.dom.with_class("to-say")]


def test_from_a_request_to_thanks(browser: Browser, cast: Cast, store: Session, call: Make) -> None:
    asked = call(words="dwie torby ze sklepu", when_note="we wtorki")
    call(Side.OFFERS, **HELPER)
    page = (
        browser.sign_in(cast.animator)
        .visit("neighbour_desk.index")
        .follow("Zakupy: Anna Potrzebna")
    )
    assert state(page) == ["szukamy"]
    page = page.submit("Zaproponuj: Bogdan Pomocny")
    assert page.notices == ["Zaproponowane. Teraz zapytaj obie strony o zgodę."]
    # Nobody hears how the other is reached before both agreed.
    assert not any(re.search(r"600 100 30\d|Anna|Bogdan", one) for one in scripts(page))

    page = page.submit("Zgoda osoby proszącej")
    assert not any(re.search(r"600 100 30\d|Anna|Bogdan", one) for one in scripts(page))
    page = page.submit("Zgoda osoby pomagającej")
    assert state(page) == ["dobrane"]
    to_asker, to_helper = scripts(page)
    assert "Pomoże Bogdan. Kontakt: 600 100 301." in to_asker
    assert "600 100 300" not in to_asker
    assert "Na pomoc czeka Anna. Kontakt: 600 100 300." in to_helper
    assert "Potrzebna" not in to_helper

    page = page.submit("Załatwione")
    assert state(page) == ["załatwione"]
    page = page.submit("Podziękowano: Anna Potrzebna").submit("Podziękowano: Bogdan Pomocny")
    match = store.scalars(select(Match)).one()
    assert None not in (match.done_at, match.asker_thanked_at, match.helper_thanked_at)
    assert store.get_one(HelpCall, asked).ended_at == match.done_at
    assert store.get_one(HelpCall, match.offer_id).is_open
    done = store.scalars(
        select(AuditEntry)
        .where(AuditEntry.subject_type == "neighbour_match")
        .order_by(AuditEntry.id)
    ).all()
    assert [one.action.partition(".")[2] for one in done] == [
        "proposed", "agreed", "agreed", "done", "thanked", "thanked",
    ]  # fmt: skip
    assert all(one.details == {} for one in done)


def test_a_no_opens_the_request_again(
    browser: Browser, cast: Cast, store: Session, call: Make
) -> None:
    asked = call()
    call(Side.OFFERS, **HELPER)
    call(Side.OFFERS, "Zofia Chętna", phone="600100302")
    browser.sign_in(cast.animator)
    page = browser.visit("neighbour_desk.show", call_id=asked).submit("Zaproponuj: Bogdan Pomocny")
    page = page.submit("Nie zgadza się: Bogdan Pomocny")

    assert page.notices == ["Zanotowane. Prośba znów jest otwarta: poszukaj kogoś innego."]
    assert "Zaproponuj: Zofia Chętna" in page.buttons
    assert "Zaproponuj: Bogdan Pomocny" not in page.buttons
    assert store.get_one(HelpCall, asked).is_open
    page.submit("Zaproponuj: Zofia Chętna")
    assert store.scalar(select(func.count(Match.id))) == 2


def test_a_yes_taken_back_hides_the_contacts_again(
    browser: Browser, cast: Cast, store: Session, call: Make, match: Make
) -> None:
    asked = call()
    match(asked, call(Side.OFFERS, **HELPER), BOTH)
    page = browser.sign_in(cast.animator).visit("neighbour_desk.show", call_id=asked)
    page = page.submit("Cofnij zgodę: Anna Potrzebna")

    assert state(page) == ["szukamy"]
    assert not any("600 100" in one for one in scripts(page))
    made = store.scalars(select(Match)).one()
    assert (made.asker_agreed_at, made.is_agreed) == (None, False)


def test_offers_of_the_same_community_and_service_come_first(
    browser: Browser, cast: Cast, call: Make
) -> None:
    asked = call(service=Service.LIFT)
    call(
        Side.OFFERS,
        "Daleki Kierowca",
        phone="600100303",
        service=Service.LIFT,
        community=cast.ostrowiecka,
    )
    call(Side.OFFERS, "Bliska Osoba", phone="600100304", service=Service.COMPANY)
    call(Side.OFFERS, "Bliski Kierowca", phone="600100305", service=Service.LIFT)
    call(Side.OFFERS, "Daleka Osoba", phone="600100306", community=cast.ostrowiecka)
    page = browser.sign_in(cast.organiser).visit("neighbour_desk.show", call_id=asked)
    order = [b.partition(": ")[2] for b in page.buttons if b.startswith("Zaproponuj")]
    assert order == ["Bliski Kierowca", "Daleki Kierowca", "Bliska Osoba"]

    page = browser.sign_in(cast.animator).visit("neighbour_desk.show", call_id=asked)
    order = [b.partition(": ")[2] for b in page.buttons if b.startswith("Zaproponuj")]
    assert order == ["Bliski Kierowca", "Bliska Osoba"]


def test_whoever_waits_longest_stands_first(
    browser: Browser, cast: Cast, call: Make, clock: time_machine.Traveller
) -> None:
    call(name="Pierwsza Osoba", phone="600100310")
    clock.shift(3 * 24 * 3600)
    call(name="Druga Osoba", phone="600100311")
    clock.shift(24 * 3600)
    page = browser.sign_in(cast.animator).visit("neighbour_desk.index")
    names = [one.text for one in page.dom.all("h3") if "Osoba" in one.text]
    assert names == ["Zakupy: Pierwsza Osoba", "Zakupy: Druga Osoba"]
    assert "czeka 4 dni" in page.text
    assert "czeka 1 dzień" in page.text


def test_nobody_is_brought_together_with_themselves(
    app: Flask, browser: Browser, cast: Cast, store: Session, call: Make
) -> None:
    asked, offered = call(), call(Side.OFFERS)
    page = browser.sign_in(cast.animator).visit("neighbour_desk.show", call_id=asked)
    assert not [b for b in page.buttons if b.startswith("Zaproponuj")]
    with pytest.raises(SamePerson), unit(app):
        propose_match(
            db.session.get_one(HelpCall, asked),
            db.session.get_one(HelpCall, offered),
            actor=db.session.get_one(User, cast.organiser.id),
        )
    assert store.scalar(select(func.count(Match.id))) == 0


def test_a_request_has_one_match_and_an_offer_may_have_several(
    app: Flask, cast: Cast, store: Session, call: Make, match: Make
) -> None:
    asked, offered = call(), call(Side.OFFERS, **HELPER)
    first = match(asked, offered)
    assert match(asked, offered) == first
    with pytest.raises(HasMatch):
        match(asked, call(Side.OFFERS, "Zofia Chętna", phone="600100302"))
    match(call(name="Inna Osoba", phone="600100312"), offered)
    assert store.scalar(select(func.count(Match.id))) == 2
    with pytest.raises(IntegrityError), unit(app):
        db.session.add(Match(request_id=asked, offer_id=offered, coordinator_id=cast.organiser.id))


def test_what_is_out_of_order_is_refused_in_words(
    app: Flask, cast: Cast, store: Session, call: Make, match: Make
) -> None:
    asked, offered = call(), call(Side.OFFERS, **HELPER)
    with pytest.raises(DomainError, match="prosić"):
        match(offered, asked)
    number = match(asked, offered)
    with pytest.raises(DomainError, match="zgodę obu"):
        act(app, number, settle_match, actor=cast.organiser)
    act(app, number, note_yes, Side.ASKS, actor=cast.organiser)
    act(app, number, note_yes, Side.OFFERS, actor=cast.organiser)
    act(app, number, settle_match, actor=cast.organiser)
    with pytest.raises(DomainError, match="już się odbyła"):
        act(app, number, end_match, actor=cast.organiser)
    made = store.scalars(select(Match)).one()
    assert made.done_at is not None
    assert made.ended_at is None


def test_a_refusal_is_said_on_the_page(
    browser: Browser, cast: Cast, call: Make, match: Make
) -> None:
    asked, offered = call(), call(Side.OFFERS, **HELPER)
    stale = browser.sign_in(cast.animator).visit("neighbour_desk.show", call_id=asked)
    match(asked, offered)
    browser.visit("neighbour_desk.show", call_id=offered).submit("Zamknij: oferta nieaktualna")
    page = stale.submit("Zaproponuj: Bogdan Pomocny")
    assert page.notices == ["Prośba lub oferta została w międzyczasie wycofana."]


def test_taking_an_offer_back_ends_what_was_being_arranged(
    browser: Browser, cast: Cast, store: Session, call: Make, match: Make
) -> None:
    asked, offered = call(), call(Side.OFFERS, **HELPER)
    match(asked, offered, BOTH)
    page = browser.sign_in(cast.animator).visit("neighbour_desk.show", call_id=offered)
    page.submit("Zamknij: oferta nieaktualna")

    assert store.scalars(select(Match)).one().ended_at is not None
    assert state(browser.visit("neighbour_desk.show", call_id=asked)) == ["szukamy"]


def test_closed_by_mistake_it_is_opened_again(
    browser: Browser, cast: Cast, store: Session, call: Make
) -> None:
    number = call()
    page = browser.sign_in(cast.animator).visit("neighbour_desk.show", call_id=number)
    page = page.submit("Zamknij: pomoc niepotrzebna")
    assert state(page) == ["wycofane"]
    assert "Zakupy" in browser.visit("neighbour_desk.settled").text
    page.submit("Otwórz na nowo")
    assert store.get_one(HelpCall, number).is_open


def test_the_team_notes_a_request_by_phone_once(
    browser: Browser, cast: Cast, store: Session
) -> None:
    form = browser.sign_in(cast.animator).visit("neighbour_desk.index").follow("Ktoś prosi o pomoc")
    typed = {
        "Jaka pomoc": "Zakupy",
        "W kilku słowach": "dwie torby",
        "Imię i nazwisko": "Anna Potrzebna",
        "Telefon albo e-mail": "anna@example.org",
    }
    page = form.submit("Zapisz", typed)
    assert page.heading == "Zakupy: Anna Potrzebna"
    form.submit("Zapisz", typed)
    made = store.scalars(select(HelpCall)).one()
    assert (made.entered_by_id, made.community_id) == (cast.animator.id, cast.wzgorze.id)
    assert store.scalar(select(func.count(OutgoingLetter.id))) == 0


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, {"Wybierz, jaka to pomoc.", "Podaj imię i nazwisko."}),
        (
            {
                "Jaka pomoc": "Coś innego",
                "Imię i nazwisko": "Jan",
                "Telefon albo e-mail": "600100300",
            },
            {"Napisz w kilku słowach, o co chodzi."},
        ),
    ],
)
def test_what_is_missing_is_said(
    browser: Browser, cast: Cast, store: Session, typed: dict[str, str], said: set[str]
) -> None:
    page = browser.sign_in(cast.animator).visit("neighbour_desk.note").submit("Zapisz", typed)
    assert page.status == 422
    assert set(page.errors) == said
    assert store.scalar(select(func.count(HelpCall.id))) == 0


def test_of_two_editors_the_second_sees_what_the_first_changed(
    browser: Browser, cast: Cast, store: Session, call: Make
) -> None:
    number = call(words="dwie torby")
    form = browser.sign_in(cast.animator).visit("neighbour_desk.edit", call_id=number)
    form.submit("Zapisz", {"W kilku słowach": "trzy torby"})
    page = form.submit("Zapisz", {"W kilku słowach": "cztery torby"})
    assert page.status == 409
    assert "trzy torby" in page.text
    assert store.get_one(HelpCall, number).words == "trzy torby"


def test_words_and_traces_are_forgotten_in_time(
    app: Flask,
    browser: Browser,
    cast: Cast,
    store: Session,
    call: Make,
    clock: time_machine.Traveller,
) -> None:
    number, standing = call(words="dwie torby"), call(name="Inna", phone="600100399", words="trzy")
    page = browser.sign_in(cast.animator).visit("neighbour_desk.show", call_id=number)
    page.submit("Zamknij: pomoc niepotrzebna")
    clock.shift(91 * 24 * 3600)
    with unit(app):
        forget_help_traces(utcnow())
    assert (store.get_one(HelpCall, number).words, store.get_one(HelpCall, standing).words) == (
        "",
        "trzy",
    )
