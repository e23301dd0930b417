"""Letters on their way: the outbox is emptied by a worker, never by a page."""

from flask import Flask

from osl.messages import consent_words, jobs
from osl.messages.consent_views import consents
from osl.messages.jobs import deliver_soon
from osl.messages.views import messages

__all__ = ["deliver_soon", "init_app"]


def init_app(app: Flask) -> None:
    jobs.init_app(app)
    app.register_blueprint(messages)
    app.register_blueprint(consents)
    app.jinja_env.globals.update(consent_words=consent_words)
