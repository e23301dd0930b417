"""How migrations run: one transaction for all of them, on both databases."""

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import Connection

from osl.core.db import Base, db
from osl.core.types import UTCDateTime


def render_item(kind: str, thing: Any, _autogenerate: Any) -> str | bool:
    """Write our own column types as the plain ones they are in the database."""
    if kind == "type" and isinstance(thing, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and type(thing).__name__ == "Enum":
        return f"sa.String(length={thing.length})"
    return False


def run(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        # With foreign keys on, rebuilding a parent table would silently empty its children.
        # The pragma works only outside a transaction, hence on the bare connection.
        connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_item=render_item,
        transactional_ddl=True,
        **current_app.extensions["migrate"].configure_args,
    )
    with context.begin_transaction():
        context.run_migrations()
    if connection.dialect.name == "sqlite":
        broken = connection.connection.driver_connection.execute("PRAGMA foreign_key_check")
        if broken.fetchall():
            raise RuntimeError("a migration left rows that point at nothing")


with db.engine.connect() as open_connection:
    run(open_connection)
    if open_connection.dialect.name == "sqlite":
        open_connection.connection.driver_connection.execute("PRAGMA foreign_keys=ON")
