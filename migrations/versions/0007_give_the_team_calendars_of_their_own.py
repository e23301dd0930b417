"""Give the team calendars of their own, and remember what calendars could not take."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    with op.batch_alter_table("calendar_entry", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("is_draft", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("calendar_entry", schema=None) as batch_op:
        batch_op.alter_column("is_draft", server_default=None)
    with op.batch_alter_table("feed", schema=None) as batch_op:
        batch_op.add_column(sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True))

    op.create_table(
        "own_address",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user_account.id"],
            name=op.f("fk_own_address_user_id_user_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_address")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_own_address_token_hash")),
    )
    with op.batch_alter_table("own_address", schema=None) as batch_op:
        batch_op.create_index(
            "uq_own_address_user_id",
            ["user_id"],
            unique=True,
            sqlite_where=sa.text("revoked_at IS NULL"),
            postgresql_where=sa.text("revoked_at IS NULL"),
        )


def downgrade() -> None:
    with op.batch_alter_table("own_address", schema=None) as batch_op:
        batch_op.drop_index("uq_own_address_user_id")

    op.drop_table("own_address")
    # What tells of drafts is for readers that no longer are; without a body there is no entry.
    op.execute(
        sa.text(
            "DELETE FROM calendar_entry_community WHERE event_id IN "
            "(SELECT event_id FROM calendar_entry WHERE is_draft OR first_day IS NULL)"
        )
    )
    op.execute(sa.text("DELETE FROM calendar_entry WHERE is_draft OR first_day IS NULL"))
    with op.batch_alter_table("feed", schema=None) as batch_op:
        batch_op.drop_column("failed_at")
    with op.batch_alter_table("calendar_entry", schema=None) as batch_op:
        batch_op.drop_column("failed_at")
        batch_op.drop_column("is_draft")
