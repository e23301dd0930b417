"""The words of letters about ideas, found when a letter leaves, from the facts of then.

What no longer holds is not said: an idea hidden meanwhile, an event called off before its
invitation left, a support that was taken back. And nobody reads a stranger's words in a letter
they never asked for: until the team has looked, an idea is a number.
"""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from osl.communities.queries import get_centre
from osl.core.clock import to_local, utcnow
from osl.core.db import db
from osl.core.outbox import Composed, Composer, OutgoingLetter, read_template
from osl.core.web import external_url
from osl.events.models import Event, EventFormat, Occurrence
from osl.events.queries import IS_CALLED_OFF
from osl.events.readiness import contact_phone
from osl.events.words import place, signup, times, when
from osl.ideas import links, words
from osl.ideas.models import (
    HidingReason,
    Idea,
    IdeaEvent,
    IdeaMessage,
    IdeaOffer,
    IdeaStep,
    IdeaSupport,
    Moderation,
    StepKind,
    Suspicion,
)
from osl.ideas.queries import root_of
from osl.ideas.telling import LetterKind, behind
from osl.people.models import Person
from osl.people.queries import who_stands_for
from osl.signups.composing import calendar_file
from osl.signups.models import LIVE, Signup
from osl.signups.places import first_part, ids_of_lists, parts_of

LONE_DASHES = re.compile(r"^--[ \t]*$", re.MULTILINE)
MOST_MEETINGS = 3


@dataclass(frozen=True)
class Own:
    """Whoever a letter is to, as they stand to an idea, and the page that is theirs."""

    idea: Idea
    address: str
    is_author: bool = False
    is_helper: bool = False
    is_follower: bool = False


def own_of(letter: OutgoingLetter) -> Own | None:
    """Who the letter is to; None for whoever is not behind the idea any more."""
    data = letter.data
    if "support_id" in data:
        support = db.session.get(IdeaSupport, data["support_id"])
        if support is None or not support.hears_what_happens:
            return None
        return Own(support.idea, links.address_of(support, letter.language), is_follower=True)
    if "offer_id" in data:
        offer = db.session.get(IdeaOffer, data["offer_id"])
        if offer is None or not offer.is_live:
            return None
        return Own(offer.idea, links.address_of(offer, letter.language), is_helper=True)
    idea = db.session.get(Idea, data["idea_id"])
    if idea is None or idea.person_id is None or "person_id" not in data:
        return None
    if idea.person_id != who_stands_for(data["person_id"]):
        return None
    return Own(idea, links.address_of(idea, letter.language), is_author=True)


def to_author(letter: OutgoingLetter) -> Composed | None:
    """That an idea came in, can be read by everybody, or is hidden."""
    own = own_of(letter)
    if own is None or own.idea.is_formal:
        return None
    kind, idea = kind_of(letter), own.idea
    if kind is LetterKind.PUBLISHED and not idea.is_published:
        return None
    if kind is LetterKind.GIVEN and (
        idea.moderation is Moderation.HIDDEN or idea.suspicion is not Suspicion.NONE
    ):
        return None
    if kind is LetterKind.HIDDEN and (
        idea.moderation is not Moderation.HIDDEN or idea.hiding_reason is HidingReason.TAKEN_BACK
    ):
        return None
    days = get_centre().idea_answer_days
    return _composed(
        letter,
        own,
        reason=inside(words.HIDING_REASONS[idea.hiding_reason]) if idea.hiding_reason else "",
        answer_on=to_local(idea.given_at).date() + timedelta(days=days),
    )


def question(letter: OutgoingLetter) -> Composed | None:
    """What the team would like to know from whoever gave an idea."""
    own = own_of(letter)
    message = db.session.get(IdeaMessage, letter.data.get("message_id"))
    if own is None or message is None or own.idea.moderation is Moderation.HIDDEN:
        return None
    if own.idea.is_formal:
        return None
    return _composed(letter, own, text=as_said(message.text))


def answer(letter: OutgoingLetter) -> Composed | None:
    """What the team says to an idea."""
    own = own_of(letter)
    step = db.session.get(IdeaStep, letter.data["step_id"])
    if own is None or step is None or not step.is_public or not step.idea.is_published:
        return None
    needs = [one for one in step.idea.needs if one.is_open]
    return _composed(
        letter,
        own,
        answered=step.idea,
        step=step,
        text=as_said(step.text),
        step_words=words.STEPS[step.kind],
        reason=inside(words.NOT_NOW_REASONS[step.reason]) if step.reason is not None else "",
        needs=[(words.NEEDED[one.resource], one.note) for one in needs]
        if step.kind is StepKind.LOOKING
        else [],
    )


