"""What the team does with events. Each change comes with its audit entry, with what residents
are told of it, and with the mark that has calendars written anew."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from uuid import UUID

from flask_babel import force_locale
from sqlalchemy import select, update
from sqlalchemy.orm.attributes import flag_modified

from osl.accounts.models import User
from osl.communities.models import Audience, Community, FundingProject, Venue
from osl.core import audit, revisions
from osl.core.clock import to_local, utcnow
from osl.core.db import db
from osl.core.errors import DomainError
from osl.core.i18n import DEFAULT_LANGUAGE, _, _l
from osl.events import changes, involvement, pictures, readiness, schedule, search
from osl.events.models import Event, EventKind, SignupMode, Strand
from osl.events.recurrence import Rule
from osl.events.schedule import Once, Repeated, Schedule
from osl.events.signup_terms import refuse_impossible
from osl.events.words import last_day, place_of

PLANNED = audit.action("event.planned", _l("%(actor)s planned “%(subject)s”"))
CHANGED = audit.action("event.changed", _l("%(actor)s changed “%(subject)s”: %(things)s"))
PUBLISHED = audit.action("event.published", _l("%(actor)s published “%(subject)s”"))
COPIED = audit.action("event.copied", _l("%(actor)s copied “%(original)s” as “%(subject)s”"))
DELETED = audit.action("event.deleted", _l("%(actor)s deleted the draft “%(subject)s”"))

FACTS = {
    "title": _l("name"),
    "round_name": _l("name of the round"),
    "kind": _l("kind"),
    "strand": _l("strand"),
    "description": _l("description"),
    "is_whole_town": _l("communities"),
    "audience": _l("for whom"),
    "audience_note": _l("for whom"),
    "cost": _l("cost"),
    "what_to_bring": _l("what to bring"),
    "rain_plan": _l("rain plan"),
    "host": _l("host"),
    "contact_name": _l("contact"),
    "contact_phone": _l("contact"),
    "signup_mode": _l("sign-up"),
    "signup_note": _l("sign-up"),
    "signup_opens_at": _l("times of sign-up"),
    "signup_closes_at": _l("times of sign-up"),
    "signup_closes_hours": _l("times of sign-up"),
    "places": _l("places"),
    "reserved_places": _l("places kept by the team"),
    "fills_by_itself": _l("how the waiting list moves"),
    "asks_to_confirm": _l("asking who will come"),
    "takes_regulars": _l("sign-up for all meetings"),
    "takes_children": _l("sign-up of children"),
    "venue": _l("place"),
    "place_note": _l("place"),
    "funding_project": _l("funding"),
}
"""What staff read was changed, by the name of the column."""


class AlreadyPlanned(DomainError):
    """The same form came twice; ``event`` is what the first one made."""

    def __init__(self, event: Event) -> None:
        super().__init__(_("This event is saved already."))
        self.event = event


@dataclass(frozen=True)
class Facts:
    """What there is to say about an event, its dates and communities aside."""

    title: str
    kind: EventKind
    strand: Strand
    description: str = ""
    is_whole_town: bool = False
    audience: Audience = Audience.EVERYONE
    audience_note: str = ""
    cost: str = ""
    what_to_bring: str = ""
    rain_plan: str = ""
    host: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    signup_mode: SignupMode = SignupMode.NONE
    signup_note: str = ""
    signup_opens_at: datetime | None = None
    signup_closes_at: datetime | None = None
    signup_closes_hours: int | None = None
    places: int | None = None
    reserved_places: int = 0
    fills_by_itself: bool = False
    asks_to_confirm: bool = False
    takes_regulars: bool = False
    takes_children: bool = False
    venue: Venue | None = None
    place_note: str = ""
    funding_project: FundingProject | None = None
    round_name: str = ""

    @classmethod
    def of(cls, event: Event) -> "Facts":
        return cls(**{one.name: getattr(event, one.name) for one in fields(cls)})


def plan_event(
    facts: Facts,
    when: Schedule,
    *,
    communities: Sequence[Community],
    actor: User,
    key: UUID | None = None,
) -> Event:
    """Put an event on the desk as a draft, with its meetings. One audit entry.

    ``key`` is the mark of the form it came from: sent twice, it makes one event.
    Raises DomainError for a community the planner does not work with and for what cannot be said
    of sign-up, and AlreadyPlanned.
    """
    _refuse_foreign(communities, actor, is_whole_town=facts.is_whole_town)
    refuse_impossible(facts, when)
    event = Event(created_by_id=actor.id, communities=list(communities))
    if key is not None:
        event.uid = _own_uid(key, actor)
    with db.session.no_autoflush:
        schedule.lay_out(event, when)
        _apply(event, facts)
        db.session.add(event)
    audit.record(PLANNED, actor=actor, subject=event, community_id=_first_community(event))
    revisions.mark(event)
    return event


def change_event(
    event: Event,
    facts: Facts,
    when: Schedule,
    *,
    communities: Sequence[Community],
    actor: User,
) -> bool:
    """Give an event new words, dates or communities; whether anything differed.

    Writes one audit entry, and for a published event a dated line for each visible difference.
    Communities the actor does not work with stay as they are. Raises DomainError.
    """
    _refuse_foreign(communities, actor, is_whole_town=facts.is_whole_town)
    others = [c for c in event.communities if not actor.works_with(c.id)]
    before, facts_before = changes.seen(event), Facts.of(event)
    is_rescheduled = when != schedule.of_event(event)
    chosen = [*communities, *others]
    is_elsewhere = set(chosen) != set(event.communities)
    if facts == facts_before and not is_elsewhere and not is_rescheduled:
        return False
    if event.is_published and not place_of(facts.venue, facts.place_note):
        raise schedule.ScheduleError(
            _("It does not say where. Choose a place or describe it in words."), "venue_id"
        )
    refuse_impossible(facts, when, closed_at=facts_before.signup_closes_at)
    if is_rescheduled:
        _refuse_history(event, when)
        schedule.lay_out(event, when)
    if is_elsewhere:
        event.communities = chosen
    _apply(event, facts)
    changes.tell(event, before)
    # Meetings and communities are rows of their own: the event counts as edited all the same.
    flag_modified(event, "title")
    audit.record(
        CHANGED,
        actor=actor,
        subject=event,
        community_id=_first_community(event),
        things=_differences(facts_before, facts, is_rescheduled=is_rescheduled),
    )
    revisions.mark(event)
    return True


def publish_event(event: Event, *, actor: User) -> None:
    """Let everybody see it: on the site, in calendars. Raises DomainError when it is not ready."""
    if event.is_published:
        raise DomainError(_("This event is published already."))
    obstacles = readiness.obstacles(event, utcnow())
    if obstacles:
        raise DomainError(" ".join(obstacles))
    event.published_at = utcnow()
    audit.record(PUBLISHED, actor=actor, subject=event, community_id=_first_community(event))
    revisions.mark(event)


def copy_event(event: Event, *, first_on: date, actor: User, key: UUID | None = None) -> Event:
    """A new draft with the same words, hours and pictures, from another day on.

    A series keeps its rhythm and its length. Communities the actor does not work with, and the
    whole town for anyone but the organiser, do not come along; neither do the days on which
    sign-up opens and closes. Raises DomainError.
    """
    facts = replace(
        Facts.of(event),
        is_whole_town=event.is_whole_town and actor.is_organiser,
        round_name="",
        signup_opens_at=None,
        signup_closes_at=None,
    )
    copy = plan_event(
        facts,
        _moved(schedule.of_event(event), first_on),
        communities=[c for c in event.communities if actor.works_with(c.id)],
        actor=actor,
        key=key,
    )
    copy.copied_from_id = event.id
    pictures.share(event, copy)
    audit.record(COPIED, actor=actor, subject=copy, original=event.title)
    return copy


def delete_draft(event: Event, *, actor: User) -> None:
    """Take away a draft nobody ever saw. Raises DomainError for anything once published, and for
    the beginning of a series that is published further on."""
    if event.is_published:
        raise DomainError(
            _("This event was published, so it cannot be deleted. Call it off instead.")
        )
    if _is_published_further_on(event):
        raise DomainError(
            _("A later part of this series is published and belongs to this one, so this stays.")
        )
    audit.record(DELETED, actor=actor, subject=event, community_id=_first_community(event))
    pictures.release(event)
    _let_go(event)
    db.session.delete(event)


def open_hours_facts(*, venue: Venue | None = None, phone: str = "", host: str = "") -> Facts:
    """What there is to say about open hours: in a place, or by phone when there is no place."""
    with force_locale(DEFAULT_LANGUAGE):
        title = _("Open hours") if venue else _("Open hours by phone")
        place_note = "" if venue else _("by phone")
    return Facts(
        title=title,
        kind=EventKind.OPEN_HOURS,
        strand=Strand.SOCIAL,
        host=host,
        venue=venue,
        place_note=place_note,
        contact_phone=phone,
    )


def plan_open_hours(
    community: Community,
    facts: Facts,
    rule: Rule,
    *,
    is_published: bool,
    actor: User,
    key: UUID | None = None,
) -> Event:
    """When and where residents can talk to the team, week after week (REQ 1.5).

    Published at once or left as a draft.
    """
    event = plan_event(facts, Repeated(rule), communities=[community], actor=actor, key=key)
    if is_published:
        publish_event(event, actor=actor)
    return event


def is_over(event: Event) -> bool:
    """Whether its last meeting has ended. What is put off without a date is not over."""
    return all(
        meeting.ends_at <= utcnow() and not meeting.is_postponed for meeting in event.occurrences
    )


def _apply(event: Event, facts: Facts) -> None:
    for one in fields(facts):
        setattr(event, one.name, getattr(facts, one.name))
    event.search_text = search.words_of(event)


def _refuse_foreign(communities: Sequence[Community], actor: User, *, is_whole_town: bool) -> None:
    """One plans for one's own communities; for the whole town, the organiser does."""
    if is_whole_town and not actor.is_organiser:
        raise DomainError(_("Only the organiser plans for the whole town."))
    if any(not actor.works_with(community.id) for community in communities):
        raise DomainError(_("You can plan only for communities you work with."))
    if not communities and not is_whole_town:
        raise DomainError(_("Choose at least one community."))


