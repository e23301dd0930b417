"""Thousands of residents with all that is known of them, and what the team's pages about them
cost."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, insert, select

from osl.accounts.models import User
from osl.communities.models import Community
from osl.core import transactions
from osl.core.clock import today, utcnow
from osl.core.db import db
from osl.events.models import Occurrence
from osl.people.models import (
    Card,
    Channel,
    LeaderStatus,
    LeaderStep,
    Person,
    PersonAlike,
    PersonWord,
    Talk,
    TalkChannel,
    person_community,
)
from osl.people.operations import words_of
from osl.people.queries import key_of, name_key
from osl.signups.models import Signup, SignupList, SignupState
from osl.volunteers.models import Assignment, AssignmentState, HoursEntry, Shift, Task, Thanks
from tests.bench.town import build
from tests.browser import Browser
from tests.cast import sign_in_as

FIRST_NAMES = (
    "Anna", "Jan", "Maria", "Stanisław", "Zofia", "Piotr", "Ewa", "Tomasz", "Barbara", "Marek",
    "Halina", "Józef", "Krystyna", "Adam", "Teresa", "Ryszard", "Danuta", "Henryk", "Irena",
)  # fmt: skip
BEGINNINGS = (
    "Kowal", "Wiśnie", "Woź", "Kamiń", "Lewan", "Zieliń", "Szymań", "Dąb", "Kozłow", "Mazur",
    "Wojcie", "Kwiat", "Krawcz", "Piotrow", "Grabow", "Nowak", "Pawłow", "Michal",
)  # fmt: skip
ENDINGS = ("ska", "czyk", "wicz", "owa", "iak", "ecki", "arz", "ewska", "ko", "ina", "el", "as")

WEEKS = 260
"""Facts are spread over five years, as a team gathers them: each week had its shift."""

SIGNUPS, TALKS, ASSIGNMENTS, HOURS = 3, 2, 1, 2
"""How much is known of each person, beside a card, a step of a leader and a word of thanks."""

ROUNDS, TIMES = 12, 2
ORGANISER = "organizator@example.org"


def build_people(instance: Path, people: int) -> Flask:
    """A town of a hundred events in which the team knows so many residents."""
    site = build(instance, 100, with_calendars=False)
    with site.test_request_context(base_url="http://127.0.0.1:8000"), transactions.unit():
        know_people(people)
    return site


def know_people(count: int) -> None:
    """So many residents of one community, ten facts and more of each."""
    chance = Random(11)
    home = db.session.scalars(select(Community.id).order_by(Community.id)).first() or 0
    names = [_name(chance, number) for number in range(count)]
    _write(Person, (_person_row(name, number) for number, name in enumerate(names)))
    ids = list(db.session.scalars(select(Person.id).order_by(Person.id)))
    db.session.execute(
        insert(person_community), [{"person_id": one, "community_id": home} for one in ids]
    )
    phones = db.session.execute(select(Person.id, Person.name, Person.phone))
    _write(
        PersonWord,
        (
            {"person_id": one, "word": word}
            for one, name, phone in phones
            for word in words_of(name, phone, "")
        ),
    )
    lists, shifts = _lists(), _shifts(home, count)
    for make in (_card_rows, _step_rows, _talk_rows, _hours_rows, _thanks_rows):
        kind, rows = make(ids, home, chance)
        _write(kind, rows)
    _write(Signup, _signup_rows(ids, lists))
    _write(Assignment, _assignment_rows(ids, shifts))
    pairs = zip(ids[::20], ids[1::20], strict=False)
    _write(
        PersonAlike,
        (
            {"first_id": one, "second_id": other, "reasons": ["same_phone"], "weight": one % 3 + 1}
            for one, other in pairs
        ),
    )


def _write(kind: Any, rows: Iterable[dict[str, Any]]) -> None:
    db.session.execute(insert(kind.__table__), list(rows))


def _name(chance: Random, number: int) -> str:
    surname = f"{chance.choice(BEGINNINGS)}{chance.choice(ENDINGS)}"
    return f"{chance.choice(FIRST_NAMES)} {surname}{'' if number % 3 else 'ów'}"


def _person_row(name: str, number: int) -> dict[str, Any]:
    phone = f"600{number:06}"
    return {
        "name": name,
        "name_key": name_key(name),
        "phone": phone,
        "key": key_of(name, phone, ""),
        "channel": Channel.PHONE,
        "notice_version": "2026-11",
        "created_at": utcnow() - timedelta(days=number % 900),
        "compared_at": utcnow(),
        "version": 1,
    }


Rows = tuple[Any, Iterator[dict[str, Any]]]


def _card_rows(ids: list[int], _home: int, chance: Random) -> Rows:
    """One in forty is a local leader."""
    statuses = [*LeaderStatus, *([None] * 39 * len(LeaderStatus))]
    return Card, (
        {
            "person_id": one,
            "agreed_on": today() - timedelta(days=one % (7 * WEEKS)),
            "own_words": "Piecze chleb i lubi spacery.",
            "leader_status": chance.choice(statuses),
            "leader_since": _day(one),
            "created_at": utcnow(),
            "version": 1,
        }
        for one in ids
    )


def _step_rows(ids: list[int], _home: int, chance: Random) -> Rows:
    return LeaderStep, (
        {
            "person_id": one,
            "status": chance.choice(list(LeaderStatus)),
            "since_on": _day(one),
            "author_id": 1,
            "made_at": utcnow(),
        }
        for one in ids
    )


def _talk_rows(ids: list[int], home: int, _chance: Random) -> Rows:
    """One in a hundred leaves a step open."""
    return Talk, (
        {
            "person_id": one,
            "community_id": home,
            "author_id": 1 + one % 2,
            "held_on": _day(one + 90 * talk),
            "channel": TalkChannel.PHONE,
            "agreed": "Chętnie poprowadzi warsztaty.",
            "next_step": "Oddzwonić" if one % 100 == 0 else "",
            "next_on": _day(one) if one % 100 == 0 else None,
            "next_owner_id": 1 + one % 2 if one % 100 == 0 else None,
            "made_at": utcnow(),
            "version": 1,
        }
        for one in ids
        for talk in range(TALKS)
    )


def _hours_rows(ids: list[int], home: int, _chance: Random) -> Rows:
    return HoursEntry, (
        {
            "person_id": one,
            "community_id": home,
            "worked_on": _day(one + 40 * entry),
            "minutes": 90,
            "what": "Podlewanie ogrodu",
            "entered_at": utcnow(),
            "confirmed_by_id": 1 if entry else None,
            "confirmed_at": utcnow() if entry else None,
            "version": 1,
        }
        for one in ids
        for entry in range(HOURS)
    )


def _thanks_rows(ids: list[int], _home: int, _chance: Random) -> Rows:
    return Thanks, (
        {
            "person_id": one,
            "thanked_on": _day(one),
            "what_for": "za pomoc",
            "author_id": 1,
            "made_at": utcnow(),
        }
        for one in ids
    )


def _lists() -> list[int]:
    """The lists of all meetings that are over, and of the next few."""
    soon = utcnow() + timedelta(days=7)
    meetings = select(Occurrence.id).where(Occurrence.starts_at < soon)
    rows = [{"occurrence_id": one, "told": {}} for one in db.session.scalars(meetings)]
    db.session.execute(insert(SignupList), rows)
    return list(db.session.scalars(select(SignupList.id)))


def _signup_rows(ids: list[int], lists: list[int]) -> Iterator[dict[str, Any]]:
    for one in ids:
        for signup in range(SIGNUPS):
            yield {
                "list_id": lists[(one + 7 * signup) % len(lists)],
                "person_id": one,
                "state": SignupState.CONFIRMED,
                "number": one,
                "party_size": 1,
                "channel": Channel.PHONE,
                "notice_version": "2026-11",
                "created_at": utcnow() - timedelta(days=one % 400),
                "version": 1,
            }


def _shifts(home: int, people: int) -> list[int]:
    now = utcnow()
    tasks = [
        {"community_id": home, "title": f"Ogród {n}", "published_at": now, "version": 1}
        for n in range(WEEKS)
    ]
    db.session.execute(insert(Task.__table__), tasks)
    ids = db.session.scalars(select(Task.id)).all()
    rows = [
        {
            "task_id": one,
            "starts_at": now + timedelta(weeks=at - WEEKS + 2),
            "ends_at": now + timedelta(weeks=at - WEEKS + 2, hours=2),
            "needed": people + 1,
            "version": 1,
        }
        for at, one in enumerate(ids)
    ]
    db.session.execute(insert(Shift.__table__), rows)
    return list(db.session.scalars(select(Shift.id)))


def _assignment_rows(ids: list[int], shifts: list[int]) -> Iterator[dict[str, Any]]:
    for one in ids:
        for shift in range(ASSIGNMENTS):
            yield {
                "shift_id": shifts[(one + shift) % len(shifts)],
                "person_id": one,
                "state": AssignmentState.ASSIGNED,
                "channel": Channel.PHONE,
                "notice_version": "2026-11",
                "offered_at": utcnow(),
                "came": True,
                "version": 1,
            }


def _day(number: int) -> date:
    return today() - timedelta(days=number * 7 % (7 * WEEKS))


class Desk:
    """The organiser at their desk."""

    def __init__(self, site: Flask) -> None:
        self.site = site
        with site.test_request_context():
            user = db.session.scalars(select(User).where(User.email == ORGANISER)).one()
            db.session.expunge(user)
            self.person = db.session.scalars(select(Person.id).order_by(Person.id)).all()[100]
        browser = Browser(site, sign_in_as)
        sign_in_as(browser, user)
        self.client: FlaskClient = browser.client

    def look(self, page: str) -> None:
        address = page.format(person=self.person)
        answer = self.client.get(address, base_url="http://127.0.0.1:8000")
        assert answer.status_code == 200, (address, answer.status_code)

    def seconds(self, page: str) -> float:
        started = perf_counter()
        for _time in range(TIMES):
            self.look(page)
        return (perf_counter() - started) / TIMES

    def queries(self, page: str) -> int:
        """How many questions a page asks the database, once it is warm."""
        asked: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
            if not statement.startswith(("BEGIN", "PRAGMA")):
                asked.append(statement)

        self.look(page)
        with self.site.app_context():
            engine = db.engine
        event.listen(engine, "before_cursor_execute", note)
        self.look(page)
        event.remove(engine, "before_cursor_execute", note)
        return len(asked)


def pages_in_turns(few: Desk, many: Desk, page: str) -> tuple[float, float]:
    """The quickest of several rounds at each desk, in turns, in seconds a page."""
    quickest = [float("inf"), float("inf")]
    for _round in range(ROUNDS):
        for at, desk in enumerate((few, many)):
            quickest[at] = min(quickest[at], desk.seconds(page))
    return quickest[0], quickest[1]
