"""How quiet signals are called."""

from osl.cards.signal_scope import SignalKind
from osl.core.i18n import _l

SIGNALS = {
    SignalKind.STOPPED_COMING: _l("They stopped coming"),
    SignalKind.NOT_THANKED: _l("Worth a thank you"),
    SignalKind.LEADER_WITHOUT_TALK: _l("Local leaders without a talk for two months"),
    SignalKind.AGREEMENT_ENDING: _l("Volunteer agreements about to end"),
    SignalKind.PARTNERSHIP_ENDING: _l("Agreements with partners about to end"),
    SignalKind.NOTHING_PLANNED: _l("Nothing announced for the coming month"),
    SignalKind.NOBODY_LEADS: _l("Nobody leads it yet"),
}
