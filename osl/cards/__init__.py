"""Cards: what the team remembers of the people it works with."""

from flask import Flask

from osl.cards import page, sections, talent_views
from osl.cards.sections import Section
from osl.cards.views import cards
from osl.people.policies import Part

__all__ = ["init_app", "talent_views"]


sections.sections[:] = [
    Section(Part.REACH, "cards/_reach.html", page.reach),
    Section(Part.LEADER, "cards/_leader.html", page.leader),
    Section(Part.CARD, "cards/_card.html", page.card),
    Section(Part.PATH, "cards/_path.html", page.path),
]
"""What stands on a person's page, from top to bottom. One line for each."""


def init_app(app: Flask) -> None:
    app.register_blueprint(cards)
