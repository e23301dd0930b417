"""Neighbour help: requests and offers a coordinator brings together."""

from flask import Flask

from osl.neighbours import models, office_views, words
from osl.neighbours.desk_views import neighbour_desk
from osl.neighbours.views import neighbours

__all__ = ["init_app", "models", "office_views"]


def init_app(app: Flask) -> None:
    app.config.setdefault("LIMITS_NEIGHBOURS", True)
    app.register_blueprint(neighbours)
    app.register_blueprint(neighbour_desk)
    app.jinja_env.globals.update(neighbour_words=words)
