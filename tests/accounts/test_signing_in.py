"""Coming in with a password and a code, and being kept out."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from osl.accounts.models import SignInAttempt, StaffSession
from osl.communities.models import Centre
from tests.accounts.keys import (
    FIREFOX,
    NOON,
    PASSWORD,
    PHONE,
    change,
    code_now,
    deeds,
    give_password,
    give_phone,
    letters,
    same_as_stored,
    sign_in,
    take_phone,
)
from tests.browser import Browser
from tests.cast import Cast

ANIMATOR = "animator@example.org"
WRONG = ["Adres e-mail lub hasło się nie zgadza."]
ACCOUNT = "accounts.account"


@pytest.fixture(autouse=True)
def noon() -> time_machine.Traveller:
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def keys(app: Flask, cast: Cast) -> None:
    """The animator has a password and a phone."""
    give_password(app, cast.animator)
    give_phone(app, cast.animator)


def cookie(browser: Browser) -> str:
    found = browser.client.get_cookie("osl", domain="127.0.0.1")
    return found.value if found else ""


def test_someone_comes_in_with_a_password_and_a_code(
    browser: Browser, cast: Cast, keys: None, store: Session
) -> None:
    page = sign_in(browser, " Animator@Example.org ")
    assert page.heading == "Jeszcze jeden krok: kod"

    page.submit("Zaloguj się", {"Kod": code_now()})

    assert browser.visit(ACCOUNT).heading == "Moje konto"
    kept = store.scalars(select(StaffSession)).one()
    assert kept.factor_passed
    assert kept.token_hash not in cookie(browser)
    assert deeds(store) == ["account.signed_in"]
    assert store.scalar(select(func.count(SignInAttempt.id))) == 0  # right tries do not count


def test_whoever_was_asked_to_sign_in_lands_where_they_were_going(
    browser: Browser, keys: None
) -> None:
    page = browser.visit("accounts.rename")
    assert page.heading == "Logowanie"
    page = page.submit("Zaloguj się", {"Adres e-mail": ANIMATOR, "Hasło": PASSWORD})
    page = page.submit("Zaloguj się", {"Kod": code_now()})
    assert page.path == "/panel/konto/imie"


@pytest.mark.parametrize(
    "trap", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_no_address_elsewhere_is_followed_after_signing_in(
    browser: Browser, keys: None, trap: str
) -> None:
    page = browser.get("/panel/logowanie", query=[("next", trap)])
    page = page.submit("Zaloguj się", {"Adres e-mail": ANIMATOR, "Hasło": PASSWORD})
    page = page.submit("Zaloguj się", {"Kod": code_now()})
    assert page.path == "/panel"


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(
    browser: Browser, another_browser: Browser, app: Flask, cast: Cast, keys: None
) -> None:
    give_password(app, cast.adviser)
    change(app, cast.adviser, disabled_at=NOON)
    answers = []
    for email, password in (
        (ANIMATOR, "not the password"),
        ("nobody@example.org", PASSWORD),
        ("doradca@example.org", PASSWORD),  # switched off
        ("socjalny@example.org", PASSWORD),  # invited, has no password yet
        (ANIMATOR, "x" * 5000),
    ):
        page = sign_in(browser, email, password)
        assert page.errors == WRONG
        told = page.response.get_data(as_text=True).replace(email, "")
        csrf = page.dom.all("input", name="csrf_token")[0]["value"]
        answers.append((page.status, told.replace(csrf, "")))
    assert len(set(answers)) == 1
    assert answers[0][0] == 422


def test_what_was_typed_is_kept_but_never_the_password(browser: Browser, keys: None) -> None:
    page = sign_in(browser, ANIMATOR, "not the password")
    assert page.dom.all("input", name="email")[0]["value"] == ANIMATOR
    assert page.dom.all("input", name="password")[0]["value"] == ""


def test_the_browser_gets_a_new_secret_at_each_step(
    browser: Browser, keys: None, store: Session
) -> None:
    page = sign_in(browser, ANIMATOR)
    after_password = store.scalars(select(StaffSession.token_hash)).one()
    page.submit("Zaloguj się", {"Kod": code_now()})
    assert store.scalars(select(StaffSession.token_hash)).one() != after_password


def test_between_password_and_code_someone_is_nobody_yet(browser: Browser, keys: None) -> None:
    sign_in(browser, ANIMATOR)
    assert browser.visit(ACCOUNT).heading == "Jeszcze jeden krok: kod"
    assert browser.visit("team.members").heading == "Jeszcze jeden krok: kod"


def test_the_question_for_the_code_waits_ten_minutes(
    browser: Browser, keys: None, noon: time_machine.Traveller
) -> None:
    page = sign_in(browser, ANIMATOR)
    noon.shift(timedelta(minutes=10))
    assert page.submit("Zaloguj się", {"Kod": code_now()}).heading == "Logowanie"
    assert browser.visit(ACCOUNT).heading == "Logowanie"


def test_a_code_works_once(browser: Browser, another_browser: Browser, keys: None) -> None:
    sign_in(browser, ANIMATOR).submit("Zaloguj się", {"Kod": code_now()})
    page = sign_in(another_browser, ANIMATOR).submit("Zaloguj się", {"Kod": code_now()})
    assert page.errors == ["Ten kod się nie zgadza albo został już użyty."]
    assert page.status == 422


def test_an_older_code_is_dead_once_a_newer_was_used(
    browser: Browser, another_browser: Browser, keys: None
) -> None:
    sign_in(browser, ANIMATOR).submit("Zaloguj się", {"Kod": code_now()})
    earlier = code_now(NOON - timedelta(seconds=30))
    page = sign_in(another_browser, ANIMATOR).submit("Zaloguj się", {"Kod": earlier})
    assert page.status == 422


@pytest.mark.parametrize("seconds", [-30, 0, 30])
def test_a_phone_may_be_half_a_minute_off(browser: Browser, keys: None, seconds: int) -> None:
    code = code_now(NOON + timedelta(seconds=seconds))
    spaced = f" {code[:3]} {code[3:]} "
    assert sign_in(browser, ANIMATOR).submit("Zaloguj się", {"Kod": spaced}).path == "/panel"


@pytest.mark.parametrize("seconds", [-60, 60])
def test_a_phone_may_not_be_a_minute_off(browser: Browser, keys: None, seconds: int) -> None:
    code = code_now(NOON + timedelta(seconds=seconds))
    assert sign_in(browser, ANIMATOR).submit("Zaloguj się", {"Kod": code}).status == 422


def test_signing_out_ends_the_session_even_for_a_copied_cookie(
    browser: Browser, another_browser: Browser, keys: None, store: Session
) -> None:
    sign_in(browser, ANIMATOR).submit("Zaloguj się", {"Kod": code_now()})
    another_browser.client.set_cookie("osl", cookie(browser), domain="127.0.0.1")
    assert another_browser.visit(ACCOUNT).heading == "Moje konto"

    token = browser.visit(ACCOUNT).dom.all("input", name="csrf_token")[0]["value"]
    answer = browser.client.post(
        "/panel/wylogowanie", data={"csrf_token": token}, base_url="http://127.0.0.1:8000"
    )

    assert answer.status_code == 303
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert browser.visit(ACCOUNT).heading == "Logowanie"
    assert another_browser.visit(ACCOUNT).heading == "Logowanie"
    assert "account.signed_out" in deeds(store)


def test_pages_of_the_team_are_not_kept_by_the_browser(browser: Browser, cast: Cast) -> None:
    page = browser.sign_in(cast.animator).visit(ACCOUNT)
    assert page.response.headers["Cache-Control"] == "no-store"


def test_a_session_goes_idle_after_eight_hours_of_rest(
    browser: Browser, cast: Cast, noon: time_machine.Traveller
) -> None:
    browser.sign_in(cast.animator)
    noon.shift(timedelta(hours=7, minutes=59))
    assert browser.visit(ACCOUNT).heading == "Moje konto"
    noon.shift(timedelta(hours=7, minutes=59))
    assert browser.visit(ACCOUNT).heading == "Moje konto"
    noon.shift(timedelta(hours=3))
    assert browser.visit(ACCOUNT).heading == "Moje konto"
    noon.shift(timedelta(hours=8))
    assert browser.visit(ACCOUNT).heading == "Logowanie"


def test_a_session_lasts_no_longer_than_twenty_hours(
    browser: Browser, cast: Cast, noon: time_machine.Traveller
) -> None:
    browser.sign_in(cast.animator)
    for _hour in range(19):
        noon.shift(timedelta(hours=1))
        assert browser.visit(ACCOUNT).heading == "Moje konto"
    noon.shift(timedelta(hours=1))
    assert browser.visit(ACCOUNT).heading == "Logowanie"


def test_an_administrator_is_signed_out_after_half_an_hour_of_rest(
    browser: Browser, cast: Cast, noon: time_machine.Traveller
) -> None:
    browser.sign_in(cast.administrator)
    noon.shift(timedelta(minutes=29))
    assert browser.visit(ACCOUNT).heading == "Moje konto"
    noon.shift(timedelta(minutes=30))
    assert browser.visit(ACCOUNT).heading == "Logowanie"


def test_a_session_is_noted_as_seen_at_most_once_a_minute(
    browser: Browser, cast: Cast, store: Session, noon: time_machine.Traveller
) -> None:
    browser.sign_in(cast.animator)
    noon.shift(timedelta(seconds=59))
    browser.visit(ACCOUNT)
    assert store.scalars(select(StaffSession.seen_at)).one() == NOON
    noon.shift(timedelta(seconds=1))
    browser.visit(ACCOUNT)
    assert store.scalars(select(StaffSession.seen_at)).one() == NOON + timedelta(minutes=1)


def test_switching_an_account_off_ends_its_sessions_at_once(
    browser: Browser, cast: Cast, app: Flask
) -> None:
    browser.sign_in(cast.animator)
    change(app, cast.animator, disabled_at=NOON)
    assert browser.visit(ACCOUNT).heading == "Logowanie"


def test_the_first_sign_in_of_all_is_not_worth_a_letter(
    browser: Browser, keys: None, store: Session
) -> None:
    sign_in(browser, ANIMATOR).submit("Zaloguj się", {"Kod": code_now()})
    assert letters(store) == []


def test_a_sign_in_from_a_new_browser_is_told_by_letter(
    browser: Browser,
    another_browser: Browser,
    keys: None,
    store: Session,
    noon: time_machine.Traveller,
) -> None:
    browser.headers["User-Agent"] = FIREFOX
    sign_in(browser, ANIMATOR).submit("Zaloguj się", {"Kod": code_now()})
    noon.shift(timedelta(minutes=1))
    assert browser.visit("accounts.sign_in").path == "/panel"  # signed in already
    another_browser.headers["User-Agent"] = PHONE
    sign_in(another_browser, ANIMATOR).submit("Zaloguj się", {"Kod": code_now()})

    (letter,) = letters(store)
    same_as_stored(letter, "new_sign_in")


def test_the_same_browser_on_the_same_network_is_known_the_next_day(
    app: Flask, keys: None, store: Session, noon: time_machine.Traveller
) -> None:
    for days in (0, 1, 29):
        with time_machine.travel(NOON + timedelta(days=days), tick=False):
            own = Browser(app)
            own.headers["User-Agent"] = FIREFOX
            sign_in(own, ANIMATOR).submit("Zaloguj się", {"Kod": code_now()})
    assert letters(store) == []


def test_another_network_is_a_new_place(
    app: Flask, keys: None, store: Session, noon: time_machine.Traveller
) -> None:
    for minute, address in enumerate(("127.0.0.1", "10.1.2.3")):
        noon.move_to(NOON + timedelta(minutes=minute))
        own = Browser(app)
        own.client.environ_base["REMOTE_ADDR"] = address
        sign_in(own, ANIMATOR).submit("Zaloguj się", {"Kod": code_now()})
    assert [letter.subject for letter in letters(store)] == ["Logowanie z nowego miejsca"]


def test_without_a_second_factor_the_panel_asks_to_set_one_up(
    browser: Browser, app: Flask, cast: Cast, keys: None
) -> None:
    take_phone(app, cast.animator)
    sign_in(browser, ANIMATOR)
    assert browser.visit(ACCOUNT).heading == "Ustaw drugi składnik logowania"


def test_the_demo_town_waits_with_the_second_factor(
    browser: Browser, app: Flask, cast: Cast, keys: None, store: Session
) -> None:
    take_phone(app, cast.animator)
    make_sample(store)
    sign_in(browser, ANIMATOR)
    assert browser.visit(ACCOUNT).heading == "Moje konto"


def test_whoever_has_a_second_factor_passes_it_in_the_demo_town_too(
    browser: Browser, keys: None, store: Session
) -> None:
    make_sample(store)
    sign_in(browser, ANIMATOR)
    assert browser.visit(ACCOUNT).heading == "Jeszcze jeden krok: kod"


def make_sample(store: Session) -> None:
    store.scalars(select(Centre)).one().is_sample = True
    store.commit()
