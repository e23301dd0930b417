"""The demo town's people: invented, in every state the team works with, one thing amiss each."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from osl.accounts.models import User
from osl.core.clock import today
from osl.demo import residents as of
from osl.demo.operations import load_demo_town
from osl.demo.residents import RESIDENTS, TALENTS
from osl.demo.volunteers import CALLING, GAMES, TABLE, WATERING
from osl.groups.models import Group, GroupHeadCount, GroupKind, GroupMember, Partner, PartnerKind
from osl.neighbours.models import HelpCall, Match, Side
from osl.people.models import Card, LeaderStatus, Person, Talent, Talk
from osl.people.words import phone_shown
from osl.volunteers.models import (
    Agreement,
    AgreementState,
    Assignment,
    AssignmentState,
    Claim,
    Contribution,
    HoursEntry,
    Leading,
    SafeguardingCheck,
    Shift,
    Task,
    Thanks,
)
from tests.browser import Browser
from tests.conftest import on_this_database

MOMENTS = (
    datetime(2027, 6, 9, 0, 30, tzinfo=UTC),  # the night after the picnic was held indoors
    datetime(2027, 5, 31, 6, tzinfo=UTC),
    datetime(2028, 1, 3, 22, tzinfo=UTC),
)


@pytest.mark.parametrize("moment", on_this_database(MOMENTS), ids=lambda m: f"{m:%Y-%m-%d}")
def test_nothing_of_it_is_still_to_come_on_any_day(
    app: Flask, store: Session, moment: datetime
) -> None:
    with time_machine.travel(moment, tick=True):
        with app.app_context():
            load_demo_town()
        assert store.scalar(select(func.max(HoursEntry.entered_at))) <= datetime.now(UTC)
        assert store.scalar(select(func.max(Talk.held_on))) <= today()
        assert store.scalar(select(func.max(Card.agreed_on))) <= today()
        numbers = [phone_shown(one) for one in store.scalars(select(Person.phone)) if one]
        assert all(number.startswith("000 000") for number in numbers)


def test_cards_talents_and_leaders_of_every_status(
    demo_town: Callable[[], None], store: Session
) -> None:
    demo_town()
    assert store.scalar(select(func.count(Talent.id))) == sum(map(len, TALENTS.values()))
    with_card = [one for one in RESIDENTS if one.card]
    cards = store.scalars(select(Card)).all()
    assert len(cards) == len(with_card) >= 20
    assert {one.leader_status for one in cards} == {*LeaderStatus, None}
    names = set(store.scalars(select(Person.name)))
    assert {one.name for one in RESIDENTS} <= names
    alike = select(func.count(Person.id)).where(Person.name_key == "krystyna zmyslona")
    assert store.scalar(alike) == 2


def test_some_promises_are_overdue_and_some_are_to_come(
    demo_town: Callable[[], None], store: Session
) -> None:
    demo_town()
    left = [one.next_on for one in store.scalars(select(Talk)) if one.is_open]
    assert sum(1 for one in left if one is not None and one < today()) == 2
    assert sum(1 for one in left if one is not None and one > today()) >= 3


def test_tasks_of_the_table_with_people_who_came_and_who_are_awaited(
    demo_town: Callable[[], None], store: Session
) -> None:
    demo_town()
    tasks = {one.title: one for one in store.scalars(select(Task))}
    assert set(tasks) == {WATERING, TABLE, CALLING, GAMES}
    assert len(tasks[WATERING].shifts) == 20
    now = datetime.now(UTC)
    held = select(func.count(Assignment.id)).join(Shift).where(Shift.ends_at < now)
    assert store.scalar(held.where(Assignment.came.is_(True))) >= 15
    assert store.scalar(held.where(Assignment.came.is_(False))) == 1
    coming = select(Assignment.state).join(Shift).where(Shift.starts_at > now)
    assert set(store.scalars(coming)) == {AssignmentState.OFFERED, AssignmentState.ASSIGNED}
    checked = store.scalars(select(SafeguardingCheck)).all()
    assert {one.person.name for one in checked} == {of.MARIAN}


def test_agreements_stand_in_every_state_and_one_is_about_to_end(
    demo_town: Callable[[], None], store: Session
) -> None:
    demo_town()
    agreements = {one.person.name: one for one in store.scalars(select(Agreement))}
    assert {one.state for one in agreements.values()} == set(AgreementState)
    assert agreements[of.HENRYK].ends_on == today() + timedelta(days=20)
    minor = agreements[of.JAKUB]
    assert (minor.guardian_name, minor.state) == (of.HENRYK, AgreementState.SIGNED)
    assert minor.guardian_consent_on is not None
    one_day = agreements[of.PIOTR]
    assert one_day.starts_on == one_day.ends_on
    assert "NNW" in one_day.insurance


def test_hours_wait_count_and_do_not_count_and_nobody_confirmed_their_own(
    demo_town: Callable[[], None], store: Session
) -> None:
    demo_town()
    entries = store.scalars(select(HoursEntry)).all()
    assert sum(1 for one in entries if one.is_confirmed) >= 20
    assert sum(1 for one in entries if one.waits) >= 4
    assert sum(1 for one in entries if one.refused_at) == 1
    assert all(one.confirmed_by_id != one.entered_by_id for one in entries if one.is_confirmed)
    thanked = set(store.scalars(select(Thanks.person_id)))
    gave = {one.person_id: one.person.name for one in entries if one.is_confirmed}
    assert [name for number, name in gave.items() if number not in thanked] == [of.HENRYK]


def test_groups_partners_and_neighbours_who_help(
    demo_town: Callable[[], None], store: Session
) -> None:
    demo_town()
    kinds = {one.kind: one for one in store.scalars(select(Group))}
    assert set(kinds) == {GroupKind.INITIATIVE, GroupKind.SELF_HELP, GroupKind.CLUB}
    counts = select(func.count(GroupHeadCount.id))
    assert store.scalar(counts.where(GroupHeadCount.group_id == kinds[GroupKind.SELF_HELP].id)) == 4
    named = select(func.count(GroupMember.id))
    assert store.scalar(named.where(GroupMember.group_id == kinds[GroupKind.SELF_HELP].id)) == 0
    assert set(store.scalars(select(Partner.kind))) == {
        PartnerKind.SCHOOL,
        PartnerKind.PARISH,
        PartnerKind.LIBRARY,
        PartnerKind.HOUSING_COOPERATIVE,
    }
    sides = [one.side for one in store.scalars(select(HelpCall))]
    assert (sides.count(Side.ASKS), sides.count(Side.OFFERS)) == (2, 3)
    assert store.scalars(select(Match)).one().is_agreed
    lines = store.scalars(select(Contribution)).all()
    assert sum(one.taken for one in lines) == store.scalar(select(func.count(Claim.id)))
    assert {one.missing == 0 for one in lines} == {True, False}
    assert store.scalar(select(func.count()).select_from(Leading)) == 2


def test_the_team_sees_it_all_where_it_works(
    demo_town: Callable[[], None], browser: Browser, store: Session
) -> None:
    demo_town()
    organiser = next(one for one in store.scalars(select(User)) if one.is_organiser)
    desk = browser.sign_in(organiser)
    page = desk.visit("/panel/godziny")
    assert "Teresa Zmyślona" in page.text
    assert "Dyżury, z których można przejąć godziny" in page.text
    project = desk.visit("/panel/godziny/wklad").follow("Blisko siebie")
    assert "31,40" in project.text
