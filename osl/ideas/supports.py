"""Standing behind an idea without an account: once per person, as far as can honestly be known.

Supports stay with the idea they were given to, also when it is merged into another; how many
people that makes is counted over all of them. So merging moves nothing, loses nobody, and can be
undone.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select, update

from osl.accounts.attempts import account_key
from osl.accounts.models import User
from osl.accounts.queries import normal_email
from osl.core import audit
from osl.core.clock import utcnow
from osl.core.db import Base, db
from osl.core.errors import DomainError
from osl.core.i18n import _, _l
from osl.ideas import limits
from osl.ideas.models import Idea, IdeaOffer, IdeaSupport
from osl.ideas.queries import ids_behind, root_of
from osl.ideas.telling import ask_supporter, had_enough
from osl.people.models import Person

SUPPORTED = audit.action("idea.supported", _l("Somebody supported the idea “%(subject)s”"))
NOTED = audit.action("idea.support_noted", _l("%(actor)s noted a supporter of “%(subject)s”"))
WITHDRAWN = audit.action(
    "idea.support_withdrawn", _l("Somebody does not support the idea “%(subject)s” any more")
)
CONFIRMED = audit.action(
    "idea.support_confirmed", _l("Somebody confirmed supporting “%(subject)s” by e-mail")
)
STOPPED = audit.action(
    "idea.support_stopped", _l("Somebody does not want to hear of “%(subject)s” any more")
)
DENIED = audit.action("idea.support_denied", _l("A mailbox says it never supported “%(subject)s”"))
LEFT_OUT = audit.action(
    "idea.crowd_left_out",
    _l("%(actor)s counted “%(subject)s” without a crowd of one place"),
)
TAKEN_IN = audit.action(
    "idea.crowd_counted", _l("%(actor)s counted everybody behind “%(subject)s” again")
)
RECOUNTED = audit.action("idea.recounted", _l("%(actor)s counted the supporters of “%(subject)s”"))

CROWD = 15
"""So many supports of one idea from one network on one day are pointed out to the team. The key
of a network is another one each day."""

STRUCTURE = 7_120_611
"""PostgreSQL: who supports may pass beside one another here, but not beside who merges."""


STANDING = ("merged_into_id", "root_id", "merged_into", "root", "moderation", "formal_kind")
"""What says whether people may stand behind an idea, and which one counts them."""


def hold(*ideas: Idea, merging: bool = False) -> None:
    """Let nothing of these ideas change behind our back: neither their counts nor (this is what
    ``merging`` changes) what stands for what. SQLite has one writer at a time anyway."""
    if db.engine.dialect.name == "postgresql":
        lock = func.pg_advisory_xact_lock if merging else func.pg_advisory_xact_lock_shared
        db.session.execute(select(lock(STRUCTURE)))
        db.session.flush()
        for idea in ideas:
            db.session.refresh(idea, STANDING)
        numbers = sorted({idea.root_id or idea.id for idea in ideas} | {i.id for i in ideas})
        db.session.execute(
            select(Idea.id).where(Idea.id.in_(numbers)).order_by(Idea.id).with_for_update()
        )
        for idea in {root_of(one) for one in ideas} | set(ideas):
            db.session.refresh(idea, STANDING)


def support_idea(
    idea: Idea, voter: str, *, network: str, email: str = "", language: str = "pl"
) -> IdeaSupport:
    """Stand behind an idea, or behind the one it was merged into. Twice is the same as once.

    ``voter`` stands for one device. With an ``email`` whoever it is hears what happens, once the
    link in the letter it gets was used. Writes one audit entry, at most one letter.
    Raises DomainError for an idea nobody sees, and TooMany.
    """
    hold(idea)
    root = root_of(idea)
    if not root.is_published:
        raise DomainError(_("This idea cannot be supported now."))
    support = _support_of(root, voter)
    if support is None:
        limits.refuse_stuffing(voter, network)
        support = IdeaSupport(idea_id=root.id, voter=voter, network=network, language=language)
        db.session.add(support)
        audit.record(SUPPORTED, actor=None, subject=root, community_id=root.community_id)
        db.session.flush()
        recount(root)
    if email:
        _ask(support, email, network)
    return support


def support_for(idea: Idea, person: Person, *, actor: User) -> IdeaSupport:
    """Note that a resident the team talked with stands behind an idea. Twice is once."""
    hold(idea)
    root = root_of(idea)
    voter = f"person {person.id}"
    support = _support_of(root, voter)
    if support is None:
        support = IdeaSupport(
            idea_id=root.id, voter=voter, person_id=person.id, language=person.language
        )
        db.session.add(support)
        audit.record(NOTED, actor=actor, subject=root, community_id=root.community_id)
        db.session.flush()
        recount(root)
    return support


def withdraw_support(idea: Idea, voter: str) -> None:
    """Take one's support back, from whichever of the merged ideas it was given to."""
    hold(idea)
    support = _support_of(root_of(idea), voter)
    if support is not None:
        _take_away(support)


