"""Say when and how one signs up for an event."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

MARKS = ("fills_by_itself", "asks_to_confirm", "takes_regulars", "takes_children")


def upgrade() -> None:
    with op.batch_alter_table("event", schema=None) as batch_op:
        for name in ("signup_opens_at", "signup_closes_at"):
            batch_op.add_column(sa.Column(name, sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("signup_closes_hours", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("reserved_places", sa.Integer(), nullable=False, server_default="0")
        )
        for name in MARKS:
            batch_op.add_column(
                sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false())
            )


def downgrade() -> None:
    with op.batch_alter_table("event", schema=None) as batch_op:
        for name in reversed(MARKS):
            batch_op.drop_column(name)
        for name in (
            "reserved_places",
            "signup_closes_hours",
            "signup_closes_at",
            "signup_opens_at",
        ):
            batch_op.drop_column(name)
