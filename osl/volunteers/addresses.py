"""Where the public pages of volunteering are."""

from typing import Any

from flask import url_for

from osl.core.text import slugify
from osl.volunteers.models import Task


def task_values(task: Task) -> dict[str, Any]:
    """The parts of a task's address; the slug is for people, the number is what counts."""
    slug = slugify(task.title)
    return {"task_id": task.id, **({"slug": slug} if slug else {})}


def task_address(task: Task) -> str:
    """The page on which neighbours are called to a task."""
    return url_for("volunteers.task", **task_values(task))
