"""The list for the door: big on a phone, ready to be signed on paper."""

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from osl.communities.models import FundingProject
from osl.core import transactions
from osl.core.db import db
from osl.events.models import Event, Occurrence
from osl.signups.models import Help
from osl.signups.operations import withdraw
from tests.browser import Browser, Page
from tests.cast import Cast
from tests.events.conftest import Planned, weekly
from tests.signups.conftest import SignUp, act, open_event


def door(browser: Browser, event_id: int, query: str = "") -> Page:
    return browser.visit(f"/panel/wydarzenia/{event_id}/lista{query}")


def on_paper(page: Page) -> list[list[str]]:
    """The rows as they are printed: what stands on the screen alone is left out."""
    rows = page.dom.with_class("door")[0].all("tr")[1:]
    for shown in page.dom.with_class("not-printed"):
        shown.children.clear()
    return [[cell.text for cell in row.all("td", "th")] for row in rows]


def test_those_with_a_place_stand_by_surname_and_six_rows_are_left(
    app: Flask, browser: Browser, cast: Cast, planned: Planned, signed_up: SignUp
) -> None:
    dance = open_event(planned, places=5, takes_children=True)
    signed_up(
        dance, "Zofia Łąkowa", party_size=2, children=[("Ola", 7)], help_needed=[Help.STEP_FREE]
    )
    signed_up(dance, "Anna Malinowska", phone="600100200", email="")
    signed_up(dance, "Jan Lis")
    gone = signed_up(dance, "Olga Nieobecna")
    act(app, gone, withdraw)
    signed_up(dance, "Ewa Czekająca", party_size=3, waits=True)
    page = door(browser.sign_in(cast.animator), dance)
    assert "600 100 200" in page.text
    rows = on_paper(page)
    assert rows[:3] == [
        ["1", "Jan Lis", "1", "", ""],
        ["2", "Zofia Łąkowa", "2", "Ola (7); wejście bez schodów", ""],
        ["3", "Anna Malinowska", "1", "", ""],
    ]
    assert rows[3:] == [[str(number), "", "", "", ""] for number in range(4, 10)]
    assert "4 osoby" in page.text
    assert "i 1 na liście rezerwowej" in page.text


def test_no_phone_number_is_printed(
    browser: Browser, cast: Cast, planned: Planned, signed_up: SignUp
) -> None:
    dance = open_event(planned)
    signed_up(dance, "Anna Malinowska", phone="600100200", email="")
    page = door(browser.sign_in(cast.animator), dance)
    on_paper(page)
    main = page.dom.all("main")[0]
    assert "600" not in main.text
    assert not [a for a in main.all("a") if a["href"].startswith("tel:")]


def test_title_day_and_place_are_on_top_and_the_address_in_letters_below(
    browser: Browser, cast: Cast, planned: Planned
) -> None:
    dance = open_event(planned)
    page = door(browser.sign_in(cast.animator), dance)
    assert page.heading == "Lista na wejście: Gry sąsiedzkie"
    assert "czwartek, 11 marca 2027, 17.00–19.00" in page.text
    assert "Świetlica „Pod Dębem”" in page.text
    assert f"127.0.0.1:8000/wydarzenia/{dance}" in page.dom.with_class("door-address")[0].text


def test_what_a_grant_pays_for_says_so(
    app: Flask, browser: Browser, cast: Cast, planned: Planned
) -> None:
    dance = open_event(planned)
    page = door(browser.sign_in(cast.animator), dance)
    assert not page.dom.with_class("funding")
    with app.app_context(), transactions.unit():
        project = FundingProject(title="Razem na Wzgórzu", sentence="Dofinansowano z Unii.")
        db.session.get_one(Event, dance).funding_project = project
    page = door(browser, dance)
    assert "Razem na Wzgórzu" in page.dom.with_class("funding")[0].text


def test_each_meeting_has_its_own(
    browser: Browser, cast: Cast, planned: Planned, signed_up: SignUp, store: Session
) -> None:
    yoga = open_event(planned, when=weekly(meeting_count=2))
    first, second = store.scalars(select(Occurrence.id).order_by(Occurrence.starts_at))
    signed_up(yoga, "Anna A", meeting_id=first)
    signed_up(yoga, "Jan B", meeting_id=second)
    browser.sign_in(cast.animator)
    assert on_paper(door(browser, yoga))[0][1] == "Anna A"
    assert on_paper(door(browser, yoga, f"?termin={second}"))[0][1] == "Jan B"


@pytest.mark.parametrize("who", ["other_animator", "adviser", "administrator"])
def test_names_stay_with_the_team_of_the_event(
    browser: Browser, cast: Cast, dance: int, signed_up: SignUp, who: str
) -> None:
    signed_up(dance, "Anna Tajna")
    page = door(browser.sign_in(getattr(cast, who)), dance)
    assert page.status == 403
    assert "Tajna" not in page.response.text
