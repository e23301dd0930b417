"""The list of people as a table to take away: for the organiser only, and noted."""

from collections import defaultdict
from datetime import timedelta

from sqlalchemy import func, select

from osl.accounts.models import User
from osl.cards.queries import PeopleFilters, community_names, people_listed
from osl.core import audit
from osl.core.audit import AuditEntry
from osl.core.clock import utcnow
from osl.core.db import db
from osl.core.errors import DomainError
from osl.core.i18n import _, _l
from osl.core.sheets import Cell, Sheet
from osl.people.models import Card, Person, Talent, TalentKind, TimeOfWeek, person_talent
from osl.people.words import LEADER_STATUSES, REACHES, TALENT_KINDS, TIMES, phone_shown

EXPORTED = audit.action(
    "people.exported", _l("%(actor)s took away the list of people as a file: %(count)s rows")
)

MOST_AN_HOUR = 10
WITHIN = timedelta(hours=1)
AT_ONCE = 500


def export_people(filters: PeopleFilters, *, actor: User) -> Sheet:
    """Everybody whom the list shows, as a sheet. Writes an audit entry with the number of rows.

    Raises DomainError for whoever has taken away ten files within an hour.
    """
    _refuse_too_many(actor)
    statement = people_listed(actor, filters).order_by(Person.name, Person.id)
    found = [(person, card) for person, card in db.session.execute(statement)]
    audit.record(EXPORTED, actor=actor, count=len(found))
    headings = [
        _("First name and surname"),
        _("Phone"),
        _("E-mail"),
        _("How to reach them"),
        _("Prefers"),
        _("Communities"),
        _("Card since"),
        _("Local leader"),
        _("Since when"),
        *(str(one) for one in TALENT_KINDS.values()),
        _("In their own words"),
        _("Has time"),
        _("Languages"),
    ]
    rows: list[list[Cell]] = []
    for begin in range(0, len(found), AT_ONCE):
        part = found[begin : begin + AT_ONCE]
        ids = [person.id for person, _card in part]
        places, gifts = community_names(actor, ids), _talents_of(ids)
        rows += [
            _row(person, card, places.get(person.id, []), gifts[person.id]) for person, card in part
        ]
    return Sheet(_("The people"), _("People the team knows"), headings, rows)


def _row(
    person: Person, card: Card | None, places: list[str], gifts: dict[TalentKind, list[str]]
) -> list[Cell]:
    status = card.leader_status if card is not None else None
    times = card.free_times if card is not None else []
    note = [person.contact_note, card.reach_note if card is not None else ""]
    return [
        person.name,
        phone_shown(person.phone),
        person.email,
        "; ".join(filter(None, note)),
        str(REACHES[card.prefers]) if card is not None and card.prefers is not None else "",
        ", ".join(places),
        card.agreed_on if card is not None else None,
        str(LEADER_STATUSES[status]) if status is not None else "",
        card.leader_since if card is not None else None,
        *(", ".join(gifts.get(kind, [])) for kind in TALENT_KINDS),
        card.own_words if card is not None else "",
        ", ".join(str(TIMES[one]) for one in TimeOfWeek if one in times),
        card.languages if card is not None else "",
    ]


def _talents_of(person_ids: list[int]) -> dict[int, dict[TalentKind, list[str]]]:
    statement = (
        select(person_talent.c.person_id, Talent.kind, Talent.name)
        .join(Talent, Talent.id == person_talent.c.talent_id)
        .where(person_talent.c.person_id.in_(person_ids))
    )
    found: dict[int, dict[TalentKind, list[str]]] = defaultdict(lambda: defaultdict(list))
    for person_id, kind, name in db.session.execute(statement.order_by(Talent.name)):
        found[person_id][kind].append(name)
    return found


def _refuse_too_many(actor: User) -> None:
    made = select(func.count(AuditEntry.id)).where(
        AuditEntry.action == EXPORTED.code,
        AuditEntry.actor_id == actor.id,
        AuditEntry.at > utcnow() - WITHIN,
    )
    if (db.session.scalar(made) or 0) >= MOST_AN_HOUR:
        raise DomainError(
            _("Ten files were taken away within an hour, and that is the most. Try again later.")
        )
