"""The database session, the base of all models, and the one place connections are set up."""

import fcntl
import os
import re
import sqlite3
import threading
from collections import deque
from time import monotonic, sleep
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, Engine, MetaData, event
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, declared_attr

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """The base of every table. Its name is the class name in snake case."""

    metadata = MetaData(naming_convention=NAMES)

    @declared_attr.directive
    def __tablename__(cls) -> str:
        return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()


db = SQLAlchemy(model_class=Base, disable_autonaming=True)


LONGEST_WAIT = 10.0
"""Seconds a writer stands in line before the page says to come back in a minute."""


class WriteQueue:
    """Writers to one SQLite file wait in line, in the order they came.

    SQLite's own busy waiting is a lottery with growing pauses: some writers starve. Here the
    threads of a process form a line, and a lock on a file beside the database keeps the
    processes apart. Nobody waits for ever: a writer that never ends costs the others a 503.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self.line: deque[threading.Event] = deque()
        self.moving = threading.Lock()

    def enter(self, connection: Connection) -> None:
        """Wait for this connection's turn. Raises OperationalError when it does not come."""
        ticket = threading.Event()
        deadline = monotonic() + LONGEST_WAIT
        with self.moving:
            self.line.append(ticket)
            if self.line[0] is ticket:
                ticket.set()
        if not ticket.wait(LONGEST_WAIT):
            self._leave_line(ticket)
            raise self._too_long()
        try:
            handle = os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600)
        except OSError as failure:
            # No file for the lock, or none left to open: nobody after may wait for this one.
            self._leave_line(ticket)
            raise OperationalError("BEGIN IMMEDIATE", {}, failure) from failure
        while not self._is_locked(handle):
            if monotonic() > deadline:
                self._step_out(ticket, handle)
                raise self._too_long()
            sleep(0.002)
        connection.info["write_queue"] = (self, ticket, handle)

    @staticmethod
    def leave(info: dict[str, Any]) -> None:
        queue, ticket, handle = info.pop("write_queue", (None, None, None))
        if queue is not None:
            queue._step_out(ticket, handle)

    def _step_out(self, ticket: threading.Event, handle: int) -> None:
        os.close(handle)
        self._leave_line(ticket)

    def _leave_line(self, ticket: threading.Event) -> None:
        """Leave, and call the next one in line, nobody else."""
        with self.moving:
            self.line.remove(ticket)
            if self.line:
                self.line[0].set()

    @staticmethod
    def _is_locked(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    @staticmethod
    def _too_long() -> OperationalError:
        return OperationalError("BEGIN IMMEDIATE", {}, TimeoutError("the line did not move"))


def engine_options(url: str) -> dict[str, Any]:
    """What the engine is made with: waits are bounded, so a stuck database answers 503.

    What people typed stays out of failures, which end up in the log (``hide_parameters``).
    """
    if url.startswith("sqlite"):
        return {
            "hide_parameters": True,
            "connect_args": {"timeout": 10, "check_same_thread": False},
        }
    return {
        "hide_parameters": True,
        "pool_pre_ping": True,
        "connect_args": {
            "options": "-c timezone=UTC -c lock_timeout=3000 -c statement_timeout=15000"
        },
    }


def prepare_engine(engine: Engine, *, begins_writing: Any) -> None:
    """Give an engine the rules every connection keeps.

    ``begins_writing`` answers whether the transaction about to begin will write: on SQLite a
    writer takes its lock at the start, because a reader that turns writer is refused.
    """
    if engine.dialect.name != "sqlite":
        return
    database = engine.url.database
    in_memory = not database or database == ":memory:"
    queue = None if in_memory else WriteQueue(f"{database}.queue")

    @event.listens_for(engine, "connect")
    def set_up(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "busy_timeout=10000",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if not begins_writing():
            connection.exec_driver_sql("BEGIN")
            return
        if queue:
            queue.enter(connection)
        try:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        except BaseException:
            WriteQueue.leave(connection.info)
            raise

    @event.listens_for(engine, "commit")
    @event.listens_for(engine, "rollback")
    def end(connection: Connection) -> None:
        # Fired just before the statement itself; the handle closes at once after it, and the
        # next in line waits the moment on SQLite's own lock.
        WriteQueue.leave(connection.info)

    @event.listens_for(engine, "checkin")
    def back_in_pool(_connection: Any, record: Any) -> None:
        WriteQueue.leave(record.info)
