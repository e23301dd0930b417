"""Create people, sign-ups, and what must be told to whom."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("name_key", sa.String(length=120), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("contact_note", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=True),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("notice_version", sa.String(length=20), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entered_by_id"],
            ["user_account.id"],
            name=op.f("fk_person_entered_by_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("key", name=op.f("uq_person_key")),
    )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_email"), ["email"], unique=False)
        batch_op.create_index(batch_op.f("ix_person_name_key"), ["name_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_person_phone"), ["phone"], unique=False)

    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(length=40), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_notice_event_id_event"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notice_event_id"), ["event_id"], unique=False)

    op.create_table(
        "person_community",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["community.id"],
            name=op.f("fk_person_community_community_id_community"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_person_community_person_id_person"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("person_id", "community_id", name=op.f("pk_person_community")),
    )
    with op.batch_alter_table("person_community", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_person_community_community_id"), ["community_id"], unique=False
        )

    op.create_table(
        "person_word",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("word", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_person_word_person_id_person"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("person_id", "word", name=op.f("pk_person_word")),
    )
    with op.batch_alter_table("person_word", schema=None) as batch_op:
        batch_op.create_index("ix_person_word_word", ["word", "person_id"], unique=False)

    op.create_table(
        "regular",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("party_size", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entered_by_id"],
            ["user_account.id"],
            name=op.f("fk_regular_entered_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_regular_event_id_event"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_regular_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regular")),
    )
    with op.batch_alter_table("regular", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_regular_event_id"), ["event_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_regular_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "uq_regular_live",
            ["event_id", "person_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "signup_list",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("occurrence_id", sa.Integer(), nullable=True),
        sa.Column("places", sa.Integer(), nullable=True),
        sa.Column("ceiling", sa.Integer(), nullable=True),
        sa.Column("reserved", sa.Integer(), nullable=False),
        sa.Column("reserve_used", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("held", sa.Integer(), nullable=False),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.Column("next_number", sa.Integer(), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "(event_id IS NULL) <> (occurrence_id IS NULL)",
            name=op.f("ck_signup_list_of_one_thing"),
        ),
        sa.CheckConstraint(
            "ceiling IS NULL OR taken + held <= ceiling", name=op.f("ck_signup_list_within_places")
        ),
        sa.CheckConstraint(
            "taken >= 0 AND held >= 0 AND waiting >= 0 AND reserve_used >= 0",
            name=op.f("ck_signup_list_counts"),
        ),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["event.id"],
            name=op.f("fk_signup_list_event_id_event"),
        ),
        sa.ForeignKeyConstraint(
            ["occurrence_id"],
            ["occurrence.id"],
            name=op.f("fk_signup_list_occurrence_id_occurrence"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signup_list")),
        sa.UniqueConstraint("event_id", name=op.f("uq_signup_list_event_id")),
        sa.UniqueConstraint("occurrence_id", name=op.f("uq_signup_list_occurrence_id")),
    )
    op.create_table(
        "signup",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("regular_id", sa.Integer(), nullable=True),
        sa.Column("repeats_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("shown_as", sa.String(length=40), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("party_size", sa.Integer(), nullable=False),
        sa.Column("offered", sa.Integer(), nullable=False),
        sa.Column("offer_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("passed", sa.Integer(), nullable=False),
        sa.Column("from_reserve", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("notice_version", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("key", sa.String(length=36), nullable=True),
        sa.Column("form_hash", sa.String(length=64), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("link_version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ending", sa.String(length=40), nullable=True),
        sa.Column("coming_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_for", sa.DateTime(timezone=True), nullable=True),
        sa.Column("network", sa.String(length=32), nullable=False),
        sa.Column("address_key", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "party_size > 0 AND offered >= 0", name=op.f("ck_signup_somebody_comes")
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"],
            ["user_account.id"],
            name=op.f("fk_signup_entered_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["list_id"],
            ["signup_list.id"],
            name=op.f("fk_signup_list_id_signup_list"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_signup_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["regular_id"], ["regular.id"], name=op.f("fk_signup_regular_id_regular")
        ),
        sa.ForeignKeyConstraint(
            ["repeats_id"],
            ["signup.id"],
            name=op.f("fk_signup_repeats_id_signup"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signup")),
        sa.UniqueConstraint("key", name=op.f("uq_signup_key")),
    )
    with op.batch_alter_table("signup", schema=None) as batch_op:
        batch_op.create_index(
            "ix_signup_address_key_created_at", ["address_key", "created_at"], unique=False
        )
        batch_op.create_index(
            "ix_signup_list_id_state_number", ["list_id", "state", "number"], unique=False
        )
        batch_op.create_index(
            "ix_signup_network_created_at", ["network", "created_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_signup_offer_until"), ["offer_until"], unique=False)
        batch_op.create_index(batch_op.f("ix_signup_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_signup_regular_id"), ["regular_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_signup_repeats_id"), ["repeats_id"], unique=False)
        batch_op.create_index(
            "uq_signup_live",
            ["list_id", "person_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('confirmed', 'waiting', 'offered')"),
            postgresql_where=sa.text("state IN ('confirmed', 'waiting', 'offered')"),
        )

    op.create_table(
        "child",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("signup_id", sa.Integer(), nullable=False),
        sa.Column("first_name", sa.String(length=60), nullable=False),
        sa.Column("age", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["signup_id"], ["signup.id"], name=op.f("fk_child_signup_id_signup"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_child")),
    )
    with op.batch_alter_table("child", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_child_signup_id"), ["signup_id"], unique=False)

    op.create_table(
        "help_need",
        sa.Column("signup_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["signup_id"],
            ["signup.id"],
            name=op.f("fk_help_need_signup_id_signup"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("signup_id", "kind", name=op.f("pk_help_need")),
    )
    op.create_table(
        "phone_call",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("signup_id", sa.Integer(), nullable=True),
        sa.Column("notice_id", sa.Integer(), nullable=True),
        sa.Column("cause", sa.String(length=40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer_by", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("called_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("called_by_id", sa.Integer(), nullable=True),
        sa.Column("obsolete_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["called_by_id"],
            ["user_account.id"],
            name=op.f("fk_phone_call_called_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["event.id"],
            name=op.f("fk_phone_call_event_id_event"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["notice_id"],
            ["notice.id"],
            name=op.f("fk_phone_call_notice_id_notice"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_phone_call_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["signup_id"],
            ["signup.id"],
            name=op.f("fk_phone_call_signup_id_signup"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phone_call")),
        sa.UniqueConstraint("key", name=op.f("uq_phone_call_key")),
    )
    with op.batch_alter_table("phone_call", schema=None) as batch_op:
        batch_op.create_index(
            "ix_phone_call_event_id_outcome", ["event_id", "outcome"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_phone_call_notice_id"), ["notice_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_phone_call_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_phone_call_signup_id"), ["signup_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("phone_call", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_phone_call_signup_id"))
        batch_op.drop_index(batch_op.f("ix_phone_call_person_id"))
        batch_op.drop_index(batch_op.f("ix_phone_call_notice_id"))
        batch_op.drop_index("ix_phone_call_event_id_outcome")

    op.drop_table("phone_call")
    op.drop_table("help_need")
    with op.batch_alter_table("child", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_child_signup_id"))

    op.drop_table("child")
    with op.batch_alter_table("signup", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_signup_live",
            sqlite_where=sa.text("state IN ('confirmed', 'waiting', 'offered')"),
            postgresql_where=sa.text("state IN ('confirmed', 'waiting', 'offered')"),
        )
        batch_op.drop_index(batch_op.f("ix_signup_repeats_id"))
        batch_op.drop_index(batch_op.f("ix_signup_regular_id"))
        batch_op.drop_index(batch_op.f("ix_signup_person_id"))
        batch_op.drop_index(batch_op.f("ix_signup_offer_until"))
        batch_op.drop_index("ix_signup_network_created_at")
        batch_op.drop_index("ix_signup_list_id_state_number")
        batch_op.drop_index("ix_signup_address_key_created_at")

    op.drop_table("signup")
    op.drop_table("signup_list")
    with op.batch_alter_table("regular", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_regular_live",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_regular_person_id"))
        batch_op.drop_index(batch_op.f("ix_regular_event_id"))

    op.drop_table("regular")
    with op.batch_alter_table("person_word", schema=None) as batch_op:
        batch_op.drop_index("ix_person_word_word")

    op.drop_table("person_word")
    with op.batch_alter_table("person_community", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_person_community_community_id"))

    op.drop_table("person_community")
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_notice_event_id"))

    op.drop_table("notice")
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_person_phone"))
        batch_op.drop_index(batch_op.f("ix_person_name_key"))
        batch_op.drop_index(batch_op.f("ix_person_email"))

    op.drop_table("person")
