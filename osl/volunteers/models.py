"""Volunteering: what there is to do, who takes it on, on what terms, and the hours given."""

from datetime import date, datetime, time
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from osl.accounts.models import User
from osl.communities.models import Community, FundingProject, Venue
from osl.core.clock import utcnow
from osl.core.db import Base
from osl.core.types import UTCDateTime, one_of
from osl.events.models import Event
from osl.people.models import Channel, Person


class AssignmentState(StrEnum):
    """Where somebody stands with a shift.

    Offered: said they would come. Assigned: the team took them on. Declined: the team said no,
    thank you. Given up: they said they cannot come after all. Repeated: somebody whose offer
    stands already sent it once more; it counts nowhere (see osl.volunteers.offering).
    """

    OFFERED = "offered"
    ASSIGNED = "assigned"
    DECLINED = "declined"
    GIVEN_UP = "given_up"
    REPEATED = "repeated"


class ContributionKind(StrEnum):
    """What a line of the list of an event asks for: to do something, or to bring it."""

    DOES = "does"
    BRINGS = "brings"


class LeadRole(StrEnum):
    """How a resident leads an event: alone, or together with somebody of the team."""

    LEADS = "leads"
    CO_LEADS = "co_leads"


class AgreementState(StrEnum):
    """Where a volunteer agreement stands."""

    DRAFT = "draft"
    PRINTED = "printed"
    SIGNED = "signed"
    ENDED = "ended"


class CostTerms(StrEnum):
    """What was settled about a volunteer's costs: given back, or waived in writing (art. 45)."""

    REFUNDED = "refunded"
    WAIVED = "waived"


class CheckKind(StrEnum):
    """What is looked at before somebody works with children (act of 13 May 2016, art. 21)."""

    REGISTER = "register"
    COMMISSION_REGISTER = "commission_register"
    CRIMINAL_RECORD = "criminal_record"


class Task(Base):
    """Something volunteers are asked to do, on its own or as a part of an event (REQ 2.1).

    ``least_age`` is 0 where children may help too. ``with_children``: only people with recorded
    checks are taken on (REQ 2.4). The public sees it from ``published_at`` to ``closed_at``.
    """

    __tablename__ = "volunteer_task"

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id"), index=True)
    event_id: Mapped[int | None] = mapped_column(
        ForeignKey("event.id", ondelete="SET NULL"), index=True
    )
    title: Mapped[str] = mapped_column(String(120))
    description: Mapped[str] = mapped_column(Text, default="")
    venue_id: Mapped[int | None] = mapped_column(ForeignKey("venue.id"))
    place_note: Mapped[str] = mapped_column(String(200), default="")
    least_age: Mapped[int] = mapped_column(default=0)
    with_children: Mapped[bool] = mapped_column(default=False)
    skills: Mapped[str] = mapped_column(String(300), default="")
    contact_phone: Mapped[str] = mapped_column(String(40), default="")
    funding_project_id: Mapped[int | None] = mapped_column(ForeignKey("funding_project.id"))
    published_at: Mapped[datetime | None] = mapped_column(UTCDateTime, index=True)
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)
    key: Mapped[str | None] = mapped_column(String(36), unique=True)
    version: Mapped[int] = mapped_column()

    community: Mapped[Community] = relationship()
    event: Mapped[Event | None] = relationship()
    venue: Mapped[Venue | None] = relationship()
    funding_project: Mapped[FundingProject | None] = relationship()
    shifts: Mapped[list["Shift"]] = relationship(
        back_populates="task", order_by="Shift.starts_at", passive_deletes=True
    )

    __table_args__ = (CheckConstraint("least_age >= 0 AND least_age < 100", name="of_some_age"),)
    __mapper_args__ = {"version_id_col": version}

    @property
    def is_open(self) -> bool:
        """Whether residents see it and may offer themselves."""
        return self.published_at is not None and self.closed_at is None


