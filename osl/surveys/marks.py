"""How a device is known to have answered, without the site knowing anything of the device.

A cookie, set only by sending an answer, holds the numbers of the meetings that were answered
here, signed. Nothing of it is kept in the database. Whoever clears it can answer once more, and
the team is told so beside the results.
"""

from datetime import timedelta

from flask import current_app, request
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.wrappers import Response

from osl.events.models import Occurrence

COOKIE = "osl-ankieta"
PATH = "/ankieta"
"""The cookie is sent to the pages of surveys only."""

KEPT = timedelta(days=30)
"""A meeting is answered for 14 days."""

MOST = 30


def has_answered(meeting: Occurrence) -> bool:
    """Whether an answer about this meeting was sent from this device."""
    return meeting.id in _answered()


def remember(response: Response, meeting: Occurrence) -> Response:
    """Let this device be known to have answered. Only the act of answering calls this."""
    numbers = [*(one for one in _answered() if one != meeting.id), meeting.id][-MOST:]
    response.set_cookie(
        COOKIE,
        _signer().dumps(numbers),
        max_age=KEPT,
        path=PATH,
        secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
        httponly=True,
        samesite="Lax",
    )
    return response


def _answered() -> list[int]:
    try:
        told = _signer().loads(request.cookies.get(COOKIE, ""), max_age=int(KEPT.total_seconds()))
    except (BadSignature, ValueError, TypeError):
        return []
    return [one for one in told if isinstance(one, int)] if isinstance(told, list) else []


def _signer() -> URLSafeTimedSerializer:
    config = current_app.config
    keys = [*reversed(config["SECRET_KEY_FALLBACKS"]), config["SECRET_KEY"]]
    return URLSafeTimedSerializer(keys, salt="survey answered")
