"""What volunteers of the demo town do: tasks and shifts, who comes, and the hours they give."""

from collections.abc import Callable, Sequence
from datetime import date, time, timedelta
from functools import partial

from sqlalchemy import select

from osl.accounts.models import User
from osl.communities.models import Community
from osl.core.clock import to_local, to_utc
from osl.core.db import db
from osl.demo import residents as of
from osl.demo import town
from osl.demo.dates import FRIDAY, TUESDAY, WEDNESDAY, after_days, last_season, weeks_ago
from osl.demo.occasions import CHILDRENS_DAY, CHILDRENS_DAY_INDOORS, CHILDRENS_DAY_ON
from osl.demo.tale import Story, Town, office_hours
from osl.people.models import Channel
from osl.volunteers.hours import (
    Work,
    confirm_hours,
    enter_hours,
    refuse_hours,
    take_hours_from_shift,
)
from osl.volunteers.hours_queries import Purpose
from osl.volunteers.leading import lead_event
from osl.volunteers.models import (
    Assignment,
    AssignmentState,
    HoursEntry,
    LeadRole,
    Shift,
    Task,
)
from osl.volunteers.shifts import Offer, assign, change_shift, note_presence, offer_shift
from osl.volunteers.tasks import TaskFacts, add_shifts, plan_task, publish_task, weekly_times
from osl.volunteers.thanks import thank

WATERING = "Podlewanie ogrodu, dwa dyżury w tygodniu"
TABLE = "Pomoc przy stoliku zapisów na pikniku"
CALLING = "Telefon do samotnej osoby raz w tygodniu"
GAMES = "Pomoc przy planszówkach po lekcjach"
"""Rows 38-40 of the table of the demo town, and one with children."""

GREEN_HILL = "Grupa inicjatywna „Zielone Wzgórze”"
DANCE = "Potańcówka przy płytach"
AFTER_SCHOOL = "Planszówki po lekcjach"

WEEKS_PAST, WEEKS_TOLD = 5, 7
"""The watering began so many weeks ago; so many of its ten weeks have people already."""

Step = Callable[[], object]


def watering_began(day: date) -> date:
    return weeks_ago(day, WEEKS_PAST, TUESDAY)


def calling_began(day: date) -> date:
    return weeks_ago(day, 12, WEDNESDAY)


def picnic_on(day: date) -> date:
    return last_season(day, *CHILDRENS_DAY_ON)


def indoors_on(day: date) -> date:
    """A week after the picnic that the storm blew away."""
    return after_days(picnic_on(day), 7)


def tell_volunteering(story: Story, made: Town, day: date) -> None:
    """Tasks of every kind: one that runs, one that is over, one over the phone, and one with
    children; and the residents who lead what everybody comes to."""
    tell_watering(story, made, day)
    tell_table(story, made, day)
    tell_calling(story, made, day)
    tell_games(story, made, day)
    tell_hours(story, made, day)
    yesterday = office_hours(day - timedelta(days=1)) + timedelta(minutes=20)
    story.then(yesterday, partial(name_leaders, made))


def tell_watering(story: Story, made: Town, day: date) -> None:
    began, actor = watering_began(day), made.animators[town.WZGORZE]

    def plan() -> None:
        facts = TaskFacts(
            WATERING,
            description=(
                "Podlewamy grządki i młode drzewka za blokiem 12. Konewki i wąż są na miejscu. "
                "Jeden dyżur trwa półtorej godziny, a na ławce zawsze jest herbata."
            ),
            venue=made.venues[town.GARDEN],
            least_age=13,
            skills="wystarczą chęci; ciężkie konewki nosi się we dwie osoby",
            contact_phone=town.OFFICE_PHONE,
            funding_project=made.funding,
        )
        task = plan_task(facts, community=made.communities[town.WZGORZE], actor=actor)
        db.session.flush()
        for first_on, starts in ((began, time(18)), (began + timedelta(days=3), time(17))):
            ends = time(starts.hour + 1, 30)
            times = weekly_times(first_on, starts, ends, weeks=10)
            add_shifts(task, times, needed=2, actor=actor)
        db.session.flush()
        publish_task(task, actor=actor)
        made.tasks[WATERING] = task

    def gather() -> None:
        for shift in shifts_of(made.tasks[WATERING])[: 2 * WEEKS_TOLD]:
            is_friday = to_local(shift.starts_at).weekday() == FRIDAY
            for name in (of.JAKUB, of.HALINA) if is_friday else (of.ZOFIA, of.HENRYK):
                take_on(made, shift, name, actor, age=16 if name == of.JAKUB else None)

    story.then(office_hours(began - timedelta(days=12)), plan)
    story.then(office_hours(began - timedelta(days=5)), gather)
    for week in range(WEEKS_PAST):
        for number, first_on in enumerate((began, began + timedelta(days=3))):
            morning = office_hours(first_on + timedelta(weeks=week, days=1))
            at = 2 * week + number
            story.then(morning, partial(note_who_came, made, WATERING, at, actor, 7))
            if at < 2 * WEEKS_PAST - 1:
                story.then(morning, partial(take_hours, made, WATERING, at, actor))
            if week < WEEKS_PAST - 1:
                confirm = partial(confirm_all, made.organiser, lambda: made.tasks[WATERING])
                story.then(morning + timedelta(hours=3), confirm)


