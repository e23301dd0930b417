"""Ideas: from a resident's thought to the event that answers it, in both directions."""

from flask import Flask

from osl.ideas import (
    answering_views,
    asking_views,
    handling_views,
    ordering_views,
    phone_script,
    phone_views,
    planning_views,
    reading_views,
    supporting_views,
    words,
)
from osl.ideas.choosing import ideas_at_desk
from osl.ideas.desk_views import ideas_desk
from osl.ideas.views import ideas
from osl.ideas.work import WORK_BITS

__all__ = [
    "answering_views",
    "asking_views",
    "handling_views",
    "init_app",
    "ordering_views",
    "phone_views",
    "planning_views",
    "reading_views",
    "supporting_views",
]


def init_app(app: Flask) -> None:
    app.config.setdefault("LIMITS_IDEAS", True)
    app.config.setdefault("IDEA_WORK_BITS", WORK_BITS)
    app.register_blueprint(ideas)
    app.register_blueprint(ideas_desk)
    app.jinja_env.globals.update(
        idea_phone_script=phone_script, idea_words=words, ideas_at_desk=ideas_at_desk
    )
