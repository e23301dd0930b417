"""The logbook: who was at a meeting, what was done there and what came of it."""

from flask import Flask

from osl.logbook import models, participant_models, summary, words
from osl.logbook.attendance_views import attendance
from osl.logbook import course_views, models, participant_models, shelf, views, words
from osl.logbook.navigation import logbook_nav
from osl.logbook import models, participant_models
from osl.logbook.certificate_views import attendance_certificates
from osl.logbook.sheet_views import sheets
from osl.logbook.words import duration

__all__ = ["course_views", "init_app", "models", "participant_models"]


def init_app(app: Flask) -> None:
    """Its tables are known from here on."""
    app.register_blueprint(attendance)
    app.jinja_env.globals.update(
        attendance_at_desk=summary.attendance_at_desk,
        logbook_words=words,
        meeting_to_mark=summary.meeting_to_mark,
    """The pages about what was held."""
    app.register_blueprint(views.logbook)
    app.jinja_env.globals.update(
        how_many_came=shelf.how_many,
        logbook_nav=logbook_nav,
        logbook_words=words,
    )
    """Its tables are known from here on, and its pages are there."""
    app.register_blueprint(sheets)
    app.register_blueprint(attendance_certificates)
    app.jinja_env.globals.update(logbook_duration=duration)
