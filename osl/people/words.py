"""How people's names, phones and channels are said."""

import re

from osl.core.i18n import _l
from osl.people.models import (
    Channel,
    LeaderStatus,
    MetHow,
    Reach,
    TalentKind,
    TimeOfWeek,
)

CHANNELS = {
    Channel.WEB: _l("on the site"),
    Channel.PHONE: _l("by phone"),
    Channel.PAPER: _l("on paper"),
    Channel.IN_PERSON: _l("in person"),
}

REACHES = {
    Reach.PHONE: _l("a call"),
    Reach.SMS: _l("a text message"),
    Reach.LETTER: _l("an e-mail"),
    Reach.IN_PERSON: _l("to be spoken to in person"),
    Reach.THROUGH_SOMEBODY: _l("through somebody close"),
}
"""How somebody likes to be reached best."""

MEETINGS = {
    MetHow.EVENT: _l("at a meeting or an event"),
    MetHow.OPEN_HOURS: _l("at open hours"),
    MetHow.STALL: _l("by a stall"),
    MetHow.WALK: _l("on a walk through the neighbourhood"),
    MetHow.PHONE: _l("over the phone"),
    MetHow.IDEA: _l("through an idea they gave"),
    MetHow.RECOMMENDED: _l("somebody recommended them"),
    MetHow.OTHER: _l("otherwise"),
}

TIMES = {
    TimeOfWeek.WEEKDAY_MORNINGS: _l("weekday mornings"),
    TimeOfWeek.WEEKDAY_AFTERNOONS: _l("weekday afternoons"),
    TimeOfWeek.WEEKDAY_EVENINGS: _l("weekday evenings"),
    TimeOfWeek.SATURDAYS: _l("on Saturdays"),
    TimeOfWeek.SUNDAYS: _l("on Sundays"),
}

TALENT_KINDS = {
    TalentKind.LIKES: _l("Likes to do"),
    TalentKind.TEACHES: _l("Can teach"),
    TalentKind.LENDS: _l("Can lend"),
}

LEADER_STATUSES = {
    LeaderStatus.NOTICED: _l("Noticed"),
    LeaderStatus.TALKED_WITH: _l("Talked with"),
    LeaderStatus.ACTIVE: _l("Acts together with us"),
    LeaderStatus.INDEPENDENT: _l("Acts on their own"),
    LeaderStatus.TAKING_A_BREAK: _l("Taking a break"),
}

LEADER_HINTS = {
    LeaderStatus.NOTICED: _l("Somebody of the team saw that others gather round them."),
    LeaderStatus.TALKED_WITH: _l("You talked about what they would like to do, and they know it."),
    LeaderStatus.ACTIVE: _l("Prepares and leads things together with the team."),
    LeaderStatus.INDEPENDENT: _l("Does it without us, and asks when help is needed."),
    LeaderStatus.TAKING_A_BREAK: _l("Said that it is too much now. We do not press."),
}

LEADER_PILLS = {
    LeaderStatus.NOTICED: "info",
    LeaderStatus.TALKED_WITH: "info",
    LeaderStatus.ACTIVE: "ok",
    LeaderStatus.INDEPENDENT: "ok",
    LeaderStatus.TAKING_A_BREAK: "wait",
}

CARD_SCRIPT = _l(
    "“I would like to note what you like to do, what you could show others and when you have "
    "time, so that we know whom to ask. Only our team sees it. We write nothing about health, "
    "family or matters of the office. You can see the card, have it corrected or thrown away, at "
    "any time. Is that all right?”"
)
"""What is read to somebody before a card about them is made (RODO art. 13 and 14)."""

NOT_NOTED = _l(
    "Only what the person says of themselves and knows is noted. Nothing about health, family, "
    "money or matters of the office, no opinions about their character, no PESEL number."
)
"""What stands on the form of a card."""

NOTICE_VERSION = "2026-11"
"""The version of the privacy notice that is shown now. Raised when its words change."""


def phone_shown(phone: str) -> str:
    """A kept number as people read it: "600 100 200", or in groups after its country code."""
    if len(phone) == 9 and phone.isdigit():
        return f"{phone[:3]} {phone[3:6]} {phone[6:]}"
    return re.sub(r"(?<=\d)(?=(?:\d{3})+$)", " ", phone)
