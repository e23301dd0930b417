"""What people prove who they are with: the password and the second factor."""

import logging
from contextlib import suppress

from sqlalchemy import select

from osl.accounts import attempts, factors, links, passwords, sessions
from osl.accounts.models import TokenPurpose, User
from osl.accounts.queries import first_organiser, site_words, user_of_email
from osl.core import audit, transactions
from osl.core.clock import utcnow
from osl.core.db import db
from osl.core.errors import DomainError
from osl.core.i18n import _, _l
from osl.core.outbox import post_letter
from osl.core.web import external_url

log = logging.getLogger("osl.accounts")

RENAMED = audit.action("account.renamed", _l("%(actor)s changed their name"))
PASSWORD_CHANGED = audit.action(
    "account.password_changed", _l("%(actor)s changed their own password")
)
RESET_ASKED = audit.action("account.reset_asked", _l("Somebody asked for a new password by e-mail"))
PASSWORD_RESET = audit.action(
    "account.password_reset", _l("%(actor)s set a new password by a link from a letter")
)
FACTOR_SET_UP = audit.action("account.factor_set_up", _l("%(actor)s set up a second factor"))
CODES_RENEWED = audit.action("account.codes_renewed", _l("%(actor)s took new recovery codes"))
FACTOR_REMOVED = audit.action(
    "account.factor_removed", _l("%(actor)s removed the second factor of %(subject)s")
)
FACTOR_FORGOTTEN = audit.action(
    "account.factor_forgotten",
    _l("Whoever runs the server removed the second factor of %(subject)s"),
)


class WrongPassword(DomainError):
    """The password is not the person's own."""


class WrongCode(DomainError):
    """The digits are not those the app shows now."""


def enter_with_password(email: str, password: str) -> User | None:
    """The person with this address and password, or None: there is no saying which was wrong.

    An unknown address costs the same work and gets the same answer. Raises TooManyTries. Opens
    the request's transaction, so it comes before everything else.
    """
    attempt = attempts.count(attempts.SIGN_IN, email)
    user = user_of_email(email)
    kept = user.password_hash if user is not None and user.is_active else None
    user_id = user.id if user is not None else None
    transactions.release()
    if not passwords.matches(kept, password):
        log.info("sign-in refused", extra={"user_id": user_id})
        return None
    entered = db.session.scalar(
        select(User).where(
            User.id == user_id, User.password_hash == kept, User.disabled_at.is_(None)
        )
    )
    if entered is not None:
        attempts.forgive(attempt, db.session())
    return entered


def confirm_password(user: User, password: str) -> None:
    """Raise WrongPassword unless this is the person's own, or TooManyTries.

    Releases the request's transaction; call it before the first change.
    """
    kept, email, user_id = user.password_hash, user.email, user.id
    transactions.release()
    attempt = attempts.count(attempts.SIGN_IN, email)
    if not passwords.matches(kept, password):
        log.info("password refused", extra={"user_id": user_id})
        raise WrongPassword(_("This is not your password."))
    with transactions.side() as aside:
        attempts.forgive(attempt, aside)


def prepare_password(user: User, password: str) -> str:
    """The hash of a new password. Raises WeakPassword when others would guess it.

    Releases the request's transaction; call it before the first change.
    """
    passwords.check_password(
        password,
        email=user.email,
        site_words=site_words(),
        is_administrator=user.is_administrator,
    )
    transactions.release()
    return passwords.hash_password(password)


def rename_oneself(user: User, *, name: str) -> None:
    """Be called otherwise in the team."""
    if name == user.name:
        return
    user.name = name
    audit.record(RENAMED, actor=user, subject=user)


def change_password(user: User, *, password_hash: str) -> None:
    """Take a new password. Every other browser is signed out, and links under way stop working.

    Writes the account, sessions, links, an audit entry and a letter.
    """
    user.password_hash = password_hash
    links.revoke(user, TokenPurpose.PASSWORD_RESET, TokenPurpose.SIGN_IN)
    entry = audit.record(PASSWORD_CHANGED, actor=user, subject=user)
    sessions.end_all(user, actor=user)
    _tell_of_password(user, entry)


class _Undone(Exception):
    """What was done for show is taken back."""


