"""Numbers without names: for the organiser and the adviser, and small ones are not told."""

from datetime import UTC, date, datetime

import time_machine
from flask import Flask

from osl.accounts.models import User
from osl.cards.figures import (
    figures_by_community,
    led_by_community,
    led_by_residents,
    told,
)
from osl.communities.models import Community
from osl.core.db import db
from osl.events.cancellations import cancel_event
from osl.events.models import Event
from osl.people.cards import note_leader_step
from osl.people.models import LeaderStatus, Person
from osl.volunteers.led import LedShare
from osl.volunteers.models import Leading, LeadRole
from tests.browser import Browser
from tests.cards.conftest import AGREED, Meet, Planned, act_on, evening
from tests.cast import Cast
from tests.ideas.conftest import unit

FIGURES = "/panel/ludzie/liczby"
APRIL = datetime(2027, 4, 1, 9, tzinfo=UTC)


def lead(app: Flask, event_id: int, person_id: int, role: LeadRole) -> None:
    with unit(app):
        db.session.add(Leading(event_id=event_id, person_id=person_id, role=role))


def test_fewer_than_five_people_are_not_told(app: Flask) -> None:
    few = "mniej niż 5"
    with app.test_request_context():
        assert [told(number) for number in (0, 4, 5, 21)] == [few, few, "5", "21"]


def test_each_community_is_counted_and_a_merged_entry_counts_once(
    app: Flask, cast: Cast, meet: Meet
) -> None:
    people = [meet(f"Anna {n}", phone=f"60010010{n}", card=n < 5 or None) for n in range(7)]
    for number in people[:2]:
        act_on(app, number, note_leader_step, LeaderStatus.ACTIVE, AGREED, by=cast.animator)
    with unit(app):
        db.session.get_one(Person, people[6]).merged_into_id = people[0]
    with app.test_request_context():
        found = {one.community.name: one for one in figures_by_community()}

    wzgorze = found["Wzgórze"]
    assert (wzgorze.people, wzgorze.cards, wzgorze.volunteers) == (6, 5, 0)
    assert wzgorze.leaders == {LeaderStatus.ACTIVE: 2}
    assert found["Sąsiedzi z Ostrowieckiej"].people == 0


def test_the_share_of_events_residents_lead_counts_what_was_held_in_the_period(
    app: Flask, cast: Cast, meet: Meet, planned: Planned
) -> None:
    anna, jan = meet("Anna Testowa"), meet("Jan Wzorcowy", phone="600100300")
    led = planned(evening(date(2027, 3, 10)), published=True)
    lead(app, led, anna, LeadRole.LEADS)
    lead(app, led, jan, LeadRole.CO_LEADS)  # two leaders, one event
    planned(evening(date(2027, 3, 31)), published=True)
    far = planned(evening(date(2027, 3, 12)), published=True, community=cast.ostrowiecka)
    lead(app, far, anna, LeadRole.CO_LEADS)
    ahead = planned(evening(date(2027, 4, 9)), published=True)
    draft = planned(evening(date(2027, 3, 13)))
    off = planned(evening(date(2027, 3, 14)), published=True)
    for number in (ahead, draft, off):
        lead(app, number, anna, LeadRole.LEADS)
    with unit(app):
        actor = db.session.get_one(User, cast.organiser.id)
        cancel_event(db.session.get_one(Event, off), reason="Burza.", actor=actor)

    march = (date(2027, 3, 1), date(2027, 3, 31))
    with time_machine.travel(APRIL), app.test_request_context():
        viewer = db.session.get_one(User, cast.adviser.id)
        assert led_by_residents(viewer, *march) == LedShare(held=3, led=2)
        assert led_by_residents(viewer, *march).percent == 67
        assert led_by_residents(viewer, march[0], date(2027, 3, 30)).held == 2
        rows = {community.name: share for community, share in led_by_community(viewer, *march)}
        assert rows == {"Wzgórze": LedShare(2, 1), "Sąsiedzi z Ostrowieckiej": LedShare(1, 1)}
        assert led_by_residents(viewer, date(2026, 1, 1), date(2026, 12, 31)).percent == 0


def test_the_adviser_reads_numbers_and_no_name(browser: Browser, cast: Cast, meet: Meet) -> None:
    meet("Anna Testowa", card=True)
    page = browser.sign_in(cast.adviser).visit("/panel").follow("Ludzie w liczbach")

    assert page.path == FIGURES
    assert "mniej niż 5" in page.text
    assert "Anna" not in page.text
    assert "Ludzie" not in page.links


def test_days_that_make_no_sense_give_this_year(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.organiser)
    page = browser.visit(f"{FIGURES}?od=kiedys&do=2027-99-99")
    assert page.dom.all("input", name="od")[0]["value"] == "2027-01-01"
    assert page.dom.all("input", name="do")[0]["value"] == "2027-03-01"

    page = browser.visit(f"{FIGURES}?od=2027-02-01&do=2026-02-01")
    assert page.dom.all("input", name="od")[0]["value"] == "2026-02-01"


def test_a_closed_community_is_not_counted(app: Flask, cast: Cast) -> None:
    with unit(app):
        db.session.get_one(Community, cast.wzgorze.id).closed_on = date(2027, 2, 1)
    with app.test_request_context():
        assert [one.community.name for one in figures_by_community()] == [
            "Sąsiedzi z Ostrowieckiej"
        ]
