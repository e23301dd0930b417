"""Specialists: people hired to lead, what was agreed with them, and who was checked."""

from flask import Flask

from osl.specialists import models

__all__ = ["init_app", "models"]


def init_app(app: Flask) -> None:
    """Its tables are known from here on."""
