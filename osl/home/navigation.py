"""The menus of the pages: where one can go from here, and where one is."""

from dataclasses import dataclass, replace
from typing import Any

from flask import g, has_request_context, request, url_for

from osl.accounts.models import User
from osl.accounts.policies import can_manage_team
from osl.cards.policies import can_see_figures, can_see_people
from osl.communities.policies import can_edit_centre, can_manage_funding, can_see_communities
from osl.core.access import current_viewer
from osl.core.i18n import _
from osl.events.policies import can_create_event
from osl.home.policies import can_read_history, can_search
from osl.ideas.policies import can_see_ideas
from osl.journal.policies import can_keep_journal, can_see_journal_totals
from osl.logbook.policies import can_keep_logbooks
from osl.reports.policies import can_see_reports
from osl.signups.policies import can_see_calls, can_take_signups
from osl.surveys.policies import can_see_surveys

PEOPLE_PLACES = (
    "cards",
    "talks",
    "duplicates",
    "handover",
    "volunteer_desk",
    "agreements",
    "hours",
    "groups",
    "partners",
    "neighbour_desk",
)
"""The pages about people share one entry of the menu; they lead from one to the next themselves."""

LOGBOOK_PLACES = (
    "logbook",
    "attendance",
    "sheets",
    "attendance_certificates",
    "log_pictures",
    "meeting_reports",
    "survey_desk",
    "journal",
    "specialists",
    "participants",
)
"""So do those about what was held and what the team did."""


@dataclass(frozen=True)
class Item:
    """One entry of a menu."""

    label: str
    href: str
    current: bool


def navigation_of_page() -> dict[str, Any]:
    """The menus for the layouts; a page about a database that is down asks nobody who it is, and
    a letter written by the worker has none."""
    if not has_request_context():
        return {}
    if g.get("database_is_down"):
        return {"navigation": public_menu(), "footer_navigation": footer(None)}
    viewer = current_viewer()
    return {
        "navigation": public_menu(),
        "panel_navigation": panel_menu(viewer) if viewer is not None else [],
        "footer_navigation": footer(viewer),
        "home_address": url_for("home.front"),
    }


def item(label: str, endpoint: str, *places: str) -> Item:
    """An entry; it is the current one on its own page and on those named by ``places``."""
    here = request.endpoint or ""
    current = here == endpoint or any(here == p or here.startswith(f"{p}.") for p in places)
    return Item(label, url_for(endpoint), current)


def public_menu() -> list[Item]:
    return [
        item(_("What's on"), "home.front"),
        item(_("Events"), "home.events", "home.event", "home.archive"),
        item(_("Calendar"), "calendars.month"),
        item(_("Communities"), "home.communities", "home.community"),
        item(_("Ideas"), "ideas.index", "ideas"),
    ]


def footer(viewer: User | None) -> list[Item]:
    desk = (_("For the team"), "accounts.sign_in") if viewer is None else (_("Desk"), "home.desk")
    return [
        item(_("Help between neighbours"), "neighbours.index", "neighbours"),
        item(_("Volunteering"), "volunteers.index", "volunteers"),
        item(_("Accessibility statement"), "centre.accessibility_statement"),
        item(_("Privacy"), "centre.privacy"),
        item(*desk),
    ]


def panel_menu(user: User) -> list[Item]:
    """What this person of the team may open: what is needed every day, and the way to the rest."""
    entries = [
        (True, item(_("Desk"), "home.desk")),
        (can_create_event(user), item(_("Week"), "home.week")),
        (can_create_event(user), item(_("Events"), "events.index", "events")),
        (can_see_calls(user), item(_("Calls"), "calls.index", "calls")),
        (can_take_signups(user), item(_("Phone sign-up"), "signup_desk.phone")),
        (can_see_ideas(user), item(_("Ideas"), "ideas_desk.index", "ideas_desk")),
        (can_see_people(user), item(_("The people"), "cards.index", *PEOPLE_PLACES)),
        (can_keep_logbooks(user), item(_("Logbook"), "logbook.index", *LOGBOOK_PLACES)),
        (can_see_reports(user), item(_("Figures and reports"), "reports.index", "reports")),
        (
            can_see_figures(user) and not can_see_people(user),
            item(_("People in numbers"), "cards.figures"),
        ),
        (can_search(user), item(_("Search"), "home.search")),
    ]
    rest = more_menu(user)
    if rest:
        more = item(_("More pages"), "home.more")
        entries.append((True, replace(more, current=more.current or any(o.current for o in rest))))
    return [entry for may, entry in entries if may]


def more_menu(user: User) -> list[Item]:
    """What is looked after now and then: the places, the money, the team, the settings."""
    entries = [
        (
            can_see_journal_totals(user) and not can_keep_journal(user),
            item(_("The team's work in numbers"), "journal.totals"),
        ),
        (
            can_see_surveys(user) and not can_keep_logbooks(user),
            item(_("Evaluation surveys"), "survey_desk.index", "survey_desk"),
        ),
        (can_see_communities(user), item(_("Communities"), "communities.index", "communities")),
        (can_create_event(user), item(_("Places"), "venues.places", "venues")),
        (can_manage_funding(user), item(_("Funding"), "funding.projects", "funding")),
        (can_manage_team(user), item(_("Team"), "team.members", "team")),
        (can_read_history(user), item(_("History"), "home.history")),
        (can_edit_centre(user), item(_("Settings"), "centre.edit_centre")),
    ]
    return [entry for may, entry in entries if may]
