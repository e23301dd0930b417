"""Every page asks a fixed, small number of questions, however much the town does."""

from collections.abc import Callable
from datetime import date, timedelta

from flask import Flask

from osl.communities.models import Community
from osl.core.clock import today
from osl.events.models import EventKind
from tests.browser import Browser
from tests.cast import Cast
from tests.home.conftest import evening, weekly
from tests.ideas.conftest import Given, linked

MOST = 14
FEW, MANY = 5, 50

PUBLIC = (
    "/",
    "/spolecznosci",
    "/spolecznosci/wzgorze",
    "/wydarzenia",
    "/wydarzenia?powtorki=wszystkie",
    "/wydarzenia?szukaj=gry&rodzaj=neighbour_meeting&dostep=lift",
    "/kalendarz",
    "/sitemap.xml",
)

STAFF = (
    "/panel",
    "/panel/tydzien",
    "/panel/tydzien?wedlug=osoby",
    "/panel/tydzien?wedlug=miejsca",
    "/panel/szukaj?szukaj=gry",
    "/panel/dziennik-zmian",
)


def plan_many(planned: Callable[..., int], cast: Cast, count: int, first: date) -> None:
    """Events of both communities, some of them series and some open hours."""
    communities: list[Community] = [cast.wzgorze, cast.ostrowiecka]
    for number in range(count):
        community = communities[0 if number % 5 == 3 else number % 2]
        day = first + timedelta(days=number % 20)
        if number % 5 == 4:
            planned(weekly(day, meeting_count=4), published=True, community=community)
        else:
            kind = EventKind.OPEN_HOURS if number % 5 == 3 else EventKind.NEIGHBOUR_MEETING
            planned(
                evening(day),
                published=True,
                community=community,
                kind=kind,
                title=f"Gry sąsiedzkie {number}",
            )


def test_public_pages_ask_as_much_with_many_events_as_with_few(
    browser: Browser, cast: Cast, planned: Callable[..., int], asked: Callable[..., int]
) -> None:
    tomorrow = today() + timedelta(days=1)
    plan_many(planned, cast, FEW, tomorrow)
    with_few = {address: asked(browser, address) for address in PUBLIC}
    plan_many(planned, cast, MANY - FEW, tomorrow)
    with_many = {address: asked(browser, address) for address in PUBLIC}
    assert with_many == with_few
    assert max(with_many.values()) <= MOST


def test_the_archive_asks_as_much_with_a_long_past(
    browser: Browser, cast: Cast, planned: Callable[..., int], asked: Callable[..., int], clock
) -> None:
    tomorrow = today() + timedelta(days=1)
    plan_many(planned, cast, MANY, tomorrow)
    clock.shift(timedelta(days=3))
    with_few = asked(browser, "/wydarzenia/archiwum")
    clock.shift(timedelta(days=60))
    assert asked(browser, "/wydarzenia/archiwum") == with_few <= MOST


def test_an_event_page_asks_as_much_for_a_long_series(
    browser: Browser, cast: Cast, planned: Callable[..., int], asked: Callable[..., int]
) -> None:
    short = planned(weekly(meeting_count=3), published=True)
    long = planned(weekly(), published=True)
    for every in ("", "?terminy=wszystkie"):
        with_few = asked(browser, f"/wydarzenia/{short}{every}")
        assert asked(browser, f"/wydarzenia/{long}{every}") == with_few <= MOST


def test_staff_pages_ask_as_much_with_many_events_as_with_few(
    browser: Browser, cast: Cast, planned: Callable[..., int], asked: Callable[..., int]
) -> None:
    browser.sign_in(cast.organiser)
    browser.visit("/panel")
    tomorrow = today() + timedelta(days=1)
    plan_many(planned, cast, FEW, tomorrow)
    planned(evening(tomorrow))
    with_few = {address: asked(browser, address) for address in STAFF}
    plan_many(planned, cast, MANY - FEW, tomorrow)
    planned(evening(tomorrow))
    assert {address: asked(browser, address) for address in STAFF} == with_few


def test_pages_ask_as_much_with_many_ideas_as_with_few(
    app: Flask,
    browser: Browser,
    cast: Cast,
    planned: Callable[..., int],
    given: Given,
    asked: Callable[..., int],
) -> None:
    event = planned(evening(today() + timedelta(days=9)), published=True, title="Gry sąsiedzkie")
    pages = (*PUBLIC, f"/wydarzenia/{event}")

    def give(first: int, count: int) -> None:
        for number in range(first, first + count):
            idea = given((f"Gry na skwerze {number}", "Dla nas."), email=f"a{number}@example.org")
            linked(app, idea, event, cast.organiser)

    give(0, FEW)
    with_few = {address: asked(browser, address) for address in pages}
    give(FEW, 3 * FEW)
    with_many = {address: asked(browser, address) for address in pages}
    assert with_many == with_few
    assert max(with_many.values()) <= MOST
    browser.sign_in(cast.organiser).visit("/panel")
    desk = {address: asked(browser, address) for address in STAFF}
    give(4 * FEW, 3 * FEW)
    given(("Gry nieczytane", ""), published=False)
    assert {address: asked(browser, address) for address in STAFF} == desk
