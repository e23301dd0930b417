"""Codes from paper are short, so guessing them is slowed down."""

from osl.accounts import attempts
from osl.core.links import read_code
from osl.ideas.links import idea_by_code
from osl.ideas.models import Idea


def find_by_code(typed: str) -> Idea | None:
    """The idea with this code. Raises TooManyTries for whoever has tried too often."""
    told = read_code(typed)
    attempts.count(attempts.IDEA_CODE, f"idea {told[0]}" if told else "idea")
    return idea_by_code(typed)
