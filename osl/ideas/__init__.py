"""Ideas: from a resident's thought to the event that answers it, in both directions."""

from flask import Flask

from osl.ideas import asking_views, phone_script, phone_views, planning_views, reading_views, words
from osl.ideas.choosing import ideas_at_desk
from osl.ideas.desk_views import ideas_desk
from osl.ideas.views import ideas

__all__ = ["asking_views", "init_app", "phone_views", "planning_views", "reading_views"]


def init_app(app: Flask) -> None:
    app.config.setdefault("LIMITS_IDEAS", True)
    app.register_blueprint(ideas)
    app.register_blueprint(ideas_desk)
    app.jinja_env.globals.update(
        idea_phone_script=phone_script, idea_words=words, ideas_at_desk=ideas_at_desk
    )
