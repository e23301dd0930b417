"""A letter written out, as text and as HTML made from the same words, ready to be carried."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import current_app
from flask_babel import force_locale

from osl.core.outbox import Attachment, Composed, OutgoingLetter, composers, one_line
from osl.messages.layout import laid_out, signed

signatures: list[Callable[[], str]] = []
"""Who signs a letter that bears no signature yet: the words, in the current language. Named by
create_app."""


@dataclass(frozen=True)
class Written:
    """The words of a letter on the day it leaves."""

    subject: str
    text: str
    html: str
    attachments: tuple[Attachment, ...] = ()
    stop_address: str = ""


def write(letter: OutgoingLetter) -> Written | None:
    """Put a letter into words in its own language; None when it has nothing to say any more."""
    with force_locale(letter.language):
        composed = _composed(letter)
        if composed is None:
            return None
        words, signature = signed(composed.body)
        signature = signature or "\n".join(sign() for sign in signatures).strip()
    subject = one_line(composed.subject)
    page = current_app.jinja_env.get_template("messages/letter.html")
    return Written(
        subject=subject,
        text=f"{words}\n\n--\n{signature}\n" if signature else f"{words}\n",
        html=page.render(
            language=letter.language,
            subject=subject,
            blocks=laid_out(words),
            signature=laid_out(signature),
        ),
        attachments=composed.attachments,
        stop_address=composed.stop_address,
    )


def _composed(letter: OutgoingLetter) -> Composed | None:
    if letter.kind:
        return composers[letter.kind](letter)
    return Composed(letter.subject, letter.body)
