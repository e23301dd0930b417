"""Agreements for tests: somebody known in Wzgórze, and one line that brings an agreement as far
as it shall be."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any

from flask import Flask

from osl.accounts.models import User
from osl.communities.models import Community
from osl.core.db import db
from osl.people.models import Channel, Person
from osl.people.operations import Known, meet_person
from osl.volunteers.agreements import (
    Terms,
    WhoAndWhen,
    Work,
    change_terms,
    change_work,
    note_consent,
    print_agreement,
    sign_agreement,
    start_agreement,
)
from osl.volunteers.checks import record_checks
from osl.volunteers.models import Agreement, AgreementState, CheckKind, HoursEntry
from tests.cast import Cast
from tests.ideas.conftest import unit

ADULT = date(1961, 5, 4)
FIRST_DAY = date(2027, 3, 7)
DAY_30, DAY_31 = date(2027, 4, 5), date(2027, 4, 6)
NNW = "Ubezpieczyciel Przykładowy, polisa 0001"
WRITING, PRINTED, SIGNED = AgreementState.DRAFT, AgreementState.PRINTED, AgreementState.SIGNED


def known(app: Flask, cast: Cast, name: str = "Maria Żółkiewska", **more: Any) -> int:
    """Somebody the team of Wzgórze (or of another community) knows."""
    community_id = more.pop("community_id", cast.wzgorze.id)
    with unit(app):
        return meet_person(
            Known(name, phone=more.pop("phone", "600100200")),
            channel=Channel.PHONE,
            community_ids=[community_id],
            actor=None,
        ).id


def agreed(app: Flask, cast: Cast, person_id: int, until: AgreementState, **more: Any) -> int:
    """An agreement of this person that has come so far; it lasts 31 days unless said otherwise."""
    by = more.pop("by", cast.animator)
    community_id = more.pop("community_id", cast.wzgorze.id)
    consent_on = more.pop("consent_on", None)
    work = Work(
        more.pop("scope", "Pomoc w ogrodzie"),
        place="Ogród przy Łąkowej",
        with_children=more.pop("with_children", False),
        funding_project=more.pop("project", None),
    )
    insurance, represented_by = more.pop("insurance", ""), more.pop("represented_by", "Anna P.")
    signed_on = more.pop("signed_on", date(2027, 3, 1))
    facts = {"born_on": ADULT, "starts_on": FIRST_DAY, "ends_on": DAY_31} | more
    with unit(app):
        actor = db.session.get_one(User, by.id)
        agreement = start_agreement(
            db.session.get_one(Person, person_id),
            WhoAndWhen(**facts),
            community=db.session.get_one(Community, community_id),
            actor=actor,
        )
        change_work(agreement, work, actor=actor)
        terms = Terms(represented_by, "Siedem dni wcześniej.", insurance=insurance)
        change_terms(agreement, terms, actor=actor)
        if until in (PRINTED, SIGNED):
            print_agreement(agreement, actor=actor)
        if consent_on is not None:
            note_consent(agreement, consent_on, actor=actor)
        if until is SIGNED:
            sign_agreement(agreement, signed_on, actor=actor)
        return agreement.id


def act(app: Flask, agreement_id: int, verb: Callable[..., Any], *parts: Any, **more: Any) -> Any:
    """Let somebody of the team do something with an agreement."""
    with unit(app):
        more["actor"] = db.session.get_one(User, more["actor"].id)
        return verb(db.session.get_one(Agreement, agreement_id), *parts, **more)


def checked(app: Flask, cast: Cast, person_id: int, *kinds: CheckKind, **more: Any) -> None:
    """Record that registers were looked into; all three unless said which."""
    with unit(app):
        organiser = db.session.get_one(User, cast.organiser.id)
        record_checks(
            db.session.get_one(Person, person_id),
            kinds or list(CheckKind),
            checked_on=more.get("on", date(2027, 2, 20)),
            checked_by=organiser,
            actor=organiser,
        )


def worked(app: Flask, cast: Cast, person_id: int, on: date, minutes: int, **more: Any) -> int:
    """Hours of this person on a day, confirmed unless said otherwise."""
    confirmed = more.pop("confirmed", True)
    with unit(app):
        entry = HoursEntry(
            person_id=person_id,
            community_id=more.pop("community_id", cast.wzgorze.id),
            worked_on=on,
            minutes=minutes,
            confirmed_by_id=cast.organiser.id if confirmed else None,
            confirmed_at=utc_noon(on) if confirmed else None,
            **more,
        )
        db.session.add(entry)
        db.session.flush()
        return entry.id


def utc_noon(on: date) -> datetime:
    return datetime.combine(on, time(12), tzinfo=UTC)
