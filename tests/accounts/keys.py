"""What people of the cast hold in these tests: passwords, phones, letters."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyotp
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from osl.accounts import factors
from osl.accounts.models import User
from osl.core import transactions
from osl.core.audit import AuditEntry
from osl.core.clock import utcnow
from osl.core.db import db
from osl.core.outbox import OutgoingLetter
from tests.browser import Browser, Page

PASSWORD = "zielony parasol na moście"
NEW_PASSWORD = "cztery koty grają w karty"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
NOON = datetime(2027, 5, 10, 10, 0, tzinfo=UTC)
"""A Monday, twelve o'clock in Warsaw."""

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = (
    "Mozilla/5.0 (Linux; Android 15; SM-A155F) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/140.0 Mobile Safari/537.36"
)
LETTERS = Path(__file__).with_name("letters")


def give_password(app: Flask, user: User, password: str = PASSWORD) -> None:
    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    change(app, user, password_hash=hasher.hash(password))


def give_phone(app: Flask, user: User) -> None:
    with app.app_context():
        sealed = factors.seal(SECRET)
    change(app, user, totp_secret=sealed, totp_last_step=0, totp_confirmed_at=utcnow())


def take_phone(app: Flask, user: User) -> None:
    change(app, user, totp_secret=None, totp_confirmed_at=None)


def change(app: Flask, user: User, **values: Any) -> None:
    with app.app_context(), transactions.unit():
        found = db.session.get(User, user.id)
        for name, value in values.items():
            setattr(found, name, value)


def fresh(store: Session, user: User) -> User:
    """The person as the database knows them now."""
    found = store.scalar(select(User).where(User.id == user.id))
    assert found is not None
    store.refresh(found)
    return found


def code_now(moment: datetime | None = None) -> str:
    """What the app on the phone shows."""
    return pyotp.TOTP(SECRET).at(int((moment or utcnow()).timestamp()))


def sign_in(browser: Browser, email: str, password: str = PASSWORD) -> Page:
    """Type the address and the password."""
    page = browser.visit("accounts.sign_in")
    return page.submit("Zaloguj się", {"Adres e-mail": email, "Hasło": password})


def letters(store: Session) -> list[OutgoingLetter]:
    return list(store.scalars(select(OutgoingLetter).order_by(OutgoingLetter.id)))


def deeds(store: Session) -> list[str]:
    """What the audit log says was done, in order."""
    return list(store.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def link_in(letter: OutgoingLetter) -> str:
    """The one-use link of a letter."""
    return re.findall(r"http://127\.0\.0\.1:8000(/panel/\w+/\S+)", letter.body)[0]


def same_as_stored(letter: OutgoingLetter, name: str) -> None:
    """The letter, its secret aside, reads as the file of that name."""
    body = re.sub(r"(/panel/\w+/)[\w-]{43}", r"\1SECRET", letter.body)
    text = f"{letter.recipient}\n{letter.subject}\n\n{body}"
    stored = LETTERS / f"{name}.txt"
    assert text == stored.read_text()
