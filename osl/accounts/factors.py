"""The second factor: six digits from an app on the phone, or a code kept on paper.

The app's secret is stored encrypted with a key derived from the site's own. Every code, of the
app and of paper, works once.
"""

import base64
import hashlib
import hmac
import re
import secrets
from datetime import datetime

import pyotp
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app
from sqlalchemy import func, select, update

from osl.accounts.models import RecoveryCode, User
from osl.core.clock import utcnow
from osl.core.db import db
from osl.core.qr_codes import Drawing, drawn

STEP_SECONDS = 30
CLOCK_MAY_BE_OFF = 1
"""Steps before and after: the clock of a phone may be half a minute off (checklist A49)."""

RECOVERY_CODES = 10
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Of a paper code: nothing that looks like another when copied by hand."""

SETTING_UP_SECONDS = 3600


def new_secret() -> str:
    return pyotp.random_base32()


def seal(text: str) -> str:
    """Encrypt a secret for the database, or for a form that brings it back."""
    return _locks().encrypt(text.encode()).decode()


def unseal(sealed: str, *, longest_seconds: int | None = None) -> str | None:
    """The secret, or None when it is not ours, too old, or its key is gone."""
    try:
        return _locks().decrypt(sealed.encode(), ttl=longest_seconds).decode()
    except InvalidToken:
        return None


def _locks() -> MultiFernet:
    keys = [current_app.config["SECRET_KEY"], *current_app.config["SECRET_KEY_FALLBACKS"]]
    return MultiFernet([Fernet(_derive(key)) for key in keys])


def _derive(key: str) -> bytes:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"osl second factor")
    return base64.urlsafe_b64encode(derived.derive(key.encode()))


def drawing(user: User, secret: str, issuer: str) -> Drawing:
    """What the phone's camera reads to set the app up."""
    address = pyotp.TOTP(secret).provisioning_uri(name=user.email, issuer_name=issuer)
    return drawn(address, error="l")


def spelled(secret: str) -> str:
    """The secret in groups of four, to type it where no camera can read it."""
    return " ".join(re.findall("....", secret))


def step_of(secret: str, typed: str, now: datetime) -> int | None:
    """The half-minute these six digits belong to, if it is this one or a neighbour."""
    digits = re.sub(r"[\s-]", "", typed)
    if not re.fullmatch(r"[0-9]{6}", digits):
        return None
    this = int(now.timestamp()) // STEP_SECONDS
    app = pyotp.TOTP(secret)
    for step in range(this - CLOCK_MAY_BE_OFF, this + CLOCK_MAY_BE_OFF + 1):
        if hmac.compare_digest(app.at(step * STEP_SECONDS), digits):
            return step
    return None


def use_code(user: User, typed: str) -> bool:
    """Whether the typed code, of the app or of paper, is this person's and still unused.

    It is used up by one UPDATE, so that of two at the same moment one gets in.
    """
    return _use_app_code(user, typed) or _use_paper_code(user, typed)


def _use_app_code(user: User, typed: str) -> bool:
    secret = unseal(user.totp_secret or "")
    step = step_of(secret, typed, utcnow()) if secret else None
    if step is None:
        return False
    used = db.session.execute(
        update(User)
        .where(User.id == user.id, User.totp_last_step < step)
        .values(totp_last_step=step)
        .execution_options(synchronize_session=False)
    )
    return bool(used.rowcount == 1)  # type: ignore[attr-defined]


def _use_paper_code(user: User, typed: str) -> bool:
    used = db.session.execute(
        update(RecoveryCode)
        .where(
            RecoveryCode.user_id == user.id,
            RecoveryCode.code_hash == _hash_of_paper_code(user, typed),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=utcnow())
        .execution_options(synchronize_session=False)
    )
    return bool(used.rowcount == 1)  # type: ignore[attr-defined]


def give_paper_codes(user: User) -> list[str]:
    """Ten new codes for paper, in clear for the only time; the old ones are gone."""
    codes = ["-".join(_four_letters() for _place in range(4)) for _code in range(RECOVERY_CODES)]
    user.recovery_codes = [
        RecoveryCode(code_hash=_hash_of_paper_code(user, code)) for code in codes
    ]
    return codes


def _four_letters() -> str:
    return "".join(secrets.choice(LETTERS) for _letter in range(4))


def _hash_of_paper_code(user: User, typed: str) -> str:
    letters = re.sub(r"[^a-z0-9]", "", typed.lower())
    return hashlib.sha256(f"recovery {user.id} {letters}".encode()).hexdigest()


def paper_codes_left(user: User) -> int:
    return (
        db.session.scalar(
            select(func.count()).where(
                RecoveryCode.user_id == user.id, RecoveryCode.used_at.is_(None)
            )
        )
        or 0
    )
