"""The logbook: who was at a meeting, what was done there and what came of it."""

from flask import Flask

from osl.logbook import (
    log_picture_views,
    meeting_report_views,
    models,
    participant_models,
    public_reports,
    words,
)

__all__ = ["init_app", "models", "participant_models"]


def init_app(app: Flask) -> None:
    app.register_blueprint(log_picture_views.log_pictures)
    app.register_blueprint(meeting_report_views.meeting_reports)
    app.jinja_env.globals.update(
        latest_reports_of=public_reports.latest_reports_of,
        logbook_words=words,
        people_told=public_reports.people_told,
        pictures_shown=public_reports.pictures_shown,
        reports_answering=public_reports.reports_answering,
        reports_of_event=public_reports.reports_of_event,
    )
