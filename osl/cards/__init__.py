"""Cards: what the team remembers of the people it works with."""

from flask import Flask

from osl.cards.duplicate_views import duplicates

__all__ = ["init_app"]


def init_app(app: Flask) -> None:
    app.register_blueprint(duplicates)
