"""Ideas: from a resident's thought to the event that answers it, in both directions."""

from flask import Flask

from osl.ideas import words


def init_app(app: Flask) -> None:
    app.config.setdefault("LIMITS_IDEAS", True)
    app.jinja_env.globals.update(idea_words=words)
