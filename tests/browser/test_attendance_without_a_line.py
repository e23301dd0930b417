"""The phone in the hall: marks made without a line wait in it, also through a reload, and go when
the line is back, once and in order. Two phones come to one list, and where they differ, somebody
chooses."""

import re
from collections.abc import Callable
from datetime import time, timedelta
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Error, Page, expect
from sqlalchemy import select

from osl import create_app
from osl.accounts.models import User
from osl.accounts.queries import user_of_email
from osl.communities.models import Community
from osl.core import transactions
from osl.core.clock import as_of, today, utcnow
from osl.core.db import db
from osl.core.settings import Settings
from osl.events.models import EventKind, SignupMode, Strand
from osl.events.operations import Facts, plan_event, publish_event
from osl.events.schedule import once
from osl.logbook.models import Mark, MarkSent
from osl.people.models import Channel, Person
from osl.people.operations import Known
from osl.signups.models import Signup
from osl.signups.operations import Source, Wish, sign_up, withdraw

PEOPLE = [
    f"{name} Obecna" for name in
    ("Ada", "Beata", "Celina", "Dorota", "Ewa", "Felicja", "Gabriela", "Halina", "Irena", "Jolanta",
     "Krystyna", "Lucyna", "Maria", "Natalia")
]  # fmt: skip


@pytest.fixture(scope="session")
def town(site: Any) -> Flask:
    """The same town, to look into its database."""
    return create_app(Settings.from_environment({"OSL_INSTANCE": str(site.instance)}))


@pytest.fixture
def meeting(town: Flask) -> int:
    """A meeting of today, for which fourteen people have signed up."""
    yesterday = utcnow() - timedelta(days=1)
    with town.test_request_context(), transactions.unit(), as_of(yesterday):
        organiser = user_of_email("jan.testowy@example.org")
        assert isinstance(organiser, User)
        wzgorze = db.session.scalars(select(Community).where(Community.slug == "wzgorze")).one()
        facts = Facts(
            "Bal w świetlicy",
            EventKind.NEIGHBOUR_MEETING,
            Strand.SOCIAL,
            signup_mode=SignupMode.PHONE,
            places=30,
            place_note="świetlica",
        )
        when = once(today() + timedelta(days=1), time(12), None, time(14))
        event = plan_event(facts, when, communities=[wzgorze], actor=organiser)
        publish_event(event, actor=organiser)
        db.session.flush()
        for name in PEOPLE:
            source = Source(Channel.PHONE, actor=organiser)
            sign_up(event, event.occurrences[0], Wish(Known(name, phone="000 000 777")), source)
        return event.occurrences[0].id


def noted(town: Flask, meeting: int) -> dict[str, str]:
    """Who is marked how, by first name."""
    with town.test_request_context():
        rows = (
            select(Person.name, Mark.presence)
            .join(Person, Person.id == Mark.person_id)
            .where(Mark.occurrence_id == meeting)
            .order_by(Mark.id)
        )
        return {name.split()[0]: presence.value for name, presence in db.session.execute(rows)}


def sent(town: Flask, meeting: int) -> int:
    """How many marks the phones have sent, each counted once."""
    with town.test_request_context():
        rows = select(MarkSent.id).where(MarkSent.occurrence_id == meeting)
        return len(db.session.scalars(rows.order_by(MarkSent.id)).all())


def row(page: Page, name: str) -> Any:
    return page.locator(".roll-row").filter(has_text=f"{name} Obecna")


def tap(page: Page, name: str, words: str = "Jest") -> None:
    row(page, name).get_by_role("button", name=re.compile(f"^{words}\\b")).tap()


def pressed(page: Page, name: str) -> list[str]:
    buttons = row(page, name).locator(".roll-taps [aria-pressed=true]")
    return [str(one.get_attribute("value")) for one in buttons.all()]


Open = Callable[[Any], Page]


