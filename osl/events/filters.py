"""What a reader asked to see, as it stands in the address of a list or a month.

The names are Polish, short and the same on every page that filters, so that a link from the
list to the month (and a bookmark, and a link on a poster) keeps what was chosen. What nobody
could have chosen is passed over: an old link shows too much rather than an error.
"""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import TypeVar

from werkzeug.datastructures import MultiDict

from osl.communities.models import ACCESS_FACTS, Audience, Community
from osl.core.text import clean
from osl.events.models import EventKind, Strand
from osl.events.queries import EventFilters

COMMUNITY, STRAND, KIND, AUDIENCE, ACCESS, TEXT = (
    "spolecznosc",
    "nurt",
    "rodzaj",
    "dla",
    "dostep",
    "szukaj",
)
"""How each filter is called in an address."""

LONGEST_TEXT = 100

Choice = TypeVar("Choice", bound=StrEnum)


def filters_asked(arguments: MultiDict[str, str], communities: Iterable[Community]) -> EventFilters:
    """The filters of an address; ``communities`` are those one may choose from."""
    slug = arguments.get(COMMUNITY, "")
    return EventFilters(
        community=next((one for one in communities if one.slug == slug), None),
        strand=_one_of(Strand, arguments.get(STRAND, "")),
        kind=_one_of(EventKind, arguments.get(KIND, "")),
        audience=_one_of(Audience, arguments.get(AUDIENCE, "")),
        access=frozenset(arguments.getlist(ACCESS)) & frozenset(ACCESS_FACTS),
        text=clean(arguments.get(TEXT, ""))[:LONGEST_TEXT],
    )


def filter_arguments(filters: EventFilters) -> Mapping[str, str | Sequence[str]]:
    """The same filters for ``url_for(endpoint, **filter_arguments(filters))``."""
    asked: dict[str, str | Sequence[str]] = {
        COMMUNITY: filters.community.slug if filters.community else "",
        STRAND: str(filters.strand or ""),
        KIND: str(filters.kind or ""),
        AUDIENCE: str(filters.audience or ""),
        ACCESS: [fact for fact in ACCESS_FACTS if fact in filters.access],
        TEXT: filters.text,
    }
    return {name: value for name, value in asked.items() if value}


def _one_of(choices: type[Choice], asked: str) -> Choice | None:
    return choices(asked) if asked in set(choices) else None
