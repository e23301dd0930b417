"""What is known of the team."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from flask import abort, current_app
from sqlalchemy import Select, func, select
from sqlalchemy.sql.expression import ColumnElement

from osl.accounts.models import Membership, OneUseToken, Role, StaffSession, TokenPurpose, User
from osl.accounts.policies import can_manage_team
from osl.accounts.words import STATES, AccountState
from osl.core.audit import AuditEntry
from osl.core.clock import today, utcnow
from osl.core.db import Base, db
from osl.core.i18n import _


@dataclass(frozen=True)
class CommunityChoice:
    """A community as far as accounts know it: this feature lies below communities."""

    id: int
    name: str
    is_closed: bool


@dataclass(frozen=True)
class TeamRow:
    """One line of the team's list."""

    member: User
    roles: dict[Role, list[str]]
    state: AccountState
    invitation: OneUseToken | None
    seen_at: datetime | None

    @property
    def state_name(self) -> str:
        return str(STATES[self.state])


@dataclass(frozen=True)
class HistoryLine:
    """One thing that was done, when, and by whom, as a sentence."""

    at: datetime
    sentence: str


def first_organiser() -> User | None:
    """The organiser of longest standing who can still sign in."""
    return db.session.scalar(
        select(User)
        .join(Membership)
        .where(Membership.role == Role.ORGANISER, User.disabled_at.is_(None))
        .order_by(User.id)
        .limit(1)
    )


def active_organisers() -> list[User]:
    """Every organiser whose account is switched on."""
    statement = (
        select(User)
        .join(Membership)
        .where(Membership.role == Role.ORGANISER, User.disabled_at.is_(None))
    )
    return list(db.session.scalars(statement.order_by(User.id)))


def user_of_email(email: str) -> User | None:
    return db.session.scalar(select(User).where(User.email == normal_email(email)))


def normal_email(email: str) -> str:
    """An address as it names one person: only spaces and case do not matter."""
    return email.strip().lower()


def members_visible_to(viewer: User | None) -> Select[User]:
    """Everybody for those who look after the team; for others only themselves."""
    everybody = select(User)
    if viewer is None:
        return everybody.where(User.id.is_(None))
    return everybody if can_manage_team(viewer) else everybody.where(User.id == viewer.id)


def get_member(viewer: User | None, member_id: int) -> User:
    statement = members_visible_to(viewer).where(User.id == member_id)
    return db.session.scalar(statement) or abort(404)


def get_own_session(viewer: User | None, session_id: int) -> StaffSession:
    found = db.session.get(StaffSession, session_id)
    if found is None or viewer is None or found.user_id != viewer.id:
        abort(404)
    return found


def community_choices() -> list[CommunityChoice]:
    """Communities to give roles in, by name."""
    table = Base.metadata.tables["community"]
    rows = db.session.execute(
        select(table.c.id, table.c.name, table.c.closed_on).order_by(table.c.name)
    )
    return [
        CommunityChoice(row.id, row.name, row.closed_on is not None and row.closed_on <= today())
        for row in rows
    ]


def _centre_words() -> tuple[str, str]:
    table = Base.metadata.tables["centre"]
    row = db.session.execute(select(table.c.name, table.c.town).order_by(table.c.id)).first()
    return (row.name, row.town) if row is not None else ("", "")


def site_words() -> list[str]:
    """What the site is called: too easy to guess in a password."""
    host = urlsplit(str(current_app.config["BASE_URL"])).hostname or ""
    return [word for word in (*_centre_words(), host) if word]


def site_name() -> str:
    """How the site is called in the app on someone's phone."""
    return _centre_words()[0] or "OSL"


def roles_of(user: User) -> dict[Role, list[str]]:
    """Each role this person has, and the communities it is for."""
    return _roles([user])[user.id]


def _roles(users: Iterable[User]) -> dict[int, dict[Role, list[str]]]:
    names = {choice.id: choice.name for choice in community_choices()}
    roles, places = list(Role), [None, *names]
    found: dict[int, dict[Role, list[str]]] = defaultdict(dict)

    def order(held: Membership) -> tuple[int, int]:
        return roles.index(held.role), places.index(held.community_id)

    for user in users:
        for held in sorted(user.memberships, key=order):
            where = found[user.id].setdefault(held.role, [])
            if held.community_id is not None:
                where.append(names.get(held.community_id, ""))
    return found


def team_visible_to(viewer: User) -> list[TeamRow]:
    """The team by name, those whose account is switched off last."""
    members = list(db.session.scalars(members_visible_to(viewer).order_by(User.name)))
    roles = _roles(members)
    invitations = _invitations(OneUseToken.user_id.in_([member.id for member in members]))
    seen = dict(
        db.session.execute(
            select(StaffSession.user_id, func.max(StaffSession.seen_at)).group_by(
                StaffSession.user_id
            )
        ).all()
    )
    rows = [
        TeamRow(
            member,
            roles[member.id],
            _state(member, invitations.get(member.id)),
            invitations.get(member.id),
            seen.get(member.id),
        )
        for member in members
    ]
    return sorted(rows, key=lambda row: row.state == AccountState.DISABLED)


def invitation_of(member: User) -> OneUseToken | None:
    """The invitation this person has not answered yet, lapsed or not."""
    return _invitations(OneUseToken.user_id == member.id).get(member.id)


def state_of(member: User) -> AccountState:
    return _state(member, invitation_of(member))


def _invitations(whose: ColumnElement[bool]) -> dict[int, OneUseToken]:
    """The newest invitation of each of them who has never come in."""
    found = db.session.scalars(
        select(OneUseToken)
        .join(User)
        .where(
            whose,
            OneUseToken.purpose == TokenPurpose.INVITATION,
            User.password_hash.is_(None),
            User.totp_confirmed_at.is_(None),
            OneUseToken.used_at.is_(None),
        )
        .order_by(OneUseToken.id)
    )
    return {invitation.user_id: invitation for invitation in found}


def _state(member: User, invitation: OneUseToken | None) -> AccountState:
    if not member.is_active:
        return AccountState.DISABLED
    if invitation is None:
        return AccountState.ACTIVE
    lapsed = invitation.revoked_at is not None or invitation.expires_at <= utcnow()
    return AccountState.INVITATION_LAPSED if lapsed else AccountState.INVITED


def names_of(user_ids: Iterable[int | None]) -> dict[int, str]:
    """The names of these people of the team."""
    wanted = {user_id for user_id in user_ids if user_id is not None}
    rows = db.session.execute(select(User.id, User.name).where(User.id.in_(wanted)))
    return {row.id: row.name for row in rows}


def history_of(subject: Any, *, most: int = 100) -> list[HistoryLine]:
    """What was done with this thing, as sentences, the newest first."""
    entries = list(
        db.session.scalars(
            select(AuditEntry)
            .where(
                AuditEntry.subject_type == type(subject).__tablename__,
                AuditEntry.subject_id == subject.id,
            )
            .order_by(AuditEntry.id.desc())
            .limit(most)
        )
    )
    names = names_of(entry.actor_id for entry in entries)
    return [
        HistoryLine(entry.at, entry.sentence(names.get(entry.actor_id or 0, _("The site"))))
        for entry in entries
    ]
