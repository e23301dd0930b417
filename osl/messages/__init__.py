"""Letters on their way: the outbox is emptied by a worker, never by a page."""

from flask import Flask


def deliver_soon() -> None:
    pass


def init_app(app: Flask) -> None:
    pass
