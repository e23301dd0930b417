"""What is no idea but a request or a complaint: the law has its own way and days for it."""

from dataclasses import dataclass
from datetime import date

from osl.accounts.models import User
from osl.core import audit, revisions
from osl.core.clock import today, utcnow
from osl.core.errors import DomainError
from osl.core.i18n import _, _l
from osl.ideas.models import FormalKind, Idea

MARKED = audit.action(
    "idea.formal", _l("%(actor)s marked “%(subject)s” as no idea but a matter for the office")
)
UNMARKED = audit.action("idea.informal", _l("%(actor)s noted that “%(subject)s” is an idea"))


@dataclass(frozen=True)
class OfficeMatter:
    """What a text is that is no idea, and how far its way to the office has come."""

    kind: FormalKind
    to_whom: str = ""
    handed_on: date | None = None
    closed_on: date | None = None


def mark_formal(idea: Idea, matter: OfficeMatter, *, actor: User) -> None:
    """Note that it is a formal request or a complaint (KPA art. 241 and 227): it leaves the site,
    and goes to the secretariat, which has a month to answer. Raises DomainError for dates that
    cannot be."""
    for day in (matter.handed_on, matter.closed_on):
        if day is not None and day > today():
            raise DomainError(_("This date is still to come. Give the day it really happened."))
    if matter.closed_on and (matter.handed_on is None or matter.closed_on < matter.handed_on):
        raise DomainError(_("It is answered after it was handed on. Check both dates."))
    if idea.is_merged:
        raise DomainError(_("It was joined with another idea. Take them apart first."))
    if not idea.is_formal:
        idea.formal_marked_at = utcnow()
    idea.formal_kind, idea.formal_to = matter.kind, matter.to_whom
    idea.formal_handed_on, idea.formal_closed_on = matter.handed_on, matter.closed_on
    audit.record(MARKED, actor=actor, subject=idea, community_id=idea.community_id)
    revisions.mark(idea)


def unmark_formal(idea: Idea, *, actor: User) -> None:
    """It was an idea after all, and waits to be looked at again. Twice is once."""
    if not idea.is_formal:
        return
    idea.formal_kind, idea.formal_to, idea.formal_marked_at = None, "", None
    idea.formal_handed_on = idea.formal_closed_on = None
    audit.record(UNMARKED, actor=actor, subject=idea, community_id=idea.community_id)
    revisions.mark(idea)
