"""Where the public pages of ideas are."""

from typing import Any

from flask import url_for

from osl.core.text import slugify
from osl.ideas.models import Idea


def idea_values(idea: Idea) -> dict[str, Any]:
    """The parts of an idea's address; the slug is for people, the number is what counts."""
    slug = slugify(idea.title)
    return {"idea_id": idea.id, **({"slug": slug} if slug else {})}


def idea_address(idea: Idea, anchor: str | None = None) -> str:
    """The page of an idea."""
    return url_for("ideas.show", **idea_values(idea), _anchor=anchor)
