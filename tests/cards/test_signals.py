"""Quiet signals: who is about to be forgotten, and why, until somebody looks or lets it rest."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from osl.accounts.models import User
from osl.core.audit import AuditEntry
from osl.core.clock import utcnow
from osl.core.db import db
from osl.events.models import Event, EventKind, Occurrence, SignupMode
from osl.groups.models import Partner, PartnerKind, partner_community
from osl.logbook.attendance import ABSENT, PRESENT, Noted, note_presence
from osl.people.models import Card, Channel, LeaderStatus, Person, SignalRest
from osl.people.operations import Known
from osl.signups.operations import Source, Wish, sign_up
from osl.volunteers.models import (
    Agreement,
    AgreementState,
    Assignment,
    AssignmentState,
    HoursEntry,
    Leading,
    LeadRole,
    Shift,
    Task,
    Thanks,
)
from tests.browser import Browser, Page
from tests.cards.talking import Met, Talked
from tests.cast import Cast
from tests.events.conftest import Planned, actions, evening, everything, weekly
from tests.ideas.conftest import unit

TODAY = date(2027, 3, 1)
JUNE = datetime(2027, 6, 1, 9, tzinfo=UTC)
"""Thirteen weeks after the weekly games began."""

Came = Callable[..., None]


def quiet(browser: Browser) -> dict[str, str]:
    """The reason of each signal on its page, by whom or what it is about."""
    page = browser.visit("/panel/sygnaly")
    assert page.heading == "Ciche sygnały"
    shown = [e for e in page.dom.with_class("talk") if not e.above("details")]
    return {one.all("h3")[0].text: one.all("p")[0].text for one in shown}


def about(browser: Browser, name: str) -> str:
    return quiet(browser).get(name, "")


@pytest.fixture
def came(app: Flask, cast: Cast) -> Came:
    """Sign somebody up for some meetings of an event: ``came(event, "Jan Testowy", [0, 1])``."""

    def do(event_id: int, name: str, numbers: list[int]) -> None:
        with unit(app):
            event = db.session.get_one(Event, event_id)
            actor = db.session.get_one(User, cast.organiser.id)
            for number in numbers:
                sign_up(
                    event,
                    event.occurrences[number],
                    Wish(Known(name, phone="000000101")),
                    Source(Channel.PHONE, actor=actor),
                )

    return do


@pytest.fixture
def games(planned: Planned) -> int:
    """Every Thursday from 4 March on, with sign-up."""
    return planned(weekly(), published=True, signup_mode=SignupMode.PHONE, places=10, host="Maria")


def test_a_regular_who_stopped_coming_is_missed(
    browser: Browser, cast: Cast, games: int, came: Came, clock: Any
) -> None:
    came(games, "Halina Testowa", [4, 5, 6, 7])  # April
    came(games, "Rzadki Gość", [4, 5, 6])
    clock.move_to(datetime(2027, 5, 10, 9, tzinfo=UTC))  # not yet four weeks
    assert "Halina Testowa" not in quiet(browser.sign_in(cast.animator))
    clock.move_to(JUNE)
    assert about(browser.sign_in(cast.animator), "Halina Testowa") == (
        "Częsty gość, liczba spotkań: 4. Ostatnio: czwartek, 22 kwietnia."
    )
    assert "Rzadki Gość" not in quiet(browser)


@pytest.mark.parametrize("later", [[10], [14]])
def test_whoever_came_since_or_will_come_is_not_missed(
    browser: Browser, cast: Cast, games: int, came: Came, clock: Any, later: list[int]
) -> None:
    came(games, "Halina Testowa", [4, 5, 6, 7, *later])
    clock.move_to(JUNE)
    assert "Halina Testowa" not in quiet(browser.sign_in(cast.animator))


def test_a_place_without_coming_keeps_nobody_from_being_missed(
    app: Flask, browser: Browser, cast: Cast, games: int, came: Came, clock: Any
) -> None:
    came(games, "Halina Testowa", [4, 5, 6, 7, 10])
    clock.move_to(JUNE)
    note(app, cast, games, "Halina Testowa", 10, ABSENT)
    assert "Halina Testowa" in quiet(browser.sign_in(cast.animator))
    note(app, cast, games, "Halina Testowa", 10, PRESENT)
    assert "Halina Testowa" not in quiet(browser)


def note(app: Flask, cast: Cast, event_id: int, name: str, number: int, what: Noted) -> None:
    """Let the animator note whether somebody was at a meeting."""
    with unit(app):
        meeting = db.session.get_one(Event, event_id).occurrences[number]
        person = db.session.scalars(select(Person).where(Person.name == name)).one()
        actor = db.session.get_one(User, cast.animator.id)
        note_presence(meeting, person.id, what, actor=actor)


def test_nobody_is_missed_where_nothing_took_place(
    app: Flask, browser: Browser, cast: Cast, games: int, came: Came, clock: Any
) -> None:
    came(games, "Halina Testowa", [4, 5, 6, 7])
    with unit(app):
        for meeting in db.session.scalars(select(Occurrence).where(Occurrence.event_id == games)):
            if meeting.starts_at > datetime(2027, 4, 25, tzinfo=UTC):
                meeting.cancelled_at = utcnow()
    clock.move_to(JUNE)
    assert "Halina Testowa" not in quiet(browser.sign_in(cast.animator))


def help_with(
    app: Flask, cast: Cast, person_id: int, on: date, *, came: bool | None = True
) -> None:
    """Somebody had a shift on this day."""
    at = datetime(on.year, on.month, on.day, 15, tzinfo=UTC)
    with unit(app):
        task = Task(community_id=cast.wzgorze.id, title="Stoisko z herbatą")
        shift = Shift(task=task, starts_at=at, ends_at=at + timedelta(hours=2), needed=1, taken=1)
        db.session.add(
            Assignment(
                shift=shift,
                person_id=person_id,
                state=AssignmentState.ASSIGNED,
                channel=Channel.PHONE,
                notice_version="1",
                came=came,
            )
        )


@pytest.mark.parametrize(("days_ago", "shows"), [(2, False), (3, True), (30, True), (31, False)])
def test_a_volunteer_waits_for_thanks_from_the_third_to_the_thirtieth_day(
    app: Flask, browser: Browser, cast: Cast, met: Met, days_ago: int, shows: bool
) -> None:
    help_with(app, cast, met(), TODAY - timedelta(days=days_ago))
    found = about(browser.sign_in(cast.animator), "Halina Testowa")
    assert bool(found) is shows
    assert not shows or "Stoisko z herbatą. Jeszcze bez podziękowania." in found


def test_whoever_did_not_come_is_not_thanked(
    app: Flask, browser: Browser, cast: Cast, met: Met
) -> None:
    halina = met()
    help_with(app, cast, halina, TODAY - timedelta(days=5), came=False)
    help_with(app, cast, halina, TODAY - timedelta(days=6), came=None)
    assert quiet(browser.sign_in(cast.animator)).get("Halina Testowa") is None


@pytest.mark.parametrize("confirmed", [True, False])
def test_confirmed_hours_are_worth_thanks_too(
    app: Flask, browser: Browser, cast: Cast, met: Met, confirmed: bool
) -> None:
    halina = met()
    with unit(app):
        db.session.add(
            HoursEntry(
                person_id=halina,
                community_id=cast.wzgorze.id,
                worked_on=TODAY - timedelta(days=5),
                minutes=120,
                what="Sadzenie kwiatów",
                confirmed_at=utcnow() if confirmed else None,
                confirmed_by_id=cast.organiser.id if confirmed else None,
            )
        )
    assert ("Sadzenie kwiatów" in about(browser.sign_in(cast.animator), "Halina Testowa")) is (
        confirmed
    )


def test_thanks_are_noted_with_one_button_and_once(
    app: Flask, browser: Browser, cast: Cast, store: Session, met: Met
) -> None:
    halina = met()
    help_with(app, cast, halina, TODAY - timedelta(days=5))
    page = browser.sign_in(cast.animator).visit("/panel/sygnaly")
    for _press in range(2):
        assert page.submit("Podziękowano").notices == ["Podziękowanie zapisane."]
    thanks = store.scalars(select(Thanks)).one()
    assert (thanks.person_id, thanks.thanked_on, thanks.what_for, thanks.author_id) == (
        halina,
        TODAY,
        "Stoisko z herbatą",
        cast.animator.id,
    )
    assert actions(store).count("person.thanked") == 1
    assert "Halina Testowa" not in quiet(browser)
    help_with(app, cast, halina, TODAY - timedelta(days=4))
    assert "Halina Testowa" not in quiet(browser)  # thanked since


def test_thanks_for_nothing_are_asked_back(
    app: Flask, browser: Browser, cast: Cast, store: Session, met: Met
) -> None:
    halina = met()
    page = browser.sign_in(cast.animator).visit(f"/panel/ludzie/{halina}/podziekowanie")
    page = page.submit("Podziękowano", {"Za co": ""})
    assert page.status == 422
    assert page.errors == ["Napisz w kilku słowach, za co."]
    assert store.scalar(select(func.count(Thanks.id))) == 0


def leader(app: Flask, person_id: int, status: LeaderStatus, since: date) -> None:
    with unit(app):
        db.session.add(
            Card(person_id=person_id, agreed_on=since, leader_status=status, leader_since=since)
        )


def test_a_leader_without_a_talk_for_sixty_days_is_named(
    app: Flask, browser: Browser, cast: Cast, met: Met, talked: Talked
) -> None:
    halina, zofia = met(), met("Zofia Dalsza", phone="000000102")
    for one in (halina, zofia):
        leader(app, one, LeaderStatus.ACTIVE, date(2026, 5, 1))
    talked(halina, held_on=TODAY - timedelta(days=59))
    talked(zofia, held_on=TODAY - timedelta(days=60))
    found = quiet(browser.sign_in(cast.animator))
    assert "Halina Testowa" not in found
    assert found["Zofia Dalsza"] == (
        "Lokalny lider lub liderka. Ostatnia rozmowa: 31 grudnia 2026."
    )


@pytest.mark.parametrize(
    ("status", "since", "shows"),
    [
        (LeaderStatus.INDEPENDENT, date(2026, 5, 1), True),
        (LeaderStatus.TALKED_WITH, date(2026, 5, 1), True),
        (LeaderStatus.NOTICED, date(2026, 5, 1), False),
        (LeaderStatus.TAKING_A_BREAK, date(2026, 5, 1), False),
        (LeaderStatus.ACTIVE, date(2027, 2, 20), False),
    ],
)
def test_not_every_leader_expects_a_talk(
    app: Flask,
    browser: Browser,
    cast: Cast,
    met: Met,
    status: LeaderStatus,
    since: date,
    shows: bool,
) -> None:
    leader(app, met(), status, since)
    assert ("Halina Testowa" in quiet(browser.sign_in(cast.animator))) is shows


def agree(app: Flask, cast: Cast, person_id: int, ends_on: date | None, **more: Any) -> int:
    facts = {"state": AgreementState.SIGNED, "starts_on": date(2026, 9, 1)} | more
    with unit(app):
        count = db.session.scalar(select(func.count(Agreement.id))) or 0
        agreement = Agreement(
            number=f"W/{count + 1}/2026",
            person_id=person_id,
            community_id=cast.wzgorze.id,
            scope="Pomoc przy herbacie",
            ends_on=ends_on,
            born_on=date(1960, 1, 1),
            created_by_id=cast.organiser.id,
            **facts,
        )
        db.session.add(agreement)
        db.session.flush()
        return agreement.id


@pytest.mark.parametrize(("days", "shows"), [(-1, False), (0, True), (30, True), (31, False)])
def test_an_agreement_is_named_in_its_last_month(
    app: Flask, browser: Browser, cast: Cast, met: Met, days: int, shows: bool
) -> None:
    agree(app, cast, met(), TODAY + timedelta(days=days))
    found = about(browser.sign_in(cast.animator), "Halina Testowa")
    assert ("Porozumienie wolontariackie kończy się" in found) is shows


def test_an_agreement_that_another_one_follows_is_no_worry(
    app: Flask, browser: Browser, cast: Cast, met: Met
) -> None:
    halina = met()
    agree(app, cast, halina, TODAY + timedelta(days=10))
    agree(app, cast, halina, None, starts_on=TODAY, state=AgreementState.PRINTED)
    agree(app, cast, met("Szkic Tylko", phone="000000105"), TODAY, state=AgreementState.DRAFT)
    assert not {"Halina Testowa", "Szkic Tylko"} & set(quiet(browser.sign_in(cast.animator)))


def partner(app: Flask, cast: Cast, until: date) -> None:
    with unit(app):
        school = Partner(kind=PartnerKind.SCHOOL, name="Szkoła Testowa", agreed_until=until)
        db.session.add(school)
        db.session.flush()
        db.session.execute(
            partner_community.insert().values(partner_id=school.id, community_id=cast.wzgorze.id)
        )


@pytest.mark.parametrize(("days", "shows"), [(60, True), (61, False)])
def test_a_partnership_is_named_two_months_before_it_ends(
    app: Flask, browser: Browser, cast: Cast, days: int, shows: bool
) -> None:
    partner(app, cast, TODAY + timedelta(days=days))
    assert ("Szkoła Testowa" in quiet(browser.sign_in(cast.animator))) is shows
    assert "Szkoła Testowa" not in quiet(browser.sign_in(cast.other_animator))


def test_a_month_without_anything_announced_is_named(
    browser: Browser, cast: Cast, planned: Planned
) -> None:
    browser.sign_in(cast.animator)
    planned(evening(date(2027, 4, 8)), title="Szkic")
    planned(evening(date(2027, 4, 9)), published=True, kind=EventKind.OPEN_HOURS, host="Maria")
    assert about(browser, "Wzgórze") == "Na przyszły miesiąc nic nie ogłoszono (kwiecień 2027)."
    planned(evening(date(2027, 4, 30)), published=True, host="Maria")
    assert "Wzgórze" not in quiet(browser)


def test_a_meeting_nobody_leads_is_named_in_its_last_week(
    app: Flask, browser: Browser, cast: Cast, met: Met, planned: Planned
) -> None:
    planned(evening(date(2027, 3, 10)), published=True, title="Za daleko")
    planned(evening(date(2027, 3, 5)), published=True, title="Prowadzi Maria", host="Maria")
    led = planned(evening(date(2027, 3, 5)), published=True, title="Prowadzi sąsiadka")
    alone = planned(evening(date(2027, 3, 5)), published=True, title="Kto prowadzi?")
    with unit(app):
        db.session.add(Leading(event_id=led, person_id=met(), role=LeadRole.LEADS))
    page = browser.sign_in(cast.animator).visit("/panel/sygnaly")
    found = quiet(browser)
    assert found["Kto prowadzi?"] == "Termin: piątek, 5 marca. Nie wpisano, kto prowadzi."
    assert page.links["Kto prowadzi?"] == f"/panel/wydarzenia/{alone}"
    assert not {"Za daleko", "Prowadzi Maria", "Prowadzi sąsiadka"} & set(found)


def test_a_signal_rests_for_thirty_days_and_can_be_woken(
    app: Flask, browser: Browser, cast: Cast, store: Session, met: Met, clock: Any
) -> None:
    halina = met()
    agree(app, cast, halina, date(2027, 3, 20), starts_on=date(2026, 9, 1))
    leader(app, halina, LeaderStatus.ACTIVE, date(2026, 5, 1))
    page = browser.sign_in(cast.animator).visit("/panel/sygnaly")
    page = page.submit("Odłóż na 30 dni: Halina Testowa")
    assert page.notices == ["Odłożone na 30 dni. Potem wróci, jeśli nadal będzie aktualne."]
    rest = store.scalars(select(SignalRest)).one()
    assert (rest.kind, rest.subject_id) == ("dawno-bez-rozmowy", halina)
    assert (rest.until_on, rest.rested_by_id) == (date(2027, 3, 31), cast.animator.id)
    assert "Porozumienie" in about(browser, "Halina Testowa")  # the other kind stays
    assert "Odłożone do 31 marca 2027. Kto: Jan Testowy" in browser.visit("/panel/sygnaly").text
    assert actions(store)[-1] == "signal.rested"
    entry = store.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()
    assert entry.details == {"kind": "dawno-bez-rozmowy", "subject_id": halina}

    clock.move_to(datetime(2027, 3, 31, 9, tzinfo=UTC))
    browser.sign_in(cast.animator)
    assert "Lokalny lider" not in about(browser, "Halina Testowa")
    clock.move_to(datetime(2027, 4, 1, 9, tzinfo=UTC))
    browser.sign_in(cast.animator)
    assert "Lokalny lider" in about(browser, "Halina Testowa")
    clock.move_to(datetime(2027, 3, 30, 9, tzinfo=UTC))
    browser.sign_in(cast.animator).visit("/panel/sygnaly").submit("Pokaż znowu")
    assert store.scalar(select(func.count()).select_from(SignalRest)) == 0
    assert actions(store)[-1] == "signal.woken"


@pytest.mark.parametrize("who", ["other_animator", "adviser", "administrator"])
def test_a_signal_of_another_community_does_not_exist(
    app: Flask, browser: Browser, cast: Cast, store: Session, met: Met, who: str
) -> None:
    halina = met()
    leader(app, halina, LeaderStatus.ACTIVE, date(2026, 5, 1))
    browser.sign_in(getattr(cast, who))
    account = browser.visit("/panel/konto")
    token = account.dom.all("input", name="csrf_token")[0]["value"]
    before = everything(store)
    for way in ("odlozenie", "powrot"):
        for kind in ("dawno-bez-rozmowy", "nie-ma-takiego"):
            address = f"/panel/sygnaly/{kind}/{halina}/{way}"
            assert browser.post(address, {"csrf_token": token}).status == 404
    assert everything(store) == before


def test_the_desk_shows_them_in_one_calm_panel(
    app: Flask, browser: Browser, cast: Cast, met: Met
) -> None:
    def panel(page: Page) -> str:
        return next(e.text for e in page.dom.all("section", id="signals"))

    leader(app, met(), LeaderStatus.ACTIVE, date(2026, 5, 1))
    ours = panel(browser.sign_in(cast.animator).visit("/panel"))
    assert "Halina Testowa" in ours
    assert "Nie ma jeszcze zapisanej rozmowy." in ours
    assert "Halina Testowa" not in panel(browser.sign_in(cast.other_animator).visit("/panel"))


def test_the_pages_ask_as_much_for_many_signals_as_for_one(
    app: Flask,
    browser: Browser,
    cast: Cast,
    met: Met,
    planned: Planned,
    asked: Callable[[Browser, str], int],
) -> None:
    browser.sign_in(cast.animator).visit("/panel")

    def forget(first: int, count: int) -> None:
        for number in range(first, first + count):
            person = met(f"Osoba {number}", phone=f"0000010{number:02d}")
            leader(app, person, LeaderStatus.ACTIVE, date(2026, 5, 1))
            help_with(app, cast, person, TODAY - timedelta(days=5))
            agree(app, cast, person, TODAY + timedelta(days=5))
            planned(evening(date(2027, 3, 5)), published=True, title=f"Kto prowadzi {number}")
        page = browser.visit("/panel/sygnaly")
        page.submit(f"Odłóż na 30 dni: Osoba {first}")

    pages = ("/panel", "/panel/sygnaly")
    forget(0, 2)
    few = {address: asked(browser, address) for address in pages}
    forget(2, 6)
    assert {address: asked(browser, address) for address in pages} == few


def test_each_signal_leads_to_where_something_can_be_done(
    app: Flask, browser: Browser, cast: Cast, met: Met, planned: Planned
) -> None:
    halina, zofia = met(), met("Zofia Dalsza", phone="000000102")
    leader(app, zofia, LeaderStatus.ACTIVE, date(2026, 5, 1))
    agreement = agree(app, cast, halina, TODAY + timedelta(days=5))
    partner(app, cast, TODAY + timedelta(days=5))
    alone = planned(evening(date(2027, 3, 5)), published=True, title="Kto prowadzi?")
    page = browser.sign_in(cast.animator).visit("/panel/sygnaly")
    assert page.links["Zofia Dalsza"] == f"/panel/ludzie/{zofia}"
    assert page.links["Halina Testowa"] == f"/panel/porozumienia/{agreement}"
    assert page.links["Kto prowadzi?"] == f"/panel/wydarzenia/{alone}"
    for name in ("Zofia Dalsza", "Halina Testowa", "Kto prowadzi?", "Szkoła Testowa", "Wzgórze"):
        assert page.follow(name).status == 200, name


def test_an_entry_that_was_merged_gives_no_signal(
    app: Flask, browser: Browser, cast: Cast, met: Met
) -> None:
    halina, again = met(), met("Halina Druga", phone="000000102")
    leader(app, again, LeaderStatus.ACTIVE, date(2026, 5, 1))
    with unit(app):
        db.session.get_one(Person, again).merged_into_id = halina
    assert "Halina Druga" not in quiet(browser.sign_in(cast.organiser))
