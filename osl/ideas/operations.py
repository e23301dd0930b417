"""Giving an idea, looking at it before everybody does, and keeping it in order."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from osl.accounts.attempts import account_key
from osl.accounts.models import User
from osl.accounts.queries import normal_email
from osl.communities.models import Community
from osl.core import audit, revisions
from osl.core.clock import today, utcnow
from osl.core.db import db
from osl.core.errors import DomainError
from osl.core.i18n import _, _l
from osl.core.pictures import forget_picture, keep_picture
from osl.core.redrawing import PreparedPicture
from osl.ideas import limits
from osl.ideas.models import (
    CallForIdeas,
    HidingReason,
    Idea,
    IdeaOffer,
    IdeaStep,
    Moderation,
    Resource,
    Source,
    StepKind,
    Suspicion,
)
from osl.ideas.similar import write_stems
from osl.ideas.supports import recount
from osl.ideas.telling import LetterKind, close_calls, tell_author
from osl.ideas.words import HIDING_REASONS
from osl.people.models import Person
from osl.people.operations import Known, introduce, meet_person

GIVEN = audit.action("idea.given", _l("A resident gave the idea “%(subject)s”"))
ENTERED = audit.action("idea.entered", _l("%(actor)s wrote down the idea “%(subject)s”"))
PUBLISHED = audit.action("idea.published", _l("%(actor)s published the idea “%(subject)s”"))
HIDDEN = audit.action("idea.hidden", _l("%(actor)s hid the idea “%(subject)s”: %(reason)s"))
CORRECTED = audit.action("idea.corrected", _l("%(actor)s corrected the idea “%(subject)s”"))
PROPOSED = audit.action(
    "idea.change_proposed", _l("The author proposed other words for “%(subject)s”")
)
ACCEPTED = audit.action(
    "idea.change_accepted", _l("%(actor)s took over the author's words for “%(subject)s”")
)
DECLINED = audit.action(
    "idea.change_declined", _l("%(actor)s left the words of “%(subject)s” as they were")
)
TAKEN_BACK = audit.action("idea.taken_back", _l("The author took the idea “%(subject)s” back"))
DENIED = audit.action("idea.denied", _l("Somebody says that “%(subject)s” is not their idea"))
MOVED = audit.action(
    "idea.moved", _l("%(actor)s moved the idea “%(subject)s” to %(to)s (it was in %(before)s)")
)
BELIEVED = audit.action("idea.believed", _l("%(actor)s noted that “%(subject)s” is a real idea"))


class KeyReused(DomainError):
    """The mark of a form came back with other words in it."""


@dataclass(frozen=True)
class Thought:
    """What somebody says, and who they are if they say so."""

    title: str
    text: str
    known: Known | None = None
    offers: tuple[tuple[Resource, str], ...] = ()
    """What they would help with, each with a word about it."""
    picture: PreparedPicture | None = None
    picture_description: str = ""

    @property
    def is_reachable(self) -> bool:
        return self.known is not None and bool(self.known.email or self.known.phone)


@dataclass(frozen=True)
class Origin:
    """How a thought reached us. ``key`` is the mark of its form: sent twice, it is one idea."""

    source: Source = Source.WEB
    heard_at: str = ""
    given_at: datetime | None = None
    """When it was heard, if that was before today: paper waits until there is time."""
    actor: User | None = None
    key: str | None = None
    form_hash: str = ""
    network: str = ""
    language: str = "pl"
    has_worked: bool = False
    """Whether the browser solved the small sum that a program would have to pay for."""


def give_idea(
    thought: Thought,
    *,
    community: Community,
    call: CallForIdeas | None = None,
    origin: Origin,
) -> Idea:
    """Keep a resident's idea. The team reads it before anybody else does.

    Writes the idea, the person if a contact was given, what they offer, one audit entry, and at
    most one letter. The same form sent again gives the same idea. Raises DomainError when a call
    is not open or belongs to another community, KeyReused, and PictureRefused.
    """
    earlier = _idea_of_form(origin)
    if earlier is not None:
        return earlier
    _refuse_closed(call, community, origin)
    email = thought.known.email if thought.known is not None else ""
    text_key = limits.key_of_text(thought.title, thought.text)
    by_team = origin.actor is not None
    address_key = account_key(normal_email(email)) if email and not by_team else ""
    may_write = by_team or not email or limits.may_write_to(address_key, origin.network)
    idea = Idea(
        title=thought.title,
        text=thought.text,
        original_title=thought.title,
        original_text=thought.text,
        community=community,
        call=call,
        person=_author(thought, community, origin),
        language=origin.language,
        source=origin.source,
        heard_at=origin.heard_at,
        given_at=origin.given_at or utcnow(),
        entered_by_id=origin.actor.id if origin.actor is not None else None,
        suspicion=Suspicion.NONE if by_team else _suspicion(thought, text_key, origin),
        key=origin.key,
        form_hash=origin.form_hash,
        network=origin.network,
        address_key=address_key,
        text_key=text_key,
    )
    if thought.picture is not None:
        idea.picture = keep_picture(thought.picture).file
        idea.picture_description = thought.picture_description
    db.session.add(idea)
    db.session.flush()
    write_stems(idea)
    _note_offers(idea, thought)
    audit.record(
        ENTERED if by_team else GIVEN,
        actor=origin.actor,
        subject=idea,
        community_id=community.id,
    )
    if may_write:
        _thank(idea)
    return idea


def publish_idea(idea: Idea, *, actor: User) -> None:
    """Let everybody read it, now that somebody of the team has. The author hears of it. Twice is
    once."""
    if idea.is_formal:
        raise DomainError(_("This went to the office. First note that it is an idea after all."))
    if idea.moderation is Moderation.PUBLISHED:
        return
    # What was hidden, said so, and is shown after all is news once more.
    cause = f"published:{idea.version}"
    idea.moderation = Moderation.PUBLISHED
    idea.suspicion = Suspicion.NONE
    idea.published_at = idea.published_at or utcnow()
    idea.hidden_at, idea.hiding_reason, idea.hiding_note = None, None, ""
    _note(PUBLISHED, idea, actor)
    tell_author(idea, LetterKind.PUBLISHED, cause=cause)
    revisions.mark(idea)


def believe_idea(idea: Idea, *, actor: User) -> None:
    """Note that what looked like a program's is a person's; it joins the queue. Twice is once."""
    if idea.suspicion is not Suspicion.NONE:
        idea.suspicion = Suspicion.NONE
        _note(BELIEVED, idea, actor)
        _thank(idea)


def hide_idea(idea: Idea, reason: HidingReason, note: str = "", *, actor: User) -> None:
    """Keep it from everybody but the team. The author is told why, if reachable. Twice is once."""
    if idea.moderation is Moderation.HIDDEN and idea.hiding_reason is reason:
        return
    close_calls(idea)
    tell_author(idea, LetterKind.HIDDEN, cause=f"hidden:{idea.version}")
    idea.moderation = Moderation.HIDDEN
    idea.hidden_at, idea.hiding_reason, idea.hiding_note = utcnow(), reason, note
    audit.record(
        HIDDEN,
        actor=actor,
        subject=idea,
        community_id=idea.community_id,
        reason=str(HIDING_REASONS[reason]),
    )
    revisions.mark(idea)


def correct_idea(idea: Idea, title: str, text: str, *, actor: User, tells: bool = True) -> bool:
    """Give it better words; the first ones are kept. Whether anything differed.

    A correction after it was published is a step everybody can see.
    """
    if (idea.title, idea.text) == (title, text):
        return False
    idea.title, idea.text = title, text
    idea.text_key = limits.key_of_text(title, text)
    write_stems(idea)
    if idea.moderation is Moderation.PUBLISHED and tells:
        add_step(idea, StepKind.CORRECTED, actor=actor)
    _note(CORRECTED, idea, actor)
    revisions.mark(idea)
    return True


def propose_change(idea: Idea, title: str, text: str) -> None:
    """Keep the words its author would rather have. Everybody reads them once the team has looked;
    before an idea is published at all they simply are its words."""
    if idea.moderation is Moderation.HIDDEN or idea.is_formal or idea.is_merged:
        raise DomainError(_("This idea cannot be changed any more. Call us, please."))
    if (idea.title, idea.text) == (title, text):
        idea.proposed_title, idea.proposed_text, idea.proposed_at = "", "", None
        return
    if (idea.proposed_title, idea.proposed_text) == (title, text):
        return
    if idea.moderation is Moderation.WAITING:
        idea.title, idea.text = title, text
        idea.text_key = limits.key_of_text(title, text)
        write_stems(idea)
    else:
        idea.proposed_title, idea.proposed_text, idea.proposed_at = title, text, utcnow()
    audit.record(PROPOSED, actor=None, subject=idea, community_id=idea.community_id)


def settle_change(idea: Idea, *, accepted: bool, actor: User) -> None:
    """Take the author's new words over, or leave the old ones. Twice is once."""
    if idea.proposed_at is None:
        return
    title, text = idea.proposed_title, idea.proposed_text
    idea.proposed_title, idea.proposed_text, idea.proposed_at = "", "", None
    if accepted:
        idea.title, idea.text = title, text
        idea.text_key = limits.key_of_text(title, text)
        write_stems(idea)
        revisions.mark(idea)
    _note(ACCEPTED if accepted else DECLINED, idea, actor)


