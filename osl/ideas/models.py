"""What residents would like to happen, who stands behind it, and what became of it."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from osl.communities.models import Community
from osl.core.clock import utcnow
from osl.core.db import Base
from osl.core.types import UTCDateTime, one_of
from osl.events.models import Event
from osl.people.models import Channel, Person

LONGEST_TITLE = 120
LONGEST_IDEA = 3000


class Source(StrEnum):
    """Where an idea was heard. A chat at the stall counts as much as the form on the site."""

    WEB = "web"
    PHONE = "phone"
    STALL = "stall"
    WALK = "walk"
    OPEN_HOURS = "open_hours"
    MEETING = "meeting"
    PAPER = "paper"

    @property
    def channel(self) -> Channel:
        """How whoever gave it came to be known to us (REQ 3.4)."""
        return {
            Source.WEB: Channel.WEB,
            Source.PHONE: Channel.PHONE,
            Source.PAPER: Channel.PAPER,
        }.get(self, Channel.IN_PERSON)


class Moderation(StrEnum):
    """Whether somebody of the team has looked at a text, and what came of it."""

    WAITING = "waiting"
    PUBLISHED = "published"
    HIDDEN = "hidden"


class HidingReason(StrEnum):
    """Why an idea is not shown."""

    PERSONAL_DATA = "personal_data"
    OFFENSIVE = "offensive"
    ADVERT = "advert"
    UNCLEAR = "unclear"
    TAKEN_BACK = "taken_back"
    OTHER = "other"


class Suspicion(StrEnum):
    """Why an idea waits apart from the others: it may come from a program."""

    NONE = ""
    LINKS = "links"
    REPEATED = "repeated"
    CROWD = "crowd"


class IdeaState(StrEnum):
    """What became of an idea. It follows from the answers and from the events."""

    NEW = "new"
    TALK = "talk"
    LOOKING = "looking"
    PLANNED = "planned"
    DONE = "done"
    HANDED_ON = "handed_on"
    NOT_NOW = "not_now"


class StepKind(StrEnum):
    """One dated step in the story of an idea."""

    TALK = "talk"
    LOOKING = "looking"
    HANDED_ON = "handed_on"
    THEIR_ANSWER = "their_answer"
    NOT_NOW = "not_now"
    NEWS = "news"
    MERGED = "merged"
    TOOK_IN = "took_in"
    PARTED = "parted"
    SPLIT_OFF = "split_off"
    MOVED = "moved"
    CORRECTED = "corrected"

    @property
    def is_answer(self) -> bool:
        """Whether the team says something by it, and not only puts things in order."""
        return self in ANSWERS


ANSWERS = (
    StepKind.TALK,
    StepKind.LOOKING,
    StepKind.HANDED_ON,
    StepKind.THEIR_ANSWER,
    StepKind.NOT_NOW,
    StepKind.NEWS,
)

STATE_AFTER = {
    StepKind.TALK: IdeaState.TALK,
    StepKind.LOOKING: IdeaState.LOOKING,
    StepKind.HANDED_ON: IdeaState.HANDED_ON,
    StepKind.THEIR_ANSWER: IdeaState.HANDED_ON,
    StepKind.NOT_NOW: IdeaState.NOT_NOW,
}
"""What each answer makes of an idea. A piece of news changes nothing."""


class NotNowReason(StrEnum):
    """Why an idea cannot be taken up now. The answer says it in full."""

    MONEY = "money"
    PLACE = "place"
    PEOPLE = "people"
    SAFETY = "safety"
    NOT_OURS = "not_ours"
    EXISTS = "exists"
    OTHER = "other"


class FormalKind(StrEnum):
    """What the law has its own way for: it is no idea, and goes to the secretariat."""

    REQUEST = "request"
    COMPLAINT = "complaint"
    PETITION = "petition"


class Resource(StrEnum):
    """What an idea needs, and what people can give."""

    HANDS = "hands"
    ROOM = "room"
    TOOLS = "tools"
    LEADER = "leader"
    ORGANISING = "organising"
    MONEY = "money"


class MessageKind(StrEnum):
    """A question of the team, the author's reply, or a neighbour's comment."""

    QUESTION = "question"
    REPLY = "reply"
    COMMENT = "comment"


class CallForIdeas(Base):
    """A question put to a community for some weeks ("what should our yard be like?").

    Both days count. ``result`` is what came of it in words, shown once it is published.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id"), index=True)
    title: Mapped[str] = mapped_column(String(LONGEST_TITLE))
    question: Mapped[str] = mapped_column(Text)
    rules: Mapped[str] = mapped_column(Text, default="")
    opens_on: Mapped[date]
    closes_on: Mapped[date] = mapped_column(index=True)
    result: Mapped[str] = mapped_column(Text, default="")
    result_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    key: Mapped[str | None] = mapped_column(String(36), unique=True)
    version: Mapped[int] = mapped_column()

    community: Mapped[Community] = relationship()

    __table_args__ = (CheckConstraint("closes_on >= opens_on", name="ends_after_start"),)
    __mapper_args__ = {"version_id_col": version}

    @property
    def is_published(self) -> bool:
        return self.published_at is not None

    def is_open_on(self, day: date) -> bool:
        return self.is_published and self.opens_on <= day <= self.closes_on


