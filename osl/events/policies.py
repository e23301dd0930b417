"""Who may plan, publish and call off events."""

from osl.accounts.models import User
from osl.communities.models import Community
from osl.events.models import Break, Event, Occurrence, Picture


def can_create_event(user: User) -> bool:
    """Whoever has a community to plan for."""
    return user.is_organiser or bool(user.community_ids)


def can_see_drafts(user: User | None) -> bool:
    """The planning team sees drafts: of its own communities only (see events_visible_to)."""
    return user is not None and can_create_event(user)


def can_edit_event(user: User, event: Event) -> bool:
    """The team of any of the event's communities; an event of the whole town: the organiser."""
    if user.is_organiser:
        return True
    if event.is_whole_town:
        return False
    return any(community.id in user.community_ids for community in event.communities)


def can_publish_event(user: User, event: Event) -> bool:
    return can_edit_event(user, event)


def can_cancel_event(user: User, event: Event) -> bool:
    return can_edit_event(user, event)


def can_see_event_desk(user: User, event: Event) -> bool:
    """The staff page of an event: its team, and the rest of the team once it is published."""
    return can_edit_event(user, event) or (event.is_published and can_create_event(user))


def can_edit_meeting(user: User, meeting: Occurrence) -> bool:
    return can_edit_event(user, meeting.event)


def can_edit_picture(user: User, picture: Picture) -> bool:
    return can_edit_event(user, picture.event)


def can_plan_open_hours(user: User, community: Community) -> bool:
    """Open hours belong to a community and its own team."""
    return user.works_with(community.id)


def can_keep_breaks(user: User) -> bool:
    """The organiser keeps the town's breaks: they hold for every community."""
    return user.is_organiser


def can_edit_break(user: User, one: Break) -> bool:  # noqa: ARG001 - one rule for all of them
    return can_keep_breaks(user)
