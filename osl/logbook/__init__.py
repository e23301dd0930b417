"""The logbook: who was at a meeting, what was done there and what came of it."""

from flask import Flask

from osl.logbook import models, participant_models, summary, words
from osl.logbook.attendance_views import attendance

__all__ = ["init_app", "models", "participant_models"]


def init_app(app: Flask) -> None:
    """Its tables are known from here on."""
    app.register_blueprint(attendance)
    app.jinja_env.globals.update(
        attendance_at_desk=summary.attendance_at_desk,
        logbook_words=words,
        meeting_to_mark=summary.meeting_to_mark,
    )