def _refuse_history(event: Event, when: Schedule) -> None:
    """The dates of what has been, or will not be, stay as people know them."""
    if event.is_draft:
        return
    if event.is_cancelled:
        raise DomainError(
            _("This event is called off, so its dates stay. Call it on again first, or copy it.")
        )
    if is_over(event):
        raise DomainError(
            _("This event is over, so its dates stay. Copy it to plan it for another day.")
        )
    if _begins_in_the_past(event, when):
        raise schedule.ScheduleError(
            _("That day is past. A published event can only move to a day to come."), "first_on"
        )


def _begins_in_the_past(event: Event, when: Schedule) -> bool:
    """Whether people would be told of a day that is past. The first day of a series that has met
    is another matter: it stays."""
    if isinstance(when, Once):
        return when.ends_at <= utcnow()
    is_new = event.series is None or event.series.first_on != when.rule.first_on
    first = when.rule.slot(when.rule.first_on)
    return is_new and first.ends_at <= utcnow() and not schedule.has_met(event, utcnow())


def planned_with(key: UUID | None) -> Event | None:
    """The event that a form with this mark has made already."""
    return db.session.scalar(select(Event).where(Event.uid == str(key))) if key else None


def _own_uid(key: UUID, actor: User) -> str:
    known = planned_with(key)
    if known is not None and known.created_by_id == actor.id:
        raise AlreadyPlanned(known)
    if known is not None:
        raise DomainError(_("This form was used already. Open it again."))
    return str(key)


