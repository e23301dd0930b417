"""The team's pages about ideas: what waits, and everything about one."""

from flask import Blueprint, render_template, request

from osl.accounts.models import User
from osl.communities.queries import communities_of
from osl.core.access import acting_user, requires
from osl.core.clock import utcnow
from osl.core.forms import OslForm
from osl.core.i18n import _
from osl.core.text import clean
from osl.ideas import desk, dossier, policies
from osl.ideas.desk import Filters, Queue, Terms
from osl.ideas.models import Idea, IdeaState
from osl.ideas.queries import get_idea
from osl.ideas.warnings import warnings_of
from osl.ideas.words import STATES

ideas_desk = Blueprint("ideas_desk", __name__, url_prefix="/panel")

DRAWER, WORDS, STATE, COMMUNITY, PAGE = "co", "szukaj", "stan", "spolecznosc", "strona"


def load_idea(viewer: User | None, idea_id: int) -> Idea:
    return get_idea(viewer, idea_id)


@ideas_desk.get("/pomysly")
@requires(policies.can_see_ideas)
def index() -> str:
    """What waits, in drawers; the first that holds something is open."""
    viewer, terms = acting_user(), Terms.of_today()
    counts = desk.counts_of(viewer, terms)
    queue = queue_asked(counts)
    page = number_asked(PAGE) or 1
    filters = filters_asked(viewer) if queue is Queue.ALL else desk.NOTHING_ASKED
    return render_template(
        "ideas/desk_index.html",
        queue=queue,
        counts=counts,
        terms=terms,
        filters=filters,
        communities=[("", _("All communities")), *choices_of(viewer)],
        states=[("", _("All states")), *((one.value, words) for one, words in STATES.items())],
        page=desk.words_waiting(viewer, page)
        if queue is Queue.WORDS
        else desk.ideas_in(viewer, queue, terms, filters, page),
        form=OslForm(),
    )


@ideas_desk.get("/pomysly/<int:idea_id>")
@requires(policies.can_handle_idea, load=load_idea)
def show(idea: Idea) -> str:
    """Who said what, where it stands, who stands behind it, and what to do now."""
    now = utcnow()
    return render_template(
        "ideas/desk_show.html",
        idea=idea,
        now=now,
        state=idea.state_at(now),
        terms=Terms.of_today(),
        facts=dossier.facts_of(acting_user(), idea, now),
        warnings=warnings_of(idea.title, idea.text) if idea.is_waiting else [],
        form=OslForm(),
    )


def queue_asked(counts: dict[Queue, int]) -> Queue:
    asked = request.args.get(DRAWER, "")
    if asked in set(Queue):
        return Queue(asked)
    pressing = (Queue.UNREAD, Queue.CHANGED, Queue.WORDS, Queue.UNANSWERED, Queue.FORMAL)
    return next((one for one in pressing if counts[one]), Queue.ALL)


def filters_asked(viewer: User) -> Filters:
    state, number = request.args.get(STATE, ""), number_asked(COMMUNITY)
    return Filters(
        clean(request.args.get(WORDS, ""))[:100],
        IdeaState(state) if state in set(IdeaState) else None,
        next((one for one in communities_of(viewer) if one.id == number), None),
    )


def choices_of(viewer: User) -> list[tuple[str, str]]:
    return [(str(one.id), one.name) for one in communities_of(viewer)]


def number_asked(name: str) -> int | None:
    words = request.args.get(name, "")
    return int(words) if words.isascii() and words.isdigit() and len(words) < 10 else None
