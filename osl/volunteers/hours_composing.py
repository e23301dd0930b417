"""The letter that says why hours are not counted, written when it leaves."""

import re

from osl.communities.queries import get_centre
from osl.core.db import db
from osl.core.i18n import DEFAULT_LANGUAGE
from osl.core.outbox import Composed, Composer, OutgoingLetter, read_template
from osl.core.web import external_url
from osl.volunteers.hours import REFUSED_LETTER
from osl.volunteers.hours_words import duration
from osl.volunteers.links import secret_of
from osl.volunteers.models import HoursEntry

LONE_DASHES = re.compile(r"^--[ \t]*$", re.MULTILINE)


def refused(letter: OutgoingLetter) -> Composed | None:
    """Nothing for hours that are gone, or that are counted after all."""
    entry = db.session.get(HoursEntry, letter.data["entry_id"])
    if entry is None or entry.refused_at is None:
        return None
    chosen = {} if letter.language == DEFAULT_LANGUAGE else {"lang": letter.language}
    return Composed(
        *read_template(
            "hours/letters/refused.txt",
            entry=entry,
            length=duration(entry.minutes),
            reason=LONE_DASHES.sub("—", entry.refusal).strip(),
            address=external_url("hours.own_entry", secret=secret_of(entry.person), **chosen),
            phone=entry.community.phone or get_centre().phone,
        )
    )


composers: dict[str, Composer] = {REFUSED_LETTER: refused}
