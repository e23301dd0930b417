"""Certificates of taking part in a course, for those who were at a stated share of its meetings."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from flask import abort
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from osl.accounts.models import User
from osl.communities.models import Centre
from osl.core import audit
from osl.core.clock import today, utcnow
from osl.core.db import db
from osl.core.errors import DomainError
from osl.core.i18n import _, _l
from osl.events.models import Event
from osl.logbook.attendance import hold_logbook
from osl.logbook.models import AttendanceCertificate, EventLogbook
from osl.logbook.presence import PersonAtCourse, presence_of_course
from osl.logbook.queries import is_logbook_visible_to, logbook_of
from osl.signups.places import first_part, parts_of

ISSUED = audit.action(
    "attendance_certificate.issued",
    _l("%(actor)s made out the certificate %(number)s of “%(subject)s”"),
)
ISSUED_BELOW = audit.action(
    "attendance_certificate.issued_below",
    _l(
        "%(actor)s made out the certificate %(number)s of “%(subject)s” "
        "below the stated share: %(reason)s"
    ),
)
WITHDRAWN = audit.action(
    "attendance_certificate.withdrawn",
    _l("%(actor)s withdrew the certificate %(number)s of “%(subject)s”"),
)
SHARE_CHANGED = audit.action(
    "attendance_certificate.share_changed",
    _l("%(actor)s changed from which share of meetings “%(subject)s” gives certificates"),
)

USUAL_SHARE = 80


class NeedsReason(DomainError):
    """Somebody chosen was at fewer meetings than the share asks for, and nobody said why."""


@dataclass(frozen=True)
class Candidate:
    """Somebody of a course, how much of it they were at, and the certificate they have."""

    at_course: PersonAtCourse
    reaches: bool
    certificate: AttendanceCertificate | None

    @property
    def can_get_one(self) -> bool:
        return self.certificate is None and self.at_course.present > 0

    @property
    def has_changed(self) -> bool:
        """Whether attendance was put right after the certificate was made out."""
        made = self.certificate
        now = (self.at_course.percent, self.at_course.present, self.at_course.minutes)
        return made is not None and (made.percent, made.meetings, made.minutes) != now


def share_of(event: Event) -> int:
    """From which share of the meetings on, in percent, somebody gets a certificate."""
    kept = logbook_of(event)
    return kept.certificate_percent if kept is not None else USUAL_SHARE


def candidates_of(event: Event) -> list[Candidate]:
    """Everybody of a course by surname. The same few questions, however many people."""
    share = share_of(event)
    made = {one.person_id: one for one in certificates_of(event)}
    return [
        Candidate(one, one.present > 0 and one.percent >= share, made.get(one.person.id))
        for one in presence_of_course(event)
    ]


def certificates_of(event: Event) -> list[AttendanceCertificate]:
    """The certificates of a course that hold, by number."""
    statement = (
        select(AttendanceCertificate)
        .where(
            AttendanceCertificate.event_id == first_part(event).id,
            AttendanceCertificate.withdrawn_at.is_(None),
        )
        .options(joinedload(AttendanceCertificate.person))
        .order_by(AttendanceCertificate.id)
    )
    return list(db.session.scalars(statement))


def get_certificate(viewer: User | None, certificate_id: int) -> AttendanceCertificate:
    """A certificate of a course whose logbook this viewer keeps; 404 for any other."""
    found = db.session.get(AttendanceCertificate, certificate_id) or abort(404)
    return found if part_kept_by(viewer, found) is not None else abort(404)


def part_kept_by(viewer: User | None, certificate: AttendanceCertificate) -> Event | None:
    """The first part of its course whose logbook this viewer keeps: a later part may belong to
    other communities than the one the course began with."""
    ids = [part.id for part in parts_of(certificate.event)]
    kept = select(Event).where(Event.id.in_(ids), is_logbook_visible_to(viewer))
    return db.session.scalar(kept.order_by(Event.id).limit(1))


def state_share(event: Event, percent: int, *, actor: User) -> None:
    """Say from which share on somebody gets a certificate. Those made out stay as they are."""
    if not 0 < percent <= 100:
        raise DomainError(_("A share is from 1 to 100 percent."))
    root = first_part(event)
    kept = hold_logbook(root) or EventLogbook(event_id=root.id, certificate_percent=USUAL_SHARE)
    db.session.add(kept)
    if kept.certificate_percent == percent:
        return
    kept.certificate_percent = percent
    _note(SHARE_CHANGED, root, actor)


def issue_certificates(
    event: Event, person_ids: Collection[int], *, reason: str = "", actor: User
) -> list[AttendanceCertificate]:
    """Make out certificates for these people, all of them or none. Who has one keeps that one.

    Raises NeedsReason for somebody below the share where no ``reason`` is given, and DomainError
    for somebody who was at none of the meetings, or is not of this course.
    """
    db.session.execute(select(Centre.id).with_for_update()).all()
    known = {one.at_course.person.id: one for one in candidates_of(event)}
    if any(number not in known for number in person_ids):
        raise DomainError(_("Somebody chosen is not on the list of this course."))
    chosen = [one for number, one in known.items() if number in person_ids]
    _refuse_without_presence(chosen)
    new = [one for one in chosen if one.certificate is None]
    if not reason and any(not one.reaches for one in new):
        raise NeedsReason(
            _("Somebody chosen was at fewer meetings than the share asks for. Say why they get it.")
        )
    root, number = first_part(event), _last_number()
    issued = [one.certificate for one in chosen if one.certificate is not None]
    for one in new:
        number += 1
        made = AttendanceCertificate(
            number=f"ZU/{number}/{today().year}",
            event=root,
            person=one.at_course.person,
            percent=one.at_course.percent,
            meetings=one.at_course.present,
            minutes=one.at_course.minutes,
            issued_on=today(),
            issued_by_id=actor.id,
        )
        db.session.add(made)
        issued.append(made)
        if one.reaches:
            _note(ISSUED, root, actor, number=made.number)
        else:
            _note(ISSUED_BELOW, root, actor, number=made.number, reason=reason)
    db.session.flush()
    return issued


def withdraw_certificate(certificate: AttendanceCertificate, *, actor: User) -> None:
    """Take back a certificate made out by mistake. Its number is not used again."""
    if certificate.withdrawn_at is None:
        certificate.withdrawn_at, certificate.withdrawn_by_id = utcnow(), actor.id
        _note(WITHDRAWN, certificate.event, actor, number=certificate.number)


def _refuse_without_presence(chosen: Sequence[Candidate]) -> None:
    if any(one.at_course.present == 0 for one in chosen):
        raise DomainError(
            _("Somebody chosen was at none of the meetings, so there is nothing to certify.")
        )


def _last_number() -> int:
    """The last number of this year; one writer at a time, behind the centre's row."""
    last = db.session.scalar(
        select(AttendanceCertificate.number)
        .where(AttendanceCertificate.number.like(f"ZU/%/{today().year}"))
        .order_by(AttendanceCertificate.id.desc())
        .limit(1)
    )
    return int(last.split("/")[1]) if last is not None else 0


def _note(what: audit.Action, event: Event, actor: User, **details: str) -> None:
    community_id = event.communities[0].id if event.communities else None
    audit.record(what, actor=actor, subject=event, community_id=community_id, **details)
