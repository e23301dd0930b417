"""Loading the demo town: everything is done by the operations that people use, in its own time.

The town gets its history told: what was opened a year ago is opened with the clock of that day,
an evening in June is announced in May and called off the day before. So its pages, calendars
and audit log are as real as those of a town that has used the site all along.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from osl.accounts.models import COMMUNITY_ROLES, Membership, User
from osl.accounts.operations import make_organiser
from osl.communities import operations as places
from osl.communities.models import Community, FundingProject, Venue
from osl.core import audit, transactions
from osl.core.clock import as_of, local_midnight, to_local, today, utcnow
from osl.core.db import db
from osl.core.errors import DomainError
from osl.core.i18n import _, _l
from osl.demo import town
from osl.demo.dates import on_or_after
from osl.demo.occasions import CHILDRENS_DAY, CHILDRENS_DAY_INDOORS, CINEMA_TRIP
from osl.demo.planned import Once, PlannedEvent
from osl.demo.programme import programme
from osl.demo.queries import database_is_empty
from osl.demo.rhythms import CHAIR_YOGA, PARENTS_CLUB
from osl.events import meetings, schedule
from osl.events.models import Event, Occurrence
from osl.events.operations import (
    Facts,
    cancel_event,
    change_event,
    extend_horizon,
    plan_event,
    publish_event,
)

LOADED = audit.action("demo.loaded", _l("%(actor)s loaded the demo town"))

OFFICE_OPENS = timedelta(hours=9)

ANNOUNCED_BEFORE = timedelta(days=21)
"""How long before an evening the team tells of it."""


class NotEmpty(DomainError):
    """The demo town never mixes with anybody's real work."""


@dataclass
class Town:
    """What has been made so far, by the names the programme uses."""

    organiser: User
    communities: dict[str, Community]
    animators: dict[str, User]
    venues: dict[str, Venue]
    funding: FundingProject
    events: dict[str, Event]


def load_demo_town() -> None:
    """Fill an empty database with the demo town, whole or not at all.

    Writes its centre, communities, places, team and events, with audit entries and calendars.
    Raises NotEmpty when the database holds anything.
    """
    with transactions.unit():
        if not database_is_empty():
            raise NotEmpty(
                _(
                    "The demo town loads only into an empty database, and this one holds data. "
                    "Nothing was changed. Set OSL_INSTANCE to a new folder and try again."
                )
            )
        now = utcnow()
        made = found_town(today())
        for planned in sorted(programme(today()), key=lambda one: announced_at(one, now)):
            made.events[planned.title] = tell_event(planned, made, now)
        tell_changes(made, now)
        extend_horizon(now)
        audit.record(LOADED, actor=made.organiser)


def found_town(day: date) -> Town:
    """The centre, its communities, places, team and grant."""
    began = town.started_on(day)
    with as_of(local_midnight(began) + OFFICE_OPENS):
        organiser = make_organiser(town.ORGANISER_EMAIL)
        organiser.name = town.STAFF[0][0]
        db.session.flush()
        places.edit_centre(actor=organiser, **town.centre(day), is_sample=True)
        venues = {
            name: places.add_venue(actor=organiser, **details)
            for name, details in town.VENUES.items()
        }
        communities = {
            slug: places.open_community(actor=organiser, slug=slug, started_on=began, **details)
            for slug, details in town.COMMUNITIES.items()
        }
        animators = gather_team(communities)
    for slug, community in communities.items():
        introduce(community, slug, organiser, day)
    starts_on, ends_on = town.funding_period(day)
    with as_of(local_midnight(starts_on) + OFFICE_OPENS):
        funding = places.add_funding_project(
            actor=organiser, starts_on=starts_on, ends_on=ends_on, **town.FUNDING
        )
    return Town(organiser, communities, animators, venues, funding, {})


def gather_team(communities: dict[str, Community]) -> dict[str, User]:
    """The team's accounts, and each community's animator.

    Nobody is invited, for no letter may leave; nobody has a password, so nobody can sign in.
    """
    animators: dict[str, User] = {}
    for name, email, role, slug in town.STAFF[1:]:
        community_id = communities[slug].id if slug is not None else None
        member = User(
            name=name, email=email, memberships=[Membership(role=role, community_id=community_id)]
        )
        db.session.add(member)
        if role is COMMUNITY_ROLES[0] and slug is not None:
            animators[slug] = member
    db.session.flush()
    return animators


def introduce(community: Community, slug: str, organiser: User, day: date) -> None:
    """Its team as residents know them, and how the work has gone so far."""
    for stage, days_ago, note in town.STAGES[slug]:
        on = day - timedelta(days=days_ago)
        with as_of(local_midnight(on) + OFFICE_OPENS):
            places.change_stage(community, actor=organiser, stage=stage, changed_on=on, note=note)
    for first_name, role in town.TEAMS[slug]:
        with as_of(local_midnight(town.started_on(day)) + 2 * OFFICE_OPENS):
            places.add_team_member(community, actor=organiser, first_name=first_name, role=role)
    places.show_stage(community, actor=organiser, shown=True)


