"""Create what the team knows of people: cards, talks, volunteering, groups, neighbour help."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

TABLES = (
    "concern_office",
    "neighbour_match",
    "neighbour_call",
    "partner_event",
    "partner_community",
    "partner",
    "group_event",
    "group_head_count",
    "group_member",
    "resident_group",
    "hours_entry",
    "safeguarding_check",
    "volunteer_agreement",
    "thanks",
    "event_leading",
    "contribution_claim",
    "contribution",
    "shift_assignment",
    "shift",
    "volunteer_task",
    "signal_rest",
    "talk",
    "leader_step",
    "person_card",
    "person_contact",
    "person_talent",
    "talent",
    "person_alike",
    "person_distinct",
    "person_move",
    "person_merge",
)
"""In the order in which nothing points to what is gone."""

NOT_MERGED, MERGED = sa.text("merged_into_id IS NULL"), sa.text("merged_into_id IS NOT NULL")
NOT_COMPARED = sa.text("compared_at IS NULL AND merged_into_id IS NULL")


def upgrade() -> None:
    add_columns()
    create_merges()
    create_cards()
    create_tasks()
    create_contributions()
    create_agreements()
    create_groups()
    create_partners()
    create_neighbour_help()


def add_columns() -> None:
    with op.batch_alter_table("funding_project", schema=None) as batch_op:
        batch_op.add_column(sa.Column("volunteer_rate", sa.Integer(), nullable=True))
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(sa.Column("merged_into_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("compared_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(
            "ix_person_not_compared",
            ["id"],
            unique=False,
            sqlite_where=NOT_COMPARED,
            postgresql_where=NOT_COMPARED,
        )
        batch_op.create_index(
            "ix_person_listed",
            ["name_key", "id"],
            unique=False,
            sqlite_where=NOT_MERGED,
            postgresql_where=NOT_MERGED,
        )
        batch_op.create_index(
            "ix_person_merged",
            ["merged_into_id"],
            unique=False,
            sqlite_where=MERGED,
            postgresql_where=MERGED,
        )
        batch_op.create_index(batch_op.f("ix_person_name"), ["name"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_person_merged_into_id_person"), "person", ["merged_into_id"], ["id"]
        )


def create_merges() -> None:
    op.create_table(
        "person_merge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kept_id", sa.Integer(), nullable=False),
        sa.Column("merged_id", sa.Integer(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("merged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("merged_by_id", sa.Integer(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["kept_id"], ["person.id"], name=op.f("fk_person_merge_kept_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["merged_by_id"],
            ["user_account.id"],
            name=op.f("fk_person_merge_merged_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["merged_id"], ["person.id"], name=op.f("fk_person_merge_merged_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["undone_by_id"],
            ["user_account.id"],
            name=op.f("fk_person_merge_undone_by_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_merge")),
    )
    with op.batch_alter_table("person_merge", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_merge_kept_id"), ["kept_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_person_merge_merged_id"), ["merged_id"], unique=False)
    op.create_table(
        "person_move",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("merge_id", sa.Integer(), nullable=False),
        sa.Column("table_name", sa.String(length=63), nullable=False),
        sa.Column("row_key", sa.JSON(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(
            ["merge_id"],
            ["person_merge.id"],
            name=op.f("fk_person_move_merge_id_person_merge"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_move")),
    )
    with op.batch_alter_table("person_move", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_move_merge_id"), ["merge_id"], unique=False)
    op.create_table(
        "person_distinct",
        sa.Column("first_id", sa.Integer(), nullable=False),
        sa.Column("second_id", sa.Integer(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("said_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("first_id < second_id", name=op.f("ck_person_distinct_in_order")),
        sa.ForeignKeyConstraint(
            ["first_id"],
            ["person.id"],
            name=op.f("fk_person_distinct_first_id_person"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["said_by_id"],
            ["user_account.id"],
            name=op.f("fk_person_distinct_said_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["second_id"],
            ["person.id"],
            name=op.f("fk_person_distinct_second_id_person"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("first_id", "second_id", name=op.f("pk_person_distinct")),
    )
    with op.batch_alter_table("person_distinct", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_person_distinct_second_id"), ["second_id"], unique=False
        )
    create_alike()


def create_alike() -> None:
    op.create_table(
        "person_alike",
        sa.Column("first_id", sa.Integer(), nullable=False),
        sa.Column("second_id", sa.Integer(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.CheckConstraint("first_id < second_id", name=op.f("ck_person_alike_in_order")),
        sa.ForeignKeyConstraint(
            ["first_id"],
            ["person.id"],
            name=op.f("fk_person_alike_first_id_person"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["second_id"],
            ["person.id"],
            name=op.f("fk_person_alike_second_id_person"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("first_id", "second_id", name=op.f("pk_person_alike")),
    )
    with op.batch_alter_table("person_alike", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_alike_second_id"), ["second_id"], unique=False)
        batch_op.create_index(
            "ix_person_alike_weight", ["weight", "first_id", "second_id"], unique=False
        )


def create_cards() -> None:
    op.create_table(
        "talent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_talent")),
    )
    with op.batch_alter_table("talent", schema=None) as batch_op:
        batch_op.create_index("uq_talent_kind_name", ["kind", "name"], unique=True)
    op.create_table(
        "person_talent",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("talent_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_person_talent_person_id_person"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["talent_id"], ["talent.id"], name=op.f("fk_person_talent_talent_id_talent")
        ),
        sa.PrimaryKeyConstraint("person_id", "talent_id", name=op.f("pk_person_talent")),
    )
    with op.batch_alter_table("person_talent", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_talent_talent_id"), ["talent_id"], unique=False)
    op.create_table(
        "person_contact",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_person_contact_person_id_person"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_person_contact_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("person_id", "user_id", name=op.f("pk_person_contact")),
    )
    with op.batch_alter_table("person_contact", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_contact_user_id"), ["user_id"], unique=False)
    op.create_table(
        "person_card",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("agreed_on", sa.Date(), nullable=False),
        sa.Column("prefers", sa.String(40), nullable=True),
        sa.Column("reach_note", sa.String(length=200), nullable=False),
        sa.Column("met_how", sa.String(40), nullable=True),
        sa.Column("met_on", sa.Date(), nullable=True),
        sa.Column("met_note", sa.String(length=200), nullable=False),
        sa.Column("brought_by_id", sa.Integer(), nullable=True),
        sa.Column("own_words", sa.String(length=500), nullable=False),
        sa.Column("free_times", sa.JSON(), nullable=False),
        sa.Column("times_note", sa.String(length=200), nullable=False),
        sa.Column("languages", sa.String(length=120), nullable=False),
        sa.Column("leader_status", sa.String(40), nullable=True),
        sa.Column("leader_since", sa.Date(), nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["brought_by_id"], ["person.id"], name=op.f("fk_person_card_brought_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["user_account.id"],
            name=op.f("fk_person_card_created_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_person_card_person_id_person"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_card")),
        sa.UniqueConstraint("person_id", name=op.f("uq_person_card_person_id")),
    )
    with op.batch_alter_table("person_card", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_person_card_brought_by_id"), ["brought_by_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_person_card_leader_status"), ["leader_status"], unique=False
        )
    op.create_table(
        "leader_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("since_on", sa.Date(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["user_account.id"], name=op.f("fk_leader_step_author_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_leader_step_person_id_person"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leader_step")),
    )
    with op.batch_alter_table("leader_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_leader_step_person_id"), ["person_id"], unique=False)
    op.create_table(
        "talk",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("channel", sa.String(40), nullable=False),
        sa.Column("agreed", sa.Text(), nullable=False),
        sa.Column("next_step", sa.String(length=300), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("next_owner_id", sa.Integer(), nullable=True),
        sa.Column("next_done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_done_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("key", sa.String(length=36), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "next_step = '' OR (next_on IS NOT NULL AND next_owner_id IS NOT NULL)",
            name=op.f("ck_talk_next_step_is_somebodys"),
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["user_account.id"], name=op.f("fk_talk_author_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_talk_community_id_community")
        ),
        sa.ForeignKeyConstraint(
            ["next_done_by_id"],
            ["user_account.id"],
            name=op.f("fk_talk_next_done_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["next_owner_id"], ["user_account.id"], name=op.f("fk_talk_next_owner_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_talk_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_talk")),
        sa.UniqueConstraint("key", name=op.f("uq_talk_key")),
    )
    with op.batch_alter_table("talk", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_talk_community_id"), ["community_id"], unique=False)
        for owned_by, name in (("next_owner_id", "owner"), ("community_id", "community")):
            batch_op.create_index(
                f"ix_talk_open_of_{name}",
                [owned_by, "next_on"],
                unique=False,
                sqlite_where=sa.text("next_done_at IS NULL AND next_on IS NOT NULL"),
                postgresql_where=sa.text("next_done_at IS NULL AND next_on IS NOT NULL"),
            )
        batch_op.create_index("ix_talk_author_id_made_at", ["author_id", "made_at"], unique=False)
        batch_op.create_index("ix_talk_person_id_held_on", ["person_id", "held_on"], unique=False)
    op.create_table(
        "signal_rest",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("rested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rested_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["rested_by_id"],
            ["user_account.id"],
            name=op.f("fk_signal_rest_rested_by_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("kind", "subject_id", name=op.f("pk_signal_rest")),
    )


def create_tasks() -> None:
    op.create_table(
        "volunteer_task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("venue_id", sa.Integer(), nullable=True),
        sa.Column("place_note", sa.String(length=200), nullable=False),
        sa.Column("least_age", sa.Integer(), nullable=False),
        sa.Column("with_children", sa.Boolean(), nullable=False),
        sa.Column("skills", sa.String(length=300), nullable=False),
        sa.Column("contact_phone", sa.String(length=40), nullable=False),
        sa.Column("funding_project_id", sa.Integer(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("key", sa.String(length=36), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "least_age >= 0 AND least_age < 100", name=op.f("ck_volunteer_task_of_some_age")
        ),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["community.id"],
            name=op.f("fk_volunteer_task_community_id_community"),
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["user_account.id"],
            name=op.f("fk_volunteer_task_created_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["event.id"],
            name=op.f("fk_volunteer_task_event_id_event"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["funding_project_id"],
            ["funding_project.id"],
            name=op.f("fk_volunteer_task_funding_project_id_funding_project"),
        ),
        sa.ForeignKeyConstraint(
            ["venue_id"], ["venue.id"], name=op.f("fk_volunteer_task_venue_id_venue")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_volunteer_task")),
        sa.UniqueConstraint("key", name=op.f("uq_volunteer_task_key")),
    )
    with op.batch_alter_table("volunteer_task", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_volunteer_task_community_id"), ["community_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_volunteer_task_event_id"), ["event_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_volunteer_task_published_at"), ["published_at"], unique=False
        )
    op.create_table(
        "shift",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("needed", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_shift_ends_after_start")),
        sa.CheckConstraint(
            "taken >= 0 AND taken <= needed AND needed > 0", name=op.f("ck_shift_within_needed")
        ),
        sa.ForeignKeyConstraint(
            ["task_id"],
            ["volunteer_task.id"],
            name=op.f("fk_shift_task_id_volunteer_task"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shift")),
    )
    with op.batch_alter_table("shift", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_shift_starts_at"), ["starts_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_shift_task_id"), ["task_id"], unique=False)
    op.create_table(
        "shift_assignment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("shift_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("age", sa.Integer(), nullable=True),
        sa.Column("guardian_phone", sa.String(length=20), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("channel", sa.String(40), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("notice_version", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=True),
        sa.Column("network", sa.String(length=32), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("assigned_by_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_for", sa.DateTime(timezone=True), nullable=True),
        sa.Column("came", sa.Boolean(), nullable=True),
        sa.Column("call_about", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assigned_by_id"],
            ["user_account.id"],
            name=op.f("fk_shift_assignment_assigned_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"],
            ["user_account.id"],
            name=op.f("fk_shift_assignment_entered_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_shift_assignment_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["shift_id"],
            ["shift.id"],
            name=op.f("fk_shift_assignment_shift_id_shift"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shift_assignment")),
    )
    with op.batch_alter_table("shift_assignment", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_shift_assignment_call_about"), ["call_about"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_shift_assignment_key"), ["key"], unique=False)
        batch_op.create_index(
            "ix_shift_assignment_network", ["network", "offered_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_shift_assignment_person_id"), ["person_id"], unique=False
        )
        batch_op.create_index(
            "ix_shift_assignment_shift_id_state", ["shift_id", "state"], unique=False
        )
        batch_op.create_index(
            "uq_shift_assignment_live",
            ["shift_id", "person_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('offered', 'assigned')"),
            postgresql_where=sa.text("state IN ('offered', 'assigned')"),
        )


def create_contributions() -> None:
    op.create_table(
        "contribution",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("what", sa.String(length=120), nullable=False),
        sa.Column("needed", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "taken >= 0 AND taken <= needed AND needed > 0",
            name=op.f("ck_contribution_within_needed"),
        ),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["event.id"],
            name=op.f("fk_contribution_event_id_event"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contribution")),
    )
    with op.batch_alter_table("contribution", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contribution_event_id"), ["event_id"], unique=False)
    op.create_table(
        "contribution_claim",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contribution_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("channel", sa.String(40), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("key", sa.String(length=36), nullable=True),
        sa.Column("network", sa.String(length=32), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["contribution_id"],
            ["contribution.id"],
            name=op.f("fk_contribution_claim_contribution_id_contribution"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"],
            ["user_account.id"],
            name=op.f("fk_contribution_claim_entered_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_contribution_claim_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contribution_claim")),
        sa.UniqueConstraint("key", name=op.f("uq_contribution_claim_key")),
    )
    with op.batch_alter_table("contribution_claim", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_contribution_claim_contribution_id"), ["contribution_id"], unique=False
        )
        batch_op.create_index(
            "ix_contribution_claim_network", ["network", "claimed_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_contribution_claim_person_id"), ["person_id"], unique=False
        )
        batch_op.create_index(
            "uq_contribution_claim_live",
            ["contribution_id", "person_id"],
            unique=True,
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )
    op.create_table(
        "event_leading",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["added_by_id"],
            ["user_account.id"],
            name=op.f("fk_event_leading_added_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["event.id"],
            name=op.f("fk_event_leading_event_id_event"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_event_leading_person_id_person")
        ),
        sa.PrimaryKeyConstraint("event_id", "person_id", name=op.f("pk_event_leading")),
    )
    with op.batch_alter_table("event_leading", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_leading_person_id"), ["person_id"], unique=False)
    op.create_table(
        "thanks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("thanked_on", sa.Date(), nullable=False),
        sa.Column("what_for", sa.String(length=200), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["user_account.id"], name=op.f("fk_thanks_author_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_thanks_person_id_person"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thanks")),
    )
    with op.batch_alter_table("thanks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_thanks_person_id"), ["person_id"], unique=False)


def create_agreements() -> None:
    op.create_table(
        "volunteer_agreement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=True),
        sa.Column("funding_project_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("hours_note", sa.String(length=200), nullable=False),
        sa.Column("ends_how", sa.String(length=300), nullable=False),
        sa.Column("is_written", sa.Boolean(), nullable=False),
        sa.Column("insurance", sa.String(length=200), nullable=False),
        sa.Column("costs", sa.String(40), nullable=False),
        sa.Column("risks_told", sa.Boolean(), nullable=False),
        sa.Column("training", sa.String(length=300), nullable=False),
        sa.Column("keeps_secrets", sa.Boolean(), nullable=False),
        sa.Column("lets_use_image", sa.Boolean(), nullable=False),
        sa.Column("with_children", sa.Boolean(), nullable=False),
        sa.Column("represented_by", sa.String(length=120), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("born_on", sa.Date(), nullable=False),
        sa.Column("guardian_name", sa.String(length=120), nullable=False),
        sa.Column("guardian_phone", sa.String(length=20), nullable=False),
        sa.Column("guardian_consent_on", sa.Date(), nullable=True),
        sa.Column("printed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("ending", sa.String(length=300), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("key", sa.String(length=36), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "ends_on IS NULL OR ends_on >= starts_on",
            name=op.f("ck_volunteer_agreement_ends_after_start"),
        ),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["community.id"],
            name=op.f("fk_volunteer_agreement_community_id_community"),
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["user_account.id"],
            name=op.f("fk_volunteer_agreement_created_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["funding_project_id"],
            ["funding_project.id"],
            name=op.f("fk_volunteer_agreement_funding_project_id_funding_project"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_volunteer_agreement_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["task_id"],
            ["volunteer_task.id"],
            name=op.f("fk_volunteer_agreement_task_id_volunteer_task"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_volunteer_agreement")),
        sa.UniqueConstraint("key", name=op.f("uq_volunteer_agreement_key")),
        sa.UniqueConstraint("number", name=op.f("uq_volunteer_agreement_number")),
    )
    with op.batch_alter_table("volunteer_agreement", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_volunteer_agreement_community_id"), ["community_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_volunteer_agreement_ends_on"), ["ends_on"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_volunteer_agreement_person_id"), ["person_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_volunteer_agreement_task_id"), ["task_id"], unique=False
        )
    op.create_table(
        "safeguarding_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("checked_by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["checked_by_id"],
            ["user_account.id"],
            name=op.f("fk_safeguarding_check_checked_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_safeguarding_check_person_id_person"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_safeguarding_check")),
    )
    with op.batch_alter_table("safeguarding_check", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_safeguarding_check_person_id"), ["person_id"], unique=False
        )
    op.create_table(
        "hours_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=True),
        sa.Column("task_id", sa.Integer(), nullable=True),
        sa.Column("assignment_id", sa.Integer(), nullable=True),
        sa.Column("worked_on", sa.Date(), nullable=False),
        sa.Column("starts", sa.Time(), nullable=True),
        sa.Column("ends", sa.Time(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=300), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refused_by_id", sa.Integer(), nullable=True),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refusal", sa.String(length=300), nullable=False),
        sa.Column("key", sa.String(length=36), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "confirmed_by_id IS NULL OR entered_by_id IS NULL OR confirmed_by_id <> entered_by_id",
            name=op.f("ck_hours_entry_confirmed_by_another"),
        ),
        sa.CheckConstraint(
            "minutes > 0 AND minutes <= 1440", name=op.f("ck_hours_entry_within_a_day")
        ),
        sa.ForeignKeyConstraint(
            ["agreement_id"],
            ["volunteer_agreement.id"],
            name=op.f("fk_hours_entry_agreement_id_volunteer_agreement"),
        ),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["shift_assignment.id"],
            name=op.f("fk_hours_entry_assignment_id_shift_assignment"),
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_hours_entry_community_id_community")
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"],
            ["user_account.id"],
            name=op.f("fk_hours_entry_confirmed_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"],
            ["user_account.id"],
            name=op.f("fk_hours_entry_entered_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_hours_entry_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["refused_by_id"],
            ["user_account.id"],
            name=op.f("fk_hours_entry_refused_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["task_id"], ["volunteer_task.id"], name=op.f("fk_hours_entry_task_id_volunteer_task")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hours_entry")),
        sa.UniqueConstraint("assignment_id", name=op.f("uq_hours_entry_assignment_id")),
        sa.UniqueConstraint("key", name=op.f("uq_hours_entry_key")),
    )
    with op.batch_alter_table("hours_entry", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_hours_entry_agreement_id"), ["agreement_id"], unique=False
        )
        batch_op.create_index(
            "ix_hours_entry_community_id_worked_on", ["community_id", "worked_on"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_hours_entry_confirmed_at"), ["confirmed_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_hours_entry_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_hours_entry_task_id"), ["task_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_hours_entry_worked_on"), ["worked_on"], unique=False)


def create_groups() -> None:
    op.create_table(
        "resident_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("rhythm", sa.String(length=200), nullable=False),
        sa.Column("venue_id", sa.Integer(), nullable=True),
        sa.Column("place_note", sa.String(length=200), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("key", sa.String(length=36), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["community.id"],
            name=op.f("fk_resident_group_community_id_community"),
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["user_account.id"],
            name=op.f("fk_resident_group_contact_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["venue_id"], ["venue.id"], name=op.f("fk_resident_group_venue_id_venue")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resident_group")),
        sa.UniqueConstraint("key", name=op.f("uq_resident_group_key")),
    )
    with op.batch_alter_table("resident_group", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_resident_group_community_id"), ["community_id"], unique=False
        )
    op.create_table(
        "group_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("agreed_on", sa.Date(), nullable=False),
        sa.Column("coordinates", sa.Boolean(), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["added_by_id"],
            ["user_account.id"],
            name=op.f("fk_group_member_added_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["group_id"],
            ["resident_group.id"],
            name=op.f("fk_group_member_group_id_resident_group"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_group_member_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_member")),
    )
    with op.batch_alter_table("group_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_group_member_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "uq_group_member_live",
            ["group_id", "person_id"],
            unique=True,
            sqlite_where=sa.text("left_on IS NULL"),
            postgresql_where=sa.text("left_on IS NULL"),
        )
    op.create_table(
        "group_head_count",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("counted_on", sa.Date(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "people >= 0 AND people < 10000", name=op.f("ck_group_head_count_of_people")
        ),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["user_account.id"],
            name=op.f("fk_group_head_count_author_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["group_id"],
            ["resident_group.id"],
            name=op.f("fk_group_head_count_group_id_resident_group"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_head_count")),
    )
    with op.batch_alter_table("group_head_count", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_group_head_count_group_id"), ["group_id"], unique=False
        )
    op.create_table(
        "group_event",
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["event.id"],
            name=op.f("fk_group_event_event_id_event"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["group_id"],
            ["resident_group.id"],
            name=op.f("fk_group_event_group_id_resident_group"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("group_id", "event_id", name=op.f("pk_group_event")),
    )
    with op.batch_alter_table("group_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_group_event_event_id"), ["event_id"], unique=False)


def create_partners() -> None:
    op.create_table(
        "partner",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("name", sa.String(length=150), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("contact_name", sa.String(length=120), nullable=False),
        sa.Column("contact_phone", sa.String(length=20), nullable=False),
        sa.Column("contact_email", sa.String(length=320), nullable=False),
        sa.Column("gives", sa.Text(), nullable=False),
        sa.Column("agreement", sa.String(length=200), nullable=False),
        sa.Column("agreed_on", sa.Date(), nullable=True),
        sa.Column("agreed_until", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("key", sa.String(length=36), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["user_account.id"],
            name=op.f("fk_partner_created_by_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner")),
        sa.UniqueConstraint("key", name=op.f("uq_partner_key")),
    )
    with op.batch_alter_table("partner", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_partner_agreed_until"), ["agreed_until"], unique=False)
    op.create_table(
        "partner_community",
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["community.id"],
            name=op.f("fk_partner_community_community_id_community"),
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"],
            ["partner.id"],
            name=op.f("fk_partner_community_partner_id_partner"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("partner_id", "community_id", name=op.f("pk_partner_community")),
    )
    with op.batch_alter_table("partner_community", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_partner_community_community_id"), ["community_id"], unique=False
        )
    op.create_table(
        "partner_event",
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["event.id"],
            name=op.f("fk_partner_event_event_id_event"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"],
            ["partner.id"],
            name=op.f("fk_partner_event_partner_id_partner"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("partner_id", "event_id", name=op.f("pk_partner_event")),
    )
    with op.batch_alter_table("partner_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_partner_event_event_id"), ["event_id"], unique=False)


def create_neighbour_help() -> None:
    op.create_table(
        "neighbour_call",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(40), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("service", sa.String(40), nullable=False),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("when_note", sa.String(length=200), nullable=False),
        sa.Column("channel", sa.String(40), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("notice_version", sa.String(length=20), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("key", sa.String(length=36), nullable=True),
        sa.Column("network", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["community.id"],
            name=op.f("fk_neighbour_call_community_id_community"),
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"],
            ["user_account.id"],
            name=op.f("fk_neighbour_call_entered_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_neighbour_call_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_neighbour_call")),
        sa.UniqueConstraint("key", name=op.f("uq_neighbour_call_key")),
    )
    with op.batch_alter_table("neighbour_call", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_neighbour_call_community_id"), ["community_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_neighbour_call_ended_at"), ["ended_at"], unique=False)
        batch_op.create_index("ix_neighbour_call_network", ["network", "made_at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_neighbour_call_person_id"), ["person_id"], unique=False
        )
    op.create_table(
        "neighbour_match",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("offer_id", sa.Integer(), nullable=False),
        sa.Column("coordinator_id", sa.Integer(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asker_agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("helper_agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asker_thanked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("helper_thanked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("request_id <> offer_id", name=op.f("ck_neighbour_match_of_two")),
        sa.ForeignKeyConstraint(
            ["coordinator_id"],
            ["user_account.id"],
            name=op.f("fk_neighbour_match_coordinator_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["offer_id"],
            ["neighbour_call.id"],
            name=op.f("fk_neighbour_match_offer_id_neighbour_call"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["neighbour_call.id"],
            name=op.f("fk_neighbour_match_request_id_neighbour_call"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_neighbour_match")),
    )
    with op.batch_alter_table("neighbour_match", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_neighbour_match_offer_id"), ["offer_id"], unique=False)
        batch_op.create_index(
            "uq_neighbour_match_live",
            ["request_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
    op.create_table(
        "concern_office",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=150), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("hours", sa.String(length=120), nullable=False),
        sa.Column("when_to_call", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concern_office")),
    )


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_person_merged_into_id_person"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_person_name"))
        batch_op.drop_index("ix_person_merged")
        batch_op.drop_index("ix_person_listed")
        batch_op.drop_index("ix_person_not_compared")
        batch_op.drop_column("compared_at")
        batch_op.drop_column("merged_into_id")
    with op.batch_alter_table("funding_project", schema=None) as batch_op:
        batch_op.drop_column("volunteer_rate")
