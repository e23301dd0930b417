"""Cards: what the team remembers of the people it works with."""

from flask import Flask

from osl.cards import (
    page,
    sections,
    signal_views,
    signal_words,
    talent_views,
    talk_words,
)
from osl.cards.duplicate_views import duplicates
from osl.cards.handover_views import handover
from osl.cards.sections import Section
from osl.cards.talk_views import talks
from osl.cards.views import cards
from osl.logbook.participants import participations_of
from osl.people.policies import Part, can_merge_people
from osl.people.talk_policies import can_change_talk

__all__ = ["init_app", "signal_views", "talent_views"]


sections.sections[:] = [
    Section(Part.REACH, "cards/_reach.html", page.reach),
    Section(Part.TALKS, "cards/_talks.html", page.talks),
    Section(Part.LEADER, "cards/_leader.html", page.leader),
    Section(Part.CARD, "cards/_card.html", page.card),
    Section(Part.PATH, "cards/_path.html", page.path),
    Section(Part.HOURS, "cards/_hours.html", page.hours),
    Section(Part.AGREEMENTS, "cards/_agreements.html", page.agreements),
    Section(
        Part.PROJECTS,
        "participants/_section.html",
        participations_of,
        paper="participants/_paper.html",
    ),
]
"""What stands on a person's page, from top to bottom. One line for each."""


def init_app(app: Flask) -> None:
    app.register_blueprint(cards)
    app.register_blueprint(talks)
    app.register_blueprint(handover)
    app.register_blueprint(duplicates)
    app.jinja_env.globals.update(
        can_change_talk=can_change_talk,
        can_merge_people=can_merge_people,
        signal_words=signal_words,
        talk_words=talk_words,
    )
