"""Loading the demo town: everything is done by the operations that people use, in its own time.

The town gets its history told: what was opened a year ago is opened with the clock of that day,
an evening in June is announced in May and called off the day before. So its pages, calendars
and audit log are as real as those of a town that has used the site all along.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial

from osl.accounts.models import Membership, Role, User
from osl.accounts.operations import make_organiser
from osl.communities import operations as places
from osl.communities.models import Community, FundingProject, Venue
from osl.core import audit, transactions
from osl.core.clock import as_of, local_midnight, to_local, today, utcnow
from osl.core.db import db
from osl.core.errors import DomainError
from osl.core.i18n import _, _l
from osl.demo import town
from osl.demo.dates import last_season, on_or_after
from osl.demo.occasions import (
    CHILDRENS_DAY,
    CHILDRENS_DAY_INDOORS,
    CHILDRENS_DAY_ON,
    CINEMA_TRIP,
)
from osl.demo.planned import Once, PlannedEvent
from osl.demo.programme import programme
from osl.demo.queries import database_is_empty
from osl.demo.rhythms import CHAIR_YOGA, PARENTS_CLUB
from osl.events import meetings, schedule
from osl.events.cancellations import cancel_event
from osl.events.horizon import extend_horizon
from osl.events.models import Event, EventKind, Occurrence
from osl.events.operations import Facts, change_event, plan_event, publish_event

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
    events: dict[str, Event] = field(default_factory=dict)


@dataclass
class Story:
    """What happened in the town, told in the order of time whatever order it is written in."""

    steps: list[tuple[datetime, Callable[[], object]]] = field(default_factory=list)

    def then(self, moment: datetime, step: Callable[[], object]) -> None:
        self.steps.append((moment, step))

    def tell(self) -> None:
        for moment, step in sorted(self.steps, key=lambda one: one[0]):
            with happening_at(moment):
                step()


@contextmanager
def happening_at(moment: datetime) -> Iterator[None]:
    """With the clock of that moment, to the last row written."""
    with as_of(moment):
        yield
        db.session.flush()


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
        day = today()
        made = found_town(day)
        story = Story()
        for slug, community in made.communities.items():
            tell_stages(story, community, slug, made.organiser, day)
        for planned in programme(day):
            tell_event(story, planned, made, day)
        tell_changes(story, made, day)
        story.tell()
        extend_horizon(utcnow())
        audit.record(LOADED, actor=made.organiser)


def found_town(day: date) -> Town:
    """The centre, its communities, places, team and grant, on the day the work began."""
    began = town.started_on(day)
    with happening_at(office_hours(began)):
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
            for first_name, role in town.TEAMS[slug]:
                places.add_team_member(community, actor=organiser, first_name=first_name, role=role)
            places.show_stage(community, actor=organiser, shown=True)
        starts_on, ends_on = town.funding_period(day)
        funding = places.add_funding_project(
            actor=organiser, starts_on=starts_on, ends_on=ends_on, **town.FUNDING
        )
    return Town(organiser, communities, animators, venues, funding)


def gather_team(communities: dict[str, Community]) -> dict[str, User]:
    """The team's accounts; returns each community's animator.

    Nobody is invited, for no letter may leave; nobody has a password, so nobody can sign in.
    """
    animators: dict[str, User] = {}
    for name, email, role, slug in town.STAFF[1:]:
        community_id = communities[slug].id if slug is not None else None
        member = User(
            name=name, email=email, memberships=[Membership(role=role, community_id=community_id)]
        )
        db.session.add(member)
        if role is Role.ANIMATOR and slug is not None:
            animators[slug] = member
    db.session.flush()
    return animators


def tell_stages(story: Story, community: Community, slug: str, organiser: User, day: date) -> None:
    """How far the work with a community has come, and when."""
    for stage, days_ago, note in town.STAGES[slug]:
        on = day - timedelta(days=days_ago)
        story.then(
            office_hours(on),
            partial(
                places.change_stage,
                community,
                actor=organiser,
                stage=stage,
                changed_on=on,
                note=note,
            ),
        )


def tell_event(story: Story, planned: PlannedEvent, made: Town, day: date) -> None:
    """An event is planned the day before it is announced, and announced unless it is a draft."""
    announced = announced_on(planned, day)
    actor = planner(planned, made)
    minutes = timedelta(minutes=5 * planned.number)

    def plan() -> None:
        made.events[planned.title] = plan_event(
            facts(planned, made),
            when(planned),
            communities=[made.communities[slug] for slug in planned.communities],
            actor=actor,
        )

    def publish() -> None:
        publish_event(made.events[planned.title], actor=actor)

    story.then(office_hours(announced - timedelta(days=1)) + minutes, plan)
    if not planned.is_draft:
        story.then(office_hours(announced) + minutes, publish)


def announced_on(planned: PlannedEvent, day: date) -> date:
    """When the team told of an event: three weeks before, or in the last days for what is far."""
    lately = day - timedelta(days=2 + planned.number % 9)
    return min(planned.first_day - ANNOUNCED_BEFORE, lately)


def planner(planned: PlannedEvent, made: Town) -> User:
    """An animator plans for one community; the organiser for several, and her open hours."""
    if len(planned.communities) == 1 and planned.kind is not EventKind.OPEN_HOURS:
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


def tell_changes(story: Story, made: Town, day: date) -> None:
    """What came otherwise than planned, the day before today: a new hour, a moved meeting, one
    called off. And a picnic in spring that a storm blew away."""
    yesterday = office_hours(day - timedelta(days=1))
    story.then(yesterday, lambda: begin_cinema_earlier(made))
    story.then(yesterday + timedelta(hours=2), lambda: move_parents_club(made, day))
    story.then(yesterday + timedelta(hours=5), lambda: call_off_yoga(made, day))
    storm = last_season(day, *CHILDRENS_DAY_ON) - timedelta(days=1)
    story.then(office_hours(storm) + timedelta(hours=6), lambda: call_off_picnic(made))


def begin_cinema_earlier(made: Town) -> None:
    event = made.events[CINEMA_TRIP]
    day = to_local(event.occurrences[0].starts_at).date()
    change_event(
        event,
        Facts.of(event),
        schedule.once(day, time(16), day, time(18, 30)),
        communities=event.communities,
        actor=made.animators[town.SENIORS],
    )


def move_parents_club(made: Town, today: date) -> None:
    meeting = coming_meeting(made.events[PARENTS_CLUB], today)
    day = on_or_after(to_local(meeting.starts_at).date() + timedelta(days=1))
    meetings.change_occurrence(
        meeting,
        schedule.once(day, time(10), day, time(11, 30)),
        meetings.Own(note="We wtorek w sali jest badanie słuchu. Za tydzień wracamy do wtorków."),
        actor=made.animators[town.WZGORZE],
    )


def call_off_yoga(made: Town, today: date) -> None:
    meetings.cancel_occurrence(
        coming_meeting(made.events[CHAIR_YOGA], today),
        reason="Instruktorka jest chora. Następne zajęcia odbędą się normalnie.",
        actor=made.animators[town.SENIORS],
    )


def call_off_picnic(made: Town) -> None:
    cancel_event(
        made.events[CHILDRENS_DAY],
        reason=(
            "Zapowiadana jest burza z silnym wiatrem. Spotkamy się tydzień później pod dachem."
        ),
        replacement=made.events[CHILDRENS_DAY_INDOORS],
        actor=made.animators[town.OSTROWIECKA],
    )


def coming_meeting(event: Event, today: date) -> Occurrence:
    """The first meeting of a series from tomorrow on."""
    return next(one for one in event.occurrences if to_local(one.starts_at).date() > today)


def office_hours(day: date) -> datetime:
    """The moment of a day at which the office opens."""
    return local_midnight(day) + OFFICE_OPENS
