"""Whom to call when something about a neighbour worries somebody: the list the organiser keeps."""

from osl.accounts.models import User
from osl.core import audit
from osl.core.db import db
from osl.core.i18n import _l
from osl.neighbours.models import ConcernOffice
from osl.neighbours.queries import concern_offices

ADDED = audit.action("concern_office.added", _l("%(actor)s added whom to call: “%(subject)s”"))
CHANGED = audit.action(
    "concern_office.changed", _l("%(actor)s changed whom to call: “%(subject)s”")
)
REMOVED = audit.action(
    "concern_office.removed", _l("%(actor)s removed whom to call: “%(subject)s”")
)
MOVED = audit.action("concern_office.moved", _l("%(actor)s moved “%(subject)s” in the list"))


def add_office(
    *, name: str, phone: str, hours: str = "", when_to_call: str = "", actor: User
) -> ConcernOffice:
    """Somebody to call, at the end of the list. The same name with the same number is one."""
    known = concern_offices()
    for one in known:
        if (one.name, one.phone) == (name, phone):
            return one
    office = ConcernOffice(
        name=name,
        phone=phone,
        hours=hours,
        when_to_call=when_to_call,
        position=max((one.position for one in known), default=0) + 1,
    )
    db.session.add(office)
    audit.record(ADDED, actor=actor, subject=office)
    return office


def change_office(
    office: ConcernOffice,
    *,
    name: str,
    phone: str,
    hours: str,
    when_to_call: str,
    actor: User,
) -> bool:
    """Put it right; whether anything differed."""
    parts = {"name": name, "phone": phone, "hours": hours, "when_to_call": when_to_call}
    differs = [part for part, value in parts.items() if getattr(office, part) != value]
    for part in differs:
        setattr(office, part, parts[part])
    if differs:
        audit.record(CHANGED, actor=actor, subject=office)
    return bool(differs)


def remove_office(office: ConcernOffice, *, actor: User) -> None:
    audit.record(REMOVED, actor=actor, subject=office)
    db.session.delete(office)


def move_office(office: ConcernOffice, *, earlier: bool, actor: User) -> None:
    """One place up or down; past the end of the list nothing changes."""
    order = concern_offices()
    here = order.index(office)
    there = here + (-1 if earlier else 1)
    if not 0 <= there < len(order):
        return
    order[here], order[there] = order[there], order[here]
    for position, one in enumerate(order, start=1):
        if one.position != position:
            one.position = position
    audit.record(MOVED, actor=actor, subject=office)
