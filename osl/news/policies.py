"""Who of the team sees what somebody agreed to, and notes it for them."""

from osl.accounts.models import User
from osl.messages.models import Consent
from osl.people.models import Person
from osl.people.policies import can_see_people


def can_see_consents(user: User, person: Person) -> bool:  # noqa: ARG001 - the loader shows only theirs
    return can_see_people(user)


def can_change_consent(user: User, consent: Consent) -> bool:  # noqa: ARG001 - likewise
    return can_see_people(user)