@pytest.fixture
def hold(open_browser: Callable[..., Page], meeting: int) -> Open:
    """The list of the meeting on a phone in the hand of whoever is signed in."""

    def open_list(who: Any) -> Page:
        page = open_browser("phone", storage_state=who, has_touch=True)
        page.goto(f"/panel/obecnosc/{meeting}", wait_until="networkidle")
        kept = "() => caches.open('osl-roll').then(s => s.keys()).then(k => k.length > 3)"
        page.wait_for_function(kept)
        return page

    return open_list


def test_twelve_marks_made_without_a_line_survive_a_reload_and_arrive_once(
    town: Flask, meeting: int, hold: Open, animator_signed_in: Any, axe: Callable[[Page], list[str]]
) -> None:
    page = hold(animator_signed_in)
    top = row(page, "Natalia").evaluate("one => one.offsetTop")
    page.context.set_offline(True)
    for name in [one.split()[0] for one in PEOPLE[:12]]:
        tap(page, name)
    tap(page, "Ada", "Nie ma")
    status = page.get_by_role("status").filter(has_text="nie wysłan")
    expect(status).to_contain_text("13 nie wysłanych.")
    assert row(page, "Natalia").evaluate("one => one.offsetTop") == top, "the page jumps"
    page.reload()
    expect(page.get_by_text("13 nie wysłanych.")).to_be_visible()
    assert (pressed(page, "Ada"), pressed(page, "Lucyna")) == (["absent"], ["present"])
    assert pressed(page, "Maria") == []
    expect(page.get_by_text("Obecnych: 11 z 14")).to_be_visible()
    assert axe(page) == []
    assert noted(town, meeting) == {}
    page.context.set_offline(False)
    expect(page.get_by_text("Wszystko wysłane.")).to_be_visible(timeout=15_000)
    names = [one.split()[0] for one in PEOPLE[:12]]
    assert noted(town, meeting) == dict.fromkeys(names, "present") | {"Ada": "absent"}
    page.reload(wait_until="networkidle")
    assert pressed(page, "Ada") == ["absent"]
    assert sent(town, meeting) == 13
    assert page.evaluate("Object.keys(localStorage).filter(k => k.startsWith('osl-mark:'))") == []


def test_a_look_at_those_not_noted_yet_leaves_the_kept_list_whole(
    meeting: int, hold: Open, animator_signed_in: Any
) -> None:
    page = hold(animator_signed_in)
    with page.expect_response(re.compile("/znaki$")):
        tap(page, "Ada")
    page.goto(f"/panel/obecnosc/{meeting}?tylko=niezaznaczone", wait_until="networkidle")
    expect(row(page, "Ada")).to_have_count(0)
    page.context.set_offline(True)
    page.goto(f"/panel/obecnosc/{meeting}")
    expect(page.locator(".roll-row")).to_have_count(len(PEOPLE))


def test_two_phones_without_a_line_come_to_one_list_and_settle_where_they_differ(
    town: Flask, meeting: int, hold: Open, animator_signed_in: Any, signed_in: Any
) -> None:
    first, second = hold(animator_signed_in), hold(signed_in)
    for page in (first, second):
        page.context.set_offline(True)
    for name in ("Ada", "Beata", "Celina"):
        tap(first, name)
    tap(second, "Beata", "Nie ma")
    tap(second, "Celina")
    tap(second, "Dorota")
    first.context.set_offline(False)
    expect(first.get_by_text("Wszystko wysłane.")).to_be_visible(timeout=15_000)
    second.context.set_offline(False)
    differ = second.get_by_text("1 zaznaczenie różni się od listy. Wybierz, co zostaje.")
    expect(differ).to_be_visible(timeout=15_000)
    both = row(second, "Beata").locator(".roll-both")
    expect(both).to_contain_text("Na liście: obecność (Jan T., ")
    expect(both.get_by_role("button", name="Zostaw: obecność (Jan T.,")).to_be_visible()
    here = {"Ada": "present", "Beata": "present", "Celina": "present", "Dorota": "present"}
    assert noted(town, meeting) == here
    second.reload(wait_until="networkidle")
    change = both.get_by_role("button", name="Zmień na: nieobecność")
    change.focus()
    second.keyboard.press("Enter")
    expect(both).to_have_count(0)
    expect(row(second, "Beata").locator("[aria-pressed=true]")).to_be_focused()
    expect(row(second, "Beata")).not_to_have_attribute("data-unsent", "", timeout=5000)
    first.evaluate("dispatchEvent(new Event('online'))")
    absent = row(first, "Beata").get_by_role("button", name=re.compile("^Nie ma"))
    expect(absent).to_have_attribute("aria-pressed", "true")
    expect(row(first, "Dorota").locator("[aria-pressed=true]")).to_have_count(1)
    assert noted(town, meeting) == here | {"Beata": "absent"}


