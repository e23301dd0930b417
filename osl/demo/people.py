"""How the team of the demo town came to know its residents, and what it keeps of them."""

from datetime import date, timedelta
from functools import partial

from osl.demo import residents as of
from osl.demo.residents import Resident
from osl.demo.tale import Story, Town, office_hours
from osl.people.models import Channel
from osl.people.operations import meet_person


def tell_people(story: Story, made: Town, day: date) -> None:
    """Everybody is met before anything is said of them, in the first months of the work."""
    for number, resident in enumerate(of.RESIDENTS):
        moment = office_hours(day - timedelta(days=500)) + timedelta(hours=number)
        story.then(moment, partial(meet, made, resident))


def meet(made: Town, resident: Resident) -> None:
    made.people[resident.name] = meet_person(
        resident.known,
        channel=Channel.IN_PERSON,
        community_ids=[made.communities[slug].id for slug in resident.communities],
        actor=made.animators[resident.communities[0]],
    )
