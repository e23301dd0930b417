"""Figures for any period, and the rows behind each of them."""

from flask import Flask

from osl.reports import models

__all__ = ["init_app", "models"]


def init_app(app: Flask) -> None:
    """Its tables are known from here on."""
