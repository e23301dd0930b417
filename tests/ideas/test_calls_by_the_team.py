"""Calls for ideas as the team keeps them: a question, its days, and what came of it."""

from datetime import date
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from osl.communities.models import Community
from osl.core.db import db
from osl.ideas.models import CallForIdeas
from osl.ideas.operations import Origin, Thought, give_idea
from tests.browser import Browser, Page
from tests.cast import Cast
from tests.events.conftest import actions
from tests.ideas.conftest import unit

NEW = "/panel/nabory/nowy"
YARD = {
    "Tytuł": "Nasze podwórko",
    "O co pytasz mieszkańców": "Co by się przydało za sklepem?",
    "Zasady": "Mamy 2000 zł.",
    "Pierwszy dzień": "2027-03-01",
    "Ostatni dzień": "2027-03-28",
}


def draft(browser: Browser, **more: Any) -> Page:
    return browser.visit(NEW).submit("Zapisz szkic", YARD | more)


def published(browser: Browser) -> Page:
    return draft(browser).submit("Opublikuj")


def answer(app: Flask, cast: Cast, call_id: int) -> None:
    with unit(app):
        give_idea(
            Thought("Huśtawka", "Dla dzieci."),
            community=db.session.get_one(Community, cast.wzgorze.id),
            call=db.session.get_one(CallForIdeas, call_id),
            origin=Origin(),
        )


def test_a_question_is_written_and_published(browser: Browser, cast: Cast, store: Session) -> None:
    browser.sign_in(cast.animator)
    page = draft(browser)
    call = store.scalars(select(CallForIdeas)).one()
    assert page.path == f"/panel/nabory/{call.id}"
    assert page.heading == "Nasze podwórko"
    assert not call.is_published
    assert (call.opens_on, call.closes_on) == (date(2027, 3, 1), date(2027, 3, 28))
    assert call.community_id == cast.wzgorze.id

    page = page.submit("Opublikuj")
    assert "Nabór jest na stronie." in page.notices[0]
    assert "Przyjmuje pomysły" in page.text
    store.refresh(call)
    assert call.is_published
    assert actions(store) == ["idea_call.planned", "idea_call.published"]
    assert "Nasze podwórko" in browser.visit("/panel/nabory").text


def test_two_clicks_are_one_call(browser: Browser, cast: Cast, store: Session) -> None:
    browser.sign_in(cast.animator)
    page = browser.visit(NEW)
    first, second = page.submit("Zapisz szkic", YARD), page.submit("Zapisz szkic", YARD)
    assert first.path == second.path
    first.submit("Opublikuj")
    first.submit("Opublikuj")
    assert actions(store) == ["idea_call.planned", "idea_call.published"]


def test_it_cannot_close_before_it_opens(browser: Browser, cast: Cast, store: Session) -> None:
    browser.sign_in(cast.animator)
    page = draft(browser, **{"Ostatni dzień": "2027-02-20"})
    assert page.status == 422
    assert 'value="Nasze podwórko"' in page.response.get_data(as_text=True)
    assert store.scalars(select(CallForIdeas)).all() == []


def test_the_second_of_two_people_sees_what_the_first_changed(
    browser: Browser, cast: Cast, store: Session
) -> None:
    browser.sign_in(cast.animator)
    mine = published(browser).follow("Edytuj")
    theirs = browser.visit(mine.path)
    theirs.submit("Zapisz", {"Tytuł": "Podwórko za sklepem"})
    page = mine.submit("Zapisz", {"Tytuł": "Podwórko marzeń"})
    assert page.status == 409
    assert "Podwórko za sklepem" in page.text
    call = store.scalars(select(CallForIdeas)).one()
    assert call.title == "Podwórko za sklepem"
    page.submit("Zapisz")
    store.refresh(call)
    assert call.title == "Podwórko marzeń"
    assert actions(store).count("idea_call.changed") == 2


def test_what_came_of_it_is_told(browser: Browser, cast: Cast, store: Session) -> None:
    browser.sign_in(cast.animator)
    mine = published(browser).follow("Opisz wynik")
    theirs = browser.visit(mine.path)
    page = mine.submit("Opublikuj opis wyniku", {"Co z tego wyszło": "Stanie huśtawka."})
    assert "Stanie huśtawka." in page.text
    late = theirs.submit("Opublikuj opis wyniku", {"Co z tego wyszło": "Nic."})
    assert late.status == 409
    assert store.scalars(select(CallForIdeas)).one().result == "Stanie huśtawka."
    assert actions(store).count("idea_call.result") == 1


def test_what_nobody_has_answered_is_taken_back(
    browser: Browser, cast: Cast, store: Session
) -> None:
    browser.sign_in(cast.animator)
    page = published(browser)
    for _ in range(2):
        after = page.submit("Zdejmij ze strony")
    assert "znów jest szkicem" in after.notices[0]
    assert not store.scalars(select(CallForIdeas)).one().is_published
    assert actions(store).count("idea_call.withdrawn") == 1


def test_what_residents_have_answered_stays(
    browser: Browser, cast: Cast, app: Flask, store: Session
) -> None:
    browser.sign_in(cast.animator)
    page = published(browser)
    call = store.scalars(select(CallForIdeas)).one()
    answer(app, cast, call.id)
    refused = page.submit("Zdejmij ze strony")
    assert refused.status == 422
    assert "Huśtawka" in refused.text
    assert "1 pomysł" in refused.text
    store.refresh(call)
    assert call.is_published


def test_another_team_reads_but_changes_nothing(
    browser: Browser, cast: Cast, store: Session, app: Flask
) -> None:
    browser.sign_in(cast.animator)
    draft(browser)
    browser.sign_in(cast.other_animator)
    assert "Nasze podwórko" not in browser.visit("/panel/nabory").text
    for page in ("", "/edycja", "/wynik", "/plakat"):
        assert browser.get(f"/panel/nabory/1{page}").status == 404
    with unit(app):
        db.session.get_one(CallForIdeas, 1).published_at = db.session.get_one(
            CallForIdeas, 1
        ).created_at
    for page in ("", "/edycja", "/wynik", "/plakat"):
        assert browser.get(f"/panel/nabory/1{page}").status == 403
    token = browser.visit("/panel").dom.all("input", name="csrf_token")[0]["value"]
    for verb in ("publikacja", "wycofanie"):
        assert browser.post(f"/panel/nabory/1/{verb}", {"csrf_token": token}).status == 403


def test_one_asks_only_ones_own_community(browser: Browser, cast: Cast, store: Session) -> None:
    browser.sign_in(cast.animator)
    page = draft(browser, Społeczność=cast.ostrowiecka.id)
    assert page.status == 422
    assert store.scalars(select(CallForIdeas)).all() == []
