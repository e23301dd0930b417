"""What roles and states of accounts are called, and what a role may do, in words."""

from enum import StrEnum

from osl.accounts.models import Role
from osl.core.i18n import _l


class AccountState(StrEnum):
    """How someone of the team stands with the site."""

    ACTIVE = "active"
    INVITED = "invited"
    INVITATION_LAPSED = "invitation_lapsed"
    DISABLED = "disabled"


ROLES = {
    Role.ORGANISER: _l("organiser"),
    Role.ANIMATOR: _l("animator"),
    Role.SOCIAL_WORKER: _l("social worker"),
    Role.ADVISER: _l("adviser"),
    Role.ADMINISTRATOR: _l("administrator"),
}

MAY = {
    Role.ORGANISER: _l("Plans in every community, and looks after the team."),
    Role.ANIMATOR: _l("Plans and publishes in the communities marked here."),
    Role.SOCIAL_WORKER: _l("Plans and publishes in the communities marked here."),
    Role.ADVISER: _l("Sees figures of the whole centre, and no one's personal data."),
    Role.ADMINISTRATOR: _l("Looks after accounts and settings, and sees no residents' data."),
}

STATES = {
    AccountState.ACTIVE: _l("In use"),
    AccountState.INVITED: _l("Invited"),
    AccountState.INVITATION_LAPSED: _l("The invitation has lapsed"),
    AccountState.DISABLED: _l("Switched off"),
}
