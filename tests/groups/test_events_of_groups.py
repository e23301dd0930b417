"""Events and the groups and partners behind them, from either side."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from osl.core.audit import AuditEntry
from osl.groups.models import group_event, partner_event
from tests.browser import Browser
from tests.cast import Cast
from tests.groups.conftest import Make, Planned


def actions(store: Session) -> list[str]:
    return list(
        store.scalars(
            select(AuditEntry.action)
            .where(AuditEntry.action.like("%.event\\_%", escape="\\"))
            .order_by(AuditEntry.id)
        )
    )


@pytest.mark.parametrize(("kind", "table"), [("group", group_event), ("partner", partner_event)])
def test_an_event_is_found_linked_and_parted(
    browser: Browser,
    cast: Cast,
    planned: Planned,
    group: Make,
    partner: Make,
    store: Session,
    kind: str,
    table: object,
) -> None:
    number = {"group": group, "partner": partner}[kind]()
    event = planned(title="Piknik sąsiedzki", published=True)
    planned(title="Gra terenowa", published=True)
    page = browser.sign_in(cast.animator).visit(f"{kind}s.show", **{f"{kind}_id": number})
    page = page.follow("Połącz z wydarzeniem").submit("Szukaj", {"szukaj": "piknik"})
    assert "Gra terenowa" not in page.text
    button = {"group": "To wydarzenie", "partner": "Tu partner pomógł"}[kind]
    page = page.submit(f"{button}: Piknik sąsiedzki")

    assert page.notices == ["Wydarzenie połączone."]
    assert "Piknik sąsiedzki" in page.links
    assert [row.event_id for row in store.execute(select(table))] == [event]  # type: ignore[call-overload]
    shown = browser.visit("events.show", event_id=event)
    name = {"group": "Klub przy kawie", "partner": "Szkoła nr 99"}[kind]
    assert name in shown.links
    page = shown.submit(f"Rozłącz: {name}")
    assert page.heading == "Piknik sąsiedzki"
    assert name not in page.links
    store.expire_all()
    assert store.execute(select(table)).all() == []  # type: ignore[call-overload]
    assert actions(store) == [f"{kind}.event_linked", f"{kind}.event_parted"]


def test_from_an_event_one_adds_its_group_and_who_helped(
    browser: Browser, cast: Cast, planned: Planned, group: Make, partner: Make, store: Session
) -> None:
    number, school = group(), partner()
    group(name="Grupa z Ostrowieckiej", community=cast.ostrowiecka)
    event = planned(published=True)
    page = browser.sign_in(cast.animator).visit("events.show", event_id=event)
    page = page.follow("Dodaj grupę albo partnera")
    assert "Grupa z Ostrowieckiej" not in page.text
    page = page.submit("To wydarzenie tej grupy: Klub przy kawie")
    assert page.notices == ["Połączone: Klub przy kawie."]
    page.submit("Ten partner pomógł: Szkoła nr 99")

    assert [row.group_id for row in store.execute(select(group_event))] == [number]
    assert [row.partner_id for row in store.execute(select(partner_event))] == [school]
    page = browser.visit("events.show", event_id=event)
    assert {"Klub przy kawie", "Szkoła nr 99"} <= set(page.links)


def test_a_draft_of_another_community_can_neither_be_found_nor_linked(
    browser: Browser, cast: Cast, planned: Planned, group: Make, store: Session
) -> None:
    number = group()
    draft = planned(title="Tajny szkic", community=cast.ostrowiecka)
    page = browser.sign_in(cast.animator).visit("groups.events", group_id=number)
    assert "Tajny szkic" not in page.text
    planned(title="Gry", published=True)
    page = browser.visit("groups.events", group_id=number)
    token = page.dom.all("input", name="csrf_token")[0]["value"]
    for sent in (str(draft), "nic", ""):
        answer = browser.post(page.url, {"csrf_token": token, "event": sent})
        assert answer.status == 404
    assert store.execute(select(group_event)).all() == []


def test_a_draft_linked_by_the_organiser_is_hidden_from_who_may_not_see_it(
    browser: Browser, cast: Cast, planned: Planned, group: Make
) -> None:
    number = group()
    planned(title="Tajny szkic", community=cast.ostrowiecka)
    page = browser.sign_in(cast.organiser).visit("groups.events", group_id=number)
    assert "Tajny szkic" in page.submit("To wydarzenie: Tajny szkic").links

    page = browser.sign_in(cast.animator).visit("groups.show", group_id=number)
    assert "Tajny szkic" not in page.text


def test_residents_read_nothing_of_groups_and_partners_on_an_event(
    browser: Browser, cast: Cast, planned: Planned, partner: Make
) -> None:
    partner()
    event = planned(published=True)
    page = browser.sign_in(cast.animator).visit("groups.of_event", event_id=event)
    page.submit("Ten partner pomógł: Szkoła nr 99")
    assert "Szkoła nr 99" not in Browser(browser.app).visit("home.event", event_id=event).text
