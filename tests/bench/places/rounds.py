"""What is shown with the crowd: exact places, the control without a lock, everybody who goes at
once, the program killed outright, and letters that cannot leave."""

import asyncio
import random
import resource
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from osl.core.outbox import OutgoingLetter
from osl.signups import links
from osl.signups.models import Signup, SignupState
from tests.bench.places.crowd import (
    Answer,
    Door,
    Form,
    ask,
    out_of_order,
    request_of,
    with_repeats,
)
from tests.bench.places.hall import Hall, build, count, is_whole, numbers_by_id, opened, site_of
from tests.bench.places.servers import Servers
from tests.messages.post_office import Office, free_port
from tests.messages.post_office import opened as posted

KEPT = 303
TURNS, BATCH = 8, 40
MOST_WITHOUT_MAIL = 1.3
"""Of the time with a mail server: nobody who signs up may wait for one that is away."""

Check = Callable[[str, bool], None]
"""Told what was to hold, and whether it did."""


@dataclass(frozen=True)
class Ground:
    """Where a round takes place: a folder, a database, and how many server processes."""

    folder: Path
    server_url: str | None
    processes: int

    @property
    def database(self) -> str:
        return "PostgreSQL" if self.server_url else "SQLite"

    def hall(self, name: str, places: int) -> Hall:
        return build(self.folder / name, self.server_url, places)


@dataclass(frozen=True)
class Size:
    """How large the crowd is."""

    people: int
    repeats: int
    at_once: int
    places: int


