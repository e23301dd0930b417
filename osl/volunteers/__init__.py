"""Volunteering: tasks and shifts, agreements, hours, and the papers about them."""

from flask import Flask

from osl.volunteers import (
    hours_queries,
    hours_words,
    in_kind_views,
    leading,
    leading_views,
    models,
    own_hours_views,
)
from osl.volunteers.hours_views import hours

__all__ = ["in_kind_views", "init_app", "models", "own_hours_views"]


def init_app(app: Flask) -> None:
    app.register_blueprint(hours)
    app.register_blueprint(leading_views.leading)
    app.jinja_env.globals.update(
        hours_words=hours_words,
        hours_of=hours_queries.hours_of,
        leading_at_desk=leading.leading_at_desk,
        leading_words=leading.LEAD_ROLES,
    )
