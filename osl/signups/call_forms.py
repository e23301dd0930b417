"""What the team notes after a call, and the text message it sends instead."""

from typing import Any

from wtforms import Field, HiddenField, TextAreaField
from wtforms.validators import ValidationError

from osl.core.forms import OslForm, required
from osl.core.i18n import _, _l
from osl.core.text import sms_text
from osl.signups.call_script import LONGEST_TEXT_MESSAGE


class CallForm(OslForm):
    """What came of a call: which button was pressed, on which version of it, on which page."""

    version = HiddenField()
    outcome = HiddenField()
    back = HiddenField()

    @property
    def seen_version(self) -> int | None:
        """The version the page showed; None for what is no number."""
        typed = self.version.data or ""
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else None


def check_one_message(_form: Any, field: Field) -> None:
    """It is sent as one message, in the letters that cost once."""
    text = sms_text(field.data or "", 10 * LONGEST_TEXT_MESSAGE)
    if text != sms_text(text, LONGEST_TEXT_MESSAGE):
        raise ValidationError(
            _(
                "This is too long for one message. Shorten it to %(most)s characters.",
                most=LONGEST_TEXT_MESSAGE,
            )
        )
    field.data = text


class TextMessageForm(OslForm):
    """The words of a text message; Polish letters and print signs become plain ones."""

    text = TextAreaField(
        _l("Text of the message"),
        [required(_l("Type what the message is to say.")), check_one_message],
    )


class SentForm(OslForm):
    """Whose numbers were taken, so that nobody who came to the list since counts as told."""

    calls = HiddenField()

    @property
    def call_ids(self) -> set[int]:
        words = (self.calls.data or "").split(",")
        return {int(one) for one in words if one.isascii() and one.isdigit() and len(one) < 10}
