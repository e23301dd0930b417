"""The log tells what failed and where, and nothing of what people typed or whose link it was."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
from flask import Flask, Response, request
from sqlalchemy import text

from osl.core.access import public
from osl.core.db import db
from osl.core.logs import JsonLines
from osl.core.settings import Settings
from tests.conftest import make_app


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What the site writes to its log, as in life: from INFO on."""
    log = logging.getLogger("osl")
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonLines())
    before = log.level
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    yield written
    log.removeHandler(handler)
    log.setLevel(before)


@pytest.fixture
def failing(settings: Settings, app: Flask) -> Iterator[Flask]:
    """The site with two views that fail: on a statement, and after the answer is made."""
    failing = make_app(settings, TESTING=False, WTF_CSRF_ENABLED=False)

    @failing.get("/trial/<secret>", endpoint="trial.statement")
    @public
    def ask(secret: str) -> str:
        statement = text("SELECT nothing FROM nowhere WHERE typed = :typed")
        db.session.execute(statement, {"typed": secret})
        return ""

    @failing.get("/late/<secret>", endpoint="trial.late")
    @public
    def late(secret: str) -> str:
        return ""

    @failing.after_request
    def fall(response: Response) -> Response:
        if request.endpoint == "trial.late":
            raise RuntimeError("fell")
        return response

    yield failing
    with failing.app_context():
        db.engine.dispose()


def test_a_failed_statement_is_logged_without_what_was_typed(
    failing: Flask, lines: io.StringIO
) -> None:
    answer = failing.test_client().get("/trial/kowalska@example.org")
    assert answer.status_code in (500, 503)
    assert "nowhere" in lines.getvalue()
    assert "kowalska" not in lines.getvalue()


def test_a_failure_after_the_answer_is_logged_without_its_address(
    failing: Flask, lines: io.StringIO
) -> None:
    assert failing.test_client().get("/late/one-use-secret").status_code == 500
    assert "fell" in lines.getvalue()
    assert "one-use-secret" not in lines.getvalue()


def test_a_request_refused_at_once_is_logged_too(app: Flask, lines: io.StringIO) -> None:
    headers = {"Origin": "https://evil.example"}
    assert app.test_client().post("/panel/logowanie", headers=headers).status_code == 403
    line = next(one for one in map(json.loads, lines.getvalue().splitlines()) if "status" in one)
    assert line["status"] == 403
