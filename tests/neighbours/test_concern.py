"""“Niepokoi mnie to”: whom to call. Nothing about any case is asked, counted or kept."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from osl.core.audit import AuditEntry
from osl.core.db import Base
from osl.neighbours.models import ConcernOffice
from tests.browser import Browser
from tests.cast import Cast
from tests.neighbours.conftest import Make

DUTY = {
    "Dokąd dzwonić": "Dyżur pracowników socjalnych",
    "Numer telefonu": "41 000 00 10",
    "Kiedy dzwonić": "Gdy kogoś nie widać od kilku dni.",
    "Kiedy ktoś odbiera": "całą dobę",
}


def rows(store: Session) -> dict[str, int]:
    return {
        name: store.scalar(select(func.count()).select_from(table)) or 0
        for name, table in Base.metadata.tables.items()
    }


def numbers(page: Any) -> list[str]:
    main = page.dom.all("main")[0]
    return [a["href"] for a in main.all("a") if a["href"].startswith("tel:")]


def test_the_emergency_number_stands_first_even_on_an_empty_list(
    browser: Browser, cast: Cast
) -> None:
    page = browser.visit("neighbours.index").follow("Dokąd dzwonić")
    assert page.heading == "Niepokoi mnie to"
    assert numbers(page)[0] == "tel:112"


def test_opening_it_writes_no_row_anywhere(browser: Browser, cast: Cast, store: Session) -> None:
    before = rows(store)
    page = browser.visit("neighbours.concern")
    store.expire_all()

    assert rows(store) == before
    assert "Set-Cookie" not in page.response.headers
    assert page.dom.all("form") == []
    for method in ("put", "post", "delete"):
        answer = getattr(browser.client, method)(
            "/niepokoi-mnie-to", base_url="http://127.0.0.1:8000"
        )
        assert answer.status_code in (400, 405)
    assert rows(store) == before


def test_the_organiser_keeps_the_list(browser: Browser, cast: Cast, store: Session) -> None:
    page = browser.sign_in(cast.organiser).visit("neighbour_desk.index")
    page = page.follow("Zmień listę numerów").follow("Dodaj numer")
    page = page.submit("Zapisz", DUTY)
    assert page.notices == ["Numer jest na liście."]
    more = {"Dokąd dzwonić": "Telefon zaufania", "Numer telefonu": "116 123"}
    browser.visit("neighbour_desk.add_concern_office").submit("Zapisz", more)

    page = browser.visit("neighbours.concern")
    assert numbers(page)[:3] == ["tel:112", "tel:410000010", "tel:116123"]
    assert "Gdy kogoś nie widać od kilku dni." in page.text
    page = browser.visit("neighbour_desk.concern_offices").submit("Wyżej: Telefon zaufania")
    assert numbers(browser.visit("neighbours.concern"))[:2] == ["tel:112", "tel:116123"]
    page.submit("Usuń: Telefon zaufania")
    assert numbers(browser.visit("neighbours.concern"))[:2] == ["tel:112", "tel:410000010"]
    actions = list(store.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))
    assert actions == [f"concern_office.{one}" for one in ("added", "added", "moved", "removed")]


def test_a_second_click_adds_one(browser: Browser, cast: Cast, store: Session) -> None:
    form = browser.sign_in(cast.organiser).visit("neighbour_desk.add_concern_office")
    form.submit("Zapisz", DUTY)
    form.submit("Zapisz", DUTY)
    assert store.scalar(select(func.count(ConcernOffice.id))) == 1


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"Dokąd dzwonić": ""}, "Podaj, dokąd się dzwoni."),
        ({"Numer telefonu": ""}, "Podaj numer telefonu."),
        ({"Numer telefonu": "dzwonić"}, "Podaj numer cyframi, na przykład 116 123."),
        ({"Numer telefonu": "12"}, "Podaj numer cyframi, na przykład 116 123."),
        ({"Numer telefonu": "112"}, "Numer 112 jest już na stronie jako pierwszy."),
    ],
)
def test_a_number_nobody_can_dial_is_refused(
    browser: Browser, cast: Cast, store: Session, changed: dict[str, str], said: str
) -> None:
    form = browser.sign_in(cast.organiser).visit("neighbour_desk.add_concern_office")
    page = form.submit("Zapisz", DUTY | changed)
    assert page.status == 422
    assert page.errors == [said]
    assert "Gdy kogoś nie widać od kilku dni." in page.dom.all("textarea")[0].text
    assert store.scalar(select(func.count(ConcernOffice.id))) == 0


def test_of_two_editors_the_second_sees_what_the_first_changed(
    browser: Browser, cast: Cast, store: Session
) -> None:
    page = browser.sign_in(cast.organiser).visit("neighbour_desk.add_concern_office")
    page = page.submit("Zapisz", DUTY)
    form = page.follow("Zmień: Dyżur pracowników socjalnych")
    form.submit("Zapisz", {"Numer telefonu": "41 000 00 11"})
    page = form.submit("Zapisz", {"Numer telefonu": "41 000 00 12"})
    assert page.status == 409
    assert store.scalars(select(ConcernOffice)).one().phone == "41 000 00 11"


def test_nobody_else_changes_the_list(
    app: Flask, browser: Browser, cast: Cast, store: Session, call: Make
) -> None:
    form = browser.sign_in(cast.organiser).visit("neighbour_desk.add_concern_office")
    form.submit("Zapisz", DUTY)
    number = store.scalars(select(ConcernOffice.id)).one()
    for who in (cast.animator, cast.social_worker, cast.adviser, cast.administrator):
        browser.sign_in(who)
        for verb in ("edycja", "usuniecie", "kolejnosc"):
            address = f"/panel/pomoc-sasiedzka/dokad-dzwonic/{number}/{verb}"
            token = browser.visit("accounts.rename").dom.all("input", name="csrf_token")
            data = {"csrf_token": token[0]["value"] if token else "", "direction": "later"}
            assert browser.post(address, data).status == 403
    assert store.scalars(select(ConcernOffice)).one().name == DUTY["Dokąd dzwonić"]
