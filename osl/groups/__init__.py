"""Groups of residents, and the partners of a community."""

from flask import Flask

from osl.groups import models, words
from osl.groups.event_links import behind_event
from osl.groups.partner_views import partners
from osl.groups.views import groups

__all__ = ["init_app", "models"]


def init_app(app: Flask) -> None:
    app.register_blueprint(groups)
    app.register_blueprint(partners)
    app.jinja_env.globals.update(group_words=words, behind_event=behind_event)