class Idea(Base):
    """A resident's thought of what could be better, and everything that follows from it.

    ``title`` and ``text`` are what everybody reads, ``original_…`` what was given, word for word,
    and ``proposed_…`` how its author would have it now, until the team has looked.

    What became of it follows from facts (see ``state_at``): ``answer_state`` from the team's last
    answer, ``done_at`` from the events that answer it: when the first of them is, or will be,
    over. An idea that was merged points to another one by ``merged_into_id``; ``root_id`` is the
    one that stands for all of them in the end. ``supporters`` counts people once over all those,
    ``confirmed_supporters`` those of them we know to be different people.

    ``network``, ``address_key`` and ``text_key`` are keyed hashes kept 30 days against abuse.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(LONGEST_TITLE))
    text: Mapped[str] = mapped_column(Text)
    original_title: Mapped[str] = mapped_column(String(LONGEST_TITLE))
    original_text: Mapped[str] = mapped_column(Text)
    proposed_title: Mapped[str] = mapped_column(String(LONGEST_TITLE), default="")
    proposed_text: Mapped[str] = mapped_column(Text, default="")
    proposed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id"))
    call_id: Mapped[int | None] = mapped_column(ForeignKey("call_for_ideas.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    language: Mapped[str] = mapped_column(String(5), default="pl")
    source: Mapped[Source] = mapped_column(one_of(Source), default=Source.WEB)
    heard_at: Mapped[str] = mapped_column(String(120), default="")
    """Where the team heard it ("stoisko na Dniu Sąsiada")."""
    given_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    picture: Mapped[str | None] = mapped_column(String(80))
    picture_description: Mapped[str] = mapped_column(String(300), default="")

    moderation: Mapped[Moderation] = mapped_column(one_of(Moderation), default=Moderation.WAITING)
    suspicion: Mapped[Suspicion] = mapped_column(one_of(Suspicion), default=Suspicion.NONE)
    published_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    hidden_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    hiding_reason: Mapped[HidingReason | None] = mapped_column(one_of(HidingReason))
    hiding_note: Mapped[str] = mapped_column(String(500), default="")

    answer_state: Mapped[IdeaState] = mapped_column(one_of(IdeaState), default=IdeaState.NEW)
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When the team answered for the first time, by a word or by an event."""
    done_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("idea.id"), index=True)
    root_id: Mapped[int | None] = mapped_column(ForeignKey("idea.id"), index=True)
    split_from_id: Mapped[int | None] = mapped_column(ForeignKey("idea.id"), index=True)

    formal_kind: Mapped[FormalKind | None] = mapped_column(one_of(FormalKind))
    formal_to: Mapped[str] = mapped_column(String(200), default="")
    formal_marked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    formal_handed_on: Mapped[date | None]
    formal_closed_on: Mapped[date | None]

    supporters: Mapped[int] = mapped_column(default=0)
    confirmed_supporters: Mapped[int] = mapped_column(default=0)
    helpers: Mapped[int] = mapped_column(default=0)

    denied_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When whoever reads the mailbox said that the idea is not theirs."""
    key: Mapped[str | None] = mapped_column(String(36), unique=True)
    form_hash: Mapped[str] = mapped_column(String(64), default="")
    network: Mapped[str] = mapped_column(String(32), default="")
    address_key: Mapped[str] = mapped_column(String(64), default="")
    text_key: Mapped[str] = mapped_column(String(64), default="")
    link_version: Mapped[int] = mapped_column(default=1)
    version: Mapped[int] = mapped_column()

    community: Mapped[Community] = relationship()
    call: Mapped[CallForIdeas | None] = relationship()
    person: Mapped[Person | None] = relationship()
    merged_into: Mapped["Idea | None"] = relationship(
        foreign_keys=merged_into_id, remote_side=id, back_populates="merged_here"
    )
    merged_here: Mapped[list["Idea"]] = relationship(
        foreign_keys=merged_into_id, order_by="Idea.id", back_populates="merged_into"
    )
    root: Mapped["Idea | None"] = relationship(foreign_keys=root_id, remote_side=id)
    split_from: Mapped["Idea | None"] = relationship(foreign_keys=split_from_id, remote_side=id)
    steps: Mapped[list["IdeaStep"]] = relationship(
        back_populates="idea",
        order_by="IdeaStep.made_at, IdeaStep.id",
        foreign_keys="IdeaStep.idea_id",
        cascade="all, delete-orphan",
    )
    needs: Mapped[list["IdeaNeed"]] = relationship(
        back_populates="idea", order_by="IdeaNeed.id", cascade="all, delete-orphan"
    )
    offers: Mapped[list["IdeaOffer"]] = relationship(
        back_populates="idea", order_by="IdeaOffer.id", cascade="all, delete-orphan"
    )
    messages: Mapped[list["IdeaMessage"]] = relationship(
        back_populates="idea", order_by="IdeaMessage.id", cascade="all, delete-orphan"
    )
    answering: Mapped[list["IdeaEvent"]] = relationship(
        back_populates="idea", order_by="IdeaEvent.linked_at", cascade="all, delete-orphan"
    )

    __table_args__ = (
        Index("ix_idea_moderation_given_at", "moderation", "given_at", "id"),
        Index("ix_idea_moderation_done_at", "moderation", "done_at", "id"),
        Index("ix_idea_community_id_given_at", "community_id", "given_at", "id"),
        Index("ix_idea_network_given_at", "network", "given_at"),
        Index("ix_idea_address_key_given_at", "address_key", "given_at"),
        Index("ix_idea_text_key", "text_key"),
        CheckConstraint("supporters >= confirmed_supporters", name="counts_confirmed_among_all"),
    )
    __mapper_args__ = {"version_id_col": version}

    @property
    def is_published(self) -> bool:
        """Whether everybody may read it."""
        return self.moderation is Moderation.PUBLISHED and self.formal_kind is None

    @property
    def is_merged(self) -> bool:
        return self.merged_into_id is not None

    @property
    def is_formal(self) -> bool:
        return self.formal_kind is not None

    @property
    def is_waiting(self) -> bool:
        """Whether the team has yet to look at it."""
        return self.moderation is Moderation.WAITING and not self.is_formal

    def state_at(self, now: datetime) -> IdeaState:
        """What became of it, by the facts of ``now`` (aware UTC).

        An event that is over answers an idea for good, and one to come comes before any words.
        """
        if self.done_at is not None:
            return IdeaState.DONE if self.done_at <= now else IdeaState.PLANNED
        return self.answer_state


class IdeaStem(Base):
    """A root of a word, or two of them together, by which ideas like this one are found."""

    idea_id: Mapped[int] = mapped_column(
        ForeignKey("idea.id", ondelete="CASCADE"), primary_key=True
    )
    stem: Mapped[str] = mapped_column(String(60), primary_key=True)

    __table_args__ = (Index("ix_idea_stem_stem", "stem", "idea_id"),)


class EventStem(Base):
    """The same of an event to come: what is planned already need not be wished for."""

    event_id: Mapped[int] = mapped_column(
        ForeignKey("event.id", ondelete="CASCADE"), primary_key=True
    )
    stem: Mapped[str] = mapped_column(String(60), primary_key=True)

    __table_args__ = (Index("ix_event_stem_stem", "stem", "event_id"),)


class IdeaStep(Base):
    """One dated step of an idea: an answer of the team, or putting things in order.

    ``on`` is the day something was handed on, or answered elsewhere; ``other_id`` the idea it was
    merged with or split from; ``is_public`` says whether it stands in the story everybody reads.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id", ondelete="CASCADE"), index=True)
    kind: Mapped[StepKind] = mapped_column(one_of(StepKind))
    text: Mapped[str] = mapped_column(Text, default="")
    to_whom: Mapped[str] = mapped_column(String(200), default="")
    on: Mapped[date | None]
    reason: Mapped[NotNowReason | None] = mapped_column(one_of(NotNowReason))
    other_id: Mapped[int | None] = mapped_column(ForeignKey("idea.id", ondelete="SET NULL"))
    is_public: Mapped[bool] = mapped_column(default=True)
    made_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    idea: Mapped[Idea] = relationship(back_populates="steps", foreign_keys=idea_id)
    other: Mapped[Idea | None] = relationship(foreign_keys=other_id)


