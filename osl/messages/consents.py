"""Saying yes to news, confirming it, and taking it back: each holds from the next letter on.

Every verb writes one audit entry without anybody's name.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select

from osl.accounts.attempts import account_key
from osl.accounts.models import User
from osl.accounts.queries import normal_email
from osl.core import audit
from osl.core.clock import utcnow
from osl.core.db import db
from osl.core.errors import DomainError
from osl.core.i18n import _, _l
from osl.core.outbox import Composed, Composer, OutgoingLetter, read_template, write_later
from osl.messages.consent_links import address_of
from osl.messages.consent_words import TEXT_VERSION
from osl.messages.ledger import is_beyond, same_community, same_consents
from osl.messages.models import Consent, ConsentChannel, ConsentSource, Purpose

GIVEN = audit.action("consent.given", _l("%(actor)s noted that somebody agreed to get news"))
GIVEN_SELF = audit.action("consent.given_self", _l("Somebody asked for news on the site"))
CONFIRMED = audit.action(
    "consent.confirmed", _l("%(actor)s noted that somebody confirmed wanting news")
)
CONFIRMED_SELF = audit.action(
    "consent.confirmed_self", _l("Somebody confirmed wanting news by the link in a letter")
)
WITHDRAWN = audit.action(
    "consent.withdrawn", _l("%(actor)s noted that somebody does not want news any more")
)
WITHDRAWN_SELF = audit.action(
    "consent.withdrawn_self", _l("Somebody does not want news any more, by the link in a letter")
)
DENIED = audit.action("consent.denied", _l("A mailbox says it never asked for news"))

ASKING = "consents.asking"
"""The letter that asks whether it was really them."""

PER_ADDRESS = ((3, timedelta(hours=1)), (5, timedelta(days=1)))
"""How often one mailbox is asked, whoever types its address."""

PER_NETWORK = ((20, timedelta(hours=1)),)
SAID_ONCE = timedelta(minutes=10)
"""A second click and a page sent again say the same thing, not another one."""

KEPT_UNANSWERED = timedelta(days=30)
"""A question nobody answered is forgotten; an address that said no is left alone as long."""


class AskedTooOften(DomainError):
    """This mailbox was asked often enough lately, or wants to be left alone."""


@dataclass(frozen=True)
class Agreement:
    """What somebody says yes to: the very sentence, and where we may reach them."""

    channel: ConsentChannel
    community_id: int | None
    contact: str
    text: str
    language: str
    purpose: Purpose = Purpose.NEWS


def give_consent(
    agreement: Agreement,
    *,
    person_id: int,
    source: ConsentSource,
    actor: User | None = None,
    network: str = "",
    since: datetime | None = None,
) -> Consent:
    """Note a yes. One audit entry; for an address, the letter that asks to confirm it.

    A number given to the team counts at once; one typed on the site waits for a word to the team.
    The same yes said again a moment later is the same one, and so is any said after ``since``
    (when the form that says it was first kept). Raises AskedTooOften.
    """
    is_email = agreement.channel is ConsentChannel.EMAIL
    contact = normal_email(agreement.contact) if is_email else agreement.contact
    key = account_key(contact)
    _stand_in_line(key)
    earlier = _said_before(agreement, contact, person_id, since)
    if earlier is not None:
        return earlier
    if is_email:
        _refuse_pestering(key, by_team=actor is not None)
    now = utcnow()
    consent = Consent(
        person_id=person_id,
        purpose=agreement.purpose,
        channel=agreement.channel,
        community_id=agreement.community_id,
        contact=contact,
        language=agreement.language,
        text=agreement.text,
        text_version=TEXT_VERSION,
        given_at=now,
        source=source,
        entered_by_id=actor.id if actor is not None else None,
        asked_at=now if is_email else None,
        confirmed_at=now if actor is not None and not is_email else None,
        network=network,
        address_key=key,
    )
    db.session.add(consent)
    _note(GIVEN if actor is not None else GIVEN_SELF, consent, actor)
    if is_email:
        write_later(
            ASKING,
            contact,
            key=f"consent:{consent.id}:asking",
            language=consent.language,
            consent_id=consent.id,
        )
    return consent


def confirm_consent(consent: Consent, *, actor: User | None = None) -> None:
    """Note that it really was them: by the button behind the link (``actor`` None), or by word to
    the team, which does for a number only. Twice is the same as once.

    Raises DomainError for one that was taken back, and for an address confirmed by the team.
    """
    if consent.is_withdrawn:
        raise DomainError(_("This was taken back already. Ask for the letters anew."))
    if actor is not None and consent.channel is ConsentChannel.EMAIL:
        raise DomainError(_("An address is confirmed by the button in our letter only."))
    if consent.is_confirmed:
        return
    consent.confirmed_at = utcnow()
    _note(CONFIRMED if actor is not None else CONFIRMED_SELF, consent, actor)


def withdraw_consent(consent: Consent, *, source: ConsentSource, actor: User | None = None) -> None:
    """Take it back, and every other yes by which the same contact would get the same: nothing
    more leaves, not even what waits in the outbox. Twice is the same as once."""
    if consent.is_withdrawn:
        return
    now = utcnow()
    for one in same_consents(consent):
        one.withdrawn_at = now
        one.withdrawn_source = source
    _note(WITHDRAWN if actor is not None else WITHDRAWN_SELF, consent, actor)


def deny_consent(consent: Consent) -> None:
    """Note that whoever reads this mailbox never asked: it is not written to on a stranger's word
    for 30 days. What the same mailbox confirmed stays. Twice is the same as once.

    Raises DomainError for one that was confirmed: that one is taken back.
    """
    if consent.is_confirmed:
        raise DomainError(_("This was confirmed already. You can stop the letters instead."))
    if consent.is_withdrawn:
        return
    consent.withdrawn_at = utcnow()
    consent.withdrawn_source = ConsentSource.DENIED
    _note(DENIED, consent, None)


def refuse_crowd(network: str) -> None:
    """Raise AskedTooOften when very many asked for letters from one network."""
    _stand_in_line(network)
    if is_beyond(Consent.network == network, Consent.given_at, PER_NETWORK, utcnow()):
        raise AskedTooOften(
            _(
                "Very many asked for letters from here in a short time. "
                "Call us, or try again in an hour."
            )
        )


def asking(letter: OutgoingLetter) -> Composed | None:
    """The letter that asks whether it was really them; none when it is answered already."""
    consent = db.session.get(Consent, letter.data["consent_id"])
    if consent is None or consent.is_confirmed or consent.is_withdrawn:
        return None
    subject, body = read_template(
        "messages/letters/consent.txt", text=consent.text, address=address_of(consent)
    )
    return Composed(subject, body)


def _said_before(
    agreement: Agreement, contact: str, person_id: int, since: datetime | None
) -> Consent | None:
    lately = (Consent.given_at > utcnow() - SAID_ONCE) & Consent.withdrawn_at.is_(None)
    return db.session.scalar(
        select(Consent)
        .where(
            Consent.person_id == person_id,
            Consent.contact == contact,
            Consent.channel == agreement.channel,
            Consent.purpose == agreement.purpose,
            same_community(agreement.community_id),
            lately if since is None else or_(lately, Consent.given_at >= since),
        )
        .order_by(Consent.id.desc())
        .limit(1)
    )


def _refuse_pestering(key: str, *, by_team: bool) -> None:
    now = utcnow()
    if is_beyond(Consent.address_key == key, Consent.asked_at, PER_ADDRESS, now):
        raise AskedTooOften(
            _("We have written to this address several times lately. Try again tomorrow.")
        )
    said_no = select(Consent.id).where(
        Consent.address_key == key,
        Consent.withdrawn_source == ConsentSource.DENIED,
        Consent.withdrawn_at > now - KEPT_UNANSWERED,
    )
    if not by_team and db.session.scalar(said_no.limit(1)) is not None:
        raise AskedTooOften(_("From this address we were asked not to write."))


def _stand_in_line(key: str) -> None:
    """Let those who ask about one address (or from one network) count one after another.

    ``key`` is a keyed hash. Needed on PostgreSQL only: SQLite has one writer at a time anyway.
    """
    if db.engine.dialect.name == "postgresql":
        db.session.execute(select(func.pg_advisory_xact_lock(int(key[:15], 16))))


def _note(what: audit.Action, consent: Consent, actor: User | None) -> None:
    audit.record(what, actor=actor, subject=consent, community_id=consent.community_id)


composers: dict[str, Composer] = {ASKING: asking}
"""Named in create_app: who writes which kind of letter."""
