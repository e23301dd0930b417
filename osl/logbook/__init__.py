"""The logbook: who was at a meeting, what was done there and what came of it."""

from flask import Flask

from osl.logbook import (
    attendance_views,
    course_views,
    log_picture_views,
    meeting_report_views,
    models,
    participant_models,
    participant_words,
    public_reports,
    receiving_views,
    roll_script,
    shelf,
    specialist_hours,
    summary,
    views,
    words,
)
from osl.logbook.attendance_blueprint import attendance
from osl.logbook.certificate_views import attendance_certificates
from osl.logbook.navigation import logbook_nav
from osl.logbook.participant_views import participants
from osl.logbook.participants import participants_shown, sees_participants
from osl.logbook.sheet_views import sheets

__all__ = [
    "attendance_views",
    "course_views",
    "init_app",
    "models",
    "participant_models",
    "receiving_views",
]


def init_app(app: Flask) -> None:
    app.register_blueprint(attendance)
    app.register_blueprint(sheets)
    app.register_blueprint(attendance_certificates)
    app.register_blueprint(views.logbook)
    app.register_blueprint(log_picture_views.log_pictures)
    app.register_blueprint(meeting_report_views.meeting_reports)
    app.register_blueprint(participants)
    app.jinja_env.globals.update(
        attendance_at_desk=summary.attendance_at_desk,
        how_many_came=shelf.how_many,
        latest_reports_of=public_reports.latest_reports_of,
        logbook_nav=logbook_nav,
        logbook_words=words,
        meeting_to_mark=summary.meeting_to_mark,
        people_told=public_reports.people_told,
        pictures_shown=public_reports.pictures_shown,
        reports_answering=public_reports.reports_answering,
        reports_of_event=public_reports.reports_of_event,
        participant_words=participant_words,
        participants_shown=participants_shown,
        sees_participants=sees_participants,
        specialist_hours=specialist_hours,
        roll_moment=roll_script.roll_moment,
        roll_words=roll_script.roll_words,
    )
