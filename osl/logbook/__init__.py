"""The logbook: who was at a meeting, what was done there and what came of it."""

from flask import Flask

from osl.logbook import (
    attendance_views,
    models,
    participant_models,
    receiving_views,
    roll_script,
    summary,
    words,
)
from osl.logbook.attendance_blueprint import attendance

__all__ = ["attendance_views", "init_app", "models", "participant_models", "receiving_views"]


def init_app(app: Flask) -> None:
    """Its tables are known from here on."""
    app.register_blueprint(attendance)
    app.jinja_env.globals.update(
        attendance_at_desk=summary.attendance_at_desk,
        logbook_words=words,
        meeting_to_mark=summary.meeting_to_mark,
        roll_moment=roll_script.roll_moment,
        roll_words=roll_script.roll_words,
    )
