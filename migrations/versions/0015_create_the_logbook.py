"""Create the logbook: attendance, logs, specialists, evaluation, the work journal, figures."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

TABLES = (
    "closed_figure",
    "report_period",
    "journal_entry",
    "survey_remark",
    "survey_sheet_count",
    "survey_answer_count",
    "survey_question",
    "survey",
    "project_participant",
    "project_need",
    "attendance_certificate",
    "meeting_report",
    "log_specialist",
    "topic_covered",
    "course_topic",
    "log_picture",
    "sheet_photo",
    "mark_sent",
    "attendance_mark",
    "tally",
    "log_entry",
    "event_logbook",
    "logbook_settings",
    "event_specialist",
    "specialist_check",
    "specialist_contract",
    "specialist",
)
"""In the order in which nothing points to what is gone."""


def upgrade() -> None:
    create_specialists()
    create_attendance()
    create_logs()
    create_participants()
    create_surveys()
    create_journal()
    create_reports()


def create_specialists() -> None:
    op.create_table(
        "specialist",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("trade", sa.String(length=200), nullable=False),
        sa.Column("firm", sa.String(length=200), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("key", sa.String(length=36), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["user_account.id"],
            name=op.f("fk_specialist_created_by_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_specialist")),
        sa.UniqueConstraint("key", name=op.f("uq_specialist_key")),
    )
    with op.batch_alter_table("specialist", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_specialist_name"), ["name"], unique=False)
    op.create_table(
        "specialist_contract",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("specialist_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("funding_project_id", sa.Integer(), nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "ends_on IS NULL OR ends_on >= starts_on",
            name=op.f("ck_specialist_contract_ends_after_start"),
        ),
        sa.CheckConstraint(
            "minutes IS NULL OR minutes > 0", name=op.f("ck_specialist_contract_some_time")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["user_account.id"],
            name=op.f("fk_specialist_contract_created_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["funding_project_id"],
            ["funding_project.id"],
            name=op.f("fk_specialist_contract_funding_project_id_funding_project"),
        ),
        sa.ForeignKeyConstraint(
            ["specialist_id"],
            ["specialist.id"],
            name=op.f("fk_specialist_contract_specialist_id_specialist"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_specialist_contract")),
    )
    with op.batch_alter_table("specialist_contract", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_specialist_contract_specialist_id"), ["specialist_id"], unique=False
        )
    op.create_table(
        "specialist_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("specialist_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("checked_by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["checked_by_id"],
            ["user_account.id"],
            name=op.f("fk_specialist_check_checked_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["specialist_id"],
            ["specialist.id"],
            name=op.f("fk_specialist_check_specialist_id_specialist"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_specialist_check")),
    )
    with op.batch_alter_table("specialist_check", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_specialist_check_specialist_id"), ["specialist_id"], unique=False
        )
    op.create_table(
        "event_specialist",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("specialist_id", sa.Integer(), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["added_by_id"],
            ["user_account.id"],
            name=op.f("fk_event_specialist_added_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["event.id"],
            name=op.f("fk_event_specialist_event_id_event"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["specialist_id"],
            ["specialist.id"],
            name=op.f("fk_event_specialist_specialist_id_specialist"),
        ),
        sa.PrimaryKeyConstraint("event_id", "specialist_id", name=op.f("pk_event_specialist")),
    )
    with op.batch_alter_table("event_specialist", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_event_specialist_specialist_id"), ["specialist_id"], unique=False
        )


def create_attendance() -> None:
    op.create_table(
        "logbook_settings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("age_limits", sa.JSON(), nullable=False),
        sa.Column("also_from", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_logbook_settings")),
    )
    op.create_table(
        "event_logbook",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("mode", sa.String(length=40), nullable=True),
        sa.Column("certificate_percent", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "certificate_percent > 0 AND certificate_percent <= 100",
            name=op.f("ck_event_logbook_a_share_of_all"),
        ),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["event.id"],
            name=op.f("fk_event_logbook_event_id_event"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_event_logbook")),
    )
    op.create_table(
        "log_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("occurrence_id", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("mode", sa.String(length=40), nullable=False),
        sa.Column("visits", sa.Integer(), nullable=False),
        sa.Column("children", sa.Integer(), nullable=False),
        sa.Column("head_count", sa.Integer(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("what_was_done", sa.Text(), nullable=False),
        sa.Column("materials", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("next_steps", sa.Text(), nullable=False),
        sa.Column("remarks", sa.Text(), nullable=False),
        sa.Column("cost", sa.Integer(), nullable=True),
        sa.Column("cost_note", sa.String(length=200), nullable=False),
        sa.Column("logged_by_id", sa.Integer(), nullable=True),
        sa.Column("logged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "mode = 'head_count' OR head_count IS NULL", name=op.f("ck_log_entry_heads_or_names")
        ),
        sa.CheckConstraint(
            "mode = 'named' OR visits = 0", name=op.f("ck_log_entry_names_or_heads")
        ),
        sa.CheckConstraint(
            "head_count IS NULL OR head_count >= 0", name=op.f("ck_log_entry_heads")
        ),
        sa.CheckConstraint(
            "minutes IS NULL OR (minutes > 0 AND minutes <= 44640)",
            name=op.f("ck_log_entry_some_time"),
        ),
        sa.CheckConstraint(
            "visits >= 0 AND children >= 0 AND children <= visits", name=op.f("ck_log_entry_counts")
        ),
        sa.ForeignKeyConstraint(
            ["logged_by_id"],
            ["user_account.id"],
            name=op.f("fk_log_entry_logged_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["occurrence_id"], ["occurrence.id"], name=op.f("fk_log_entry_occurrence_id_occurrence")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_entry")),
        sa.UniqueConstraint("occurrence_id", name=op.f("uq_log_entry_occurrence_id")),
    )
    with op.batch_alter_table("log_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_log_entry_held_on"), ["held_on"], unique=False)
    op.create_table(
        "tally",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("log_entry_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("from_age", sa.Integer(), nullable=True),
        sa.Column("to_age", sa.Integer(), nullable=True),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.CheckConstraint("people > 0", name=op.f("ck_tally_somebody")),
        sa.ForeignKeyConstraint(
            ["log_entry_id"],
            ["log_entry.id"],
            name=op.f("fk_tally_log_entry_id_log_entry"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tally")),
    )
    with op.batch_alter_table("tally", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tally_log_entry_id"), ["log_entry_id"], unique=False)
    op.create_table(
        "attendance_mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("occurrence_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("presence", sa.String(length=40), nullable=False),
        sa.Column("party_size", sa.Integer(), nullable=False),
        sa.Column("children", sa.Integer(), nullable=False),
        sa.Column("came_how", sa.String(length=40), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("marked_by_id", sa.Integer(), nullable=False),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "party_size > 0 AND children >= 0 AND children <= party_size",
            name=op.f("ck_attendance_mark_somebody_comes"),
        ),
        sa.ForeignKeyConstraint(
            ["marked_by_id"],
            ["user_account.id"],
            name=op.f("fk_attendance_mark_marked_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["occurrence_id"],
            ["occurrence.id"],
            name=op.f("fk_attendance_mark_occurrence_id_occurrence"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_attendance_mark_person_id_person"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance_mark")),
        sa.UniqueConstraint(
            "occurrence_id", "person_id", name=op.f("uq_attendance_mark_occurrence_id_person_id")
        ),
    )
    with op.batch_alter_table("attendance_mark", schema=None) as batch_op:
        batch_op.create_index(
            "ix_attendance_mark_person",
            ["person_id", "held_on", "presence", "occurrence_id"],
            unique=False,
        )
    op.create_table(
        "mark_sent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=36), nullable=False),
        sa.Column("occurrence_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("device", sa.String(length=36), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("wanted", sa.JSON(), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("message", sa.String(length=300), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["occurrence_id"],
            ["occurrence.id"],
            name=op.f("fk_mark_sent_occurrence_id_occurrence"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_mark_sent_person_id_person"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["received_by_id"],
            ["user_account.id"],
            name=op.f("fk_mark_sent_received_by_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mark_sent")),
        sa.UniqueConstraint("key", name=op.f("uq_mark_sent_key")),
    )
    with op.batch_alter_table("mark_sent", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_mark_sent_occurrence_id"), ["occurrence_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_mark_sent_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mark_sent_received_at"), ["received_at"], unique=False)
    op.create_table(
        "sheet_photo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("occurrence_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("checked_by_id", sa.Integer(), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["added_by_id"],
            ["user_account.id"],
            name=op.f("fk_sheet_photo_added_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["checked_by_id"],
            ["user_account.id"],
            name=op.f("fk_sheet_photo_checked_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["occurrence_id"],
            ["occurrence.id"],
            name=op.f("fk_sheet_photo_occurrence_id_occurrence"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sheet_photo")),
    )
    with op.batch_alter_table("sheet_photo", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sheet_photo_added_at"), ["added_at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_sheet_photo_occurrence_id"), ["occurrence_id"], unique=False
        )


def create_logs() -> None:
    op.create_table(
        "log_picture",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("log_entry_id", sa.Integer(), nullable=False),
        sa.Column("file", sa.String(length=80), nullable=False),
        sa.Column("description", sa.String(length=300), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("basis", sa.String(length=40), nullable=False),
        sa.Column("with_minors", sa.Boolean(), nullable=False),
        sa.Column("in_report", sa.Boolean(), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hidden_by_id", sa.Integer(), nullable=True),
        sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "with_minors = false OR basis = 'consents_collected'",
            name=op.f("ck_log_picture_minors_need_consents"),
        ),
        sa.ForeignKeyConstraint(
            ["added_by_id"],
            ["user_account.id"],
            name=op.f("fk_log_picture_added_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["hidden_by_id"],
            ["user_account.id"],
            name=op.f("fk_log_picture_hidden_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["log_entry_id"],
            ["log_entry.id"],
            name=op.f("fk_log_picture_log_entry_id_log_entry"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_picture")),
    )
    with op.batch_alter_table("log_picture", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_log_picture_log_entry_id"), ["log_entry_id"], unique=False
        )
    op.create_table(
        "course_topic",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["event.id"],
            name=op.f("fk_course_topic_event_id_event"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_topic")),
    )
    with op.batch_alter_table("course_topic", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_course_topic_event_id"), ["event_id"], unique=False)
    op.create_table(
        "topic_covered",
        sa.Column("occurrence_id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["occurrence_id"],
            ["occurrence.id"],
            name=op.f("fk_topic_covered_occurrence_id_occurrence"),
        ),
        sa.ForeignKeyConstraint(
            ["topic_id"],
            ["course_topic.id"],
            name=op.f("fk_topic_covered_topic_id_course_topic"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("occurrence_id", "topic_id", name=op.f("pk_topic_covered")),
    )
    with op.batch_alter_table("topic_covered", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_topic_covered_topic_id"), ["topic_id"], unique=False)
    op.create_table(
        "log_specialist",
        sa.Column("log_entry_id", sa.Integer(), nullable=False),
        sa.Column("specialist_id", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.CheckConstraint("minutes > 0", name=op.f("ck_log_specialist_some_time")),
        sa.ForeignKeyConstraint(
            ["log_entry_id"],
            ["log_entry.id"],
            name=op.f("fk_log_specialist_log_entry_id_log_entry"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["specialist_id"],
            ["specialist.id"],
            name=op.f("fk_log_specialist_specialist_id_specialist"),
        ),
        sa.PrimaryKeyConstraint("log_entry_id", "specialist_id", name=op.f("pk_log_specialist")),
    )
    with op.batch_alter_table("log_specialist", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_log_specialist_specialist_id"), ["specialist_id"], unique=False
        )
    op.create_table(
        "meeting_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("log_entry_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=True),
        sa.Column("next_steps", sa.Text(), nullable=False),
        sa.Column("thanks", sa.Text(), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["log_entry_id"],
            ["log_entry.id"],
            name=op.f("fk_meeting_report_log_entry_id_log_entry"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["written_by_id"],
            ["user_account.id"],
            name=op.f("fk_meeting_report_written_by_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_report")),
        sa.UniqueConstraint("log_entry_id", name=op.f("uq_meeting_report_log_entry_id")),
    )
    with op.batch_alter_table("meeting_report", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_meeting_report_published_at"), ["published_at"], unique=False
        )
    op.create_table(
        "attendance_certificate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("meetings", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("issued_by_id", sa.Integer(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_attendance_certificate_event_id_event")
        ),
        sa.ForeignKeyConstraint(
            ["issued_by_id"],
            ["user_account.id"],
            name=op.f("fk_attendance_certificate_issued_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["withdrawn_by_id"],
            ["user_account.id"],
            name=op.f("fk_attendance_certificate_withdrawn_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_attendance_certificate_person_id_person"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance_certificate")),
        sa.UniqueConstraint("number", name=op.f("uq_attendance_certificate_number")),
    )
    with op.batch_alter_table("attendance_certificate", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_attendance_certificate_event_id"), ["event_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_attendance_certificate_person_id"), ["person_id"], unique=False
        )


def create_participants() -> None:
    op.create_table(
        "project_need",
        sa.Column("funding_project_id", sa.Integer(), nullable=False),
        sa.Column("need", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["funding_project_id"],
            ["funding_project.id"],
            name=op.f("fk_project_need_funding_project_id_funding_project"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("funding_project_id", "need", name=op.f("pk_project_need")),
    )
    op.create_table(
        "project_participant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("funding_project_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("joined_on", sa.Date(), nullable=False),
        sa.Column("sex", sa.String(length=40), nullable=True),
        sa.Column("from_age", sa.Integer(), nullable=True),
        sa.Column("to_age", sa.Integer(), nullable=True),
        sa.Column("education", sa.String(length=40), nullable=True),
        sa.Column("work", sa.String(length=40), nullable=True),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("notice_version", sa.String(length=20), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entered_by_id"],
            ["user_account.id"],
            name=op.f("fk_project_participant_entered_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["funding_project_id"],
            ["funding_project.id"],
            name=op.f("fk_project_participant_funding_project_id_funding_project"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_project_participant_person_id_person"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_participant")),
        sa.UniqueConstraint(
            "funding_project_id",
            "person_id",
            name=op.f("uq_project_participant_funding_project_id_person_id"),
        ),
    )
    with op.batch_alter_table("project_participant", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_project_participant_funding_project_id"),
            ["funding_project_id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_project_participant_person_id"), ["person_id"], unique=False
        )


def create_surveys() -> None:
    op.create_table(
        "survey",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("by_letter", sa.Boolean(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["user_account.id"],
            name=op.f("fk_survey_created_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_survey_event_id_event"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey")),
        sa.UniqueConstraint("event_id", name=op.f("uq_survey_event_id")),
    )
    op.create_table(
        "survey_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.Column("standard", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["survey_id"],
            ["survey.id"],
            name=op.f("fk_survey_question_survey_id_survey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_question")),
    )
    with op.batch_alter_table("survey_question", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_survey_question_survey_id"), ["survey_id"], unique=False
        )
    op.create_table(
        "survey_answer_count",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("occurrence_id", sa.Integer(), nullable=False),
        sa.Column("sheets", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "people >= 0 AND value > 0 AND value <= 5", name=op.f("ck_survey_answer_count_counts")
        ),
        sa.ForeignKeyConstraint(
            ["occurrence_id"],
            ["occurrence.id"],
            name=op.f("fk_survey_answer_count_occurrence_id_occurrence"),
        ),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["survey_question.id"],
            name=op.f("fk_survey_answer_count_question_id_survey_question"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_answer_count")),
        sa.UniqueConstraint(
            "question_id",
            "occurrence_id",
            "sheets",
            "value",
            name=op.f("uq_survey_answer_count_question_id_occurrence_id_sheets_value"),
        ),
    )
    with op.batch_alter_table("survey_answer_count", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_survey_answer_count_occurrence_id"), ["occurrence_id"], unique=False
        )
    op.create_table(
        "survey_sheet_count",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("occurrence_id", sa.Integer(), nullable=False),
        sa.Column("sheets", sa.String(length=40), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.CheckConstraint("people >= 0", name=op.f("ck_survey_sheet_count_counts")),
        sa.ForeignKeyConstraint(
            ["occurrence_id"],
            ["occurrence.id"],
            name=op.f("fk_survey_sheet_count_occurrence_id_occurrence"),
        ),
        sa.ForeignKeyConstraint(
            ["survey_id"],
            ["survey.id"],
            name=op.f("fk_survey_sheet_count_survey_id_survey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_sheet_count")),
        sa.UniqueConstraint(
            "survey_id",
            "occurrence_id",
            "sheets",
            name=op.f("uq_survey_sheet_count_survey_id_occurrence_id_sheets"),
        ),
    )
    with op.batch_alter_table("survey_sheet_count", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_survey_sheet_count_occurrence_id"), ["occurrence_id"], unique=False
        )
    op.create_table(
        "survey_remark",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["survey_question.id"],
            name=op.f("fk_survey_remark_question_id_survey_question"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_remark")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("survey_remark", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_survey_remark_question_id"), ["question_id"], unique=False
        )


def create_journal() -> None:
    op.create_table(
        "journal_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("worked_on", sa.Date(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=True),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("people_reached", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("key", sa.String(length=36), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "minutes > 0 AND minutes <= 1440", name=op.f("ck_journal_entry_within_a_day")
        ),
        sa.CheckConstraint(
            "people_reached IS NULL OR people_reached >= 0", name=op.f("ck_journal_entry_people")
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_journal_entry_community_id_community")
        ),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["event.id"],
            name=op.f("fk_journal_entry_event_id_event"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_journal_entry_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_entry")),
        sa.UniqueConstraint("key", name=op.f("uq_journal_entry_key")),
    )
    with op.batch_alter_table("journal_entry", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_journal_entry_community_id"), ["community_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_journal_entry_event_id"), ["event_id"], unique=False)
        batch_op.create_index(
            "ix_journal_entry_user_id_worked_on", ["user_id", "worked_on"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_journal_entry_worked_on"), ["worked_on"], unique=False)


def create_reports() -> None:
    op.create_table(
        "report_period",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("last_on >= first_on", name=op.f("ck_report_period_ends_after_start")),
        sa.ForeignKeyConstraint(
            ["closed_by_id"],
            ["user_account.id"],
            name=op.f("fk_report_period_closed_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["user_account.id"],
            name=op.f("fk_report_period_created_by_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_period")),
        sa.UniqueConstraint("first_on", "last_on", name=op.f("uq_report_period_first_on_last_on")),
    )
    op.create_table(
        "closed_figure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=True),
        sa.Column("strand", sa.String(length=40), nullable=True),
        sa.Column("funding_project_id", sa.Integer(), nullable=True),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("measure", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_closed_figure_community_id_community")
        ),
        sa.ForeignKeyConstraint(
            ["funding_project_id"],
            ["funding_project.id"],
            name=op.f("fk_closed_figure_funding_project_id_funding_project"),
        ),
        sa.ForeignKeyConstraint(
            ["period_id"],
            ["report_period.id"],
            name=op.f("fk_closed_figure_period_id_report_period"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closed_figure")),
    )
    with op.batch_alter_table("closed_figure", schema=None) as batch_op:
        batch_op.create_index(
            "ix_closed_figure_period_id_community_id", ["period_id", "community_id"], unique=False
        )


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