def ask_for_reset(email: str) -> None:
    """Send a link for a new password, if the address belongs to somebody who can sign in.

    If it does not, the same is done for show and taken back, so that the time of the answer
    does not tell which it was (security checklist A53).
    """
    user = user_of_email(email)
    entitled = user is not None and user.is_active and user.password_hash is not None
    audit.record(RESET_ASKED, actor=None, subject=user if entitled else None)
    if user is not None and entitled:
        _send_reset(user)
        return
    stand_in = first_organiser()
    if stand_in is not None:
        with suppress(_Undone), db.session.begin_nested():
            _send_reset(stand_in)
            db.session.flush()
            raise _Undone


def _send_reset(user: User) -> None:
    secret = links.issue(user, TokenPurpose.PASSWORD_RESET, links.PASSWORD_RESET)
    post_letter(
        user.email,
        "accounts/letters/password_reset.txt",
        key=f"password reset:{links.hash_of(secret)}",
        holds_secret=True,
        name=user.name,
        address=external_url("accounts.reset_password", secret=secret),
    )


def reset_password(secret: str, *, password_hash: str) -> User | None:
    """Set a new password by the link of a letter. None when the link does not work.

    The second factor stays. Every session ends. Writes an audit entry and a letter.
    """
    user = links.use(secret, TokenPurpose.PASSWORD_RESET)
    if user is None:
        return None
    user.password_hash = password_hash
    links.revoke(user, TokenPurpose.SIGN_IN)
    entry = audit.record(PASSWORD_RESET, actor=user, subject=user)
    sessions.end_all(user, actor=None)
    _tell_of_password(user, entry)
    return user


def _tell_of_password(user: User, entry: audit.AuditEntry) -> None:
    db.session.flush()
    post_letter(
        user.email,
        "accounts/letters/password_changed.txt",
        key=f"password changed:{entry.id}",
        name=user.name,
        moment=entry.at,
    )


def set_up_factor(user: User, *, secret: str, typed: str) -> list[str]:
    """Take the app that shows these digits as the second factor, in place of any earlier one.

    Returns the recovery codes in clear, for the only time. Every other browser is signed out.
    Raises WrongCode. Writes the account, codes, sessions, an audit entry and a letter.
    """
    step = factors.step_of(secret, typed, utcnow())
    if step is None:
        raise WrongCode(_("These are not the digits the app shows now. Type the newest ones."))
    user.totp_secret = factors.seal(secret)
    user.totp_last_step = step
    user.totp_confirmed_at = utcnow()
    codes = factors.give_paper_codes(user)
    if user.this_session is not None:
        user.this_session.factor_passed = True
    entry = audit.record(FACTOR_SET_UP, actor=user, subject=user)
    sessions.end_all(user, actor=user)
    _tell_of_factor(user, entry, "set_up")
    return codes


def renew_paper_codes(user: User) -> list[str]:
    """Ten new recovery codes in clear; those on the old paper stop working."""
    codes = factors.give_paper_codes(user)
    entry = audit.record(CODES_RENEWED, actor=user, subject=user)
    _tell_of_factor(user, entry, "codes")
    return codes


def remove_factor(member: User, *, actor: User) -> None:
    """Take the second factor off: the phone and the paper are both lost.

    The person sets up another one at the next sign-in. Writes as set_up_factor does.
    """
    entry = audit.record(FACTOR_REMOVED, actor=actor, subject=member)
    _forget_factor(member)
    sessions.end_all(member, actor=actor)
    _tell_of_factor(member, entry, "removed")


def forget_factor(member: User) -> None:
    """The same for whoever runs the server, when no colleague is left who could do it."""
    audit.record(FACTOR_FORGOTTEN, actor=None, subject=member)
    _forget_factor(member)
    sessions.end_all(member, actor=None)


def _forget_factor(member: User) -> None:
    member.totp_secret = None
    member.totp_confirmed_at = None
    member.recovery_codes = []


def _tell_of_factor(user: User, entry: audit.AuditEntry, what: str) -> None:
    db.session.flush()
    post_letter(
        user.email,
        "accounts/letters/second_factor_changed.txt",
        key=f"second factor:{entry.id}",
        name=user.name,
        moment=entry.at,
        what=what,
    )
