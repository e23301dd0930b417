"""What only machines read: the site map, the rules for robots, whom to tell of a hole."""

from datetime import timedelta

from flask import Response, current_app, render_template

from osl.communities.queries import closed_communities, get_centre, open_communities
from osl.core.access import public
from osl.core.clock import local_midnight, today
from osl.core.web import external_url
from osl.home.addresses import event_values
from osl.home.ideas import calls_in_sitemap, ideas_in_sitemap
from osl.home.queries import published_events
from osl.home.views import home
from osl.ideas.addresses import idea_values
from osl.volunteers.addresses import task_values
from osl.volunteers.calling import tasks_in_sitemap

PAGES = (
    "home.front",
    "home.communities",
    "home.events",
    "home.archive",
    "calendars.month",
    "ideas.index",
    "ideas.came_true",
    "ideas.calls",
    "volunteers.index",
    "centre.accessibility_statement",
    "centre.privacy",
)
"""The pages that are always there."""

GOOD_FOR = timedelta(days=180)
"""How long security.txt may be believed; it is written anew each day (RFC 9116 asks for less
than a year)."""


@home.get("/sitemap.xml")
@public
def sitemap() -> Response:
    """Every page a stranger may see."""
    addresses = [external_url(endpoint) for endpoint in PAGES]
    for community in [*open_communities(), *closed_communities()]:
        addresses.append(external_url("home.community", slug=community.slug))
        addresses.append(external_url("calendars.subscription", slug=community.slug))
    addresses += [external_url("home.event", **event_values(one)) for one in published_events()]
    addresses += [external_url("ideas.show", **idea_values(one)) for one in ideas_in_sitemap()]
    addresses += [external_url("ideas.call", call_id=number) for number in calls_in_sitemap()]
    addresses += [external_url("volunteers.task", **task_values(t)) for t in tasks_in_sitemap()]
    page = render_template("home/sitemap.xml", addresses=addresses)
    return Response(page, mimetype="application/xml")


@home.get("/robots.txt")
@public
def robots() -> Response:
    """Everything but the desk may be read, calendars above all."""
    lines = ["User-agent: *", "Disallow: /panel", "", f"Sitemap: {external_url('home.sitemap')}"]
    return Response("\n".join(lines) + "\n", mimetype="text/plain")


@home.get("/.well-known/security.txt")
@public
def security() -> Response:
    """Whom to tell about a hole in the site (RFC 9116)."""
    centre = get_centre()
    contact = f"mailto:{centre.email}" if centre.email else current_app.config["BASE_URL"] + "/"
    lines = [
        f"Contact: {contact}",
        f"Expires: {local_midnight(today() + GOOD_FOR):%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: pl, en, uk",
        f"Canonical: {external_url('home.security')}",
    ]
    return Response("\n".join(lines) + "\n", mimetype="text/plain")
