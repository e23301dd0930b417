"""The certificate of a course as a PDF, in Polish whoever prints it; several in one file too."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from babel.dates import format_date
from sqlalchemy import select

from osl.communities.funded_papers import make_funded_paper
from osl.communities.queries import get_centre
from osl.core import audit
from osl.core.clock import today
from osl.core.db import db
from osl.core.i18n import _l
from osl.core.papers import Paper
from osl.events.models import Event, Occurrence
from osl.events.words import full_title
from osl.logbook.models import AttendanceCertificate, Topic, TopicCovered
from osl.logbook.presence import noted_meetings
from osl.logbook.queries import day_of
from osl.logbook.words import lesson_hours
from osl.signups.places import parts_of

PAPER_MADE = audit.action(
    "attendance_certificate.paper_made", _l("%(actor)s opened certificates of “%(subject)s” as PDF")
)


def certificates_paper(event: Event, certificates: Sequence[AttendanceCertificate]) -> Paper:
    """These certificates of one course, each on a sheet of its own. Those of erased people have
    no name to bear, so they are left out."""
    named = [one for one in certificates if one.person is not None]
    centre = get_centre()
    days = [day_of(one.meeting) for one in noted_meetings(event)]
    data = {
        "centre": {"name": centre.name, "address": centre.address, "town": centre.town},
        "title": full_title(event),
        "topics": topics_covered(event),
        "certificates": [_said(one, days) for one in named],
    }
    content = make_funded_paper("attendance_certificate", data, event.funding_project, today())
    single = f" {named[0].number.replace('/', '-')}" if len(named) == 1 else ""
    return Paper(f"Zaświadczenie{single}" if single else "Zaświadczenia", content)


def topics_covered(event: Event) -> list[str]:
    """What of the curriculum was covered at the meetings of this course, in its order."""
    covered = (
        select(TopicCovered.topic_id)
        .join(Occurrence, Occurrence.id == TopicCovered.occurrence_id)
        .where(Occurrence.event_id.in_([part.id for part in parts_of(event)]))
    )
    statement = select(Topic).where(Topic.id.in_(covered)).order_by(Topic.position, Topic.id)
    return [one.title for one in db.session.scalars(statement)]


def _said(certificate: AttendanceCertificate, days: Sequence[date]) -> dict[str, Any]:
    held = [one for one in days if one <= certificate.issued_on] or days
    hours, rest = divmod(certificate.minutes, 60)
    clock = [f"{hours} godz."] if hours else []
    return {
        "number": certificate.number,
        "name": certificate.person.name if certificate.person is not None else "",
        "percent": certificate.percent,
        "meetings": certificate.meetings,
        "clock_hours": " ".join([*clock, *([f"{rest} min"] if rest else [])]),
        "lesson_hours": lesson_hours(certificate.minutes),
        "first_on": _on(held[0]) if held else "",
        "last_on": _on(held[-1]) if held else "",
        "made_on": _on(certificate.issued_on),
    }


def _on(day: date) -> str:
    return str(format_date(day, "d MMMM y", locale="pl"))
