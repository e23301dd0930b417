"""Laws 8 and 10: what the tables may hold, and that migrations and models agree."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, text

from osl.core import transactions
from osl.core.db import Base, db
from osl.core.migrate import FOLDER
from osl.core.settings import Settings
from tests.cast import Cast
from tests.conftest import TestDatabase, make_app

NEVER_KEPT = re.compile(
    r"pesel|id_?card|dowod|disab(?!led_at)|income|benefit|diagnosis_of|illness|health|religion|"
    r"ethnic|nationality"
)


def test_no_table_can_hold_what_we_must_not_know() -> None:
    """REQ 3.2: free of PESEL, documents, health, income and family status by schema."""
    columns = [f"{t.name}.{c.name}" for t in Base.metadata.tables.values() for c in t.columns]
    assert [name for name in columns if NEVER_KEPT.search(name)] == []


def test_every_instant_knows_its_zone() -> None:
    plain = [
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        for column in table.columns
        if type(column.type).__name__ in ("DateTime", "DATETIME", "TIMESTAMP")
    ]
    assert plain == []


def test_migrations_are_numbered_in_order() -> None:
    names = sorted(path.name for path in (Path(FOLDER) / "versions").glob("*.py"))
    assert [name[:4] for name in names] == [f"{n:04d}" for n in range(1, len(names) + 1)]


@pytest.fixture
def empty(database: TestDatabase, settings: Settings, app: Flask) -> Iterator[Flask]:
    """The site on a database without a single table."""
    empty = make_app(settings, TESTING=True)
    with empty.app_context():
        with transactions.unit():
            wipe()
        yield empty
        db.session.remove()
        db.engine.dispose()


def wipe() -> None:
    connection = db.session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
        return
    tables = inspect(connection).get_table_names()
    for table in tables:
        connection.execute(text(f"DROP TRIGGER IF EXISTS {table}_no_update"))
        connection.execute(text(f"DROP TRIGGER IF EXISTS {table}_no_delete"))
    db.session.execute(text("PRAGMA defer_foreign_keys=ON"))
    Base.metadata.drop_all(connection)
    connection.execute(text("DROP TABLE IF EXISTS alembic_version"))


def differences() -> list[object]:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        found = compare_metadata(context, Base.metadata)
    db.engine.dispose()
    return [one for one in found if "alembic_version" not in str(one)]


def tables() -> set[str]:
    with db.engine.connect() as connection:
        names = set(inspect(connection).get_table_names())
    db.engine.dispose()
    return names - {"alembic_version"}


def test_models_equal_migrations(empty: Flask) -> None:
    upgrade(directory=FOLDER)
    assert differences() == []


def test_every_migration_runs_up_down_and_up_with_data(empty: Flask) -> None:
    upgrade(directory=FOLDER)
    with transactions.unit():
        Cast.make()
    db.session.remove()
    revisions = [r.revision for r in ScriptDirectory(FOLDER).walk_revisions()]
    for revision in [*revisions[1:], "base"]:
        downgrade(directory=FOLDER, revision=revision)
        upgrade(directory=FOLDER, revision="head")
        assert differences() == []
        downgrade(directory=FOLDER, revision=revision)
    assert tables() == set()
    upgrade(directory=FOLDER)
    assert differences() == []


def test_the_log_is_append_only_after_migrations_too(empty: Flask) -> None:
    upgrade(directory=FOLDER)
    with db.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            found = connection.execute(
                text("SELECT count(*) FROM sqlite_master WHERE type = 'trigger'")
            ).scalar()
            assert found == 2
        else:
            found = connection.execute(
                text("SELECT count(*) FROM pg_trigger WHERE tgname = 'audit_entry_append_only'")
            ).scalar()
            assert found == 1
