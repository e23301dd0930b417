"""What came otherwise than planned in the demo town: one of each kind of change people make."""

from dataclasses import replace
from datetime import date, time, timedelta
from functools import partial

from osl.core.clock import to_local, utcnow
from osl.demo import town
from osl.demo.dates import MONDAY, after_days, last_season, on_or_after
from osl.demo.learning import BUS_TALK, WREATHS
from osl.demo.occasions import (
    CHILDRENS_DAY,
    CHILDRENS_DAY_INDOORS,
    CHILDRENS_DAY_ON,
    CINEMA_TRIP,
)
from osl.demo.rhythms import CHAIR_YOGA, PARENTS_CLUB, WALKING
from osl.demo.tale import Story, Town, office_hours
from osl.events import breaks, meetings, schedule
from osl.events.cancellations import cancel_event
from osl.events.models import Event, Occurrence
from osl.events.operations import Facts, change_event, publish_event
from osl.events.parts import change_following, rule_from
from osl.events.rounds import add_round


def tell_changes(story: Story, made: Town, day: date) -> None:
    """The town's breaks, the other rounds of a workshop, and yesterday's news: a new hour, a
    meeting moved, one called off, one put off, a series that goes on at another hour. And a
    picnic in spring that a storm blew away."""
    story.then(office_hours(day - timedelta(days=30)), partial(add_breaks, made))
    story.then(office_hours(day - timedelta(days=3)), partial(add_wreath_rounds, made))
    yesterday = office_hours(day - timedelta(days=1))
    steps = (
        partial(begin_cinema_earlier, made),
        partial(move_parents_club, made, day),
        partial(walk_later, made, day),
        partial(put_bus_talk_off, made),
        partial(call_off_yoga, made, day),
    )
    for hours, step in enumerate(steps):
        story.then(yesterday + timedelta(hours=hours), step)
    storm = last_season(day, *CHILDRENS_DAY_ON) - timedelta(days=1)
    story.then(office_hours(storm) + timedelta(hours=6), lambda: call_off_picnic(made))


def add_breaks(made: Town) -> None:
    """The days between Christmas and New Year, and the winter holidays of schools."""
    today = to_local(utcnow()).date()
    years = (today.year - 1, today.year, today.year + 1)
    christmas = ((date(year, 12, 24), date(year + 1, 1, 1)) for year in years)
    holidays = (on_or_after(date(year, 1, 15), MONDAY) for year in years)
    winter = ((first, first + timedelta(days=13)) for first in holidays)
    for name, seasons in (("przerwa świąteczna", christmas), ("ferie zimowe", winter)):
        first_on, last_on = next(days for days in seasons if days[0] > today)
        breaks.add_break(name=name, first_on=first_on, last_on=last_on, actor=made.organiser)


def add_wreath_rounds(made: Town) -> None:
    """Three more groups of the same workshop, on two days."""
    first, actor = made.events[WREATHS], made.animators[town.SENIORS]
    same_day = to_local(first.occurrences[0].starts_at).date()
    next_day = after_days(same_day, 1)
    rounds = (
        ("Grupa 2, po południu", same_day, time(13), time(15)),
        ("Grupa 3", next_day, time(10), time(12)),
        ("Grupa 4, po południu", next_day, time(13), time(15)),
    )
    for name, day, starts_at, ends_at in rounds:
        more = add_round(
            first,
            schedule.once(day, starts_at, None, ends_at),
            replace(Facts.of(first), round_name=name),
            first_name="Grupa 1",
            actor=actor,
        )
        publish_event(more, actor=actor)


def walk_later(made: Town, today: date) -> None:
    """It is dark at nine: from the week after next they walk an hour later."""
    event = made.events[WALKING]
    meeting = coming_meeting(event, today + timedelta(days=10))
    rule = replace(rule_from(meeting), starts_at=time(10), ends_at=time(11, 30))
    change_following(
        meeting,
        Facts.of(event),
        schedule.Repeated(rule, event.format),
        communities=event.communities,
        actor=made.animators[town.SENIORS],
    )


def put_bus_talk_off(made: Town) -> None:
    meetings.postpone_occurrence(
        made.events[BUS_TALK].occurrences[0],
        note="Gość zachorował. Nowy termin podamy w przyszłym tygodniu.",
        actor=made.animators[town.OSTROWIECKA],
    )


def begin_cinema_earlier(made: Town) -> None:
    event = made.events[CINEMA_TRIP]
    day = to_local(event.occurrences[0].starts_at).date()
    change_event(
        event,
        Facts.of(event),
        schedule.once(day, time(16), day, time(18, 30)),
        communities=event.communities,
        actor=made.animators[town.SENIORS],
    )


def move_parents_club(made: Town, today: date) -> None:
    meeting = coming_meeting(made.events[PARENTS_CLUB], today)
    day = on_or_after(to_local(meeting.starts_at).date() + timedelta(days=1))
    meetings.change_occurrence(
        meeting,
        schedule.once(day, time(10), day, time(11, 30)),
        meetings.Own(note="We wtorek w sali jest badanie słuchu. Za tydzień wracamy do wtorków."),
        actor=made.animators[town.WZGORZE],
    )


def call_off_yoga(made: Town, today: date) -> None:
    meetings.cancel_occurrence(
        coming_meeting(made.events[CHAIR_YOGA], today),
        reason="Instruktorka jest chora. Następne zajęcia odbędą się normalnie.",
        actor=made.animators[town.SENIORS],
    )


def call_off_picnic(made: Town) -> None:
    cancel_event(
        made.events[CHILDRENS_DAY],
        reason=(
            "Zapowiadana jest burza z silnym wiatrem. Spotkamy się tydzień później pod dachem."
        ),
        replacement=made.events[CHILDRENS_DAY_INDOORS],
        actor=made.animators[town.OSTROWIECKA],
    )


def coming_meeting(event: Event, today: date) -> Occurrence:
    """The first meeting of a series from tomorrow on."""
    coming = (one for one in event.occurrences if to_local(one.starts_at).date() > today)
    return min(coming, key=lambda one: one.starts_at)