class IdeaSupport(Base):
    """Somebody stands behind an idea. There are no accounts, so it is known as far as it honestly
    can be: ``voter`` is the mark of one device, or the number of a person the team wrote down;
    ``email_key`` an address that was confirmed. One of each per idea.

    ``email`` is kept for whoever wants to hear what happens. It counts from ``confirmed_at`` on;
    ``denied_at``: the mailbox says that it never asked.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id", ondelete="CASCADE"))
    voter: Mapped[str] = mapped_column(String(64))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    email: Mapped[str] = mapped_column(String(320), default="")
    email_key: Mapped[str | None] = mapped_column(String(64))
    address_key: Mapped[str] = mapped_column(String(64), default="")
    language: Mapped[str] = mapped_column(String(5), default="pl")
    supported_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)
    asked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    stopped_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    denied_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    left_out_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When the team left it out of the count: very many came from one place at once."""
    network: Mapped[str] = mapped_column(String(32), default="")
    link_version: Mapped[int] = mapped_column(default=1)

    idea: Mapped[Idea] = relationship()

    __table_args__ = (
        UniqueConstraint("idea_id", "voter"),
        UniqueConstraint("idea_id", "email_key"),
        Index("ix_idea_support_voter", "voter", "supported_at"),
        Index("ix_idea_support_network", "network", "supported_at"),
        Index("ix_idea_support_address_key", "address_key", "asked_at"),
    )

    is_nameless = True

    @property
    def is_confirmed(self) -> bool:
        """Whether we know this to be one person: by a confirmed address, or because the team
        wrote them down."""
        return self.email_key is not None or self.person_id is not None

    @property
    def hears_what_happens(self) -> bool:
        return bool(self.email) and self.confirmed_at is not None and self.stopped_at is None


