"""How residents come back to their sign-up without an account: a link, or a code on paper."""

from typing import Literal

from osl.core.links import (
    code_for,
    is_code_for,
    is_secret_for,
    read_code,
    secret_for,
)
from osl.core.links import number_in as number_of
from osl.core.web import external_url
from osl.signups.models import Regular, Signup

__all__ = ["read_code"]

Kind = Literal["z", "s"]
"""A sign-up (zapis), or a regular's standing one (stałe miejsce)."""


def secret_of(thing: Signup | Regular) -> str:
    """What stands in the address of its page."""
    return f"{_kind(thing)}{thing.id}-{secret_for(_about('link', thing))}"


def address_of(thing: Signup | Regular) -> str:
    """The full address of the page where somebody sees and changes their sign-up."""
    return external_url("signups.manage", secret=secret_of(thing))


def code_of(signup: Signup) -> str:
    """What somebody without e-mail keeps on paper and can say by phone: "12-7KQM-X2P9"."""
    letters = code_for(_about("code", signup))
    return f"{signup.id}-{letters[:4]}-{letters[4:]}"


def code_address() -> str:
    """Where a code from paper is typed, as one reads it on paper: no scheme."""
    return external_url("signups.enter_code").partition("://")[2]


def is_secret_of(secret: str, thing: Signup | Regular) -> bool:
    return is_secret_for(secret.partition("-")[2], _about("link", thing))


def number_in(secret: str) -> tuple[Kind, int] | None:
    """Which sign-up an address speaks of, whether or not its secret is the right one."""
    name = secret.partition("-")[0]
    number = number_of(name[1:])
    if number is None:
        return None
    if name.startswith("z"):
        return "z", number
    return ("s", number) if name.startswith("s") else None


def is_code_of(letters: str, signup: Signup) -> bool:
    return is_code_for(letters, _about("code", signup))


def _kind(thing: Signup | Regular) -> Kind:
    return "z" if isinstance(thing, Signup) else "s"


def _about(purpose: str, thing: Signup | Regular) -> str:
    made = thing.created_at.isoformat()
    version = getattr(thing, "link_version", 1)
    return f"signup {purpose} {_kind(thing)} {thing.id} {made} {version}"
