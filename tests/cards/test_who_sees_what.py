"""Role by part: what stands on a person's page for whom, and whom a foreign page does not exist
for. The table follows from READERS; a section that is added later is in it by itself."""

from collections.abc import Mapping
from typing import Any

import pytest
from flask import Flask
from jinja2 import ChoiceLoader, DictLoader
from sqlalchemy import inspect, select, text
from sqlalchemy.orm import Session

from osl.accounts.models import Role, User
from osl.cards import sections
from osl.cards.sections import Section
from osl.core.db import Base, db
from osl.people.cards import note_leader_step
from osl.people.models import LeaderStatus, LeaderStep, Person
from osl.people.policies import READERS, Part
from tests.browser import Browser
from tests.cards.conftest import AGREED, Meet, act_on
from tests.cast import Cast
from tests.ideas.conftest import unit

PLAYERS = {
    Role.ORGANISER: "organiser",
    Role.ANIMATOR: "animator",
    Role.SOCIAL_WORKER: "social_worker",
    Role.ADVISER: "adviser",
    Role.ADMINISTRATOR: "administrator",
}
"""Somebody of each role; those with a community are of Wzgórze, where Anna is known."""

SEE_PEOPLE = {Role.ORGANISER, Role.ANIMATOR, Role.SOCIAL_WORKER}


@pytest.fixture
def anna(app: Flask, meet: Meet, cast: Cast) -> int:
    number = meet("Anna Testowa", card={"own_words": "Piekę chleb."})
    act_on(app, number, note_leader_step, LeaderStatus.NOTICED, AGREED, by=cast.animator)
    return number


@pytest.fixture
def marked(monkeypatch: pytest.MonkeyPatch) -> list[Part]:
    """A page with one section for each part there is, which says what it is and notes that its
    data were read."""
    read: list[Part] = []

    def data_of(part: Part) -> Any:
        def data(_viewer: User, _person: Person) -> Mapping[str, Any]:
            read.append(part)
            return {"part": part.value}

        return data

    listed = [Section(part, "marked.html", data_of(part), paper="marked.html") for part in Part]
    monkeypatch.setattr(sections, "sections", listed)
    return read


@pytest.fixture
def marking(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    page = DictLoader({"marked.html": "<p>part-{{ data.part }}.</p>"})
    loader = app.jinja_env.loader
    assert loader is not None
    monkeypatch.setattr(app.jinja_env, "loader", ChoiceLoader([page, loader]))


@pytest.mark.usefixtures("marking")
@pytest.mark.parametrize("address", ["/panel/ludzie/{}", "/panel/ludzie/{}/wydruk"])
@pytest.mark.parametrize("part", list(Part))
@pytest.mark.parametrize("role", list(PLAYERS))
def test_a_part_stands_on_the_page_for_its_readers_and_is_not_even_read_for_others(
    browser: Browser,
    cast: Cast,
    anna: int,
    marked: list[Part],
    role: Role,
    part: Part,
    address: str,
) -> None:
    page = browser.sign_in(getattr(cast, PLAYERS[role])).visit(address.format(anna))
    may = role in READERS[part] and role in SEE_PEOPLE

    assert page.status == (200 if role in SEE_PEOPLE else 404)
    assert (f"part-{part.value}." in page.text) == may
    assert (part in marked) == may


def test_every_section_of_the_page_belongs_to_a_part_and_has_a_template(app: Flask) -> None:
    assert {one.part for one in sections.sections} >= {
        Part.REACH,
        Part.CARD,
        Part.LEADER,
        Part.PATH,
    }
    for one in sections.sections:
        assert app.jinja_env.get_template(one.template)
        if one.paper:
            assert app.jinja_env.get_template(one.paper)


FIELDS = {
    Part.REACH: "600 100 200",
    Part.CARD: "Piekę chleb.",
    Part.LEADER: "Dostrzegamy tę osobę",
}


@pytest.mark.parametrize("role", list(PLAYERS))
def test_what_is_kept_is_read_by_those_who_work_with_people_only(
    browser: Browser, cast: Cast, anna: int, role: Role
) -> None:
    page = browser.sign_in(getattr(cast, PLAYERS[role])).visit(f"/panel/ludzie/{anna}")
    for part, words in FIELDS.items():
        assert (words in page.text) == (role in READERS[part] & SEE_PEOPLE)


ROUTES = (
    "/panel/ludzie/{anna}",
    "/panel/ludzie/{anna}/karta",
    "/panel/ludzie/{anna}/kontakt",
    "/panel/ludzie/{anna}/lider",
    "/panel/ludzie/{anna}/droga/udzial",
    "/panel/ludzie/{anna}/wydruk",
    "/panel/ludzie/lider/{step}/cofniecie",
)
SOUND = {
    "name": "Zmieniona",
    "phone": "600100999",
    "agreed_on": "2027-02-20",
    "own_words": "Zmieniona",
    "prefers": "",
    "met_how": "",
    "status": "active",
    "since_on": "2027-02-20",
}


def everything(store: Session) -> dict[str, list[Any]]:
    """Every row of every table that tells of people, and the log but for sign-ins."""
    names = [n for n in inspect(store.get_bind()).get_table_names() if n in Base.metadata.tables]
    kept = [n for n in names if n not in ("staff_session", "sign_in_attempt")]
    return {
        name: sorted(map(str, store.execute(text(f'SELECT * FROM "{name}"')).all()))
        for name in kept
    }


@pytest.mark.parametrize("who", ["other_animator", "adviser", "administrator"])
def test_for_others_no_page_about_somebody_exists_and_nothing_changes(
    browser: Browser, cast: Cast, anna: int, store: Session, who: str
) -> None:
    step = store.scalars(select(LeaderStep.id)).one()
    browser.sign_in(getattr(cast, who))
    token = browser.visit("/panel/konto/imie").dom.all("input", name="csrf_token")[0]["value"]
    before = everything(store)
    for route in ROUTES:
        address = route.format(anna=anna, step=step)
        if not address.endswith("cofniecie"):
            assert browser.visit(address).status == 404, address
        sent = browser.post(address, [*SOUND.items(), ("csrf_token", token)])
        expected = 405 if route.endswith(("{anna}", "udzial", "wydruk")) else 404
        assert sent.status == expected, address

    assert everything(store) == before


@pytest.mark.parametrize("who", ["other_animator", "adviser", "administrator"])
def test_others_find_nobody_on_the_list_either(
    browser: Browser, cast: Cast, anna: int, who: str
) -> None:
    page = browser.sign_in(getattr(cast, who)).visit("/panel/ludzie?szukaj=Anna")
    assert page.status == (200 if who == "other_animator" else 403)
    assert "Anna Testowa" not in page.text


def test_a_joined_entry_leads_to_the_one_it_became(
    app: Flask, browser: Browser, cast: Cast, anna: int, meet: Meet
) -> None:
    twin = meet("Anna Testowa", phone="600100201", community=cast.ostrowiecka)
    with unit(app):
        db.session.get_one(Person, twin).merged_into_id = anna
    page = browser.sign_in(cast.animator).visit(f"/panel/ludzie/{twin}")

    assert page.path == f"/panel/ludzie/{anna}"
    assert browser.sign_in(cast.other_animator).visit(f"/panel/ludzie/{twin}").status == 404