class IdeaNeed(Base):
    """Something an idea lacks, which somebody can take upon themselves by name."""

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id", ondelete="CASCADE"), index=True)
    resource: Mapped[Resource] = mapped_column(one_of(Resource))
    note: Mapped[str] = mapped_column(String(200), default="")
    opened_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)
    met_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    idea: Mapped[Idea] = relationship(back_populates="needs")
    offers: Mapped[list["IdeaOffer"]] = relationship(
        back_populates="need", order_by="IdeaOffer.id", passive_deletes=True
    )

    @property
    def is_open(self) -> bool:
        return self.met_at is None

    @property
    def takers(self) -> list["IdeaOffer"]:
        return [one for one in self.offers if one.is_live]


class IdeaOffer(Base):
    """A resident who wants to help an idea along: hands, a room, tools, leading, organising."""

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id", ondelete="CASCADE"), index=True)
    need_id: Mapped[int | None] = mapped_column(
        ForeignKey("idea_need.id", ondelete="SET NULL"), index=True
    )
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    resource: Mapped[Resource] = mapped_column(one_of(Resource))
    note: Mapped[str] = mapped_column(String(300), default="")
    offered_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    network: Mapped[str] = mapped_column(String(32), default="")

    idea: Mapped[Idea] = relationship(back_populates="offers")
    need: Mapped[IdeaNeed | None] = relationship(back_populates="offers")
    person: Mapped[Person] = relationship()

    __table_args__ = (
        UniqueConstraint("idea_id", "person_id", "resource"),
        Index("ix_idea_offer_network", "network", "offered_at"),
    )

    is_nameless = True

    @property
    def is_live(self) -> bool:
        return self.withdrawn_at is None


