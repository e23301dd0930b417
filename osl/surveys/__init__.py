"""Evaluation after a meeting: a few questions, answered without a name."""

from flask import Flask

from osl.surveys import models, paper_views, words
from osl.surveys.at_meeting import survey_at_desk
from osl.surveys.desk_views import survey_desk
from osl.surveys.views import surveys

__all__ = ["init_app", "models", "paper_views"]


def init_app(app: Flask) -> None:
    app.config.setdefault("LIMITS_SURVEYS", True)
    app.register_blueprint(surveys)
    app.register_blueprint(survey_desk)
    app.jinja_env.globals.update(survey_at_desk=survey_at_desk, survey_words=words)
