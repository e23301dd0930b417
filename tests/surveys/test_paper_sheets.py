"""Paper sheets: totals are typed in, put right later, and never mixed with the phones."""

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from osl.core.audit import AuditEntry
from osl.surveys.models import Remark, SheetKind
from tests.browser import Browser, Page
from tests.cast import Cast
from tests.surveys.conftest import (
    CHANGE,
    RATING,
    Opened,
    counts,
    give,
    meeting_of,
    sheets,
)


def form(browser: Browser, survey: int, meeting: int) -> Page:
    return browser.visit(f"/panel/ankiety/{survey}/spotkania/{meeting}")


def cells(page: Page, *people: int) -> dict[str, str]:
    """The first cells of the grid, by the names of their fields."""
    names = [one["name"] for one in page.dom.all("input") if "_" in one["name"][1:]]
    names = [name for name in names if name.startswith("q")]
    return dict(zip(names, map(str, people), strict=False))


def test_totals_are_typed_and_put_right_and_phones_stay(
    app: Flask, cast: Cast, browser: Browser, picnic: int, opened: Opened, store: Session
) -> None:
    survey, meeting = opened(picnic), meeting_of(store, picnic)
    give(app, survey, meeting, 5)
    browser.sign_in(cast.animator)
    page = form(browser, survey, meeting)
    typed = {"Ile jest kartek": "7", CHANGE: "Więcej ławek\nMniej muzyki"} | cells(page, 4, 2, 1)
    page = page.submit("Zapisz sumy", typed)
    assert page.notices == ["Kartki są policzone."]
    assert counts(store, SheetKind.PAPER)[RATING] == {5: 4, 4: 2, 3: 1}
    page = form(browser, survey, meeting)
    again = {"Ile jest kartek": "8", CHANGE: "Więcej ławek"} | cells(page, 5, 2, 1)
    page.submit("Zapisz sumy", again)
    assert counts(store, SheetKind.PAPER)[RATING] == {5: 5, 4: 2, 3: 1}
    assert counts(store)[RATING] == {5: 1}
    assert sheets(store) == {"online": 1, "paper": 8}
    texts = store.scalars(select(Remark.text)).all()
    assert sorted(texts) == ["Mniej muzyki", "Więcej ławek"]
    deeds = store.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert deeds[-2:] == ["survey.paper_typed"] * 2


def test_more_answers_than_sheets_are_refused_and_nothing_is_lost(
    cast: Cast, browser: Browser, picnic: int, opened: Opened, store: Session
) -> None:
    survey, meeting = opened(picnic), meeting_of(store, picnic)
    browser.sign_in(cast.animator)
    page = form(browser, survey, meeting)
    typed = {"Ile jest kartek": "3", CHANGE: "Więcej ławek"} | cells(page, 4)
    page = page.submit("Zapisz sumy", typed)
    assert page.status == 422
    assert page.errors == ["Tu jest odpowiedzi: 4, a kartek tylko: 3. Policz jeszcze raz."]
    assert page.dom.all("textarea")[0].text == "Więcej ławek"
    assert sheets(store) == {}


def test_the_second_of_two_who_type_the_same_sheets_sees_what_is_there(
    cast: Cast,
    browser: Browser,
    another_browser: Browser,
    picnic: int,
    opened: Opened,
    store: Session,
) -> None:
    survey, meeting = opened(picnic), meeting_of(store, picnic)
    mine = form(browser.sign_in(cast.animator), survey, meeting)
    theirs = form(another_browser.sign_in(cast.organiser), survey, meeting)
    theirs.submit("Zapisz sumy", {"Ile jest kartek": "9"})
    page = mine.submit("Zapisz sumy", {"Ile jest kartek": "6"})
    assert page.status == 409
    assert "Ile jest kartek" in page.text
    assert sheets(store) == {"paper": 9}
    page.submit("Zapisz sumy")
    assert sheets(store) == {"paper": 6}


def test_a_meeting_that_has_not_begun_has_no_sheets(
    cast: Cast, browser: Browser, picnic: int, opened: Opened, store: Session
) -> None:
    survey = opened(picnic, begun=False)
    page = form(browser.sign_in(cast.animator), survey, meeting_of(store, picnic))
    assert "To spotkanie jeszcze się nie zaczęło" in page.text
    assert browser.get(f"/panel/ankiety/{survey}/spotkania/999999").status == 404