@dataclass(frozen=True)
class Speed:
    """How quickly a crowd was served."""

    each_second: float
    median: float
    p99: float
    slowest: float
    processor: float
    """Milliseconds of the servers' processors for each request, their start among it: what stays
    nearly the same on a machine that is busy with other things."""

    @classmethod
    def of(cls, answers: list[Answer], seconds: float, processor: float) -> "Speed":
        took = sorted(one.seconds for one in answers)
        last = len(took) - 1
        return cls(
            each_second=len(took) / seconds,
            median=took[last // 2],
            p99=took[round(last * 0.99)],
            slowest=took[last],
            processor=1000 * processor / len(took),
        )

    def __str__(self) -> str:
        return (
            f"{self.each_second:.0f} requests/s, median {self.median:.2f} s, "
            f"p99 {self.p99:.2f} s, slowest {self.slowest:.2f} s, "
            f"{self.processor:.1f} ms of the servers' processors a request"
        )


def sign_up(door: Door, forms: Iterable[Form], at_once: int) -> tuple[list[Answer], float]:
    began = time.monotonic()
    answers = asyncio.run(door.crowd(forms, at_once))
    return answers, time.monotonic() - began


def opened_door(hall: Hall, servers: Servers) -> Door:
    door = Door(hall, servers.port)
    asyncio.run(door.open())
    return door


def exact_places(ground: Ground, size: Size, check: Check) -> Speed:
    """F1, F2, F7: a crowd with its repeats, and everything counted twice."""
    hall = ground.hall("crowd", size.places)
    before = seconds_of_children()
    with Servers(hall, ground.processes) as servers:
        door = opened_door(hall, servers)
        forms = with_repeats(door, size.people, size.repeats, random.Random(size.people))
        answers, seconds = sign_up(door, forms, size.at_once)
    processor = seconds_of_children() - before
    told = count(hall)
    waiting = size.people - size.places
    check(
        f"every one of {len(forms)} requests got the answer of a sign-up {_others(answers)}",
        all(one.status == KEPT and one.signup_id for one in answers)
        and len(answers) == size.people + size.repeats,
    )
    check(f"{told.confirmed} confirmed of {size.places}", told.confirmed == size.places)
    check(
        f"{told.states[SignupState.WAITING]} wait of {waiting}",
        told.states[SignupState.WAITING] == waiting,
    )
    check(
        "the numbers go from 1 to the last without a gap",
        told.has_gapless_numbers and len(told.numbers) == size.people,
    )
    check("the counters say what the rows say", told.counters_say_what_rows_say)
    check(
        "one letter to each person, none for a repeat",
        len(told.letters) == size.people and told.most_letters_to_one == 1,
    )
    check("the same form sent again is the same sign-up", _same_for_each_key(answers))
    wrong = out_of_order(answers, numbers_by_id(hall))
    check(f"{wrong} were overtaken by somebody who asked after their answer", wrong == 0)
    check("no database was locked, nothing fell", not servers.said.strip())
    return Speed.of(answers, seconds, processor)


def seconds_of_children() -> float:
    """Processor time of the processes that ran for this one and have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _others(answers: list[Answer]) -> str:
    others = Counter(one.status for one in answers if one.status != KEPT)
    return f"(others: {dict(others)})" if others else ""


def _same_for_each_key(answers: list[Answer]) -> bool:
    made: dict[str, set[int | None]] = {}
    for one in answers:
        made.setdefault(one.form.key, set()).add(one.signup_id)
    return all(len(ids) == 1 for ids in made.values())


def without_the_lock(ground: Ground, check: Check) -> None:
    """F3: the same with the lock taken away must overbook, or none of this shows anything."""
    size = Size(people=200, repeats=0, at_once=50, places=30)
    hall = ground.hall("no-lock", size.places)
    with Servers(hall, ground.processes, has_lock=False) as servers:
        door = opened_door(hall, servers)
        sign_up(door, door.forms(range(size.people)), size.at_once)
    told = count(hall)
    check(
        f"without the lock {told.confirmed} are confirmed for {size.places} places",
        told.confirmed > size.places,
    )
    check("and order numbers are given twice", not told.has_gapless_numbers)


def letters_cannot_leave(ground: Ground, check: Check) -> None:
    """F8: two sites in turns, one whose worker carries letters, and one that finds no server to
    take them. Nobody who signs up may notice."""
    office, mail_port = Office(), free_port()
    halls = [ground.hall(name, 30) for name in ("mail-up", "mail-down")]
    quickest = [float("inf")] * 2
    fell = 0
    with (
        posted(office, mail_port),
        Servers(halls[0], ground.processes, with_worker=True, mail_port=mail_port) as up,
        Servers(halls[1], ground.processes, with_worker=True, mail_port=free_port()) as down,
    ):
        doors = [opened_door(halls[0], up), opened_door(halls[1], down)]
        for turn in range(TURNS):
            for at, door in enumerate(doors):
                forms = door.forms(range(turn * BATCH, (turn + 1) * BATCH))
                answers, seconds = sign_up(door, forms, BATCH)
                quickest[at] = min(quickest[at], seconds)
                fell += sum(one.status != KEPT for one in answers)
    told = [count(hall) for hall in halls]
    check(
        f"with a mail server and without one {TURNS * BATCH} people sign up, each has a letter",
        fell == 0 and all(len(one.letters) == TURNS * BATCH for one in told),
    )
    check(
        f"without a mail server {BATCH} people sign up in {quickest[1]:.2f} s, "
        f"with one in {quickest[0]:.2f} s",
        quickest[1] <= MOST_WITHOUT_MAIL * quickest[0] and bool(office.arrived),
    )


def all_go_at_once(ground: Ground, check: Check, people: int = 50) -> None:
    """F5: everybody with a place withdraws at the same moment; exactly the next get an offer."""
    hall = ground.hall("withdrawals", people)
    with Servers(hall, ground.processes) as servers:
        door = opened_door(hall, servers)
        sign_up(door, door.forms(range(people)), people)
        sign_up(door, door.forms(range(people, 2 * people + 30)), people)
        going = addresses(hall, SignupState.CONFIRMED)
        statuses = asyncio.run(_withdraw(door, going))
    check(
        f"{people} withdraw at once, each is answered",
        statuses == [KEPT] * people and len(going) == people,
    )
    with opened(hall) as session:
        by_number = session.scalars(select(Signup).order_by(Signup.number)).all()
        states = [one.state for one in by_number]
        offers = session.scalars(
            select(OutgoingLetter.data).where(OutgoingLetter.kind == "signups.offer")
        ).all()
        offered = sorted(int(data["signup_id"]) for data in offers)
        expected = sorted(one.id for one in by_number[people : 2 * people])
    check(
        f"exactly the next {people} in line have an offer, and nobody else",
        states
        == [SignupState.WITHDRAWN] * people
        + [SignupState.OFFERED] * people
        + [SignupState.WAITING] * 30,
    )
    check("one letter with an offer to each of them", offered == expected)
    check("the counters say what the rows say", count(hall).counters_say_what_rows_say)
    check("no database was locked, nothing fell", not servers.said.strip())


def addresses(hall: Hall, state: SignupState) -> list[str]:
    """The residents' own addresses of sign-ups that stand so."""
    site = site_of(hall.instance, hall.database_url)
    with site.app_context(), opened(hall) as session:
        found = session.scalars(select(Signup).where(Signup.state == state).order_by(Signup.number))
        return [f"/zapis/{links.secret_of(one)}" for one in found]


async def _withdraw(door: Door, going: list[str]) -> list[int]:
    async def one(address: str) -> int:
        request = request_of(
            "POST", f"{address}/rezygnacja", door.cookie, f"csrf_token={door.token}"
        )
        head, _body = await ask(door.port, request)
        return int(head.split(maxsplit=2)[1])

    return list(await asyncio.gather(*(one(address) for address in going)))


def killed_again_and_again(ground: Ground, check: Check, rounds: int) -> float:
    """F4: server and worker are killed under load; what was answered is kept, and whoever got no
    answer sends the same form again and has one sign-up. The seconds of the slowest start."""
    luck = random.Random(rounds)
    places = 12 * rounds
    hall = ground.hall("killed", places)
    acknowledged: dict[int, int] = {}
    unanswered = unanswered_but_kept = lost = 0
    starts: list[float] = []
    office, mail_port = Office(), free_port()
    servers = Servers(hall, ground.processes, with_worker=True, mail_port=mail_port)
    with posted(office, mail_port), servers:
        door = opened_door(hall, servers)
        for number in range(rounds):
            forms = door.forms(range(number * 1000, number * 1000 + 1000))
            before = ids_by_key(hall)
            answers = asyncio.run(_crowd_until_killed(door, forms, servers, luck.uniform(0.4, 1.2)))
            kept = ids_by_key(hall)
            starts.append(servers.start())
            silent = [one.form for one in answers if one.status == 0]
            for one in answers:
                if one.status == KEPT and one.signup_id:
                    acknowledged[one.form.person] = one.signup_id
                    lost += kept.get(one.form.key) != one.signup_id
            unanswered += len(silent)
            unanswered_but_kept += len(kept.keys() - before.keys()) - sum(
                one.status == KEPT for one in answers
            )
            again, _seconds = sign_up(door, silent, 16)
            lost += sum(
                one.status != KEPT or (one.form.key in kept and one.signup_id != kept[one.form.key])
                for one in again
            )
            for one in again:
                if one.signup_id:
                    acknowledged[one.form.person] = one.signup_id
    told = count(hall)
    kept_ids = set(numbers_by_id(hall))
    lost += len(set(acknowledged.values()) - kept_ids)
    check(
        f"{rounds} times killed under load: of {len(acknowledged)} acknowledged sign-ups "
        f"{lost} are lost ({unanswered} got no answer, {unanswered_but_kept} of them were kept)",
        lost == 0 and len(acknowledged) > rounds * 10 and unanswered > 0,
    )
    full = min(places, len(acknowledged))
    check(f"{told.confirmed} confirmed of {places}", told.confirmed == full)
    check(
        "one sign-up for each person, numbered without a gap",
        len(kept_ids) == len(acknowledged) == len(told.numbers) and told.has_gapless_numbers,
    )
    check(
        "one letter to each person, the counters say what the rows say",
        len(told.letters) == len(acknowledged)
        and told.most_letters_to_one == 1
        and told.counters_say_what_rows_say,
    )
    check("the database is whole", is_whole(hall))
    carried = Counter(str(letter["Message-ID"]) for letter in office.arrived)
    twice = sum(times - 1 for times in carried.values())
    check(
        f"of {len(carried)} letters carried meanwhile {twice} went twice, at most one a kill",
        bool(carried) and twice <= rounds,
    )
    return max(starts)


def ids_by_key(hall: Hall) -> dict[str, int]:
    with opened(hall) as session:
        found = session.execute(select(Signup.key, Signup.id).where(Signup.key.is_not(None))).all()
        return {str(key): number for key, number in found}


async def _crowd_until_killed(
    door: Door, forms: list[Form], servers: Servers, seconds: float
) -> list[Answer]:
    """Send forms until the program is killed; those of the moment get no answer."""
    waiting = iter(forms)
    answers: list[Answer] = []
    is_up = True

    async def one_after_another() -> None:
        while is_up and (form := next(waiting, None)) is not None:
            answers.append(await door.send(form))

    crowd = asyncio.gather(*(one_after_another() for _ in range(24)))
    await asyncio.sleep(seconds)
    is_up = False
    await asyncio.to_thread(servers.kill)
    await crowd
    return answers
