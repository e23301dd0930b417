"""A draft is looked at, then published; nobody publishes twice or what is not ready."""

from datetime import date, time

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from osl.core.audit import AuditEntry
from osl.events.models import Event, EventChange
from osl.events.schedule import once
from tests.browser import Browser
from tests.cast import Cast
from tests.events.conftest import Planned


def test_an_animator_publishes_a_draft(
    browser: Browser, another_browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    event_id = planned()
    assert another_browser.visit("home.event", event_id=event_id).status == 404

    page = browser.sign_in(cast.animator).visit("events.show", event_id=event_id)
    assert "Szkic" in page.text
    page = page.follow("Podgląd").follow("Przejdź do publikacji").submit("Opublikuj wydarzenie")

    assert page.notices == ["Opublikowane: jest na stronie i w kalendarzach."]
    assert store.get_one(Event, event_id).is_published
    assert (
        store.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()[-1]
        == "event.published"
    )
    assert store.scalars(select(EventChange)).all() == []
    public = another_browser.visit("home.event", event_id=event_id)
    assert public.heading == "Gry sąsiedzkie"


def test_unknown_access_is_said_and_does_not_forbid(
    browser: Browser, cast: Cast, planned: Planned
) -> None:
    page = browser.sign_in(cast.animator).visit("events.publication", event_id=planned())

    assert "Nie wiemy wszystkiego o tym, jak się tam dostać: Świetlica" in page.text
    assert page.submit("Opublikuj wydarzenie").notices


def test_a_second_click_publishes_nothing_more(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    event_id = planned()
    form = browser.sign_in(cast.animator).visit("events.publication", event_id=event_id)
    form.submit("Opublikuj wydarzenie")
    page = form.submit("Opublikuj wydarzenie")

    assert page.status == 200
    assert page.notices == ["To wydarzenie jest już opublikowane."]
    assert "To wydarzenie jest już opublikowane." in page.text
    assert store.scalars(select(AuditEntry.action)).all().count("event.published") == 1


def test_what_changed_meanwhile_is_looked_at_first(
    browser: Browser, another_browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    event_id = planned()
    form = browser.sign_in(cast.animator).visit("events.publication", event_id=event_id)
    edit = another_browser.sign_in(cast.organiser).visit("events.edit", event_id=event_id)
    edit.submit("Zapisz zmiany", {"Nazwa wydarzenia": "Gry i ciasto"})

    page = form.submit("Opublikuj wydarzenie")
    assert page.status == 409
    assert store.get_one(Event, event_id).is_draft
    page.submit("Opublikuj wydarzenie")
    assert store.get_one(Event, event_id).is_published


def test_a_draft_wholly_in_the_past_is_refused(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    event_id = planned(once(date(2027, 2, 1), time(17), None, time(19)))
    page = browser.sign_in(cast.animator).visit("events.publication", event_id=event_id)

    assert "Wszystkie terminy już minęły." in page.text
    assert "Opublikuj wydarzenie" not in page.buttons
    assert store.get_one(Event, event_id).is_draft


def test_a_draft_whose_day_came_meanwhile_is_refused(
    browser: Browser,
    cast: Cast,
    planned: Planned,
    store: Session,
    clock: time_machine.Traveller,
) -> None:
    event_id = planned(once(date(2027, 3, 1), time(12), None, time(13)))
    form = browser.sign_in(cast.animator).visit("events.publication", event_id=event_id)
    clock.move_to("2027-03-01T14:00:00+00:00")
    page = form.submit("Opublikuj wydarzenie")

    assert page.status == 422
    assert store.get_one(Event, event_id).is_draft


def test_an_event_without_any_place_is_refused(
    browser: Browser, cast: Cast, planned: Planned
) -> None:
    page = browser.sign_in(cast.animator).visit("events.publication", event_id=planned(hall=False))

    assert "Nie wiadomo, gdzie." in page.text


@pytest.mark.parametrize(
    "where",
    [
        "events.show",
        "events.preview",
        "events.edit",
        "events.publication",
        "events.copy",
        "events.deletion",
        "events.pictures",
    ],
)
def test_another_communitys_draft_does_not_exist(
    browser: Browser, cast: Cast, planned: Planned, where: str
) -> None:
    event_id = planned()
    assert browser.sign_in(cast.other_animator).visit(where, event_id=event_id).status == 404


@pytest.mark.parametrize(
    "where",
    [
        "events.edit",
        "events.publication",
        "events.cancellation",
        "events.copy",
        "events.deletion",
        "events.pictures",
    ],
)
def test_another_communitys_event_can_be_seen_not_touched(
    browser: Browser, cast: Cast, planned: Planned, where: str
) -> None:
    event_id = planned(published=True)
    browser.sign_in(cast.other_animator)

    assert browser.visit(where, event_id=event_id).status == 403
    page = browser.visit("events.show", event_id=event_id)
    assert page.status == 200
    assert "Edytuj" not in page.links


@pytest.mark.parametrize("who", ["adviser", "administrator"])
def test_the_desk_is_for_those_who_plan(
    browser: Browser, cast: Cast, planned: Planned, who: str
) -> None:
    draft, public = planned(), planned(published=True)
    browser.sign_in(getattr(cast, who))

    assert browser.visit("events.show", event_id=draft).status == 404
    assert browser.visit("events.show", event_id=public).status == 403


def test_a_draft_of_the_whole_town_is_the_organisers(
    browser: Browser, another_browser: Browser, cast: Cast, planned: Planned
) -> None:
    event_id = planned(is_whole_town=True)

    assert browser.sign_in(cast.animator).visit("events.show", event_id=event_id).status == 404
    another_browser.sign_in(cast.organiser)
    assert another_browser.visit("events.edit", event_id=event_id).status == 200
