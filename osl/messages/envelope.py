"""A letter as mail programs read it: who it is from, what it may be answered with, its parts."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime

from osl.messages.writing import Written


@dataclass(frozen=True)
class Attempt:
    """One try at a letter: when it was first tried, and how many times with this one."""

    letter_id: int
    count: int
    first_at: datetime


@dataclass(frozen=True)
class Letter:
    """What the postman carries."""

    recipient: str
    language: str
    message_id: str
    written_at: datetime
    attempt: Attempt
    claimed_until: datetime
    words: Written


class NotDelivered(Exception):
    """The letter did not leave. ``cause`` is a word for the staff's list, never the server's own
    text, which may hold an address. ``is_final``: it never will. ``is_general``: nor will others
    for the moment."""

    def __init__(self, cause: str, *, is_final: bool = False, is_general: bool = False) -> None:
        super().__init__(cause)
        self.cause = cause
        self.is_final = is_final
        self.is_general = is_general


class LetterPolicy(EmailPolicy):
    """Mail as servers take it, but no address is folded: it would be broken in two or encoded."""

    def fold(self, name: str, value: str) -> str:
        return self._whole(name, value) or super().fold(name, value)

    def fold_binary(self, name: str, value: str) -> bytes:
        return self._whole(name, value).encode() or super().fold_binary(name, value)

    def _whole(self, name: str, value: str) -> str:
        return f"{name}: {value}{self.linesep}" if name == "List-Unsubscribe" else ""


POLICY = LetterPolicy(linesep="\r\n")


def as_message(letter: Letter, sender: str, *, is_for_reading: bool) -> EmailMessage:
    """The letter as a mail program reads it; the same bytes each time the same words are tried.

    ``is_for_reading``: lines as they are, for someone who opens the file and wants to find the
    link whole. Mail servers get them in the shape they never break.
    """
    message = EmailMessage(policy=POLICY)
    try:
        message["From"] = sender
        message["To"] = letter.recipient
        message["Subject"] = letter.words.subject
        message["Date"] = format_datetime(letter.written_at)
        message["Message-ID"] = letter.message_id
        message["Auto-Submitted"] = "auto-generated"
        if letter.words.stop_address:
            message["List-Unsubscribe"] = f"<{letter.words.stop_address}>"
        encoding = "8bit" if is_for_reading else "quoted-printable"
        message.set_content(letter.words.text, cte=encoding)
        message.add_alternative(letter.words.html, subtype="html", cte=encoding)
        for attachment in letter.words.attachments:
            main, _slash, sub = attachment.kind.partition("/")
            is_text = main == "text"
            message.add_attachment(
                attachment.content,
                maintype=main,
                subtype=sub,
                cte="8bit" if is_text and is_for_reading else "base64",
                filename=" ".join(attachment.name.split()),
                params=({"charset": "utf-8"} if is_text else {}) | dict(attachment.parameters),
            )
        # Set last: what stands of the content before is moved into the first part.
        message["Content-Language"] = letter.language
    except (ValueError, UnicodeError) as error:
        raise NotDelivered("address", is_final=True) from error
    _name_boundaries(message, letter.message_id)
    return message


def _name_boundaries(message: EmailMessage, message_id: str) -> None:
    """Boundaries are drawn by lot, and a letter tried again is the same letter."""
    for number, part in enumerate(one for one in message.walk() if one.is_multipart()):
        lot = hashlib.sha256(f"{message_id} {number}".encode()).hexdigest()[:32]
        part.set_boundary(f"=_{lot}")
