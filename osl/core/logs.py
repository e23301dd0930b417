"""Structured logs: one line of JSON an event, with ids and never with people's data."""

import json
import logging
import sys
import time
from datetime import UTC, datetime
from typing import Any

from flask import Flask, Response, g, request

from osl.core import errors

FIELDS = (
    "reference",
    "method",
    "endpoint",
    "status",
    "milliseconds",
    "user_id",
    "count",
    "letter_id",
)
log = logging.getLogger("osl.requests")


class JsonLines(logging.Formatter):
    """A record as one line of JSON; control characters are escaped by JSON itself."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "message": record.getMessage(),
        }
        line |= {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def configure(level: str) -> None:
    """Send the site's log to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger("osl")
    root.handlers[:] = [handler]
    root.setLevel(level)
    root.propagate = False


def init_app(app: Flask) -> None:
    def write_failure(cause: Any) -> None:
        # Flask's own line names the path.
        log.error("request failed", exc_info=cause, extra={"reference": errors.reference()})

    app.log_exception = write_failure  # type: ignore[method-assign, assignment]

    @app.before_request
    def start_watch() -> None:
        g.started = time.perf_counter()

    @app.after_request
    def write_line(response: Response) -> Response:
        if log.isEnabledFor(logging.INFO) and request.endpoint != "static":
            # The endpoint, not the path: an address may hold a secret.
            now = time.perf_counter()
            log.info(
                "request",
                extra={
                    "reference": errors.reference(),
                    "method": request.method,
                    "endpoint": request.endpoint,
                    "status": response.status_code,
                    "milliseconds": round((now - g.get("started", now)) * 1000, 1),
                },
            )
        return response
