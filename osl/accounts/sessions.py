"""Who is signed in, in which browser, and until when.

The cookie holds a random secret, the database its hash: so a session can be ended at once and
from anywhere. Somebody who has given the password but not yet the second factor has a session
that waits, and is nobody to the rest of the site.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Flask, g, has_request_context, request, session
from flask_login import LoginManager, current_user
from sqlalchemy import delete, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import joinedload

from osl.accounts import attempts, factors, links
from osl.accounts.models import StaffSession, User
from osl.core import audit, transactions
from osl.core.clock import to_local, utcnow
from osl.core.db import db
from osl.core.i18n import _l
from osl.core.outbox import post_letter
from osl.core.web import network_key

log = logging.getLogger("osl.accounts")

IDLE = timedelta(hours=8)
IDLE_OF_ADMINISTRATOR = timedelta(minutes=30)
LONGEST = timedelta(hours=20)
WAITING_FOR_CODE = timedelta(minutes=10)
SEEN_EVERY = timedelta(minutes=1)
PROOF = timedelta(minutes=10)
PROOF_OF_OPEN_FORM = timedelta(minutes=40)
"""What needs a fresh proof is opened within the first and sent within the second."""

KEPT_AFTER_END = timedelta(days=30)

COOKIE_KEY = "_user_id"
"""Where Flask-Login looks."""

SIGNED_IN = audit.action("account.signed_in", _l("%(actor)s signed in"))
SIGNED_OUT = audit.action("account.signed_out", _l("%(actor)s signed out"))

BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("Chrome", "Chrome"),
    ("CriOS", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)
"""What browsers and systems write of themselves, the telling ones first, and their names."""


@dataclass(frozen=True)
class Place:
    """Where someone signs in from, as far as one can recognise it again."""

    browser: str
    network: str

    @classmethod
    def of_request(cls) -> "Place":
        told = request.user_agent.string
        names = [
            next((name for mark, name in known if mark in told), "")
            for known in (BROWSERS, SYSTEMS)
        ]
        return cls(", ".join(filter(None, names)), network_key())


def begin(user: User) -> StaffSession:
    """Let this person in, in this browser: wholly, or up to the question for the second factor.

    The browser's earlier session ends, and it gets a new secret: nobody can plant one.
    """
    end_current()
    place = Place.of_request()
    secret = links.new_secret()
    now = utcnow()
    begun = StaffSession(
        token_hash=links.hash_of(secret),
        user=user,
        started_at=now,
        seen_at=now,
        browser=place.browser,
        network=place.network,
    )
    db.session.add(begun)
    _carry(secret)
    if not user.has_second_factor:
        _admit(begun)
    return begun


def pass_factor(waiting: StaffSession, typed: str) -> bool:
    """Let in whoever waits, if the code is right. Raises TooManyTries. Opens the transaction."""
    session_id, user_id = waiting.id, waiting.user_id
    transactions.release()
    attempt = attempts.count(attempts.CODE, f"user {user_id}")
    found = db.session.get(StaffSession, session_id)
    if found is None or not _waits(found) or not factors.use_code(found.user, typed):
        log.info("second factor refused", extra={"user_id": user_id})
        return False
    attempts.forgive(attempt, db.session())
    found.factor_passed = True
    renew(found)
    _admit(found)
    return True


def _admit(admitted: StaffSession) -> None:
    admitted.proved_at = utcnow()
    db.session.flush()
    audit.record(SIGNED_IN, actor=admitted.user, subject=admitted.user)
    if _is_new_place(admitted):
        post_letter(
            admitted.user.email,
            "accounts/letters/new_sign_in.txt",
            key=f"new sign-in:{admitted.id}",
            name=admitted.user.name,
            moment=admitted.seen_at,
            browser=admitted.browser,
        )


def _is_new_place(admitted: StaffSession) -> bool:
    """Whether this browser or this network was not seen with this person in the last 30 days.

    A network's hash is another one each day, so today's place is hashed as of each earlier
    session's day. Nobody is warned of the first sign-in of all.
    """
    earlier = db.session.execute(
        select(StaffSession.browser, StaffSession.network, StaffSession.started_at).where(
            StaffSession.user_id == admitted.user_id,
            StaffSession.id != admitted.id,
            StaffSession.proved_at.is_not(None),
        )
    ).all()
    if not earlier:
        return False
    browsers = {browser for browser, _network, _moment in earlier}
    networks = {network == network_key(to_local(on).date()) for _browser, network, on in earlier}
    return admitted.browser not in browsers or True not in networks


def renew(kept: StaffSession) -> None:
    """A new secret for the session of this browser; whoever copied the old one is out."""
    secret = links.new_secret()
    kept.token_hash = links.hash_of(secret)
    _carry(secret)


def _carry(secret: str) -> None:
    session.clear()
    session.permanent = True  # the browser forgets it after 20 hours, the site often before
    session[COOKIE_KEY] = secret


def prove(viewer: User) -> None:
    """Note that this person has just shown again who they are."""
    if viewer.this_session is not None:
        viewer.this_session.proved_at = utcnow()


def is_proved(viewer: User, within: timedelta = PROOF) -> bool:
    """Whether this person showed who they are lately. One without a password cannot be asked."""
    proved = viewer.this_session.proved_at if viewer.this_session else None
    lately = proved is not None and utcnow() - proved < within
    return lately or viewer.password_hash is None


def end(ended: StaffSession) -> None:
    if ended.ended_at is None:
        ended.ended_at = utcnow()


def end_current() -> None:
    """End the session this browser carries, if any."""
    secret = session.pop(COOKIE_KEY, None)
    if secret is not None:
        db.session.execute(
            update(StaffSession)
            .where(StaffSession.token_hash == links.hash_of(secret))
            .where(StaffSession.ended_at.is_(None))
            .values(ended_at=utcnow())
            .execution_options(synchronize_session=False)
        )


def sign_out(viewer: User | None) -> None:
    """Leave: the session ends here and now, whatever a copy of the cookie says later."""
    end_current()
    session.clear()
    if viewer is not None:
        audit.record(SIGNED_OUT, actor=viewer, subject=viewer)


def end_all(user: User, *, actor: User | None) -> None:
    """End every session of this person; the browser of one's own change gets a new secret."""
    kept = actor.this_session if actor is not None and actor.id == user.id else None
    db.session.execute(
        update(StaffSession)
        .where(StaffSession.user_id == user.id, StaffSession.ended_at.is_(None))
        .where(StaffSession.id != (kept.id if kept is not None else 0))
        .values(ended_at=utcnow())
        .execution_options(synchronize_session=False)
    )
    if kept is not None:
        renew(kept)


