"""Volunteering: tasks and shifts, agreements, hours, and the papers about them."""

from flask import Flask

from osl.volunteers import agreement_handling_views, agreement_words, models, paper_views
from osl.volunteers.agreement_queries import agreements_of
from osl.volunteers.agreement_terms import state_on
from osl.volunteers.agreement_views import agreements
from osl.volunteers.checks import checks_of

__all__ = ["agreement_handling_views", "init_app", "models", "paper_views"]


def init_app(app: Flask) -> None:
    app.register_blueprint(agreements)
    app.jinja_env.globals.update(
        agreement_state_on=state_on,
        agreement_words=agreement_words,
        agreements_of=agreements_of,
        checks_of=checks_of,
    )
