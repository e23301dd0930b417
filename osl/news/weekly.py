"""The letter "what is on": on Thursday at nine, to everybody who asked, written as it leaves."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import String, cast, exists, func, literal, select

from osl.communities.models import Community
from osl.core.clock import end_of_day, to_local, to_utc, utcnow
from osl.core.db import db
from osl.core.i18n import DEFAULT_LANGUAGE
from osl.core.outbox import Composed, Composer, OutgoingLetter, read_template, write_later
from osl.core.web import external_url
from osl.events import words as event_words
from osl.events.change_words import told_change
from osl.messages.consent_links import address_of
from osl.messages.ledger import counts
from osl.messages.models import Consent, ConsentChannel, Purpose
from osl.news.whats_on import whats_on
from osl.signups import words as signup_words

WEEKLY = "news.weekly"
THURSDAY, SATURDAY = 3, 5
LEAVES_AT = time(9)
MOST_AT_ONCE = 500
MOST_TOLD = 30


@dataclass(frozen=True)
class Week:
    """One week's round of letters: from Thursday at nine, and late if need be, until Saturday."""

    monday: date

    @classmethod
    def of(cls, moment: datetime) -> "Week":
        day = to_local(moment).date()
        return cls(day - timedelta(days=day.weekday()))

    @property
    def name(self) -> str:
        """ "2027-W10", as ISO 8601 counts weeks."""
        year, number, _weekday = self.monday.isocalendar()
        return f"{year}-W{number:02d}"

    @property
    def begins_at(self) -> datetime:
        return to_utc(self.monday + timedelta(days=THURSDAY), LEAVES_AT)

    @property
    def ends_at(self) -> datetime:
        return end_of_day(self.monday + timedelta(days=SATURDAY))

    def is_on(self, moment: datetime) -> bool:
        return self.begins_at <= moment < self.ends_at


def write_weekly_letters(now: datetime) -> int:
    """Put this week's letters in the outbox; how many. Every minute, any number of times: one
    letter for each address and community, to those who had confirmed before Thursday at nine."""
    week = Week.of(now)
    if not week.is_on(now):
        return 0
    key = literal("news:").concat(cast(Consent.id, String)).concat(f":{week.name}")
    first_of_each = (
        select(func.min(Consent.id))
        .where(
            counts(),
            Consent.purpose == Purpose.NEWS,
            Consent.channel == ConsentChannel.EMAIL,
            Consent.confirmed_at <= week.begins_at,
        )
        .group_by(Consent.contact, Consent.community_id)
    )
    statement = (
        select(Consent)
        .where(Consent.id.in_(first_of_each), ~exists().where(OutgoingLetter.key == key))
        .order_by(Consent.id)
        .limit(MOST_AT_ONCE)
    )
    found = list(db.session.scalars(statement))
    for consent in found:
        write_later(
            WEEKLY,
            consent.contact,
            key=f"news:{consent.id}:{week.name}",
            language=consent.language,
            consent_id=consent.id,
            week=week.name,
        )
    return len(found)


def weekly_letter(letter: OutgoingLetter) -> Composed | None:
    """The letter in words; none for whoever stopped meanwhile, after Saturday, for a community
    whose work has ended, and when there is nothing to tell."""
    now = utcnow()
    week = Week.of(now)
    consent = db.session.get(Consent, letter.data["consent_id"])
    if consent is None or not consent.is_in_force:
        return None
    if letter.data["week"] != week.name or not week.is_on(now):
        return None
    community = db.session.get(Community, consent.community_id) if consent.community_id else None
    if community is not None and community.is_closed_on(to_local(now).date()):
        return None
    news = whats_on(community, now)
    if not news.is_worth_a_letter:
        return None
    stop_address = address_of(consent)
    subject, body = read_template(
        "news/letters/weekly.txt",
        consent=consent,
        community=community,
        events=news.events[:MOST_TOLD],
        left_out=max(0, len(news.events) - MOST_TOLD),
        open_hours=news.open_hours,
        all_events=_all_events(community, consent.language),
        page_of=event_page,
        stop_page=stop_address,
        event_words=event_words,
        signup_words=signup_words,
        told_change=told_change,
    )
    return Composed(subject, body, stop_address=stop_address)


def event_page(event_id: int, language: str) -> str:
    """The page of an event in the language of the letter."""
    return external_url("home.event", event_id=event_id, **_in(language))


def _all_events(community: Community | None, language: str) -> str:
    if community is None:
        return external_url("home.events", **_in(language))
    return external_url("home.community", slug=community.slug, **_in(language))


def _in(language: str) -> dict[str, str]:
    return {} if language == DEFAULT_LANGUAGE else {"lang": language}


composers: dict[str, Composer] = {WEEKLY: weekly_letter}
"""Named in create_app: who writes which kind of letter."""