def tell_table(story: Story, made: Town, day: date) -> None:
    """It moved indoors with the picnic."""
    picnic, indoors = picnic_on(day), indoors_on(day)
    actor = made.animators[town.OSTROWIECKA]

    def plan() -> None:
        facts = TaskFacts(
            TABLE,
            description="Witasz przychodzących, wydajesz numerki i mówisz, gdzie co jest.",
            event=made.events[CHILDRENS_DAY],
            venue=made.venues[town.COURTYARD],
            least_age=16,
            contact_phone=town.COURTYARD_PHONE,
        )
        task = plan_task(facts, community=made.communities[town.OSTROWIECKA], actor=actor)
        db.session.flush()
        add_shifts(task, weekly_times(picnic, time(14, 30), time(17, 30)), needed=2, actor=actor)
        db.session.flush()
        publish_task(task, actor=actor)
        made.tasks[TABLE] = task

    def gather() -> None:
        (shift,) = shifts_of(made.tasks[TABLE])
        for name in (of.PIOTR, of.TOMASZ):
            take_on(made, shift, name, actor)
        offer(made, shift, of.RYSZARD)

    def move() -> None:
        task = made.tasks[TABLE]
        task.event, task.venue = made.events[CHILDRENS_DAY_INDOORS], made.venues[town.ROOM]
        change_shift(
            shifts_of(task)[0],
            starts_at=to_utc(indoors, time(15, 30)),
            ends_at=to_utc(indoors, time(18, 30)),
            needed=2,
            note="Pod dachem, w świetlicy",
            actor=actor,
        )

    story.then(office_hours(picnic - timedelta(days=16)), plan)
    story.then(office_hours(picnic - timedelta(days=10)), gather)
    story.then(office_hours(picnic - timedelta(days=1)) + timedelta(hours=7), move)
    if indoors + timedelta(days=1) >= day:
        return
    after = office_hours(indoors + timedelta(days=1))
    for step in (
        partial(note_who_came, made, TABLE, 0, actor),
        partial(take_hours, made, TABLE, 0, actor),
        partial(thank_for_table, made, actor),
        partial(confirm_all, made.organiser, lambda: made.tasks[TABLE]),
    ):
        story.then(after, step)


def thank_for_table(made: Town, actor: User) -> None:
    for name in (of.PIOTR, of.TOMASZ):
        thank(made.people[name], "stolik zapisów", actor=actor)


def tell_calling(story: Story, made: Town, day: date) -> None:
    actor = made.animators[town.SENIORS]

    def plan() -> None:
        facts = TaskFacts(
            CALLING,
            description=(
                "Raz w tygodniu dzwonisz do jednej osoby i rozmawiacie, o czym chcecie. "
                "Telefon i cichy pokój są w klubie, a po rozmowie zawsze jest z kim wypić kawę."
            ),
            venue=made.venues[town.CLUB],
            least_age=18,
            contact_phone=town.SENIORS_PHONE,
        )
        task = plan_task(facts, community=made.communities[town.SENIORS], actor=actor)
        db.session.flush()
        coming = weeks_ago(day, 0, WEDNESDAY) + timedelta(weeks=1)
        add_shifts(task, weekly_times(coming, time(10), time(11), weeks=5), needed=2, actor=actor)
        db.session.flush()
        publish_task(task, actor=actor)
        made.tasks[CALLING] = task

    def gather() -> None:
        for shift in shifts_of(made.tasks[CALLING])[:3]:
            take_on(made, shift, of.TERESA, actor)
        offer(made, shifts_of(made.tasks[CALLING])[0], of.IRENA)

    began = calling_began(day)
    story.then(office_hours(began - timedelta(days=10)), plan)
    story.then(office_hours(day - timedelta(days=3)) + timedelta(hours=6), gather)


def tell_games(story: Story, made: Town, day: date) -> None:
    """Work with children: who has no checks recorded waits to be taken on."""
    actor = made.animators[town.OSTROWIECKA]

    def plan() -> None:
        facts = TaskFacts(
            GAMES,
            description="Siadasz do gry z dziećmi i pilnujesz, żeby każde miało swoją kolej.",
            event=made.events[AFTER_SCHOOL],
            venue=made.venues[town.ROOM],
            least_age=16,
            with_children=True,
            skills="cierpliwość i jedna ulubiona gra",
            contact_phone=town.COURTYARD_PHONE,
        )
        task = plan_task(facts, community=made.communities[town.OSTROWIECKA], actor=actor)
        db.session.flush()
        coming = weeks_ago(day, 0, WEDNESDAY) + timedelta(weeks=1)
        times = weekly_times(coming, time(15, 45), time(17, 45), weeks=3)
        add_shifts(task, times, needed=1, actor=actor)
        db.session.flush()
        publish_task(task, actor=actor)
        made.tasks[GAMES] = task

    def gather() -> None:
        first, second, _third = shifts_of(made.tasks[GAMES])
        take_on(made, first, of.MARIAN, actor)
        offer(made, second, of.DANUTA)

    story.then(office_hours(day - timedelta(days=1)) + timedelta(hours=1), plan)
    story.then(office_hours(day - timedelta(days=1)) + timedelta(hours=2), gather)


