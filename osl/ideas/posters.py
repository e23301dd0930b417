"""Posters for the stairwell: what a community is asked, and how to answer without an account."""

from dataclasses import dataclass
from datetime import date

from osl.communities.models import Community
from osl.communities.queries import get_centre
from osl.core.qr_codes import Drawing, drawn
from osl.core.web import external_url
from osl.ideas.models import CallForIdeas


@dataclass(frozen=True)
class Poster:
    """What stands on the paper. ``address`` is what the code says, ``shown`` what one types."""

    community: Community
    address: str
    shown: str
    code: Drawing
    phone: str
    phone_hours: str
    question: str = ""
    closes_on: date | None = None


def poster_of(community: Community, call: CallForIdeas | None = None) -> Poster:
    """The poster of a community, or of one call for ideas in it."""
    centre = get_centre()
    asked = {"spolecznosc": community.slug} | ({"nabor": call.id} if call is not None else {})
    address = external_url("ideas.give", **asked)
    page = (
        external_url("ideas.call", call_id=call.id)
        if call is not None
        else external_url("ideas.give")
    )
    return Poster(
        community,
        address,
        page.partition("://")[2],
        drawn(address),
        community.phone or centre.phone,
        "" if community.phone else centre.phone_hours,
        call.question if call is not None else "",
        call.closes_on if call is not None else None,
    )
