"""What becomes of cards, talks, calls and consents when two entries turn out to be one person."""

from osl.core.i18n import _n
from osl.people.pointing import Rule, Values

FILLED = (
    "prefers",
    "reach_note",
    "met_how",
    "met_on",
    "met_note",
    "brought_by_id",
    "own_words",
    "free_times",
    "times_note",
    "languages",
)
"""What a card lacks is taken from the other one; what stands there are its owner's words."""


def _fill_in(stays: Values, goes: Values) -> Values:
    filled = {name: goes[name] for name in FILLED if goes[name] and not stays[name]}
    if goes["leader_since"] and (
        not stays["leader_since"] or goes["leader_since"] > stays["leader_since"]
    ):
        filled |= {name: goes[name] for name in ("leader_status", "leader_since")}
    return filled


def _nobody_brings_themselves(card: Values) -> Values:
    is_own = card["brought_by_id"] == card["person_id"]
    return card | {"brought_by_id": None} if is_own else card


def _two_in_order(pair: Values) -> Values | None:
    first, second = sorted((pair["first_id"], pair["second_id"]))
    return pair | {"first_id": first, "second_id": second} if first != second else None


rules = {
    "person_card": Rule(
        counted=lambda number: _n("%(num)s card", "%(num)s cards", number),
        takes_over=_fill_in,
        tidies=_nobody_brings_themselves,
    ),
    "person_community": Rule(
        counted=lambda number: _n(
            "%(num)s community that knows them", "%(num)s communities that know them", number
        )
    ),
    "person_talent": Rule(
        counted=lambda number: _n(
            "%(num)s thing they like, teach or lend",
            "%(num)s things they like, teach or lend",
            number,
        )
    ),
    "person_contact": Rule(
        counted=lambda number: _n(
            "%(num)s person of the team who knows them",
            "%(num)s people of the team who know them",
            number,
        )
    ),
    "person_distinct": Rule(
        counted=lambda number: _n(
            "%(num)s note that they are not somebody else",
            "%(num)s notes that they are not somebody else",
            number,
        ),
        tidies=_two_in_order,
    ),
    "leader_step": Rule(
        counted=lambda number: _n("%(num)s step of a leader", "%(num)s steps of a leader", number)
    ),
    "talk": Rule(counted=lambda number: _n("%(num)s talk", "%(num)s talks", number)),
    "phone_call": Rule(
        counted=lambda number: _n("%(num)s call to make", "%(num)s calls to make", number)
    ),
    "consent": Rule(counted=lambda number: _n("%(num)s consent", "%(num)s consents", number)),
}
