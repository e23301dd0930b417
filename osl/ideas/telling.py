"""Who hears of an idea: its author, whoever asked to, and whoever offered help.

By letter where there is an address, else by a row on the list of calls. One letter per person
and cause, however many of the ideas behind one event are theirs.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import joinedload

from osl.accounts.attempts import account_key
from osl.core.clock import utcnow
from osl.core.db import db
from osl.core.outbox import write_later
from osl.events.models import Event
from osl.ideas.models import Idea, IdeaCall, IdeaEvent, IdeaOffer, IdeaStep, IdeaSupport, Suspicion
from osl.ideas.queries import ids_behind, root_of


class LetterKind(StrEnum):
    """Each thing people are written about an idea; also the name of its template."""

    GIVEN = "given"
    PUBLISHED = "published"
    HIDDEN = "hidden"
    QUESTION = "question"
    ANSWER = "answer"
    MERGED = "merged"
    INVITATION = "invitation"
    CALLED_OFF = "called_off"
    NEW_DATE = "new_date"
    RESULT = "result"
    ASKING = "asking"
    OFFERED = "offered"

    @property
    def code(self) -> str:
        """How the outbox calls it."""
        return f"ideas.{self}"


@dataclass(frozen=True)
class Reached:
    """Somebody behind an idea, and by what their letter says who they are to it."""

    email: str
    language: str
    idea_id: int
    person_id: int | None = None
    support_id: int | None = None
    offer_id: int | None = None

    @property
    def mark(self) -> str:
        """What stands for this person in the key of a letter."""
        return account_key(self.email)[:24] if self.email else f"person-{self.person_id}"

    @property
    def ids(self) -> dict[str, Any]:
        known = {
            "idea_id": self.idea_id,
            "person_id": self.person_id,
            "support_id": self.support_id,
            "offer_id": self.offer_id,
        }
        return {name: number for name, number in known.items() if number is not None}


def tell_author(idea: Idea, kind: LetterKind, *, cause: str, step: IdeaStep | None = None) -> bool:
    """Write to whoever gave the idea, or put them on the list of calls; whether either could be
    done. ``cause`` tells apart two letters of one kind about one idea.

    Nobody is written to about what may come from a program.
    """
    author = _author(idea)
    if author is None:
        return False
    _tell(author, kind, f"idea:{idea.id}:{kind}:{cause}", step=step)
    return True


def tell_all(root: Idea, kind: LetterKind, *, cause: str, step: IdeaStep | None = None) -> int:
    """Tell everybody behind an idea and behind those merged into it; how many that is."""
    reached = behind([root])
    for one in reached:
        _tell(one, kind, f"idea:{root.id}:{kind}:{cause}", step=step)
    return len(reached)


def tell_of_event(
    event: Event,
    kind: LetterKind,
    links: Sequence[IdeaEvent],
    *,
    cause: str,
    due_at: datetime | None = None,
) -> int:
    """Tell everybody behind the ideas an event answers, each person once; how many that is."""
    ideas = {root_of(link.idea).id: root_of(link.idea) for link in links}
    reached = behind(ideas.values())
    for one in reached:
        _tell(one, kind, f"idea-event:{event.id}:{kind}:{cause}", event=event, due_at=due_at)
    return len(reached)


def behind(roots: Iterable[Idea]) -> list[Reached]:
    """Everybody behind these ideas, each once: authors first, then who offered help, then who
    asked to hear. A device without an address is nobody we could reach."""
    ids = [number for root in roots for number in ids_behind(root)]
    statement = select(Idea).where(Idea.id.in_(ids)).options(joinedload(Idea.person))
    ideas = list(db.session.scalars(statement.order_by(Idea.id)))
    offers = db.session.scalars(
        select(IdeaOffer)
        .where(IdeaOffer.idea_id.in_(ids), IdeaOffer.withdrawn_at.is_(None))
        .options(joinedload(IdeaOffer.person))
        .order_by(IdeaOffer.id)
    )
    supports = db.session.scalars(
        select(IdeaSupport)
        .where(
            IdeaSupport.idea_id.in_(ids),
            IdeaSupport.email != "",
            IdeaSupport.confirmed_at.is_not(None),
            IdeaSupport.stopped_at.is_(None),
        )
        .order_by(IdeaSupport.id)
    )
    found: dict[str, Reached] = {}
    for idea in ideas:
        author = _author(idea)
        if author is not None:
            found.setdefault(author.mark, author)
    for offer in offers:
        person = offer.person
        if person.email or person.phone:
            helper = Reached(
                person.email, person.language, offer.idea_id, person.id, offer_id=offer.id
            )
            found.setdefault(helper.mark, helper)
    for support in supports:
        follower = Reached(support.email, support.language, support.idea_id, support_id=support.id)
        found.setdefault(follower.mark, follower)
    return list(found.values())


def ask_supporter(support: IdeaSupport) -> None:
    """Write to an address somebody typed, to ask whether it was really them."""
    write_later(
        LetterKind.ASKING.code,
        support.email,
        key=f"idea-support:{support.id}:asking:{support.asked_at:%Y%m%dT%H%M%S}",
        language=support.language,
        support_id=support.id,
    )


def thank_helper(offer: IdeaOffer) -> None:
    """Write to whoever offered help what happens next, and how to take it back."""
    if offer.person.email:
        write_later(
            LetterKind.OFFERED.code,
            offer.person.email,
            key=f"idea-offer:{offer.id}:{offer.offered_at:%Y%m%dT%H%M%S}",
            language=offer.person.language,
            offer_id=offer.id,
        )


def close_calls(idea: Idea) -> None:
    """Take calls about an idea off the list that have lost their point."""
    db.session.execute(
        update(IdeaCall)
        .where(IdeaCall.idea_id == idea.id, IdeaCall.closed_at.is_(None))
        .values(closed_at=utcnow())
    )


def _author(idea: Idea) -> Reached | None:
    person = idea.person
    if person is None or not (person.email or person.phone) or idea.suspicion is not Suspicion.NONE:
        return None
    return Reached(person.email, idea.language, idea.id, person.id)


def _tell(
    one: Reached,
    kind: LetterKind,
    cause: str,
    *,
    step: IdeaStep | None = None,
    event: Event | None = None,
    due_at: datetime | None = None,
) -> None:
    key = f"{cause}:{one.mark}"
    more: dict[str, Any] = {}
    if step is not None:
        more["step_id"] = step.id
    if event is not None:
        more["event_id"] = event.id
    if one.email:
        write_later(
            kind.code,
            one.email,
            key=key,
            language=one.language,
            due_at=due_at,
            **one.ids,
            **more,
        )
    elif one.person_id is not None:
        _ask_to_call(one, kind, key, more)


def _ask_to_call(one: Reached, kind: LetterKind, key: str, more: dict[str, Any]) -> None:
    """One open row a person and idea: whoever calls tells everything there is to tell."""
    if db.session.scalar(select(IdeaCall.id).where(IdeaCall.key == key)) is not None:
        return
    db.session.execute(
        update(IdeaCall)
        .where(
            IdeaCall.idea_id == one.idea_id,
            IdeaCall.person_id == one.person_id,
            IdeaCall.closed_at.is_(None),
        )
        .values(closed_at=utcnow())
    )
    db.session.add(
        IdeaCall(key=key, idea_id=one.idea_id, person_id=one.person_id, kind=kind.value, **more)
    )
