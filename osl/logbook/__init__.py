"""The logbook: who was at a meeting, what was done there and what came of it."""

from flask import Flask

from osl.logbook import models, participant_models, receiving_views
from osl.logbook.attendance_blueprint import attendance

__all__ = ["init_app", "models", "participant_models", "receiving_views"]


def init_app(app: Flask) -> None:
    """Its tables are known from here on."""
    app.register_blueprint(attendance)