def take_support_back(support: IdeaSupport) -> None:
    """The same by the link of a letter."""
    hold(support.idea)
    _take_away(support)


def confirm_support(support: IdeaSupport) -> None:
    """Note that whoever reads this mailbox stands behind the idea and wants to hear of it. Twice
    is once; and two devices of one mailbox are one person from now on.

    Raises DomainError for a mailbox that said no, and for an address that was forgotten again.
    """
    hold(support.idea)
    _look_again(support)
    if support.denied_at is not None:
        raise DomainError(_("From this address we were asked not to write."))
    if support.confirmed_at is not None and support.stopped_at is None:
        return
    if not support.email:
        raise DomainError(_("This link is too old. Support the idea once more, please."))
    key = account_key(support.email)
    same = select(IdeaSupport).where(
        IdeaSupport.idea_id == support.idea_id,
        IdeaSupport.email_key == key,
        IdeaSupport.id != support.id,
    )
    for twin in db.session.scalars(same):
        db.session.delete(twin)
        db.session.flush()
    support.confirmed_at, support.stopped_at, support.email_key = utcnow(), None, key
    support.left_out_at = None
    audit.record(CONFIRMED, actor=None, subject=support.idea)
    db.session.flush()
    recount_around(support.idea)


def stop_hearing(support: IdeaSupport) -> None:
    """No more letters about this idea; the support itself stays. Twice is once."""
    if support.stopped_at is None:
        support.stopped_at = utcnow()
        audit.record(STOPPED, actor=None, subject=support.idea)


def deny_support(support: IdeaSupport) -> None:
    """Note that this mailbox never asked: it is not written to on a stranger's word for 30 days,
    and its address is forgotten. The device keeps its vote: it never was the mailbox's."""
    if support.denied_at is None and support.confirmed_at is None:
        support.denied_at = support.stopped_at = utcnow()
        support.email = ""
        audit.record(DENIED, actor=None, subject=support.idea)


def recount(root: Idea) -> tuple[int, int]:
    """Count the people behind an idea and behind all that were merged into it; and those of them
    we know to be different people. Nobody edited the idea, so its version stays as it was."""
    ids = ids_behind(root)
    rows = db.session.execute(
        select(IdeaSupport.voter, IdeaSupport.email_key, IdeaSupport.person_id.is_not(None)).where(
            IdeaSupport.idea_id.in_(ids), IdeaSupport.left_out_at.is_(None)
        )
    )
    everybody, confirmed = _people((voter, key, bool(known)) for voter, key, known in rows)
    helpers = db.session.scalar(
        select(func.count(IdeaOffer.person_id.distinct())).where(
            IdeaOffer.idea_id.in_(ids), IdeaOffer.withdrawn_at.is_(None)
        )
    )
    store(root, supporters=everybody, confirmed_supporters=confirmed, helpers=helpers or 0)
    return everybody, confirmed


def recount_around(*ideas: Idea) -> None:
    """Count anew for ideas of which something was merged, and for what stands for them."""
    for idea in {one.id: one for given in ideas for one in (given, root_of(given))}.values():
        recount(idea)


def recount_for(root: Idea, *, actor: User) -> None:
    """Count anew because somebody of the team doubts a number."""
    hold(root)
    recount(root)
    audit.record(RECOUNTED, actor=actor, subject=root, community_id=root.community_id)


@dataclass(frozen=True)
class Crowd:
    """Supports that came from one place on one day, more than a household or a club gives.
    ``left_out`` of them the team does not count."""

    counted: int
    left_out: int


def crowd_behind(root: Idea) -> Crowd:
    """How many of an idea's supports came in a crowd. Those we know to be different people are
    never among them; where something came from is known for 30 days only."""
    ids = ids_behind(root)
    counted = sum(
        db.session.scalars(
            select(func.count(IdeaSupport.id))
            .where(IdeaSupport.idea_id.in_(ids), *_is_of_a_crowd())
            .group_by(IdeaSupport.network)
            .having(func.count(IdeaSupport.id) >= CROWD)
        )
    )
    left_out = db.session.scalar(
        select(func.count(IdeaSupport.id)).where(
            IdeaSupport.idea_id.in_(ids), IdeaSupport.left_out_at.is_not(None)
        )
    )
    return Crowd(counted, left_out or 0)


