"""Photographs of signed sheets: kept until somebody has checked them, then erased for good.

They bear names and signatures, so they stand in the database and never among the public
pictures, and are shown to those who keep the log of their meeting.
"""

from datetime import date, datetime, timedelta

from flask import abort
from sqlalchemy import delete, or_, select
from sqlalchemy.orm import joinedload, undefer

from osl.accounts.models import User
from osl.core import audit
from osl.core.clock import to_local, utcnow
from osl.core.db import db
from osl.core.i18n import _l
from osl.events.models import Occurrence
from osl.logbook.attendance import open_log
from osl.logbook.models import SheetPhoto
from osl.logbook.queries import get_meeting_to_log, is_logbook_visible_to

ADDED = audit.action(
    "attendance.photo_added", _l("%(actor)s added a photo of the signed list of “%(subject)s”")
)
CHECKED = audit.action(
    "attendance.photo_checked",
    _l("%(actor)s checked the photo of the signed list of “%(subject)s”"),
)
UNCHECKED = audit.action(
    "attendance.photo_unchecked",
    _l("%(actor)s noted that the photo of the list of “%(subject)s” is still to be checked"),
)
REMOVED = audit.action(
    "attendance.photo_removed", _l("%(actor)s erased a photo of the signed list of “%(subject)s”")
)

KEPT_AFTER_CHECK = timedelta(days=7)
KEPT_AT_MOST = timedelta(days=60)
WAITS_TOO_LONG = timedelta(days=14)


def photos_of(meeting: Occurrence) -> list[SheetPhoto]:
    """The photos of a meeting's sheet, without their points."""
    statement = select(SheetPhoto).where(SheetPhoto.occurrence_id == meeting.id)
    return list(db.session.scalars(statement.order_by(SheetPhoto.id)))


def get_photo(viewer: User | None, photo_id: int) -> SheetPhoto:
    """A photo of a meeting whose log this viewer keeps; 404 for any other."""
    photo = db.session.get(SheetPhoto, photo_id) or abort(404)
    get_meeting_to_log(viewer, photo.occurrence_id)
    return photo


def points_of(photo: SheetPhoto) -> bytes:
    """The photograph itself, a JPEG."""
    statement = select(SheetPhoto).where(SheetPhoto.id == photo.id).options(undefer("*"))
    statement = statement.execution_options(populate_existing=True)
    return db.session.scalars(statement).one().content


def photos_waiting(viewer: User | None) -> list[SheetPhoto]:
    """The photos nobody has checked for two weeks, the oldest first, with their meetings."""
    statement = (
        select(SheetPhoto)
        .join(SheetPhoto.occurrence)
        .join(Occurrence.event)
        .where(
            is_logbook_visible_to(viewer),
            SheetPhoto.checked_at.is_(None),
            SheetPhoto.added_at < utcnow() - WAITS_TOO_LONG,
        )
        .options(joinedload(SheetPhoto.occurrence).joinedload(Occurrence.event))
        .order_by(SheetPhoto.added_at, SheetPhoto.id)
    )
    return list(db.session.scalars(statement))


def add_photo(meeting: Occurrence, content: bytes, *, actor: User) -> SheetPhoto:
    """Keep a photograph of the signed sheet, drawn anew before. The same one sent twice is one
    photo. Raises DomainError for a meeting that was not held."""
    open_log(meeting)
    for one in photos_of(meeting):
        if points_of(one) == content:
            return one
    photo = SheetPhoto(
        occurrence_id=meeting.id, content=content, added_by_id=actor.id, added_at=utcnow()
    )
    db.session.add(photo)
    db.session.flush()
    _note(ADDED, meeting, actor)
    return photo


def check_photo(photo: SheetPhoto, *, actor: User) -> None:
    """Note that the sheet was compared with what is typed in. Checked once more changes nothing."""
    if photo.checked_at is None:
        photo.checked_at, photo.checked_by_id = utcnow(), actor.id
        _note(CHECKED, photo.occurrence, actor)


def take_back_check(photo: SheetPhoto, *, actor: User) -> None:
    """The sheet is still to be compared: it was ticked by mistake."""
    if photo.checked_at is not None:
        photo.checked_at = photo.checked_by_id = None
        _note(UNCHECKED, photo.occurrence, actor)


def remove_photo(photo: SheetPhoto, *, actor: User) -> None:
    """Erase a photo at once."""
    meeting = photo.occurrence
    db.session.delete(photo)
    _note(REMOVED, meeting, actor)


def erased_on(photo: SheetPhoto) -> date:
    """The night in which a photo is erased, as things stand."""
    return to_local(_kept_until(photo)).date()


def erase_sheet_photos(now: datetime) -> int:
    """Erase the photos checked a week ago, and those added two months ago; how many there were."""
    done = db.session.execute(
        delete(SheetPhoto).where(
            or_(
                SheetPhoto.checked_at < now - KEPT_AFTER_CHECK,
                SheetPhoto.added_at < now - KEPT_AT_MOST,
            )
        )
    )
    return int(done.rowcount)  # type: ignore[attr-defined]


def _kept_until(photo: SheetPhoto) -> datetime:
    longest = photo.added_at + KEPT_AT_MOST
    if photo.checked_at is None:
        return longest
    return min(longest, photo.checked_at + KEPT_AFTER_CHECK)


def _note(what: audit.Action, meeting: Occurrence, actor: User) -> None:
    event = meeting.event
    community_id = event.communities[0].id if event.communities else None
    audit.record(what, actor=actor, subject=event, community_id=community_id)
