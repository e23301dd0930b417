"""Who does what and who brings what at the shared table of the demo town (row 4)."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import partial

from osl.demo import residents as of
from osl.demo.residents import Resident
from osl.demo.tale import Story, Town, office_hours
from osl.demo.town import WZGORZE
from osl.people.models import Channel
from osl.volunteers.contributions import Wish, add_line, claim
from osl.volunteers.models import Contribution, ContributionKind

NEIGHBOURS_DAY = "Dzień Sąsiada: wspólny stół na skwerze"

DOES, BRINGS = ContributionKind.DOES, ContributionKind.BRINGS

LINES: tuple[tuple[ContributionKind, str, int, Sequence[str]], ...] = (
    (DOES, "Rozstawianie ławek o 15.00", 4, (of.HENRYK, of.TOMASZ)),
    (DOES, "Gra na gitarze", 1, ()),
    (DOES, "Sprzątanie po 20.00", 3, (of.ZOFIA,)),
    (BRINGS, "Ciasto", 6, (of.HALINA, of.BARBARA, of.EWA)),
    (BRINGS, "Obrus", 3, (of.HALINA,)),
    (BRINGS, "Grill", 1, (of.PIOTR,)),
)
"""What is needed, for how many, and who took it upon themselves so far."""


def tell_shared_table(story: Story, made: Town, announced: date) -> None:
    """The list goes up on the day the evening is announced, and neighbours take what they like."""
    lines: dict[str, Contribution] = {}
    story.then(office_hours(announced) + timedelta(hours=6), partial(write_list, made, lines))
    moment = office_hours(announced) + timedelta(hours=7)
    for _kind, what, _needed, names in LINES:
        for name in names:
            moment += timedelta(minutes=5)
            story.then(moment, partial(take, lines, what, resident(name), moment))


def write_list(made: Town, lines: dict[str, Contribution]) -> None:
    event, actor = made.events[NEIGHBOURS_DAY], made.animators[WZGORZE]
    for kind, what, needed, _names in LINES:
        lines[what] = add_line(event, kind, what, needed, actor=actor)


def take(lines: dict[str, Contribution], what: str, one: Resident, moment: datetime) -> None:
    network = f"demo {one.name} {moment:%j}"[:32]
    claim(lines[what], Wish(one.known, channel=Channel.WEB, network=network))


def resident(name: str) -> Resident:
    return next(one for one in of.RESIDENTS if one.name == name)
