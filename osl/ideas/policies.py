"""Who of the team looks after ideas."""

from osl.accounts.models import User
from osl.communities.models import Community
from osl.ideas.models import CallForIdeas, Idea, IdeaCall, IdeaMessage, IdeaNeed, IdeaOffer
from osl.people.policies import can_see_people


def can_see_ideas(user: User) -> bool:
    """The desk of ideas: whoever works with residents."""
    return can_see_people(user)


def can_enter_idea(user: User) -> bool:
    """Write down what a resident said."""
    return can_see_people(user)


def can_handle_idea(user: User, idea: Idea) -> bool:
    """Look at it, answer it, put it in order: the team of its community."""
    return user.works_with(idea.community_id)


def can_handle_message(user: User, message: IdeaMessage) -> bool:
    return can_handle_idea(user, message.idea)


def can_handle_need(user: User, need: IdeaNeed) -> bool:
    return can_handle_idea(user, need.idea)


def can_handle_offer(user: User, offer: IdeaOffer) -> bool:
    return can_handle_idea(user, offer.idea)


def can_tell_of_idea(user: User, call: IdeaCall) -> bool:
    return can_handle_idea(user, call.idea)


def can_call_for_ideas(user: User) -> bool:
    """Put a question to a community one works with."""
    return can_see_people(user)


def can_edit_call(user: User, call: CallForIdeas) -> bool:
    return user.works_with(call.community_id)


def can_invite_ideas(user: User, community: Community) -> bool:
    """Print the poster that leads to a community's form."""
    return user.works_with(community.id)
