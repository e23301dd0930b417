"""What to say to somebody who is called about an idea: from the facts of now, so that nobody reads
out what does not hold any more."""

from collections.abc import Callable

from osl.communities.models import Centre
from osl.core.clock import utcnow
from osl.core.db import db
from osl.core.i18n import _
from osl.events.models import Event
from osl.events.queries import next_meeting
from osl.events.words import place, signup, when
from osl.ideas.models import Idea, IdeaCall, IdeaStep, MessageKind
from osl.ideas.queries import root_of
from osl.ideas.telling import LetterKind
from osl.ideas.words import HIDING_REASONS, NOT_NOW_REASONS, STEPS


def greeting(idea: Idea, centre: Centre) -> str:
    """How a call begins: who calls, and about what."""
    return _(
        "Good morning, I am calling from %(centre)s about the idea “%(idea)s”.",
        centre=centre.name,
        idea=idea.title,
    )


def says(call: IdeaCall) -> list[str]:
    """The sentences to read out. None when what there was to say does not hold any more."""
    words = SCRIPTS.get(call.kind)
    return words(call) if words is not None else []


def published(call: IdeaCall) -> list[str]:
    if not call.idea.is_published:
        return []
    return [
        _("The idea is on our site now, and neighbours can support it."),
        _("We will call again when there is an answer."),
    ]


def hidden(call: IdeaCall) -> list[str]:
    idea = call.idea
    if idea.is_published or idea.hiding_reason is None:
        return []
    return [
        _("We do not show the idea on the site."),
        _("The reason: %(reason)s.", reason=HIDING_REASONS[idea.hiding_reason]),
        idea.hiding_note,
        _("If you would like to say it in another way, tell me: I will write it down."),
    ]


def question(call: IdeaCall) -> list[str]:
    asked = [one.text for one in call.idea.messages if one.kind is MessageKind.QUESTION]
    if not asked:
        return []
    return [
        _("We would like to ask something about it:"),
        asked[-1],
        _("Write the answer down on the page of the idea."),
    ]


def answer(call: IdeaCall) -> list[str]:
    step = db.session.get(IdeaStep, call.step_id) if call.step_id is not None else None
    if step is None:
        return []
    reason = NOT_NOW_REASONS[step.reason] if step.reason is not None else ""
    return [
        _("I have news for you: %(answer)s.", answer=STEPS[step.kind]),
        f"{reason}." if reason else "",
        _("It went to: %(whom)s.", whom=step.to_whom) if step.to_whom else "",
        step.text,
    ]


def merged(call: IdeaCall) -> list[str]:
    root = root_of(call.idea)
    if root is call.idea:
        return []
    return [
        _("Somebody had a similar idea, so we joined the two: “%(idea)s”.", idea=root.title),
        _("Nobody who supports it is lost, and we will call when something happens."),
    ]


def invitation(call: IdeaCall) -> list[str]:
    event = _event_of(call)
    if event is None or not event.is_published or event.is_cancelled:
        return []
    return [
        _("From this idea comes “%(event)s”, and you are invited first.", event=event.title),
        *_when_and_where(event),
        f"{signup(event)}.",
    ]


def called_off(call: IdeaCall) -> list[str]:
    event = _event_of(call)
    if event is None or not event.is_cancelled:
        return []
    return [
        _("Unfortunately “%(event)s” is called off.", event=event.title),
        event.cancellation_reason,
        _("The idea stays with us, and we will call when there is another date."),
    ]


def new_date(call: IdeaCall) -> list[str]:
    event = _event_of(call)
    if event is None or event.is_cancelled:
        return []
    return [
        _("“%(event)s” has a new date.", event=event.title),
        *_when_and_where(event),
    ]


def result(call: IdeaCall) -> list[str]:
    event = _event_of(call)
    if event is None or event.is_cancelled:
        return []
    return [
        _("The idea came true: “%(event)s” has taken place.", event=event.title),
        _("Thank you for it. If there is something else you would like, tell me."),
    ]


def _event_of(call: IdeaCall) -> Event | None:
    return db.session.get(Event, call.event_id) if call.event_id is not None else None


def _when_and_where(event: Event) -> list[str]:
    meeting = next_meeting(event, utcnow())
    if meeting is None:
        return []
    said, where = when(meeting), place(meeting)
    if where:
        return [_("When and where: %(when)s, %(place)s.", when=said, place=where)]
    return [_("When: %(when)s.", when=said)]


SCRIPTS: dict[str, Callable[[IdeaCall], list[str]]] = {
    LetterKind.PUBLISHED.value: published,
    LetterKind.HIDDEN.value: hidden,
    LetterKind.QUESTION.value: question,
    LetterKind.ANSWER.value: answer,
    LetterKind.MERGED.value: merged,
    LetterKind.INVITATION.value: invitation,
    LetterKind.CALLED_OFF.value: called_off,
    LetterKind.NEW_DATE.value: new_date,
    LetterKind.RESULT.value: result,
}
"""What there is to say, by the kind of letter those with an address got about it."""
