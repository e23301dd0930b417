"""Photographs of a meeting: added with words and with the reason why they may be shown, hidden at
once when somebody asks, and taken away for good."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import abort
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from osl.accounts.models import User
from osl.core import audit
from osl.core.clock import utcnow
from osl.core.db import db
from osl.core.errors import DomainError
from osl.core.i18n import _, _l
from osl.core.pictures import forget_picture, keep_picture, move_picture
from osl.core.redrawing import PreparedPicture
from osl.events.models import Occurrence
from osl.logbook.attendance import open_log
from osl.logbook.models import LogEntry, LogPicture, PictureBasis
from osl.logbook.policies import can_keep_log
from osl.logbook.queries import get_meeting_to_log, is_of_self_help

ADDED = audit.action(
    "log_picture.added", _l("%(actor)s added a picture of the meeting “%(subject)s”")
)
CHANGED = audit.action(
    "log_picture.changed",
    _l("%(actor)s changed what is said of a picture of the meeting “%(subject)s”"),
)
HIDDEN = audit.action(
    "log_picture.hidden", _l("%(actor)s hid a picture of the meeting “%(subject)s”")
)
SHOWN = audit.action(
    "log_picture.shown", _l("%(actor)s showed a hidden picture of “%(subject)s” again")
)
REMOVED = audit.action(
    "log_picture.removed", _l("%(actor)s removed a picture of the meeting “%(subject)s”")
)

MOST_OF_A_MEETING = 12


@dataclass(frozen=True)
class Declared:
    """What somebody declares of a picture: why it may be shown, and whether children can be
    recognised in it."""

    basis: PictureBasis
    with_minors: bool = False


def can_handle_picture(user: User, picture: LogPicture) -> bool:
    """Whoever keeps the log of the meeting."""
    return can_keep_log(user, picture.log_entry.occurrence)


def get_log_picture(viewer: User | None, meeting_id: int, picture_id: int) -> LogPicture:
    """A picture of this meeting; 404 for one of another."""
    meeting = get_meeting_to_log(viewer, meeting_id)
    statement = (
        select(LogPicture)
        .join(LogPicture.log_entry)
        .where(LogPicture.id == picture_id, LogEntry.occurrence_id == meeting.id)
    )
    return db.session.scalar(statement) or abort(404)


def pictures_of(meeting: Occurrence) -> list[LogPicture]:
    """The pictures of a meeting in the order in which they came, hidden ones too."""
    statement = (
        select(LogPicture)
        .join(LogPicture.log_entry)
        .where(LogEntry.occurrence_id == meeting.id)
        .options(joinedload(LogPicture.added_by))
        .order_by(LogPicture.id)
    )
    return list(db.session.scalars(statement))


def attach_log_pictures(
    meeting: Occurrence,
    uploads: Sequence[tuple[PreparedPicture, str]],
    declared: Declared,
    *,
    seen: int,
    actor: User,
) -> list[LogPicture]:
    """Add pictures, each with its words. ``seen`` is the number of the newest one on the page it
    came from: what the same person added since with the same words is the same click.

    Writes their files, which stay only if this transaction does. Raises DomainError for a meeting
    that was not held, for too many, and where children are shown without consents.
    """
    refuse_declared(declared, meeting)
    entry = open_log(meeting)
    known = pictures_of(meeting)
    sent = {one.description for one in known if one.id > seen and one.added_by_id == actor.id}
    new = [(upload, words) for upload, words in uploads if words not in sent]
    if len(known) + len(new) > MOST_OF_A_MEETING:
        raise DomainError(
            _(
                "A meeting has at most %(most)s pictures. Remove one to add another.",
                most=MOST_OF_A_MEETING,
            )
        )
    added = []
    for upload, words in new:
        kept = keep_picture(upload)
        picture = LogPicture(
            log_entry_id=entry.id,
            file=kept.file,
            width=kept.width,
            height=kept.height,
            description=words,
            basis=declared.basis,
            with_minors=declared.with_minors,
            added_by_id=actor.id,
        )
        db.session.add(picture)
        added.append(picture)
        _note(ADDED, meeting, actor)
    db.session.flush()
    db.session.expire(entry, ["pictures"])
    return added


def refuse_declared(declared: Declared, meeting: Occurrence) -> None:
    """Raise DomainError where children can be recognised and no consents are declared, and where
    anybody can be recognised at a meeting of a self-help group."""
    if declared.basis is not PictureBasis.NOBODY_RECOGNISABLE and is_of_self_help(meeting.event):
        raise DomainError(
            _(
                "This is a meeting of a self-help group. Only pictures in which nobody can be "
                "recognised belong here."
            )
        )
    if declared.with_minors and declared.basis is not PictureBasis.CONSENTS_COLLECTED:
        raise DomainError(
            _(
                "Where children can be recognised, their parents must have agreed. Choose "
                "“Everybody who can be recognised has agreed”, or take another picture."
            )
        )


def change_log_picture(
    picture: LogPicture, description: str, declared: Declared, *, actor: User
) -> None:
    """Say something else of a picture. Raises DomainError as for a new one."""
    refuse_declared(declared, picture.log_entry.occurrence)
    now = (picture.description, picture.basis, picture.with_minors)
    if now == (description, declared.basis, declared.with_minors):
        return
    picture.description = description
    picture.basis = declared.basis
    picture.with_minors = declared.with_minors
    _note(CHANGED, picture.log_entry.occurrence, actor)


def hide_log_picture(picture: LogPicture, *, actor: User) -> None:
    """Let a picture stand nowhere from now on. It gets another address, so that whoever kept the
    old one finds nothing there. Hidden once more, nothing changes."""
    _stand_in_line(picture)
    if picture.hidden_at is not None:
        return
    picture.file = move_picture(picture.file)
    picture.hidden_at = utcnow()
    picture.hidden_by_id = actor.id
    _note(HIDDEN, picture.log_entry.occurrence, actor)


def show_log_picture(picture: LogPicture, *, actor: User) -> None:
    """Let a hidden picture be shown again, where it was."""
    _stand_in_line(picture)
    if picture.hidden_at is None:
        return
    picture.hidden_at = None
    picture.hidden_by_id = None
    _note(SHOWN, picture.log_entry.occurrence, actor)


def remove_log_picture(picture: LogPicture, *, actor: User) -> None:
    """Take a picture away for good; its files leave the disk after the commit."""
    _stand_in_line(picture)
    meeting = picture.log_entry.occurrence
    forget_picture(picture.file)
    db.session.delete(picture)
    _note(REMOVED, meeting, actor)


def _stand_in_line(picture: LogPicture) -> None:
    """Two clicks on one picture come one after the other: the second sees its new file name."""
    db.session.execute(select(LogPicture.id).where(LogPicture.id == picture.id).with_for_update())
    db.session.expire(picture)


def _note(what: audit.Action, meeting: Occurrence, actor: User) -> None:
    event = meeting.event
    community_id = event.communities[0].id if event.communities else None
    audit.record(what, actor=actor, subject=event, community_id=community_id)
