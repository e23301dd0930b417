"""How groups and partners are said."""

from osl.communities.models import Venue
from osl.core.i18n import _l
from osl.groups.models import Group, GroupKind, PartnerKind

KINDS = {
    GroupKind.INITIATIVE: _l("Initiative group"),
    GroupKind.SELF_HELP: _l("Self-help group"),
    GroupKind.PARTNERSHIP: _l("Partnership"),
    GroupKind.CLUB: _l("Club"),
}

KIND_HINTS = {
    GroupKind.INITIATIVE: _l("Neighbours who start something together."),
    GroupKind.SELF_HELP: _l(
        "People who support one another. We note only how many come, never who."
    ),
    GroupKind.PARTNERSHIP: _l("People and institutions that act together."),
    GroupKind.CLUB: _l("Meets regularly, around something its members like."),
}

PARTNER_KINDS = {
    PartnerKind.SCHOOL: _l("School or nursery"),
    PartnerKind.PARISH: _l("Parish"),
    PartnerKind.LIBRARY: _l("Library or house of culture"),
    PartnerKind.HOUSING_COOPERATIVE: _l("Housing co-operative"),
    PartnerKind.FIRM: _l("Firm or shop"),
    PartnerKind.ASSOCIATION: _l("Association or foundation"),
    PartnerKind.OFFICE: _l("Office or institution"),
    PartnerKind.OTHER: _l("Another partner"),
}


def place_of(group: Group) -> str:
    """Where a group meets, in one line."""
    return ", ".join(filter(None, [_venue(group.venue), group.place_note]))


def _venue(venue: Venue | None) -> str:
    return f"{venue.name}, {venue.address}" if venue is not None else ""
