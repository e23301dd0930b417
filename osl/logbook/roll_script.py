"""What the script of the attendance list says. It fills in what stands between braces, and puts
its own number in place of the one here: each language has its own forms for one, two and five."""

from collections.abc import Callable
from typing import Any

from osl.core.clock import utcnow
from osl.core.i18n import _, _n, clock_time
from osl.logbook.attendance import LARGEST_PARTY
from osl.logbook.words import people

FORMS = (1, 2, 5)


def roll_moment() -> str:
    """When a page was made, to be compared with what a phone heard since."""
    return utcnow().isoformat()


def roll_words() -> dict[str, Any]:
    return {
        "largest": LARGEST_PARTY,
        "colon": clock_time(utcnow()).strip("0123456789"),
        "notSent": _forms(lambda n: _n("%(num)s not sent", "%(num)s not sent", n)),
        "goOn": _("Go on marking: they are kept in the phone and go when there is a line again."),
        "allSent": _("Everything is sent."),
        "signIn": _("Sign in again – the marks are waiting in the phone."),
        "signInOnly": _("Sign in again to go on."),
        "signInLink": _("Sign in again"),
        "notYours": _("You do not keep this list any more. Marks that wait stay in the phone."),
        "differ": _forms(
            lambda n: _n(
                "%(num)s mark differs from the list. Choose what stays.",
                "%(num)s marks differ from the list. Choose what stays.",
                n,
            )
        ),
        "show": _("Show where"),
        "notSaved": _forms(
            lambda n: _n("%(num)s mark was not saved.", "%(num)s marks were not saved.", n)
        ),
        "readWhy": _("Read why"),
        "both": _("Somebody else noted it differently. On the list: {now}. On this phone: {mine}."),
        "leave": _("Leave: {what}"),
        "change": _("Change to: {what}"),
        "refused": _("Not saved: {what}, tapped at {time}."),
        "dismiss": _("I have read it"),
        "throwAway": _("Throw the marks away"),
        "throwAwaySure": _(
            "Throw away the marks that wait in this phone? They cannot be restored."
        ),
        "addLater": _(
            "There is no line. Somebody who came without signing up can be added when it is back; "
            "go on marking the list."
        ),
        "numbers": _(
            "From 1 to %(most)s people can come together, and the children are among them.",
            most=LARGEST_PARTY,
        ),
        "presence": _("presence"),
        "absence": _("absence"),
        "nothing": _("nothing noted"),
        "takeBack": _("Tap once more to take it back"),
        "people": _forms(people),
        "children": _("children: %(num)s", num="{num}"),
        "childrenAmong": _forms(
            lambda n: _n("%(num)s child among them", "%(num)s children among them", n)
        ),
        "cameOf": _("came: %(num)s of %(expected)s", num="{num}", expected="{expected}"),
        "here": _("%(num)s of %(all)s here", num="{num}", all="{all}"),
        "inAll": _("in all: %(people)s", people="{people}"),
        "unmarked": _("Not noted: %(num)s.", num="{num}"),
    }


def _forms(words: Callable[[int], str]) -> list[str]:
    return [words(number) for number in FORMS]
