"""The staff's accounts: people, what they may do where, their sessions and one-use links."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from osl.core.clock import utcnow
from osl.core.db import Base
from osl.core.types import UTCDateTime, one_of


class Role(StrEnum):
    """What someone does in the team. The first and the last two hold everywhere."""

    ORGANISER = "organiser"
    ANIMATOR = "animator"
    SOCIAL_WORKER = "social_worker"
    ADVISER = "adviser"
    ADMINISTRATOR = "administrator"


COMMUNITY_ROLES = (Role.ANIMATOR, Role.SOCIAL_WORKER)
"""Roles held in a community each; the others hold for the whole centre."""


class TokenPurpose(StrEnum):
    """What a one-use link is for."""

    INVITATION = "invitation"
    PASSWORD_RESET = "password_reset"  # noqa: S105 - the name of a purpose
    SIGN_IN = "sign_in"


class User(Base):
    """Someone of the team. Residents never have an account."""

    __tablename__ = "user_account"
    __allow_unmapped__ = True

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(320), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    totp_secret: Mapped[str | None] = mapped_column(String(300))
    totp_last_step: Mapped[int] = mapped_column(default=0)
    totp_confirmed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)
    disabled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column()

    memberships: Mapped[list["Membership"]] = relationship(
        back_populates="user", cascade="all, delete-orphan", lazy="selectin"
    )
    recovery_codes: Mapped[list["RecoveryCode"]] = relationship(
        back_populates="user", cascade="all, delete-orphan"
    )

    __mapper_args__ = {"version_id_col": version}

    is_authenticated = True
    is_anonymous = False

    this_session: "StaffSession | None" = None
    """The session of the browser this person came with, on the one who looks at the page."""

    @property
    def is_active(self) -> bool:
        return self.disabled_at is None

    @property
    def roles(self) -> set[Role]:
        return {membership.role for membership in self.memberships}

    @property
    def community_ids(self) -> set[int]:
        """The communities this person works with by name."""
        return {m.community_id for m in self.memberships if m.community_id is not None}

    @property
    def is_organiser(self) -> bool:
        return Role.ORGANISER in self.roles

    @property
    def is_administrator(self) -> bool:
        return Role.ADMINISTRATOR in self.roles

    @property
    def has_second_factor(self) -> bool:
        return self.totp_confirmed_at is not None

    @property
    def unfinished_step(self) -> str | None:
        """The endpoint to pass before the panel: who has no second factor sets one up.

        Somebody who has one and has not passed it yet is not signed in at all (see sessions).
        """
        return None if self.has_second_factor else "accounts.second_factor"

    def works_with(self, community_id: int) -> bool:
        """Whether this person plans for that community: the organiser, or its own team."""
        return self.is_organiser or community_id in self.community_ids


class Membership(Base):
    """A role someone holds, in one community or (organiser, adviser, administrator) everywhere."""

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(
        ForeignKey("user_account.id", ondelete="CASCADE"), index=True
    )
    community_id: Mapped[int | None] = mapped_column(ForeignKey("community.id"), index=True)
    role: Mapped[Role] = mapped_column(one_of(Role))

    user: Mapped[User] = relationship(back_populates="memberships")

    __table_args__ = (UniqueConstraint("user_id", "community_id", "role"),)


class StaffSession(Base):
    """One browser in which someone is signed in. Only the hash of its secret is kept."""

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(
        ForeignKey("user_account.id", ondelete="CASCADE"), index=True
    )
    started_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)
    seen_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)
    proved_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    factor_passed: Mapped[bool] = mapped_column(default=False)
    browser: Mapped[str] = mapped_column(String(120), default="")
    network: Mapped[str] = mapped_column(String(32), default="")
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    user: Mapped[User] = relationship()


class OneUseToken(Base):
    """A link that works once, for one purpose and person. Only its hash is kept."""

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    purpose: Mapped[TokenPurpose] = mapped_column(one_of(TokenPurpose))
    user_id: Mapped[int] = mapped_column(
        ForeignKey("user_account.id", ondelete="CASCADE"), index=True
    )
    issued_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    user: Mapped[User] = relationship()


class RecoveryCode(Base):
    """A single-use code for the day the phone is lost; kept as a hash."""

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(
        ForeignKey("user_account.id", ondelete="CASCADE"), index=True
    )
    code_hash: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    user: Mapped[User] = relationship(back_populates="recovery_codes")


class SignInAttempt(Base):
    """A failed try to get in, counted to slow guessing. Keys are hashes, kept 30 days."""

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)
    kind: Mapped[str] = mapped_column(String(20))
    account_key: Mapped[str] = mapped_column(String(64))
    network: Mapped[str] = mapped_column(String(32))

    __table_args__ = (
        Index("ix_sign_in_attempt_account", "account_key", "at"),
        Index("ix_sign_in_attempt_network", "network", "at"),
    )
