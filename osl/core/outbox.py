"""Letters wait here in the same transaction as the change they tell of, and leave after it.

A letter is written at once (``post_letter``), or only when it leaves, from the facts of that
moment (``write_later``): what no longer holds is then never said.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import make_msgid
from typing import Any

from flask import current_app, render_template
from flask_babel import force_locale, get_locale
from sqlalchemy import JSON, ColumnElement, Index, String, Text, and_, select, text
from sqlalchemy.orm import Mapped, mapped_column

from osl.core.clock import utcnow
from osl.core.db import Base, db
from osl.core.types import UTCDateTime

LONGEST_SUBJECT = 200
EMPTY_LINES = re.compile(r"\n(?:[ \t]*\n){2,}")

WAITING = text("sent_at IS NULL AND abandoned_at IS NULL AND obsolete_at IS NULL")
"""``waits`` as the indexes say it: they hold the few that wait, however many have left."""

NOT_SENT = text("sent_at IS NULL AND obsolete_at IS NULL")


class OutgoingLetter(Base):
    """One letter to one person. It is sent when ``sent_at`` is there, given up when
    ``abandoned_at`` is, and was not needed any more when ``obsolete_at`` is: what it had to say
    no longer held, which is no failure.

    A letter with a ``kind`` is written when it leaves, by the composer of that kind. Its
    ``data`` holds ids only, never secrets or words about people; its words are never kept.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(120), unique=True)
    recipient: Mapped[str] = mapped_column(String(320))
    language: Mapped[str] = mapped_column(String(5), default="pl")
    kind: Mapped[str] = mapped_column(String(60), default="")
    data: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    subject: Mapped[str] = mapped_column(String(LONGEST_SUBJECT), default="")
    body: Mapped[str] = mapped_column(Text, default="")
    holds_secret: Mapped[bool] = mapped_column(default=False)
    message_id: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)
    due_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)
    claimed_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    first_tried_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    last_error: Mapped[str] = mapped_column(String(300), default="")
    sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    abandoned_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    obsolete_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    __table_args__ = (
        Index(
            "ix_outgoing_letter_waiting",
            "due_at",
            "id",
            sqlite_where=WAITING,
            postgresql_where=WAITING,
        ),
        Index(
            "ix_outgoing_letter_waiting_for",
            "recipient",
            "id",
            sqlite_where=WAITING,
            postgresql_where=WAITING,
        ),
        Index(
            "ix_outgoing_letter_not_sent",
            "last_error",
            sqlite_where=NOT_SENT,
            postgresql_where=NOT_SENT,
        ),
    )


def waits(letter: type[OutgoingLetter]) -> ColumnElement[bool]:
    """Whether a letter has still to leave, now or later."""
    return and_(
        letter.sent_at.is_(None), letter.abandoned_at.is_(None), letter.obsolete_at.is_(None)
    )


def is_in_trouble(letter: type[OutgoingLetter]) -> ColumnElement[bool]:
    """Whether a letter was tried in vain so far, or given up."""
    return and_(letter.sent_at.is_(None), letter.obsolete_at.is_(None), letter.last_error != "")


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a letter. ``parameters`` stand beside its kind, such as
    ``{"method": "PUBLISH"}`` of a calendar."""

    name: str
    content: bytes
    kind: str = "text/calendar"
    parameters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Composed:
    """A letter in words. ``stop_address`` is where whoever reads it says "no more of these"."""

    subject: str
    body: str
    attachments: tuple[Attachment, ...] = ()
    stop_address: str = ""


Composer = Callable[[OutgoingLetter], Composed | None]
"""Writes a letter from the facts of this moment, in the current language; None when what it
had to say no longer holds. It runs in the worker, outside a request."""

composers: dict[str, Composer] = {}
"""By kind of letter. Named by create_app."""


def post_letter(
    recipient: str,
    template: str,
    *,
    key: str,
    language: str = "pl",
    holds_secret: bool = False,
    **context: Any,
) -> OutgoingLetter | None:
    """Put a letter in the outbox, once per ``key``: one letter per person and cause.

    ``template`` is read at once. A letter that ``holds_secret`` (a one-use link) loses its text
    as soon as it has left. Returns None when this letter was posted before.
    """
    if _is_posted(key):
        return None
    with force_locale(language):
        subject, body = read_template(template, **context)
    return _put(
        OutgoingLetter(
            key=key,
            recipient=recipient,
            language=language,
            subject=subject,
            body=body,
            holds_secret=holds_secret,
        )
    )


def write_later(
    kind: str,
    recipient: str,
    *,
    key: str,
    is_new: bool = False,
    language: str = "pl",
    due_at: datetime | None = None,
    **data: Any,
) -> OutgoingLetter | None:
    """Put a letter in the outbox whose words are found only when it leaves, once per ``key``.

    ``data`` (ids only) is what the composer of this ``kind`` starts from. It leaves at once, or
    at ``due_at``. Returns None when this letter was posted before; ``is_new`` says that its key
    was never given out, so nobody has to look.
    """
    if not is_new and _is_posted(key):
        return None
    return _put(
        OutgoingLetter(
            key=key,
            recipient=recipient,
            language=language,
            kind=kind,
            data=data,
            due_at=due_at or utcnow(),
        )
    )


def read_template(template: str, **context: Any) -> tuple[str, str]:
    """The subject and the body of a letter, in the current language.

    ``template`` ("accounts/letters/invitation.txt") has on its first line the subject, then an
    empty line, then the body. A part that is left out leaves no hole: of several empty lines
    one stands.
    """
    locale = get_locale()
    language = {"language": locale.language} if locale else {}
    words = render_template(template, **(language | context))
    subject, _, body = words.strip().partition("\n")
    return one_line(subject), EMPTY_LINES.sub("\n\n", body.strip()) + "\n"


def one_line(subject: str) -> str:
    """A subject as it may stand in a header and in its column, whatever is in its words."""
    return " ".join(subject.split())[:LONGEST_SUBJECT].rstrip()


def _is_posted(key: str) -> bool:
    return db.session.scalar(select(OutgoingLetter.id).where(OutgoingLetter.key == key)) is not None


def _put(letter: OutgoingLetter) -> OutgoingLetter:
    letter.message_id = make_msgid(domain=current_app.config["MAIL_DOMAIN"])
    db.session.add(letter)
    db.session.info["letters_posted"] = True
    return letter
