"""One request is one transaction; this is the only place that commits.

A view runs in a unit of work. Reading (GET, HEAD) may not change anything. Writing (POST) is
kept when the view answers 2xx or 3xx and undone when it answers 4xx or raises. Just before
the commit the closing steps run (what readers see elsewhere is written anew), and after it
the after-commit steps (letters leave).
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from copy import deepcopy
from typing import Any, TypeVar

from flask import session
from sqlalchemy import event, text
from sqlalchemy.exc import IntegrityError, OperationalError, SQLAlchemyError
from sqlalchemy.orm import ORMExecuteState, Session
from sqlalchemy.orm.exc import ObjectDeletedError, StaleDataError

from osl.core.db import db

Answer = TypeVar("Answer")

_writing: ContextVar[bool] = ContextVar("writing", default=False)

closing_steps: list[Callable[[], None]] = []
"""Run inside the transaction, last of all. Listed by create_app, never added to elsewhere."""

after_commit_steps: list[Callable[[], None]] = []
"""Run when the transaction is safely kept. Listed by create_app."""

undone_steps: list[Callable[[], None]] = []
"""Run when the transaction was not kept: what was made outside the database goes too. Listed
by create_app."""


LOOKS = 3
"""How often a writer looks at most: in a crowd somebody else may come first more than once."""


class WriteWhileReading(RuntimeError):
    """A GET tried to change data. It is a fault of ours, and nothing of it is kept."""


def is_writing() -> bool:
    return _writing.get()


def run_view(
    view: Callable[[], Answer],
    *,
    writes: bool,
    kept: Callable[[Answer], bool],
    looks_first: bool = False,
) -> Answer:
    """Run one view as one transaction. One that ``looks_first`` says itself when it begins to
    write (``begin_writing``), and until then is held to the rule of reading.

    PostgreSQL lets two writers look at once, and tells the second only when it writes. It then
    looks again, sees what the first one wrote, and the view itself says what became of it: the
    event of a second click, or the page that keeps the typed text beside what has changed.
    So does one of two who each hold what the other waits for.
    """
    if not writes:
        return _run_once(view, writes=False, kept=kept)
    said = deepcopy(dict(session))
    for _look in range(1, LOOKS):
        try:
            return _run_once(view, writes=True, kept=kept, looks_first=looks_first)
        except (IntegrityError, StaleDataError, ObjectDeletedError, OperationalError) as failure:
            if isinstance(failure, OperationalError) and not _is_deadlock(failure):
                raise
            db.session.info.clear()
            session.clear()
            session.update(said)
    return _run_once(view, writes=True, kept=kept, looks_first=looks_first)


def _is_deadlock(failure: OperationalError) -> bool:
    return getattr(failure.orig, "sqlstate", None) == "40P01"


def _run_once(
    view: Callable[[], Answer],
    *,
    writes: bool,
    kept: Callable[[Answer], bool],
    looks_first: bool = False,
) -> Answer:
    mode = _writing.set(writes and not looks_first)
    try:
        answer = view()
        if writes and kept(answer):
            _close()
        else:
            _undo()
    except BaseException:
        _undo()
        raise
    finally:
        _writing.reset(mode)
    if writes and kept(answer):
        _leave()
    return answer


@contextmanager
def unit() -> Iterator[None]:
    """One transaction of a command or a job: kept if the block ends, undone if it raises."""
    mode = _writing.set(True)
    try:
        db.session.rollback()
        yield
        _close()
    except BaseException:
        _undo()
        raise
    finally:
        _writing.reset(mode)
    _leave()


@contextmanager
def side() -> Iterator[Session]:
    """A small transaction of its own, kept whatever becomes of the request.

    For what must survive a refusal (a failed sign-in counts) or happen on a GET (a session
    was seen, somebody read a resident's card). Used by accounts and core.reading only. It must
    come before the request's own first write: two writers of one request would wait for each
    other for ever.
    """
    if is_writing() and db.session().in_transaction():
        raise RuntimeError("a side transaction must come before the request's own")
    mode = _writing.set(True)
    try:
        with Session(db.engine, expire_on_commit=False) as aside, aside.begin():
            yield aside
    finally:
        _writing.reset(mode)


@contextmanager
def rehearsal() -> Iterator[None]:
    """Do something for the sake of seeing what would come of it; nothing of it is kept.

    What the block finds out must leave it as plain values: everything it changed is read anew.
    """
    own = db.session()
    own.flush()
    marked = list(own.info.get("marked", []))
    attempt = own.begin_nested()
    try:
        yield
    finally:
        attempt.rollback()
        own.expire_all()
        own.info["marked"] = marked


def release() -> None:
    """Undo what this request did so far and let other writers pass, while slow work is done.

    A password takes a good part of a second to hash; nobody else may wait in line for that.
    Call it before the request's first change; what was read is read anew afterwards.
    """
    own = db.session()
    if own.new or own.dirty or own.deleted:
        raise RuntimeError("a transaction with changes is not released")
    own.rollback()


def begin_writing() -> None:
    """Let go of what was looked at, and stand in line as a writer.

    Where very many write at once, a form is read and checked before its turn comes, so that
    the line moves on quickly. What was read before is read anew: it may have changed while
    waiting. PostgreSQL has no such line: there whoever locks a row looks again after it.
    """
    if db.engine.dialect.name == "sqlite":
        release()
    _writing.set(True)


def discard() -> None:
    """Undo whatever the session holds, so that an error page can be drawn.

    What was loaded stays in it, to be read anew: the page has a menu for whoever is signed in.
    """
    try:
        db.session.rollback()
    except SQLAlchemyError:
        db.session.remove()


def can_write() -> None:
    """Raise OperationalError unless the database takes a write now. Nothing is written."""
    mode = _writing.set(True)
    try:
        with db.engine.connect() as connection:
            connection.execute(text("SELECT 1"))
            if connection.dialect.name == "postgresql":
                connection.execute(text("CREATE TEMPORARY TABLE readiness (id int) ON COMMIT DROP"))
            connection.rollback()
    finally:
        _writing.reset(mode)


def _close() -> None:
    for step in closing_steps:
        step()
    db.session.commit()


def _undo() -> None:
    try:
        db.session.rollback()
    finally:
        for step in undone_steps:
            step()


def _leave() -> None:
    for step in after_commit_steps:
        step()


def refuse_writes_while_reading(own: Session, *_: Any) -> None:
    if not is_writing() and (own.new or own.dirty or own.deleted):
        changed = [*own.new, *own.dirty, *own.deleted]
        if any(own.is_modified(thing) or thing in own.new for thing in changed):
            raise WriteWhileReading(f"changed while reading: {changed!r}")


def refuse_statements_while_reading(state: ORMExecuteState) -> None:
    if not is_writing() and (state.is_insert or state.is_update or state.is_delete):
        raise WriteWhileReading(f"statement while reading: {state.statement}")


def init_session() -> None:
    event.listen(db.session, "before_flush", refuse_writes_while_reading)
    event.listen(db.session, "do_orm_execute", refuse_statements_while_reading)