class Shift(Base):
    """One stretch of time of a task, and how many people it needs.

    Whom to take on is decided under the lock of this row; ``taken`` counts those assigned, and
    the database itself checks that they are no more than ``needed``. One with people is called
    off and never deleted.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(
        ForeignKey("volunteer_task.id", ondelete="CASCADE"), index=True
    )
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime)
    needed: Mapped[int]
    taken: Mapped[int] = mapped_column(default=0)
    note: Mapped[str] = mapped_column(String(200), default="")
    cancelled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column()

    task: Mapped[Task] = relationship(back_populates="shifts")
    assignments: Mapped[list["Assignment"]] = relationship(
        back_populates="shift", order_by="Assignment.id", passive_deletes=True
    )

    __table_args__ = (
        CheckConstraint("taken >= 0 AND taken <= needed AND needed > 0", name="within_needed"),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
    )
    __mapper_args__ = {"version_id_col": version}

    @property
    def missing(self) -> int:
        """How many people are still needed."""
        return self.needed - self.taken


class Assignment(Base):
    """One person and one shift: they offered themselves, and the team took them on or did not.

    ``age`` is what somebody under 18 said; None of an adult. ``came`` is noted afterwards: True,
    False, or None while nobody has said. ``reminded_for`` is the start they were reminded of.
    ``call_about`` names what somebody without e-mail is still to be told by phone, as the letter
    about it is called; empty when there is nothing.
    """

    __tablename__ = "shift_assignment"

    id: Mapped[int] = mapped_column(primary_key=True)
    shift_id: Mapped[int] = mapped_column(ForeignKey("shift.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    state: Mapped[AssignmentState] = mapped_column(one_of(AssignmentState))
    age: Mapped[int | None]
    guardian_phone: Mapped[str] = mapped_column(String(20), default="")
    note: Mapped[str] = mapped_column(String(300), default="")
    channel: Mapped[Channel] = mapped_column(one_of(Channel))
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    language: Mapped[str] = mapped_column(String(5), default="pl")
    notice_version: Mapped[str] = mapped_column(String(20))
    key: Mapped[str | None] = mapped_column(String(40), index=True)
    network: Mapped[str] = mapped_column(String(32), default="")
    offered_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)
    assigned_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    assigned_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    reminded_for: Mapped[datetime | None] = mapped_column(UTCDateTime)
    came: Mapped[bool | None]
    call_about: Mapped[str] = mapped_column(String(40), default="", index=True)
    version: Mapped[int] = mapped_column()

    shift: Mapped[Shift] = relationship(back_populates="assignments")
    person: Mapped[Person] = relationship()

    __table_args__ = (
        Index(
            "uq_shift_assignment_live",
            "shift_id",
            "person_id",
            unique=True,
            sqlite_where=text("state IN ('offered', 'assigned')"),
            postgresql_where=text("state IN ('offered', 'assigned')"),
        ),
        Index("ix_shift_assignment_shift_id_state", "shift_id", "state"),
        Index("ix_shift_assignment_network", "network", "offered_at"),
    )
    __mapper_args__ = {"version_id_col": version}
    __allow_unmapped__ = True

    is_nameless = True

    @property
    def is_live(self) -> bool:
        return self.state in (AssignmentState.OFFERED, AssignmentState.ASSIGNED)


class Contribution(Base):
    """A line of "who does what, who brings what" of an event (REQ 1.15), and for how many it is.

    ``taken`` counts the claims that stand; the database checks that they are not too many.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    kind: Mapped[ContributionKind] = mapped_column(one_of(ContributionKind))
    what: Mapped[str] = mapped_column(String(120))
    needed: Mapped[int] = mapped_column(default=1)
    taken: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column()

    event: Mapped[Event] = relationship()
    claims: Mapped[list["Claim"]] = relationship(
        back_populates="contribution", order_by="Claim.id", passive_deletes=True
    )

    __table_args__ = (
        CheckConstraint("taken >= 0 AND taken <= needed AND needed > 0", name="within_needed"),
    )
    __mapper_args__ = {"version_id_col": version}

    @property
    def missing(self) -> int:
        return self.needed - self.taken


