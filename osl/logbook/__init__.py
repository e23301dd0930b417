"""The logbook: who was at a meeting, what was done there and what came of it."""

from flask import Flask

from osl.logbook import course_views, models, participant_models, shelf, views, words
from osl.logbook.navigation import logbook_nav

__all__ = ["course_views", "init_app", "models", "participant_models"]


def init_app(app: Flask) -> None:
    """The pages about what was held."""
    app.register_blueprint(views.logbook)
    app.jinja_env.globals.update(
        how_many_came=shelf.how_many,
        logbook_nav=logbook_nav,
        logbook_words=words,
    )
