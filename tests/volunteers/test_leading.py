"""Residents who lead an event: named by the team, seen by nobody outside it."""

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from osl.accounts.models import User
from osl.core.audit import AuditEntry
from osl.core.db import db
from osl.events.models import Event
from osl.people.models import Person, person_community
from osl.volunteers.leading import lead_event, stop_leading
from osl.volunteers.models import Leading, LeadRole
from tests.browser import Browser
from tests.cast import Cast
from tests.events.conftest import Planned, everything
from tests.ideas.conftest import unit
from tests.volunteers.giving import somebody, value_of


@pytest.fixture
def games(planned: Planned) -> int:
    return planned(published=True)


def leaders(store: Session) -> list[tuple[int, LeadRole]]:
    store.expire_all()
    return [(one.person_id, one.role) for one in store.scalars(select(Leading))]


def told(store: Session) -> list[str]:
    statement = (
        select(AuditEntry.action).where(AuditEntry.action.endswith("led")).order_by(AuditEntry.id)
    )
    return list(store.scalars(statement))


def test_an_animator_names_who_leads_an_event_and_takes_it_back(
    app: Flask, cast: Cast, browser: Browser, games: int, store: Session
) -> None:
    zofia = somebody(app, cast.wzgorze)
    desk = browser.sign_in(cast.animator)
    page = desk.visit("events.show", event_id=games)
    assert "Nie wskazano, kto z mieszkańców prowadzi." in page.text
    page = page.follow("Wskaż, kto prowadzi")
    page = page.submit("Szukaj", {"Imię i nazwisko albo telefon": "zofia"})
    page = page.submit("Prowadzi razem z zespołem: Zofia Wzorcowa")
    assert page.notices == ["Zapisane: wydarzenie prowadzi ktoś z mieszkańców."]
    assert leaders(store) == [(zofia, LeadRole.CO_LEADS)]
    assert (
        "Zofia Wzorcowa: prowadzi razem z zespołem"
        in desk.visit("events.show", event_id=games).text
    )
    # Said again with the other role, that one holds; and a second click changes nothing.
    found = desk.visit("leading.of_event", event_id=games, szukaj="zofia")
    found.submit("Prowadzi: Zofia Wzorcowa")
    found.submit("Prowadzi: Zofia Wzorcowa")
    assert leaders(store) == [(zofia, LeadRole.LEADS)]
    page = desk.visit("leading.of_event", event_id=games).submit("Cofnij: Zofia Wzorcowa")
    assert page.notices == ["Cofnięte."]
    assert leaders(store) == []
    assert told(store) == ["event.led", "event.led", "event.not_led"]
    logged = store.scalars(select(AuditEntry).where(AuditEntry.action == "event.led")).first()
    assert logged is not None
    assert "Zofia" not in str(logged.details)


def test_the_public_page_names_nobody(app: Flask, cast: Cast, browser: Browser, games: int) -> None:
    zofia = somebody(app, cast.wzgorze)
    with unit(app):
        lead_event(
            db.session.get_one(Event, games),
            db.session.get_one(Person, zofia),
            LeadRole.LEADS,
            actor=db.session.get_one(User, cast.organiser.id),
        )
    assert "Zofia" not in browser.visit(f"/wydarzenia/{games}").text


def test_a_leader_of_another_community_is_a_number_until_the_team_knows_them(
    app: Flask, cast: Cast, browser: Browser, games: int, store: Session
) -> None:
    jan = somebody(app, cast.ostrowiecka, "Jan Próbny", phone="600300400")
    with unit(app):
        event, person = db.session.get_one(Event, games), db.session.get_one(Person, jan)
        organiser = db.session.get_one(User, cast.organiser.id)
        lead_event(event, person, LeadRole.LEADS, actor=organiser)
    known = select(person_community.c.community_id).where(person_community.c.person_id == jan)
    assert set(store.scalars(known)) == {cast.wzgorze.id, cast.ostrowiecka.id}
    assert (
        "Jan Próbny: prowadzi"
        in browser.sign_in(cast.animator).visit("events.show", event_id=games).text
    )

    zofia = somebody(app, cast.wzgorze)
    with unit(app):
        event = db.session.get_one(Event, games)
        organiser = db.session.get_one(User, cast.organiser.id)
        stop_leading(event, db.session.get_one(Person, jan), actor=organiser)
        lead_event(event, db.session.get_one(Person, zofia), LeadRole.LEADS, actor=organiser)
    page = browser.sign_in(cast.other_animator).visit("events.show", event_id=games)
    assert "Zofia" not in page.text
    assert "Prowadzi je 1 osoba z innej społeczności." in page.text
    assert "Wskaż, kto prowadzi" not in page.links


def test_a_person_of_another_community_cannot_be_named_by_hand(
    app: Flask, cast: Cast, browser: Browser, games: int, store: Session
) -> None:
    jan = somebody(app, cast.ostrowiecka, "Jan Próbny", phone="600300400")
    desk = browser.sign_in(cast.animator)
    page = desk.visit("leading.of_event", event_id=games, szukaj="jan")
    assert "Jan Próbny" not in page.text
    token = value_of(desk.visit("/panel/konto/imie"), "csrf_token")
    before = everything(store)
    for where in ("prowadzacy", "prowadzacy/cofniecie"):
        sent = {"csrf_token": token, "osoba": str(jan), "rola": "leads"}
        assert desk.post(f"/panel/wydarzenia/{games}/{where}", sent).status == 404
        sent["osoba"] = "x"
        assert desk.post(f"/panel/wydarzenia/{games}/{where}", sent).status == 404
    zofia = somebody(app, cast.wzgorze)
    before = everything(store)
    sent = {"csrf_token": token, "osoba": str(zofia), "rola": "rules"}
    assert desk.post(f"/panel/wydarzenia/{games}/prowadzacy", sent, follow=False).status == 303
    assert everything(store) == before
    other = browser.sign_in(cast.other_animator)
    token = value_of(other.visit("/panel/konto/imie"), "csrf_token")
    sent = {"csrf_token": token, "osoba": str(jan), "rola": "leads"}
    assert other.post(f"/panel/wydarzenia/{games}/prowadzacy", sent).status == 403
    assert leaders(store) == []
