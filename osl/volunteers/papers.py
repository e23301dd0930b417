"""What stands in a volunteer's papers: the agreement, the timesheet and the certificate.

They are documents under Polish law, so they are in Polish whatever language a page is read in:
the sentences stand in templates/papers, and only facts are handed to them. PESEL and the number
of a document are lines to fill in by hand.
"""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time

from babel.dates import format_date
from sqlalchemy import Select, select

from osl.accounts.models import User
from osl.communities.funded_papers import make_funded_paper
from osl.communities.models import FundingProject
from osl.communities.queries import get_centre
from osl.core import audit
from osl.core.clock import today
from osl.core.db import db
from osl.core.errors import DomainError
from osl.core.i18n import _, _l
from osl.core.papers import Paper
from osl.core.web import external_url
from osl.people.models import Person
from osl.people.words import phone_shown
from osl.volunteers.agreement_terms import AgeGroup, days, is_long, signing_group
from osl.volunteers.models import Agreement, AgreementState, CostTerms, HoursEntry

TIMESHEET_MADE = audit.action("hours.timesheet_made", _l("%(actor)s made a volunteer's timesheet"))
CERTIFICATE_MADE = audit.action(
    "hours.certificate_made", _l("%(actor)s made a certificate of a volunteer's hours")
)

BLANK_ROWS = 20
"""Rows to write into by hand: what one sheet holds in a hand's size."""

SPARE_ROWS = 3


class NoHours(DomainError):
    """There are no confirmed hours to certify."""


@dataclass(frozen=True)
class Period:
    """The days a paper tells of."""

    first_on: date
    last_on: date

    @classmethod
    def month(cls, year: int, month: int) -> "Period":
        return cls(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))


ALWAYS = Period(date(2000, 1, 1), date(2100, 12, 31))


def agreement_paper(agreement: Agreement) -> Paper:
    """The agreement, to sign in two copies."""
    centre, group = get_centre(), signing_group(agreement)
    ends_on = agreement.ends_on
    data = {
        "number": agreement.number,
        "centre": {"name": centre.name, "address": centre.address, "town": centre.town},
        "represented_by": agreement.represented_by,
        "name": agreement.person.name,
        "address": agreement.address,
        "born_on": _on(agreement.born_on),
        "guardian": agreement.guardian_name if group is not AgeGroup.ADULT else "",
        "guardian_phone": phone_shown(agreement.guardian_phone),
        "group": group.value,
        "consent_on": _on(agreement.guardian_consent_on),
        "scope": agreement.scope,
        "place": agreement.place,
        "starts_on": _on(agreement.starts_on),
        "ends_on": _on(ends_on),
        "days": _days_said(agreement.starts_on, ends_on) if ends_on is not None else "",
        "is_long": is_long(agreement.starts_on, ends_on),
        "hours_note": agreement.hours_note,
        "insurance": agreement.insurance,
        "is_waived": agreement.costs is CostTerms.WAIVED,
        "risks_told": agreement.risks_told,
        "training": agreement.training,
        "keeps_secrets": agreement.keeps_secrets,
        "lets_use_image": agreement.lets_use_image,
        "with_children": agreement.with_children,
        "ends_how": agreement.ends_how,
        "privacy": external_url("centre.privacy"),
    }
    content = make_funded_paper("agreement", data, agreement.funding_project, today())
    return Paper(f"Porozumienie {agreement.number.replace('/', '-')}", content)


def hours_between(
    viewer: User, person: Person, period: Period, agreement: Agreement | None = None
) -> Select[HoursEntry]:
    """Confirmed hours of somebody, of the communities this member of the team works with."""
    statement = select(HoursEntry).where(
        HoursEntry.person_id == person.id,
        HoursEntry.confirmed_at.is_not(None),
        HoursEntry.worked_on.between(period.first_on, period.last_on),
    )
    if agreement is not None:
        statement = statement.where(HoursEntry.agreement_id == agreement.id)
    if not viewer.is_organiser:
        statement = statement.where(HoursEntry.community_id.in_(viewer.community_ids))
    return statement.order_by(HoursEntry.worked_on, HoursEntry.starts, HoursEntry.id)