def merged(letter: OutgoingLetter) -> Composed | None:
    """That another idea stands for this one from now on."""
    own = own_of(letter)
    if own is None or not own.idea.is_merged:
        return None
    into = root_of(own.idea)
    return _composed(letter, own, into=into) if into.is_published else None


def invitation(letter: OutgoingLetter) -> Composed | None:
    """Your idea, our event: when and where it is, and how to come."""
    found = _about_event(letter)
    return found.composed(letter, with_calendar=True) if found and found.meetings else None


def new_date(letter: OutgoingLetter) -> Composed | None:
    found = _about_event(letter)
    if found is None or not found.meetings or _hears_as_guest(letter, found.event):
        return None
    return found.composed(letter, with_calendar=True)


def called_off(letter: OutgoingLetter) -> Composed | None:
    """That an event people were invited to will not be, or not yet."""
    found = _about_event(letter)
    if found is None or found.meetings or not _was_invited(letter):
        return None
    if _hears_as_guest(letter, found.event):
        return None
    is_later = not found.event.is_cancelled and any(
        one.is_postponed for part in parts_of(first_part(found.event)) for one in part.occurrences
    )
    return found.composed(letter, is_later=is_later)


def result(letter: OutgoingLetter) -> Composed | None:
    """That it took place: thanks, and what the team has to tell since."""
    found = _about_event(letter)
    if found is None:
        return None
    now = utcnow()
    done = [link for link in found.links if link.done_at is not None and link.done_at <= now]
    if not done:
        return None
    over = min(link.done_at for link in done if link.done_at is not None)
    news = [
        as_said(step.text)
        for idea in found.ideas
        for step in idea.steps
        if step.kind is StepKind.NEWS and step.is_public and step.made_at >= over
    ]
    return found.composed(letter, news=news, day=over)


def asking(letter: OutgoingLetter) -> Composed | None:
    """To an address somebody typed: was it you? Not a word of anybody's stands in it."""
    support = db.session.get(IdeaSupport, letter.data["support_id"])
    if support is None or support.email != letter.recipient:
        return None
    if support.confirmed_at is not None or support.denied_at is not None:
        return None
    root = root_of(support.idea)
    if not root.is_published:
        return None
    own = Own(root, links.address_of(support, letter.language), is_follower=True)
    return _composed(letter, own)


def offered(letter: OutgoingLetter) -> Composed | None:
    """Thanks for an offer of help, and how to take it back."""
    own = own_of(letter)
    if own is None or not root_of(own.idea).is_published:
        return None
    offer = db.session.get_one(IdeaOffer, letter.data["offer_id"])
    return _composed(letter, own, resource=words.OFFERED[offer.resource])


@dataclass(frozen=True)
class AboutEvent:
    """An event that answers ideas, as it concerns one person: which of the ideas are theirs."""

    own: Own
    event: Event
    ideas: tuple[Idea, ...]
    links: tuple[IdeaEvent, ...]
    meetings: tuple[Occurrence, ...]

    def composed(
        self, letter: OutgoingLetter, *, with_calendar: bool = False, **more: Any
    ) -> Composed:
        event = self.meetings[0].event if self.meetings else self.event
        # A whole course is one entry; of a cycle the next meeting is enough to begin with.
        one = self.meetings[:1] if event.format is EventFormat.CYCLE else self.meetings
        composed = _composed(
            letter,
            self.own,
            event=event,
            ideas=self.ideas,
            meetings=self.meetings[:MOST_MEETINGS],
            goes_on=len(self.meetings) > MOST_MEETINGS,
            when=when,
            times=times,
            place=place,
            signup=signup(event).rstrip(".") + ".",
            takes_online=event.signup_mode == "online",
            event_page=_in(letter, "home.event", event_id=event.id),
            signup_page=_in(letter, "signups.sign_up_online", event_id=event.id),
            phone=contact_phone(event, get_centre()),
            **more,
        )
        if not with_calendar:
            return composed
        return Composed(
            composed.subject, composed.body, calendar_file(event, one), composed.stop_address
        )


