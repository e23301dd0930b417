"""Letters wait here in the same transaction as the change they tell of, and leave after it."""

from datetime import datetime
from email.utils import make_msgid
from typing import Any

from flask import current_app, render_template
from flask_babel import force_locale
from sqlalchemy import String, Text, select
from sqlalchemy.orm import Mapped, mapped_column

from osl.core.clock import utcnow
from osl.core.db import Base, db
from osl.core.types import UTCDateTime


class OutgoingLetter(Base):
    """One letter to one person. It is sent when ``sent_at`` is there, given up when
    ``abandoned_at`` is."""

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(120), unique=True)
    recipient: Mapped[str] = mapped_column(String(320))
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    holds_secret: Mapped[bool] = mapped_column(default=False)
    message_id: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)
    due_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow, index=True)
    claimed_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(String(300), default="")
    sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime, index=True)
    abandoned_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


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

    ``template`` ("accounts/letters/invitation.txt") has on its first line the subject, then an
    empty line, then the body. A letter that ``holds_secret`` (a one-use link) loses its text as
    soon as it has left. Returns None when this letter was posted before.
    """
    if db.session.scalar(select(OutgoingLetter.id).where(OutgoingLetter.key == key)):
        return None
    with force_locale(language):
        text = render_template(template, **context)
    subject, _, body = text.strip().partition("\n")
    letter = OutgoingLetter(
        key=key,
        recipient=recipient,
        subject=" ".join(subject.split()),
        body=body.strip() + "\n",
        holds_secret=holds_secret,
        message_id=make_msgid(domain=current_app.config["MAIL_DOMAIN"]),
    )
    db.session.add(letter)
    db.session.info["letters_posted"] = True
    return letter