def _is_published_further_on(event: Event) -> bool:
    """Whether residents know a later part: its list, its survey and its certificates belong to
    the part the series began with."""
    part = event.continuation
    while part is not None and not part.is_published:
        part = part.continuation
    return part is not None


def _let_go(event: Event) -> None:
    """What points at a draft that goes away: its copies, its next part, the other rounds."""
    for column in (Event.copied_from_id, Event.continues_id):
        db.session.execute(update(Event).where(column == event.id).values({column.key: None}))
    of_this = select(Event).where(Event.round_of_id == event.id).order_by(Event.id)
    others = list(db.session.scalars(of_this))
    for other in others:
        other.round_of = others[0] if other is not others[0] else None
    db.session.flush()
    for hand_over in involvement.heirs if others else ():
        hand_over(event, others[0])


def _moved(when: Schedule, first_on: date) -> Schedule:
    """The same schedule from another first day on."""
    if isinstance(when, Repeated):
        rule = rule_moved(when.rule, first_on)
        schedule.refuse_left_out(rule)
        return replace(when, rule=rule)
    starts, ends = to_local(when.starts_at), to_local(when.ends_at)
    last_on = first_on + (last_day(when.ends_at) - starts.date())
    if when.is_all_day:
        return schedule.once(first_on, None, last_on, None)
    return schedule.once(first_on, starts.time(), last_on, ends.time())


def rule_moved(rule: Rule, first_on: date) -> Rule:
    """The same rhythm and length from another day on; days left out by hand do not come along.

    The days of the week are moved as well when the new first day is none of them. Raises
    RuleError.
    """
    by = first_on - rule.first_on
    weekdays = rule.weekdays
    if weekdays and first_on.weekday() not in weekdays:
        weekdays = tuple(sorted((day + by.days) % 7 for day in weekdays))
    return replace(
        rule,
        first_on=first_on,
        until_on=rule.until_on + by if rule.until_on else None,
        weekdays=weekdays,
        chosen_on=tuple(day + by for day in rule.chosen_on),
        skipped_on=(),
        breaks=schedule.observed_breaks(skips_breaks=rule.skips_breaks),
        is_stored=False,
    )


def _first_community(event: Event) -> int | None:
    return event.communities[0].id if event.communities else None


def _differences(before: Facts, after: Facts, *, is_rescheduled: bool) -> str:
    """What differs, as a list of words in the language of the house."""
    with force_locale(DEFAULT_LANGUAGE):
        found = [_("dates")] if is_rescheduled else []
        found += [
            str(FACTS[one.name])
            for one in fields(Facts)
            if getattr(before, one.name) != getattr(after, one.name)
        ]
        return ", ".join(dict.fromkeys(found)) or _("communities")
