"""What to say by phone, in whole sentences to be read aloud, and what fits a text message."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from osl.communities.models import Centre
from osl.core.clock import to_local
from osl.core.i18n import _, _l, _n, clock_time, short_day, weekday
from osl.core.text import sms_text
from osl.events.models import Event, Occurrence
from osl.events.words import place, times, when
from osl.messages.models import Call, Cause, Outcome
from osl.signups.call_facts import Circumstances
from osl.signups.following import Told
from osl.signups.models import Signup, SignupState
from osl.signups.words import Change, change_of, people

CAUSES = {
    Cause.CANCELLED: _l("Called off"),
    Cause.POSTPONED: _l("Put off"),
    Cause.CHANGED: _l("A new time or place"),
    Cause.RESTORED: _l("Takes place after all"),
    Cause.OFFER: _l("A place is offered"),
    Cause.MOVED_UP: _l("Moved up from the waiting list"),
    Cause.REPEATED: _l("Signed up twice"),
    Cause.ASKED: _l("Asks to be called"),
}

PILLS = {
    Cause.CANCELLED: "off",
    Cause.POSTPONED: "later",
    Cause.CHANGED: "info",
    Cause.RESTORED: "ok",
    Cause.OFFER: "wait",
    Cause.MOVED_UP: "ok",
    Cause.REPEATED: "info",
    Cause.ASKED: "wait",
}

OF_CHANGES = (Cause.CANCELLED, Cause.POSTPONED, Cause.CHANGED, Cause.RESTORED)

BY_TEXT = (*OF_CHANGES, Cause.MOVED_UP)
"""What can be told by text message: an offer needs an answer, so somebody has to speak."""

HOLDS_FOR = {
    Cause.OFFER: SignupState.OFFERED,
    Cause.MOVED_UP: SignupState.CONFIRMED,
}
"""A call that no longer holds has lost its point."""

MOST_SAID = 3
"""Dates that somebody can take in by ear."""

LONGEST_TEXT_MESSAGE = 160

Sentences = tuple[str, ...]


def greeting(event: Event, centre: Centre) -> str:
    """How every call begins."""
    return _(
        "Good morning, this is %(centre)s. It is about “%(event)s”.",
        centre=centre.name,
        event=event.title,
    )


def what_to_say(call: Call, event: Event, now: Circumstances) -> Sentences:
    """What somebody is told, after the greeting, from what holds at this moment; nothing when
    there is nothing left to tell."""
    signups = now.signups_of(call)
    if not signups:
        return ()
    if call.cause in OF_CHANGES:
        return _of_changes(now.changes_of(call), event)
    meetings = now.meetings_to_come(signups[0])
    if not meetings or signups[0].state is not HOLDS_FOR.get(call.cause, signups[0].state):
        return ()
    if call.cause is Cause.OFFER:
        return (*_offer(call, signups[0]), *_facts(meetings), _("Would you like to come?"))
    if call.cause is Cause.MOVED_UP:
        return (
            _("A place has become free, so there is no need to wait any more: it is yours."),
            *_facts(meetings),
            _("If it does not suit you any more, tell me: somebody else waits for the place."),
        )
    if call.cause is Cause.ASKED:
        return (_("You asked us to call. How can we help?"), *_facts(meetings))
    return (
        _("Somebody sent us a sign-up for this name once more."),
        _("The earlier sign-up holds. Nothing needs to be done."),
        *_facts(meetings),
    )


def _of_changes(changes: Sequence[Change], event: Event) -> Sentences:
    if not changes:
        return ()
    said = [sentence for alike in _alike(changes) for sentence in _together(alike)]
    if all(one.is_off for one in changes):
        return (*said, *_instead(event), _("Nothing needs to be done. We are sorry."))
    return (*said, _("The sign-up holds. Does it suit you?"))


def _alike(changes: Sequence[Change]) -> Iterable[list[Change]]:
    """Changes that are told in one breath: several meetings called off for one reason, several
    that stand somewhere else, several with new hours."""
    groups: dict[tuple[object, ...], list[Change]] = {}
    for one in changes:
        is_planned = not (one.is_off or one.is_later)
        key = (one.is_off, one.is_later, one.reason, bool(one.now), one.is_on_again, one.place)
        groups.setdefault(key if one.place or not is_planned or one.now else (one,), []).append(one)
    return groups.values()


def _together(changes: Sequence[Change]) -> Iterable[str]:
    first = changes[0]
    if len(changes) == 1:
        yield from _change(first)
    elif first.is_off or first.is_later:
        words = (
            _("These meetings are called off: %(when)s.", when=_listed(changes))
            if first.is_off
            else _(
                "These meetings are put off, and there are no new dates yet: %(when)s.",
                when=_listed(changes),
            )
        )
        yield words
        yield from _reason(first)
    elif first.now:
        for one in changes[:MOST_SAID]:
            yield _new_time(one)
        more = len(changes) - MOST_SAID
        if more > 0:
            yield _n("%(num)s more meeting changes.", "%(num)s more meetings change.", more)
        yield from _place(first)
    else:
        yield from _place(first)
        yield _("This is so for: %(when)s.", when=_listed(changes))


def _listed(changes: Sequence[Change]) -> str:
    more = len(changes) - MOST_SAID
    said = [one.was for one in changes[:MOST_SAID]]
    if more > 0:
        said.append(_n("and %(num)s more meeting", "and %(num)s more meetings", more))
    return "; ".join(said)


def _change(change: Change) -> Iterable[str]:
    if change.is_off:
        yield _("The meeting that was to be on %(when)s is called off.", when=change.was)
    elif change.is_later:
        yield _(
            "The meeting that was to be on %(when)s is put off. There is no new date yet: "
            "we will let you know.",
            when=change.was,
        )
    elif change.now:
        yield _new_time(change)
    elif change.is_on_again:
        yield _("The meeting takes place after all: %(when)s.", when=change.was)
    elif change.place:
        yield _("The time stays: %(when)s.", when=change.was)
    else:
        yield _("Nothing changes, the meeting is on: %(when)s.", when=change.was)
    if not (change.is_off or change.is_later):
        yield from _place(change)
    yield from _reason(change)


def _new_time(change: Change) -> str:
    return _(
        "There is a new time. It was to be: %(was)s. It is now: %(now)s.",
        was=change.was,
        now=change.now,
    )


def _place(change: Change) -> Iterable[str]:
    if change.place and change.was_place:
        yield _(
            "There is a new place. It was to be: %(was)s. It is now: %(now)s.",
            was=change.was_place,
            now=change.place,
        )
    elif change.place:
        yield _("The place: %(place)s.", place=change.place)


def _reason(change: Change) -> Iterable[str]:
    if change.reason:
        yield _("The reason: %(reason)s.", reason=change.reason.rstrip(" ."))


def _instead(event: Event) -> Iterable[str]:
    instead = event.replacement
    if event.is_cancelled and instead is not None and instead.is_published:
        yield _(
            "Instead, you are welcome to “%(event)s”: %(when)s.",
            event=instead.title,
            when=times(instead),
        )


def _offer(call: Call, signup: Signup) -> Iterable[str]:
    yield _n("%(num)s place has become free.", "%(num)s places have become free.", signup.offered)
    if signup.offered < signup.party_size:
        yield _(
            "You wait for more, for %(people)s: take what there is, or wait on.",
            people=people(signup.party_size),
        )
    if call.answer_by is not None:
        yield _(
            "We keep it until %(day)s, %(time)s.",
            day=short_day(call.answer_by),
            time=clock_time(call.answer_by),
        )


def _facts(meetings: Sequence[Occurrence]) -> Sentences:
    """When and where; of a course, its next meeting."""
    first = meetings[0]
    where = place(first)
    said = (_("When: %(when)s.", when=when(first)),)
    return (*said, _("Where: %(place)s.", place=where)) if where else said


def text_message(event: Event, calls: Sequence[Call], now: Circumstances, phone: str) -> str:
    """One text message for all of them. It names each meeting it tells of, so it is true for
    everybody; whatever does not fit goes, but never the number to call."""
    parts = [part for call in calls for part in _shortly(call, now)]
    words = f"{event.title}. {' '.join(dict.fromkeys(parts))}"
    closing = _("Tel. %(phone)s", phone=phone) if phone else ""
    room = LONGEST_TEXT_MESSAGE - (len(closing) + 1 if closing else 0)
    return sms_text(f"{sms_text(words, room)} {closing}", LONGEST_TEXT_MESSAGE)


def _shortly(call: Call, now: Circumstances) -> Iterable[str]:
    """What is told, in a few words."""
    if call.cause in OF_CHANGES:
        for meeting, was, told in now.news_for(call):
            yield from _change_shortly(meeting, was, told)
        return
    for signup in now.signups_of(call):
        for meeting in now.meetings_to_come(signup)[:1]:
            yield _("A place is free and is yours: %(when)s.", when=_at(meeting))


def _change_shortly(meeting: Occurrence, was: Told, told: Told) -> Iterable[str]:
    """What matters first."""
    before, after = _at(meeting, was), _at(meeting, told)
    change = change_of(meeting, was=was, now=told)
    if change.is_off:
        yield _("CALLED OFF: %(when)s.", when=before)
    elif change.is_later:
        yield _("PUT OFF: %(when)s, the new date comes soon.", when=before)
    elif change.now:
        yield _("NEW TIME: %(now)s (it was to be %(was)s).", now=after, was=before)
    elif change.is_on_again or not change.place:
        yield _("IT IS ON: %(when)s.", when=after)
    if change.place and not (change.is_off or change.is_later):
        yield _("NEW PLACE (%(when)s): %(place)s.", when=after, place=change.place)
    if change.reason:
        yield f"{change.reason.rstrip(' .')}."


def _at(meeting: Occurrence, told: Told | None = None) -> str:
    """ "czw. 11.03, 17.00"."""
    starts_at = datetime.fromisoformat(told[0]) if told is not None else meeting.starts_at
    local = to_local(starts_at)
    on = f"{weekday(local)} {local.day}.{local.month:02d}"
    return on if meeting.event.is_all_day else f"{on}, {clock_time(local)}"


def outcome(call: Call) -> str:
    """What came of a call, once it is done."""
    if call.cause is Cause.OFFER:
        took = call.outcome is Outcome.TOLD
        return _("has answered the offer") if took else _("does not take the place")
    return _("gives up") if call.outcome is Outcome.GIVES_UP else _("told")
