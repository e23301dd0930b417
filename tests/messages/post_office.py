"""A real SMTP server of the tests' own, and letters to send through it."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope
from aiosmtpd.smtp import Session as Conversation
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from osl.core import transactions
from osl.core.clock import utcnow
from osl.core.db import db
from osl.core.outbox import OutgoingLetter
from osl.messages.delivery import deliver_due
from tests.browser import Element, PageParser

NOON = datetime(2027, 5, 10, 10, 0, tzinfo=UTC)
"""By the sun; clocks in Poland show 12.00."""


@dataclass
class Office:
    """What arrived, and what the server answers to whom."""

    arrived: list[EmailMessage] = field(default_factory=list)
    refuses: dict[str, str] = field(default_factory=dict)
    after_accepting: Callable[[], None] = lambda: None

    async def handle_RCPT(  # noqa: N802 - aiosmtpd calls it so
        self, _server: SMTP, _session: Conversation, envelope: Envelope, address: str, _options: Any
    ) -> str:
        if address in self.refuses:
            return self.refuses[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, _server: SMTP, _session: Conversation, envelope: Envelope
    ) -> str:
        message = message_from_bytes(envelope.content or b"", policy=default)
        assert isinstance(message, EmailMessage)
        self.arrived.append(message)
        self.after_accepting()
        return "250 OK"

    @property
    def subjects(self) -> list[str]:
        return [str(message["Subject"]) for message in self.arrived]


def text_of(message: EmailMessage) -> str:
    """The words, as they are read aloud or shown by a program that knows nothing else."""
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def html_of(message: EmailMessage) -> Element:
    """The same letter as most people see it: balanced, and nothing in it comes from elsewhere."""
    part = message.get_body(("html",))
    assert part is not None
    source = str(part.get_content())
    parser = PageParser()
    parser.feed(source)
    parser.close()
    assert parser.faults == []
    assert not parser.root.all("script", "img", "link", "style", "iframe", "form")
    assert "url(" not in source
    assert {link["href"].partition(":")[0] for link in parser.root.all("a")} <= {
        "http",
        "https",
        "tel",
    }
    return parser.root


def kept(store: Session, letter_id: int) -> OutgoingLetter:
    letter = store.scalar(select(OutgoingLetter).where(OutgoingLetter.id == letter_id))
    assert letter is not None
    store.refresh(letter)
    return letter


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def opened(office: Office, port: int, **abilities: bool) -> Iterator[None]:
    """The server is there as long as the block lasts."""
    controller = Controller(office, hostname="127.0.0.1", port=port, **abilities)
    controller.start()
    try:
        yield
    finally:
        controller.stop()


@contextmanager
def posting_to(app: Flask, port: int, **settings: Any) -> Iterator[None]:
    """The site sends its letters to a server on this port."""
    before = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(
        before,
        smtp_host="127.0.0.1",
        smtp_port=port,
        smtp_security=settings.pop("smtp_security", "none"),
        mail_from="CUS <osl@example.org>",
        **settings,
    )
    try:
        yield
    finally:
        app.config["SETTINGS"] = before


def post(app: Flask, recipient: str, subject: str, **values: Any) -> int:
    """Put a letter in the outbox."""
    with app.app_context(), transactions.unit():
        number = len(db.session.scalars(select(OutgoingLetter.id)).all()) + 1
        letter = OutgoingLetter(
            key=f"test:{number}",
            recipient=recipient,
            subject=subject,
            body=values.pop("body", f"Dzień dobry,\n\n{subject}: zażółć gęślą jaźń.\n"),
            message_id=f"<{number}@example.org>",
            **values,
        )
        db.session.add(letter)
        db.session.flush()
        return letter.id


def deliver(app: Flask) -> int:
    with app.app_context():
        return deliver_due(utcnow())
