"""The path of a person: every fact once, with its day and its page, and nothing that was not."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import event as sql_event
from sqlalchemy import select

from osl.accounts.models import User
from osl.cards.path import FEW, Step, path_of
from osl.cards.rungs import Rung
from osl.core.clock import as_of
from osl.core.db import db
from osl.events.cancellations import cancel_event
from osl.events.models import Event, EventFormat
from osl.events.schedule import Repeated, once
from osl.groups.models import Group, GroupKind, GroupMember
from osl.ideas.models import HidingReason, Idea, IdeaOffer, Resource
from osl.ideas.operations import hide_idea
from osl.logbook.attendance import ABSENT, PRESENT, note_presence
from osl.people.models import Channel, Person
from osl.signups.models import Signup
from osl.signups.operations import withdraw
from osl.volunteers.models import (
    Assignment,
    AssignmentState,
    Claim,
    Contribution,
    ContributionKind,
    Leading,
    LeadRole,
    Shift,
    Task,
)
from tests.browser import Browser
from tests.cards.conftest import Given, Meet, Planned, SignUp, evening, weekly
from tests.cast import Cast
from tests.events.conftest import NOW
from tests.ideas.conftest import BENCH, SHELF, linked, unit
from tests.signups.conftest import open_event

LATER = datetime(2027, 4, 1, 9, tzinfo=UTC)

PathOf = Callable[..., dict[Rung, list[str]]]


@pytest.fixture
def anna(meet: Meet) -> int:
    return meet("Anna Testowa", card=True)


@pytest.fixture
def steps(app: Flask, cast: Cast, anna: int) -> Callable[..., list[Step]]:
    """The path of Anna as somebody of the team sees it, on 1 April."""

    def look(by: User | None = None, person_id: int = anna) -> list[Step]:
        with time_machine.travel(LATER), app.test_request_context():
            viewer = db.session.get_one(User, (by or cast.animator).id)
            return path_of(viewer, db.session.get_one(Person, person_id))

    return look


@pytest.fixture
def path(steps: Callable[..., list[Step]]) -> PathOf:
    """The sentences of each rung."""

    def look(*parts: Any) -> dict[Rung, list[str]]:
        return {one.rung: [fact.words for fact in one.facts] for one in steps(*parts)}

    return look


def come(signed_up: SignUp, event_id: int, **more: Any) -> int:
    return signed_up(event_id, "Anna Testowa", phone="600100200", email="", **more)


def test_nothing_happened_yet(path: PathOf) -> None:
    assert path() == {}


def test_meetings_that_are_over_are_told_and_those_to_come_are_not(
    planned: Planned, signed_up: SignUp, steps: Callable[..., list[Step]]
) -> None:
    for title, day in (("Gry", date(2027, 3, 11)), ("Ognisko", date(2027, 4, 20))):
        come(signed_up, open_event(planned, when=evening(day), title=title))
    [came] = steps()

    assert came.rung is Rung.CAME
    assert [(fact.on, fact.words) for fact in came.facts] == [
        (date(2027, 3, 11), "Było miejsce: Gry, obecności nie zaznaczono")
    ]
    assert (came.count, came.first, came.last) == (1, date(2027, 3, 11), date(2027, 3, 11))


def test_what_was_called_off_withdrawn_or_waited_for_is_no_fact(
    app: Flask, planned: Planned, signed_up: SignUp, path: PathOf, cast: Cast
) -> None:
    off = open_event(planned, title="Odwołane")
    come(signed_up, off)
    with unit(app):
        actor = db.session.get_one(User, cast.organiser.id)
        cancel_event(db.session.get_one(Event, off), reason="Burza.", actor=actor)
    gone = come(signed_up, open_event(planned, title="Wycofane"))
    with unit(app):
        withdraw(db.session.get_one(Signup, gone))
    full = open_event(planned, title="Pełne", places=1)
    signed_up(full, "Jan Wzorcowy")
    come(signed_up, full)

    assert path() == {}


def test_the_logbook_says_who_was_there_and_who_was_not(
    app: Flask, cast: Cast, planned: Planned, signed_up: SignUp, path: PathOf
) -> None:
    for title, what in (("Gry", PRESENT), ("Ognisko", ABSENT)):
        event_id = open_event(planned, title=title)
        come(signed_up, event_id)
        with unit(app):
            meeting = db.session.get_one(Event, event_id).occurrences[0]
            anna = db.session.scalars(select(Person).where(Person.name == "Anna Testowa")).one()
            actor = db.session.get_one(User, cast.animator.id)
            with as_of(datetime(2027, 3, 11, 18, tzinfo=UTC)):
                note_presence(meeting, anna.id, what, actor=actor)

    assert path() == {Rung.CAME: ["Udział: Gry"]}


def test_a_course_is_one_fact(planned: Planned, signed_up: SignUp, path: PathOf) -> None:
    lessons = Repeated(weekly(meeting_count=3).rule, EventFormat.COURSE)
    come(signed_up, open_event(planned, when=lessons, title="Kurs"))

    assert path() == {Rung.CAME: ["Było miejsce: Kurs, obecności nie zaznaczono"]}


def test_whoever_comes_with_others_brings_them(
    planned: Planned, signed_up: SignUp, path: PathOf
) -> None:
    come(signed_up, open_event(planned, title="Gry", places=9), party_size=3)

    assert path() == {
        Rung.CAME: ["Było miejsce: Gry, obecności nie zaznaczono"],
        Rung.BRINGS: ["Gry: w towarzystwie (osób: 2)"],
    }


def test_help_is_told_when_it_was_given(
    app: Flask, cast: Cast, anna: int, given: Given, planned: Planned, path: PathOf
) -> None:
    idea = given(BENCH)
    picnic = planned(published=True, title="Piknik")
    with unit(app):
        db.session.add(
            IdeaOffer(
                idea_id=idea,
                person_id=anna,
                resource=Resource.HANDS,
            )
        )
        task = Task(title="Sadzenie bzu", community_id=cast.wzgorze.id)
        db.session.add(task)
        db.session.flush()
        for days, came in ((1, True), (2, None), (3, False), (60, None)):
            starts = NOW + timedelta(days=days)
            shift = Shift(
                task=task, starts_at=starts, ends_at=starts + timedelta(hours=2), needed=2, taken=1
            )
            db.session.add(shift)
            db.session.flush()
            db.session.add(
                Assignment(
                    shift_id=shift.id,
                    person_id=anna,
                    state=AssignmentState.ASSIGNED,
                    channel=Channel.PHONE,
                    notice_version="1",
                    came=came,
                )
            )
        brings = Contribution(event_id=picnic, kind=ContributionKind.BRINGS, what="sernik", taken=1)
        db.session.add(brings)
        db.session.flush()
        db.session.add(Claim(contribution_id=brings.id, person_id=anna, channel=Channel.PHONE))

    assert sorted(path()[Rung.HELPED]) == [
        f"Oferta pomocy przy pomyśle: {BENCH[0]}",
        "Piknik: sernik",
        "Pomoc: Sadzenie bzu",
        "Pomoc: Sadzenie bzu",
    ]


def test_leading_ideas_and_what_came_of_them(
    app: Flask, cast: Cast, anna: int, given: Given, planned: Planned, path: PathOf
) -> None:
    led, co_led = planned(published=True, title="Szachy"), planned(published=True, title="Chór")
    bench = given(BENCH, name="Anna Testowa", phone="600100200")
    linked(app, bench, led, cast.organiser)
    with unit(app):
        db.session.add(Leading(event_id=led, person_id=anna, role=LeadRole.LEADS))
        db.session.add(Leading(event_id=co_led, person_id=anna, role=LeadRole.CO_LEADS))
        group = Group(community_id=cast.wzgorze.id, kind=GroupKind.CLUB, name="Klub szachowy")
        db.session.add(group)
        db.session.flush()
        db.session.add(
            GroupMember(
                group_id=group.id,
                person_id=anna,
                agreed_on=date(2027, 2, 1),
                coordinates=True,
                added_by_id=cast.animator.id,
            )
        )

    assert path() == {
        Rung.CO_LED: ["Współprowadzenie: Chór"],
        Rung.LED: ["Prowadzenie: Szachy"],
        Rung.STARTED: [
            f"Z pomysłu „{BENCH[0]}”: Szachy",
            f"Pomysł: {BENCH[0]}",
            "Opieka nad grupą: Klub szachowy",
        ],
    }


def test_an_idea_the_team_hid_is_no_fact(
    app: Flask, cast: Cast, anna: int, given: Given, path: PathOf
) -> None:
    hidden = given(SHELF, name="Anna Testowa", phone="600100200")
    with unit(app):
        actor = db.session.get_one(User, cast.organiser.id)
        hide_idea(db.session.get_one(Idea, hidden), HidingReason.OTHER, "", actor=actor)

    assert path() == {}


def test_neighbours_brought_in_are_told_to_those_who_may_see_them(
    cast: Cast, anna: int, meet: Meet, path: PathOf
) -> None:
    meet("Jan Wzorcowy", phone="600100300", card={"brought_by_id": anna})
    meet("Ewa Obca", phone="600100400", community=cast.ostrowiecka, card={"brought_by_id": anna})

    assert path() == {Rung.BRINGS: ["Dzięki tej osobie jest z nami: Jan Wzorcowy"]}
    assert len(path(cast.organiser)[Rung.BRINGS]) == 2


def test_what_the_viewer_may_not_see_is_left_out(
    app: Flask, cast: Cast, anna: int, planned: Planned, given: Given, path: PathOf
) -> None:
    """Another community's draft, its unread idea, its task without a call and its group."""
    draft = planned(community=cast.ostrowiecka, title="Szkic")
    given(
        SHELF,
        name="Anna Testowa",
        phone="600100200",
        community_id=cast.ostrowiecka.id,
        published=False,
    )
    with unit(app):
        db.session.add(Leading(event_id=draft, person_id=anna, role=LeadRole.LEADS))
        task = Task(title="Sprzątanie", community_id=cast.ostrowiecka.id)
        db.session.add(task)
        db.session.flush()
        shift = Shift(task=task, starts_at=NOW, ends_at=NOW + timedelta(hours=1), needed=1, taken=1)
        db.session.add(shift)
        group = Group(community_id=cast.ostrowiecka.id, kind=GroupKind.CLUB, name="Klub")
        db.session.add(group)
        db.session.flush()
        db.session.add(
            Assignment(
                shift_id=shift.id,
                person_id=anna,
                state=AssignmentState.ASSIGNED,
                channel=Channel.PHONE,
                notice_version="1",
            )
        )
        db.session.add(
            GroupMember(
                group_id=group.id,
                person_id=anna,
                agreed_on=date(2027, 2, 1),
                coordinates=True,
                added_by_id=cast.organiser.id,
            )
        )

    assert path(cast.animator) == {}
    assert set(path(cast.organiser)) == {Rung.LED, Rung.STARTED, Rung.HELPED}


