"""The pages are looked at on a Monday morning in March; one line plans a thing."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.engine import Engine

from osl.core.db import db
from tests.browser import Browser
from tests.events.conftest import NOW, clock, evening, planned, weekly
from tests.ideas.conftest import given

__all__ = ["NOW", "clock", "evening", "given", "planned", "weekly"]


@pytest.fixture
def asked(app: Flask) -> Callable[[Browser, str], int]:
    """How many questions a page asks of the database."""

    def count(browser: Browser, address: str) -> int:
        with counting(app) as questions:
            page = browser.visit(address)
        assert page.status == 200, page
        return len(questions)

    return count


@contextmanager
def counting(app: Flask) -> Iterator[list[str]]:
    questions: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith(("BEGIN", "ROLLBACK", "COMMIT", "PRAGMA", "SAVEPOINT")):
            questions.append(statement)

    with app.app_context():
        engine: Engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield questions
    finally:
        event.remove(engine, "before_cursor_execute", note)
