"""What an address asks for: read with care, told in words where it makes no sense."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from osl.accounts.models import User
from osl.communities.models import Community, FundingProject
from osl.communities.queries import closed_communities, funding_projects, open_communities
from osl.core.i18n import _
from osl.core.links import number_in
from osl.events.models import EventKind, Strand
from osl.reports.models import ReportPeriod
from osl.reports.periods import period_of_days
from osl.reports.policies import sees_whole_town
from osl.reports.scope import Scope
from osl.reports.times import USUAL, quick_time

TIME, FIRST, LAST = "okres", "od", "do"
COMMUNITY, KIND, STRAND, PROJECT = "spolecznosc", "rodzaj", "nurt", "projekt"
NAMES = (TIME, FIRST, LAST, COMMUNITY, KIND, STRAND, PROJECT)

EARLIEST, LATEST, MOST_YEARS = 2000, 2100, 20

One = TypeVar("One", bound=StrEnum)


@dataclass(frozen=True)
class Question:
    """A report somebody asks for. Without ``scope`` it makes no sense, and ``mistakes`` say why,
    each beside the name of its field; ``typed`` is what was asked, word for word."""

    typed: Mapping[str, str]
    communities: list[Community]
    projects: list[FundingProject]
    scope: Scope | None = None
    community: Community | None = None
    kind: EventKind | None = None
    strand: Strand | None = None
    project: FundingProject | None = None
    period: ReportPeriod | None = None
    mistakes: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_closed(self) -> bool:
        return self.period is not None and self.period.is_closed

    @property
    def active(self) -> int:
        """How many things narrow it, beside the community."""
        return sum(1 for one in (self.kind, self.strand, self.project) if one)

    @property
    def kept(self) -> dict[str, str]:
        """What an address needs to ask for the same again."""
        return {name: self.typed[name] for name in NAMES if self.typed.get(name)}


def question_of(viewer: User, typed: Mapping[str, str]) -> Question:
    """What is asked, as far as it is for this pair of eyes."""
    asked = Question(
        {name: typed.get(name, "").strip()[:40] for name in NAMES},
        communities_for(viewer),
        funding_projects(),
    )
    mistakes: dict[str, str] = {}
    days = _days(asked.typed, mistakes)
    asked = replace(
        asked,
        community=_found(asked, COMMUNITY, asked.communities, mistakes),
        project=_found(asked, PROJECT, asked.projects, mistakes),
        kind=_one_of(EventKind, asked.typed[KIND], KIND, mistakes),
        strand=_one_of(Strand, asked.typed[STRAND], STRAND, mistakes),
        mistakes=mistakes,
    )
    if days is None or mistakes:
        return asked
    asked = replace(asked, period=period_of_days(*days))
    own_only = not sees_whole_town(viewer) and asked.community is None
    # Of a closed period only single communities are kept: several of them have no sum.
    if own_only and asked.communities and (asked.is_closed or len(asked.communities) == 1):
        asked = replace(asked, community=asked.communities[0])
    return replace(asked, scope=_scope(viewer, asked, days))


def communities_for(viewer: User) -> list[Community]:
    """The communities somebody may ask for: those whose work has ended too, for the past."""
    known = [*open_communities(), *closed_communities()]
    return known if sees_whole_town(viewer) else [one for one in known if viewer.works_with(one.id)]


def _scope(viewer: User, asked: Question, days: tuple[date, date]) -> Scope:
    communities = None if sees_whole_town(viewer) else frozenset(viewer.community_ids)
    if asked.community is not None:
        communities = frozenset({asked.community.id})
    project_id = asked.project.id if asked.project is not None else None
    return Scope(*days, communities, asked.kind, asked.strand, project_id)


def _days(typed: Mapping[str, str], mistakes: dict[str, str]) -> tuple[date, date] | None:
    """The days asked for: a time by its name, else from one day to another."""
    if not typed[FIRST] and not typed[LAST]:
        days = quick_time(typed[TIME] or USUAL)
        if days is None:
            mistakes[TIME] = _("There is no such time. Choose one of those above.")
        return days
    first_on, last_on = (_day(typed[name], name, mistakes) for name in (FIRST, LAST))
    if first_on is None or last_on is None:
        return None
    if last_on < first_on:
        mistakes[LAST] = _("The last day is before the first. Change one of the two.")
    elif last_on.year - first_on.year >= MOST_YEARS:
        mistakes[LAST] = _("A report takes in %(most)s years at most.", most=MOST_YEARS)
    return first_on, last_on


def _day(words: str, name: str, mistakes: dict[str, str]) -> date | None:
    if not words:
        mistakes[name] = _("Give both days: the first and the last.")
        return None
    try:
        day = date.fromisoformat(words)
    except ValueError:
        mistakes[name] = _("There is no such day in the calendar. Type it like this: 2027-03-31.")
        return None
    if not EARLIEST <= day.year < LATEST:
        mistakes[name] = _("Give a day between the years 2000 and 2099.")
        return None
    return day


def _found(asked: Question, name: str, known: list[Any], mistakes: dict[str, str]) -> Any:
    words = asked.typed[name]
    if not words:
        return None
    found = next((one for one in known if one.id == number_in(words)), None)
    if found is None:
        mistakes[name] = (
            _("There is no such community among yours. Choose one from the list.")
            if name == COMMUNITY
            else _("There is no such project. Choose one from the list.")
        )
    return found


def _one_of(choices: type[One], words: str, name: str, mistakes: dict[str, str]) -> One | None:
    if not words:
        return None
    if words not in set(choices):
        mistakes[name] = _("There is nothing like that to choose. Choose it from the list.")
        return None
    return choices(words)
