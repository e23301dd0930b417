"""Tries to get in, counted in the database: guessing slows down, and nobody is locked out for good.

A try is counted before it is known to be right, in a transaction of its own, so that many at
the same moment count as many; a right one is forgiven. A try refused here is not counted.
The figures are those of the security checklist, section 8.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session

from osl.accounts.models import SignInAttempt
from osl.core import transactions
from osl.core.clock import to_local, utcnow
from osl.core.db import db
from osl.core.errors import DomainError
from osl.core.i18n import _, clock_time, short_day
from osl.core.web import network_key

SIGN_IN, CODE, RESET = "sign_in", "code", "reset"
SIGNUP_CODE = "signup_code"
"""The code of a resident's sign-up, typed from paper."""
IDEA_CODE = "idea_code"
"""The same of an idea."""
VOLUNTEER_CODE = "volunteer_code"
"""The same of a volunteer."""

KEPT = timedelta(days=30)
LOCK = 7_120_604
"""PostgreSQL: counters wait for one another here. SQLite has one writer at a time anyway."""


@dataclass(frozen=True)
class Limit:
    """At most so many tries within so long, for an account, a network, or the two together."""

    most: int
    within: timedelta
    account: bool = False
    network: bool = False


LIMITS = {
    SIGN_IN: (
        Limit(5, timedelta(minutes=15), account=True, network=True),
        Limit(10, timedelta(days=1), account=True, network=True),
        Limit(20, timedelta(hours=1), network=True),
    ),
    CODE: (
        Limit(5, timedelta(minutes=5), account=True),
        Limit(20, timedelta(hours=1), account=True),
        Limit(50, timedelta(days=1), account=True),
    ),
    RESET: (
        Limit(3, timedelta(hours=1), account=True),
        Limit(5, timedelta(days=1), account=True),
        Limit(20, timedelta(hours=1), network=True),
    ),
    SIGNUP_CODE: (
        Limit(10, timedelta(hours=1), account=True),
        Limit(20, timedelta(hours=1), network=True),
    ),
    IDEA_CODE: (
        Limit(10, timedelta(hours=1), account=True),
        Limit(20, timedelta(hours=1), network=True),
    ),
    VOLUNTEER_CODE: (
        Limit(10, timedelta(hours=1), account=True),
        Limit(20, timedelta(hours=1), network=True),
    ),
}


class TooManyTries(DomainError):
    """Whoever this is should wait until ``free_at``."""

    def __init__(self, free_at: datetime) -> None:
        # Rounded up to the minute people read on a clock.
        free_at = free_at + timedelta(seconds=59)
        when = clock_time(free_at)
        if to_local(free_at).date() != to_local(utcnow()).date():
            when = f"{short_day(free_at)}, {when}"
        super().__init__(_("There were too many tries. Try again after %(time)s.", time=when))
        self.seconds = max(1, int((free_at - utcnow()).total_seconds()))


def count(kind: str, account: str) -> int:
    """Count one more try for this account from here. Raises TooManyTries when it is one too many.

    Returns what ``forgive`` takes when the try was right. No transaction may be open.
    """
    now = utcnow()
    key, network = account_key(account), network_key()
    with transactions.side() as session:
        if session.get_bind().dialect.name == "postgresql":
            session.execute(select(func.pg_advisory_xact_lock(LOCK)))
        for limit in LIMITS[kind]:
            tried: list[ColumnElement[bool]] = [
                SignInAttempt.kind == kind,
                SignInAttempt.at > now - limit.within,
            ]
            if limit.account:
                tried.append(SignInAttempt.account_key == key)
            if limit.network:
                tried.append(SignInAttempt.network == network)
            _check(session, limit, tried)
        attempt = SignInAttempt(at=now, kind=kind, account_key=key, network=network)
        session.add(attempt)
        session.flush()
        return attempt.id


def _check(session: Session, limit: Limit, tried: list[ColumnElement[bool]]) -> None:
    last_that_fits = session.scalar(
        select(SignInAttempt.at)
        .where(*tried)
        .order_by(SignInAttempt.at.desc())
        .offset(limit.most - 1)
        .limit(1)
    )
    if last_that_fits is not None:
        raise TooManyTries(last_that_fits + limit.within)


def forgive(attempt_id: int, session: Session) -> None:
    """The try was right, so it does not count."""
    session.execute(delete(SignInAttempt).where(SignInAttempt.id == attempt_id))


def account_key(account: str) -> str:
    """An address as a keyed hash: case, dots and "+" do not make it another one here."""
    local, at, domain = account.strip().lower().partition("@")
    folded = local.partition("+")[0].replace(".", "") + at + domain
    secret = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(secret, f"account {folded}".encode(), hashlib.sha256).hexdigest()


def forget_old(now: datetime) -> None:
    db.session.execute(delete(SignInAttempt).where(SignInAttempt.at < now - KEPT))
