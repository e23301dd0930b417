"""The team's own pages: the desk, the search, the history of what was done."""

from flask import render_template, request

from osl.accounts.models import User
from osl.accounts.queries import team_visible_to
from osl.communities.queries import closed_communities, get_centre, open_communities
from osl.core.access import acting_user, requires
from osl.core.clock import today
from osl.core.text import clean
from osl.events.policies import can_create_event
from osl.home import desk as desks
from osl.home import policies
from osl.home.first_steps import first_steps
from osl.home.navigation import more_menu
from osl.home.search import search as search_for
from osl.home.views import PAGE, day_asked, home, number_asked
from osl.home.week import Grouping, Week, week_page

LONGEST_SEARCH = 100

WEEK, GROUPING = "tydzien", "wedlug"
"""``?tydzien=2026-W48&wedlug=osoby``"""


@home.get("/panel")
@requires(policies.can_see_desk)
def desk() -> str:
    """What each person of the team needs to see first."""
    user: User = acting_user()
    centre = get_centre()
    desk = desks.desk_of(user, centre) if desks.plans(user) else None
    return render_template(
        "home/desk.html",
        user=user,
        today=today(),
        first_steps=first_steps(user, centre),
        desk=desk,
        room=desks.room_on(desk) if desk is not None else {},
        tallies=desks.tallies() if desks.counts(user) else None,
        accounts=desks.accounts_of(user) if user.is_administrator else None,
    )


@home.get("/panel/tydzien")
@requires(can_create_event)
def week() -> str:
    """One week of the team's work: by community, by who runs it, or by place."""
    shown = Week.asked(request.args.get(WEEK, ""), today())
    asked = request.args.get(GROUPING, "")
    grouping = Grouping(asked) if asked in set(Grouping) else Grouping.COMMUNITIES
    return render_template(
        "home/week.html",
        week=shown,
        this_week=Week.of(today()),
        page=week_page(acting_user(), shown, grouping),
        grouping=grouping,
        today=today(),
    )


@home.get("/panel/wiecej")
@requires(policies.can_see_desk)
def more() -> str:
    """The pages of the team that are not needed every day."""
    return render_template("home/more.html", entries=more_menu(acting_user()))


@home.get("/panel/szukaj")
@requires(policies.can_search)
def search() -> str:
    text = clean(request.args.get("szukaj", ""))[:LONGEST_SEARCH]
    return render_template("home/search.html", text=text, found=search_for(acting_user(), text))


@home.get("/panel/dziennik-zmian")
@requires(policies.can_read_history)
def history() -> str:
    """Everything anybody of the team did, as sentences."""
    filters = desks.HistoryFilters(
        community_id=number_asked(request.args.get("spolecznosc", "")) or None,
        actor_id=number_asked(request.args.get("osoba", "")) or None,
        first_on=day_asked(request.args.get("od", "")),
        last_on=day_asked(request.args.get("do", "")),
    )
    asked = {
        "spolecznosc": filters.community_id,
        "osoba": filters.actor_id,
        "od": filters.first_on,
        "do": filters.last_on,
    }
    return render_template(
        "home/history.html",
        page=desks.history_page(filters, number_asked(request.args.get(PAGE, ""))),
        filters=filters,
        kept={name: str(value) for name, value in asked.items() if value},
        communities=[*open_communities(), *closed_communities()],
        members=[row.member for row in team_visible_to(acting_user())],
    )
