"""The desk of a new site leads its organiser from one first step to the next."""

from collections.abc import Callable

from flask import Flask
from sqlalchemy import delete
from sqlalchemy.orm import Session

from osl.accounts.models import Membership
from osl.accounts.operations import make_organiser
from osl.communities.models import Community, StageChange, Venue
from osl.core import transactions
from osl.core.clock import utcnow
from tests.browser import Browser
from tests.cast import Cast
from tests.home.test_desk import part

Planned = Callable[..., int]


def test_what_is_done_is_ticked_off_and_the_rest_leads_on(browser: Browser, cast: Cast) -> None:
    page = browser.sign_in(cast.organiser).visit("/panel")
    steps = part(page, "first-steps")
    assert "Utwórz społeczność Gotowe" in steps
    assert "Zaproś zespół Gotowe" in steps
    assert "Podaj swoje imię i nazwisko Gotowe" in steps
    assert "Zaplanuj i opublikuj pierwsze wydarzenie Albo dyżur" in steps
    assert page.links["Zaplanuj i opublikuj pierwsze wydarzenie"] == "/panel/wydarzenia/nowe"


def test_whoever_was_made_by_a_command_is_asked_for_a_name(browser: Browser, app: Flask) -> None:
    with app.app_context():
        with transactions.unit():
            halina = make_organiser("halina@example.org")
            halina.totp_secret, halina.totp_confirmed_at = "set-up", utcnow()
        browser.sign_in(halina)
    page = browser.visit("/panel")
    assert "Podaj swoje imię i nazwisko Gotowe" not in part(page, "first-steps")
    page = page.follow("Podaj swoje imię i nazwisko")
    page = page.submit("Zapisz", {"Imię i nazwisko": "Halina Nowa"})
    assert "Podaj swoje imię i nazwisko Gotowe" in part(browser.visit("/panel"), "first-steps")


def test_without_a_community_nothing_is_offered_that_cannot_be_sent(
    browser: Browser, cast: Cast, store: Session
) -> None:
    store.execute(delete(Membership).where(Membership.community_id.is_not(None)))
    for table in (StageChange, Venue, Community):
        store.execute(delete(table))
    store.commit()
    page = browser.sign_in(cast.organiser).visit("/panel")
    assert "Utwórz społeczność Gotowe" not in part(page, "first-steps")
    assert "Zapisz szkic" not in page.text
    assert "Utwórz pierwszą" in browser.visit("/panel/zespol/zaproszenie").links


def test_the_steps_leave_with_the_first_published_event(
    browser: Browser, cast: Cast, planned: Planned
) -> None:
    planned(published=True)
    page = browser.sign_in(cast.organiser).visit("/panel")
    assert "Zacznij tutaj" not in page.text


def test_an_animator_has_other_things_to_do(browser: Browser, cast: Cast) -> None:
    assert "Zacznij tutaj" not in browser.sign_in(cast.animator).visit("/panel").text
