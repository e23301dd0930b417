"""The same form, however often it arrives, makes one sign-up and gets one answer."""

from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import Cookie

from osl.signups.models import SignupState
from osl.signups.operations import withdraw
from tests.browser import Browser, Element, Page, fill, multi
from tests.signups.conftest import act, at_once, counts, letters, states

CONFIRMED, REPEATED = SignupState.CONFIRMED, SignupState.REPEATED
BASE = "http://127.0.0.1:8000"


ANNA = {"name": "Anna Przykładowa", "email": "anna@example.org"}
JAN = {"name": "Jan Testowy", "email": "jan@example.org"}

Typed = list[tuple[str, object]]


def opened(browser: Browser, event_id: int) -> Element:
    """The form as the page gives it out."""
    return form_of(browser.visit(f"/wydarzenia/{event_id}/zapis"))


def form_of(page: Page) -> Element:
    return next(one for one in page.dom.all("form") if one.all("input", name="email"))


def send(browser: Browser, event_id: int, data: Typed) -> Page:
    """Send it, as a click does, a second click, or a proxy that got no answer. A redirect is not
    followed."""
    address = f"/wydarzenia/{event_id}/zapis"
    answer = browser.client.post(address, data=multi(data), base_url=BASE)
    return Page(browser, answer, BASE + address)


def told(answer: Page) -> tuple[int, str | None]:
    return answer.status, answer.response.headers.get("Location")


def test_a_second_click_leads_to_the_same_sign_up(
    browser: Browser, dance: int, store: Session
) -> None:
    data = fill(opened(browser, dance), ANNA)
    first, second = send(browser, dance, data), send(browser, dance, data)

    assert told(first) == told(second)
    assert first.status == 303
    assert states(store) == [(CONFIRMED, 1)]
    assert letters(store) == [("anna@example.org", "signups.confirmed")]


def test_back_and_send_again_is_the_same_sign_up_also_when_it_has_changed_since(
    app: Flask, browser: Browser, dance: int, store: Session
) -> None:
    data = fill(opened(browser, dance), ANNA)
    first = send(browser, dance, data)
    act(app, 1, withdraw)

    assert told(send(browser, dance, data)) == told(first)
    assert states(store) == [(SignupState.WITHDRAWN, 1)]
    assert counts(store) == [(2, 0, 0, 0)]


def test_the_same_mark_with_other_words_is_asked_back(
    browser: Browser, dance: int, store: Session
) -> None:
    form = opened(browser, dance)
    send(browser, dance, fill(form, ANNA))
    refused = send(browser, dance, fill(form, JAN))

    assert refused.status == 422
    assert states(store) == [(CONFIRMED, 1)]
    anew = form_of(refused)  # with a new mark
    assert send(browser, dance, fill(anew, JAN)).status == 303
    assert states(store) == [(CONFIRMED, 1), (CONFIRMED, 1)]


def test_in_two_tabs_the_same_person_has_one_place(
    browser: Browser, another_browser: Browser, dance: int, store: Session
) -> None:
    tabs = [(one, fill(opened(one, dance), ANNA)) for one in (browser, another_browser)]
    answers = [send(one, dance, data) for one, data in tabs]
    pages = [browser.visit(told(answer)[1] or "") for answer in answers]

    assert [answer.status for answer in answers] == [303, 303]
    assert pages[0].heading == pages[1].heading  # nobody learns from it who is signed up
    assert sorted(states(store)) == [(CONFIRMED, 1), (REPEATED, 1)]
    assert counts(store) == [(2, 1, 0, 0)]
    assert letters(store) == [("anna@example.org", "signups.confirmed")]


def test_the_same_form_at_the_same_moment_makes_one_sign_up(
    app: Flask, browser: Browser, dance: int, store: Session
) -> None:
    data = fill(opened(browser, dance), ANNA)
    cookie = browser.client.get_cookie(app.config["SESSION_COOKIE_NAME"], domain="127.0.0.1")
    assert cookie is not None
    answers = at_once(*[lambda: click(app, dance, data, cookie)] * 6)

    assert len(set(answers)) == 1
    assert answers[0][0] == 303
    assert states(store) == [(CONFIRMED, 1)]
    assert letters(store) == [("anna@example.org", "signups.confirmed")]


def click(app: Flask, event_id: int, data: Typed, cookie: Cookie) -> tuple[int, str]:
    client = app.test_client()
    client.set_cookie(cookie.key, cookie.value, domain="127.0.0.1")
    answer = client.post(f"/wydarzenia/{event_id}/zapis", data=multi(data), base_url=BASE)
    return answer.status_code, answer.headers.get("Location", "")
