"""What somebody agreed to while signing up."""

from collections.abc import Iterable

from osl.messages.consents import Agreement, AskedTooOften, give_consent
from osl.messages.models import ConsentSource
from osl.signups.models import Regular, Signup


def agree_to_news(made: Signup | Regular, agreements: Iterable[Agreement]) -> None:
    """Note the ticked boxes of a sign-up, once however often its form is sent. A mailbox that was
    asked too often is not asked again, which must not stand in the way of the sign-up."""
    for agreement in agreements:
        try:
            give_consent(
                agreement,
                person_id=made.person_id,
                source=ConsentSource.WEB,
                since=made.created_at,
            )
        except AskedTooOften:
            continue
