"""The letter to somebody who takes something upon themselves at an event, written when it leaves.

It says what, when and where, and has the link with which it is taken back.
"""

from osl.communities.queries import get_centre
from osl.core.clock import utcnow
from osl.core.db import db
from osl.core.i18n import DEFAULT_LANGUAGE
from osl.core.outbox import Composed, Composer, OutgoingLetter, read_template
from osl.core.web import external_url
from osl.events.queries import next_meeting
from osl.events.readiness import contact_phone
from osl.events.words import place, when
from osl.volunteers import links
from osl.volunteers.contributions import LETTER, takes_claims
from osl.volunteers.models import Claim


def claimed(letter: OutgoingLetter) -> Composed | None:
    """None when it was taken back, or the event was called off or is over."""
    claim = db.session.get(Claim, letter.data["claim_id"])
    if claim is None or not claim.is_live or claim.person.email != letter.recipient:
        return None
    event = claim.contribution.event
    if not event.is_published or not takes_claims(event):
        return None
    meeting = next_meeting(event, utcnow())
    chosen = {} if letter.language == DEFAULT_LANGUAGE else {"lang": letter.language}
    subject, body = read_template(
        "volunteers/letters/claimed.txt",
        event=event,
        line=claim.contribution,
        note=claim.note,
        when=when(meeting) if meeting is not None and not meeting.is_postponed else "",
        where=place(meeting or event),
        address=links.address_of(claim.person, letter.language),
        page=external_url("home.event", event_id=event.id, **chosen),
        phone=contact_phone(event, get_centre()),
    )
    return Composed(subject, body)


composers: dict[str, Composer] = {LETTER: claimed}
"""Named in create_app: who writes which kind of letter."""
