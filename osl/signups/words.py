"""How sign-ups are said: states, help, places, and the script read out by phone."""

from dataclasses import dataclass
from datetime import datetime

from osl.core.i18n import _, _l, _n
from osl.events.models import Occurrence
from osl.events.words import when_it_is
from osl.signups.models import Ending, Help, Signup, SignupState
from osl.signups.room import Places
from osl.signups.waiting import line_of
from osl.signups.windows import Opening, refusal

STATES = {
    SignupState.CONFIRMED: _l("Has a place"),
    SignupState.WAITING: _l("On the waiting list"),
    SignupState.OFFERED: _l("A place is offered"),
    SignupState.WITHDRAWN: _l("Withdrawn"),
    SignupState.REPEATED: _l("Signed up once more"),
}

PILLS = {
    SignupState.CONFIRMED: "ok",
    SignupState.WAITING: "wait",
    SignupState.OFFERED: "later",
    SignupState.WITHDRAWN: "off",
    SignupState.REPEATED: "info",
}

ENDINGS = {
    Ending.RESIDENT: _l("withdrew"),
    Ending.STAFF: _l("withdrawn by the team"),
    Ending.DECLINED: _l("did not take the offered place"),
    Ending.LAPSED: _l("the offer ran out unanswered"),
    Ending.MOVED: _l("moved to another group"),
}

HELP = {
    Help.WHEELCHAIR_PLACE: _l("a place for a wheelchair"),
    Help.STEP_FREE: _l("a way in without stairs"),
    Help.HEARING_LOOP: _l("an induction loop"),
    Help.SIGN_LANGUAGE: _l("a sign language interpreter"),
    Help.COMPANION: _l("somebody to help me get there"),
    Help.LARGE_PRINT: _l("large print"),
    Help.PHONE_CALL: _l("please call me"),
}


def places_left(places: Places) -> str:
    """How much room there is, in one short sentence; nothing where nobody counts."""
    if places.left is None:
        return ""
    if places.left:
        return _n("%(num)s place left", "%(num)s places left", places.left)
    if places.waiting:
        return _n(
            "No places left, %(num)s sign-up is waiting",
            "No places left, %(num)s sign-ups are waiting",
            places.waiting,
        )
    return _("No places left: there is a waiting list")


def places_left_briefly(places: Places) -> str:
    """The same on a card of a list, where one glance must do."""
    if not places.left:
        return _("Waiting list")
    return _n("%(num)s place left", "%(num)s places left", places.left)


def why_not(opening: Opening) -> str:
    """Why one cannot sign up now."""
    return refusal(opening)


def people(number: int) -> str:
    return _n("%(num)s person", "%(num)s people", number)


def line(signup: Signup) -> int:
    """The place in line shown to whoever waits."""
    if signup.shown_as is not None:
        return signup.signup_list.waiting + 1
    return line_of(signup)


@dataclass(frozen=True)
class Change:
    """What became of one meeting: before and after, and what is true of it now."""

    was: str
    is_off: bool = False
    is_later: bool = False
    is_on_again: bool = False
    now: str = ""
    place: str = ""
    was_place: str = ""
    reason: str = ""


def change_of(meeting: Occurrence, *, was: list[str], now: list[str]) -> Change:
    """The words for a change people must hear of. ``was`` and ``now`` are what following.facts_of
    kept: start, end, what the place is known by, the place in words, the state."""
    all_day = meeting.event.is_all_day

    def time(told: list[str]) -> str:
        starts_at, ends_at = map(datetime.fromisoformat, told[:2])
        return when_it_is(starts_at, ends_at, is_all_day=all_day)

    reason = meeting.cancellation_reason or meeting.event.cancellation_reason
    return Change(
        was=time(was),
        is_off=now[4] == "off",
        is_later=now[4] == "later",
        is_on_again=now[4] == "on" and was[4] != "on",
        now=time(now) if was[:2] != now[:2] else "",
        place=now[3] if was[2] != now[2] else "",
        was_place=was[3] if was[2] != now[2] else "",
        reason=(reason if now[4] == "off" else meeting.note if now[4] == "later" else ""),
    )
