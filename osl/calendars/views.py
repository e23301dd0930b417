"""Calendars to read, to subscribe to and to turn the pages of."""

import io
from collections.abc import Mapping
from typing import Any

import segno
from flask import (
    Blueprint,
    Response,
    abort,
    after_this_request,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from werkzeug.wrappers import Response as BaseResponse

from osl.accounts import factors
from osl.accounts.links import hash_of
from osl.accounts.models import User
from osl.accounts.policies import is_of_the_team
from osl.accounts.proof import with_proof
from osl.calendars import feeds, own, queries
from osl.calendars.models import STRANDS_BY_ADDRESS
from osl.calendars.month import Month, on_paper, weekdays, weeks
from osl.calendars.subscription import Subscription, google_link, likely_ways, subscription_to
from osl.calendars.words import STRAND_EVENTS, feed_name
from osl.communities import centre_of_page
from osl.communities.models import TOWN_SLUG, Community
from osl.communities.queries import get_community_by_slug, open_communities
from osl.core.access import acting_user, public, requires, token
from osl.core.clock import today, utcnow
from osl.core.errors import error_page
from osl.core.i18n import _, language
from osl.core.text import slugify
from osl.core.web import external_url, see_other
from osl.events.filters import STRAND, filter_arguments, filters_asked
from osl.events.models import Event, Occurrence
from osl.events.queries import breaks_from, meetings_between, next_meeting

calendars = Blueprint("calendars", __name__)

MONTH = "miesiac"

ADDRESS_SHOWN_WITHIN = 600
"""Seconds from the making of a secret address to the page that shows it."""


@calendars.get("/kalendarz/<slug>.ics")
@public
def feed(slug: str) -> Response:
    return feeds.calendar_at(slug, None).answer()


@calendars.get("/kalendarz/<slug>/<strand>.ics")
@public
def feed_of_strand(slug: str, strand: str) -> Response:
    if strand not in STRANDS_BY_ADDRESS:
        abort(404)
    return feeds.calendar_at(slug, STRANDS_BY_ADDRESS[strand]).answer()


@calendars.get("/wydarzenia/<int:event_id>.ics")
@public
def feed_of_event(event_id: int) -> Response:
    entry = queries.entry_of(event_id) or abort(404)
    return feeds.calendar_of_event(entry).answer()


@calendars.get("/moj-kalendarz/<secret>.ics")
@token
def own_feed(secret: str) -> Response:
    """What the person whose secret this is may see now."""
    address = own.find_address(secret)
    if address is None:
        return error_page(404)
    if not address.works:
        # 410, not 404: programs then stop asking instead of showing old events for ever.
        return make_response(render_template("calendars/ended_address.html"), 410)
    seconds = own.allowance.take(address)
    if seconds:
        response = error_page(429)
        response.headers["Retry-After"] = str(seconds)
        return response
    return own.calendar_of(address.user).answer()


@calendars.get("/panel/konto/kalendarz")
@requires(is_of_the_team)
def own_calendar() -> str:
    """One's own calendar: how to get its secret address, renew and end it."""
    user: User = acting_user()
    known = queries.own_address_of(user)
    secret = _secret_just_made()
    is_shown = known is not None and hash_of(secret) == known.token_hash
    return render_template(
        "calendars/own.html",
        known=known,
        subscription=_own_subscription(secret) if is_shown else None,
    )


@calendars.post("/panel/konto/kalendarz")
@requires(is_of_the_team)
@with_proof
def give_own_address() -> BaseResponse:
    """A new secret address; it travels to the page that shows it once, sealed in one's cookie."""
    session["own_calendar"] = factors.seal(own.give_address(acting_user()))
    return see_other(".own_calendar")


@calendars.post("/panel/konto/kalendarz/koniec")
@requires(is_of_the_team)
def revoke_own_address() -> BaseResponse:
    own.revoke_address(acting_user())
    flash(_("The address has ended. Nobody can read your calendar there any more."))
    return see_other(".own_calendar")


def _secret_just_made() -> str:
    sealed = session.pop("own_calendar", "")
    secret = factors.unseal(sealed, longest_seconds=ADDRESS_SHOWN_WITHIN) if sealed else None
    return secret or ""


def _own_subscription(secret: str) -> Subscription:
    return Subscription(
        name=own.header().name,
        slug="",
        strand=None,
        address=own.address_of(secret),
        page=external_url("calendars.own_calendar"),
        ways=likely_ways(request.user_agent.string),
    )


@calendars.get("/kalendarz")
@public
def month() -> str:
    """The month of the town, or of what was asked for in the address."""
    communities = open_communities()
    filters = filters_asked(request.args, communities)
    shown = Month.asked(request.args.get(MONTH, ""), today())
    meetings = meetings_between(None, shown.starts_at, shown.ends_at, filters=filters)
    grid = weeks(
        shown,
        meetings,
        today=today(),
        language=language(),
        link=event_address,
        community=filters.community,
    )
    return render_template(
        "calendars/month.html",
        month=shown,
        this_month=Month.asked("", today()),
        weeks=grid,
        paper=on_paper(grid),
        weekdays=weekdays(language()),
        has_meetings=bool(meetings),
        breaks=breaks_from(shown.first, shown.last),
        filters=filters,
        kept=filter_arguments(filters),
        communities=communities,
    )


@calendars.get("/kalendarz/<slug>")
@public
def subscription(slug: str) -> str | BaseResponse:
    """How to have this calendar in one's own phone or computer."""
    community = None if slug == TOWN_SLUG else get_community_by_slug(None, slug)
    if community is not None and community.slug != slug:
        asked: dict[str, Any] = {"slug": community.slug, STRAND: request.args.get(STRAND)}
        return redirect(url_for(".subscription", **asked), 301)
    return render_template(
        "calendars/subscription.html",
        community=community,
        subscription=subscription_of(community, narrow=True),
        strands=[("", _("everything")), *STRAND_EVENTS.items()],
    )


@calendars.get("/kalendarz/<slug>/kod-qr.svg")
@public
def qr_code(slug: str) -> Response:
    """The address of the subscription page, to be read by a phone from a screen or a poster."""
    community = None if slug == TOWN_SLUG else get_community_by_slug(None, slug)
    drawing = io.BytesIO()
    segno.make(subscription_of(community).page, error="m").save(
        drawing, kind="svg", border=4, omitsize=True, light="#fff", xmldecl=False
    )
    response = Response(drawing.getvalue(), mimetype="image/svg+xml")
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response


def subscription_of(community: Community | None = None, *, narrow: bool = False) -> Subscription:
    """The ways to subscribe for the device of this request.

    ``narrow``: to the strand that the address asks for, if it does.
    """
    strand = filters_asked(request.args, ()).strand if narrow else None
    after_this_request(varies_by_device)
    return subscription_to(
        community,
        feed_name(community, strand, centre_of_page()["centre"]),
        base_url=current_app.config["BASE_URL"],
        user_agent=request.user_agent.string,
        strand=strand,
    )


def varies_by_device(response: Response) -> Response:
    response.vary.add("User-Agent")
    return response


def event_in_own_calendar(event: Event, meeting: Occurrence | None = None) -> dict[str, str]:
    """The addresses that put one event into one's own calendar, as a copy."""
    links = {"file": url_for("calendars.feed_of_event", event_id=event.id)}
    meeting = meeting or next_meeting(event, utcnow())
    if meeting is not None:
        page = f"{current_app.config['BASE_URL']}/wydarzenia/{event.id}"
        links["google"] = google_link(event, meeting, page)
    return links


def event_address(meeting: Occurrence) -> str:
    """The page of the event, open at this meeting of a series."""
    event = meeting.event
    parts: dict[str, Any] = {"event_id": event.id, "slug": slugify(event.title)}
    if event.is_series:
        parts["termin"] = meeting.id
    return url_for("home.event", **parts)


def month_address(shown: Month, kept: Mapping[str, Any]) -> str:
    """The page of another month, with the same filters."""
    parts: dict[str, Any] = {MONTH: str(shown), **kept}
    return url_for("calendars.month", **parts)