class IdeaMessage(Base):
    """A question back to the author, the author's reply, or a neighbour's comment.

    Comments and replies stand on the page only once the team has looked (``moderation``).
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id", ondelete="CASCADE"), index=True)
    kind: Mapped[MessageKind] = mapped_column(one_of(MessageKind))
    text: Mapped[str] = mapped_column(Text)
    signature: Mapped[str] = mapped_column(String(60), default="")
    """How a neighbour wants to be called under a comment: a first name, or nothing."""
    moderation: Mapped[Moderation] = mapped_column(one_of(Moderation), default=Moderation.WAITING)
    made_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    key: Mapped[str | None] = mapped_column(String(36), unique=True)
    network: Mapped[str] = mapped_column(String(32), default="")

    idea: Mapped[Idea] = relationship(back_populates="messages")

    __table_args__ = (
        Index("ix_idea_message_moderation", "moderation", "made_at"),
        Index("ix_idea_message_network", "network", "made_at"),
    )


class IdeaEvent(Base):
    """That an event answers an idea: one may answer five, and one idea may feed a series.

    ``invited_at`` is when those behind the idea were invited, ``told_at`` when they were told
    what came of it.
    """

    idea_id: Mapped[int] = mapped_column(
        ForeignKey("idea.id", ondelete="CASCADE"), primary_key=True
    )
    event_id: Mapped[int] = mapped_column(
        ForeignKey("event.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    linked_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)
    linked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    done_at: Mapped[datetime | None] = mapped_column(UTCDateTime, index=True)
    """When this event is or was over, as ``ideas.following`` reckons; None while it is a draft
    or when it is called off."""
    invited_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    told_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    idea: Mapped[Idea] = relationship(back_populates="answering")
    event: Mapped[Event] = relationship()


class IdeaCall(Base):
    """Somebody to be told about their idea by phone, because no letter reaches them.

    ``kind`` names what there is to say, as the letter about it is called.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(120), unique=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    step_id: Mapped[int | None] = mapped_column(ForeignKey("idea_step.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(60))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)
    tries: Mapped[int] = mapped_column(default=0)
    called_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    called_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime, index=True)

    idea: Mapped[Idea] = relationship()
    person: Mapped[Person] = relationship()

    is_nameless = True

    @property
    def is_open(self) -> bool:
        return self.closed_at is None
