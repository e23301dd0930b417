"""Photographs of an event: added with words for those who do not see them, put in order."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm.attributes import flag_modified

from osl.accounts.models import User
from osl.core import audit, revisions
from osl.core.db import db
from osl.core.errors import DomainError
from osl.core.i18n import _, _l
from osl.core.pictures import forget_picture, keep_picture
from osl.core.redrawing import PreparedPicture
from osl.events.models import Event, Picture

MOST_PICTURES = 12

ADDED = audit.action("event.picture_added", _l("%(actor)s added a picture to “%(subject)s”"))
REMOVED = audit.action(
    "event.picture_removed", _l("%(actor)s removed a picture from “%(subject)s”")
)
DESCRIBED = audit.action(
    "event.picture_described", _l("%(actor)s described the pictures of “%(subject)s” anew")
)


def attach_picture(
    event: Event, upload: PreparedPicture, *, description: str, actor: User
) -> Picture:
    """Add a picture at the end. Writes its files, which stay only if this transaction does.

    Raises DomainError when there are too many, and PictureRefused.
    """
    if len(event.pictures) >= MOST_PICTURES:
        raise DomainError(
            _("There are %(most)s pictures already. Remove one to add another.", most=MOST_PICTURES)
        )
    kept = keep_picture(upload)
    picture = Picture(
        file=kept.file,
        width=kept.width,
        height=kept.height,
        description=description,
        position=max((one.position for one in event.pictures), default=0) + 1,
        added_by_id=actor.id,
    )
    event.pictures.append(picture)
    _note(ADDED, event, actor)
    return picture


def remove_picture(picture: Picture, *, actor: User) -> None:
    """Take a picture away; its files leave the disk after the commit."""
    event = picture.event
    if not _is_shared(picture):
        forget_picture(picture.file)
    event.pictures.remove(picture)
    _note(REMOVED, event, actor)


def move_picture(picture: Picture, *, by: int, actor: User) -> None:
    """Move a picture one place up (-1) or down (1) in the order of the page."""
    event = picture.event
    ordered: list[Picture] = list(event.pictures)
    old = ordered.index(picture)
    new = min(max(0, old + by), len(ordered) - 1)
    if new == old:
        return
    ordered.insert(new, ordered.pop(old))
    _number(ordered)
    _note(DESCRIBED, event, actor)


def describe_picture(picture: Picture, *, description: str, actor: User) -> None:
    """Give a picture other words for people who do not see it."""
    if picture.description == description:
        return
    picture.description = description
    _note(DESCRIBED, picture.event, actor)


def share(original: Event, copy: Event) -> None:
    """Show the pictures of one event on its copy too, from the same files."""
    copy.pictures = [
        Picture(
            file=one.file,
            width=one.width,
            height=one.height,
            description=one.description,
            position=one.position,
            added_by_id=one.added_by_id,
        )
        for one in original.pictures
    ]


def release(event: Event) -> None:
    """Let the files of an event's pictures go, when the event itself goes."""
    for picture in event.pictures:
        if not _is_shared(picture):
            forget_picture(picture.file)


def _number(ordered: Sequence[Picture]) -> None:
    for position, picture in enumerate(ordered, start=1):
        picture.position = position


def _is_shared(picture: Picture) -> bool:
    """Whether another event shows the same file (a copy of this one, or its original)."""
    others = select(func.count(Picture.id)).where(
        Picture.file == picture.file, Picture.id != picture.id
    )
    return bool(db.session.scalar(others))


def _note(what: audit.Action, event: Event, actor: User) -> None:
    # Pictures are rows of their own: the event counts as edited all the same.
    flag_modified(event, "title")
    community_id = event.communities[0].id if event.communities else None
    audit.record(what, actor=actor, subject=event, community_id=community_id)
    revisions.mark(event)
