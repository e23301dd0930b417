"""The words of letters to people on lists, found when a letter leaves, from the facts of then."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import current_app

from osl.calendars import ical
from osl.calendars.queries import entry_of
from osl.communities.queries import get_centre
from osl.core.clock import utcnow
from osl.core.db import db
from osl.core.outbox import Attachment, Composed, Composer, OutgoingLetter, read_template
from osl.core.web import external_url
from osl.events.models import Event, Occurrence
from osl.events.readiness import contact_phone
from osl.events.words import place, times, when
from osl.messages.models import Notice
from osl.signups import links, words
from osl.signups.following import CHANGED_LETTER, cause_of
from osl.signups.letters import LetterKind
from osl.signups.models import Regular, Signup, SignupState
from osl.signups.places import first_part
from osl.signups.regulars import coming_meetings, signups_of
from osl.signups.waiting import event_of, meetings_of

HOLDS_FOR = {
    LetterKind.CONFIRMED: SignupState.CONFIRMED,
    LetterKind.MOVED_UP: SignupState.CONFIRMED,
    LetterKind.REMINDER: SignupState.CONFIRMED,
    LetterKind.WAITING: SignupState.WAITING,
    LetterKind.OFFER: SignupState.OFFERED,
    LetterKind.OFFER_GONE: SignupState.WITHDRAWN,
    LetterKind.WITHDRAWN: SignupState.WITHDRAWN,
}
"""A letter that no longer holds when it leaves is not sent: a later one says what does."""

WITH_CALENDAR = (LetterKind.CONFIRMED, LetterKind.MOVED_UP)
MOST_LINES = 12


def about_signup(letter: OutgoingLetter) -> Composed | None:
    """A letter about one sign-up, as long as what it says still holds."""
    kind = LetterKind(letter.kind.partition(".")[2])
    signup = db.session.get(Signup, letter.data["signup_id"])
    if signup is None or HOLDS_FOR.get(kind, signup.state) is not signup.state:
        return None
    meetings = _to_come(signup)
    if kind is LetterKind.REMINDER:
        meetings = [one for one in meetings if one.id == letter.data["occurrence_id"]]
        told = datetime.fromisoformat(letter.data["starts_at"])
        if not meetings or meetings[0].starts_at != told or not meetings[0].takes_place:
            return None
    event = event_of(signup.signup_list)
    subject, body = read_template(
        f"signups/letters/{kind}.txt",
        signup=signup,
        event=event,
        meetings=meetings[:MOST_LINES],
        address=links.address_of(signup),
        code=links.code_of(signup),
        line=words.line(signup),
        **_shared(event),
    )
    attached = calendar_file(event, meetings) if kind in WITH_CALENDAR else ()
    return Composed(subject, body, attached)


def about_regular(letter: OutgoingLetter) -> Composed | None:
    """That somebody has a regular place, with the next meetings."""
    regular = db.session.get(Regular, letter.data["regular_id"])
    if regular is None or regular.ended_at is not None:
        return None
    meetings = [one for one in coming_meetings(regular.event) if one.takes_place]
    event = meetings[0].event if meetings else regular.event
    signups = [one for one in signups_of(regular) if one.is_live]
    subject, body = read_template(
        "signups/letters/regular.txt",
        regular=regular,
        event=event,
        signups=signups[:MOST_LINES],
        address=links.address_of(regular),
        **_shared(event),
    )
    return Composed(subject, body)


def about_change(letter: OutgoingLetter) -> Composed | None:
    """What changed about meetings somebody is signed up for."""
    notice = db.session.get(Notice, letter.data["notice_id"])
    if notice is None:
        return None
    found = [db.session.get(Signup, number) for number in letter.data["signup_ids"]]
    signups = [one for one in found if one is not None and one.is_live]
    event = db.session.get(Event, notice.event_id)
    if not signups or event is None:
        return None
    meetings = meetings_told(signups, notice)
    if not meetings:
        return None
    lines = [words.change_of(one, **notice.facts[str(one.id)]) for one in meetings]
    own: Signup | Regular = signups[0]
    if len(signups) > 1 and signups[0].regular is not None:
        own = signups[0].regular
    subject, body = read_template(
        "signups/letters/changed.txt",
        notice=notice,
        cause=cause_of({str(one.id): notice.facts[str(one.id)] for one in meetings}),
        event=event,
        lines=lines[:MOST_LINES],
        more=max(0, len(lines) - MOST_LINES),
        where=_where(meetings, lines),
        new_place=_one_place(lines),
        times=times,
        address=links.address_of(own),
        **_shared(event),
    )
    return Composed(subject, body, calendar_file(event, meetings))


def _where(meetings: Sequence[Occurrence], lines: Sequence[words.Change]) -> str:
    """The place, for whom only the time has changed: nobody should have to look it up."""
    held = [one for one in meetings if one.takes_place]
    return place(held[0]) if held and not any(one.place for one in lines) else ""


def _one_place(lines: Sequence[words.Change]) -> str:
    """The new place of several meetings when it is the same: said once, not with each of them."""
    places = {one.place for one in lines if not one.is_off and not one.is_later}
    return places.pop() if len(lines) > 1 and len(places) == 1 else ""


def meetings_told(signups: Sequence[Signup], notice: Notice) -> list[Occurrence]:
    """The meetings of these sign-ups that a notice tells of, in order."""
    concerned = {
        meeting.id: meeting
        for signup in signups
        for meeting in meetings_of(signup.signup_list)
        if str(meeting.id) in notice.facts
    }
    return sorted(concerned.values(), key=lambda one: one.starts_at)


def _to_come(signup: Signup) -> list[Occurrence]:
    now = utcnow()
    return [one for one in meetings_of(signup.signup_list) if one.ends_at > now]


def _shared(event: Event) -> dict[str, Any]:
    return {
        "phone": contact_phone(event, get_centre()),
        "event_page": external_url("home.event", event_id=event.id),
        "when": when,
        "place": place,
        "people": words.people,
    }


def calendar_file(event: Event, meetings: Sequence[Occurrence]) -> tuple[Attachment, ...]:
    """The event as a file for one's own calendar: the same entry the feeds hold, or one meeting
    of a cycle by itself."""
    if not meetings:
        return ()
    if not event.is_series or first_part(event).format == "course":
        entry = entry_of(event.id)
        body = bytes(entry.body) if entry is not None and entry.body else b""
    else:
        body = b"".join(_alone(one) for one in meetings[:MOST_LINES])
    if not body:
        return ()
    content = ical.single(str(current_app.config["BASE_URL"]), body)
    return (Attachment(f"osl-{event.id}.ics", content, parameters={"method": "PUBLISH"}),)


def _alone(meeting: Occurrence) -> bytes:
    writer = ical.Writer(meeting.event, get_centre(), str(current_app.config["BASE_URL"]))
    component = writer.meeting_alone(meeting)
    now = utcnow().replace(microsecond=0)
    age = int((now - meeting.event.created_at).total_seconds()) // 60
    return component.to_ical(ical.Stamp(component.content, max(0, age), now))


composers: dict[str, Composer] = {
    **{kind.code: about_signup for kind in LetterKind if kind is not LetterKind.REGULAR},
    LetterKind.REGULAR.code: about_regular,
    CHANGED_LETTER: about_change,
}
"""Named in create_app: who writes which kind of letter."""
