"""What becomes of sign-ups when two entries turn out to be one person.

Of a list that is still to come people say themselves who comes: two parties may be meant. Of one
that is over the second sign-up was the same person once more.
"""

from collections.abc import Sequence

from sqlalchemy import case, func, select

from osl.core.clock import utcnow
from osl.core.db import db
from osl.core.i18n import _, _n, short_day
from osl.events.models import Event
from osl.events.words import full_title
from osl.people.models import PersonMove
from osl.people.pointing import Rule, Values
from osl.signups import places
from osl.signups.models import Signup, SignupList, SignupState
from osl.signups.regulars import coming_meetings
from osl.signups.waiting import event_of, first_meeting, goes_on


def _once_more(stays: Values, goes: Values) -> tuple[Values, Values] | None:
    """Whoever had a place had it; the other sign-up is one that was made once more."""
    signup_list = db.session.get_one(SignupList, stays["list_id"])
    if goes_on(signup_list, utcnow()):
        return None
    more: Values = {"state": SignupState.REPEATED, "offer_until": None}
    if goes["state"] is SignupState.CONFIRMED is not stays["state"]:
        return more | {"repeats_id": goes["id"], "shown_as": stays["state"]}, {}
    return {}, more | {"repeats_id": stays["id"], "shown_as": goes["state"]}


def _both_signed_up(row: Values) -> str:
    signup_list = db.session.get_one(SignupList, row["list_id"])
    meeting = first_meeting(signup_list)
    return _(
        "Both are on the list of “%(event)s”, %(day)s. Withdraw one of the two sign-ups first.",
        event=full_title(event_of(signup_list)),
        day=short_day(meeting.starts_at) if meeting is not None else "–",
    )


def _over_long_ago(_stays: Values, goes: Values) -> tuple[Values, Values] | None:
    event = db.session.get_one(Event, goes["event_id"])
    return None if coming_meetings(event) else ({}, {"ended_at": utcnow()})


def _both_regulars(row: Values) -> str:
    event = db.session.get_one(Event, row["event_id"])
    return _(
        "Both have a regular place in “%(event)s”. End one of the two first.",
        event=full_title(event),
    )


rules = {
    "signup": Rule(
        counted=lambda number: _n("%(num)s sign-up", "%(num)s sign-ups", number),
        settles=_once_more,
        refuses=_both_signed_up,
    ),
    "regular": Rule(
        counted=lambda number: _n("%(num)s regular place", "%(num)s regular places", number),
        settles=_over_long_ago,
        refuses=_both_regulars,
    ),
}


def count_places(moves: Sequence[PersonMove]) -> None:
    """Let the counters of lists say what their rows say again."""
    numbers = [
        move.row_key["id"]
        for move in moves
        if move.table_name == "signup" and "state" in move.before
    ]
    touched = select(Signup.list_id).where(Signup.id.in_(numbers)).distinct()
    for signup_list in places.hold(db.session.scalars(touched)):
        confirmed, offered, waiting, reserve = db.session.execute(
            select(
                func.sum(case((Signup.state == SignupState.CONFIRMED, Signup.party_size), else_=0)),
                func.sum(case((Signup.state == SignupState.OFFERED, Signup.offered), else_=0)),
                func.sum(case((Signup.state == SignupState.WAITING, 1), else_=0)),
                func.sum(
                    case((Signup.state == SignupState.CONFIRMED, Signup.from_reserve), else_=0)
                ),
            ).where(Signup.list_id == signup_list.id)
        ).one()
        signup_list.taken, signup_list.held = confirmed, offered
        signup_list.waiting, signup_list.reserve_used = waiting, reserve
        if signup_list.ceiling is not None:
            signup_list.ceiling = max(signup_list.ceiling, confirmed + offered)
