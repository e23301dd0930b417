"""What is on, once a week, for those who asked for it: asking, the letter itself, and stopping."""

from flask import Flask

from osl.news.views import news

__all__ = ["init_app"]


def init_app(app: Flask) -> None:
    app.register_blueprint(news)
