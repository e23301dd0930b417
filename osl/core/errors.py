"""What can go wrong, and what a person reads then: a sentence, a reference, never a trace."""

import logging
import secrets
from typing import Any

from flask import Flask, Response, g, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from jinja2 import TemplateError
from sqlalchemy.exc import (
    DBAPIError,
    IntegrityError,
    InternalError,
    OperationalError,
    SQLAlchemyError,
)
from sqlalchemy.orm.exc import ObjectDeletedError, StaleDataError
from werkzeug.exceptions import HTTPException, NotFound

from osl.core import access, transactions, unsent

log = logging.getLogger("osl.errors")

PAGES = (400, 403, 404, 405, 409, 410, 413, 422, 429, 500, 503)
"""The answers that have a page of their own; any other is told as the nearest of these."""


class DomainError(Exception):
    """A rule of the field refuses what was asked. Its text is for the person who asked."""

    def __init__(self, message: Any) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return str(self.message)


class SettingsError(Exception):
    """A setting is missing or wrong; the text says which and what to put there."""


def reference() -> str:
    """The number of this request: on the error page, and in the log beside the cause."""
    if "reference" not in g:
        g.reference = secrets.token_hex(4).upper()
    return str(g.reference)


def error_page(status: int, **context: Any) -> Response:
    """The page for a refusal. Falls back to bare words when even the page cannot be drawn."""
    shown = status if status in PAGES else (500 if status >= 500 else 400)
    try:
        body = render_template(
            f"errors/{shown}.html", reference=reference(), status=shown, **context
        )
    except (SQLAlchemyError, TemplateError):
        log.exception("error page failed", extra={"reference": reference()})
        transactions.discard()
        g.database_is_down = True
        body = render_template(
            f"errors/{shown}.html", reference=reference(), status=shown, centre=None, **context
        )
    response = make_response(body, status)
    response.headers["Cache-Control"] = "no-store"
    if status in (429, 503):
        response.headers.setdefault("Retry-After", "60")
    return response


def refused(error: HTTPException) -> Response:
    if error.response is not None and error.code and error.code < 400:
        return make_response(error.response)
    response = error_page(error.code or 500)
    if error.code == 405:
        response.headers["Allow"] = ", ".join(getattr(error, "valid_methods", None) or ())
    return response


def forged(_error: CSRFError) -> Response:
    """The form was open too long, or came from elsewhere: nothing was saved."""
    viewer = access.current_viewer()
    if unsent.can_be_carried() and (viewer is not None or request.path.startswith("/panel/")):
        return unsent.unsent_page(signed_in=viewer is not None)
    return error_page(400)


def overtaken(_error: Exception) -> Response:
    """Two people at once, and this one came second: nothing of it was written."""
    transactions.discard()
    return error_page(409)


READ_ONLY = "25006"
"""What PostgreSQL calls a write to a database that may only be read: a copy, or one being moved."""


def refused_by_database(error: InternalError) -> Response:
    """PostgreSQL tells of a read-only database as of a fault inside it; any other is ours."""
    if getattr(error.orig, "sqlstate", None) == READ_ONLY:
        return database_failed(error)
    return failed(error)


def database_failed(error: DBAPIError) -> Response:
    """Disk full, file read-only or locked, server away: reading may work again in a minute."""
    log.error(
        "database unavailable: %s",
        type(error.orig).__name__,
        exc_info=error,
        extra={"reference": reference()},
    )
    transactions.discard()
    return unsent_for_now() or error_page(503)


def unsent_for_now() -> Response | None:
    """The words of a form that nobody could save just now, kept in a page that sends them again."""
    if not unsent.can_be_carried():
        return None
    try:
        response = unsent.unsent_page(signed_in=True, is_unavailable=True)
    except SQLAlchemyError:
        transactions.discard()
        return None
    response.headers["Retry-After"] = "60"
    return response


def failed(error: Exception) -> Response:
    log.error("unexpected failure", exc_info=error, extra={"reference": reference()})
    transactions.discard()
    return error_page(500)


def init_app(app: Flask) -> None:
    app.register_error_handler(HTTPException, refused)
    app.register_error_handler(CSRFError, forged)
    app.register_error_handler(StaleDataError, overtaken)
    app.register_error_handler(ObjectDeletedError, overtaken)
    app.register_error_handler(IntegrityError, overtaken)
    app.register_error_handler(OperationalError, database_failed)
    app.register_error_handler(InternalError, refused_by_database)
    if not app.config.get("PROPAGATE_FAILURES"):
        app.register_error_handler(Exception, failed)

    @app.before_request
    def refuse_bad_bytes() -> None:
        # Bytes that are not UTF-8 arrive as replacement characters; nobody types those.
        if "\x00" in request.path or "\ufffd" in request.path:
            raise NotFound
