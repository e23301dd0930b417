"""Loading the demo town: everything is done by the operations that people use, in its own time.

The town gets its history told: what was opened a year ago is opened with the clock of that day,
an evening in June is announced in May and called off the day before. So its pages, calendars
and audit log are as real as those of a town that has used the site all along.
"""

from datetime import date, timedelta
from functools import partial

from osl.accounts.models import Membership, Role, User
from osl.accounts.operations import make_organiser
from osl.communities import operations as places
from osl.communities.models import Community
from osl.core import audit, transactions
from osl.core.clock import today, utcnow
from osl.core.db import db
from osl.core.errors import DomainError
from osl.core.i18n import _, _l
from osl.demo import town
from osl.demo.agreements import tell_agreements
from osl.demo.changes import tell_changes
from osl.demo.circles import tell_circles
from osl.demo.held import tell_held
from osl.demo.hired import tell_specialists
from osl.demo.ideas import tell_ideas
from osl.demo.neighbours import tell_signups
from osl.demo.opinions import tell_surveys
from osl.demo.people import tell_people
from osl.demo.planned import PlannedEvent, facts, when
from osl.demo.programme import programme
from osl.demo.queries import database_is_empty
from osl.demo.shared_table import NEIGHBOURS_DAY, tell_shared_table
from osl.demo.tale import Story, Town, happening_at, office_hours
from osl.demo.volunteers import tell_volunteering
from osl.demo.work import tell_work
from osl.events.horizon import extend_horizon
from osl.events.models import EventKind
from osl.events.operations import plan_event, publish_event

LOADED = audit.action("demo.loaded", _l("%(actor)s loaded the demo town"))

ANNOUNCED_BEFORE = timedelta(days=21)
"""How long before an evening the team tells of it."""


class NotEmpty(DomainError):
    """The demo town never mixes with anybody's real work."""


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
            if planned.title == NEIGHBOURS_DAY:
                tell_shared_table(story, made, announced_on(planned, day))
        tell_changes(story, made, day)
        tell_signups(story, made, day)
        tell_ideas(story, made, day)
        tell_people(story, made, day)
        tell_circles(story, made, day)
        tell_volunteering(story, made, day)
        tell_agreements(story, made, day)
        tell_held(story, made, day)
        tell_specialists(story, made, day)
        tell_work(story, made, day)
        tell_surveys(story, made, day)
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
        places.take_comments(communities[town.OSTROWIECKA], actor=organiser, taken=True)
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
