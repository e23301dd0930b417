"""The work journal of the team."""

from flask import Flask

from osl.journal import models

__all__ = ["init_app", "models"]


def init_app(app: Flask) -> None:
    """Its tables are known from here on."""
