"""What readers see elsewhere of a thing that changed is written anew before the commit.

An operation marks the thing it changed (an event, a venue whose name stands in a hundred
calendar entries). When the transaction closes, each writer named by create_app gets the
marked things once, and rewrites what was published about them, in the same commit.
"""

from collections.abc import Callable, Iterable
from typing import Any

from osl.core.db import db

Writer = Callable[[Iterable[Any]], None]

writers: list[Writer] = []
"""Listed by create_app, in the order they run."""


def mark(thing: Any) -> None:
    """Note that readers may see a change of ``thing`` when this transaction is kept."""
    marked = db.session.info.setdefault("marked", [])
    if thing not in marked:
        marked.append(thing)


def write() -> None:
    """The closing step: hand the marked things to every writer."""
    marked = db.session.info.pop("marked", [])
    if not marked:
        return
    db.session.flush()
    for writer in writers:
        writer(marked)


def forget() -> None:
    db.session.info.pop("marked", None)
