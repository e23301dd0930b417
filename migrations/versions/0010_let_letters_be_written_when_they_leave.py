"""Let letters be written when they leave, and find the waiting ones at once."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

WAITING = sa.text("sent_at IS NULL AND abandoned_at IS NULL AND obsolete_at IS NULL")
NOT_SENT = sa.text("sent_at IS NULL AND obsolete_at IS NULL")
"""As they were on the day of this migration, whatever the code says later."""


def upgrade() -> None:
    with op.batch_alter_table("outgoing_letter", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("language", sa.String(length=5), nullable=False, server_default="pl")
        )
        batch_op.add_column(
            sa.Column("kind", sa.String(length=60), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("data", sa.JSON(), nullable=False, server_default="{}"))
        batch_op.add_column(sa.Column("first_tried_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("obsolete_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("outgoing_letter", schema=None) as batch_op:
        for name in ("language", "kind", "data"):
            batch_op.alter_column(name, server_default=None)
        batch_op.drop_index(batch_op.f("ix_outgoing_letter_due_at"))
        batch_op.drop_index(batch_op.f("ix_outgoing_letter_sent_at"))
        batch_op.create_index(
            "ix_outgoing_letter_waiting",
            ["due_at", "id"],
            unique=False,
            sqlite_where=WAITING,
            postgresql_where=WAITING,
        )
        batch_op.create_index(
            "ix_outgoing_letter_waiting_for",
            ["recipient", "id"],
            unique=False,
            sqlite_where=WAITING,
            postgresql_where=WAITING,
        )
        batch_op.create_index(
            "ix_outgoing_letter_not_sent",
            ["last_error"],
            unique=False,
            sqlite_where=NOT_SENT,
            postgresql_where=NOT_SENT,
        )
    # A letter in the middle of its tries is given up a day after it was written, as before.
    op.execute(sa.text("UPDATE outgoing_letter SET first_tried_at = created_at WHERE attempts > 0"))


def downgrade() -> None:
    # Before this, a letter had its words from the start: one without them says nothing.
    op.execute(sa.text("DELETE FROM outgoing_letter WHERE kind <> '' AND sent_at IS NULL"))
    with op.batch_alter_table("outgoing_letter", schema=None) as batch_op:
        batch_op.drop_index("ix_outgoing_letter_not_sent")
        batch_op.drop_index("ix_outgoing_letter_waiting_for")
        batch_op.drop_index("ix_outgoing_letter_waiting")
        batch_op.create_index(batch_op.f("ix_outgoing_letter_due_at"), ["due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_outgoing_letter_sent_at"), ["sent_at"], unique=False)
        batch_op.drop_column("obsolete_at")
        batch_op.drop_column("first_tried_at")
        batch_op.drop_column("data")
        batch_op.drop_column("kind")
        batch_op.drop_column("language")
