"""The database session, the base of all models, and the one place connections are set up."""

import fcntl
import os
import re
import sqlite3
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, Engine, MetaData, event
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


class WriteQueue:
    """Writers to one SQLite file wait in line, in the order they came.

    SQLite's own busy waiting is a lottery with growing pauses: some writers starve. A file
    lock beside the database is a fair line across threads and processes alike.
    """

    def __init__(self, path: str) -> None:
        self.path = path

    def enter(self, connection: Connection) -> None:
        handle = os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600)
        fcntl.flock(handle, fcntl.LOCK_EX)
        connection.info["write_queue"] = handle

    @staticmethod
    def leave(info: dict[str, Any]) -> None:
        handle = info.pop("write_queue", None)
        if handle is not None:
            os.close(handle)


def engine_options(url: str) -> dict[str, Any]:
    """What the engine is made with: waits are bounded, so a stuck database answers 503."""
    if url.startswith("sqlite"):
        return {"connect_args": {"timeout": 10, "check_same_thread": False}}
    return {
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
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    @event.listens_for(engine, "commit")
    @event.listens_for(engine, "rollback")
    def end(connection: Connection) -> None:
        # Fired just before the statement itself; the handle closes at once after it, and the
        # next in line waits the moment on SQLite's own lock.
        WriteQueue.leave(connection.info)

    @event.listens_for(engine, "checkin")
    def back_in_pool(_connection: Any, record: Any) -> None:
        WriteQueue.leave(record.info)
