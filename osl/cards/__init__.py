"""Cards: what the team remembers of the people it works with."""

from flask import Flask

from osl.cards import handover_words, signal_views, signal_words, talk_words
from osl.cards.handover_views import handover
from osl.cards.talk_views import talks
from osl.people.talk_policies import can_change_talk

__all__ = ["init_app", "signal_views"]


def init_app(app: Flask) -> None:
    app.register_blueprint(talks)
    app.register_blueprint(handover)
    app.jinja_env.globals.update(
        can_change_talk=can_change_talk,
        handover_words=handover_words,
        signal_words=signal_words,
        talk_words=talk_words,
    )