def take_idea_back(idea: Idea) -> None:
    """Its author does not want it on the site any more. What it led to stays. Twice is once."""
    if idea.moderation is Moderation.HIDDEN:
        return
    idea.moderation = Moderation.HIDDEN
    idea.hidden_at, idea.hiding_reason = utcnow(), HidingReason.TAKEN_BACK
    close_calls(idea)
    audit.record(TAKEN_BACK, actor=None, subject=idea, community_id=idea.community_id)
    revisions.mark(idea)


def deny_idea(idea: Idea) -> None:
    """Whoever got the letter never gave this idea: an address was mistyped. Their contact goes
    from it with what was offered in their name, the link they were sent leads nowhere, and for 30
    days nobody can have them written to about an idea."""
    person = idea.person
    if person is None:
        return
    for offer in idea.offers:
        if offer.person_id == person.id and offer.is_live:
            offer.withdrawn_at = utcnow()
    close_calls(idea)
    idea.denied_at = utcnow()
    idea.address_key = account_key(person.email) if person.email else ""
    idea.person = None
    idea.link_version += 1
    db.session.flush()
    recount(idea)
    audit.record(DENIED, actor=None, subject=idea, community_id=idea.community_id)


def remove_picture(idea: Idea, *, actor: User) -> None:
    if idea.picture:
        forget_picture(idea.picture)
        idea.picture, idea.picture_description = None, ""
        _note(CORRECTED, idea, actor)


