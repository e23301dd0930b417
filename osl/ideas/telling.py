"""Who hears of an idea: its author, whoever asked to, and whoever offered help.

By letter where there is an address, else by a row on the list of calls. One letter per person
and cause, however many of the ideas behind one event are theirs.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from flask import current_app
from sqlalchemy import func, select, update
from sqlalchemy.orm import joinedload

from osl.accounts.attempts import account_key
from osl.core.clock import utcnow
from osl.core.db import db
from osl.core.outbox import OutgoingLetter, write_later
from osl.events.models import Event
from osl.ideas.limits import LETTERS_PER_ADDRESS, said_no
from osl.ideas.models import (
    Idea,
    IdeaCall,
    IdeaMessage,
    IdeaOffer,
    IdeaStep,
    IdeaSupport,
    Moderation,
    Suspicion,
)
from osl.ideas.queries import ids_behind
from osl.people.models import Person


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


ON_A_STRANGERS_WORD = (LetterKind.GIVEN, LetterKind.ASKING, LetterKind.OFFERED)
"""They go to an address that nobody has confirmed."""


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


def tell_author(
    idea: Idea,
    kind: LetterKind,
    *,
    cause: str,
    step: IdeaStep | None = None,
    message: IdeaMessage | None = None,
) -> bool:
    """Write to whoever gave the idea, or put them on the list of calls; whether either could be
    done. ``cause`` tells apart two letters of one kind about one idea.

    Nobody is written to about what may come from a program.
    """
    author = _author(idea)
    if author is None:
        return False
    _tell(author, kind, f"idea:{idea.id}:{kind}:{cause}", step=step, message=message)
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
    roots: Iterable[Idea],
    *,
    cause: str,
    but: Iterable[Idea] = (),
    due_at: datetime | None = None,
) -> int:
    """Tell everybody behind the ideas an event answers, each person once; how many that is.
    ``but`` names ideas whose people have heard of it already."""
    heard = {one.mark for one in behind(but)}
    reached = [one for one in behind(roots) if one.mark not in heard]
    for one in reached:
        _tell(one, kind, f"idea-event:{event.id}:{kind}:{cause}", event=event, due_at=due_at)
    return len(reached)


def behind(roots: Iterable[Idea], email: str = "") -> list[Reached]:
    """Everybody behind these ideas, each once: authors first, then who offered help, then who
    asked to hear; with an ``email``, only whoever reads that. A device without an address is
    nobody we could reach.

    Whoever gave what may come from a program, or what nobody shall see any more, is not told.
    """
    ids = [number for root in roots for number in ids_behind(root)]
    if not ids:
        return []
    found: dict[str, Reached] = {}
    for one in (*_authors(ids, email), *_helpers(ids, email), *_followers(ids, email)):
        found.setdefault(one.mark, one)
    return list(found.values())


def _authors(ids: Collection[int], email: str) -> list[Reached]:
    statement = select(Idea).where(Idea.id.in_(ids), Idea.moderation != Moderation.HIDDEN)
    if email:
        statement = statement.join(Idea.person).where(Person.email == email)
    ideas = db.session.scalars(statement.options(joinedload(Idea.person)).order_by(Idea.id))
    return [author for idea in ideas if (author := _author(idea)) is not None]


def _helpers(ids: Collection[int], email: str) -> list[Reached]:
    """Whoever offered help. What came with an idea shares its fate."""
    statement = (
        select(IdeaOffer, Idea)
        .join(IdeaOffer.idea)
        .join(IdeaOffer.person)
        .where(IdeaOffer.idea_id.in_(ids), IdeaOffer.withdrawn_at.is_(None))
    )
    if email:
        statement = statement.where(Person.email == email)
    found = []
    rows = db.session.execute(
        statement.options(joinedload(IdeaOffer.person)).order_by(IdeaOffer.id)
    )
    for offer, idea in rows:
        person = offer.person
        is_own = person.id == idea.person_id
        is_doubtful = idea.suspicion is not Suspicion.NONE or idea.moderation is Moderation.HIDDEN
        if (person.email or person.phone) and not (is_own and is_doubtful):
            found.append(
                Reached(person.email, person.language, idea.id, person.id, offer_id=offer.id)
            )
    return found


def _followers(ids: Collection[int], email: str) -> list[Reached]:
    statement = select(IdeaSupport).where(
        IdeaSupport.idea_id.in_(ids),
        IdeaSupport.email != "",
        IdeaSupport.confirmed_at.is_not(None),
        IdeaSupport.stopped_at.is_(None),
    )
    if email:
        statement = statement.where(IdeaSupport.email == email)
    return [
        Reached(one.email, one.language, one.idea_id, support_id=one.id)
        for one in db.session.scalars(statement.order_by(IdeaSupport.id))
    ]


def had_enough(email: str) -> bool:
    """Whether this mailbox got so many letters lately on the word of whoever typed its address
    that one more would be a nuisance. What counts is the letters themselves, for a device may
    type one address after another."""
    if not current_app.config["LIMITS_IDEAS"]:
        return False
    now = utcnow()
    got = select(func.count(OutgoingLetter.id)).where(
        OutgoingLetter.recipient == email,
        OutgoingLetter.kind.in_([kind.code for kind in ON_A_STRANGERS_WORD]),
    )
    return any(
        (db.session.scalar(got.where(OutgoingLetter.created_at > now - within)) or 0) >= most
        for most, within in LETTERS_PER_ADDRESS
    )


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
    if offer.person.email and not had_enough(offer.person.email):
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
    is_on_a_strangers_word = idea.entered_by_id is None and bool(person.email)
    if is_on_a_strangers_word and said_no(account_key(person.email)):
        return None
    return Reached(person.email, idea.language, idea.id, person.id)


def _tell(
    one: Reached,
    kind: LetterKind,
    cause: str,
    *,
    step: IdeaStep | None = None,
    message: IdeaMessage | None = None,
    event: Event | None = None,
    due_at: datetime | None = None,
) -> None:
    key = f"{cause}:{one.mark}"
    more: dict[str, Any] = {}
    only_written: dict[str, Any] = {} if message is None else {"message_id": message.id}
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
            **only_written,
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
