"""Joining ideas that say the same, taking them apart again, and making two of one.

Nothing is moved: a merged idea keeps its page, its supporters and its author, and points on.
"""

from sqlalchemy import select

from osl.accounts.models import User
from osl.core import audit, revisions
from osl.core.clock import utcnow
from osl.core.db import db
from osl.core.errors import DomainError
from osl.core.i18n import _, _l
from osl.ideas.following import invite_each_other, reckon
from osl.ideas.limits import key_of_text
from osl.ideas.models import Idea, Moderation, StepKind
from osl.ideas.operations import add_step
from osl.ideas.queries import group_of, root_of
from osl.ideas.similar import write_stems
from osl.ideas.supports import hold, recount
from osl.ideas.telling import LetterKind, tell_all

MERGED = audit.action("idea.merged", _l("%(actor)s joined the idea “%(subject)s” with “%(other)s”"))
PARTED = audit.action("idea.parted", _l("%(actor)s took “%(subject)s” and “%(other)s” apart"))
SPLIT = audit.action(
    "idea.split", _l("%(actor)s made an idea of its own out of “%(other)s”: “%(subject)s”")
)


def merge_ideas(idea: Idea, into: Idea, *, actor: User) -> None:
    """Let ``into`` stand for ``idea`` too: its supporters count there, each person once, and its
    page points on. Twice is once. Raises DomainError for what would go round in a circle."""
    hold(idea, into, merging=True)
    into = root_of(into)
    if idea.merged_into_id is not None and root_of(idea).id == into.id:
        return
    if idea.is_merged:
        raise DomainError(_("It was joined with another idea already. Take them apart first."))
    if into.id == idea.id:
        raise DomainError(_("An idea cannot be joined with itself. Choose another one."))
    if idea.is_formal or into.is_formal:
        raise DomainError(_("One of them went to the office. Only ideas are joined."))
    if into.moderation is Moderation.HIDDEN or (idea.is_published and not into.is_published):
        raise DomainError(_("The other idea is not published, so nobody could read on there."))
    # Whoever waits for a first answer hears of it too: their idea lives on in the other one.
    if idea.moderation is not Moderation.HIDDEN and into.is_published:
        tell_all(idea, LetterKind.MERGED, cause=f"{into.id}:{idea.version}")
    invite_each_other(idea, into)
    behind = group_of(idea)
    idea.merged_into = into
    for one in behind:
        one.root = into
    db.session.flush()
    add_step(idea, StepKind.MERGED, actor=actor, other=into)
    add_step(into, StepKind.TOOK_IN, actor=actor, other=idea)
    _count_anew(idea, into)
    _note(MERGED, idea, into, actor)


def part_ideas(idea: Idea, *, actor: User) -> None:
    """Undo the merging: each counts its own supporters again. Twice is once."""
    hold(idea, merging=True)
    into = idea.merged_into
    if into is None:
        return
    root = root_of(idea)
    hold(root, merging=True)
    idea.merged_into = None
    idea.root = None
    db.session.flush()
    for one in _merged_below(idea):
        one.root = idea
    db.session.flush()
    add_step(idea, StepKind.PARTED, actor=actor, other=into)
    add_step(into, StepKind.PARTED, actor=actor, other=idea)
    _count_anew(idea, root)
    _note(PARTED, idea, into, actor)


def split_idea(idea: Idea, title: str, text: str, *, actor: User, key: str | None = None) -> Idea:
    """Make an idea of its own out of a part of another one, of the same author, as public as that
    one. The same form sent again gives the same idea."""
    if key is not None:
        earlier = db.session.scalar(select(Idea).where(Idea.key == key))
        if earlier is not None:
            return earlier
    part = Idea(
        title=title,
        text=text,
        original_title=title,
        original_text=text,
        community=idea.community,
        call=idea.call,
        person=idea.person,
        language=idea.language,
        source=idea.source,
        heard_at=idea.heard_at,
        given_at=idea.given_at,
        entered_by_id=actor.id,
        moderation=idea.moderation,
        published_at=utcnow() if idea.published_at is not None else None,
        split_from=idea,
        text_key=key_of_text(title, text),
        key=key,
    )
    db.session.add(part)
    db.session.flush()
    write_stems(part)
    add_step(idea, StepKind.SPLIT_OFF, actor=actor, other=part)
    _note(SPLIT, part, idea, actor)
    revisions.mark(part)
    return part


def _merged_below(idea: Idea) -> list[Idea]:
    """All that were merged into it, and into those."""
    found: list[Idea] = []
    layer = [idea.id]
    while layer:
        below = db.session.scalars(select(Idea).where(Idea.merged_into_id.in_(layer))).all()
        found += below
        layer = [one.id for one in below]
    return found


def _count_anew(*ideas: Idea) -> None:
    for idea in ideas:
        recount(idea)
    reckon(ideas)
    for idea in ideas:
        revisions.mark(idea)


def _note(what: audit.Action, idea: Idea, other: Idea, actor: User) -> None:
    audit.record(what, actor=actor, subject=idea, community_id=idea.community_id, other=other.title)