def leave_crowd_out(root: Idea, *, actor: User) -> None:
    """Count without those who came in a crowd. Nobody is taken away: it can be undone."""
    hold(root)
    ids = ids_behind(root)
    crowded = (
        select(IdeaSupport.network)
        .where(IdeaSupport.idea_id.in_(ids), *_is_of_a_crowd())
        .group_by(IdeaSupport.network)
        .having(func.count(IdeaSupport.id) >= CROWD)
    )
    db.session.execute(
        update(IdeaSupport)
        .where(
            IdeaSupport.idea_id.in_(ids),
            IdeaSupport.network.in_(list(db.session.scalars(crowded))),
            *_is_of_a_crowd(),
        )
        .values(left_out_at=utcnow())
    )
    recount(root)
    audit.record(LEFT_OUT, actor=actor, subject=root, community_id=root.community_id)


def count_crowd_again(root: Idea, *, actor: User) -> None:
    """Count everybody after all."""
    hold(root)
    db.session.execute(
        update(IdeaSupport)
        .where(IdeaSupport.idea_id.in_(ids_behind(root)), IdeaSupport.left_out_at.is_not(None))
        .values(left_out_at=None)
    )
    recount(root)
    audit.record(TAKEN_IN, actor=actor, subject=root, community_id=root.community_id)


def _is_of_a_crowd() -> tuple[ColumnElement[bool], ...]:
    return (
        IdeaSupport.network != "",
        IdeaSupport.left_out_at.is_(None),
        IdeaSupport.email_key.is_(None),
        IdeaSupport.person_id.is_(None),
    )


def store(idea: Idea, **values: object) -> None:
    """Write what follows from other rows without making it an edit of the idea."""
    table = Base.metadata.tables["idea"]
    db.session.flush()
    db.session.execute(update(table).where(table.c.id == idea.id).values(**values))
    db.session.refresh(idea, list(values))


def _people(rows: Iterable[tuple[str, str | None, bool]]) -> tuple[int, int]:
    """How many people these supports are, when the same device or the same confirmed mailbox is
    the same person, and how many of those are known to be different ones."""
    leader: dict[str, str] = {}

    def first(name: str) -> str:
        while leader.setdefault(name, name) != name:
            name = leader[name]
        return name

    known = set()
    for voter, email_key, is_known in rows:
        device = f"v {voter}"
        first(device)
        if email_key is not None:
            leader[first(device)] = first(f"e {email_key}")
        if email_key is not None or is_known:
            known.add(device)
    return len({first(n) for n in list(leader)}), len({first(name) for name in known})


def _support_of(root: Idea, voter: str) -> IdeaSupport | None:
    statement = select(IdeaSupport).where(
        IdeaSupport.idea_id.in_(ids_behind(root)), IdeaSupport.voter == voter
    )
    return db.session.scalar(statement.order_by(IdeaSupport.id).limit(1))


def _look_again(support: IdeaSupport) -> None:
    """The same link may have been used on two devices at once: PostgreSQL let both begin."""
    if db.engine.dialect.name == "postgresql":
        db.session.flush()
        db.session.expire(support)


def has_supported(idea: Idea, voter: str) -> bool:
    """Whether this device stands behind the idea already."""
    return bool(voter) and _support_of(root_of(idea), voter) is not None


def _ask(support: IdeaSupport, email: str, network: str) -> None:
    """Ask the address whether it was really them, unless it had enough of that lately. Whoever
    typed it learns neither."""
    email = normal_email(email)
    key = account_key(email)
    is_same = support.email == email and support.hears_what_happens
    if is_same or _was_denied(support) or had_enough(email):
        return
    if not limits.may_write_to(key, network):
        return
    support.email, support.address_key = email, key
    # The mailbox that was confirmed before still says that this is one person.
    support.confirmed_at = support.stopped_at = support.denied_at = None
    support.asked_at = utcnow()
    db.session.flush()
    ask_supporter(support)


def _was_denied(support: IdeaSupport) -> bool:
    """Whether this device typed somebody else's address here not long ago: that mailbox is left
    alone, so the note that says so is not written over."""
    return support.denied_at is not None and support.denied_at > utcnow() - limits.KEPT


def _take_away(support: IdeaSupport) -> None:
    root = root_of(support.idea)
    same = select(IdeaSupport).where(
        IdeaSupport.idea_id.in_(ids_behind(root)), IdeaSupport.voter == support.voter
    )
    found = db.session.scalars(same).all()
    if not found:
        return
    given_to = [one.idea for one in found]
    for one in found:
        db.session.delete(one)
    audit.record(WITHDRAWN, actor=None, subject=root, community_id=root.community_id)
    db.session.flush()
    recount_around(*given_to)
