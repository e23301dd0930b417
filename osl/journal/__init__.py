"""The work journal of the team."""

from flask import Flask

from osl.journal import models, views, words

__all__ = ["init_app", "models"]


def init_app(app: Flask) -> None:
    app.register_blueprint(views.journal)
    app.jinja_env.globals.update(journal_words=words)
