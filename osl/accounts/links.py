"""Links that work once: an invitation, a new password, a way in. Only their hashes are kept."""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, select, update

from osl.accounts.models import OneUseToken, TokenPurpose, User
from osl.core.clock import utcnow
from osl.core.db import db

INVITATION = timedelta(days=7)
INVITATION_OF_ADMINISTRATOR = timedelta(hours=48)
PASSWORD_RESET = timedelta(hours=1)
SIGN_IN = timedelta(hours=12)
KEPT_AFTER_END = timedelta(days=7)


def new_secret() -> str:
    """256 random bits, fit for an address or a cookie."""
    return secrets.token_urlsafe(32)


def hash_of(secret: str) -> str:
    """What is kept of a secret. With 256 random bits in it, a plain hash cannot be undone."""
    return hashlib.sha256(secret.encode()).hexdigest()


def issue(user: User, purpose: TokenPurpose, lifetime: timedelta) -> str:
    """The secret of a new link for this person and purpose; any earlier one stops working."""
    revoke(user, purpose)
    secret = new_secret()
    now = utcnow()
    db.session.add(
        OneUseToken(
            token_hash=hash_of(secret),
            purpose=purpose,
            user_id=user.id,
            issued_at=now,
            expires_at=now + lifetime,
        )
    )
    return secret


def find(secret: str, purpose: TokenPurpose) -> OneUseToken | None:
    """The link, if it still works. For the page that asks to press the button."""
    link = db.session.scalar(
        select(OneUseToken).where(
            OneUseToken.token_hash == hash_of(secret), OneUseToken.purpose == purpose, *_works()
        )
    )
    return link if link is not None and link.user.is_active else None


def use(secret: str, purpose: TokenPurpose) -> User | None:
    """Use the link up, and say whose it was. Of two at the same moment one gets it.

    One UPDATE decides: reading first and marking then would let both in.
    """
    mine = (OneUseToken.token_hash == hash_of(secret), OneUseToken.purpose == purpose)
    used = db.session.execute(
        update(OneUseToken)
        .where(*mine, *_works())
        .values(used_at=utcnow())
        .execution_options(synchronize_session=False)
    )
    if used.rowcount != 1:  # type: ignore[attr-defined]
        return None
    user = db.session.scalar(select(User).join(OneUseToken).where(*mine))
    return user if user is not None and user.is_active else None


def revoke(user: User, *purposes: TokenPurpose) -> None:
    db.session.execute(
        update(OneUseToken)
        .where(
            OneUseToken.user_id == user.id,
            OneUseToken.purpose.in_(purposes),
            OneUseToken.used_at.is_(None),
            OneUseToken.revoked_at.is_(None),
        )
        .values(revoked_at=utcnow())
        .execution_options(synchronize_session=False)
    )


def forget_old(now: datetime) -> None:
    """Of links long past even the hash goes. An invitation stays as long as it is unused: it
    says that somebody has not come yet."""
    db.session.execute(
        delete(OneUseToken).where(
            OneUseToken.expires_at < now - KEPT_AFTER_END,
            OneUseToken.purpose != TokenPurpose.INVITATION,
        )
    )


def _works() -> tuple[ColumnElement[bool], ...]:
    return (
        OneUseToken.used_at.is_(None),
        OneUseToken.revoked_at.is_(None),
        OneUseToken.expires_at > utcnow(),
    )
