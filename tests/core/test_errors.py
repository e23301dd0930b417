"""Every refusal has a page in the site's look, with a reference number and never a trace."""

import io
import sqlite3
from collections.abc import Iterator

import pytest
from flask import Flask, abort
from psycopg.errors import InFailedSqlTransaction, ReadOnlySqlTransaction
from sqlalchemy.exc import IntegrityError, InternalError, OperationalError
from sqlalchemy.orm.exc import StaleDataError

from osl.core.access import public
from osl.core.db import db
from osl.core.settings import Settings
from tests.browser import BASE, Browser
from tests.cast import Cast, sign_in_as
from tests.conftest import make_app


@pytest.fixture
def breaking(settings: Settings, app: Flask) -> Iterator[Flask]:
    """The site with a view that fails in every way there is."""
    breaking = make_app(settings, TESTING=False, WTF_CSRF_ENABLED=False)

    @breaking.route("/trial/<what>", methods=["GET", "POST"], endpoint="trial.fail")
    @public
    def fail(what: str) -> str:
        if what.isdigit():
            abort(int(what))
        raise {
            "crash": RuntimeError("secret cause"),
            "stale": StaleDataError("two at once"),
            "twice": IntegrityError("INSERT", {}, Exception("unique")),
            "full": OperationalError("INSERT", {}, sqlite3.OperationalError("disk is full")),
            "read-only": InternalError("INSERT", {}, ReadOnlySqlTransaction("read-only")),
            "inside": InternalError("INSERT", {}, InFailedSqlTransaction("aborted")),
        }[what]

    yield breaking
    with breaking.app_context():
        db.engine.dispose()


@pytest.mark.parametrize(
    ("what", "status"),
    [
        ("400", 400),
        ("403", 403),
        ("404", 404),
        ("409", 409),
        ("410", 410),
        ("413", 413),
        ("418", 418),
        ("422", 422),
        ("429", 429),
        ("500", 500),
        ("503", 503),
        ("crash", 500),
        ("stale", 409),
        ("twice", 409),
        ("full", 503),
        ("read-only", 503),
        ("inside", 500),
    ],
)
def test_each_failure_has_its_page(breaking: Flask, what: str, status: int) -> None:
    page = Browser(breaking).visit(f"/trial/{what}")
    assert page.status == status
    assert page.heading
    assert "secret cause" not in page.text
    assert "Traceback" not in page.dom.text
    assert page.response.headers["Cache-Control"] == "no-store"


def test_a_failure_names_its_reference_and_the_log_has_the_cause(
    breaking: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    page = Browser(breaking).visit("/trial/crash")
    failure = next(r for r in caplog.records if r.name == "osl.errors")
    assert failure.reference in page.dom.text  # type: ignore[attr-defined]
    assert "secret cause" in str(failure.exc_info)


def test_a_wrong_method_says_which_are_right(browser: Browser) -> None:
    response = browser.client.delete("/health/live")
    assert response.status_code in (400, 405)


def test_a_full_disk_asks_to_come_back(breaking: Flask) -> None:
    page = Browser(breaking).visit("/trial/full")
    assert page.response.headers["Retry-After"] == "60"


@pytest.mark.parametrize("what", ["stale", "twice", "full", "crash"])
def test_the_page_of_a_failure_knows_who_is_signed_in(
    breaking: Flask, cast: Cast, what: str, caplog: pytest.LogCaptureFixture
) -> None:
    browser = Browser(breaking, sign_in_as)
    browser.sign_in(cast.animator)
    assert browser.visit("/panel").status == 200
    assert browser.visit(f"/trial/{what}").status >= 400
    assert "error page failed" not in caplog.text


@pytest.mark.parametrize(
    "path",
    ["/%00", "/wydarzenia/%ff", "/wydarzenia/99999999999999999999", "/?lang=%00", "/%2e%2e/"],
)
def test_bad_bytes_are_never_a_failure_of_ours(browser: Browser, path: str) -> None:
    assert browser.visit(path).status < 500


def test_the_error_page_is_drawn_even_without_a_database(
    breaking: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object, **__: object) -> None:
        raise OperationalError("SELECT", {}, sqlite3.OperationalError("away"))

    monkeypatch.setattr("osl.communities.get_centre", away)
    page = Browser(breaking).visit("/trial/full")
    assert page.status == 503
    assert page.heading


HOSTS = ["evil.example", "a..b", ".", "a" * 300]


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("path", ["/", "/nie-ma-takiej-strony", "/panel/logowanie"])
def test_a_site_called_by_another_name_refuses_with_its_page(
    settings: Settings, app: Flask, host: str, path: str
) -> None:
    named = make_app(settings, TRUSTED_HOSTS=["osl.example"])
    for method in ("GET", "POST"):
        answer = named.test_client().open(path, method=method, headers={"Host": host})
        assert answer.status_code == 400
        assert "<h1" in answer.text
        assert "evil.example" not in answer.text
    own = named.test_client().get("/health/live", headers={"Host": "osl.example"})
    assert own.status_code == 200
    with named.app_context():
        db.engine.dispose()


@pytest.mark.parametrize("host", HOSTS[1:])
def test_a_host_that_is_no_name_is_never_a_failure_of_ours(
    settings: Settings, app: Flask, host: str
) -> None:
    strict = make_app(settings, TESTING=False)
    assert strict.test_client().get("/", headers={"Host": host}).status_code == 400
    with strict.app_context():
        db.engine.dispose()


@pytest.mark.parametrize("origin", ["http://[", "http://[::1", "x", "//", "https://evil.example"])
def test_an_origin_that_is_no_address_is_a_foreign_one(browser: Browser, origin: str) -> None:
    answer = browser.client.post("/panel/logowanie", headers={"Origin": origin})
    assert answer.status_code == 403


def test_a_long_form_without_a_file_is_too_large(browser: Browser, cast: Cast) -> None:
    for body in (b"email=" + b"x" * 3_000_000, b"a=&" * 1_000_000):
        answer = browser.client.post(
            "/panel/logowanie", data=body, content_type="application/x-www-form-urlencoded"
        )
        assert answer.status_code == 413
        assert "<h1" in answer.text


def test_a_file_where_words_are_asked_for_is_not_taken(browser: Browser, cast: Cast) -> None:
    page = browser.sign_in(cast.organiser).visit("/panel/wydarzenia/szkic")
    token = page.dom.all("input", name="csrf_token")[0]["value"]
    for name in ("title", "first_on", "starts_at", "venue_id", "key", "version"):
        fields = {"csrf_token": token, name: (io.BytesIO(b"x"), "x.txt")}
        answer = browser.client.post("/panel/wydarzenia/szkic", data=fields, base_url=BASE)
        assert answer.status_code == 422, name


def test_only_forms_are_read(browser: Browser, cast: Cast) -> None:
    page = browser.sign_in(cast.organiser).visit("/panel/wydarzenia/szkic")
    token = page.dom.all("input", name="csrf_token")[0]["value"]
    for body in ('{"title": ["x"], "first_on": 1}', "[1]", "{", '"x"'):
        answer = browser.client.post(
            "/panel/wydarzenia/szkic",
            data=body,
            content_type="application/json",
            headers={"X-CSRFToken": token},
            base_url=BASE,
        )
        assert answer.status_code == 422, body
