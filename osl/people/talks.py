"""Noting what was said with a resident, and seeing to it that what was promised is done."""

from dataclasses import dataclass
from datetime import date, timedelta

from osl.accounts.models import User
from osl.communities.models import Community
from osl.core import audit
from osl.core.clock import today, utcnow
from osl.core.db import db
from osl.core.errors import DomainError
from osl.core.i18n import _, _l
from osl.people.models import Person, Talk, TalkChannel
from osl.people.operations import introduce
from osl.people.talk_queries import talk_of_key

LOGGED = audit.action("talk.logged", _l("%(actor)s noted a talk with a resident"))
CHANGED = audit.action("talk.changed", _l("%(actor)s put right what a talk was about"))
SETTLED = audit.action("talk.step_done", _l("%(actor)s did what was promised in a talk"))
POSTPONED = audit.action("talk.step_postponed", _l("%(actor)s put off a next step of a talk"))
HANDED_OVER = audit.action(
    "talk.step_handed_over", _l("%(actor)s handed over a next step of a talk")
)

FIRST_DAY = date(2020, 1, 1)
"""Nobody here has talked before this day: an earlier date is a slip."""

FURTHEST = timedelta(days=2 * 365)
"""A next step further away than this is a slip, too."""


class WrongDay(DomainError):
    """A talk of tomorrow, or of before the work began."""


class WrongStep(DomainError):
    """A next step that cannot be due on this day."""


class WrongOwner(DomainError):
    """A next step for somebody who does not work with this community."""


class NothingOpen(DomainError):
    """There is no next step (any more) to put off or to hand over."""


@dataclass(frozen=True)
class NextStep:
    """What comes next, by which day, and whose it is."""

    what: str
    on: date
    owner: User


@dataclass(frozen=True)
class Said:
    """What there is to note of a talk."""

    held_on: date
    channel: TalkChannel
    agreed: str
    next_step: NextStep | None = None


def log_talk(
    person: Person, said: Said, *, community: Community, actor: User, key: str | None = None
) -> Talk:
    """Note a talk. The same form sent twice makes one talk.

    The community's team knows the person from now on. Writes the talk and one audit entry.
    Raises WrongDay, WrongStep, WrongOwner.
    """
    known = talk_of_key(key, actor)
    if known is not None:
        return known
    _check(said, community)
    talk = Talk(person=person, community=community, author=actor, key=key)
    _write(talk, said)
    db.session.add(talk)
    introduce(person, [community.id])
    audit.record(LOGGED, actor=actor, subject=talk, community_id=community.id)
    return talk


def change_talk(talk: Talk, said: Said, *, actor: User) -> bool:
    """Put right what was noted; whether anything differed. A step that was done stays done.

    Raises WrongDay, WrongStep, WrongOwner.
    """
    before = said_in(talk)
    if said == before:
        return False
    _check(said, talk.community, known=before.next_step)
    if said.next_step is None or said.next_step.what != talk.next_step:
        talk.next_done_at, talk.next_done_by_id = None, None
    _write(talk, said)
    audit.record(CHANGED, actor=actor, subject=talk, community_id=talk.community_id)
    return True


def settle_next_step(
    talk: Talk,
    *,
    actor: User,
    outcome: str = "",
    channel: TalkChannel | None = None,
    key: str | None = None,
) -> Talk | None:
    """Note that the next step is done. Twice is once.

    With an ``outcome`` that is a talk of its own, held today, which is given back.
    """
    if talk.is_open:
        talk.next_done_at = utcnow()
        talk.next_done_by_id = actor.id
        audit.record(SETTLED, actor=actor, subject=talk, community_id=talk.community_id)
    if not outcome:
        return None
    said = Said(today(), channel or talk.channel, outcome)
    return log_talk(talk.person, said, community=talk.community, actor=actor, key=key)


def postpone_next_step(talk: Talk, on: date, *, actor: User) -> None:
    """Let the next step wait until another day. Raises NothingOpen, WrongStep."""
    _refuse_closed(talk)
    if on < today():
        raise WrongStep(_("Choose today or a later day."))
    _check_day(on)
    if talk.next_on != on:
        talk.next_on = on
        audit.record(POSTPONED, actor=actor, subject=talk, community_id=talk.community_id)


def hand_over_next_step(talk: Talk, owner: User, *, actor: User) -> None:
    """Let another one of the team take the next step upon themselves.

    Raises NothingOpen, WrongOwner.
    """
    _refuse_closed(talk)
    _check_owner(owner, talk.community)
    if talk.next_owner_id != owner.id:
        talk.next_owner = owner
        audit.record(
            HANDED_OVER,
            actor=actor,
            subject=talk,
            community_id=talk.community_id,
            owner_id=owner.id,
        )


def said_in(talk: Talk) -> Said:
    """What a talk says now."""
    step = None
    if talk.next_step and talk.next_on is not None and talk.next_owner is not None:
        step = NextStep(talk.next_step, talk.next_on, talk.next_owner)
    return Said(talk.held_on, talk.channel, talk.agreed, step)


def _write(talk: Talk, said: Said) -> None:
    step = said.next_step
    talk.held_on = said.held_on
    talk.channel = said.channel
    talk.agreed = said.agreed
    talk.next_step = step.what if step is not None else ""
    talk.next_on = step.on if step is not None else None
    talk.next_owner = step.owner if step is not None else None


def _check(said: Said, community: Community, known: NextStep | None = None) -> None:
    """Refuse a slip. A step that was there before (``known``) may belong to somebody who has left
    the team since: whoever corrects a word need not look for another owner."""
    if said.held_on > today():
        raise WrongDay(_("A talk that is still to come cannot be noted. Choose today or earlier."))
    if said.held_on < FIRST_DAY:
        raise WrongDay(_("Choose a day from 2020 on."))
    if said.next_step is None or said.next_step == known:
        return
    if said.next_step.on < said.held_on:
        raise WrongStep(_("The next step cannot be due before the talk itself."))
    _check_day(said.next_step.on)
    _check_owner(said.next_step.owner, community)


def _check_day(on: date) -> None:
    if on > today() + FURTHEST:
        raise WrongStep(_("Choose a day within two years."))


def _check_owner(owner: User, community: Community) -> None:
    if not owner.is_active or not owner.works_with(community.id):
        raise WrongOwner(_("This person does not work with this community. Choose another one."))


def _refuse_closed(talk: Talk) -> None:
    if not talk.is_open:
        raise NothingOpen(_("This step is done already. There is nothing left to do about it."))
