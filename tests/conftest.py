"""The real app against a real database file (or PostgreSQL), a fresh copy for every test."""

import os
import shutil
import socket
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

import pytest
from flask import Flask
from flask_migrate import stamp
from hypothesis import settings as hypothesis_settings
from sqlalchemy import Engine, create_engine, event, make_url, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from osl import create_app
from osl.core import transactions
from osl.core.clock import today
from osl.core.db import Base, db, engine_options
from osl.core.migrate import FOLDER
from osl.core.settings import Settings
from osl.demo.operations import load_demo_town
from tests.browser import Browser
from tests.cast import Cast, sign_in_as

# A busy machine is no fault of the code: speed is measured by make bench, never by a test.
hypothesis_settings.register_profile("osl", deadline=None)
# OSL_HYPOTHESIS=long looks much further, for some minutes: after a change of the core.
hypothesis_settings.register_profile("long", deadline=None, max_examples=2000)
hypothesis_settings.load_profile(os.environ.get("OSL_HYPOTHESIS", "osl"))

POSTGRESQL = os.environ.get("OSL_TEST_DATABASE_URL", "")
Case = TypeVar("Case")
CHEAP_HASH = {"ARGON2_TIME": 1, "ARGON2_MEMORY": 8, "ARGON2_LANES": 1}


@event.listens_for(Engine, "connect")
def answer_in_no_order(connection: Any, record: object) -> None:
    """A question that names no order gets its rows last first, so that whatever leans on the
    order of writing is seen here, and not one day on PostgreSQL."""
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA reverse_unordered_selects = ON")


def on_this_database(cases: Sequence[Case], few: int = 1) -> Sequence[Case]:
    """All of these cases on SQLite; on PostgreSQL the first few, for what takes seconds each and
    hangs on the calendar rather than on the database."""
    return cases[:few] if POSTGRESQL else cases


def examples_on_this_database(number: int) -> int:
    """So many examples of Hypothesis on SQLite, and a quarter of them on PostgreSQL."""
    return number // 4 if POSTGRESQL else number


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL only what touches the database is run, without the long walks over every page
    (marked ``every_page``) that look at doors and words: the rest has run on SQLite."""
    if POSTGRESQL:
        own = [
            item
            for item in items
            if "database" in getattr(item, "fixturenames", ())
            and item.get_closest_marker("every_page") is None
        ]
        config.hook.pytest_deselected(items=[item for item in items if item not in set(own)])
        items[:] = own


@pytest.fixture(autouse=True)
def only_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test speaks to the outside world."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        host = address[0] if isinstance(address, tuple) else "unix"
        if host not in ("127.0.0.1", "::1", "localhost", "unix"):
            raise AssertionError(f"a test reached out to {address}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(scope="session")
def worker(request: pytest.FixtureRequest) -> str:
    return str(getattr(request.config, "workerinput", {}).get("workerid", "alone"))


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory, worker: str) -> Iterator["TestDatabase"]:
    if not POSTGRESQL:
        yield SqliteDatabase(tmp_path_factory.mktemp("instance"))
        return
    made = PostgresqlDatabase(worker)
    yield made
    made.admin.dispose()


class TestDatabase:
    """A database made once with every table, and copied anew for each test."""

    __test__ = False
    url: str

    def keep_as_template(self) -> None:
        raise NotImplementedError

    def renew(self) -> None:
        raise NotImplementedError

    def keep(self, name: str) -> None:
        """Keep what is in it now under a name, while nobody holds it."""
        raise NotImplementedError

    def bring_back(self, name: str) -> None:
        """Let it hold what was kept under this name."""
        raise NotImplementedError


class SqliteDatabase(TestDatabase):
    def __init__(self, folder: Path) -> None:
        self.file = folder / "osl.db"
        self.template = folder / "template.db"
        self.url = f"sqlite:///{self.file}"

    def keep_as_template(self) -> None:
        self._settle()
        shutil.copy(self.file, self.template)

    def renew(self) -> None:
        self._copy_from(self.template)

    def keep(self, name: str) -> None:
        self._settle()
        shutil.copy(self.file, self.file.with_name(f"{name}.db"))

    def bring_back(self, name: str) -> None:
        self._copy_from(self.file.with_name(f"{name}.db"))

    def _settle(self) -> None:
        engine = create_engine(self.url)
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        engine.dispose()

    def _copy_from(self, kept: Path) -> None:
        for ending in ("", "-wal", "-shm"):
            Path(f"{self.file}{ending}").unlink(missing_ok=True)
        shutil.copy(kept, self.file)


TABLES = text(
    "SELECT string_agg(concat_ws(' ', c.oid, relname, attname, atttypid, attnotnull), ',' "
    "ORDER BY c.oid, attnum) FROM pg_class c JOIN pg_attribute ON attrelid = c.oid "
    "WHERE relnamespace = 'public'::regnamespace AND attnum > 0"
)
"""Which tables and indexes there are, and of which columns."""

EMPTY = text("""
DO $$
DECLARE name text;
BEGIN
    SET LOCAL lock_timeout = '1s';
    SET LOCAL session_replication_role = replica;  -- no foreign keys, and no log that only grows
    FOR name IN
        SELECT tablename FROM pg_tables
        WHERE schemaname = 'public' AND tablename <> 'alembic_version'
    LOOP
        IF pg_relation_size(format('%I', name)::regclass) > 300000 THEN
            EXECUTE format('TRUNCATE %I CASCADE', name);  -- slower, but leaves nothing behind
        ELSE
            EXECUTE format('DELETE FROM %I', name);
        END IF;
    END LOOP;
    FOR name IN
        SELECT sequencename FROM pg_sequences
        WHERE schemaname = 'public' AND last_value IS NOT NULL
    LOOP
        PERFORM setval(format('%I', name)::regclass, 1, false);
    END LOOP;
