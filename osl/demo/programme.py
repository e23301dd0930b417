"""Everything that goes on in the demo town, seen from the day it is loaded."""

from datetime import date

from osl.demo.learning import drafts, learning
from osl.demo.occasions import occasions
from osl.demo.planned import PlannedEvent
from osl.demo.rhythms import rhythms


def programme(today: date) -> list[PlannedEvent]:
    return [*rhythms(today), *occasions(today), *learning(today), *drafts(today)]
