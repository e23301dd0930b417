"""The audit log can be added to and never changed, in the database itself."""

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from osl.core import audit, transactions
from osl.core.db import db
from tests.cast import Cast

TRIED = audit.action("tests.tried", "%(actor)s tried “%(subject)s”")


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_entry SET action = 'other'", "DELETE FROM audit_entry"]
)
def test_the_audit_log_is_append_only(app: Flask, cast: Cast, statement: str) -> None:
    with app.app_context(), transactions.unit():
        entry = audit.record(TRIED, actor=cast.organiser, subject=cast.wzgorze)
        assert entry.sentence("Anna") == "Anna tried “Wzgórze”"
    with app.app_context(), pytest.raises(DBAPIError, match="append-only"), transactions.unit():
        db.session.execute(text(statement))
