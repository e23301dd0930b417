"""The demo town loads into an empty database, whole, on any day; never beside real work."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from osl.accounts.models import OneUseToken, User
from osl.communities.models import Centre, Community, Venue
from osl.core import transactions
from osl.core.audit import AuditEntry
from osl.core.db import db
from osl.core.outbox import OutgoingLetter
from osl.demo import operations
from osl.demo.operations import NotEmpty, load_demo_town
from osl.demo.programme import programme
from osl.demo.queries import database_is_empty
from osl.demo.town import SENIORS
from osl.events.models import Event, EventKind, Occurrence, SignupMode
from osl.people.models import Person
from osl.people.words import phone_shown
from tests.browser import Browser
from tests.conftest import on_this_database

MOMENTS = (
    datetime(2026, 11, 23, 1, 30, tzinfo=UTC),
    datetime(2026, 12, 31, 23, 30, tzinfo=UTC),  # already the New Year in Poland
    datetime(2027, 3, 28, 0, 30, tzinfo=UTC),  # the night the clocks go forward
    datetime(2028, 2, 29, 8, tzinfo=UTC),
    datetime(2028, 6, 2, 8, tzinfo=UTC),  # the day after Children's Day
)

Load = Callable[[], None]


def load(app: Flask) -> None:
    with app.app_context():
        load_demo_town()


@pytest.mark.parametrize("moment", on_this_database(MOMENTS), ids=lambda m: f"{m:%Y-%m-%d}")
def test_it_loads_on_any_day_and_something_is_on(
    app: Flask, browser: Browser, store: Session, moment: datetime
) -> None:
    with time_machine.travel(moment, tick=True):
        load(app)
        coming = store.scalar(
            select(func.count(Occurrence.id))
            .join(Event)
            .where(
                Event.published_at.is_not(None),
                Occurrence.cancelled_at.is_(None),
                Occurrence.starts_at.between(moment, moment + timedelta(days=7)),
            )
        )
        assert coming >= 5
        assert browser.visit("/").dom.with_class("event-title")
        entries = list(store.scalars(select(AuditEntry).order_by(AuditEntry.id)))
        assert [e.at for e in entries] == sorted(e.at for e in entries)
        assert entries[-1].at <= datetime.now(UTC)


def test_every_title_of_the_table_stands_on_the_public_site(
    demo_town: Load, browser: Browser
) -> None:
    demo_town()
    titles = {p.title for p in programme(date(2026, 11, 23)) if p.number}
    assert len(titles) == 32
    shown: set[str] = set()
    for start in ("/wydarzenia", "/wydarzenia/archiwum"):
        page = browser.visit(start)
        while True:
            shown |= {e.text for e in page.dom.with_class("event-title")}
            onward = [w for w in page.links if w.startswith(("Dalsze terminy", "Następna strona"))]
            if not onward or titles <= shown:
                break
            page = page.follow(onward[0])
    assert titles <= shown


def test_every_page_says_that_it_is_invented(
    demo_town: Load, browser: Browser, store: Session
) -> None:
    demo_town()
    assert store.scalar(select(Centre.is_sample)) is True
    for address in ("/", "/wydarzenia", "/spolecznosci/wzgorze", "/wydarzenia/1", "/kalendarz"):
        page = browser.visit(address)
        assert page.dom.with_class("sample"), address


def test_the_picnic_is_called_off_for_a_storm_and_something_comes_instead(
    demo_town: Load, browser: Browser, store: Session
) -> None:
    demo_town()
    picnic = store.scalars(select(Event).where(Event.title.startswith("Piknik"))).one()
    page = browser.visit(f"/wydarzenia/{picnic.id}")
    assert "ODWOŁANE Zapowiadana jest burza" in page.text
    assert page.follow("Dzień Dziecka w świetlicy").status == 200


def test_changes_and_moves_can_be_seen(demo_town: Load, browser: Browser, store: Session) -> None:
    demo_town()

    def words(title: str) -> str:
        number = store.scalars(select(Event.id).where(Event.title == title)).one()
        return browser.visit(f"/wydarzenia/{number}").text

    assert "zmiana godziny z 17.00–19.30 na 16.00–18.30" in words("Wspólne wyjście do kina")
    assert "ZMIANA TERMINU" in words("Klub rodzica z maluchem")
    assert "Instruktorka jest chora" in words("Joga na krześle")
    assert "przykładowego projektu" in words("Pierwsza pomoc dla sąsiadów")


def test_nobody_real_is_in_it(demo_town: Load, store: Session) -> None:
    demo_town()
    assert {email.partition("@")[2] for email in store.scalars(select(User.email))} == {
        "example.org"
    }
    assert not store.scalars(select(User).where(User.password_hash.is_not(None))).all()
    recipients = set(store.scalars(select(OutgoingLetter.recipient)))
    assert all(recipient.endswith("@example.org") for recipient in recipients)
    numbers = {phone_shown(phone) for phone in store.scalars(select(Person.phone)) if phone}
    assert all(number.startswith("000 000") for number in numbers)
    assert not store.scalars(select(OneUseToken)).all()
    phones = set(store.scalars(select(Event.contact_phone))) | set(
        store.scalars(select(Community.phone))
    )
    assert all(phone.startswith("000 000 0") for phone in phones if phone)


def test_some_places_are_known_well_and_some_not(demo_town: Load, store: Session) -> None:
    demo_town()
    assert 6 <= len(store.scalars(select(Venue)).all()) <= 8
    assert len(store.scalars(select(Event).where(Event.published_at.is_(None))).all()) == 2


def test_it_never_mixes_with_anybodys_work(app: Flask, store: Session) -> None:
    with app.app_context(), transactions.unit():
        db.session.add(Venue(name="Prawdziwa świetlica", address="ul. Prawdziwa 1"))
    with pytest.raises(NotEmpty, match="pustej bazy"):
        load(app)
    assert store.scalar(select(func.count(Event.id))) == 0
    assert store.scalar(select(func.count(User.id))) == 0


def test_a_second_time_is_refused_by_the_command_too(app: Flask, store: Session) -> None:
    runner = app.test_cli_runner()
    first = runner.invoke(args=["demo", "load"])
    assert first.exit_code == 0, first.output
    count = store.scalar(select(func.count(AuditEntry.id)))
    second = runner.invoke(args=["demo", "load"])
    assert second.exit_code == 1
    assert "Nic się nie zmieniło" in second.output
    assert store.scalar(select(func.count(AuditEntry.id))) == count


def test_stopped_half_way_it_leaves_nothing(
    app: Flask, store: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(operations, "extend_horizon", stop)
    with pytest.raises(KeyboardInterrupt):
        load(app)
    with app.app_context():
        assert database_is_empty()
    monkeypatch.undo()
    load(app)
    assert store.scalar(select(func.count(Event.id))) > 32


def test_sign_up_is_shown_in_every_way_it_can_be(
    app: Flask, browser: Browser, store: Session
) -> None:
    with time_machine.travel(datetime(2026, 11, 10, 9, tzinfo=UTC), tick=True):
        load(app)

        def words(title: str) -> str:
            number = store.scalars(
                select(Event.id).where(Event.title.startswith(title)).order_by(Event.id)
            ).first()
            return browser.visit(f"/wydarzenia/{number}").text

        assert "Zapisy od czwartku, 19 listopada, 9.00." in words("Andrzejki")
        assert "Zapisy do poniedziałku, 23 listopada." in words("Wspólne wyjście do kina")
        assert "Dzieci zapisuje ktoś dorosły." in words("Planszówki po lekcjach")
        assert "zamykają się 2 godziny przed nim." in words("Joga na krześle")
        assert "na wszystkie spotkania." in words("Trening pamięci")
        phones = store.scalars(select(Event).where(Event.title.startswith("Smartfon"))).one()
        assert phones.asks_to_confirm
        first = min(one.starts_at for one in phones.occurrences)
        assert phones.signup_closes_at is not None
        assert timedelta() < first - phones.signup_closes_at <= timedelta(days=1)


def test_estates_sign_up_online_or_by_phone_and_seniors_partly_by_phone_alone() -> None:
    """The estates sign up for what they learn on the page or by phone; of the seniors' things
    some are for the phone alone."""
    known = programme(date(2026, 11, 23))
    learnt = [
        one
        for one in known
        if one.kind in (EventKind.WORKSHOP, EventKind.TRAINING) and SENIORS not in one.communities
    ]
    assert len(learnt) == 5
    assert {one.signup_mode for one in learnt} == {SignupMode.ONLINE}
    seniors = {one.signup_mode for one in known if one.communities == (SENIORS,)}
    assert {SignupMode.ONLINE, SignupMode.PHONE} <= seniors
