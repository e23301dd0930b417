"""What the organiser of a new site does first, one thing after another."""

from dataclasses import dataclass

from sqlalchemy import exists, func, select

from osl.accounts.models import User
from osl.communities.models import Centre, Community, Venue
from osl.core.db import db
from osl.core.i18n import _
from osl.events.models import Event


@dataclass(frozen=True)
class FirstStep:
    """One thing to do, where, and whether it is done."""

    name: str
    reason: str
    endpoint: str
    is_done: bool


def first_steps(user: User, centre: Centre) -> list[FirstStep]:
    """The steps of a new site for its organiser; none once an event is published (one query)."""
    if not user.is_organiser:
        return []
    has_community, has_venue, has_event, members = db.session.execute(
        select(
            exists(select(Community.id)),
            exists(select(Venue.id)),
            exists(select(Event.id).where(Event.published_at.is_not(None))),
            select(func.count(User.id)).scalar_subquery(),
        )
    ).one()
    if has_event:
        return []
    return [
        FirstStep(
            _("Say what you are called"),
            _("Your name stands in letters to the team and in the history of changes."),
            "accounts.rename",
            user.name != user.email.partition("@")[0],
        ),
        FirstStep(
            _("Fill in the centre"),
            _("Its name and phone number stand on every page."),
            "centre.edit_centre",
            bool(centre.phone),
        ),
        FirstStep(
            _("Create a community"),
            _("An estate or a group of people; it gets its page and calendar at once."),
            "communities.create",
            bool(has_community),
        ),
        FirstStep(
            _("Add a place"),
            _("Where people meet, how to get there, and whether everybody can get in."),
            "venues.add",
            bool(has_venue),
        ),
        FirstStep(
            _("Invite the team"),
            _("Each animator gets a letter with a link, and plans for their own communities."),
            "team.invite",
            members > 1,
        ),
        FirstStep(
            _("Plan and publish the first event"),
            _("Or open hours: one fixed hour a week when people can come and talk."),
            "events.plan",
            bool(has_event),
        ),
    ]
