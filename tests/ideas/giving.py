"""The form for ideas as residents fill it in, and what came of it."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from osl.core.audit import AuditEntry
from osl.core.outbox import OutgoingLetter
from osl.ideas.models import Idea
from tests.browser import Browser, Page

GIVE = "/pomysly/nowy"
SEND, ANYWAY = "Wysyłam pomysł", "Wysyłam mimo to"
WHAT, WHY, WHERE = "Jaki masz pomysł?", "Co to zmieni?", "Której społeczności dotyczy pomysł?"
CONTACT, NAME, HELP = "E-mail albo telefon", "Imię i nazwisko", "W czym możesz pomóc?"
PICTURE, SHOWS = "Zdjęcie", "Co widać na zdjęciu"

BENCH = {
    WHAT: "Ławka przed blokiem",
    WHY: "Osoby o kulach odpoczną w drodze ze sklepu.",
    WHERE: "Wzgórze",
}


def give(browser: Browser, values: dict[str, Any] | None = None, address: str = GIVE) -> Page:
    """Give an idea on the page, as a resident does."""
    page = browser.visit(address)
    typed = BENCH | (values or {})
    if not page.dom.all("input", name="community"):
        typed.pop(WHERE)
    return page.submit(SEND, typed)


def ideas(store: Session) -> list[Idea]:
    store.expire_all()
    return list(store.scalars(select(Idea).order_by(Idea.id)))


def letters(store: Session) -> list[tuple[str, str]]:
    rows = store.scalars(select(OutgoingLetter).order_by(OutgoingLetter.id))
    return [(one.recipient, one.kind) for one in rows]


def deeds(store: Session) -> list[str]:
    return list(store.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))