def waiting() -> StaffSession | None:
    """This browser's session that still waits for the second factor."""
    secret = session.get(COOKIE_KEY)
    found = _of_secret(secret) if secret else None
    return found if found is not None and _waits(found) else None


def _waits(found: StaffSession) -> bool:
    return (
        found.ended_at is None
        and not found.factor_passed
        and found.user.is_active
        and found.user.has_second_factor
        and utcnow() - found.started_at < WAITING_FOR_CODE
    )


def _of_secret(secret: str) -> StaffSession | None:
    return db.session.scalar(
        select(StaffSession)
        .options(joinedload(StaffSession.user))
        .where(StaffSession.token_hash == links.hash_of(secret))
    )


def is_alive(found: StaffSession, now: datetime) -> bool:
    """Whether it still lets its person in: not ended, not idle, not too old."""
    idle = IDLE_OF_ADMINISTRATOR if found.user.is_administrator else IDLE
    return (
        found.ended_at is None
        and found.user.is_active
        and (found.factor_passed or not found.user.has_second_factor)
        and now - found.seen_at < idle
        and now - found.started_at < LONGEST
    )


def alive_sessions_of(user: User) -> list[StaffSession]:
    """The browsers this person is signed in with now, the last used first."""
    now = utcnow()
    statement = (
        select(StaffSession)
        .where(StaffSession.user_id == user.id, StaffSession.ended_at.is_(None))
        .order_by(StaffSession.seen_at.desc())
    )
    return [found for found in db.session.scalars(statement) if is_alive(found, now)]


def load_viewer(secret: str) -> User | None:
    """The person a cookie belongs to, if its session is alive. Flask-Login asks this."""
    if g.get("database_is_down"):
        return None
    found = _of_secret(secret)
    now = utcnow()
    if found is None or not is_alive(found, now):
        return None
    viewer = found.user
    viewer.this_session = found
    if now - found.seen_at >= SEEN_EVERY:
        _note_seen(found.id, now)
    return viewer


def _note_seen(session_id: int, now: datetime) -> None:
    """Keep the session from going idle. Only if it has not been ended in the meantime."""
    seen = (
        update(StaffSession)
        .where(StaffSession.id == session_id, StaffSession.ended_at.is_(None))
        .values(seen_at=now)
        .execution_options(synchronize_session=False)
    )
    if transactions.is_writing():
        db.session.execute(seen)
        return
    try:
        with transactions.side() as aside:
            aside.execute(seen)
    except OperationalError:
        # A database that takes no writes for a moment still shows its pages.
        log.warning("session not noted as seen")


def forget_old(now: datetime) -> None:
    db.session.execute(delete(StaffSession).where(StaffSession.seen_at < now - KEPT_AFTER_END))


class StaffLogin(LoginManager):  # type: ignore[misc]
    """Flask-Login without "remember me": a session lasts a working day, never longer."""

    def _update_remember_cookie(self, response: object) -> object:
        # The original looks into the session after every answer, which would mark each page and
        # each calendar as different from visitor to visitor (Vary: Cookie).
        return response


def init_app(app: Flask) -> None:
    login = StaffLogin()
    login.session_protection = None
    login.user_loader(load_viewer)
    login.init_app(app, add_context_processor=False)
    # The proxy itself: a page that does not name the person does not look for one.
    app.context_processor(lambda: {"current_user": current_user} if has_request_context() else {})
