"""Figures for any period, and the rows behind each of them."""

from flask import Flask

from osl.reports import models, period_views
from osl.reports.policies import can_see_reports
from osl.reports.times import in_words
from osl.reports.views import reports

__all__ = ["init_app", "models", "period_views"]


def init_app(app: Flask) -> None:
    app.register_blueprint(reports)
    app.jinja_env.globals.update(can_see_reports=can_see_reports, days_in_words=in_words)
