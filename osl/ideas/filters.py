"""Which ideas a reader asked to see, as it stands in the address of the list.

What nobody could have chosen is passed over: an old link shows too much rather than an error.
"""

from collections.abc import Iterable

from werkzeug.datastructures import MultiDict

from osl.communities.models import Community
from osl.core.text import clean
from osl.ideas.models import IdeaState
from osl.ideas.queries import IdeaFilters, Order

COMMUNITY, NEAR, STATE, TEXT, ORDER = "spolecznosc", "blisko", "stan", "szukaj", "kolejnosc"
"""How each filter is called in an address; those of the list of events have the same names."""

LONGEST_TEXT = 100


def filters_asked(arguments: MultiDict[str, str], communities: Iterable[Community]) -> IdeaFilters:
    """The filters of an address; ``communities`` are those one may choose from."""
    known = {one.slug: one for one in communities}
    order = arguments.get(ORDER, "")
    return IdeaFilters(
        community=known.get(arguments.get(COMMUNITY, "")),
        near=known.get(arguments.get(NEAR, "")),
        state=state_asked(arguments),
        text=clean(arguments.get(TEXT, ""))[:LONGEST_TEXT],
        order=Order(order) if order in set(Order) else Order.NEWEST,
    )


def state_asked(arguments: MultiDict[str, str]) -> IdeaState | None:
    asked = arguments.get(STATE, "")
    return IdeaState(asked) if asked in set(IdeaState) else None


def filter_arguments(filters: IdeaFilters) -> dict[str, str]:
    """The same filters for ``url_for("ideas.index", **filter_arguments(filters))``."""
    asked = {
        COMMUNITY: filters.community.slug if filters.community else "",
        NEAR: filters.near.slug if filters.near else "",
        STATE: str(filters.state or ""),
        TEXT: filters.text,
        ORDER: "" if filters.order is Order.NEWEST else str(filters.order),
    }
    return {name: value for name, value in asked.items() if value}
