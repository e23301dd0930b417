"""A volunteer opens the link of a letter on a phone, and gives up a shift with the keyboard."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import time, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from osl import create_app
from osl.accounts.models import User
from osl.communities.queries import open_communities
from osl.core import transactions
from osl.core.clock import today
from osl.core.db import db
from osl.core.settings import Settings
from osl.people.operations import Known
from osl.volunteers import links
from osl.volunteers.models import Assignment, AssignmentState, Shift
from osl.volunteers.shifts import Offer, assign, offer_shift
from osl.volunteers.tasks import TaskFacts, add_shifts, plan_task, publish_task, weekly_times

Axe = Callable[[Page], list[str]]

LONG_ENOUGH = 3500
"""Milliseconds a person takes to type: the form does not believe anybody quicker."""

TASK = "Podlewanie grządek za blokiem"


@dataclass(frozen=True)
class Garden:
    """A task in the running town with two shifts, and a volunteer taken on for the first one.
    ``link`` is what stands in her letter."""

    instance: Path
    assignment_id: int
    link: str

    def shift(self) -> tuple[AssignmentState, int]:
        """Where she stands with the shift, and how many people it has."""
        with town(self.instance).app_context():
            one = db.session.get_one(Assignment, self.assignment_id)
            return one.state, db.session.get_one(Shift, one.shift_id).taken


def town(instance: Path) -> Flask:
    """The running site's data, seen from beside it."""
    return create_app(Settings.from_environment({"OSL_INSTANCE": str(instance)}))


@pytest.fixture(scope="module")
def garden(site: Any) -> Garden:
    app = town(site.instance)
    with app.test_request_context(), transactions.unit():
        organiser = next(one for one in db.session.scalars(select(User)) if one.is_organiser)
        task = plan_task(
            TaskFacts(TASK, "Konewki są na miejscu.", place_note="Ogród za blokiem"),
            community=open_communities()[0],
            actor=organiser,
        )
        first, _second = add_shifts(
            task,
            weekly_times(today() + timedelta(days=5), time(17), time(19), weeks=2),
            needed=2,
            actor=organiser,
        )
        db.session.flush()
        publish_task(task, actor=organiser)
        known = Known("Genowefa Próbna", email="genowefa@example.org")
        made = offer_shift(first, Offer(known))
        assign(made, actor=organiser)
        db.session.flush()
        path = f"/wolontariat/moje/{links.secret_of(made.person)}"
        return Garden(site.instance, made.id, path)


def reach(page: Page, wanted: Locator) -> None:
    """Go on by Tab alone until this control has the focus."""
    for _press in range(80):
        page.keyboard.press("Tab")
        if wanted.evaluate("control => control === document.activeElement"):
            return
    raise AssertionError(f"{wanted} is not reached by Tab")


def look(page: Page, axe: Axe) -> None:
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_a_volunteer_gives_up_a_shift_with_the_keyboard(
    phone: Page, axe: Axe, garden: Garden
) -> None:
    phone.goto(garden.link)
    expect(phone.get_by_role("heading", level=1)).to_have_text("Twój wolontariat")
    expect(phone.get_by_text("ustalone: liczymy na Ciebie")).to_be_visible()
    look(phone, axe)
    reach(phone, phone.get_by_role("link", name="Nie mogę przyjść"))
    phone.keyboard.press("Enter")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Rezygnujesz z tego dyżuru?")
    assert garden.shift() == (AssignmentState.ASSIGNED, 1)  # looking gives nothing up
    look(phone, axe)
    reach(phone, phone.get_by_role("button", name="Tak, rezygnuję"))
    phone.keyboard.press("Enter")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Twój wolontariat")
    expect(phone.get_by_text("Nie masz teraz żadnego dyżuru przed sobą.")).to_be_visible()
    look(phone, axe)
    assert garden.shift() == (AssignmentState.GIVEN_UP, 0)


def test_a_neighbour_offers_help_with_the_keyboard(phone: Page, axe: Axe, garden: Garden) -> None:
    phone.goto("/wolontariat")
    look(phone, axe)
    reach(phone, phone.get_by_role("link", name=TASK))
    phone.keyboard.press("Enter")
    expect(phone.get_by_role("heading", level=1)).to_have_text(TASK)
    look(phone, axe)
    reach(phone, phone.get_by_role("link", name="Chcę pomóc"))
    phone.keyboard.press("Enter")
    reach(phone, phone.get_by_role("checkbox").first)
    phone.keyboard.press("Space")
    reach(phone, phone.get_by_role("textbox", name="Imię i nazwisko"))
    phone.keyboard.type("Halina Chętna")
    phone.keyboard.press("Tab")
    phone.keyboard.type("000 000 777")
    phone.wait_for_timeout(LONG_ENOUGH)
    look(phone, axe)
    phone.keyboard.press("Enter")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Dziękujemy za pomoc")
    code = phone.locator(".code").inner_text()
    look(phone, axe)

    phone.goto("/wolontariat/moje")
    reach(phone, phone.get_by_role("textbox", name="Kod Twojego zgłoszenia"))
    phone.keyboard.type(code.lower())
    phone.keyboard.press("Enter")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Dziękujemy za pomoc")


def test_somebody_under_18_offers_without_javascript(
    open_browser: Callable[..., Page], garden: Garden
) -> None:
    page = open_browser("phone", java_script_enabled=False)
    page.goto("/wolontariat")
    page.get_by_role("link", name=TASK).click()
    page.get_by_role("link", name="Chcę pomóc").click()
    page.get_by_role("checkbox").nth(1).check()
    page.get_by_label("Imię i nazwisko").fill("Zosia Młoda")
    page.get_by_role("textbox", name="Telefon", exact=True).fill("000 000 778")
    expect(page.get_by_label("Ile masz lat?")).to_be_hidden()
    page.get_by_text("Mam mniej niż 18 lat").click()
    page.get_by_label("Ile masz lat?").fill("16")
    page.wait_for_timeout(LONG_ENOUGH)
    page.get_by_role("button", name="Zgłaszam się").click()
    expect(page.get_by_text("Podaj telefon rodzica lub opiekuna").first).to_be_visible()
    page.get_by_label("Telefon rodzica lub opiekuna").fill("000 000 779")
    page.get_by_role("button", name="Zgłaszam się").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Dziękujemy za pomoc")
