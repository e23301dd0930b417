"""What a quiet signal is, and about whom it is asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, not_, or_

from osl.accounts.models import User
from osl.events.models import Event, Occurrence, event_community
from osl.events.queries import IS_CALLED_OFF
from osl.people.models import SignalRest

MOST_OF_A_KIND = 30


class SignalKind(StrEnum):
    """What a signal is about; also how an address names it."""

    STOPPED_COMING = "nie-przychodzi"
    NOT_THANKED = "bez-podziekowania"
    LEADER_WITHOUT_TALK = "dawno-bez-rozmowy"
    AGREEMENT_ENDING = "porozumienie-sie-konczy"
    PARTNERSHIP_ENDING = "partnerstwo-sie-konczy"
    NOTHING_PLANNED = "nic-nie-zaplanowano"
    NOBODY_LEADS = "nikt-nie-prowadzi"


@dataclass(frozen=True)
class Signal:
    """One of them: whom or what it is about (``subject_id`` as the kind says), and why it shows.

    ``person_id`` is the resident it leads to; ``what_for`` what somebody could be thanked for.
    """

    kind: SignalKind
    subject_id: int
    subject: str
    reason: str
    person_id: int | None = None
    what_for: str = ""


@dataclass(frozen=True)
class Scope:
    """Who asks, about which communities, when, and whether for those that rest.

    ``only`` narrows it to one subject: whether this very signal is there.
    """

    viewer: User
    community_ids: Sequence[int]
    now: datetime
    day: date
    limit: int = MOST_OF_A_KIND
    resting: bool = False
    only: int | None = None

    def is_asked(self, kind: SignalKind, subject: Any) -> ColumnElement[bool]:
        """That a subject rests, or does not, as it is asked."""
        rests = exists().where(
            SignalRest.kind == kind.value,
            SignalRest.subject_id == subject,
            SignalRest.until_on >= self.day,
        )
        asked = rests if self.resting else not_(rests)
        return and_(asked, subject == self.only) if self.only is not None else asked

    def is_own_event(self) -> ColumnElement[bool]:
        """An event of one of these communities; the organiser has those of the whole town too."""
        own = exists().where(
            event_community.c.event_id == Event.id,
            event_community.c.community_id.in_(self.community_ids),
        )
        own = own.correlate(Event)
        return or_(own, Event.is_whole_town) if self.viewer.is_organiser else own


TAKES_PLACE = and_(not_(IS_CALLED_OFF), Occurrence.postponed_at.is_(None))
