"""Places: every decision about them is made here, under the lock of their list.

A sign-up moves between states only through these verbs, and each verb moves the counters with
it, so the counters always say what the rows say. The database checks the ceiling by itself.
"""

from collections.abc import Collection, Iterable

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload

from osl.core.clock import utcnow
from osl.core.db import db
from osl.core.errors import DomainError
from osl.core.i18n import _, _n
from osl.events.models import Event, Occurrence
from osl.events.words import places_of
from osl.signups.models import Ending, Signup, SignupList, SignupState


class DoesNotFit(DomainError):
    """A party is larger than what is left. ``left`` says how many may still come."""

    def __init__(self, left: int) -> None:
        self.left = left
        super().__init__(
            _n(
                "Only %(num)s place is left.",
                "Only %(num)s places are left.",
                left,
            )
            if left
            else _("No place is left.")
        )


def list_of_meeting(meeting: Occurrence) -> SignupList:
    """The list of one meeting, locked; made when nobody has signed up yet."""
    found = _held(SignupList.occurrence_id == meeting.id)
    if found is None:
        _keep_as_they_are(meeting.event, meeting)
        found = SignupList(occurrence_id=meeting.id)
        limit = places_of(meeting)
        _make(found, limit, reserve_within(meeting.event, limit))
    return found


def list_of_course(event: Event) -> SignupList:
    """The list of a course, whatever part of it is asked for, locked."""
    first = first_part(event)
    found = _held(SignupList.event_id == first.id)
    if found is None:
        _keep_as_they_are(event)
        found = SignupList(event_id=first.id)
        _make(found, event.places, reserve_within(event, event.places))
    return found


def reserve_within(event: Event, places: int | None) -> int:
    """How many places the team keeps. One meeting may have fewer than its series keeps."""
    return min(event.reserved_places, places or 0)


def first_part(event: Event) -> Event:
    """The part a series began with: what holds for all of it belongs to that one."""
    while event.continues is not None:
        event = event.continues
    return event


def parts_of(event: Event) -> list[Event]:
    """All parts of a series, whichever of them is asked for, in order."""
    found: list[Event] = []
    part: Event | None = first_part(event)
    while part is not None:
        found.append(part)
        part = part.continuation
    return found


def ids_of_lists(courses: Collection[Event], meetings: Collection[Occurrence]) -> Select[int]:
    """The lists there are already of these courses and meetings, in the order to lock them."""
    of_courses = SignupList.event_id.in_({first_part(one).id for one in courses})
    of_meetings = SignupList.occurrence_id.in_({one.id for one in meetings})
    return select(SignupList.id).where(or_(of_courses, of_meetings)).order_by(SignupList.id)


def hold(signup_list_ids: Iterable[int]) -> list[SignupList]:
    """These lists, locked one after another in one order, as they are at this moment."""
    return [found for one in sorted(set(signup_list_ids)) if (found := _held(SignupList.id == one))]


def look_again() -> None:
    """Let meetings and events be read as they are now that a list is locked.

    On PostgreSQL somebody may have called one off while this one waited for the lock; on SQLite
    a writer is alone from the beginning.
    """
    if _is_alone():
        return
    for thing in db.session:
        if isinstance(thing, (Event, Occurrence)) and not db.session.is_modified(thing):
            db.session.expire(thing, [one.key for one in type(thing).__mapper__.column_attrs])


def _keep_as_they_are(*things: Event | Occurrence) -> None:
    """Let nobody change these until the new list is there: whoever changes them afterwards finds
    the list, and takes over the number of places."""
    if not _is_alone():
        for thing in things:
            db.session.refresh(thing, with_for_update={"read": True, "of": type(thing)})


def _is_alone() -> bool:
    return db.session.get_bind().dialect.name == "sqlite"


def _held(condition: object) -> SignupList | None:
    # On SQLite the writer holds the whole database already.
    return db.session.scalar(
        select(SignupList)
        .where(condition)  # type: ignore[arg-type]
        .with_for_update(of=SignupList)
        .execution_options(populate_existing=True)
    )


def _make(new: SignupList, places: int | None, reserved: int) -> None:
    new.taken = new.held = new.waiting = new.reserve_used = 0
    new.next_number = 1
    new.told = {}
    db.session.add(new)
    set_places(new, places, reserved)
    db.session.flush()


def set_places(signup_list: SignupList, places: int | None, reserved: int) -> bool:
    """Give a list another number of places; whether it differed. Nobody is ever dropped."""
    before = (signup_list.places, signup_list.reserved)
    signup_list.places = places
    signup_list.reserved = reserved
    _raise_ceiling(signup_list)
    return before != (places, reserved)


