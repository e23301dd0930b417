"""Create ideas, those who stand behind them, and what came of them."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

TABLES = (
    "idea_offer",
    "idea_call",
    "idea_support",
    "idea_step",
    "idea_stem",
    "idea_need",
    "idea_message",
    "idea_event",
    "idea",
    "event_stem",
    "call_for_ideas",
)
"""In the order in which nothing points to what is gone."""


def upgrade() -> None:
    create_ideas()
    create_events_and_words()
    create_people_behind()
    say_how_ideas_are_answered()


def create_ideas() -> None:
    op.create_table(
        "call_for_ideas",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("result_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("key", sa.String(length=36), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "closes_on >= opens_on", name=op.f("ck_call_for_ideas_ends_after_start")
        ),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["community.id"],
            name=op.f("fk_call_for_ideas_community_id_community"),
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["user_account.id"],
            name=op.f("fk_call_for_ideas_created_by_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_for_ideas")),
        sa.UniqueConstraint("key", name=op.f("uq_call_for_ideas_key")),
    )

    with op.batch_alter_table("call_for_ideas", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_call_for_ideas_closes_on"), ["closes_on"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_call_for_ideas_community_id"), ["community_id"], unique=False
        )
    op.create_table(
        "event_stem",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("stem", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["event.id"],
            name=op.f("fk_event_stem_event_id_event"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("event_id", "stem", name=op.f("pk_event_stem")),
    )

    with op.batch_alter_table("event_stem", schema=None) as batch_op:
        batch_op.create_index("ix_event_stem_stem", ["stem", "event_id"], unique=False)
    op.create_table(
        "idea",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("original_title", sa.String(length=120), nullable=False),
        sa.Column("original_text", sa.Text(), nullable=False),
        sa.Column("proposed_title", sa.String(length=120), nullable=False),
        sa.Column("proposed_text", sa.Text(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column(
            "source",
            sa.String(length=40),
            nullable=False,
        ),
        sa.Column("heard_at", sa.String(length=120), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("picture", sa.String(length=80), nullable=True),
        sa.Column("picture_description", sa.String(length=300), nullable=False),
        sa.Column(
            "moderation",
            sa.String(length=40),
            nullable=False,
        ),
        sa.Column(
            "suspicion",
            sa.String(length=40),
            nullable=False,
        ),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "hiding_reason",
            sa.String(length=40),
            nullable=True,
        ),
        sa.Column("hiding_note", sa.String(length=500), nullable=False),
        sa.Column(
            "answer_state",
            sa.String(length=40),
            nullable=False,
        ),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("root_id", sa.Integer(), nullable=True),
        sa.Column("split_from_id", sa.Integer(), nullable=True),
        sa.Column(
            "formal_kind",
            sa.String(length=40),
            nullable=True,
        ),
        sa.Column("formal_to", sa.String(length=200), nullable=False),
        sa.Column("formal_marked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("formal_handed_on", sa.Date(), nullable=True),
        sa.Column("formal_closed_on", sa.Date(), nullable=True),
        sa.Column("supporters", sa.Integer(), nullable=False),
        sa.Column("confirmed_supporters", sa.Integer(), nullable=False),
        sa.Column("helpers", sa.Integer(), nullable=False),
        sa.Column("denied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("key", sa.String(length=36), nullable=True),
        sa.Column("form_hash", sa.String(length=64), nullable=False),
        sa.Column("network", sa.String(length=32), nullable=False),
        sa.Column("address_key", sa.String(length=64), nullable=False),
        sa.Column("text_key", sa.String(length=64), nullable=False),
        sa.Column("link_version", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "supporters >= confirmed_supporters", name=op.f("ck_idea_counts_confirmed_among_all")
        ),
        sa.ForeignKeyConstraint(
            ["call_id"], ["call_for_ideas.id"], name=op.f("fk_idea_call_id_call_for_ideas")
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_idea_community_id_community")
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["user_account.id"], name=op.f("fk_idea_entered_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["merged_into_id"], ["idea.id"], name=op.f("fk_idea_merged_into_id_idea")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_idea_person_id_person")
        ),
        sa.ForeignKeyConstraint(["root_id"], ["idea.id"], name=op.f("fk_idea_root_id_idea")),
        sa.ForeignKeyConstraint(
            ["split_from_id"], ["idea.id"], name=op.f("fk_idea_split_from_id_idea")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idea")),
        sa.UniqueConstraint("key", name=op.f("uq_idea_key")),
    )

    with op.batch_alter_table("idea", schema=None) as batch_op:
        batch_op.create_index(
            "ix_idea_address_key_given_at", ["address_key", "given_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_idea_call_id"), ["call_id"], unique=False)
        batch_op.create_index(
            "ix_idea_community_id_given_at", ["community_id", "given_at", "id"], unique=False
        )
        batch_op.create_index(
            "ix_idea_moderation_done_at", ["moderation", "done_at", "id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_idea_merged_into_id"), ["merged_into_id"], unique=False
        )
        batch_op.create_index(
            "ix_idea_moderation_given_at", ["moderation", "given_at", "id"], unique=False
        )
        batch_op.create_index("ix_idea_network_given_at", ["network", "given_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_idea_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_idea_root_id"), ["root_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_idea_split_from_id"), ["split_from_id"], unique=False)
        batch_op.create_index("ix_idea_text_key", ["text_key"], unique=False)


def create_events_and_words() -> None:
    op.create_table(
        "idea_event",
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("linked_by_id", sa.Integer(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["event.id"],
            name=op.f("fk_idea_event_event_id_event"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["idea_id"], ["idea.id"], name=op.f("fk_idea_event_idea_id_idea"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["linked_by_id"],
            ["user_account.id"],
            name=op.f("fk_idea_event_linked_by_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("idea_id", "event_id", name=op.f("pk_idea_event")),
    )

    with op.batch_alter_table("idea_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_idea_event_done_at"), ["done_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_idea_event_event_id"), ["event_id"], unique=False)
    op.create_table(
        "idea_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.String(length=40),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("signature", sa.String(length=60), nullable=False),
        sa.Column(
            "moderation",
            sa.String(length=40),
            nullable=False,
        ),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("key", sa.String(length=36), nullable=True),
        sa.Column("network", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["idea_id"], ["idea.id"], name=op.f("fk_idea_message_idea_id_idea"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"],
            ["user_account.id"],
            name=op.f("fk_idea_message_made_by_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idea_message")),
        sa.UniqueConstraint("key", name=op.f("uq_idea_message_key")),
    )

    with op.batch_alter_table("idea_message", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_idea_message_idea_id"), ["idea_id"], unique=False)
        batch_op.create_index("ix_idea_message_moderation", ["moderation", "made_at"], unique=False)
        batch_op.create_index("ix_idea_message_network", ["network", "made_at"], unique=False)
    op.create_table(
        "idea_need",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column(
            "resource",
            sa.String(length=40),
            nullable=False,
        ),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("met_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["idea_id"], ["idea.id"], name=op.f("fk_idea_need_idea_id_idea"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idea_need")),
    )

    with op.batch_alter_table("idea_need", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_idea_need_idea_id"), ["idea_id"], unique=False)
    op.create_table(
        "idea_stem",
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("stem", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(
            ["idea_id"], ["idea.id"], name=op.f("fk_idea_stem_idea_id_idea"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("idea_id", "stem", name=op.f("pk_idea_stem")),
    )

    with op.batch_alter_table("idea_stem", schema=None) as batch_op:
        batch_op.create_index("ix_idea_stem_stem", ["stem", "idea_id"], unique=False)


def create_people_behind() -> None:
    op.create_table(
        "idea_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.String(length=40),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("to_whom", sa.String(length=200), nullable=False),
        sa.Column("on", sa.Date(), nullable=True),
        sa.Column(
            "reason",
            sa.String(length=40),
            nullable=True,
        ),
        sa.Column("other_id", sa.Integer(), nullable=True),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["idea_id"], ["idea.id"], name=op.f("fk_idea_step_idea_id_idea"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["user_account.id"], name=op.f("fk_idea_step_made_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["other_id"], ["idea.id"], name=op.f("fk_idea_step_other_id_idea"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idea_step")),
    )

    with op.batch_alter_table("idea_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_idea_step_idea_id"), ["idea_id"], unique=False)
    op.create_table(
        "idea_support",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("voter", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("email_key", sa.String(length=64), nullable=True),
        sa.Column("address_key", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("supported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("denied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_out_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("network", sa.String(length=32), nullable=False),
        sa.Column("link_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["idea_id"], ["idea.id"], name=op.f("fk_idea_support_idea_id_idea"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_idea_support_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idea_support")),
        sa.UniqueConstraint("idea_id", "email_key", name=op.f("uq_idea_support_idea_id_email_key")),
        sa.UniqueConstraint("idea_id", "voter", name=op.f("uq_idea_support_idea_id_voter")),
    )

    with op.batch_alter_table("idea_support", schema=None) as batch_op:
        batch_op.create_index(
            "ix_idea_support_address_key", ["address_key", "asked_at"], unique=False
        )
        batch_op.create_index("ix_idea_support_network", ["network", "supported_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_idea_support_person_id"), ["person_id"], unique=False)
        batch_op.create_index("ix_idea_support_voter", ["voter", "supported_at"], unique=False)
    op.create_table(
        "idea_call",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("step_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("called_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("called_by_id", sa.Integer(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["called_by_id"],
            ["user_account.id"],
            name=op.f("fk_idea_call_called_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_idea_call_event_id_event"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["idea_id"], ["idea.id"], name=op.f("fk_idea_call_idea_id_idea"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_idea_call_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["step_id"],
            ["idea_step.id"],
            name=op.f("fk_idea_call_step_id_idea_step"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idea_call")),
        sa.UniqueConstraint("key", name=op.f("uq_idea_call_key")),
    )

    with op.batch_alter_table("idea_call", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_idea_call_closed_at"), ["closed_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_idea_call_idea_id"), ["idea_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_idea_call_person_id"), ["person_id"], unique=False)
    op.create_table(
        "idea_offer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("need_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "resource",
            sa.String(length=40),
            nullable=False,
        ),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("network", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["idea_id"], ["idea.id"], name=op.f("fk_idea_offer_idea_id_idea"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["need_id"],
            ["idea_need.id"],
            name=op.f("fk_idea_offer_need_id_idea_need"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_idea_offer_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idea_offer")),
        sa.UniqueConstraint(
            "idea_id",
            "person_id",
            "resource",
            name=op.f("uq_idea_offer_idea_id_person_id_resource"),
        ),
    )

    with op.batch_alter_table("idea_offer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_idea_offer_idea_id"), ["idea_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_idea_offer_need_id"), ["need_id"], unique=False)
        batch_op.create_index("ix_idea_offer_network", ["network", "offered_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_idea_offer_person_id"), ["person_id"], unique=False)


def say_how_ideas_are_answered() -> None:
    with op.batch_alter_table("centre", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("idea_answer_days", sa.Integer(), nullable=False, server_default="14")
        )
        batch_op.add_column(
            sa.Column("idea_notice", sa.String(length=300), nullable=False, server_default="")
        )

    with op.batch_alter_table("community", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("takes_comments", sa.Boolean(), nullable=False, server_default=sa.false())
        )


def downgrade() -> None:
    with op.batch_alter_table("community", schema=None) as batch_op:
        batch_op.drop_column("takes_comments")
    with op.batch_alter_table("centre", schema=None) as batch_op:
        batch_op.drop_column("idea_notice")
        batch_op.drop_column("idea_answer_days")
    # Letters about ideas have nothing to be written from any more.
    op.execute(sa.text("DELETE FROM outgoing_letter WHERE kind LIKE 'ideas.%' AND sent_at IS NULL"))
    for table in TABLES:
        op.drop_table(table)
