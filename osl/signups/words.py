"""How sign-ups are said: states, help, places, and the script read out by phone."""

from osl.core.i18n import _, _l, _n
from osl.signups.models import Ending, Help, Signup, SignupState
from osl.signups.queries import Places
from osl.signups.waiting import line_of

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


def people(number: int) -> str:
    return _n("%(num)s person", "%(num)s people", number)


def line(signup: Signup) -> int:
    """The place in line shown to whoever waits."""
    if signup.shown_as is not None:
        return signup.list.waiting + 1
    return line_of(signup)
