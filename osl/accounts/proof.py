"""What is asked twice: before a dangerous change whoever sits there shows who they are again."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from flask import request

from osl.accounts import sessions
from osl.core.access import acting_user
from osl.core.web import local_path, see_other


def with_proof(view: Callable[..., Any]) -> Callable[..., Any]:
    """Ask for the password first, unless it was given within the last minutes.

    Stands under ``@requires``. A form that was opened in time may take a little longer to fill in.
    """

    @wraps(view)
    def enter(*things: Any, **parts: Any) -> Any:
        opening = request.method in ("GET", "HEAD")
        within = sessions.PROOF if opening else sessions.PROOF_OF_OPEN_FORM
        if sessions.is_proved(acting_user(), within):
            return view(*things, **parts)
        page = urlsplit(request.full_path if opening else request.referrer or "")
        asked = f"{page.path}?{page.query}" if page.query else page.path
        return see_other("accounts.prove", next=local_path(asked, "/panel"))

    return enter
