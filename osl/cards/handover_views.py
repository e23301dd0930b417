"""One page of a community for whoever takes it over."""

from flask import Blueprint, abort, render_template

from osl.accounts.models import User
from osl.cards.handover import handover_of, note_handover_reading
from osl.communities.models import Community
from osl.communities.queries import get_community
from osl.core.access import acting_user, requires
from osl.core.clock import today
from osl.people.talk_policies import can_see_talks

handover = Blueprint("handover", __name__, url_prefix="/panel/spolecznosci")

LINES_FOR_HANDWRITING = 2


def load_own_community(viewer: User | None, community_id: int) -> Community:
    """A community of one's own: of another one the page does not exist."""
    community = get_community(viewer, community_id)
    if viewer is None or not can_read_handover(viewer, community):
        abort(404)
    return community


def can_read_handover(user: User, community: Community) -> bool:
    """The organiser, and the team of this community."""
    return can_see_talks(user) and user.works_with(community.id)


@handover.get("/<int:community_id>/przekazanie")
@requires(can_read_handover, load=load_own_community)
def show(community: Community) -> str:
    """Who to know, what was promised, what was tried. Reading it is noted."""
    note_handover_reading(community, actor=acting_user())
    return render_template(
        "handover/show.html",
        handover=handover_of(community),
        community=community,
        today=today(),
        lines=LINES_FOR_HANDWRITING,
    )
