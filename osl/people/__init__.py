"""People: the residents the team knows, with or without a phone or an address."""

from flask import Flask

__all__ = ["init_app"]


def init_app(_app: Flask) -> None:
    """People have no page of their own yet: they stand behind sign-ups and consents."""
