"""How neighbours come back to what they asked for or offered, without an account."""

from osl.core.db import db
from osl.core.i18n import DEFAULT_LANGUAGE
from osl.core.links import is_secret_for, number_in, secret_for
from osl.core.web import external_url
from osl.neighbours.models import HelpCall


def secret_of(call: HelpCall) -> str:
    """What stands in the address of its page."""
    return f"{call.id}-{secret_for(_about(call))}"


def address_of(call: HelpCall, language: str = DEFAULT_LANGUAGE) -> str:
    chosen = {} if language == DEFAULT_LANGUAGE else {"lang": language}
    return external_url("neighbours.own", secret=secret_of(call), **chosen)


def help_by_secret(secret: str) -> HelpCall | None:
    """The request or offer with this address; None for one we never gave."""
    digits, _dash, given = secret.partition("-")
    number = number_in(digits)
    call = db.session.get(HelpCall, number) if number is not None else None
    return call if call is not None and is_secret_for(given, _about(call)) else None


def _about(call: HelpCall) -> str:
    return f"neighbour call {call.id} {call.made_at.isoformat()}"
