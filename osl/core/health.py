"""Two questions a machine asks: does the process live, and can it do its work."""

import shutil
from datetime import timedelta

from flask import Blueprint, Response, current_app
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from osl.core import transactions
from osl.core.access import public
from osl.core.clock import utcnow
from osl.core.db import db
from osl.core.outbox import OutgoingLetter, waits

LEAST_FREE_DISK = 0.05
OLDEST_LETTER = timedelta(minutes=15)

health = Blueprint("health", __name__, url_prefix="/health")


@health.get("/live")
@public
def live() -> Response:
    return _answer("ok", 200)


@health.get("/ready")
@public
def ready() -> Response:
    """503 when a change could not be kept or letters do not leave. Says no more to strangers."""
    return _answer("ok", 200) if is_ready() else _answer("unavailable", 503)


def is_ready() -> bool:
    try:
        transactions.can_write()
        waiting_since = db.session.scalar(
            select(func.min(OutgoingLetter.due_at)).where(waits(OutgoingLetter))
        )
        disk = shutil.disk_usage(current_app.config["INSTANCE"])
    except (SQLAlchemyError, OSError):
        return False
    letters_leave = waiting_since is None or utcnow() - waiting_since < OLDEST_LETTER
    return letters_leave and disk.free / disk.total > LEAST_FREE_DISK


def _answer(word: str, status: int) -> Response:
    return Response(
        f"{word}\n", status, mimetype="text/plain", headers={"Cache-Control": "no-store"}
    )
