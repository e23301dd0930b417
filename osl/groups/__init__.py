"""Groups of residents, and the partners of a community."""

from flask import Flask

from osl.groups import models

__all__ = ["init_app", "models"]


def init_app(_app: Flask) -> None:
    """Its pages are registered here."""