class Claim(Base):
    """Somebody took a line of the list upon themselves; the public never sees who.

    One that was withdrawn the moment it was made is a repeated one: whoever sent it looks at it
    as at any other, and it counts nowhere (see osl.volunteers.contributions).
    """

    __tablename__ = "contribution_claim"

    id: Mapped[int] = mapped_column(primary_key=True)
    contribution_id: Mapped[int] = mapped_column(
        ForeignKey("contribution.id", ondelete="CASCADE"), index=True
    )
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    note: Mapped[str] = mapped_column(String(200), default="")
    channel: Mapped[Channel] = mapped_column(one_of(Channel))
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    key: Mapped[str | None] = mapped_column(String(36), unique=True)
    network: Mapped[str] = mapped_column(String(32), default="")
    claimed_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    contribution: Mapped[Contribution] = relationship(back_populates="claims")
    person: Mapped[Person] = relationship()

    __table_args__ = (
        Index("ix_contribution_claim_network", "network", "claimed_at"),
        Index(
            "uq_contribution_claim_live",
            "contribution_id",
            "person_id",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
    )
    __allow_unmapped__ = True

    is_nameless = True

    @property
    def is_live(self) -> bool:
        return self.withdrawn_at is None

    @property
    def is_repeated(self) -> bool:
        return self.withdrawn_at == self.claimed_at


class Leading(Base):
    """A resident leads an event, or co-leads it: what makes it resident-led."""

    __tablename__ = "event_leading"

    event_id: Mapped[int] = mapped_column(
        ForeignKey("event.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    role: Mapped[LeadRole] = mapped_column(one_of(LeadRole))
    added_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    event: Mapped[Event] = relationship()
    person: Mapped[Person] = relationship()

    __allow_unmapped__ = True

    is_nameless = True


class Thanks(Base):
    """Somebody of the team thanked a volunteer: when and by whom."""

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    thanked_on: Mapped[date]
    what_for: Mapped[str] = mapped_column(String(200), default="")
    author_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)

    person: Mapped[Person] = relationship()

    __allow_unmapped__ = True

    is_nameless = True


class Agreement(Base):
    """A volunteer agreement (porozumienie) between the centre and one person, act of 24 April
    2003, art. 44-46. PESEL and the number of a document are blank lines on paper, never kept.

    ``ends_on`` is None for one without an end. ``insurance`` names the accident policy that the
    centre must buy for up to 30 days; beyond them the state covers accidents by law.
    ``guardian_consent_on`` is when the consent of a minor's guardian was received. The address,
    the day of birth and the guardian are for the organiser and for whoever wrote the agreement.
    """

    __tablename__ = "volunteer_agreement"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(30), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id"), index=True)
    task_id: Mapped[int | None] = mapped_column(ForeignKey("volunteer_task.id"), index=True)
    funding_project_id: Mapped[int | None] = mapped_column(ForeignKey("funding_project.id"))
    state: Mapped[AgreementState] = mapped_column(
        one_of(AgreementState), default=AgreementState.DRAFT
    )
    scope: Mapped[str] = mapped_column(Text)
    place: Mapped[str] = mapped_column(String(200), default="")
    starts_on: Mapped[date]
    ends_on: Mapped[date | None] = mapped_column(index=True)
    hours_note: Mapped[str] = mapped_column(String(200), default="")
    ends_how: Mapped[str] = mapped_column(String(300), default="")
    is_written: Mapped[bool] = mapped_column(default=True)
    insurance: Mapped[str] = mapped_column(String(200), default="")
    costs: Mapped[CostTerms] = mapped_column(one_of(CostTerms), default=CostTerms.REFUNDED)
    risks_told: Mapped[bool] = mapped_column(default=False)
    training: Mapped[str] = mapped_column(String(300), default="")
    keeps_secrets: Mapped[bool] = mapped_column(default=True)
    lets_use_image: Mapped[bool] = mapped_column(default=False)
    with_children: Mapped[bool] = mapped_column(default=False)
    represented_by: Mapped[str] = mapped_column(String(120), default="")
    address: Mapped[str] = mapped_column(String(200), default="")
    born_on: Mapped[date]
    guardian_name: Mapped[str] = mapped_column(String(120), default="")
    guardian_phone: Mapped[str] = mapped_column(String(20), default="")
    guardian_consent_on: Mapped[date | None]
    printed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    signed_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    ending: Mapped[str] = mapped_column(String(300), default="")
    created_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)
    key: Mapped[str | None] = mapped_column(String(36), unique=True)
    version: Mapped[int] = mapped_column()

    person: Mapped[Person] = relationship()
    community: Mapped[Community] = relationship()
    task: Mapped[Task | None] = relationship()
    funding_project: Mapped[FundingProject | None] = relationship()
    created_by: Mapped[User] = relationship()

    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ends_after_start"),
    )
    __mapper_args__ = {"version_id_col": version}
    __allow_unmapped__ = True

    is_nameless = True


