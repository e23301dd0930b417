"""What the tests of the desk of volunteering share: what is typed, and what stands there then."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from osl.core.audit import AuditEntry
from osl.core.clock import to_local
from osl.core.outbox import OutgoingLetter
from osl.volunteers.models import Assignment, AssignmentState, Shift
from tests.browser import Browser

OFFERED, ASSIGNED = AssignmentState.OFFERED, AssignmentState.ASSIGNED

TASK = {
    "Społeczność": "Wzgórze",
    "Co jest do zrobienia": "Podlewanie ogrodu",
    "Kilka słów więcej": "Konewki są w altanie.",
    "Gdzie dokładnie albo inne miejsce": "Ogródek za świetlicą",
}

TIMES = {"Dzień": "10.03.2027", "Od godziny": "17", "Do godziny": "19", "Ile osób potrzeba": "2"}


def kinds(store: Session) -> list[str]:
    """Which letters were written, the oldest first."""
    return list(store.scalars(select(OutgoingLetter.kind).order_by(OutgoingLetter.id)))


def actions(store: Session) -> list[str]:
    return list(store.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def counters_are_right(store: Session) -> bool:
    """Whether each shift counts as many as are taken on, and never more than are needed."""
    store.expire_all()
    for shift in store.scalars(select(Shift)):
        taken = [
            one
            for one in store.scalars(select(Assignment).where(Assignment.shift_id == shift.id))
            if one.state is ASSIGNED
        ]
        if shift.taken != len(taken) or shift.taken > shift.needed:
            return False
    return True


def local(moment: datetime) -> str:
    return f"{to_local(moment):%Y-%m-%d %H:%M}"


def times_of(store: Session) -> list[str]:
    """The shifts as they stand: when, and how many are needed."""
    return [
        f"{local(one.starts_at)}-{to_local(one.ends_at):%H:%M} {one.needed}"
        for one in store.scalars(select(Shift).order_by(Shift.starts_at))
    ]


def token_of(browser: Browser) -> dict[str, str]:
    """What a form of ours carries, for a form that nobody of ours would send."""
    field = browser.visit("/panel").dom.all("input", name="csrf_token")[0]
    return {"csrf_token": field["value"]}