def _raise_ceiling(signup_list: SignupList) -> None:
    """Let the database allow what there is now, knowingly: more people than places."""
    if signup_list.places is None:
        signup_list.ceiling = None
    else:
        signup_list.ceiling = max(signup_list.places, signup_list.taken + signup_list.held)


def _lower_ceiling(signup_list: SignupList) -> None:
    """When somebody over the limit goes, nobody else comes in their stead. It never rises here:
    if more had been let in than there is room for, the database would refuse."""
    if signup_list.places is not None and signup_list.ceiling is not None:
        now = signup_list.taken + signup_list.held
        signup_list.ceiling = max(signup_list.places, min(signup_list.ceiling, now))


def queue(signup: Signup) -> None:
    """Give a new sign-up its number: the order in which people came."""
    signup.number = signup.signup_list.next_number
    signup.signup_list.next_number += 1


def wait(signup: Signup) -> None:
    """Put a sign-up on the waiting list; it keeps its number."""
    _leave(signup)
    signup.state = SignupState.WAITING
    signup.signup_list.waiting += 1
    _settle(signup.signup_list)


def confirm(
    signup: Signup, party_size: int | None = None, *, from_reserve: int = 0, beyond: bool = False
) -> None:
    """Give a sign-up its places, for everybody it brings or for ``party_size`` of them.

    Whoever asks has seen that they are free; ``beyond`` lets them in all the same, knowingly.
    """
    _leave(signup)
    if party_size is not None:
        signup.party_size = party_size
    signup.state = SignupState.CONFIRMED
    signup.from_reserve = from_reserve
    signup.signup_list.reserve_used += from_reserve
    signup.signup_list.taken += signup.party_size
    _settle(signup.signup_list, beyond=beyond)


def offer(signup: Signup, offered: int) -> None:
    """Keep places for somebody on the waiting list until they answer."""
    _leave(signup)
    signup.state = SignupState.OFFERED
    signup.offered = offered
    signup.signup_list.held += offered
    _settle(signup.signup_list)


def withdraw(signup: Signup, ending: Ending) -> None:
    """End a sign-up; what it took is free again."""
    _leave(signup)
    signup.state = SignupState.WITHDRAWN
    signup.ending = ending
    signup.ended_at = utcnow()
    _settle(signup.signup_list)


def resize(signup: Signup, party_size: int, *, beyond: bool = False) -> None:
    """Let a party be larger or smaller. Raises DoesNotFit when there is no room for it."""
    if not signup.has_place:
        signup.party_size = party_size
        return
    signup_list = signup.signup_list
    more = party_size - signup.party_size
    if more > signup_list.left and not beyond:
        raise DoesNotFit(signup_list.left)
    given_back = min(signup.from_reserve, max(0, -more))
    signup.from_reserve -= given_back
    signup_list.reserve_used -= given_back
    signup.party_size = party_size
    signup_list.taken += more
    _settle(signup_list, beyond=beyond)


def _settle(signup_list: SignupList, *, beyond: bool = False) -> None:
    if beyond:
        _raise_ceiling(signup_list)
    else:
        _lower_ceiling(signup_list)


def _leave(signup: Signup) -> None:
    """Take a sign-up out of the counter it stands in."""
    signup_list = signup.signup_list
    if signup.state is SignupState.CONFIRMED:
        signup_list.taken -= signup.party_size
        signup_list.reserve_used -= signup.from_reserve
        signup.from_reserve = 0
    elif signup.state is SignupState.OFFERED:
        signup_list.held -= signup.offered
        signup.offered = 0
        signup.offer_until = None
    elif signup.state is SignupState.WAITING:
        signup_list.waiting -= 1


def first_who_would_take(signup_list: SignupList, left: int) -> Signup | None:
    """Whose turn it is when ``left`` places are free: the first on the waiting list, those aside
    who wait for more than that and have said so."""
    return db.session.scalar(
        select(Signup)
        .where(
            Signup.list_id == signup_list.id,
            Signup.state == SignupState.WAITING,
            (Signup.party_size <= left) | (Signup.passed < left),
        )
        .options(joinedload(Signup.person))
        .order_by(Signup.number)
        .limit(1)
    )


def is_wanted(signup_list: SignupList, left: int) -> bool:
    """Whether somebody on the waiting list would take what is free, so that it is theirs first."""
    if signup_list.waiting == 0 or left <= 0:
        return False
    return first_who_would_take(signup_list, left) is not None
