"""Neighbour help: requests and offers a coordinator brings together."""

from flask import Flask

from osl.neighbours import models

__all__ = ["init_app", "models"]


def init_app(_app: Flask) -> None:
    """Its pages are registered here."""
