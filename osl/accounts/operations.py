"""The team: who is invited, with which roles, and who may no longer come in."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm.attributes import flag_modified

from osl.accounts import attempts, links, sessions
from osl.accounts.models import COMMUNITY_ROLES, Membership, Role, TokenPurpose, User
from osl.accounts.queries import invitation_of, normal_email, roles_of, user_of_email
from osl.core import audit
from osl.core.audit import AuditEntry
from osl.core.clock import utcnow
from osl.core.db import db
from osl.core.errors import DomainError
from osl.core.i18n import _, _l
from osl.core.outbox import post_letter
from osl.core.web import external_url

INVITED = audit.action("account.invited", _l("%(actor)s invited %(subject)s to the team"))
INVITED_AGAIN = audit.action(
    "account.invited_again", _l("%(actor)s sent the invitation of %(subject)s again")
)
INVITATION_WITHDRAWN = audit.action(
    "account.invitation_withdrawn", _l("%(actor)s withdrew the invitation of %(subject)s")
)
INVITATION_ACCEPTED = audit.action(
    "account.invitation_accepted", _l("%(actor)s accepted the invitation")
)
ROLES_CHANGED = audit.action(
    "account.roles_changed", _l("%(actor)s changed the roles of %(subject)s")
)
DISABLED = audit.action("account.disabled", _l("%(actor)s switched the account of %(subject)s off"))
ENABLED = audit.action("account.enabled", _l("%(actor)s switched the account of %(subject)s on"))
SESSIONS_ENDED = audit.action(
    "account.sessions_ended", _l("%(actor)s signed %(subject)s out everywhere")
)
MADE_ORGANISER = audit.action(
    "account.made_organiser", _l("Whoever runs the server made %(subject)s an organiser")
)
LINK_ISSUED = audit.action(
    "account.link_issued", _l("Whoever runs the server made a sign-in link for %(subject)s")
)
LINK_USED = audit.action("account.link_used", _l("%(actor)s used a sign-in link"))

MOST_INVITATIONS_A_DAY = 20


@dataclass(frozen=True)
class Assignment:
    """A role, and the community it is for; None for the roles that hold everywhere."""

    role: Role
    community_id: int | None = None

    def __post_init__(self) -> None:
        if (self.role in COMMUNITY_ROLES) != (self.community_id is not None):
            raise ValueError(f"{self.role} and {self.community_id} do not go together")


class NoRole(DomainError):
    """Somebody of the team has at least one role."""


class LastOrganiser(DomainError):
    """The centre would be left without anyone who looks after the team."""


class AlreadyInTeam(DomainError):
    """The address belongs to somebody who has an account or an invitation."""

    def __init__(self, message: str, member: User) -> None:
        super().__init__(message)
        self.member_id = member.id


class TooManyInvitations(DomainError):
    """More invitations in a day than any team needs."""


def invite_member(
    *, email: str, name: str, assignments: Collection[Assignment], actor: User
) -> User:
    """Add somebody to the team and send them a link to come in by.

    Writes the account without a password, its roles, an audit entry and a letter. The link works
    for 7 days, an administrator's for 48 hours. Raises AlreadyInTeam, NoRole, TooManyInvitations.
    """
    known = user_of_email(email)
    if known is not None:
        raise AlreadyInTeam(_already(known), known)
    _refuse_no_role(assignments)
    _refuse_too_many(actor)
    member = User(
        email=normal_email(email), name=name, memberships=[_membership(one) for one in assignments]
    )
    db.session.add(member)
    audit.record(INVITED, actor=actor, subject=member, roles=_told(assignments))
    _send_invitation(member, actor)
    return member


def _already(known: User) -> str:
    if not known.is_active:
        return _(
            "This address belongs to %(name)s, whose account is switched off. Switch it on again.",
            name=known.name,
        )
    if invitation_of(known) is not None:
        return _(
            "%(name)s has been invited already. You can send the invitation again.", name=known.name
        )
    return _(
        "%(name)s is already in the team with this address. You can change the roles instead.",
        name=known.name,
    )


def invite_again(member: User, *, actor: User) -> None:
    """Send the invitation once more; the link sent before stops working."""
    _refuse_too_many(actor)
    audit.record(INVITED_AGAIN, actor=actor, subject=member)
    _send_invitation(member, actor)


def _send_invitation(member: User, inviter: User) -> None:
    lifetime = links.INVITATION_OF_ADMINISTRATOR if member.is_administrator else links.INVITATION
    secret = links.issue(member, TokenPurpose.INVITATION, lifetime)
    post_letter(
        member.email,
        "accounts/letters/invitation.txt",
        key=f"invitation:{links.hash_of(secret)}",
        holds_secret=True,
        name=member.name,
        inviter=inviter.name,
        address=external_url("accounts.accept_invitation", secret=secret),
        until=utcnow() + lifetime,
    )


def _refuse_too_many(actor: User) -> None:
    sent = db.session.scalar(
        select(func.count()).where(
            AuditEntry.actor_id == actor.id,
            AuditEntry.action.in_([INVITED.code, INVITED_AGAIN.code]),
            AuditEntry.at > utcnow() - timedelta(days=1),
        )
    )
    if (sent or 0) >= MOST_INVITATIONS_A_DAY:
        raise TooManyInvitations(
            _("You have sent %(most)s invitations within a day. Send the next one tomorrow.",
              most=MOST_INVITATIONS_A_DAY)
        )  # fmt: skip


def withdraw_invitation(member: User, *, actor: User) -> None:
    """Take the invitation back: its link stops working and the account is gone."""
    audit.record(INVITATION_WITHDRAWN, actor=actor, subject=member)
    db.session.delete(member)


def accept_invitation(secret: str, *, name: str, password_hash: str) -> User | None:
    """Come in by an invitation: the account gets its password. None when the link does not work.

    Writes the account, the used link and an audit entry.
    """
    member = links.use(secret, TokenPurpose.INVITATION)
    if member is None:
        return None
    member.name = name
    member.password_hash = password_hash
    audit.record(INVITATION_ACCEPTED, actor=member, subject=member)
    return member


def assignments_of(member: User) -> set[Assignment]:
    return {Assignment(held.role, held.community_id) for held in member.memberships}


def change_roles(member: User, *, assignments: Collection[Assignment], actor: User) -> None:
    """Give exactly these roles. Signs the person out, except in the browser of one's own change.

    Writes memberships, ended sessions, an audit entry and a letter. Raises NoRole, LastOrganiser.
    """
    wanted, had = set(assignments), assignments_of(member)
    if wanted == had:
        return
    _refuse_no_role(wanted)
    if Assignment(Role.ORGANISER) in had - wanted:
        _refuse_without_organiser(member)
    kept = [m for m in member.memberships if Assignment(m.role, m.community_id) in wanted]
    member.memberships = kept + [_membership(one) for one in wanted - had]
    flag_modified(member, "name")  # the roles are a part of the account that two people may edit
    entry = audit.record(
        ROLES_CHANGED, actor=actor, subject=member, before=_told(had), after=_told(wanted)
    )
    sessions.end_all(member, actor=actor)
    db.session.flush()
    post_letter(
        member.email,
        "accounts/letters/roles_changed.txt",
        key=f"roles changed:{entry.id}",
        name=member.name,
        changed_by=actor.name,
        roles=roles_of(member),
    )


def disable_member(member: User, *, actor: User) -> None:
    """Switch the account off: its sessions end and its links stop working, at once.

    Raises LastOrganiser.
    """
    if not member.is_active:
        return
    if member.is_organiser:
        _refuse_without_organiser(member)
    member.disabled_at = utcnow()
    links.revoke(member, *TokenPurpose)
    audit.record(DISABLED, actor=actor, subject=member)
    sessions.end_all(member, actor=None)


def enable_member(member: User, *, actor: User) -> None:
    """Switch the account on again, with the roles and the password it had."""
    if member.is_active:
        return
    member.disabled_at = None
    audit.record(ENABLED, actor=actor, subject=member)


def end_sessions(member: User, *, actor: User) -> None:
    """Sign somebody out everywhere: a phone was lost, a browser was left open."""
    audit.record(SESSIONS_ENDED, actor=actor, subject=member)
    sessions.end_all(member, actor=actor)


def _refuse_without_organiser(leaving: User) -> None:
    """Raise LastOrganiser unless another organiser stays who can sign in.

    Their rows are locked first: of two organisers who remove each other at the same moment the
    second waits here, and then sees that she is the last. (SQLite has one writer at a time.)
    """
    staying = db.session.scalars(
        select(User.id)
        .join(Membership)
        .where(
            Membership.role == Role.ORGANISER,
            User.disabled_at.is_(None),
            or_(User.password_hash.is_not(None), User.totp_confirmed_at.is_not(None)),
        )
        .order_by(User.id, Membership.id)
        .with_for_update()
    )
    if not set(staying) - {leaving.id}:
        raise LastOrganiser(
            _(
                "%(name)s is the only organiser who can sign in. "
                "Give this role to somebody else first.",
                name=leaving.name,
            )
        )


def _refuse_no_role(assignments: Collection[Assignment]) -> None:
    if not assignments:
        raise NoRole(_("Choose at least one role."))


def _membership(assignment: Assignment) -> Membership:
    return Membership(role=assignment.role, community_id=assignment.community_id)


def _told(assignments: Collection[Assignment]) -> list[str]:
    """Roles as the audit log keeps them, with the ids of communities."""
    return sorted(
        one.role.value + (f" {one.community_id}" if one.community_id is not None else "")
        for one in assignments
    )


def make_organiser(email: str) -> User:
    """Make this address an organiser who can sign in: the first one, or the way back in.

    For whoever runs the server (a command), so it has no actor and sends no letter.
    """
    member = user_of_email(email)
    if member is None:
        member = User(email=normal_email(email), name=email.partition("@")[0])
        db.session.add(member)
    if not member.is_organiser:
        member.memberships.append(Membership(role=Role.ORGANISER))
    member.disabled_at = None
    audit.record(MADE_ORGANISER, actor=None, subject=member)
    return member


def issue_sign_in_link(user: User) -> str:
    """The address of a page that signs this person in, once, within 12 hours.

    For whoever runs the server. An earlier link of the same person stops working. Call it in the
    unit of a command (``transactions.unit()``): it writes the link and an audit entry.
    """
    secret = links.issue(user, TokenPurpose.SIGN_IN, links.SIGN_IN)
    audit.record(LINK_ISSUED, actor=None, subject=user)
    return external_url("accounts.enter", secret=secret)


def use_sign_in_link(secret: str) -> User | None:
    """Whoever holds the link is this person. None when it does not work."""
    user = links.use(secret, TokenPurpose.SIGN_IN)
    if user is not None:
        audit.record(LINK_USED, actor=user, subject=user)
    return user


def forget_old_traces(now: datetime) -> None:
    """What only helped against guessing, or has long ended, goes (security checklist A78)."""
    attempts.forget_old(now)
    sessions.forget_old(now)
    links.forget_old(now)
