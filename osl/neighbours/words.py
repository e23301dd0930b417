"""How neighbour help is said."""

from enum import StrEnum

from osl.core.i18n import _l
from osl.neighbours.models import Service, Side

SERVICES = {
    Service.SHOPPING: _l("Shopping"),
    Service.COMPANY: _l("A visit, a talk over tea"),
    Service.PHONE_CHAT: _l("A talk by phone"),
    Service.WALKING_TOGETHER: _l("Walking together, to the shop or the park"),
    Service.SMALL_REPAIRS: _l("Small repairs at home"),
    Service.PHONE_AND_COMPUTER: _l("Help with a phone or a computer"),
    Service.LETTERS: _l("Reading letters, filling in papers"),
    Service.ANIMAL: _l("Looking after an animal"),
    Service.LIFT: _l("A lift by car"),
    Service.OTHER: _l("Something else"),
}

SIDES = {Side.ASKS: _l("asks for help"), Side.OFFERS: _l("offers help")}


class State(StrEnum):
    """Where a request stands. It follows from facts."""

    ASKS = "asks"
    LOOKING = "looking"
    MATCHED = "matched"
    DONE = "done"
    TAKEN_BACK = "taken_back"


STATES = {
    State.ASKS: _l("asking"),
    State.LOOKING: _l("we are looking"),
    State.MATCHED: _l("matched"),
    State.DONE: _l("settled"),
    State.TAKEN_BACK: _l("taken back"),
}

PILLS = {
    State.ASKS: "wait",
    State.LOOKING: "info",
    State.MATCHED: "later",
    State.DONE: "ok",
    State.TAKEN_BACK: "draft",
}


CALLED_FOR = tuple(words for one, words in SERVICES.items() if one is not Service.OTHER)
"""What the public page names."""


def first_name(name: str) -> str:
    """How a neighbour is called when the other learns of them."""
    return name.split(maxsplit=1)[0] if name.split() else ""
