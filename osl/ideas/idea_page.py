"""The page of one idea, as this viewer and this device may see it."""

from typing import Any

from flask import current_app, make_response, render_template
from werkzeug.wrappers import Response

from osl.core.access import current_viewer
from osl.core.clock import utcnow
from osl.core.errors import DomainError
from osl.core.page_links import page_links
from osl.core.pictures import picture_address
from osl.ideas import marks, story
from osl.ideas.addresses import idea_values
from osl.ideas.conversation import takes_comments
from osl.ideas.limits import TooMany
from osl.ideas.models import Idea
from osl.ideas.policies import can_handle_idea
from osl.ideas.queries import events_of_idea, root_of
from osl.ideas.reading_forms import CommentForm, FollowForm
from osl.ideas.supports import has_supported

LATER = "3600"
"""Seconds until somebody who did too much may try again."""


def draw_idea(
    idea: Idea,
    *,
    follow: FollowForm | None = None,
    comment: CommentForm | None = None,
    refusal: DomainError | None = None,
) -> Response:
    """The page: 200, 422 beside a form that must be put right, 429 for too much at once."""
    shown = _shown(idea)
    status = status_of(refusal) if refusal else 422 if follow or comment else 200
    # A form costs a cookie: none is made where the page has no place for it.
    if follow is None and shown["supports_it"]:
        follow = FollowForm(formdata=None)
    if comment is None and shown["takes_comments"]:
        comment = CommentForm.for_idea(idea, is_fresh=True)
    page = make_response(
        render_template(
            "ideas/show.html", follow=follow, comment=comment, refusal=refusal, **shown
        ),
        status,
    )
    if isinstance(refusal, TooMany):
        page.headers["Retry-After"] = LATER
    if not idea.is_published:
        page.headers["Cache-Control"] = "no-store"
    return page


def status_of(refusal: DomainError) -> int:
    return 429 if isinstance(refusal, TooMany) else 422


def _shown(idea: Idea) -> dict[str, Any]:
    viewer = current_viewer()
    stands_in = root_of(idea) if idea.is_merged and root_of(idea).is_published else None
    joined, parts = story.relatives_of(idea, viewer)
    supports = idea.is_published and not idea.is_merged
    return {
        "idea": idea,
        "stands_in": stands_in,
        "state": (stands_in or idea).state_at(utcnow()),
        "lines": story.story_of(idea, viewer),
        "needs": story.needs_of(idea) if supports else [],
        "events": events_of_idea(viewer, idea),
        "joined": joined,
        "parts": parts,
        "comments": story.comments_on(idea),
        "takes_comments": takes_comments(idea),
        "supports_it": has_supported(idea, marks.voter_of(marks.device_asking())),
        "mark": marks.mark_for_form(),
        "is_of_team": viewer is not None and can_handle_idea(viewer, idea),
        "links": page_links("ideas.show", **idea_values(stands_in or idea)),
        "sharing_picture": _picture_link(idea),
    }


def _picture_link(idea: Idea) -> str | None:
    """The full address of its picture, for shared links."""
    if not idea.picture or not idea.is_published:
        return None
    return str(current_app.config["BASE_URL"]) + picture_address(idea.picture)
