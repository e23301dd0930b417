"""Volunteering: tasks and shifts, agreements, hours, and the papers about them."""

from flask import Flask

from osl.volunteers import (
    addresses,
    agreement_handling_views,
    agreement_words,
    beside_event,
    calling,
    contribution_views,
    contribution_words,
    door_views,
    handling_views,
    hours_queries,
    hours_words,
    in_kind_views,
    leading,
    leading_views,
    models,
    own,
    own_hours_views,
    own_views,
    paper_views,
    rota_views,
    views,
    words,
)
from osl.volunteers.agreement_queries import agreements_of
from osl.volunteers.agreement_terms import state_on
from osl.volunteers.agreement_views import agreements
from osl.volunteers.blueprint import contributions, volunteers
from osl.volunteers.checks import checks_of
from osl.volunteers.desk import tasks_of_event
from osl.volunteers.desk_views import volunteer_desk
from osl.volunteers.hours_views import hours

__all__ = [
    "agreement_handling_views",
    "door_views",
    "handling_views",
    "in_kind_views",
    "init_app",
    "models",
    "own_hours_views",
    "own_views",
    "paper_views",
    "rota_views",
    "views",
]


own_views.sections[:] = [door_views.door_section]


def init_app(app: Flask) -> None:
    app.config.setdefault("LIMITS_VOLUNTEERS", True)
    app.register_blueprint(volunteers)
    app.register_blueprint(contributions)
    app.register_blueprint(volunteer_desk)
    app.register_blueprint(agreements)
    app.register_blueprint(hours)
    app.register_blueprint(leading_views.leading)
    app.jinja_env.globals.update(
        agreement_state_on=state_on,
        agreement_words=agreement_words,
        agreements_of=agreements_of,
        calling=calling,
        checks_of=checks_of,
        contribution_words=contribution_words,
        contributions_at_desk=contribution_views.contributions_at_desk,
        help_at_event=beside_event.help_at_event,
        hours_of=hours_queries.hours_of,
        hours_words=hours_words,
        leading_at_desk=leading.leading_at_desk,
        leading_words=leading.LEAD_ROLES,
        own_words=own,
        task_address=addresses.task_address,
        tasks_of_event=tasks_of_event,
        volunteer_words=words,
    )