def move_idea(idea: Idea, to: Community, *, actor: User) -> None:
    """Give an idea to the community it concerns; that team knows its author from now on."""
    if to.id == idea.community_id:
        raise DomainError(_("The idea belongs to this community already."))
    if to.is_closed_on(today()):
        raise DomainError(_("The work with this community has ended. Choose another one."))
    before = idea.community.name
    idea.community = to
    if idea.call is not None and idea.call.community_id != to.id:
        idea.call = None
    if idea.person is not None:
        introduce(idea.person, [to.id])
    add_step(idea, StepKind.MOVED, actor=actor, text=to.name)
    audit.record(MOVED, actor=actor, subject=idea, community_id=to.id, before=before, to=to.name)
    revisions.mark(idea)


def add_step(
    idea: Idea,
    kind: StepKind,
    *,
    actor: User | None,
    text: str = "",
    other: Idea | None = None,
) -> IdeaStep:
    """One more dated step in the story of an idea."""
    step = IdeaStep(
        kind=kind,
        text=text,
        other=other,
        made_at=utcnow(),
        made_by_id=actor.id if actor is not None else None,
    )
    idea.steps.append(step)
    db.session.flush()
    return step


def _author(thought: Thought, community: Community, origin: Origin) -> Person | None:
    if thought.known is None or not (thought.is_reachable or thought.known.name):
        return None
    return meet_person(
        thought.known,
        channel=origin.source.channel,
        community_ids=[community.id],
        actor=origin.actor,
    )


def _note_offers(idea: Idea, thought: Thought) -> None:
    if idea.person is None:
        return
    for resource, note in dict(thought.offers).items():
        idea.offers.append(
            IdeaOffer(person=idea.person, resource=resource, note=note, offered_at=utcnow())
        )
    if thought.offers:
        db.session.flush()
        recount(idea)


def _thank(idea: Idea) -> None:
    """Only a letter: whoever has no address sees the code on the screen."""
    if idea.person is not None and idea.person.email:
        tell_author(idea, LetterKind.GIVEN, cause="given")


def _suspicion(thought: Thought, text_key: str, origin: Origin) -> Suspicion:
    return limits.suspicion_of(
        f"{thought.title} {thought.text}",
        text_key,
        origin.network,
        has_worked=origin.has_worked,
    )


def _refuse_closed(call: CallForIdeas | None, community: Community, origin: Origin) -> None:
    if community.is_closed_on(today()):
        raise DomainError(_("The work with this community has ended. Choose another one."))
    if call is None:
        return
    if call.community_id != community.id:
        raise DomainError(_("This call for ideas is for another community."))
    # Paper that came in time is typed in when there is time.
    if origin.actor is None and not call.is_open_on(today()):
        raise DomainError(_("This call for ideas is not open. Give the idea without it."))


def _idea_of_form(origin: Origin) -> Idea | None:
    if origin.key is None:
        return None
    found = db.session.scalar(select(Idea).where(Idea.key == origin.key))
    if found is not None and found.form_hash != origin.form_hash:
        raise KeyReused(
            _("This form was sent already, with other words. Check them and send it once more.")
        )
    return found


def _note(what: audit.Action, idea: Idea, actor: User) -> None:
    audit.record(what, actor=actor, subject=idea, community_id=idea.community_id)
