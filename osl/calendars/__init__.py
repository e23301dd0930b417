"""Feeds, month and subscription (stub until the feature lands)."""

from collections.abc import Iterable
from typing import Any

from flask import Flask


def rewrite_entries(marked: Iterable[Any]) -> None:
    pass


def init_app(app: Flask) -> None:
    pass
