"""Letters on their way: the outbox is emptied by a worker, never by a page."""

from flask import Flask

from osl.messages import jobs
from osl.messages.jobs import deliver_soon
from osl.messages.views import messages

__all__ = ["deliver_soon", "init_app"]


def init_app(app: Flask) -> None:
    jobs.init_app(app)
    app.register_blueprint(messages)