def _about_event(letter: OutgoingLetter) -> AboutEvent | None:
    """None when the event is not public any more, or whoever it is to is behind none of the
    ideas it answers, or nobody may read those."""
    own = own_of(letter)
    event = db.session.get(Event, letter.data["event_id"])
    if own is None or event is None or not event.is_published:
        return None
    rows = db.session.scalars(
        select(IdeaEvent).where(IdeaEvent.event_id == event.id).order_by(IdeaEvent.idea_id)
    ).all()
    theirs = [link for link in rows if behind([root_of(link.idea)], letter.recipient)]
    ideas = {root_of(link.idea): None for link in theirs if root_of(link.idea).is_published}
    if not ideas:
        return None
    return AboutEvent(own, event, tuple(ideas), tuple(theirs), tuple(_to_come(event)))


def _to_come(event: Event) -> list[Occurrence]:
    """The meetings to come, those of later parts of a series among them."""
    ids = [part.id for part in parts_of(first_part(event))]
    statement = (
        select(Occurrence)
        .join(Occurrence.event)
        .where(
            Occurrence.event_id.in_(ids),
            Event.published_at.is_not(None),
            Occurrence.ends_at > utcnow(),
            ~IS_CALLED_OFF,
            Occurrence.postponed_at.is_(None),
        )
        .order_by(Occurrence.starts_at)
    )
    return list(db.session.scalars(statement.limit(MOST_MEETINGS + 1)))


def _hears_as_guest(letter: OutgoingLetter, event: Event) -> bool:
    """Whether this mailbox is on a list of the event: it is written to as a guest then."""
    parts = parts_of(first_part(event))
    lists = ids_of_lists(parts, [one for part in parts for one in part.occurrences])
    return _is_there(
        select(Signup.id)
        .join(Signup.person)
        .where(Signup.list_id.in_(lists), Signup.state.in_(LIVE), Person.email == letter.recipient)
    )


def _was_invited(letter: OutgoingLetter) -> bool:
    """Whether the invitation left: what was called off before that is no news."""
    invitations = [
        one
        for one in db.session.scalars(
            select(OutgoingLetter)
            .where(
                OutgoingLetter.recipient == letter.recipient,
                OutgoingLetter.kind == LetterKind.INVITATION.code,
                OutgoingLetter.id < letter.id,
            )
            .order_by(OutgoingLetter.id)
        )
        if one.data.get("event_id") == letter.data["event_id"]
    ]
    # One that left long ago does not say any more to whom it was.
    return not invitations or invitations[-1].obsolete_at is None


def _is_there(statement: Any) -> bool:
    return db.session.scalar(statement.limit(1)) is not None


def as_said(text: str) -> str:
    """Words of the team as they stand in a letter: a line of two dashes would end it there."""
    return LONE_DASHES.sub("—", text.replace("\r\n", "\n")).strip()


def inside(sentence: object) -> str:
    """A sentence as it stands inside another one."""
    text = str(sentence)
    return text[:1].lower() + text[1:]


def kind_of(letter: OutgoingLetter) -> LetterKind:
    return LetterKind(letter.kind.partition(".")[2])


def _in(letter: OutgoingLetter, endpoint: str, **values: Any) -> str:
    """The full address of a page, in the language of the letter."""
    chosen = {} if letter.language == "pl" else {"lang": letter.language}
    return external_url(endpoint, **values, **chosen)


def _composed(letter: OutgoingLetter, own: Own, **facts: Any) -> Composed:
    root = root_of(own.idea)
    subject, body = read_template(
        f"ideas/letters/{kind_of(letter)}.txt",
        **(
            {
                "own": own,
                "idea": own.idea,
                "root": root,
                "address": own.address,
                "page": _in(letter, "ideas.show", idea_id=root.id),
                "phone": own.idea.community.phone or get_centre().phone,
            }
            | facts
        ),
    )
    return Composed(subject, body, stop_address=own.address if own.is_follower else "")


composers: dict[str, Composer] = {
    LetterKind.GIVEN.code: to_author,
    LetterKind.PUBLISHED.code: to_author,
    LetterKind.HIDDEN.code: to_author,
    LetterKind.QUESTION.code: question,
    LetterKind.ANSWER.code: answer,
    LetterKind.MERGED.code: merged,
    LetterKind.INVITATION.code: invitation,
    LetterKind.CALLED_OFF.code: called_off,
    LetterKind.NEW_DATE.code: new_date,
    LetterKind.RESULT.code: result,
    LetterKind.ASKING.code: asking,
    LetterKind.OFFERED.code: offered,
}
"""Named in create_app: who writes which kind of letter."""
