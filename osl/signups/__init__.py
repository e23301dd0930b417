"""Signing up: places, the waiting list, and everybody who must hear of a change."""

from flask import Flask

from osl.people import words as people_words
from osl.signups import (
    call_script,
    desk,
    gate,
    handling_views,
    links,
    phone_views,
    reached,
    room,
    words,
)
from osl.signups.call_views import calls
from osl.signups.desk_views import signup_desk
from osl.signups.views import signups

__all__ = ["handling_views", "init_app", "phone_views"]


def init_app(app: Flask) -> None:
    app.config.setdefault("SHORTEST_TYPING", gate.SHORTEST_TYPING)
    app.config.setdefault("LIMITS_SIGNUPS", True)
    app.register_blueprint(signups)
    app.register_blueprint(calls)
    app.register_blueprint(signup_desk)
    app.jinja_env.globals.update(
        call_script=call_script,
        code_address=links.code_address,
        people_words=people_words,
        places_shown=room.places_shown,
        reach_of=reached.reach_of,
        signup_words=words,
        signups_at_desk=desk.signups_at_desk,
    )
