"""A community's page: when one can talk to us, what is next, how to have it in one's phone."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from flask import Flask

from osl.communities.models import Audience, Community, FormerSlug, Stage
from osl.communities.operations import add_team_member, close_community
from osl.core import transactions
from osl.core.db import db
from osl.events.models import EventKind, SignupMode
from tests.browser import Browser
from tests.cast import Cast
from tests.home.conftest import evening, weekly

Planned = Callable[..., int]


def test_everything_stands_in_the_order_a_phone_needs(
    app: Flask, browser: Browser, cast: Cast, planned: Planned, clock
) -> None:
    with app.app_context(), transactions.unit():
        wzgorze = db.session.get_one(Community, cast.wzgorze.id)
        add_team_member(wzgorze, actor=None, first_name="Jan", role="animator kultury")
        wzgorze.stage, wzgorze.shows_stage = Stage.ACTION, True
    planned(evening(date(2027, 3, 2)), published=True, title="Bal karnawałowy")
    planned(weekly(), published=True, title="Dyżur organizatora", kind=EventKind.OPEN_HOURS)
    planned(evening(), published=True, title="Wieczór gier")
    clock.shift(timedelta(days=2))
    page = browser.visit("/spolecznosci/wzgorze")
    order = [
        "Sąsiedzi z osiedla Wzgórze.",
        "Porozmawiaj z nami",
        "w każdy czwartek o 17.00",
        "000 000 001",
        "Najbliższe spotkania",
        "Wieczór gier",
        "kalendarza",
        "animator kultury",
        "Co się ostatnio działo",
        "Bal karnawałowy",
    ]
    places = [page.text.index(words) for words in order]
    assert places == sorted(places)
    assert page.heading == "Wzgórze"


def test_only_its_own_meetings_and_the_towns_show(
    browser: Browser, cast: Cast, planned: Planned
) -> None:
    planned(published=True, title="Nasze")
    planned(published=True, title="Ich", community=cast.ostrowiecka)
    planned(published=True, title="Wszystkich", is_whole_town=True)
    page = browser.visit("/spolecznosci/wzgorze")
    assert {"Nasze", "Wszystkich"} <= set(page.links)
    assert "Ich" not in page.links


def test_a_community_of_seniors_collects_what_is_for_seniors(
    app: Flask, browser: Browser, cast: Cast, planned: Planned
) -> None:
    with app.app_context(), transactions.unit():
        db.session.get_one(Community, cast.ostrowiecka.id).collects_audience = Audience.SENIORS
    planned(published=True, title="Spacer", audience=Audience.SENIORS)
    assert "Spacer" in browser.visit("/spolecznosci/ostrowiecka").links


def test_a_former_address_leads_to_the_present_one(
    app: Flask, browser: Browser, cast: Cast
) -> None:
    with app.app_context(), transactions.unit():
        db.session.add(FormerSlug(slug="stare-wzgorze", community_id=cast.wzgorze.id))
    page = browser.visit("/spolecznosci/stare-wzgorze")
    assert page.path == "/spolecznosci/wzgorze"
    assert page.redirected_by == 301
    assert browser.visit("/spolecznosci/nigdzie").status == 404


def test_a_closed_community_leaves_the_lists_and_keeps_its_page(
    app: Flask, browser: Browser, cast: Cast, planned: Planned
) -> None:
    with app.app_context(), transactions.unit():
        wzgorze = db.session.get_one(Community, cast.wzgorze.id)
        close_community(wzgorze, actor=None, closed_on=date(2027, 2, 1))
    assert "Wzgórze" not in browser.visit("/").links
    assert "Wzgórze" in browser.visit("/spolecznosci").links
    page = browser.visit("/spolecznosci/wzgorze")
    assert page.status == 200
    assert "zakończyła się 1 lutego 2027" in page.text


def test_nobody_is_asked_to_sign_up_for_what_has_been(
    browser: Browser, cast: Cast, planned: Planned, clock
) -> None:
    planned(evening(), published=True, signup_mode=SignupMode.PHONE)
    assert "Zapisy telefoniczne" in browser.visit("/spolecznosci/wzgorze").text
    clock.shift(timedelta(days=30))
    page = browser.visit("/spolecznosci/wzgorze")
    assert "Co się ostatnio działo" in page.text
    assert "Zapisy telefoniczne" not in page.text
    assert "Zapisy telefoniczne" not in browser.visit("/wydarzenia/archiwum").text


def test_a_weekly_class_does_not_push_the_others_off_the_page(
    browser: Browser, cast: Cast, planned: Planned, clock
) -> None:
    planned(weekly(meeting_count=20), published=True, title="Chór")
    planned(evening(date(2027, 6, 20)), published=True, title="Festyn")
    page = browser.visit("/spolecznosci/wzgorze")
    assert [e.text for e in page.dom.with_class("event-title")] == ["Chór", "Festyn"]
    assert "Kolejne terminy: 11, 18 i 25 marca, jeszcze 16 terminów" in page.text

    clock.move_to(datetime(2027, 6, 25, 9, tzinfo=UTC))
    (past,) = browser.visit(page.path).dom.with_class("community-past")
    assert [e.text for e in past.with_class("event-title")] == ["Chór", "Festyn"]