def tell_hours(story: Story, made: Town, day: date) -> None:
    """Hours that volunteers enter themselves: most of them confirmed, two waiting, one refused."""
    seniors, actor = made.communities[town.SENIORS], made.animators[town.SENIORS]
    began = calling_began(day)
    for week in range(12):
        on = began + timedelta(weeks=week)
        evening = office_hours(on) + timedelta(hours=9)
        work = Work(on, time(10), time(11), what="Rozmowa przez telefon")
        story.then(evening, partial(enter, made, of.TERESA, work, seniors, task=CALLING))
        if week < 10:
            confirm = partial(confirm_all, actor, lambda: made.tasks[CALLING])
            story.then(evening + timedelta(hours=15), confirm)

    wrong = Work(day - timedelta(days=9), minutes=240, what="Zdjęcia z podwórka")

    def refuse() -> None:
        reason = "Tego dnia spotkanie było odwołane. Daj znać, jeśli chodziło o inny dzień."
        refuse_hours(hours_waiting(made, of.LUKASZ)[0], reason, actor=made.organiser)

    courtyard = made.communities[town.OSTROWIECKA]
    story.then(
        office_hours(day - timedelta(days=6)), partial(enter, made, of.LUKASZ, wrong, courtyard)
    )
    story.then(office_hours(day - timedelta(days=5)), refuse)
    baking = Work(day - timedelta(days=4), minutes=150, what="Pieczenie ciasta na spotkanie grupy")
    by_hand = partial(
        enter, made, of.HALINA, baking, made.communities[town.WZGORZE],
        actor=made.animators[town.WZGORZE],
    )  # fmt: skip
    story.then(office_hours(day - timedelta(days=3)), by_hand)


def name_leaders(made: Town) -> None:
    for title, name, role in (
        (GREEN_HILL, of.ZOFIA, LeadRole.LEADS),
        (DANCE, of.ZENON, LeadRole.CO_LEADS),
    ):
        lead_event(made.events[title], made.people[name], role, actor=made.organiser)


def shifts_of(task: Task) -> Sequence[Shift]:
    """In the order of time."""
    statement = select(Shift).where(Shift.task_id == task.id).order_by(Shift.starts_at, Shift.id)
    return db.session.scalars(statement).all()


def offer(made: Town, shift: Shift, name: str, age: int | None = None) -> Assignment:
    person = made.people[name]
    resident = next(one for one in of.RESIDENTS if one.name == person.name)
    guardian = "000 000 012" if age is not None else ""
    offered = Offer(resident.known, age=age, guardian_phone=guardian, network=f"demo {person.id}")
    return offer_shift(shift, offered, channel=Channel.WEB)


def take_on(made: Town, shift: Shift, name: str, actor: User, age: int | None = None) -> None:
    assign(offer(made, shift, name, age), actor=actor)


def note_who_came(made: Town, task: str, at: int, actor: User, absent_at: int = -1) -> None:
    """Everybody came; once somebody did not."""
    people = assigned(shifts_of(made.tasks[task])[at])
    for number, one in enumerate(people):
        note_presence(one, not (at == absent_at and number == 0), actor=actor)


def take_hours(made: Town, task: str, at: int, actor: User) -> None:
    came = [one for one in assigned(shifts_of(made.tasks[task])[at]) if one.came]
    take_hours_from_shift(came, actor=actor)


def assigned(shift: Shift) -> Sequence[Assignment]:
    statement = (
        select(Assignment)
        .where(Assignment.shift_id == shift.id, Assignment.state == AssignmentState.ASSIGNED)
        .order_by(Assignment.id)
    )
    return db.session.scalars(statement).all()


def confirm_all(actor: User, task: Callable[[], Task]) -> None:
    """What waits of one task."""
    statement = select(HoursEntry).where(
        HoursEntry.task_id == task().id,
        HoursEntry.confirmed_at.is_(None),
        HoursEntry.refused_at.is_(None),
    )
    confirm_hours(db.session.scalars(statement).all(), actor=actor)


def hours_waiting(made: Town, name: str) -> Sequence[HoursEntry]:
    statement = select(HoursEntry).where(
        HoursEntry.person_id == made.people[name].id, HoursEntry.confirmed_at.is_(None)
    )
    return db.session.scalars(statement).all()


def enter(
    made: Town,
    name: str,
    work: Work,
    community: Community,
    *,
    task: str | None = None,
    actor: User | None = None,
) -> None:
    """By their link, unless somebody of the team does it."""
    person = made.people[name]
    agreement = made.agreements.get(name) if task is not None else None
    purpose = Purpose(
        community,
        agreement,
        made.tasks[task] if task is not None and agreement is None else None,
    )
    enter_hours(person, work, purpose, actor=actor)
