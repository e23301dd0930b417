"""The public pages: the whole town, a community, the list, the archive, an event."""

from datetime import date
from typing import Any

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from osl.accounts.models import User
from osl.communities.models import Community
from osl.communities.queries import closed_communities, get_centre, open_communities
from osl.communities.queries import get_community_by_slug as get_by_slug
from osl.core.access import current_viewer, public
from osl.core.clock import today, utcnow
from osl.core.pictures import picture_address
from osl.events.filters import filter_arguments, filters_asked
from osl.events.models import Event
from osl.events.queries import (
    get_event,
    past,
    rounds_of,
    upcoming_open_hours,
    visible_changes,
)
from osl.events.readiness import contact_phone
from osl.events.repeats import repeats_of
from osl.groups.queries import public_groups_of
from osl.home import queries
from osl.home.addresses import ALL, EVERY_MEETING, MEETING, event_values, page_links
from osl.home.ideas import ideas_called, ideas_of_community, ideas_of_town
from osl.home.structured_data import event_data
from osl.signups.room import places_of_meetings, places_shown
from osl.volunteers.calling import called_in_community

home = Blueprint("home", __name__)

FROM = "od"
"""The day the list begins with."""

PAGE = "strona"

REPEATS = "powtorki"
"""``?powtorki=wszystkie``: every meeting of a series has a line of its own in the list."""

EARLIEST, LATEST = date(2015, 1, 1), date(2100, 12, 31)


@home.get("/")
@public
def front() -> str:
    """What is on in the whole town."""
    page = queries.front_page()
    return render_template(
        "home/front.html",
        page=page,
        room=places_of_meetings(page.meetings),
        ideas=ideas_of_town(),
        links=page_links("home.front"),
    )


@home.get("/spolecznosci")
@public
def communities() -> str:
    return render_template(
        "home/communities.html",
        cards=queries.community_cards(queries.coming_meetings()),
        closed=closed_communities(),
        links=page_links("home.communities"),
    )


def load_community(viewer: User | None, slug: str) -> Community:
    return get_by_slug(viewer, slug)


@home.get("/spolecznosci/<slug>")
@public(load=load_community)
def community(community: Community) -> str | BaseResponse:
    """One community: when to talk to us, what is on, who we are. Former addresses lead here."""
    if request.view_args and request.view_args["slug"] != community.slug:
        return redirect(url_for(".community", slug=community.slug), 301)
    meetings = queries.meetings_of_community(community)
    return render_template(
        "home/community.html",
        community=community,
        is_closed=community.is_closed_on(today()),
        open_hours=upcoming_open_hours(community),
        meetings=meetings,
        repeats=repeats_of(meetings, utcnow()),
        room=places_of_meetings(meetings),
        past=queries.latest_of_community(community),
        ideas=ideas_of_community(community),
        groups=public_groups_of(community),
        called=called_in_community(community),
        links=page_links("home.community", slug=community.slug),
        sharing_picture=picture_link(community.cover) if community.cover else None,
    )


@home.get("/wydarzenia")
@public
def events() -> str:
    """The list by day, narrowed by what the address asks for."""
    known = open_communities()
    filters = filters_asked(request.args, known)
    asked_from = day_asked(request.args.get(FROM, ""))
    every_meeting = request.args.get(REPEATS) == ALL
    page = queries.agenda_page(filters, asked_from, every_meeting=every_meeting)
    return render_template(
        "home/events.html",
        page=page,
        room=places_of_meetings([one for day in page.days for one in day.meetings]),
        asked_from=asked_from,
        every_meeting=every_meeting,
        repeats_kept=ALL if every_meeting else None,
        all_repeats=ALL,
        filters=filters,
        kept=filter_arguments(filters),
        communities=known,
        called=queries.communities_called(filters.text, known),
        ideas_called=ideas_called(filters),
        today=today(),
        links=page_links("home.events"),
    )


@home.get("/wydarzenia/archiwum")
@public
def archive() -> str:
    """What has been, the latest first."""
    known = [*open_communities(), *closed_communities()]
    filters = filters_asked(request.args, known)
    return render_template(
        "home/archive.html",
        page=past(None, filters, number_asked(request.args.get(PAGE, ""))),
        filters=filters,
        kept=filter_arguments(filters),
        communities=known,
        links=page_links("home.archive"),
    )


def load_event(viewer: User | None, event_id: int, slug: str = "") -> Event:  # noqa: ARG001
    return get_event(viewer, event_id)


@home.get("/wydarzenia/<int:event_id>")
@home.get("/wydarzenia/<int:event_id>-<slug>")
@public(load=load_event)
def event(event: Event) -> str | BaseResponse:
    """One event. The number finds it; a name that is not (or no longer) its own leads there."""
    asked = (request.view_args or {}).get("slug")
    if asked is not None and asked != event_values(event).get("slug"):
        kept = {name: request.args.get(name) for name in (MEETING, EVERY_MEETING)}
        values = event_values(event) | kept
        return redirect(url_for(".event", **values), 301)
    page = queries.event_page(event, number_asked(request.args.get(MEETING, "")) or None)
    links = page_links("home.event", **event_values(event))
    return render_template(
        "home/event.html",
        event=event,
        meeting=page.meeting,
        meetings=page.meetings,
        every_meeting=queries.every_meeting(event) if asks_for_every_meeting(event) else None,
        is_over=page.is_over,
        places=places_shown(event, page.meeting),
        rounds=rounds_of(current_viewer(), event),
        changes=visible_changes(event),
        contact_phone=contact_phone(event, get_centre()),
        links=links,
        data=data_of(page, links.own),
        sharing_picture=next(map(picture_link, (one.file for one in event.pictures)), None),
    )


def asks_for_every_meeting(event: Event) -> bool:
    return event.is_series and request.args.get(EVERY_MEETING) == ALL


def data_of(page: queries.EventPage, address: str) -> Any:
    """What search engines read; nothing of a draft."""
    if page.meeting is None or page.event.is_draft:
        return None
    return event_data(
        page.event,
        page.meeting,
        page.meetings,
        address=address,
        centre=get_centre(),
        base_url=current_app.config["BASE_URL"],
        pictures=[picture_link(picture.file) for picture in page.event.pictures],
    )


def picture_link(file: str) -> str:
    """The full address of a picture, for those who only have this page's data."""
    return str(current_app.config["BASE_URL"]) + picture_address(file)


def day_asked(words: str) -> date | None:
    """A day from an address ("2026-12-01"); anything else asks for nothing."""
    try:
        day = date.fromisoformat(words)
    except ValueError:
        return None
    return day if EARLIEST <= day <= LATEST else None


def number_asked(words: str) -> int:
    """A number from an address; 0 for anything that is not one."""
    return int(words) if words.isascii() and words.isdigit() and len(words) < 10 else 0
