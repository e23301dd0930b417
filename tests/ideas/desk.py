"""What tests of the team's desk of ideas look at: pages, facts, log entries and letters."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from osl.core.audit import AuditEntry
from osl.core.outbox import OutgoingLetter
from osl.ideas.models import Idea
from tests.browser import Browser, Page

SCRIPT = "</script><b>Ławka</b> & %(title)s"
"""A title that would break a page which trusts it."""


def see(desk: Browser, number: int, what: str = "") -> Page:
    """A page of the desk about one idea."""
    page = desk.visit(f"/panel/pomysly/{number}{what}")
    assert page.status == 200, page
    return page


def press(desk: Browser, number: int, button: str) -> Page:
    return see(desk, number).submit(button)


def fact(store: Session, number: int) -> Idea:
    store.expire_all()
    return store.get_one(Idea, number)


def done(store: Session, number: int, *, but: tuple[str, ...] = ()) -> list[str]:
    """What the log says was done with an idea since it was given."""
    store.expire_all()
    early = ("idea.given", "idea.entered", *but)
    statement = select(AuditEntry.action).where(
        AuditEntry.subject_type == "idea", AuditEntry.subject_id == number
    )
    return [one for one in store.scalars(statement.order_by(AuditEntry.id)) if one not in early]


def letters(store: Session, kind: str) -> list[str]:
    """To whom letters of a kind are on their way."""
    store.expire_all()
    statement = select(OutgoingLetter.recipient).where(OutgoingLetter.kind == f"ideas.{kind}")
    return list(store.scalars(statement.order_by(OutgoingLetter.id)))


def rows(page: Page) -> list[str]:
    """The titles in a drawer of the desk, from the top."""
    return [
        heading.all("a")[0].text
        for heading in page.dom.all("th")
        if heading["scope"] == "row" and heading.all("a")
    ]


def tab(page: Page, name: str) -> str:
    """How many lie in a drawer, as its tab says."""
    for nav in page.dom.with_class("meeting-choice"):
        for link in nav.all("a"):
            words, count = (part.text for part in link.all("span"))
            if words == name:
                return count
    raise AssertionError(f"no tab “{name}”")
