"""Residents stand behind an idea without an account, and each person counts once."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from osl.accounts.models import User
from osl.core.audit import AuditEntry
from osl.core.db import db
from osl.ideas import limits, marks
from osl.ideas.links import secret_of
from osl.ideas.merging import merge_ideas
from osl.ideas.models import Idea, IdeaSupport, Moderation
from osl.ideas.supports import support_idea
from tests.browser import Browser, Page
from tests.cast import Cast
from tests.ideas.conftest import BENCH, SHELF, Given, act, unit
from tests.signups.conftest import at_once, letters


def counted(store: Session, number: int) -> tuple[int, int]:
    store.expire_all()
    idea = store.get_one(Idea, number)
    return idea.supporters, idea.confirmed_supporters


def actions(store: Session) -> list[str]:
    rows = select(AuditEntry.action).where(AuditEntry.action.like("idea.support%"))
    return list(store.scalars(rows.order_by(AuditEntry.id)))


def cookies_of(page: Page) -> list[str]:
    return [c for c in page.response.headers.getlist("Set-Cookie") if marks.COOKIE in c]


def test_a_resident_supports_an_idea_and_takes_it_back(
    given: Given, browser: Browser, store: Session
) -> None:
    number = given(BENCH)
    page = browser.visit(f"/pomysly/{number}")
    assert "Nikt jeszcze nie poparł tego pomysłu." in page.text
    assert "zapiszemy na tym urządzeniu znak (plik cookie)" in page.text  # said beside the button
    page = page.submit("Popieram")
    assert page.path == f"/pomysly/{number}-lawka-przed-blokiem"
    assert "Popierasz ten pomysł" in page.text
    assert "Popiera: 1 osoba" in page.text
    assert counted(store, number) == (1, 0)
    page = page.submit("Nie popieram już")
    assert "Popieram" in page.buttons
    assert counted(store, number) == (0, 0)
    assert actions(store) == ["idea.supported", "idea.support_withdrawn"]


def test_the_device_is_marked_by_this_act_only_and_carefully(
    app: Flask, given: Given, browser: Browser
) -> None:
    number = given(BENCH)
    page = browser.visit(f"/pomysly/{number}")
    assert cookies_of(page) == []
    form = {one["name"]: one["value"] for one in page.dom.with_class("button-form")[0].all("input")}
    sent = browser.post(f"/pomysly/{number}/poparcie", form, follow=False)
    assert sent.status == 303
    (cookie,) = cookies_of(sent)
    parts = {part.strip().partition("=")[0] for part in cookie.split(";")}
    assert parts >= {"HttpOnly", "SameSite", "Path", "Max-Age"}
    assert "SameSite=Lax" in cookie
    assert "Path=/pomysly" in cookie
    assert "Secure" not in parts  # the site of the tests is http
    with app.test_request_context():
        app.config["SESSION_COOKIE_SECURE"] = True
        try:
            kept = marks.remember(app.response_class(), "x").headers["Set-Cookie"]
        finally:
            app.config["SESSION_COOKIE_SECURE"] = False
    assert "; Secure" in kept


def test_a_refused_support_leaves_no_mark(
    app: Flask, given: Given, browser: Browser, monkeypatch: pytest.MonkeyPatch, store: Session
) -> None:
    number = given(BENCH)
    monkeypatch.setattr(limits, "SUPPORTS_PER_NETWORK", ((1, limits.HOUR),))
    browser.visit(f"/pomysly/{number}").submit("Popieram")
    stranger = Browser(app)
    page = stranger.visit(f"/pomysly/{number}").submit("Popieram")
    assert page.status == 429
    assert "Spróbuj za godzinę." in page.text
    assert page.response.headers["Retry-After"] == "3600"
    assert cookies_of(page) == []
    assert counted(store, number) == (1, 0)


def test_the_same_device_counts_once_however_often_it_presses(
    given: Given, browser: Browser, store: Session
) -> None:
    bench, shelf = given(BENCH), given(SHELF)
    first = browser.visit(f"/pomysly/{bench}")
    first.submit("Popieram")
    first.submit("Popieram")  # the page from before, sent again
    assert counted(store, bench) == (1, 0)
    browser.visit(f"/pomysly/{shelf}").submit("Popieram")
    voters = set(store.scalars(select(IdeaSupport.voter)))
    assert len(voters) == 1  # one device, two ideas
    assert actions(store) == ["idea.supported", "idea.supported"]


def test_two_devices_are_two_people(
    given: Given, browser: Browser, another_browser: Browser, store: Session
) -> None:
    number = given(BENCH)
    for device in (browser, another_browser):
        device.visit(f"/pomysly/{number}").submit("Popieram")
    assert counted(store, number) == (2, 0)


@pytest.mark.parametrize("spoil", ["", "abc", "made.up.mark"])
def test_a_mark_somebody_made_up_is_no_mark(
    given: Given, browser: Browser, store: Session, spoil: str
) -> None:
    number = given(BENCH)
    browser.visit(f"/pomysly/{number}").submit("Popieram")
    browser.client.set_cookie(marks.COOKIE, spoil, domain="127.0.0.1", path=marks.PATH)
    page = browser.visit(f"/pomysly/{number}")
    assert "Popieram" in page.buttons  # this device is nobody we know
    page.submit("Popieram")
    assert counted(store, number) == (2, 0)
    assert store.scalar(select(func.count(IdeaSupport.id))) == 2


def test_a_tampered_mark_in_the_form_makes_a_new_device(
    given: Given, browser: Browser, store: Session
) -> None:
    number = given(BENCH)
    page = browser.visit(f"/pomysly/{number}")
    form = {one["name"]: one["value"] for one in page.dom.with_class("button-form")[0].all("input")}
    sent = browser.post(f"/pomysly/{number}/poparcie", form | {"mark": form["mark"] + "x"})
    assert sent.status == 200
    assert "Popierasz ten pomysł" in sent.text
    (voter,) = store.scalars(select(IdeaSupport.voter))
    assert voter not in form["mark"]


def test_a_year_later_the_device_is_forgotten(given: Given, browser: Browser, clock: Any) -> None:
    number = given(BENCH)
    browser.visit(f"/pomysly/{number}").submit("Popieram")
    clock.shift(timedelta(days=366))
    assert "Popieram" in browser.visit(f"/pomysly/{number}").buttons


def test_supporting_a_merged_idea_counts_where_people_are_led(
    app: Flask, cast: Cast, given: Given, browser: Browser, store: Session
) -> None:
    bench, other = given(BENCH), given(SHELF)
    page = browser.visit(f"/pomysly/{other}")
    with unit(app):
        merge_ideas(
            db.session.get_one(Idea, other),
            db.session.get_one(Idea, bench),
            actor=db.session.get_one(User, cast.organiser.id),
        )
    page = page.submit("Popieram")  # the page was open all the while
    assert page.path.startswith(f"/pomysly/{bench}")
    assert counted(store, bench) == (1, 0)


@pytest.mark.usefixtures("running")
def test_fifty_clicks_at_once_are_one_person(app: Flask, given: Given, store: Session) -> None:
    number = given(BENCH)
    first = Browser(app)
    page = first.visit(f"/pomysly/{number}")
    form = {one["name"]: one["value"] for one in page.dom.with_class("button-form")[0].all("input")}
    session = first.client.get_cookie("osl", domain="127.0.0.1")
    assert session is not None

    def click() -> int:
        device = Browser(app)  # no cookie of support yet: the first answer is still on its way
        device.client.set_cookie("osl", session.value, domain="127.0.0.1")
        return device.post(f"/pomysly/{number}/poparcie", form, follow=False).status

    came = at_once(*[click] * 50)
    assert came == [303] * 50
    assert counted(store, number) == (1, 0)
    assert store.scalar(select(func.count(IdeaSupport.id))) == 1
    assert actions(store) == ["idea.supported"]


# --- hearing what happens


def asked_for_letters(browser: Browser, number: int, email: str = "anna@example.org") -> Page:
    page = browser.visit(f"/pomysly/{number}").submit("Popieram")
    return page.submit("Piszcie do mnie", {"Twój e-mail": email})


def secret(app: Flask, store: Session) -> str:
    store.expire_all()
    support = store.scalars(select(IdeaSupport)).one()
    with app.test_request_context():
        return secret_of(support)


def test_an_address_gets_one_letter_and_counts_apart_once_it_is_confirmed(
    app: Flask, given: Given, browser: Browser, another_browser: Browser, store: Session
) -> None:
    number = given(BENCH)
    page = asked_for_letters(browser, number)
    assert page.notices == [
        "Zajrzyj do swojej poczty i naciśnij link w naszym liście. Wtedy będziemy pisać, co dalej."
    ]
    assert letters(store) == [("anna@example.org", "ideas.asking")]
    assert counted(store, number) == (1, 0)

    link = f"/poparcie/{secret(app, store)}"
    for _twice in range(2):  # looking, also by a mail program, says nothing yet
        page = another_browser.visit(link)
        another_browser._send("HEAD", link)
    assert page.heading == "Popierasz ten pomysł?"
    assert counted(store, number) == (1, 0)
    page.submit("Tak, to ja")
    done = page.submit("Tak, to ja")  # twice is once
    assert done.heading == "Popierasz ten pomysł"
    assert counted(store, number) == (1, 1)
    told = "w tym 1 potwierdzona e-mailem lub u nas"
    assert told in another_browser.visit(f"/pomysly/{number}").text
    assert done.response.headers["Cache-Control"] == "no-store"

    stopped = done.submit("Nie piszcie już do mnie")
    assert "O tym pomyśle już nie piszemy." in stopped.text
    assert counted(store, number) == (1, 1)  # the voice stays
    again = stopped.submit("Piszcie znowu")
    assert "Napiszemy, gdy coś się stanie" in again.text
    hide(app, number)
    assert BENCH[0] not in another_browser.visit(link).text  # what is hidden is hidden here too
    show(app, number)
    gone = again.submit("Nie popieram już")
    assert gone.path.startswith(f"/pomysly/{number}")
    assert counted(store, number) == (0, 0)
    assert another_browser.get(link).status == 404
    assert actions(store) == [
        "idea.supported",
        "idea.support_confirmed",
        "idea.support_stopped",
        "idea.support_confirmed",
        "idea.support_withdrawn",
    ]


def hide(app: Flask, number: int) -> None:
    with unit(app):
        db.session.get_one(Idea, number).moderation = Moderation.HIDDEN


def show(app: Flask, number: int) -> None:
    with unit(app):
        db.session.get_one(Idea, number).moderation = Moderation.PUBLISHED


def test_a_mailbox_that_never_asked_says_so_once_for_all(
    app: Flask, given: Given, browser: Browser, another_browser: Browser, store: Session
) -> None:
    number = given(BENCH)
    asked_for_letters(browser, number)
    page = another_browser.visit(f"/poparcie/{secret(app, store)}")
    late = page.submit("To nie ja, nie piszcie")
    assert late.heading == "Nie piszemy do Ciebie"
    assert store.scalars(select(IdeaSupport.email)).one() == ""
    refused = page.submit("Tak, to ja")
    assert refused.status == 422
    assert counted(store, number) == (1, 0)  # the device keeps its voice
    asked_again = browser.visit(f"/pomysly/{number}")
    asked_again.submit("Piszcie do mnie", {"Twój e-mail": "anna@example.org"})
    assert letters(store) == [("anna@example.org", "ideas.asking")]


@pytest.mark.parametrize("address", ["", "anna", "anna@", "anna example.org"])
def test_an_address_that_cannot_be_is_refused_and_kept_to_be_put_right(
    given: Given, browser: Browser, store: Session, address: str
) -> None:
    number = given(BENCH)
    page = asked_for_letters(browser, number, address)
    assert page.status == 422
    assert len(page.errors) == 1
    assert page.dom.all("input", name="email")[0]["value"] == address
    assert "Popierasz ten pomysł" in page.text
    assert letters(store) == []


@pytest.mark.parametrize("wrong", ["x", "1-abc", "999999-abc", "-"])
def test_a_wrong_link_leads_nowhere(given: Given, browser: Browser, wrong: str) -> None:
    given(BENCH)
    assert browser.get(f"/poparcie/{wrong}").status == 404


def test_a_button_that_is_not_there_does_nothing(
    app: Flask, given: Given, browser: Browser, store: Session
) -> None:
    number = given(BENCH)
    asked_for_letters(browser, number)
    link = f"/poparcie/{secret(app, store)}"
    page = browser.visit(link)
    token = page.dom.all("input", name="csrf_token")[0]["value"]
    assert browser.post(link, {"csrf_token": token, "what": "x"}).status == 422
    assert counted(store, number) == (1, 0)


def test_somebody_the_team_wrote_down_counts_beside_a_device(
    app: Flask, given: Given, browser: Browser
) -> None:
    number = given(BENCH)
    for voter in range(4):
        act(app, number, support_idea, f"v{voter}", network="n")
    page = browser.visit(f"/pomysly/{number}").submit("Popieram")
    assert "Popiera: 5 osób" in page.text
    assert "potwierdzon" not in page.dom.with_class("supporters")[0].text