END $$
""")


class PostgresqlDatabase(TestDatabase):
    def __init__(self, worker: str) -> None:
        base = make_url(POSTGRESQL)
        self.name = f"osl_{worker}"
        self.admin = create_engine(base, isolation_level="AUTOCOMMIT")
        self.url = base.set(database=self.name).render_as_string(hide_password=False)
        self.engine = create_engine(self.url, poolclass=NullPool)
        self.tables: str | None = None
        self._run(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")
        self._run(f"CREATE DATABASE {self.name}")

    def keep_as_template(self) -> None:
        self._run(f"DROP DATABASE IF EXISTS {self.name}_template WITH (FORCE)")
        self._run(f"CREATE DATABASE {self.name}_template TEMPLATE {self.name}")
        with self.engine.connect() as connection:
            self.tables = connection.scalar(TABLES)

    def renew(self) -> None:
        """Empty the tables; where a test has changed them or holds them still, copy them anew,
        which takes ten times as long."""
        try:
            with self.engine.begin() as connection:
                is_as_made = connection.scalar(TABLES) == self.tables
                if is_as_made:
                    connection.execute(EMPTY)
        except OperationalError:
            is_as_made = False
        if not is_as_made:
            self._run(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")
            self._run(f"CREATE DATABASE {self.name} TEMPLATE {self.name}_template")

    def keep(self, name: str) -> None:
        self._run(f"DROP DATABASE IF EXISTS {self.name}_{name} WITH (FORCE)")
        self._run(f"CREATE DATABASE {self.name}_{name} TEMPLATE {self.name}")

    def bring_back(self, name: str) -> None:
        self._run(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")
        self._run(f"CREATE DATABASE {self.name} TEMPLATE {self.name}_{name}")

    def _run(self, statement: str) -> None:
        with self.admin.connect() as connection:
            connection.execute(text(statement))


@pytest.fixture(scope="session")
def settings(database: TestDatabase, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(
        instance=tmp_path_factory.mktemp("files"),
        database_url=database.url,
        secret_key="a secret of the tests, long enough to be one",
        base_url="http://127.0.0.1:8000",
    )


def make_app(settings: Settings, *, keeps_connections: bool = False, **overrides: object) -> Flask:
    """The site for a test. On PostgreSQL a site of one test keeps no connections; those of the
    site all tests share outlive a test, as on a server: one that was cut off, because the
    database under it was copied anew, is noticed and replaced."""
    if POSTGRESQL and not keeps_connections:
        options = engine_options(settings.database_url) | {"poolclass": NullPool}
        options.pop("pool_pre_ping")
        overrides.setdefault("SQLALCHEMY_ENGINE_OPTIONS", options)
    return create_app(settings, **overrides)


@pytest.fixture(scope="session")
def shared_app(database: TestDatabase, settings: Settings) -> Flask:
    app = make_app(
        settings,
        keeps_connections=True,
        TESTING=True,
        PROPAGATE_FAILURES=True,
        SHORTEST_TYPING=0,
        **CHEAP_HASH,
    )
    with app.app_context():
        Base.metadata.create_all(db.engine)
        stamp(directory=FOLDER)
        db.session.remove()
        db.engine.dispose()
    database.keep_as_template()
    return app


@pytest.fixture
def app(shared_app: Flask, database: TestDatabase, settings: Settings) -> Iterator[Flask]:
    """The site with an empty database, empty uploads and an empty mailbox."""
    database.renew()
    for folder in (settings.uploads, settings.mail_folder):
        shutil.rmtree(folder, ignore_errors=True)
    settings.prepare_instance()
    yield shared_app
    with shared_app.app_context():
        db.session.remove()
        if not POSTGRESQL:  # the file under the connections is replaced
            db.engine.dispose()


@pytest.fixture(scope="session")
def towns_kept() -> set[str]:
    """The days whose demo town this process has told already."""
    return set()


@pytest.fixture
def demo_town(app: Flask, database: TestDatabase, towns_kept: set[str]) -> Callable[[], None]:
    """Load the demo town of today. Telling it takes seconds, so each process of the tests tells
    that of one day once, and gets its copy out afterwards."""

    def load() -> None:
        name = f"town_{today():%Y%m%d}"
        with app.app_context():
            if name not in towns_kept:
                load_demo_town()
            db.session.remove()
            db.engine.dispose()
        if name in towns_kept:
            database.bring_back(name)
        else:
            database.keep(name)
            towns_kept.add(name)

    return load


@pytest.fixture
def store(app: Flask) -> Iterator[Session]:
    """The test's own view of the database: a connection of its own, as in life.

    It starts anew at each look, so that what the site has committed is seen.
    """
    with app.app_context():
        engine = db.engine
    session = Fresh(engine, expire_on_commit=True)
    # What a test prepares is written under the writer's lock, as the site would.
    yield session
    session.close()


class Fresh(Session):
    """A session that ends its reading before each question, so that it never sees the past."""

    def execute(self, *args: Any, **kwargs: Any) -> Any:
        self._look_again()
        return super().execute(*args, **kwargs)

    def scalars(self, *args: Any, **kwargs: Any) -> Any:
        self._look_again()
        return super().scalars(*args, **kwargs)

    def scalar(self, *args: Any, **kwargs: Any) -> Any:
        self._look_again()
        return super().scalar(*args, **kwargs)

    def _look_again(self) -> None:
        if not (self.new or self.dirty or self.deleted) and self.in_transaction():
            super().commit()

    def commit(self) -> None:
        super().commit()


@pytest.fixture
def cast(app: Flask) -> Cast:
    """The standing cast: two communities and everybody who works with them."""
    with app.app_context(), transactions.unit():
        made = Cast.make()
        db.session.flush()
        db.session.expunge_all()
    return made


@pytest.fixture
def browser(app: Flask) -> Browser:
    """A stranger's browser; ``browser.sign_in(cast.organiser)`` makes it someone's."""
    return Browser(app, sign_in_as)


@pytest.fixture
def another_browser(app: Flask) -> Browser:
    """A second browser, for two people (or two tabs) at once."""
    return Browser(app, sign_in_as)


@pytest.fixture
def running(app: Flask) -> Iterator[Flask]:
    """Inside the app and one writing transaction, for tests of operations."""
    with app.test_request_context(base_url="http://127.0.0.1:8000"), transactions.unit():
        yield app
