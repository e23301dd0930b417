"""What happens to an event reaches everybody on its lists: by letter, or by the call list.

Whatever changed an event, its lists are compared with what people on them were last told, in the
same transaction. So no change can be forgotten, and nobody hears of the same thing twice.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from flask_babel import force_locale
from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from osl.core.clock import utcnow
from osl.core.db import db
from osl.core.i18n import DEFAULT_LANGUAGE
from osl.core.outbox import write_later
from osl.events.models import Event, Occurrence
from osl.events.words import place, places_of
from osl.messages.calls import ask_to_call, drop_calls, replace_calls
from osl.messages.models import Cause, Notice
from osl.signups import places, waiting
from osl.signups.models import LIVE, Signup, SignupList, SignupState
from osl.signups.places import first_part, parts_of

ON, OFF, LATER = "on", "off", "later"

Told = list[str]
"""What people were told of a meeting: start, end, what its place is known by, the place in
words, and whether it is on."""

CHANGED_LETTER = "signups.changed"


def facts_of(meeting: Occurrence) -> Told:
    """What there is to tell of a meeting now."""
    state = OFF if meeting.is_cancelled else LATER if meeting.is_postponed else ON
    with force_locale(DEFAULT_LANGUAGE):
        words = place(meeting)
    own = meeting.has_own_place
    venue_id = meeting.venue_id if own else meeting.event.venue_id
    note = meeting.place_note if own else meeting.event.place_note
    return [
        meeting.starts_at.isoformat(),
        meeting.ends_at.isoformat(),
        f"{venue_id or ''}|{note}",
        words,
        state,
    ]


def remember_what_is_told(signup_list: SignupList) -> None:
    """Whoever signs up now has read the page: that is what they know."""
    if not signup_list.told:
        signup_list.told = _facts(signup_list)


def _facts(signup_list: SignupList) -> dict[str, Told]:
    now = utcnow()
    return {
        str(one.id): facts_of(one)
        for one in waiting.meetings_of(signup_list)
        if one.ends_at > now or str(one.id) in (signup_list.told or {})
    }


def is_same(was: Told, now: Told) -> bool:
    """Whether people would find it as they were told. A venue's better name is no news, nor is
    anything about a meeting that is off, or put off, as before."""
    if was[4] == now[4] != ON:
        return True
    return (was[:3], was[4]) == (now[:3], now[4])


Differences = dict[str, dict[str, Told]]
"""By the number of a meeting: what people "was" told of it, and what holds "now"."""


def cause_of(differences: Differences) -> Cause:
    """What these changes together are called."""
    states = {told["now"][4] for told in differences.values()}
    if states == {OFF}:
        return Cause.CANCELLED
    if states == {LATER}:
        return Cause.POSTPONED
    is_all_back = all(
        told["now"][4] == ON and (told["was"][4] == OFF or _is_back(**told))
        for told in differences.values()
    )
    return Cause.RESTORED if is_all_back else Cause.CHANGED


def _is_back(was: Told, now: Told) -> bool:
    """Whether what was put off takes place at its old time; at another one it has a new date."""
    return was[4] == LATER and was[:2] == now[:2]


@dataclass
class News:
    """What changed for the people on the lists of one event, whatever its parts: by the number of
    each person, the changes that concern them and the sign-ups by which they do."""

    event: Event
    differences: dict[int, Differences] = field(default_factory=dict)
    signups: dict[int, list[Signup]] = field(default_factory=dict)

    def add(self, signup: Signup, changed: Differences) -> None:
        self.differences.setdefault(signup.person_id, {}).update(changed)
        self.signups.setdefault(signup.person_id, []).append(signup)

    @property
    def all_differences(self) -> Differences:
        return {
            number: told
            for differences in self.differences.values()
            for number, told in differences.items()
        }


def follow(marked: Iterable[object]) -> None:
    """Bring the lists of events that changed up to date, and let people know. Part of the
    transaction of the change itself."""
    ids = {thing.id for thing in marked if isinstance(thing, Event)}
    ids |= {thing.event_id for thing in marked if isinstance(thing, Occurrence)}
    found = _lists_of(ids)
    if not found:
        return
    places.hold(one.id for one in found)
    news: dict[int, News] = {}
    for signup_list in found:
        _fit(signup_list)
        _compare(signup_list, news)
    for one in news.values():
        send_round(one)
    db.session.flush()
    for signup_list in found:
        waiting.fill(signup_list)


def _lists_of(event_ids: set[int]) -> list[SignupList]:
    """The lists of these events, those of their meetings and (of courses) of their first parts."""
    if not event_ids or db.session.scalar(select(SignupList.id).limit(1)) is None:
        return []
    later = select(Event).where(Event.id.in_(event_ids), Event.continues_id.is_not(None))
    parts = db.session.scalars(later)
    roots = event_ids | {first_part(one).id for one in parts}
    wanted: ColumnElement[bool] = or_(
        Occurrence.event_id.in_(event_ids), SignupList.event_id.in_(roots)
    )
    statement = (
        select(SignupList)
        .outerjoin(SignupList.occurrence)
        .where(wanted)
        .options(
            contains_eager(SignupList.occurrence)
            .joinedload(Occurrence.event)
            .joinedload(Event.venue),
            joinedload(SignupList.event).selectinload(Event.occurrences),
        )
        .order_by(SignupList.id)
    )
    return list(db.session.scalars(statement).unique())


def _fit(signup_list: SignupList) -> None:
    """Take over the number of places. A course has that of its part that is going on."""
    event = waiting.event_of(signup_list)
    meeting = signup_list.occurrence
    if meeting is not None:
        limit = places_of(meeting)
        places.set_places(signup_list, limit, places.reserve_within(meeting.event, limit))
        return
    while event.continuation is not None:
        event = event.continuation
    places.set_places(signup_list, event.places, places.reserve_within(event, event.places))


def _compare(signup_list: SignupList, news: dict[int, News]) -> None:
    before, now = signup_list.told or {}, _facts(signup_list)
    changed = {
        number: {"was": was, "now": now[number]}
        for number, was in before.items()
        if number in now and not is_same(was, now[number]) and _is_news(was, now[number])
    }
    told = {number: _kept(before.get(number), now[number]) for number in now}
    if told != before:
        signup_list.told = told
    if not changed:
        return
    live = _live_signups(signup_list)
    _fit_offers(signup_list, live)
    event = _event_now(signup_list)
    for signup in live:
        news.setdefault(first_part(event).id, News(event)).add(signup, changed)


def _kept(was: Told | None, now: Told) -> Told:
    """What people will have been told from now on. Of what is off, or put off, as before they
    heard nothing: should it come back, it is compared with what they know."""
    return was if was is not None and was[4] == now[4] != ON else now


def _is_news(was: Told, now: Told) -> bool:
    """What is over is over, however it is put right afterwards."""
    instant = utcnow().isoformat()
    return was[1] > instant or now[1] > instant or LATER in (was[4], now[4])


def _event_now(signup_list: SignupList) -> Event:
    if signup_list.occurrence is not None:
        return signup_list.occurrence.event
    return waiting.event_of(signup_list)


def _live_signups(signup_list: SignupList) -> list[Signup]:
    statement = (
        select(Signup)
        .where(Signup.list_id == signup_list.id, Signup.state.in_(LIVE))
        .options(joinedload(Signup.person), selectinload(Signup.children))
        .order_by(Signup.number)
    )
    return list(db.session.scalars(statement))


def _fit_offers(signup_list: SignupList, live: list[Signup]) -> None:
    """Nobody is asked to decide about what does not take place: they wait as before. Nor does an
    offer last beyond the beginning of a meeting that is earlier now."""
    now = utcnow()
    goes_on = waiting.goes_on(signup_list, now)
    for signup in live:
        if not goes_on:
            drop_calls(signup.id, Cause.OFFER, Cause.MOVED_UP)
            if signup.state is SignupState.OFFERED:
                places.wait(signup)
        elif signup.state is SignupState.OFFERED and signup.offer_until is not None:
            signup.offer_until = min(signup.offer_until, waiting.last_moment(signup_list, now))


def send_round(news: News) -> Notice:
    """Let everybody know: one letter to each person, or one call. A call about an earlier change
    of the same event that nobody has made yet gives way: the new one tells both."""
    notice = Notice(
        event_id=news.event.id,
        cause=cause_of(news.all_differences),
        facts=news.all_differences,
    )
    db.session.add(notice)
    db.session.flush()
    replace_calls(news.signups, (one.id for one in parts_of(news.event)), before=notice)
    for person_id, signups in news.signups.items():
        person = signups[0].person
        key = f"{notice.letter_keys}{person_id}"
        if person.is_reached_by_letter:
            write_later(
                CHANGED_LETTER,
                person.email,
                key=key,
                language=signups[0].language,
                notice_id=notice.id,
                person_id=person_id,
                signup_ids=[one.id for one in signups],
            )
        else:
            ask_to_call(
                cause_of(news.differences[person_id]),
                key=key,
                person_id=person_id,
                event_id=news.event.id,
                signup_id=only_one(signups),
                notice=notice,
            )
    return notice


def only_one(signups: Sequence[Signup]) -> int | None:
    """The sign-up a call is about. One about several outlives each of them: who skips one meeting
    must still hear what became of the others."""
    return signups[0].id if len(signups) == 1 else None