def timesheet_paper(
    viewer: User,
    person: Person,
    period: Period,
    agreement: Agreement | None = None,
    *,
    is_blank: bool = False,
) -> Paper:
    """The confirmed hours of a month, or empty rows to write them down by hand."""
    entries: Sequence[HoursEntry] = (
        []
        if is_blank
        else db.session.scalars(hours_between(viewer, person, period, agreement)).all()
    )
    centre = get_centre()
    data = {
        "centre": {"name": centre.name, "address": centre.address, "town": centre.town},
        "name": person.name,
        "number": agreement.number if agreement is not None else "",
        "month": format_date(period.first_on, "LLLL y", locale="pl"),
        "rows": [
            {
                "on": _short(one.worked_on),
                "starts": _hour(one.starts),
                "ends": _hour(one.ends),
                "hours": hours_said(one.minutes),
                "what": one.what,
            }
            for one in entries
        ],
        "blank_rows": SPARE_ROWS if entries else BLANK_ROWS,
        "total": hours_said(sum(one.minutes for one in entries)) if entries else "",
    }
    project = _project_of(agreement, entries)
    content = make_funded_paper("timesheet", data, project, period.last_on)
    return Paper(f"Karta pracy {person.name} {period.first_on:%Y-%m}", content)


def certificate_paper(
    viewer: User, person: Person, period: Period, agreement: Agreement | None = None
) -> Paper:
    """A certificate of what somebody did (art. 44(2)): confirmed hours only. Raises NoHours when
    there are none, and DomainError for days in the wrong order."""
    entries = refuse_without_hours(viewer, person, period, agreement)
    centre = get_centre()
    data = {
        "centre": {"name": centre.name, "address": centre.address, "town": centre.town},
        "name": person.name,
        "number": agreement.number if agreement is not None else "",
        "scope": _scope_of(agreement, entries),
        "first_on": _on(entries[0].worked_on),
        "last_on": _on(entries[-1].worked_on),
        "hours": hours_said(sum(one.minutes for one in entries)),
        "days": len({one.worked_on for one in entries}),
        "made_on": _on(today()),
    }
    content = make_funded_paper("certificate", data, _project_of(agreement, entries), today())
    return Paper(f"Zaświadczenie {person.name}", content)


def refuse_without_hours(
    viewer: User, person: Person, period: Period, agreement: Agreement | None
) -> Sequence[HoursEntry]:
    """The confirmed hours a certificate would tell of; raises NoHours when there are none."""
    if period.last_on < period.first_on:
        raise DomainError(_("The last day is before the first one. Check both dates."))
    entries = db.session.scalars(hours_between(viewer, person, period, agreement)).all()
    if not entries:
        raise NoHours(_("There are no confirmed hours in these days, so there is nothing to say."))
    return entries


def first_confirmed_day(viewer: User, person: Person) -> date | None:
    found = hours_between(viewer, person, ALWAYS).limit(1)
    first = db.session.scalar(found)
    return first.worked_on if first is not None else None


def months_of(viewer: User, person: Person) -> list[tuple[date, str]]:
    """The months with confirmed hours, the newest first, and how long each adds up to."""
    found = hours_between(viewer, person, ALWAYS)
    rows = found.with_only_columns(HoursEntry.worked_on, HoursEntry.minutes)
    minutes: dict[date, int] = {}
    for row in db.session.execute(rows):
        month = row.worked_on.replace(day=1)
        minutes[month] = minutes.get(month, 0) + row.minutes
    return [(month, hours_said(minutes[month])) for month in sorted(minutes, reverse=True)]


def hours_said(minutes: int) -> str:
    """How long, as a paper says it: "12 godz. 30 min"."""
    hours, rest = divmod(minutes, 60)
    parts = [f"{hours} godz."] if hours or not rest else []
    return " ".join([*parts, *([f"{rest} min"] if rest else [])])


def _days_said(starts_on: date, ends_on: date) -> str:
    number = days(starts_on, ends_on)
    return "1 dzień" if number == 1 else f"{number} dni"


def may_be_opened(agreement: Agreement) -> bool:
    """A draft has no paper yet."""
    return agreement.state is not AgreementState.DRAFT and agreement.printed_at is not None


def _scope_of(agreement: Agreement | None, entries: Sequence[HoursEntry]) -> list[str]:
    """What was done: the scope of the agreement, else each kind of work once."""
    if agreement is not None and agreement.scope:
        return [agreement.scope]
    done = [one.what or (one.task.title if one.task is not None else "") for one in entries]
    return [one for one in dict.fromkeys(done) if one][:8]


def _project_of(
    agreement: Agreement | None, entries: Sequence[HoursEntry]
) -> FundingProject | None:
    """Whose money stands behind it: the agreement's project, else the one all hours share."""
    if agreement is not None:
        return agreement.funding_project
    projects = {
        (one.agreement or one.task).funding_project if (one.agreement or one.task) else None  # type: ignore[union-attr]
        for one in entries
    }
    return projects.pop() if len(projects) == 1 else None


def _on(day: date | None) -> str:
    """ "7 marca 2027"."""
    return format_date(day, "d MMMM y", locale="pl") if day is not None else ""


def _short(day: date) -> str:
    return f"{day.day}.{day.month:02d}.{day.year}"


def _hour(at: time | None) -> str:
    return f"{at.hour}.{at.minute:02d}" if at is not None else ""
