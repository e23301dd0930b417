"""The mark of a device that supported an idea: how one person is one, without an account.

It is a random number in a cookie, set only by pressing "I support it". Whoever presses twice
before the first answer is there has no cookie yet; so the form carries the number the cookie is
going to hold. In the database stands only its hash.
"""

import hashlib
import secrets
from datetime import timedelta

from flask import current_app, request
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.wrappers import Response

COOKIE = "osl-popieram"
PATH = "/pomysly"
"""The cookie is sent to the pages of ideas only."""

KEPT = timedelta(days=365)
LONGEST_READING = timedelta(hours=12)
"""How long a page may stand open before the mark in its form counts for nothing."""

COOKIE_SALT, FORM_SALT = "idea supporter", "idea support form"


def device_asking() -> str:
    """The device this request comes from; nothing for one that never supported an idea, and for a
    mark that somebody made up."""
    return _read(COOKIE_SALT, request.cookies.get(COOKIE, ""), KEPT)


def mark_for_form() -> str:
    """What a form carries for a device that has no cookie yet."""
    return _signed(FORM_SALT, secrets.token_hex(16))


def device_in_form(signed: str) -> str:
    """The device a form was drawn for; a new one when its mark is not ours or too old."""
    return _read(FORM_SALT, signed, LONGEST_READING) or secrets.token_hex(16)


def voter_of(device: str) -> str:
    """What stands for a device in the database; nothing for none."""
    return hashlib.sha256(f"idea supporter {device}".encode()).hexdigest() if device else ""


def remember(response: Response, device: str) -> Response:
    """Let this device be known again for a year. Only the act of supporting calls this."""
    response.set_cookie(
        COOKIE,
        _signed(COOKIE_SALT, device),
        max_age=KEPT,
        path=PATH,
        secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
        httponly=True,
        samesite="Lax",
    )
    return response


def _signed(salt: str, device: str) -> str:
    return _signer(salt).dumps(device)


def _read(salt: str, signed: str, kept: timedelta) -> str:
    try:
        device = _signer(salt).loads(signed, max_age=int(kept.total_seconds()))
    except (BadSignature, ValueError, TypeError):
        return ""
    return device if isinstance(device, str) else ""


def _signer(salt: str) -> URLSafeTimedSerializer:
    config = current_app.config
    keys = [*reversed(config["SECRET_KEY_FALLBACKS"]), config["SECRET_KEY"]]
    return URLSafeTimedSerializer(keys, salt=salt)
