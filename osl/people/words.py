"""How people's names, phones and channels are said."""

import re

from osl.core.i18n import _l
from osl.people.models import Channel

CHANNELS = {
    Channel.WEB: _l("on the site"),
    Channel.PHONE: _l("by phone"),
    Channel.PAPER: _l("on paper"),
    Channel.IN_PERSON: _l("in person"),
}

NOTICE_VERSION = "2026-11"
"""The version of the privacy notice that is shown now. Raised when its words change."""


def phone_shown(phone: str) -> str:
    """A kept number as people read it: "600 100 200", or in groups after its country code."""
    if len(phone) == 9 and phone.isdigit():
        return f"{phone[:3]} {phone[3:6]} {phone[6:]}"
    return re.sub(r"(?<=\d)(?=(?:\d{3})+$)", " ", phone)
