"""Specialists: people hired to lead, what was agreed with them, and who was checked."""

from flask import Flask

from osl.specialists import contract_views, leading_views, models
from osl.specialists.leading import checks_in_words, who_leads
from osl.specialists.views import specialists

__all__ = ["contract_views", "init_app", "leading_views", "models"]


def init_app(app: Flask) -> None:
    app.register_blueprint(specialists)
    app.jinja_env.globals.update(who_leads=who_leads, checks_in_words=checks_in_words)
