"""What becomes of belonging to a group when two entries turn out to be one person."""

from osl.core.i18n import _n
from osl.people.pointing import Rule, Values


def _belongs_once(stays: Values, goes: Values) -> Values:
    """They belong since they first agreed, and coordinate if either entry does."""
    return {
        "agreed_on": min(stays["agreed_on"], goes["agreed_on"]),
        "coordinates": stays["coordinates"] or goes["coordinates"],
    }


rules = {
    "group_member": Rule(
        counted=lambda number: _n("%(num)s group", "%(num)s groups", number),
        takes_over=_belongs_once,
    )
}