def announced_at(planned: PlannedEvent, now: datetime) -> datetime:
    """When the team told of an event: three weeks before, or in the last days for what is far."""
    usual = local_midnight(planned.first_day) - ANNOUNCED_BEFORE + OFFICE_OPENS
    lately = now - timedelta(days=1 + planned.number % 9, minutes=planned.number)
    return min(usual, lately)


def tell_event(planned: PlannedEvent, made: Town, now: datetime) -> Event:
    """Plan an event the day before it is announced, and announce it unless it is a draft."""
    announced = announced_at(planned, now)
    actor = planner(planned, made)
    with as_of(announced - timedelta(days=1)):
        event = plan_event(
            facts(planned, made),
            when(planned),
            communities=[made.communities[slug] for slug in planned.communities],
            actor=actor,
        )
    if not planned.is_draft:
        with as_of(announced):
            publish_event(event, actor=actor)
    return event


def planner(planned: PlannedEvent, made: Town) -> User:
    """An animator plans for one community; the organiser for several, and her open hours."""
    if len(planned.communities) == 1 and planned.number > len(made.communities):
        return made.animators[planned.communities[0]]
    return made.organiser


def facts(planned: PlannedEvent, made: Town) -> Facts:
    return Facts(
        title=planned.title,
        kind=planned.kind,
        strand=planned.strand,
        description=planned.description,
        audience=planned.audience,
        audience_note=planned.audience_note,
        cost=planned.cost,
        what_to_bring=planned.what_to_bring,
        rain_plan=planned.rain_plan,
        host=planned.host,
        contact_name=planned.contact_name,
        contact_phone=planned.contact_phone,
        signup_mode=planned.signup_mode,
        signup_note=planned.signup_note,
        places=planned.places,
        venue=made.venues[planned.venue] if planned.venue else None,
        place_note=planned.place_note,
        funding_project=made.funding if planned.is_funded else None,
    )


def when(planned: PlannedEvent) -> schedule.Schedule:
    if isinstance(planned.when, Once):
        once = planned.when
        return schedule.once(once.day, once.starts_at, once.day, once.ends_at)
    return schedule.Repeated(planned.when, planned.format)


def tell_changes(made: Town, now: datetime) -> None:
    """What came otherwise than planned: a new hour, a moved meeting, two called off."""
    begin_cinema_earlier(made, now)
    move_parents_club(made, now)
    call_off_yoga(made, now)
    call_off_picnic(made)


def begin_cinema_earlier(made: Town, now: datetime) -> None:
    event = made.events[CINEMA_TRIP]
    day = to_local(event.occurrences[0].starts_at).date()
    with as_of(now - timedelta(hours=20)):
        change_event(
            event,
            Facts.of(event),
            schedule.once(day, time(16), day, time(18, 30)),
            communities=event.communities,
            actor=made.animators[town.SENIORS],
        )


def move_parents_club(made: Town, now: datetime) -> None:
    meeting = coming_meeting(made.events[PARENTS_CLUB], now)
    day = on_or_after(to_local(meeting.starts_at).date() + timedelta(days=1))
    with as_of(now - timedelta(hours=30)):
        meetings.move_occurrence(
            meeting,
            schedule.once(day, time(10), day, time(11, 30)),
            note="We wtorek w sali jest badanie słuchu. Za tydzień wracamy do wtorków.",
            actor=made.animators[town.WZGORZE],
        )


def call_off_yoga(made: Town, now: datetime) -> None:
    meeting = coming_meeting(made.events[CHAIR_YOGA], now)
    with as_of(now - timedelta(hours=3)):
        meetings.cancel_occurrence(
            meeting,
            reason="Instruktorka jest chora. Następne zajęcia odbędą się normalnie.",
            actor=made.animators[town.SENIORS],
        )


def call_off_picnic(made: Town) -> None:
    picnic = made.events[CHILDRENS_DAY]
    with as_of(picnic.occurrences[0].starts_at - timedelta(days=1)):
        cancel_event(
            picnic,
            reason=(
                "Zapowiadana jest burza z silnym wiatrem. Spotkamy się tydzień później pod dachem."
            ),
            replacement=made.events[CHILDRENS_DAY_INDOORS],
            actor=made.animators[town.OSTROWIECKA],
        )


def coming_meeting(event: Event, now: datetime) -> Occurrence:
    """The first meeting that begins more than a day from now."""
    return next(one for one in event.occurrences if one.starts_at > now + timedelta(days=1))
