"""Whether a database may become the demo town."""

from sqlalchemy import literal, select

from osl.core.db import Base, db

OF_THE_SITE = {"feed"}
"""Tables the site fills by itself: a row there is nobody's work."""


def database_is_empty() -> bool:
    """Whether nobody has put anything in: not a single row in any table people fill."""
    tables = [table for table in Base.metadata.sorted_tables if table.name not in OF_THE_SITE]
    return not any(
        db.session.scalar(select(literal(1)).select_from(table).limit(1)) for table in tables
    )
