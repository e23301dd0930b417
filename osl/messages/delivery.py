"""The postman: takes one letter at a time from the outbox, and notes what became of it.

A letter is taken by a lease, so that two workers never carry the same one, and its Message-ID
was fixed when it was written: if a worker is killed between the server's "accepted" and our
note of it, the letter goes out again as the same message. Nothing is sent inside a transaction.
"""

import logging
import os
import re
import smtplib
import ssl
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from typing import Self

from flask import current_app
from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import aliased

from osl.core import transactions
from osl.core.clock import utcnow
from osl.core.db import db
from osl.core.outbox import OutgoingLetter
from osl.core.settings import Settings

log = logging.getLogger("osl.messages")

LEASE = timedelta(minutes=5)
"""Longer than the server may take to answer everything about one letter."""

ANSWER_SECONDS = 20
LONGEST_PAUSE = timedelta(hours=1)
GIVEN_UP_AFTER = timedelta(hours=24)
FIRST_PERMANENT = 500


@dataclass(frozen=True)
class Letter:
    """What the postman carries."""

    id: int
    recipient: str
    subject: str
    body: str
    message_id: str
    written_at: datetime
    attempts: int
    claimed_until: datetime


class NotDelivered(Exception):
    """The letter did not leave. ``cause`` is a word for the staff's list, never the server's own
    text, which may hold an address. ``is_final``: it never will. ``is_general``: nor will others
    for the moment."""

    def __init__(self, cause: str, *, is_final: bool = False, is_general: bool = False) -> None:
        super().__init__(cause)
        self.cause = cause
        self.is_final = is_final
        self.is_general = is_general


def deliver_due(now: datetime | None = None) -> int:
    """Send every letter that is due, and say how many left. ``now`` stands still when given."""
    sent = 0
    with _postman() as postman:
        while (letter := _take(now or utcnow())) is not None:
            try:
                postman.send(letter)
            except NotDelivered as failure:
                _note_failure(letter, failure, now or utcnow())
                if failure.is_general:
                    break
            else:
                _note_sent(letter, now or utcnow())
                sent += 1
    return sent


