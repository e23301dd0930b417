"""Links work once, for one purpose and person, until their time has passed."""

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from osl.accounts import links
from osl.accounts.models import OneUseToken, StaffSession, TokenPurpose, User
from osl.accounts.operations import issue_sign_in_link
from osl.core import transactions
from osl.core.clock import utcnow
from osl.core.db import db
from tests.accounts.keys import NOON, deeds, give_phone, take_phone
from tests.browser import BASE, Browser
from tests.cast import Cast


@pytest.fixture(autouse=True)
def noon() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


def link_for(app: Flask, user: User) -> str:
    with app.app_context(), transactions.unit():
        found = db.session.get(User, user.id)
        assert found is not None
        return issue_sign_in_link(found).removeprefix(BASE)


def test_a_sign_in_link_lets_its_person_in(
    browser: Browser, app: Flask, cast: Cast, store: Session
) -> None:
    take_phone(app, cast.organiser)
    page = browser.visit(link_for(app, cast.organiser))
    assert "Anna Przykładowa" in page.text
    page.submit("Wejdź")
    assert store.scalars(select(StaffSession.user_id)).all() == [cast.organiser.id]
    assert deeds(store) == [
        "account.link_issued",
        "account.link_used",
        "account.signed_in",
    ]


def test_a_link_does_not_stand_in_for_the_second_factor(
    browser: Browser, app: Flask, cast: Cast
) -> None:
    give_phone(app, cast.organiser)
    page = browser.visit(link_for(app, cast.organiser)).submit("Wejdź")
    assert page.heading == "Jeszcze jeden krok: kod"


def test_opening_a_link_uses_nothing_up(browser: Browser, app: Flask, cast: Cast) -> None:
    """Mail scanners open every link of a letter, some of them twice."""
    link = link_for(app, cast.organiser)
    for _scanner in range(3):
        browser.client.head(link, base_url=BASE)
        page = browser.visit(link)
    assert page.submit("Wejdź").status == 200


def test_a_page_with_a_secret_in_its_address_tells_nobody_of_it(
    browser: Browser, app: Flask, cast: Cast
) -> None:
    headers = browser.visit(link_for(app, cast.organiser)).response.headers
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Robots-Tag"] == "noindex"


def test_a_link_works_once(
    browser: Browser, another_browser: Browser, app: Flask, cast: Cast
) -> None:
    link = link_for(app, cast.organiser)
    page, stale = browser.visit(link), another_browser.visit(link)
    page.submit("Wejdź")
    assert stale.submit("Wejdź").status == 410
    again = another_browser.visit(link)
    assert again.status == 410
    assert again.heading == "Ten link już nie działa"


def test_a_link_works_for_twelve_hours(
    browser: Browser, app: Flask, cast: Cast, noon: time_machine.Traveller
) -> None:
    link = link_for(app, cast.organiser)
    noon.shift(timedelta(hours=11, minutes=59))
    page = browser.visit(link)
    assert page.status == 200
    noon.shift(timedelta(minutes=1))
    assert page.submit("Wejdź").status == 410


def test_only_the_newest_link_works(browser: Browser, app: Flask, cast: Cast) -> None:
    older, newer = link_for(app, cast.organiser), link_for(app, cast.organiser)
    assert browser.visit(older).status == 410
    assert browser.visit(newer).status == 200


def test_a_link_for_one_purpose_does_not_serve_another(
    browser: Browser, app: Flask, cast: Cast
) -> None:
    secret = link_for(app, cast.organiser).rpartition("/")[2]
    assert browser.visit(f"/panel/zaproszenie/{secret}").status == 410
    assert browser.visit(f"/panel/haslo/{secret}").status == 410


def test_an_account_that_is_switched_off_has_no_working_links(
    browser: Browser, app: Flask, cast: Cast
) -> None:
    link = link_for(app, cast.animator)
    with app.app_context(), transactions.unit():
        db.session.get(User, cast.animator.id).disabled_at = utcnow()
    assert browser.visit(link).status == 410


@pytest.mark.parametrize("secret", ["x", "0" * 43, "%00", "ł" * 50, "a" * 3000])
def test_a_made_up_link_is_nothing(browser: Browser, cast: Cast, secret: str) -> None:
    assert browser.visit(f"/panel/wejscie/{secret}").status in (404, 410)


def test_the_database_keeps_no_secret(app: Flask, cast: Cast, store: Session) -> None:
    secret = link_for(app, cast.organiser).rpartition("/")[2]
    kept = store.scalars(select(OneUseToken)).one()
    assert len(secret) >= 43  # 256 bits
    assert secret not in str(vars(kept))


@pytest.mark.parametrize("_round", range(5))
def test_of_eight_at_the_same_moment_one_gets_in(
    app: Flask,
    cast: Cast,
    store: Session,
    _round: int,
) -> None:
    secret = link_for(app, cast.organiser).rpartition("/")[2]
    winners: list[int] = []
    start = threading.Barrier(8)

    def grab() -> None:
        with app.app_context():
            start.wait()
            with transactions.unit():
                user = links.use(secret, TokenPurpose.SIGN_IN)
                if user is not None:
                    winners.append(user.id)

    crowd = [threading.Thread(target=grab) for _ in range(8)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    assert winners == [cast.organiser.id]
    assert store.scalars(select(OneUseToken.used_at)).all() == [NOON]