class SafeguardingCheck(Base):
    """That somebody was checked before working with children: the day, what was looked at and by
    whom. What came of it and any scan stay in the paper file, never here (REQ 2.4)."""

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    kind: Mapped[CheckKind] = mapped_column(one_of(CheckKind))
    checked_on: Mapped[date]
    checked_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    recorded_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)

    person: Mapped[Person] = relationship()
    checked_by: Mapped[User] = relationship()

    __allow_unmapped__ = True

    is_nameless = True


class HoursEntry(Base):
    """Hours a volunteer gave on one day, local time. Whoever entered them does not confirm them
    (REQ 2.6): ``entered_by_id`` is None for the volunteer, who used their link.

    Certificates and totals count confirmed entries only. ``assignment`` is the shift they came
    from, once at most.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id"))
    agreement_id: Mapped[int | None] = mapped_column(
        ForeignKey("volunteer_agreement.id"), index=True
    )
    task_id: Mapped[int | None] = mapped_column(ForeignKey("volunteer_task.id"), index=True)
    assignment_id: Mapped[int | None] = mapped_column(
        ForeignKey("shift_assignment.id"), unique=True
    )
    worked_on: Mapped[date] = mapped_column(index=True)
    starts: Mapped[time | None]
    ends: Mapped[time | None]
    minutes: Mapped[int]
    what: Mapped[str] = mapped_column(String(300), default="")
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    entered_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    confirmed_at: Mapped[datetime | None] = mapped_column(UTCDateTime, index=True)
    refused_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    refused_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    refusal: Mapped[str] = mapped_column(String(300), default="")
    key: Mapped[str | None] = mapped_column(String(36), unique=True)
    version: Mapped[int] = mapped_column()

    person: Mapped[Person] = relationship()
    community: Mapped[Community] = relationship()
    agreement: Mapped[Agreement | None] = relationship()
    task: Mapped[Task | None] = relationship()
    assignment: Mapped[Assignment | None] = relationship()
    entered_by: Mapped[User | None] = relationship(foreign_keys=entered_by_id)
    confirmed_by: Mapped[User | None] = relationship(foreign_keys=confirmed_by_id)

    __table_args__ = (
        Index("ix_hours_entry_community_id_worked_on", "community_id", "worked_on"),
        CheckConstraint("minutes > 0 AND minutes <= 1440", name="within_a_day"),
        CheckConstraint(
            "confirmed_by_id IS NULL OR entered_by_id IS NULL OR confirmed_by_id <> entered_by_id",
            name="confirmed_by_another",
        ),
    )
    __mapper_args__ = {"version_id_col": version}
    __allow_unmapped__ = True

    is_nameless = True

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_at is not None

    @property
    def waits(self) -> bool:
        return self.confirmed_at is None and self.refused_at is None
