"""Whether an event is ready for readers: what stands in the way, and what they will miss."""

from datetime import datetime

from osl.communities.models import Centre
from osl.communities.words import unknown_access
from osl.core.i18n import _
from osl.events.models import Event, EventKind
from osl.events.words import place


def obstacles(event: Event, now: datetime) -> list[str]:
    """Why this event cannot be published as it is."""
    found = []
    if not any(meeting.ends_at > now for meeting in event.occurrences):
        found.append(_("All its dates are past. Give it a date to come, then publish it."))
    if not place(event):
        found.append(_("It does not say where. Choose a place or describe it in words."))
    return found


def warnings(event: Event, centre: Centre) -> list[str]:
    """What residents will look for and not find. Publishing is still a knowing choice."""
    found = []
    if event.venue is not None and unknown_access(event.venue):
        found.append(
            _(
                "We do not know everything about getting into %(venue)s. Some people decide by "
                "that whether to come.",
                venue=event.venue.name,
            )
        )
    if event.venue is None and place(event) and event.kind is not EventKind.OPEN_HOURS:
        found.append(_("The place is only in words, so nobody can check whether they can get in."))
    if not contact_phone(event, centre):
        found.append(_("There is no phone number to ask at."))
    if not event.description.strip() and event.kind is not EventKind.OPEN_HOURS:
        found.append(_("There is no description."))
    return found


def contact_phone(event: Event, centre: Centre) -> str:
    """The number residents are given: the event's, its community's, or the centre's."""
    of_communities = next((c.phone for c in event.communities if c.phone), "")
    return event.contact_phone or of_communities or centre.phone
