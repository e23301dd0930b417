"""A person's own calendar, at an address that is a secret: what they work with, drafts too.

Nothing of it is kept between two requests: it is joined for whoever the secret names, from what
that person may see at that moment, so no calendar can ever be handed to another. It has no date
of its last change either, because a role that was taken away has none; the hash of the bytes
tells a reader whether they still hold.
"""

import secrets
from collections import defaultdict, deque
from datetime import datetime, timedelta
from threading import Lock

from flask_babel import force_locale
from sqlalchemy import update

from osl.accounts.links import hash_of
from osl.accounts.models import User
from osl.calendars import ical, queries
from osl.calendars.feeds import Calendar
from osl.calendars.models import OwnAddress
from osl.core import audit
from osl.core.clock import today, utcnow
from osl.core.db import db
from osl.core.i18n import DEFAULT_LANGUAGE, _, _l
from osl.core.web import external_url

MADE = audit.action("own_calendar.made", _l("%(actor)s made a secret address of their calendar"))
RENEWED = audit.action(
    "own_calendar.renewed", _l("%(actor)s made a new secret address of their calendar")
)
REVOKED = audit.action(
    "own_calendar.revoked", _l("%(actor)s ended the secret address of their calendar")
)

SECRET_BYTES = 24
"""192 random bits."""


def give_address(user: User) -> str:
    """The secret of a new address of this person's calendar; the one before ends at once.

    Nobody can ever read it again: only its hash is kept. Writes an audit entry.
    """
    known = queries.own_address_of(user)
    if known is not None:
        _end(user)
    secret = secrets.token_urlsafe(SECRET_BYTES)
    db.session.add(OwnAddress(token_hash=hash_of(secret), user_id=user.id, made_at=utcnow()))
    audit.record(RENEWED if known is not None else MADE, actor=user, subject=user)
    return secret


def revoke_address(user: User) -> None:
    """End the address of this person's calendar; whoever reads there is told that it ended."""
    if queries.own_address_of(user) is not None:
        _end(user)
        audit.record(REVOKED, actor=user, subject=user)


def _end(user: User) -> None:
    db.session.execute(
        update(OwnAddress)
        .where(OwnAddress.user_id == user.id, OwnAddress.revoked_at.is_(None))
        .values(revoked_at=utcnow())
    )


def address_of(secret: str) -> str:
    return external_url("calendars.own_feed", secret=secret)


def find_address(secret: str) -> OwnAddress | None:
    """The address with this secret, found by its hash, so no comparison can tell how near a
    guess is."""
    return queries.own_address(hash_of(secret))


def calendar_of(user: User) -> Calendar:
    """What this person may see now of their communities and of the whole town."""
    bodies, _is_cut = queries.bodies(queries.entries_of(user), today())
    return Calendar(ical.feed(header(), None, bodies), is_own=True)


def header() -> ical.Header:
    """It names nobody, and its only address is that of the desk."""
    with force_locale(DEFAULT_LANGUAGE):
        return ical.Header(
            name=_("My events and drafts"),
            summary=_(
                "Events of my communities and of the whole town, with drafts. "
                "The address of this calendar is secret."
            ),
            page=external_url("home.desk"),
        )


class Allowance:
    """How often each address was asked within the last hour.

    Counted in this process, because reading writes nothing to the database: with several
    processes an address is answered up to as many times more often, and from zero after a
    restart. It holds back a program gone wild, and needs no more.
    """

    MOST = 60
    WITHIN = timedelta(hours=1)

    def __init__(self) -> None:
        self.asked: defaultdict[int, deque[datetime]] = defaultdict(deque)
        self.counting = Lock()

    def take(self, address: OwnAddress) -> int:
        """Count one more request; 0, or after how many seconds it may be asked again."""
        now = utcnow()
        with self.counting:
            asked = self.asked[address.id]
            while asked and asked[0] <= now - self.WITHIN:
                asked.popleft()
            if len(asked) >= self.MOST:
                return int((asked[0] + self.WITHIN - now).total_seconds()) + 1
            asked.append(now)
            return 0


allowance = Allowance()