def _take(now: datetime) -> Letter | None:
    """Lease the next letter: the first to each person that is due and in nobody's hands."""
    with transactions.unit():
        letter = db.session.scalar(
            select(OutgoingLetter)
            .where(
                _has_not_left(OutgoingLetter),
                OutgoingLetter.due_at <= now,
                or_(OutgoingLetter.claimed_until.is_(None), OutgoingLetter.claimed_until <= now),
                ~_has_earlier_on_its_way(),
            )
            .order_by(OutgoingLetter.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        if letter is None:
            return None
        letter.claimed_until = now + LEASE
        letter.attempts += 1
        return Letter(
            id=letter.id,
            recipient=letter.recipient,
            subject=letter.subject,
            body=letter.body,
            message_id=letter.message_id,
            written_at=letter.created_at,
            attempts=letter.attempts,
            claimed_until=letter.claimed_until,
        )


def _has_not_left(letter: type[OutgoingLetter]) -> ColumnElement[bool]:
    return letter.sent_at.is_(None) & letter.abandoned_at.is_(None)


def _has_earlier_on_its_way() -> ColumnElement[bool]:
    """A letter that takes back an earlier one must not arrive before it."""
    earlier = aliased(OutgoingLetter)
    return (
        select(earlier.id)
        .where(
            earlier.recipient == OutgoingLetter.recipient,
            earlier.id < OutgoingLetter.id,
            _has_not_left(earlier),
        )
        .exists()
    )


def _note_sent(letter: Letter, now: datetime) -> None:
    with transactions.unit():
        kept = db.session.get(OutgoingLetter, letter.id)
        if kept is None:
            return
        kept.sent_at = now
        kept.claimed_until = None
        kept.last_error = ""
        if kept.holds_secret:
            kept.body = ""
    log.info("letter sent", extra={"letter_id": letter.id})


def _note_failure(letter: Letter, failure: NotDelivered, now: datetime) -> None:
    with transactions.unit():
        db.session.execute(
            update(OutgoingLetter)
            .where(
                OutgoingLetter.id == letter.id,
                # Whoever took it after our lease ran out says what became of it.
                OutgoingLetter.claimed_until == letter.claimed_until,
            )
            .values(
                claimed_until=None,
                last_error=failure.cause,
                due_at=now + pause_after(letter.attempts),
                abandoned_at=now if failure.is_final or _is_too_old(letter, now) else None,
            )
        )
    log.warning("letter not sent: %s", failure.cause, extra={"letter_id": letter.id})


def pause_after(attempts: int) -> timedelta:
    """1, 2, 4 … minutes, at most an hour."""
    return min(timedelta(minutes=2 ** min(attempts - 1, 10)), LONGEST_PAUSE)


def _is_too_old(letter: Letter, now: datetime) -> bool:
    return now - letter.written_at >= GIVEN_UP_AFTER


def as_message(letter: Letter, sender: str, encoding: str) -> EmailMessage:
    """The letter as a mail program reads it; the same bytes each time it is tried."""
    message = EmailMessage(policy=SMTP)
    try:
        message["From"] = sender
        message["To"] = letter.recipient
        message["Subject"] = letter.subject
        message["Date"] = format_datetime(letter.written_at)
        message["Message-ID"] = letter.message_id
        message["Auto-Submitted"] = "auto-generated"
        message["Content-Language"] = "pl"
        message.set_content(letter.body, cte=encoding)
    except (ValueError, UnicodeError) as error:
        raise NotDelivered("address", is_final=True) from error
    return message


class MailFolder:
    """Where letters land as files when no SMTP server is set: a site being tried out."""

    def __init__(self, settings: Settings) -> None:
        self.folder = settings.mail_folder
        self.sender = settings.mail_from

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def send(self, letter: Letter) -> None:
        # Lines as they are: someone who opens the file finds the link whole.
        message = as_message(letter, self.sender, "8bit")
        name = f"{letter.written_at:%Y%m%d-%H%M%S}-{letter.id:06}.eml"
        try:
            self._write(self.folder / name, message)
        except OSError as error:
            raise NotDelivered("folder", is_general=True) from error

    @staticmethod
    def _write(path: Path, message: EmailMessage) -> None:
        draft = path.with_suffix(".part")
        with os.fdopen(os.open(draft, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:
            file.write(message.as_bytes())
        draft.replace(path)


class SmtpServer:
    """An SMTP server, its certificate checked. One connection serves for several letters."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.connection: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.connection is not None:
            try:
                self.connection.quit()
            except (smtplib.SMTPException, OSError):
                self.connection.close()

    def send(self, letter: Letter) -> None:
        message = as_message(letter, self.settings.mail_from, "quoted-printable")
        try:
            self._connected().send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            code = next((code for code, _text in error.recipients.values()), 0)
            raise NotDelivered(f"refused {code}", is_final=code >= FIRST_PERMANENT) from error
        except smtplib.SMTPDataError as error:
            code = error.smtp_code
            raise NotDelivered(f"refused {code}", is_final=code >= FIRST_PERMANENT) from error
        except (
            smtplib.SMTPAuthenticationError,
            smtplib.SMTPNotSupportedError,
            smtplib.SMTPSenderRefused,
            ssl.SSLError,
        ) as error:
            raise NotDelivered("settings", is_general=True) from error
        except (smtplib.SMTPException, OSError) as error:
            raise NotDelivered("unreachable", is_general=True) from error

    def _connected(self) -> smtplib.SMTP:
        if self.connection is not None:
            if self._still_there(self.connection):
                return self.connection
            self.connection.close()
            self.connection = None
        self.connection = self._connect()
        return self.connection

    @staticmethod
    def _still_there(connection: smtplib.SMTP) -> bool:
        try:
            return connection.noop()[0] == 250
        except (smtplib.SMTPException, OSError):
            return False

    def _connect(self) -> smtplib.SMTP:
        settings = self.settings
        host, port = settings.smtp_host, settings.smtp_port
        connection: smtplib.SMTP
        if settings.smtp_security == "tls":
            connection = smtplib.SMTP_SSL(
                host, port, timeout=ANSWER_SECONDS, context=ssl.create_default_context()
            )
        else:
            connection = smtplib.SMTP(host, port, timeout=ANSWER_SECONDS)
        try:
            if settings.smtp_security == "starttls":
                connection.starttls(context=ssl.create_default_context())
            if settings.smtp_user:
                connection.login(settings.smtp_user, settings.smtp_password)
        except (smtplib.SMTPException, OSError):
            connection.close()
            raise
        return connection


def _postman() -> MailFolder | SmtpServer:
    settings: Settings = current_app.config["SETTINGS"]
    return SmtpServer(settings) if settings.smtp_host else MailFolder(settings)


def masked(address: str) -> str:
    """An address as a colleague may see it: enough to know whose it is, not enough to copy."""
    return re.sub(r"^(.).*@", r"\1***@", address)
