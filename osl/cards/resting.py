"""Letting a quiet signal rest for a while, and waking it again."""

from datetime import timedelta

from osl.accounts.models import User
from osl.cards.signal_scope import Signal
from osl.core import audit
from osl.core.clock import today, utcnow
from osl.core.db import db
from osl.core.i18n import _l
from osl.people.models import SignalRest

RESTED = audit.action("signal.rested", _l("%(actor)s let a quiet signal rest"))
WOKEN = audit.action("signal.woken", _l("%(actor)s woke a quiet signal"))

REST = timedelta(days=30)


def rest_signal(signal: Signal, *, actor: User) -> None:
    """Do not show it for thirty days, to anybody of the team."""
    rest = _rest_of(signal)
    if rest is None:
        rest = SignalRest(kind=signal.kind.value, subject_id=signal.subject_id)
        db.session.add(rest)
    rest.until_on = today() + REST
    rest.rested_at = utcnow()
    rest.rested_by_id = actor.id
    _note(RESTED, signal, actor)


def wake_signal(signal: Signal, *, actor: User) -> None:
    """Show it again from now on."""
    rest = _rest_of(signal)
    if rest is not None:
        db.session.delete(rest)
        _note(WOKEN, signal, actor)


def _rest_of(signal: Signal) -> SignalRest | None:
    return db.session.get(SignalRest, (signal.kind.value, signal.subject_id))


def _note(what: audit.Action, signal: Signal, actor: User) -> None:
    """The log holds the kind and a number, never whom it is about."""
    audit.record(what, actor=actor, kind=signal.kind.value, subject_id=signal.subject_id)
