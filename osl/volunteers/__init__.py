"""Volunteering: tasks and shifts, agreements, hours, and the papers about them."""

from flask import Flask

from osl.volunteers import door_views, handling_views, models, rota_views, words
from osl.volunteers.blueprint import volunteers
from osl.volunteers.desk import tasks_of_event
from osl.volunteers.desk_views import volunteer_desk

__all__ = ["door_views", "handling_views", "init_app", "models", "rota_views"]


def init_app(app: Flask) -> None:
    app.register_blueprint(volunteers)
    app.register_blueprint(volunteer_desk)
    app.jinja_env.globals.update(tasks_of_event=tasks_of_event, volunteer_words=words)
