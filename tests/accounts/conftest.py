"""Counting the questions a page asks of the database."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from osl.core.db import db


@pytest.fixture
def count_queries(app: Flask) -> Callable[[Callable[[], Any]], int]:
    with app.app_context():
        engine = db.engine

    def count(visit: Callable[[], Any]) -> int:
        asked: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
            if statement.lstrip().upper().startswith("SELECT"):
                asked.append(statement)

        event.listen(engine, "before_cursor_execute", note)
        try:
            visit()
        finally:
            event.remove(engine, "before_cursor_execute", note)
        return len(asked)

    return count