def test_the_card_shows_the_latest_few_and_all_of_them_stand_on_a_page(
    browser: Browser, cast: Cast, anna: int, planned: Planned, signed_up: SignUp
) -> None:
    for day in range(2, 10):
        when = evening(date(2027, 3, day))
        come(signed_up, open_event(planned, when=when, title=f"Spotkanie {day}"))
    with time_machine.travel(LATER):
        page = browser.sign_in(cast.animator).visit(f"/panel/ludzie/{anna}")
        shown = [words for words in page.links if words.startswith("Było miejsce: Spotkanie")]
        assert shown == [
            f"Było miejsce: Spotkanie {day}, obecności nie zaznaczono" for day in (9, 8, 7, 6, 5)
        ]
        assert len(shown) == FEW
        assert "2 marca 2027 – 9 marca 2027" in page.text

        page = page.follow("Pokaż wszystkie (8): Udział")
        assert page.heading == "Udział: Anna Testowa"
        assert (
            len([words for words in page.links if words.startswith("Było miejsce: Spotkanie")]) == 8
        )
        first = page.follow("Było miejsce: Spotkanie 2, obecności nie zaznaczono")
        assert first.heading == "Spotkanie 2"
        assert browser.visit(f"/panel/ludzie/{anna}/droga/latanie").status == 404


