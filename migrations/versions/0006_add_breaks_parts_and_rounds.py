"""Add breaks, parts and rounds of series, more rules, and what one meeting may have of its own."""

from datetime import timedelta

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

LISTS = ("weekdays", "chosen_on", "skipped_on", "breaks")

A_WEEK = timedelta(days=7)


def upgrade() -> None:
    op.create_table(
        "break",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("last_on >= first_on", name=op.f("ck_break_ends_after_start")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_break")),
        sa.UniqueConstraint(
            "name", "first_on", "last_on", name=op.f("uq_break_name_first_on_last_on")
        ),
    )
    with op.batch_alter_table("break", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_break_last_on"), ["last_on"], unique=False)

    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.add_column(sa.Column("continues_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("round_of_id", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("round_name", sa.String(length=80), nullable=False, server_default="")
        )
        batch_op.create_unique_constraint(batch_op.f("uq_event_continues_id"), ["continues_id"])
        batch_op.create_foreign_key(
            batch_op.f("fk_event_continues_id_event"), "event", ["continues_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_event_round_of_id_event"), "event", ["round_of_id"], ["id"]
        )
        batch_op.create_index(batch_op.f("ix_event_round_of_id"), ["round_of_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_event_replacement_id"), ["replacement_id"], unique=False
        )

    with op.batch_alter_table("occurrence", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("place_note", sa.String(length=200), nullable=False, server_default="")
        )
        batch_op.add_column(
            sa.Column("host", sa.String(length=120), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("places", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("postponed_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("series", schema=None) as batch_op:
        for name in LISTS:
            batch_op.add_column(sa.Column(name, sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(
            sa.Column("skips_breaks", sa.Boolean(), nullable=False, server_default=sa.true())
        )
    _name_last_weekdays()


def downgrade() -> None:
    """A rule that cannot be said any more goes; the meetings it gave stay."""
    op.execute("DELETE FROM series WHERE frequency = 'chosen_dates'")
    several_days = sa.text("DELETE FROM series WHERE CAST(weekdays AS TEXT) LIKE '%,%'")
    op.get_bind().execute(several_days)
    op.execute(
        "UPDATE series SET frequency = 'monthly_by_weekday' "
        "WHERE frequency = 'monthly_by_last_weekday'"
    )
    with op.batch_alter_table("series", schema=None) as batch_op:
        batch_op.drop_column("skips_breaks")
        for name in reversed(LISTS):
            batch_op.drop_column(name)
    with op.batch_alter_table("occurrence", schema=None) as batch_op:
        for name in ("postponed_at", "places", "host", "place_note"):
            batch_op.drop_column(name)
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_event_replacement_id"))
        batch_op.drop_index(batch_op.f("ix_event_round_of_id"))
        batch_op.drop_constraint(batch_op.f("fk_event_round_of_id_event"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_event_continues_id_event"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("uq_event_continues_id"), type_="unique")
        for name in ("round_name", "round_of_id", "continues_id"):
            batch_op.drop_column(name)
    op.drop_table("break")


def _name_last_weekdays() -> None:
    """Until now the last Friday of a month meant the last of every month. It has a name now."""
    connection = op.get_bind()
    series = sa.table(
        "series",
        sa.column("event_id", sa.Integer),
        sa.column("frequency", sa.String),
        sa.column("first_on", sa.Date),
    )
    by_weekday = sa.select(series.c.event_id, series.c.first_on).where(
        series.c.frequency == "monthly_by_weekday"
    )
    for event_id, first_on in connection.execute(by_weekday).all():
        if (first_on + A_WEEK).month != first_on.month:
            connection.execute(
                series.update()
                .where(series.c.event_id == event_id)
                .values(frequency="monthly_by_last_weekday")
            )
