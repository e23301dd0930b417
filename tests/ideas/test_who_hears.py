"""Who hears of an idea: each person once for each cause, and nobody who did not ask."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from osl.accounts.models import User
from osl.core import transactions
from osl.core.clock import to_local, utcnow
from osl.core.db import db
from osl.core.outbox import OutgoingLetter
from osl.events.cancellations import cancel_event, restore_event
from osl.events.meetings import cancel_occurrence
from osl.events.models import Event, EventFormat, SignupMode
from osl.events.parts import part_series
from osl.events.schedule import Repeated
from osl.ideas.answers import Answer, answer_idea
from osl.ideas.following import tell_results
from osl.ideas.merging import merge_ideas, part_ideas
from osl.ideas.models import HidingReason, Idea, IdeaCall, IdeaState, Resource, StepKind, Suspicion
from osl.ideas.offers import Help, offer_help, withdraw_offer
from osl.ideas.operations import (
    believe_idea,
    hide_idea,
    publish_idea,
    take_idea_back,
)
from osl.ideas.planning import unlink_event
from osl.ideas.supports import deny_support, stop_hearing, support_idea, take_support_back
from osl.messages import worker
from osl.messages.writing import write
from osl.people.models import Channel
from osl.people.operations import Known
from osl.signups.operations import Source, Wish, sign_up
from tests.cast import Cast
from tests.events.conftest import Planned, evening, weekly
from tests.ideas.conftest import BENCH, SHELF, Given, act, linked, unit
from tests.ideas.hearing import (
    confirmed,
    letters,
    link_all,
    organiser,
    publish,
    to_call,
    told,
    with_support,
)
from tests.signups.hearing import change, step
from tests.signups.test_hearing_of_changes import put_off, rewrite

ANNA, EWA, JAN, OLA = (f"{name}@example.org" for name in ("anna", "ewa", "jan", "ola"))
TALK = Answer(StepKind.TALK, "Rozmawiamy z administracją.")


def call_off(event: Event, actor: User) -> None:
    cancel_event(event, reason="Burza", actor=actor)


def call_on(event: Event, actor: User) -> None:
    restore_event(event, actor=actor)


def merged(app: Flask, cast: Cast, idea_id: int, into_id: int) -> None:
    with unit(app):
        idea, into = db.session.get_one(Idea, idea_id), db.session.get_one(Idea, into_id)
        merge_ideas(idea, into, actor=organiser(cast))


def words_to(app: Flask, recipient: str, kind: str) -> str:
    with app.app_context(), transactions.unit():
        rows = select(OutgoingLetter).where(
            OutgoingLetter.recipient == recipient, OutgoingLetter.kind == f"ideas.{kind}"
        )
        words = write(db.session.scalars(rows).one())
    assert words is not None
    return words.text


# --- an answer


def test_an_answer_reaches_the_author_the_helper_and_who_asked_to_hear_each_once(
    app: Flask, cast: Cast, given: Given
) -> None:
    bench = given(email=ANNA)
    confirmed(app, bench, JAN)
    confirmed(app, bench, ANNA, voter="her phone")  # the author supports it, too
    act(app, bench, offer_help, Help(Known("Ewa Doradcza", email=EWA), Resource.HANDS))
    act(app, bench, offer_help, Help(Known("Ewa Doradcza", email=EWA), Resource.TOOLS))
    act(app, bench, support_idea, "a device", network="n")  # nobody to be written to

    act(app, bench, answer_idea, TALK, actor=cast.animator)
    assert told(app, "answer") == [ANNA, EWA, JAN]
    act(app, bench, answer_idea, TALK, actor=cast.animator)  # the button pressed twice
    assert told(app, "answer") == [ANNA, EWA, JAN]


def test_an_answer_reaches_those_behind_the_ideas_merged_into_it(
    app: Flask, cast: Cast, given: Given
) -> None:
    bench, other, third = given(email=ANNA), given(SHELF, email=EWA), given(SHELF)
    confirmed(app, third, JAN)
    merged(app, cast, third, other)
    merged(app, cast, other, bench)
    act(app, bench, answer_idea, TALK, actor=cast.animator)
    assert told(app, "answer") == [ANNA, EWA, JAN]


def test_who_stopped_denied_withdrew_or_never_confirmed_hears_nothing(
    app: Flask, cast: Cast, given: Given
) -> None:
    bench = given()
    with_support(app, confirmed(app, bench, ANNA), stop_hearing)
    with_support(app, confirmed(app, bench, EWA), take_support_back)
    with unit(app):
        idea = db.session.get_one(Idea, bench)
        deny_support(support_idea(idea, "a stranger", network="n", email=JAN))
        support_idea(idea, "another", network="n", email=OLA)
    known = Known("Adam Próbny", email="adam@example.org")
    with unit(app):
        idea = db.session.get_one(Idea, bench)
        withdraw_offer(offer_help(idea, Help(known, Resource.HANDS)))

    act(app, bench, answer_idea, TALK, actor=cast.animator)
    assert told(app, "answer") == []


def test_nobody_hears_of_what_may_come_from_a_program_until_it_is_believed(
    app: Flask, cast: Cast, given: Given, planned: Planned, store: Session
) -> None:
    links = ("Kup teraz", "https://a.example https://b.example https://c.example")
    spam = given(links, name="X", email=ANNA, published=False, offers=((Resource.HANDS, ""),))
    assert store.get_one(Idea, spam).suspicion is Suspicion.LINKS
    assert letters(app) == []
    act(app, spam, hide_idea, HidingReason.ADVERT, actor=cast.animator)
    assert letters(app) == []

    # Nor when it is joined with an idea that people believe in: what it offered is doubtful, too.
    other = given(
        ("Kup dziś", links[1]), name="X", email=EWA, published=False, offers=((Resource.HANDS, ""),)
    )
    bench = given(BENCH, email=JAN)
    merged(app, cast, other, bench)
    act(app, bench, answer_idea, TALK, actor=cast.animator)
    assert told(app, "answer") == [JAN]
    assert told(app, "merged") == []

    true = given(("Tablica", links[1]), email=OLA, published=False)
    act(app, true, believe_idea, actor=cast.animator)
    assert told(app, "given") == [JAN, OLA]


def test_who_took_an_idea_back_hears_no_more_of_what_it_was_joined_with(
    app: Flask, cast: Cast, given: Given
) -> None:
    bench, other = given(email=ANNA), given(SHELF, email=EWA)
    merged(app, cast, other, bench)
    act(app, other, take_idea_back)
    act(app, bench, answer_idea, TALK, actor=cast.animator)
    assert told(app, "answer") == [ANNA]


def test_the_author_of_an_unread_idea_hears_with_which_one_it_was_joined(
    app: Flask, cast: Cast, given: Given
) -> None:
    bench, unread = given(), given(SHELF, email=EWA, published=False)
    merged(app, cast, unread, bench)
    assert told(app, "merged") == [EWA]


def test_an_idea_shown_again_after_it_was_hidden_is_news_to_its_author(
    app: Flask, cast: Cast, given: Given
) -> None:
    bench = given(email=ANNA)
    act(app, bench, publish_idea, actor=cast.animator)  # twice is once
    assert told(app, "published") == [ANNA]
    act(app, bench, hide_idea, HidingReason.UNCLEAR, actor=cast.animator)
    act(app, bench, publish_idea, actor=cast.animator)
    assert told(app, "published") == [ANNA, ANNA]


# --- by phone


def test_who_left_only_a_phone_number_is_put_on_the_list_of_calls_once(
    app: Flask, cast: Cast, given: Given, planned: Planned, store: Session
) -> None:
    bench = given(name="Maria Wzorcowa", phone="600 100 200")
    assert to_call(app) == [("Maria Wzorcowa", "published")]
    act(app, bench, answer_idea, TALK, actor=cast.animator)
    assert to_call(app) == [("Maria Wzorcowa", "answer")]  # whoever calls tells everything
    shelf = given(SHELF, name="Maria Wzorcowa", phone="600 100 200")
    event_id = planned()
    link_all(app, cast, [bench, shelf], event_id)
    publish(app, cast, event_id)
    calls = store.scalars(select(IdeaCall).where(IdeaCall.kind == "invitation")).all()
    assert [(one.idea_id, one.event_id) for one in calls] == [(bench, event_id)]
    assert letters(app) == []

    act(app, bench, hide_idea, HidingReason.OTHER, actor=cast.animator)
    assert ("Maria Wzorcowa", "invitation") not in to_call(app)
    assert ("Maria Wzorcowa", "hidden") in to_call(app)


# --- an event that answers ideas


def test_those_behind_ideas_are_invited_once_when_the_event_is_published_and_not_before(
    app: Flask, cast: Cast, given: Given, planned: Planned
) -> None:
    """One letter to the author of two ideas, and it names both."""
    bench, shelf = given(BENCH, email=ANNA), given(SHELF, email=ANNA)
    confirmed(app, shelf, ANNA)
    confirmed(app, shelf, JAN)
    event_id = planned()
    link_all(app, cast, [bench, shelf], event_id)
    assert told(app, "invitation") == []
    publish(app, cast, event_id)
    assert told(app, "invitation") == [ANNA, JAN]
    assert BENCH[0] in words_to(app, ANNA, "invitation")
    assert SHELF[0] in words_to(app, ANNA, "invitation")
    assert BENCH[0] not in words_to(app, JAN, "invitation")

    change(app, cast, event_id, lambda event, actor: rewrite(event, actor, title="Inny tytuł"))
    assert told(app, "invitation") == [ANNA, JAN]


def test_an_event_published_long_ago_is_an_invitation_at_once(
    app: Flask, cast: Cast, given: Given, planned: Planned, store: Session
) -> None:
    bench = given(email=ANNA)
    event_id = planned(published=True)
    linked(app, bench, event_id, cast.animator)
    linked(app, bench, event_id, cast.animator)
    assert told(app, "invitation") == [ANNA]
    assert store.get_one(Idea, bench).answered_at is not None


def test_whoever_was_invited_for_one_idea_is_not_invited_again_for_another(
    app: Flask, cast: Cast, given: Given, planned: Planned
) -> None:
    bench, shelf = given(BENCH, email=ANNA), given(SHELF, email=ANNA)
    confirmed(app, shelf, JAN)
    event_id = planned(published=True)
    linked(app, bench, event_id, cast.organiser)
    linked(app, shelf, event_id, cast.organiser)
    assert told(app, "invitation") == [ANNA, JAN]


def test_those_behind_a_merged_idea_are_invited_to_the_event_of_the_other_and_the_reverse(
    app: Flask, cast: Cast, given: Given, planned: Planned, store: Session
) -> None:
    bench, other = given(email=ANNA), given(SHELF, email=EWA)
    merged(app, cast, other, bench)
    event_id = planned(published=True)
    linked(app, other, event_id, cast.organiser)
    assert told(app, "invitation") == [ANNA, EWA]
    assert store.get_one(Idea, bench).state_at(utcnow()) is IdeaState.PLANNED
    assert store.get_one(Idea, bench).answered_at is not None


def test_those_behind_an_idea_are_invited_to_what_is_planned_for_the_one_it_is_joined_with(
    app: Flask, cast: Cast, given: Given, planned: Planned
) -> None:
    bench, other = given(email=ANNA), given(SHELF, email=EWA)
    confirmed(app, bench, JAN)
    confirmed(app, other, JAN)
    linked(app, other, planned(published=True), cast.organiser)
    assert told(app, "invitation") == [EWA, JAN]
    merged(app, cast, other, bench)
    assert told(app, "invitation") == [ANNA, EWA, JAN]
    assert SHELF[0] not in words_to(app, ANNA, "invitation")  # it is read by the other's name now
    assert BENCH[0] in words_to(app, ANNA, "invitation")
    act(app, other, part_ideas, actor=cast.organiser)
    merged(app, cast, other, bench)
    assert told(app, "invitation") == [ANNA, EWA, JAN]


def test_nobody_is_invited_for_an_idea_that_is_hidden_until_it_is_shown_again(
    app: Flask, cast: Cast, given: Given, planned: Planned
) -> None:
    bench, event_id = given(email=ANNA), planned()
    linked(app, bench, event_id, cast.organiser)
    act(app, bench, hide_idea, HidingReason.UNCLEAR, actor=cast.animator)
    publish(app, cast, event_id)
    assert told(app, "invitation") == []
    act(app, bench, publish_idea, actor=cast.animator)
    assert told(app, "invitation") == [ANNA]


def test_what_is_called_off_is_told_and_what_takes_place_after_all_invites_anew(
    app: Flask, cast: Cast, given: Given, planned: Planned, clock: time_machine.Traveller
) -> None:
    bench, event_id = given(email=ANNA), planned()
    linked(app, bench, event_id, cast.organiser)
    publish(app, cast, event_id)
    change(app, cast, event_id, call_off)
    assert told(app, "called_off") == [ANNA]
    clock.shift(timedelta(hours=2))
    change(app, cast, event_id, call_on)
    assert told(app, "invitation") == [ANNA, ANNA]
    assert told(app, "called_off") == [ANNA]
    assert told(app, "new_date") == []


def test_another_day_is_told_and_a_put_off_one_invites_anew_when_it_has_a_day(
    app: Flask, cast: Cast, given: Given, planned: Planned, clock: time_machine.Traveller
) -> None:
    bench, event_id = given(email=ANNA), planned()
    linked(app, bench, event_id, cast.organiser)
    publish(app, cast, event_id)
    later = evening(date(2027, 3, 20))
    change(app, cast, event_id, lambda event, actor: rewrite(event, actor, when=later))
    assert told(app, "new_date") == [ANNA]
    change(app, cast, event_id, put_off)
    assert told(app, "called_off") == [ANNA]
    clock.shift(timedelta(hours=2))
    latest = evening(date(2027, 3, 27))
    change(app, cast, event_id, lambda event, actor: rewrite(event, actor, when=latest))
    assert told(app, "invitation") == [ANNA, ANNA]
    assert told(app, "new_date") == [ANNA]


def test_a_guest_is_written_to_as_a_guest_only(
    app: Flask, cast: Cast, given: Given, planned: Planned
) -> None:
    """Whoever is on the list hears of a called-off event by the letter to guests."""
    bench = given(email=ANNA)
    event_id = planned(published=True, signup_mode=SignupMode.ONLINE, places=5)
    linked(app, bench, event_id, cast.organiser)
    with unit(app):
        event = db.session.get_one(Event, event_id)
        wish = Wish(Known("Anna Przykładowa", email=ANNA))
        sign_up(event, event.occurrences[0], wish, Source(Channel.WEB))
    change(app, cast, event_id, call_off)
    with app.app_context(), transactions.unit():
        rows = db.session.scalars(select(OutgoingLetter).order_by(OutgoingLetter.id.desc()))
        left = {one.kind for one in rows.all()[:2] if write(one) is not None}
    assert left == {"signups.changed"}


def test_an_event_that_does_not_answer_the_idea_after_all_leaves_it_as_it_was(
    app: Flask, cast: Cast, given: Given, planned: Planned, store: Session
) -> None:
    bench, event_id = given(email=ANNA), planned()
    linked(app, bench, event_id, cast.organiser)
    act(app, bench, _unlink, event_id, actor=cast.organiser)
    publish(app, cast, event_id)
    assert told(app, "invitation") == []
    assert store.get_one(Idea, bench).done_at is None


def _unlink(idea: Idea, event_id: int, *, actor: User) -> None:
    unlink_event(idea, db.session.get_one(Event, event_id), actor=actor)


# --- what came of it


def on_the_wall(moment: datetime) -> str:
    return f"{to_local(moment):%d.%m %H:%M}"


def results(app: Flask) -> list[tuple[str, str]]:
    """To whom the result is written, and when by the clock on the wall."""
    with app.app_context():
        rows = select(OutgoingLetter).where(OutgoingLetter.kind == "ideas.result")
        found = [
            (one.recipient, f"{to_local(one.due_at):%d.%m %H:%M}")
            for one in db.session.scalars(rows)
        ]
        db.session.rollback()
    return sorted(found)


def test_the_result_is_told_the_morning_after_and_only_once(
    app: Flask, cast: Cast, given: Given, planned: Planned, clock: time_machine.Traveller
) -> None:
    bench, shelf = given(BENCH, email=ANNA), given(SHELF, email=ANNA)
    confirmed(app, shelf, JAN)
    event_id = planned()  # 11 March, 17–19
    link_all(app, cast, [bench, shelf], event_id)
    publish(app, cast, event_id)
    clock.move_to("2027-03-11T17:59:00+00:00")
    assert step(app, tell_results) == 0
    clock.move_to("2027-03-11T18:01:00+00:00")
    assert step(app, tell_results) == 1
    assert step(app, tell_results) == 0
    assert results(app) == [(ANNA, "12.03 10:00"), (JAN, "12.03 10:00")]


def test_what_is_linked_long_after_is_no_news_and_yet_came_true(
    app: Flask, cast: Cast, given: Given, planned: Planned, store: Session, clock: Any
) -> None:
    bench, event_id = given(email=ANNA), planned(published=True)
    clock.move_to("2027-04-20T10:00:00+00:00")
    linked(app, bench, event_id, cast.organiser)
    assert step(app, tell_results) == 0
    assert results(app) == []
    assert told(app, "invitation") == []
    assert store.get_one(Idea, bench).state_at(utcnow()) is IdeaState.DONE


def test_what_is_linked_the_day_after_is_still_news(
    app: Flask, cast: Cast, given: Given, planned: Planned, clock: Any
) -> None:
    bench, event_id = given(email=ANNA), planned(published=True)
    clock.move_to("2027-03-12T12:00:00+00:00")
    linked(app, bench, event_id, cast.organiser)
    step(app, tell_results)
    assert results(app) == [(ANNA, "12.03 10:00")]  # due already: it leaves at once


def test_the_result_of_a_hidden_idea_is_told_nobody(
    app: Flask, cast: Cast, given: Given, planned: Planned, clock: Any
) -> None:
    bench, event_id = given(email=ANNA), planned(published=True)
    linked(app, bench, event_id, cast.organiser)
    act(app, bench, hide_idea, HidingReason.OTHER, actor=cast.animator)
    clock.move_to("2027-03-11T18:01:00+00:00")
    step(app, tell_results)
    assert results(app) == []


def done_on(store: Session, idea_id: int) -> str:
    over = store.get_one(Idea, idea_id).done_at
    return on_the_wall(over) if over is not None else ""


def test_a_cycle_answers_an_idea_by_its_first_meeting_and_a_course_by_its_last(
    app: Flask, cast: Cast, given: Given, planned: Planned, store: Session
) -> None:
    bench, shelf = given(BENCH), given(SHELF)
    cycle = planned(weekly(meeting_count=4), published=True)
    course = planned(Repeated(weekly(meeting_count=4).rule, EventFormat.COURSE), published=True)
    linked(app, bench, cycle, cast.organiser)
    linked(app, shelf, course, cast.organiser)
    assert done_on(store, bench) == "04.03 18:30"
    assert done_on(store, shelf) == "25.03 18:30"


def test_the_first_meeting_called_off_leaves_it_to_the_next(
    app: Flask, cast: Cast, given: Given, planned: Planned, store: Session
) -> None:
    bench, cycle = given(), planned(weekly(meeting_count=4), published=True)
    linked(app, bench, cycle, cast.organiser)

    def call_off_first(event: Event, actor: User) -> None:
        cancel_occurrence(event.occurrences[0], reason="Święto", actor=actor)

    change(app, cast, cycle, call_off_first)
    assert done_on(store, bench) == "11.03 18:30"


def test_a_cycle_that_went_on_before_the_idea_answers_it_by_the_next_meeting(
    app: Flask, cast: Cast, given: Given, planned: Planned, store: Session, clock: Any
) -> None:
    cycle = planned(weekly(), published=True)
    clock.move_to("2027-04-12T10:00:00+00:00")
    bench = given(email=ANNA)
    linked(app, bench, cycle, cast.organiser)
    assert store.get_one(Idea, bench).state_at(utcnow()) is IdeaState.PLANNED
    assert done_on(store, bench) == "15.04 18:30"
    assert told(app, "invitation") == [ANNA]


def test_a_cycle_linked_between_two_meetings_invites_to_the_next_and_tells_no_result(
    app: Flask, cast: Cast, given: Given, planned: Planned, store: Session, clock: Any
) -> None:
    bench, cycle = given(email=ANNA), planned(weekly(), published=True)
    clock.move_to("2027-03-08T10:00:00+00:00")
    linked(app, bench, cycle, cast.organiser)
    assert store.get_one(Idea, bench).state_at(utcnow()) is IdeaState.DONE
    assert told(app, "invitation") == [ANNA]
    assert step(app, tell_results) == 0


@pytest.mark.parametrize("part", [0, 1], ids=["the first part linked", "the second part linked"])
def test_the_parts_of_a_series_are_one_answer(
    app: Flask, cast: Cast, given: Given, planned: Planned, store: Session, part: int
) -> None:
    course = planned(Repeated(weekly(meeting_count=4).rule, EventFormat.COURSE), published=True)

    def part_it(event: Event, actor: User) -> None:
        part_series(event.occurrences[2], actor=actor)

    bench = given(email=ANNA)
    if part == 0:
        linked(app, bench, course, cast.organiser)
    change(app, cast, course, part_it)
    second = store.scalars(select(Event.id).where(Event.continues_id == course)).one()
    if part == 1:
        linked(app, bench, second, cast.organiser)
    assert done_on(store, bench) == "25.03 18:30"
    assert told(app, "invitation") == [ANNA]
    # What happens to one part is felt by the link to the other.
    change(app, cast, second, call_off)
    assert done_on(store, bench) == "11.03 18:30"


def test_the_worker_tells_results_each_minute() -> None:
    assert tell_results in worker.minute_steps


# --- an address somebody typed


def test_one_device_cannot_have_a_mailbox_asked_again_and_again(
    app: Flask, given: Given, clock: time_machine.Traveller
) -> None:
    """Not even by typing another address in between."""
    bench = given()
    for turn in range(8):
        clock.shift(timedelta(minutes=1))
        for address in (ANNA, f"{turn}@example.org"):
            act(app, bench, support_idea, "a device", network="n", email=address)
    assert told(app, "asking").count(ANNA) == 3


def test_many_devices_of_many_networks_cannot_either(app: Flask, given: Given) -> None:
    ideas = [given((f"Pomysł {number}", "Tekst.")) for number in range(8)]
    for number, idea in enumerate(ideas):
        who = {"network": f"network {number}", "email": ANNA}
        act(app, idea, support_idea, f"device {number}", **who)
    assert told(app, "asking").count(ANNA) == 3


def test_a_mailbox_that_never_asked_is_left_alone_by_the_device_that_typed_it(
    app: Flask, given: Given
) -> None:
    bench = given()
    with unit(app):
        support = support_idea(
            db.session.get_one(Idea, bench), "a stranger", network="n", email=ANNA
        )
        deny_support(support)
    for address in (EWA, ANNA):
        act(app, bench, support_idea, "a stranger", network="n", email=address)
    act(app, bench, support_idea, "another device", network="m", email=ANNA)
    assert told(app, "asking") == [ANNA]