def test_every_link_of_a_path_opens_for_whoever_sees_it(
    app: Flask, browser: Browser, cast: Cast, anna: int, given: Given, planned: Planned
) -> None:
    """A published idea of another community leads to its public page."""
    far = given(SHELF, name="Anna Testowa", phone="600100200", community_id=cast.ostrowiecka.id)
    near = given(BENCH, name="Anna Testowa", phone="600100200")
    page = browser.sign_in(cast.animator).visit(f"/panel/ludzie/{anna}")

    assert page.links[f"Pomysł: {SHELF[0]}"].startswith(f"/pomysly/{far}")
    assert page.links[f"Pomysł: {BENCH[0]}"] == f"/panel/pomysly/{near}"
    for words in (f"Pomysł: {SHELF[0]}", f"Pomysł: {BENCH[0]}"):
        assert page.follow(words).status == 200


def test_a_long_life_costs_as_many_questions_as_a_short_one(
    app: Flask, cast: Cast, anna: int, meet: Meet, planned: Planned, signed_up: SignUp
) -> None:
    def cost(person_id: int) -> int:
        asked: list[str] = []
        with time_machine.travel(LATER), app.test_request_context():
            viewer = db.session.get_one(User, cast.organiser.id)
            person = db.session.get_one(Person, person_id)
            assert viewer.is_organiser
            listen = (db.engine, "before_cursor_execute", lambda *a: asked.append(a[2]))
            sql_event.listen(*listen)
            try:
                path_of(viewer, person)
            finally:
                sql_event.remove(*listen)
        return len(asked)

    before = cost(anna)
    for day in range(2, 8):
        when = evening(date(2027, 3, day))
        come(signed_up, open_event(planned, when=when, title=f"Spotkanie {day}"))
    meet("Jan Wzorcowy", phone="600100300", card={"brought_by_id": anna})

    assert cost(anna) == before <= 3


def test_times_of_a_path_are_of_our_clocks(
    planned: Planned, signed_up: SignUp, steps: Callable[..., list[Step]]
) -> None:
    """A meeting a quarter past midnight is of the day that has just begun."""
    late = once(date(2027, 3, 12), time(0, 15), None, time(1))
    come(signed_up, open_event(planned, when=late, title="Nocne niebo"))

    assert steps()[0].facts[0].on == date(2027, 3, 12)
