"""The logbook: who was at a meeting, what was done there and what came of it."""

from flask import Flask

from osl.logbook import (
    models,
    participant_models,
    participant_words,
    specialist_hours,
    words,
)
from osl.logbook.participant_views import participants
from osl.logbook.participants import participants_shown, sees_participants

__all__ = ["init_app", "models", "participant_models"]


def init_app(app: Flask) -> None:
    app.register_blueprint(participants)
    app.jinja_env.globals.update(
        logbook_words=words,
        participant_words=participant_words,
        participants_shown=participants_shown,
        sees_participants=sees_participants,
        specialist_hours=specialist_hours,
    )
