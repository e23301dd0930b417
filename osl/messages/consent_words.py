"""The sentences people agree to. Whoever agreed keeps the words of that day."""

from flask_babel import force_locale

from osl.core.i18n import _, _l
from osl.messages.models import Consent, ConsentChannel, ConsentSource

TEXT_VERSION = "2026-11"
"""Raised whenever a sentence below changes."""

CHANNELS = {
    ConsentChannel.EMAIL: _l("E-mail"),
    ConsentChannel.SMS: _l("Text message (SMS)"),
}

SOURCES = {
    ConsentSource.WEB: _l("on the site"),
    ConsentSource.PHONE: _l("by phone"),
    ConsentSource.PAPER: _l("on paper"),
    ConsentSource.IN_PERSON: _l("in person"),
    ConsentSource.LINK: _l("by the link in a letter"),
    ConsentSource.SMS: _l("by STOP in a text message"),
    ConsentSource.DENIED: _l("the mailbox says it never asked"),
}

GIVEN_TO_TEAM = (ConsentSource.PHONE, ConsentSource.PAPER, ConsentSource.IN_PERSON)
TAKEN_BACK_WITH_TEAM = (*GIVEN_TO_TEAM, ConsentSource.SMS)


def sentence(channel: ConsentChannel, community: str) -> str:
    """What somebody agrees to, in the current language; without a community, the whole town's."""
    if channel is ConsentChannel.EMAIL:
        if community:
            return _(
                "I want to get a letter once a week about what is on in the community %(name)s",
                name=community,
            )
        return _("I want to get a letter once a week about what is on in the whole town")
    if community:
        return _(
            "I want to get text messages about events in the community %(name)s", name=community
        )
    return _("I want to get text messages about events in the whole town")


def sentence_in(language: str, channel: ConsentChannel, community: str) -> str:
    """The same in the language of whoever agrees."""
    with force_locale(language):
        return sentence(channel, community)


def state(consent: Consent) -> tuple[str, str]:
    """Where a consent stands: the kind of pill and its words."""
    if consent.is_withdrawn:
        return "off", _("Taken back")
    if consent.is_confirmed:
        return "ok", _("Counts")
    if consent.channel is ConsentChannel.EMAIL:
        return "wait", _("Waits for the button in our letter")
    return "wait", _("Waits for a word to the team")
