"""One published event with a number of places, in a database of its own, and what may be asked
of that database afterwards."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import time, timedelta
from functools import cache
from pathlib import Path

from flask import Flask
from sqlalchemy import create_engine, func, make_url, select, text
from sqlalchemy.orm import Session

from osl import create_app
from osl.core import transactions
from osl.core.clock import today
from osl.core.db import Base, db
from osl.core.outbox import OutgoingLetter
from osl.core.settings import Settings
from osl.events.models import EventKind, SignupMode, Strand
from osl.events.operations import Facts, plan_event, publish_event
from osl.events.schedule import once
from osl.signups.models import Signup, SignupList, SignupState
from tests.cast import Cast

BASE_URL = "http://127.0.0.1:8000"
SECRET = "a secret of the measurements, long enough to be one"


@dataclass(frozen=True)
class Hall:
    """Where the event's data are, and its number."""

    instance: Path
    database_url: str
    event_id: int

    @property
    def is_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")


@cache
def site_of(instance: Path, database_url: str, *, mail_port: int | None = None) -> Flask:
    """The site as it is deployed, but for what a crowd of one machine would run into: the time
    somebody needs to type, and the limits for one network.

    ``mail_port``: letters go to an SMTP server of this machine.
    """
    settings = Settings(
        instance=instance,
        database_url=database_url,
        secret_key=SECRET,
        base_url=BASE_URL,
        smtp_host="127.0.0.1" if mail_port else "",
        smtp_port=mail_port or 587,
        smtp_security="none" if mail_port else "starttls",
    )
    return create_app(settings, SHORTEST_TYPING=0, LIMITS_SIGNUPS=False)


def build(folder: Path, server_url: str | None, places: int) -> Hall:
    """An event with so many places: in a file, or in a database of the PostgreSQL server."""
    folder.mkdir()
    url = _new_database(server_url, folder.name) if server_url else f"sqlite:///{folder / 'osl.db'}"
    site = site_of(folder, url)
    with site.test_request_context(base_url=BASE_URL):
        Base.metadata.create_all(db.engine)
        with transactions.unit():
            cast = Cast.make()
            db.session.flush()
            facts = Facts(
                title="Potańcówka sąsiedzka",
                kind=EventKind.NEIGHBOUR_MEETING,
                strand=Strand.SOCIAL,
                venue=cast.hall,
                signup_mode=SignupMode.ONLINE,
                places=places,
            )
            evening = once(today() + timedelta(days=10), time(17), None, time(19))
            event = plan_event(facts, evening, communities=[cast.wzgorze], actor=cast.organiser)
            publish_event(event, actor=cast.organiser)
            db.session.flush()
            number = event.id
        db.session.remove()
        db.engine.dispose()
    return Hall(folder, url, number)


def _new_database(server_url: str, name: str) -> str:
    name = f"bench_{name.replace('-', '_')}"
    server = create_engine(server_url, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {name}"))
    server.dispose()
    return make_url(server_url).set(database=name).render_as_string(hide_password=False)


@contextmanager
def opened(hall: Hall) -> Iterator[Session]:
    """A look at the database that goes past the site."""
    engine = create_engine(hall.database_url)
    with Session(engine) as session:
        yield session
    engine.dispose()


@dataclass(frozen=True)
class Count:
    """What the rows say after a crowd."""

    states: Counter[SignupState]
    people: int
    held: int
    numbers: list[int]
    letters: Counter[str]
    counters: tuple[int, int, int, int]
    """Places, taken, held and waiting, as the list itself has them."""

    @property
    def confirmed(self) -> int:
        return self.states[SignupState.CONFIRMED]

    @property
    def has_gapless_numbers(self) -> bool:
        return self.numbers == list(range(1, len(self.numbers) + 1))

    @property
    def counters_say_what_rows_say(self) -> bool:
        rows = (self.people, self.held, self.states[SignupState.WAITING])
        return self.counters[1:] == rows

    @property
    def most_letters_to_one(self) -> int:
        return max(self.letters.values(), default=0)


def count(hall: Hall) -> Count:
    with opened(hall) as session:
        listed = session.scalars(select(SignupList)).one()
        states = session.execute(
            select(Signup.state, func.count(), func.sum(Signup.party_size)).group_by(Signup.state)
        ).all()
        people = {state: int(total) for state, _count, total in states}
        numbered = select(Signup.number).where(Signup.number.is_not(None)).order_by(Signup.number)
        letters = session.execute(
            select(OutgoingLetter.recipient, func.count()).group_by(OutgoingLetter.recipient)
        ).all()
        return Count(
            states=Counter({state: number for state, number, _total in states}),
            people=people.get(SignupState.CONFIRMED, 0),
            held=session.scalar(select(func.coalesce(func.sum(Signup.offered), 0))) or 0,
            numbers=[number for number in session.scalars(numbered) if number is not None],
            letters=Counter({recipient: int(number) for recipient, number in letters}),
            counters=(listed.places or 0, listed.taken, listed.held, listed.waiting),
        )


def numbers_by_id(hall: Hall) -> dict[int, int | None]:
    """The place in the order of coming of each sign-up."""
    with opened(hall) as session:
        return {one.id: one.number for one in session.execute(select(Signup.id, Signup.number))}


def is_whole(hall: Hall) -> bool:
    """Whether the database itself finds nothing broken."""
    with opened(hall) as session:
        if not hall.is_sqlite:
            return session.scalar(text("SELECT 1")) == 1
        broken = session.execute(text("PRAGMA foreign_key_check")).all()
        return session.scalar(text("PRAGMA integrity_check")) == "ok" and not broken
