"""Volunteering: tasks and shifts, agreements, hours, and the papers about them."""

from flask import Flask

from osl.volunteers import models

__all__ = ["init_app", "models"]


def init_app(_app: Flask) -> None:
    """Its pages are registered here."""
