"""The work journal in tests: events to take over, and one line that notes work."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from osl.journal.models import JournalEntry
from tests.browser import Browser, Page
from tests.logbook.conftest import (  # noqa: F401 - fixtures of this folder too
    clock,
    empty_shelf,
    evening,
    planned,
)

TODAY = date(2027, 3, 1)
"""A Monday, 10.00 in Poland."""


def note(browser: Browser, day: date = TODAY, **told: str) -> Page:
    """Fill the form of a day in and press the button."""
    page = browser.visit("journal.add", dzien=day.isoformat())
    return page.submit("Zapisz", filled(**told))


def filled(**told: str) -> dict[str, str]:
    return {
        "Rodzaj pracy": told.pop("kind", "Planowanie"),
        "Inny czas": told.pop("length", "1:30"),
        "Ile osób objęła ta praca": told.pop("people", ""),
        "Notatka": told.pop("text", ""),
        **told,
    }


def journal(store: Session) -> list[JournalEntry]:
    """Everything noted, the oldest first."""
    store.expire_all()
    return list(store.scalars(select(JournalEntry).order_by(JournalEntry.id)))
