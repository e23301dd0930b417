"""The logbook: who was at a meeting, what was done there and what came of it."""

from flask import Flask

from osl.logbook import models, participant_models
from osl.logbook.certificate_views import attendance_certificates
from osl.logbook.sheet_views import sheets
from osl.logbook.words import duration

__all__ = ["init_app", "models", "participant_models"]


def init_app(app: Flask) -> None:
    """Its tables are known from here on, and its pages are there."""
    app.register_blueprint(sheets)
    app.register_blueprint(attendance_certificates)
    app.jinja_env.globals.update(logbook_duration=duration)
