"""Whatever is typed into any form here: a sentence in Polish, every word kept, never a 500."""

from dataclasses import dataclass, field

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from osl.communities.models import Centre, Community, FundingProject, TeamMember, Venue
from osl.core.audit import AuditEntry
from tests.browser import Browser, Element, Page
from tests.cast import Cast

TAG = "</script><script>alert(1)</script>\"'&<b>"
CONTROL = "Za\u0000żółć\u0007 \u202egęślą\u200b\u001b[31m jaźń"
CLEANED = "Zażółć gęślą[31m jaźń"


@dataclass(frozen=True)
class Form:
    """A form, the button that sends it, and what it needs to be kept."""

    address: str
    button: str
    needs: dict[str, str] = field(default_factory=dict)


FORMS = {
    "new community": Form(
        "/panel/spolecznosci/nowa",
        "Utwórz społeczność",
        {"name": "Nowa", "summary": "Razem."},
    ),
    "community": Form("/panel/spolecznosci/1/edycja", "Zapisz"),
    "stage": Form("/panel/spolecznosci/1/etap", "Zapisz", {"Etap": "Diagnoza"}),
    "team": Form(
        "/panel/spolecznosci/1/zespol",
        "Dodaj do zespołu",
        {"first_name": "Anna", "role": "animacja"},
    ),
    "closing": Form("/panel/spolecznosci/1/zamkniecie", "Zakończ tego dnia"),
    "new venue": Form("/panel/miejsca/nowe", "Dodaj miejsce", {"name": "Sala", "address": "Rynek"}),
    "venue": Form("/panel/miejsca/1/edycja", "Zapisz"),
    "new project": Form(
        "/panel/projekty/nowy", "Dodaj projekt", {"title": "Projekt", "sentence": "Zdanie."}
    ),
    "centre": Form("/panel/ustawienia", "Zapisz", {"statement_gaps": "Mapa"}),
}

TYPED = ("text", "tel", "email", "date", "")


def typed_fields(page: Page) -> list[Element]:
    form = next(f for f in page.dom.all("main")[0].all("form") if "form" in f.classes)
    inputs = [i for i in form.all("input") if i["type"] in TYPED]
    return [*inputs, *form.all("textarea")]


def everything(page: Page, text: str) -> dict[str, str]:
    return {control["name"]: text for control in typed_fields(page)}


def kept(page: Page) -> dict[str, str]:
    """What stands in the fields that take any text."""
    return {
        control["name"]: control["value"] if control.tag == "input" else control.text
        for control in typed_fields(page)
        if control["type"] != "date"
    }


@pytest.fixture
def known(browser: Browser, cast: Cast) -> Browser:
    assert (cast.wzgorze.id, cast.hall.id) == (1, 1), "the addresses above are those of the cast"
    return browser.sign_in(cast.organiser)


@pytest.mark.parametrize("name", FORMS)
def test_ten_thousand_characters(known: Browser, store: Session, name: str) -> None:
    form = FORMS[name]
    page = known.visit(form.address)
    long = "ż" * 10_001
    before = counts(store)

    answer = page.submit(form.button, everything(page, long) | {})

    assert answer.status == 422
    lines = [c for c in typed_fields(answer) if c["type"] != "date"]
    assert all(words == long for words in kept(answer).values())
    assert len(answer.errors) >= len(lines)
    assert counts(store) == before


@pytest.mark.parametrize("name", FORMS)
def test_tags_are_only_text(known: Browser, store: Session, name: str) -> None:
    form = FORMS[name]
    page = known.visit(form.address)
    texts = {
        control["name"]: TAG
        for control in typed_fields(page)
        if control["type"] in ("text", "") or control.tag == "textarea"
    }
    answer = page.submit(form.button, texts | form.needs)

    assert answer.status in (200, 422)
    assert all("alert(1)" not in script.text for script in answer.dom.all("script"))
    if answer.status == 422:
        assert {words for words in kept(answer).values() if words} & {TAG}
    for address in (
        "/",
        "/spolecznosci",
        "/spolecznosci/wzgorze",
        "/deklaracja-dostepnosci",
        "/prywatnosc",
        "/panel/spolecznosci",
        "/panel/spolecznosci/1",
        "/panel/spolecznosci/1/zespol",
        "/panel/miejsca",
        "/panel/projekty",
    ):
        shown = known.visit(address)
        assert shown.status == 200
        assert all(not b.children or "alert" not in b.text for b in shown.dom.all("script"))


@pytest.mark.parametrize("name", FORMS)
def test_control_characters_are_removed(known: Browser, store: Session, name: str) -> None:
    form = FORMS[name]
    page = known.visit(form.address)
    texts = {
        control["name"]: CONTROL
        for control in typed_fields(page)
        if control["type"] in ("text", "") or control.tag == "textarea"
    }

    answer = page.submit(form.button, texts | form.needs)

    assert answer.status in (200, 422)
    assert not any(mark in answer.response.get_data(as_text=True) for mark in "\u0000\u0007\u202e")
    for model in (Community, Venue, FundingProject, Centre, TeamMember):
        for row in store.scalars(select(model)):
            for value in vars(row).values():
                if isinstance(value, str):
                    assert not set(value) & set("\u0000\u0007\u202e\u200b\u001b")
    if name == "venue":
        assert store.get_one(Venue, 1).directions == CLEANED


@pytest.mark.parametrize("name", FORMS)
def test_dates_that_are_none(known: Browser, store: Session, name: str) -> None:
    form = FORMS[name]
    page = known.visit(form.address)
    days = [control["name"] for control in typed_fields(page) if control["type"] == "date"]
    for typed in ("2027-02-30", "jutro", "0000-00-00", "99999-01-01", "1899-12-31", TAG):
        for day in days:
            answer = page.submit(form.button, form.needs | {day: typed})
            assert answer.status == 422
            assert len(answer.errors) >= 1
    assert counts(store)["audit"] == 0


@pytest.mark.parametrize("name", FORMS)
def test_a_form_with_strange_fields_only(known: Browser, store: Session, name: str) -> None:
    form = FORMS[name]
    page = known.visit(form.address)
    token = page.dom.all("input", name="csrf_token")[0]["value"]
    strange = {
        "csrf_token": token,
        "tone": "red",
        "kind": "secret",
        "stage": "",
        "collects_audience": "nobody",
        "lift": "perhaps",
        "statement_status": "fine",
        "version": "x" * 300,
        "cover": "not a file",
        "logo_strip": "not a file",
        "id": "2",
        "community_id": "2",
        "is_sample": "1",
    }

    answer = known.post(form.address, strange)

    assert answer.status in (409, 422)
    assert counts(store)["audit"] == 0
    assert store.scalar(select(Centre.is_sample)) is False


@pytest.mark.parametrize("name", FORMS)
def test_without_the_forms_own_mark_nothing_is_kept(
    known: Browser, store: Session, name: str
) -> None:
    assert known.post(FORMS[name].address, FORMS[name].needs).status == 400
    assert counts(store)["audit"] == 0


def counts(store: Session) -> dict[str, int]:
    tables = {
        "communities": Community,
        "venues": Venue,
        "projects": FundingProject,
        "team": TeamMember,
        "audit": AuditEntry,
    }
    return {
        name: store.scalar(select(func.count()).select_from(table)) or 0
        for name, table in tables.items()
    }
