"""Who of the team works with which talks."""

from osl.accounts.models import User
from osl.people.models import Person, Talk
from osl.people.policies import Part, can_see_part, can_see_people


def can_see_talks(user: User) -> bool:
    """The team; the adviser reads nothing of what residents said."""
    return can_see_people(user) and can_see_part(user, Part.TALKS)


def can_talk_with(user: User, person: Person) -> bool:  # noqa: ARG001 - whom they see, they meet
    return can_see_talks(user)


def can_handle_talk(user: User, talk: Talk) -> bool:
    """Its next step may be done, put off or handed over by anybody of the community's team."""
    return can_see_talks(user) and user.works_with(talk.community_id)


def can_change_talk(user: User, talk: Talk) -> bool:
    """What was said is put right by whoever wrote it, or by the organiser."""
    return can_handle_talk(user, talk) and (user.is_organiser or talk.author_id == user.id)
