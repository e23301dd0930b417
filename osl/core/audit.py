"""The audit log: who did what to what, when; append-only, told as sentences.

Each feature declares its actions beside the operation that performs them, so that the code
and the sentence are one line and the history can never show a raw code.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from flask import has_request_context
from sqlalchemy import DDL, JSON, Index, String, event
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.schema import ExecutableDDLElement

from osl.core.clock import utcnow
from osl.core.db import Base, db
from osl.core.types import UTCDateTime


class Actor(Protocol):
    id: int


@dataclass(frozen=True)
class Action:
    """Something people do here. ``sentence`` is translatable and names %(actor)s. What is done
    ``often``, a tap after another, a history says once a day of each person."""

    code: str
    sentence: Any
    often: bool = False


actions: dict[str, Action] = {}


def action(code: str, sentence: Any, *, often: bool = False) -> Action:
    if code in actions:
        raise ValueError(f"two actions are called {code}")
    actions[code] = Action(code, sentence, often)
    return actions[code]


class AuditEntry(Base):
    """One line of the log. It holds ids and the names of things, never of residents."""

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow, index=True)
    action: Mapped[str] = mapped_column(String(60), index=True)
    actor_id: Mapped[int | None] = mapped_column(index=True)
    subject_type: Mapped[str | None] = mapped_column(String(40))
    subject_id: Mapped[int | None]
    community_id: Mapped[int | None] = mapped_column(index=True)
    network: Mapped[str] = mapped_column(String(32), default="")
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    __table_args__ = (Index("ix_audit_entry_subject", "subject_type", "subject_id"),)

    def sentence(self, actor_name: str) -> str:
        """What happened, in words."""
        known = actions.get(self.action)
        if known is None:
            return self.action
        return str(known.sentence) % {"subject": "", **self.details, "actor": actor_name}


NETWORK: list[Callable[[], str]] = []


def record(
    what: Action,
    *,
    actor: Actor | None,
    subject: Any = None,
    community_id: int | None = None,
    **details: Any,
) -> AuditEntry:
    """Write one audit entry in the transaction of the change itself.

    ``details`` fill the sentence; ``subject`` there is the thing's title unless given. Of a
    resident (``is_nameless``) the log keeps the number only.
    """
    if subject is not None and getattr(subject, "id", None) is None:
        db.session.flush()
    entry = entry_of(what, actor=actor, subject=subject, community_id=community_id, **details)
    db.session.add(entry)
    return entry


def entry_of(
    what: Action,
    *,
    actor: Actor | None,
    subject: Any = None,
    community_id: int | None = None,
    **details: Any,
) -> AuditEntry:
    """The entry that ``record`` writes, for whoever keeps it in a transaction of its own: that
    somebody read a thing is noted, while the reading itself changes nothing."""
    if subject is not None:
        title = getattr(subject, "title", None) or getattr(subject, "name", None)
        if title is not None and not getattr(subject, "is_nameless", False):
            details.setdefault("subject", title)
    return AuditEntry(
        action=what.code,
        actor_id=actor.id if actor is not None else None,
        subject_type=type(subject).__tablename__ if subject is not None else None,
        subject_id=getattr(subject, "id", None),
        community_id=community_id,
        network=NETWORK[0]() if NETWORK and has_request_context() else "",
        details=details,
    )


APPEND_ONLY = {
    "sqlite": tuple(
        f"CREATE TRIGGER audit_entry_no_{verb.lower()} BEFORE {verb} ON audit_entry "
        "BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END"
        for verb in ("UPDATE", "DELETE")
    ),
    "postgresql": (
        (
            "CREATE OR REPLACE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql "
            "AS $$ BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$"
        ),
        (
            "CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE ON audit_entry "
            "FOR EACH ROW EXECUTE FUNCTION refuse_audit_change()"
        ),
    ),
}
"""What makes the log append-only in the database itself, for each kind of database."""

for dialect, statements in APPEND_ONLY.items():
    for statement in statements:
        guard: ExecutableDDLElement = DDL(statement)  # type: ignore[no-untyped-call]
        event.listen(AuditEntry.__table__, "after_create", guard.execute_if(dialect=dialect))
