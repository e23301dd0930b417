"""Residents of the demo town, all invented, and what they sign up for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from itertools import cycle

from sqlalchemy import select

from osl.accounts.models import User
from osl.core.clock import utcnow
from osl.core.db import db
from osl.core.text import slugify
from osl.demo import town
from osl.demo.occasions import CINEMA_TRIP
from osl.demo.rhythms import CHAIR_YOGA, PARENTS_CLUB, SENIORS_CLASS, WALKING
from osl.demo.tale import Story, Town, office_hours
from osl.events.models import Event, EventFormat, Occurrence
from osl.people.models import Channel
from osl.people.operations import Known
from osl.signups import operations, regulars
from osl.signups.models import Help, Signup, SignupList, SignupState
from osl.signups.operations import Source, Wish
from osl.signups.windows import opening_of

FIRST_NAMES = (
    "Anna", "Jan", "Maria", "Stanisław", "Zofia", "Henryk", "Krystyna", "Tadeusz", "Barbara",
    "Zenon", "Halina", "Józef", "Teresa", "Marian", "Danuta", "Kazimierz", "Olena", "Piotr",
    "Ewa", "Łukasz", "Jadwiga", "Ryszard", "Oksana", "Michał", "Wanda", "Czesław",
)  # fmt: skip
SURNAMES = (("Przykładowa", "Przykładowy"), ("Testowa", "Testowy"), ("Wzorcowa", "Wzorcowy"))
MEN = frozenset(
    "Jan Stanisław Henryk Tadeusz Zenon Józef Marian Kazimierz Piotr Łukasz Ryszard Michał "
    "Czesław".split()
)


@dataclass(frozen=True)
class Neighbour:
    """One invented resident: every second one has only a phone, as in life."""

    known: Known
    channel: Channel


def neighbours() -> Iterator[Neighbour]:
    """Enough people for every list of the demo town."""
    number = 100
    for surnames in SURNAMES:
        for first_name in FIRST_NAMES:
            number += 1
            name = f"{first_name} {surnames[first_name in MEN]}"
            if number % 2:
                known = Known(name, phone=f"000 000 {number}")
                yield Neighbour(known, Channel.PHONE)
            else:
                known = Known(
                    name,
                    phone=f"000 000 {number}" if number % 3 == 0 else "",
                    email=f"{slugify(name).replace('-', '.')}@example.org",
                    language="uk" if first_name in ("Olena", "Oksana") else "pl",
                )
                yield Neighbour(known, Channel.WEB)


def tell_signups(story: Story, made: Town, day: date) -> None:
    """In the last three days people signed up, some brought company, and one withdrew."""
    people = cycle(neighbours())

    def group(count: int) -> list[Neighbour]:
        return [next(people) for _one in range(count)]

    plans = (
        (CINEMA_TRIP, town.SENIORS, group(22)),
        ("Andrzejki pod numerem siódmym", town.OSTROWIECKA, group(14)),
        ("Warsztat szycia: naprawiamy, nie wyrzucamy", town.WZGORZE, group(8)),
        ("Jak napisać mały wniosek o dotację", town.WZGORZE, group(3)),
        ("Budujemy skrzynie do ogrodu społecznościowego", town.WZGORZE, group(5)),
        (SENIORS_CLASS, town.SENIORS, group(10)),
        (PARENTS_CLUB, town.WZGORZE, group(4)),
    )
    begins = office_hours(day - timedelta(days=3)) + timedelta(hours=1)
    for at, (title, community, party) in enumerate(plans):
        moment = begins + timedelta(hours=at)
        story.then(moment, partial(sign_up_all, made, title, community, party))
    for title, count in ((CHAIR_YOGA, 6), (WALKING, 4)):
        moment = begins + timedelta(hours=8)
        story.then(moment, partial(keep_regulars, made, title, group(count)))
    late = office_hours(day - timedelta(days=1)) + timedelta(hours=7)
    story.then(late, partial(one_withdraws, made))


def sign_up_all(made: Town, title: str, community: str, party: Sequence[Neighbour]) -> None:
    event = made.events.get(title)
    meeting = meeting_to_come(event, utcnow()) if event is not None else None
    if event is None or meeting is None:
        return
    of_course = event.format is EventFormat.COURSE
    if not opening_of(event, None if of_course else meeting).is_open:
        return
    for number, one in enumerate(party):
        wish = Wish(
            known=one.known,
            party_size=2 if number % 5 == 1 else 1,
            help_needed=[Help.STEP_FREE] if number == 3 else [],
            waits=True,
        )
        source = source_of(one, made.animators[community])
        operations.sign_up(event, None if of_course else meeting, wish, source)


def keep_regulars(made: Town, title: str, party: Sequence[Neighbour]) -> None:
    event = made.events[title]
    for one in party:
        wish = Wish(known=one.known)
        regulars.sign_up_regular(event, wish, source_of(one, made.animators[town.SENIORS]))


def one_withdraws(made: Town) -> None:
    """A place frees on the list for the cinema, so somebody is offered it."""
    of_trip = (
        select(Signup)
        .join(Signup.signup_list)
        .where(
            SignupList.occurrence_id == made.events[CINEMA_TRIP].occurrences[0].id,
            Signup.state == SignupState.CONFIRMED,
        )
    )
    signup = db.session.scalars(of_trip.order_by(Signup.number)).first()
    if signup is not None:
        operations.withdraw(signup)


def meeting_to_come(event: Event, now: datetime) -> Occurrence | None:
    coming = [one for one in event.occurrences if one.starts_at > now and one.takes_place]
    return min(coming, key=lambda one: one.starts_at, default=None)


def source_of(one: Neighbour, animator: User) -> Source:
    """Online by themselves, or by phone with the animator at the other end."""
    by_phone = one.channel is Channel.PHONE
    return Source(one.channel, actor=animator if by_phone else None, language=one.known.language)
