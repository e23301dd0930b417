"""Signing up: places, the waiting list, and everybody who must hear of a change."""

from flask import Flask

from osl.signups import call_script, gate, links, reached, room, words
from osl.signups.call_views import calls
from osl.signups.views import signups

__all__ = ["init_app"]


def init_app(app: Flask) -> None:
    app.config.setdefault("SHORTEST_TYPING", gate.SHORTEST_TYPING)
    app.config.setdefault("LIMITS_SIGNUPS", True)
    app.register_blueprint(signups)
    app.register_blueprint(calls)
    app.jinja_env.globals.update(
        signup_words=words,
        call_script=call_script,
        code_address=links.code_address,
        places_shown=room.places_shown,
        reach_of=reached.reach_of,
    )
