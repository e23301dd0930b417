"""What whoever runs the server types: the first organiser, and the ways back in."""

import re
from pathlib import Path

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from osl import create_app
from osl.accounts.models import Role, User
from osl.accounts.queries import first_organiser
from osl.core.db import db
from osl.core.settings import Settings
from tests.accounts.keys import NEW_PASSWORD, NOON, change, fresh, give_phone
from tests.browser import BASE, Browser
from tests.cast import Cast


def run(app: Flask, *words: str) -> tuple[int, str]:
    answer = app.test_cli_runner().invoke(args=["accounts", *words])
    return answer.exit_code, answer.output


def test_the_first_organiser_gets_a_link_and_is_in(
    app: Flask, browser: Browser, store: Session
) -> None:
    status, output = run(app, "create-organiser", "Anna@Example.org")
    assert status == 0
    sentence, link = output.strip().split("\n")
    assert sentence.endswith(".")
    assert re.fullmatch(rf"{BASE}/panel/wejscie/[\w-]{{43}}", link)

    page = browser.visit(link).submit("Wejdź")
    assert page.path in ("/panel/drugi-skladnik", "/panel/konto/haslo")
    page = page.submit("Ustaw hasło", {"Nowe hasło": NEW_PASSWORD})
    assert page.heading == "Ustaw drugi składnik logowania"
    organiser = store.scalars(select(User)).one()
    assert organiser.email == "anna@example.org"
    assert organiser.roles == {Role.ORGANISER}


def test_the_command_comes_first_on_a_new_machine(tmp_path: Path) -> None:
    settings = Settings.from_environment({"OSL_INSTANCE": str(tmp_path / "new")})
    new = create_app(settings, TESTING=True)
    status, output = run(new, "create-organiser", "anna@example.org")
    with new.app_context():
        db.engine.dispose()
    assert status == 0
    assert "/panel/wejscie/" in output


def test_asking_twice_makes_one_organiser_and_a_new_link(
    app: Flask, browser: Browser, store: Session
) -> None:
    first = run(app, "create-organiser", "anna@example.org")[1].split()[-1]
    second = run(app, "create-organiser", "anna@example.org")[1].split()[-1]
    assert len(store.scalars(select(User)).all()) == 1
    assert browser.visit(first).status == 410
    assert browser.visit(second).status == 200


def test_the_command_is_the_way_back_in(app: Flask, cast: Cast, store: Session) -> None:
    change(app, cast.animator, disabled_at=NOON)
    assert run(app, "create-organiser", "animator@example.org")[0] == 0
    member = fresh(store, cast.animator)
    assert member.is_active
    assert member.is_organiser
    assert Role.ANIMATOR in member.roles


def test_a_wrong_address_is_said_so(app: Flask) -> None:
    status, output = run(app, "create-organiser", "not an address")
    assert status == 1
    assert "is not an e-mail address" in output


def test_a_lost_phone_of_the_only_organiser(app: Flask, cast: Cast, store: Session) -> None:
    give_phone(app, cast.organiser)
    assert run(app, "forget-second-factor", "organizator@example.org")[0] == 0
    assert not fresh(store, cast.organiser).has_second_factor
    assert run(app, "forget-second-factor", "nobody@example.org")[0] == 1


def test_the_demo_organiser_is_the_first_who_can_sign_in(app: Flask, cast: Cast) -> None:
    with app.app_context():
        assert first_organiser().id == cast.organiser.id  # type: ignore[union-attr]
    change(app, cast.organiser, disabled_at=NOON)
    with app.app_context():
        assert first_organiser() is None