def test_whoever_is_signed_out_meanwhile_signs_in_again_and_nothing_is_lost(
    town: Flask, meeting: int, hold: Open, animator_signed_in: Any
) -> None:
    page = hold(animator_signed_in)
    cookies = page.context.cookies()
    page.context.set_offline(True)
    tap(page, "Ada")
    page.context.clear_cookies()
    page.context.set_offline(False)
    expect(
        page.get_by_text("Zaloguj się ponownie – zaznaczenia czekają w telefonie.")
    ).to_be_visible()
    page.get_by_role("link", name="Zaloguj się ponownie").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Logowanie")
    page.wait_for_function("() => caches.has('osl-roll').then(is => !is)")
    page.context.add_cookies(cookies)
    page.goto(f"/panel/obecnosc/{meeting}")
    expect(row(page, "Ada").locator("[aria-pressed=true]")).to_have_count(1)
    page.wait_for_function("() => !Object.keys(localStorage).some(k => k.startsWith('osl-mark:'))")
    assert noted(town, meeting) == {"Ada": "present"}


def test_a_mark_that_was_refused_stays_to_be_read_until_somebody_has_read_it(
    town: Flask, meeting: int, hold: Open, animator_signed_in: Any
) -> None:
    page = hold(animator_signed_in)
    page.context.set_offline(True)
    tap(page, "Ewa")
    with town.test_request_context(), transactions.unit():
        ewa = select(Signup).join(Signup.person).where(Person.name == "Ewa Obecna")
        withdraw(db.session.scalars(ewa.order_by(Signup.id.desc())).first())
    page.context.set_offline(False)
    why = page.get_by_text("Ewa Obecna: Nie zapisano: obecność")
    expect(why).to_contain_text("nie jest na liście", timeout=15_000)
    expect(row(page, "Ewa")).to_have_count(0)
    expect(page.get_by_role("status").filter(has_text="nie zostało zapisane")).to_be_visible()
    page.reload()
    expect(why).to_be_visible()
    page.get_by_role("button", name="Rozumiem").tap()
    expect(why).to_have_count(0)
    assert noted(town, meeting) == {}


def test_nothing_of_the_list_stays_in_the_phone_for_longer_than_it_is_needed(
    town: Flask, meeting: int, hold: Open, animator_signed_in: Any
) -> None:
    page = hold(animator_signed_in)
    page.context.set_offline(True)
    page.reload()
    tap(page, "Ada")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    page.get_by_text("Menu", exact=True).tap()
    page.get_by_role("button", name="Wyloguj").tap()
    expect(row(page, "Ada").locator("[aria-pressed=true]")).to_have_count(1)
    assert "niewysłane zaznaczenia obecności: 1" in asked[0]
    page.evaluate(AGED)
    with pytest.raises(Error, match="ERR_"):
        page.reload()
    page.context.set_offline(False)
    page.goto(f"/panel/obecnosc/{meeting}")
    page.wait_for_function("() => !Object.keys(localStorage).some(k => k.startsWith('osl-mark:'))")
    assert noted(town, meeting) == {"Ada": "present"}


AGED = """async () => {
  const store = await caches.open("osl-roll");
  const page = await store.match(location.pathname);
  const headers = new Headers(page.headers);
  headers.set("X-Kept-At", Date.now() - 12 * 3600_000);
  await store.put(location.pathname, new Response(await page.blob(), { headers }));
}"""
"""The page that is kept in the phone, as it is twelve hours later."""
