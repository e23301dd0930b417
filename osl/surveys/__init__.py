"""Evaluation after a meeting: a few questions, answered without a name."""

from flask import Flask

from osl.surveys import models

__all__ = ["init_app", "models"]


def init_app(app: Flask) -> None:
    """Its tables are known from here on."""
