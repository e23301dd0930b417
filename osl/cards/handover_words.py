"""What the handover page calls things."""

from osl.core.i18n import _l
from osl.people.models import LeaderStatus, Reach

LEADER_STATUSES = {
    LeaderStatus.NOTICED: _l("noticed"),
    LeaderStatus.TALKED_WITH: _l("talked with"),
    LeaderStatus.ACTIVE: _l("active leader"),
    LeaderStatus.INDEPENDENT: _l("independent leader"),
    LeaderStatus.TAKING_A_BREAK: _l("taking a break"),
}

REACHES = {
    Reach.PHONE: _l("likes a phone call"),
    Reach.SMS: _l("likes a text message"),
    Reach.LETTER: _l("likes a letter or e-mail"),
    Reach.IN_PERSON: _l("likes to talk face to face"),
    Reach.THROUGH_SOMEBODY: _l("is reached through somebody else"),
}
