"""Signing up: places, the waiting list, and everybody who must hear of a change."""

from flask import Flask

from osl.people import words as people_words
from osl.signups import desk, gate, handling_views, links, phone_views, room, words
from osl.signups.desk_views import signup_desk
from osl.signups.views import signups

__all__ = ["handling_views", "init_app", "phone_views"]


def init_app(app: Flask) -> None:
    app.config.setdefault("SHORTEST_TYPING", gate.SHORTEST_TYPING)
    app.config.setdefault("LIMITS_SIGNUPS", True)
    app.register_blueprint(signups)
    app.register_blueprint(signup_desk)
    app.jinja_env.globals.update(
        signup_words=words,
        people_words=people_words,
        signups_at_desk=desk.signups_at_desk,
        code_address=links.code_address,
        places_shown=room.places_shown,
    )
