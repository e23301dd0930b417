"""Codes from paper are short, so guessing them is slowed down."""

from osl.accounts import attempts
from osl.signups.links import read_code
from osl.signups.models import Signup
from osl.signups.queries import by_code


def find_by_code(typed: str) -> Signup | None:
    """The sign-up with this code. Raises TooManyTries for whoever has tried too often."""
    told = read_code(typed)
    attempts.count(attempts.SIGNUP_CODE, f"signup {told[0]}" if told else "signup")
    return by_code(typed)
