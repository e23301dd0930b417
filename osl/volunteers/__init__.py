"""Volunteering: tasks and shifts, agreements, hours, and the papers about them."""

from flask import Flask

from osl.volunteers import (
    addresses,
    beside_event,
    calling,
    contribution_views,
    contribution_words,
    models,
    own,
    own_views,
    views,
)
from osl.volunteers.blueprint import contributions, volunteers

__all__ = ["init_app", "models", "own_views", "views"]


def init_app(app: Flask) -> None:
    app.config.setdefault("LIMITS_VOLUNTEERS", True)
    app.register_blueprint(volunteers)
    app.register_blueprint(contributions)
    app.jinja_env.globals.update(
        calling=calling,
        contribution_words=contribution_words,
        contributions_at_desk=contribution_views.contributions_at_desk,
        help_at_event=beside_event.help_at_event,
        own_words=own,
        task_address=addresses.task_address,
    )
