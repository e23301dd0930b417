"""Who of the team sees sign-ups and acts for residents."""

from osl.accounts.models import User
from osl.events.models import Event
from osl.events.policies import can_edit_event
from osl.messages.models import Call, Cause
from osl.people.policies import can_see_people
from osl.signups.models import Signup
from osl.signups.told import LetterNotLeft
from osl.signups.waiting import event_of


def can_take_signups(user: User) -> bool:
    """Answer the phone and sign people up: whoever works with residents' names."""
    return can_see_people(user)


def can_see_signups(user: User, event: Event) -> bool:
    """Names and numbers stay with the team of the event's communities."""
    return can_see_people(user) and can_edit_event(user, event)


def can_handle_signup(user: User, signup: Signup) -> bool:
    return can_see_signups(user, event_of(signup.signup_list))


def can_send_letter_again(user: User, one: LetterNotLeft) -> bool:
    """The team of an event may have its letters tried again, not only who looks after all."""
    return can_handle_signup(user, one.signup)


def can_see_calls(user: User) -> bool:
    return can_see_people(user)


def can_make_call(user: User, call: Call) -> bool:  # noqa: ARG001 - the loader shows only theirs
    return can_see_people(user)


def can_text_people(user: User, about: tuple[Event, Cause]) -> bool:
    """Take out the numbers of those to be told about an event for one cause."""
    return can_see_signups(user, about[0])
