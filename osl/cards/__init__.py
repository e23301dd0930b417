"""Cards: what the team remembers of the people it works with."""

from flask import Flask

__all__ = ["init_app"]


def init_app(_app: Flask) -> None:
    """Its pages are registered here."""
