"""The public pages of ideas: the list, one idea with its story, calls for ideas, what came true."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from osl.accounts.models import User
from osl.communities.models import Community
from osl.communities.queries import closed_communities, open_communities
from osl.core.access import public
from osl.core.clock import today, utcnow
from osl.core.page_links import page_links
from osl.ideas import results, story
from osl.ideas.addresses import idea_address, idea_values
from osl.ideas.filters import COMMUNITY, filter_arguments, filters_asked, state_asked
from osl.ideas.idea_page import draw_idea
from osl.ideas.models import CallForIdeas, Idea
from osl.ideas.queries import (
    IdeaFilters,
    done_in_year,
    flow_of_year,
    get_call,
    get_idea,
    ideas_listed,
    open_calls,
)
from osl.ideas.views import ideas

PAGE, YEAR = "strona", "rok"

ideas.add_app_template_global(idea_address)


@ideas.get("/pomysly")
@public
def index() -> str:
    """What residents would like, narrowed and ordered as the address asks."""
    known = open_communities()
    filters = filters_asked(request.args, known)
    page = ideas_listed(None, filters, number_asked(PAGE))
    return render_template(
        "ideas/index.html",
        page=page,
        filters=filters,
        kept=filter_arguments(filters),
        communities=known,
        needs=story.needs_of_all(page.rows),
        days=story.coming_days(page.rows),
        calls=open_calls(today(), filters.community),
        has_calls=results.has_calls(),
        has_come_true=results.has_come_true(),
        now=utcnow(),
        links=page_links("ideas.index"),
    )


def load_idea(viewer: User | None, idea_id: int, slug: str = "") -> Idea:  # noqa: ARG001
    return get_idea(viewer, idea_id)


@ideas.get("/pomysly/<int:idea_id>")
@ideas.get("/pomysly/<int:idea_id>-<slug>")
@public(load=load_idea)
def show(idea: Idea) -> BaseResponse:
    """One idea. The number finds it; a name that is not (or no longer) its own leads there."""
    asked = (request.view_args or {}).get("slug")
    if asked is not None and asked != idea_values(idea).get("slug"):
        return redirect(url_for(".show", **idea_values(idea)), 301)
    return draw_idea(idea)


@ideas.get("/pomysly/co-sie-udalo")
@public
def came_true() -> str:
    """What came of ideas in a year: you said, we did."""
    year, community = year_asked(), community_asked()
    page = done_in_year(None, year, community, number_asked(PAGE))
    return render_template(
        "ideas/came_true.html",
        year=year,
        years=results.years(),
        community=community,
        communities=[*open_communities(), *closed_communities()],
        flow=flow_of_year(year, community),
        page=page,
        answers=story.answers_to(page.rows),
        kept={COMMUNITY: community.slug} if community is not None else {},
        links=page_links("ideas.came_true"),
    )


def community_asked() -> Community | None:
    asked = request.args.get(COMMUNITY, "")
    known = [*open_communities(), *closed_communities()]
    return next((one for one in known if one.slug == asked), None)


def year_asked() -> int:
    """The year an address asks for; this year for one the site knows nothing of."""
    asked = number_asked(YEAR)
    return asked if asked in results.years() else today().year


@ideas.get("/pomysly/nabory")
@public
def calls() -> str:
    """The questions put to communities: those that take ideas, and those that have ended."""
    found = results.published_calls(today())
    return render_template("ideas/calls.html", calls=found, links=page_links("ideas.calls"))


def load_call(viewer: User | None, call_id: int) -> CallForIdeas:
    return get_call(viewer, call_id)


@ideas.get("/pomysly/nabory/<int:call_id>")
@public(load=load_call)
def call(call: CallForIdeas) -> str:
    """One question: its rules, how long it takes ideas, what was given and what came of it."""
    filters = IdeaFilters(call=call, state=state_asked(request.args))
    page = ideas_listed(None, filters, number_asked(PAGE))
    return render_template(
        "ideas/call.html",
        call=call,
        today=today(),
        days_left=(call.closes_on - today()).days,
        states=results.states_in(call),
        state=filters.state,
        page=page,
        needs=story.needs_of_all(page.rows),
        days=story.coming_days(page.rows),
        now=utcnow(),
        links=page_links("ideas.call", call_id=call.id),
    )


def number_asked(name: str) -> int:
    """A number from the address; 0 for anything that is not one."""
    words = request.args.get(name, "")
    return int(words) if words.isascii() and words.isdigit() and len(words) < 10 else 0
