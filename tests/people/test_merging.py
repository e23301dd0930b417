# ruff: noqa: F811 - fixtures of other folders serve here too
"""Two entries of one resident become one; everything follows, and it can be undone."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from osl.accounts.models import User
from osl.core.audit import AuditEntry
from osl.core.clock import utcnow
from osl.core.db import db
from osl.core.errors import DomainError
from osl.ideas.models import Idea, IdeaOffer, IdeaSupport, Resource
from osl.ideas.supports import support_for
from osl.people.merging import (
    CannotMerge,
    gather_latecomers,
    get_person_or_kept,
    merge_people,
    undo_merge,
)
from osl.people.models import Card, Person, PersonMerge, Talk, TalkChannel, person_community
from osl.people.operations import Known, correct_person, meet_person
from osl.people.queries import people_found
from osl.signups.models import Signup, SignupList, SignupState
from osl.volunteers.models import Assignment, Shift
from tests.cast import Cast
from tests.ideas.conftest import Given, given, unit  # noqa: F401 - ideas for these tests too
from tests.people.test_knowing_people import Meet, meet  # noqa: F401 - people for these tests too
from tests.signups.conftest import (  # noqa: F401 - sign-ups for these tests too
    SignUp,
    at_once,
    clock,
    dance,
    empty_shelf,
    open_event,
    planned,
    signed_up,
)
from tests.volunteers.conftest import (  # noqa: F401 - shifts for these tests too
    Offered,
    Tasked,
    offered,
    tasked,
)

ANNA, ANIA = "Anna Przykładowa", "Ania Przykładowa"

Merge = Callable[..., int]


@pytest.fixture
def merge(app: Flask, cast: Cast) -> Merge:
    """Join two people as the organiser does, and give the number of the merge."""
    number = cast.organiser.id

    def do(kept: int, merged: int, **more: Any) -> int:
        with unit(app):
            made = merge_people(
                db.session.get_one(Person, kept),
                db.session.get_one(Person, merged),
                actor=db.session.get_one(User, number),
                **more,
            )
            return made.id

    return do


@pytest.fixture
def undo(app: Flask, cast: Cast) -> Callable[[int], tuple[str, ...]]:
    number = cast.organiser.id

    def do(merge_id: int) -> tuple[str, ...]:
        with unit(app):
            merge = db.session.get_one(PersonMerge, merge_id)
            return undo_merge(merge, actor=db.session.get_one(User, number)).edited

    return do


def talk_with(app: Flask, cast: Cast, person_id: int) -> int:
    home, author = cast.wzgorze.id, cast.animator.id
    with unit(app):
        talk = Talk(
            person_id=person_id,
            community_id=home,
            author_id=author,
            held_on=date(2027, 2, 20),
            channel=TalkChannel.PHONE,
            agreed="Upiecze ciasto.",
        )
        db.session.add(talk)
        db.session.flush()
        return talk.id


def make_card(app: Flask, person_id: int, **facts: Any) -> None:
    with unit(app):
        db.session.add(Card(person_id=person_id, agreed_on=date(2027, 1, 5), **facts))


def test_everything_of_one_entry_belongs_to_the_other(
    app: Flask,
    cast: Cast,
    store: Session,
    meet: Meet,
    merge: Merge,
) -> None:
    kept = meet(ANNA, "600100200")
    other = meet(ANIA, "", "ania@example.org", community=cast.ostrowiecka)
    talk = talk_with(app, cast, other)

    number = merge(kept, other)

    assert store.get_one(Talk, talk).person_id == kept
    person = store.get_one(Person, kept)
    assert (person.name, person.phone, person.email) == (ANNA, "600100200", "ania@example.org")
    known = select(person_community.c.community_id).where(person_community.c.person_id == kept)
    assert set(store.scalars(known)) == {cast.wzgorze.id, cast.ostrowiecka.id}
    assert store.get_one(Person, other).merged_into_id == kept
    entry = store.scalars(select(AuditEntry).where(AuditEntry.action == "person.merged")).one()
    assert entry.subject_id == kept
    assert entry.details == {"merge_id": number, "merged_id": other}


def test_who_was_merged_is_found_and_met_as_the_other(
    app: Flask,
    cast: Cast,
    meet: Meet,
    merge: Merge,
) -> None:
    kept, other = meet(ANNA, "600100200"), meet(ANIA, "600100300")
    merge(kept, other)
    with unit(app):
        organiser = db.session.get_one(User, cast.organiser.id)
        assert get_person_or_kept(organiser, other).id == kept
        assert [one.id for one in people_found(organiser, "Przykładowa")] == [kept]
        met = meet_person(
            Known(ANIA, "600100300"), channel=one_channel(kept), community_ids=[], actor=None
        )
        assert met.id == kept


def one_channel(person_id: int) -> Any:
    return db.session.get_one(Person, person_id).channel


def test_merging_twice_is_merging_once(
    app: Flask,
    store: Session,
    meet: Meet,
    merge: Merge,
) -> None:
    kept, other = meet(ANNA, "600100200"), meet(ANIA)
    assert merge(kept, other) == merge(kept, other)
    assert store.scalar(select(func.count(PersonMerge.id))) == 1


def test_of_two_who_merge_at_once_one_does(
    store: Session,
    meet: Meet,
    merge: Merge,
) -> None:
    kept, other = meet(ANNA, "600100200"), meet(ANIA)
    came = at_once(lambda: merge(kept, other), lambda: merge(kept, other))
    assert came[0] == came[1]
    assert store.scalar(select(func.count(PersonMerge.id))) == 1


def test_of_two_who_merge_the_other_way_round_one_is_refused(
    store: Session,
    meet: Meet,
    merge: Merge,
) -> None:
    kept, other = meet(ANNA, "600100200"), meet(ANIA)
    came = at_once(lambda: merge(kept, other), lambda: merge(other, kept))
    refused = [one for one in came if isinstance(one, CannotMerge)]
    assert len(refused) == 1
    assert str(refused[0]) == "Jeden z tych wpisów jest już połączony z innym."
    assert store.scalar(select(func.count(PersonMerge.id))) == 1


def test_nobody_is_merged_with_themselves(meet: Meet, merge: Merge) -> None:
    kept = meet(ANNA, "600100200")
    with pytest.raises(CannotMerge, match="To jeden i ten sam wpis"):
        merge(kept, kept)


def test_both_on_one_list_to_come_must_be_settled_first(
    store: Session,
    dance: int,
    signed_up: SignUp,
    merge: Merge,
) -> None:
    """Two places may be meant, so nobody drops one of them silently."""
    first = signed_up(dance, ANNA, email="anna@example.org")
    second = signed_up(dance, ANIA, email="ania@example.org")
    kept, other = (store.get_one(Signup, one).person_id for one in (first, second))
    store.rollback()

    with pytest.raises(CannotMerge, match="Oba wpisy są na liście „Gry sąsiedzkie”, czwartek"):
        merge(kept, other)

    assert [one.person_id for one in store.scalars(select(Signup).order_by(Signup.id))] == [
        kept,
        other,
    ]
    assert store.scalar(select(func.count(PersonMerge.id))) == 0


def test_both_on_a_list_that_is_over_were_one_person_twice(
    store: Session,
    dance: int,
    signed_up: SignUp,
    merge: Merge,
    undo: Any,
    clock: Any,
) -> None:
    first = signed_up(dance, ANNA, email="anna@example.org")
    second = signed_up(dance, ANIA, email="ania@example.org")
    kept, other = (store.get_one(Signup, one).person_id for one in (first, second))
    store.rollback()
    clock.move_to("2027-03-20 12:00+00:00")

    number = merge(kept, other)

    more = store.get_one(Signup, second)
    assert (more.person_id, more.state, more.repeats_id) == (kept, SignupState.REPEATED, first)
    assert store.scalars(select(SignupList)).one().taken == 1
    store.rollback()
    undo(number)
    assert store.get_one(Signup, second).state is SignupState.CONFIRMED
    assert store.scalars(select(SignupList)).one().taken == 2


def test_both_on_one_shift_to_come_must_be_settled_first(
    store: Session,
    tasked: Tasked,
    offered: Offered,
    merge: Merge,
) -> None:
    shift = tasked("Podlewanie ogrodu")
    numbers = [offered(shift, ANNA), offered(shift, ANIA)]
    kept, other = (store.get_one(Assignment, one).person_id for one in numbers)
    store.rollback()
    with pytest.raises(CannotMerge, match="na tym samym dyżurze „Podlewanie ogrodu”"):
        merge(kept, other)
    assert store.get_one(Shift, shift).taken == 0


def test_somebody_stands_behind_an_idea_once(
    app: Flask,
    cast: Cast,
    store: Session,
    meet: Meet,
    given: Given,
    merge: Merge,
    undo: Any,
) -> None:
    kept, other, idea_id = meet(ANNA, "600100200"), meet(ANIA), given()
    with unit(app):
        idea = db.session.get_one(Idea, idea_id)
        organiser = db.session.get_one(User, cast.organiser.id)
        for one in (kept, other):
            support_for(idea, db.session.get_one(Person, one), actor=organiser)
    assert store.get_one(Idea, idea_id).supporters == 2
    store.rollback()

    number = merge(kept, other)

    assert store.get_one(Idea, idea_id).supporters == 1
    support = store.scalars(select(IdeaSupport)).one()
    assert (support.voter, support.person_id) == (f"person {kept}", kept)
    store.rollback()
    undo(number)
    assert store.get_one(Idea, idea_id).supporters == 2
    voters = store.scalars(select(IdeaSupport.voter).order_by(IdeaSupport.person_id))
    assert list(voters) == [f"person {one}" for one in sorted((kept, other))]


def test_two_offers_of_the_same_help_become_one_with_both_notes(
    app: Flask,
    store: Session,
    meet: Meet,
    given: Given,
    merge: Merge,
) -> None:
    kept, other, idea_id = meet(ANNA, "600100200"), meet(ANIA), given()
    with unit(app):
        for person_id, note in ((kept, "w soboty"), (other, "mam taczkę")):
            db.session.add(
                IdeaOffer(idea_id=idea_id, person_id=person_id, resource=Resource.TOOLS, note=note)
            )
    merge(kept, other)
    offer = store.scalars(select(IdeaOffer)).one()
    assert (offer.person_id, offer.note) == (kept, "w soboty; mam taczkę")
    assert store.get_one(Idea, idea_id).helpers == 1


def test_a_card_keeps_its_words_and_is_filled_in(
    app: Flask,
    store: Session,
    meet: Meet,
    merge: Merge,
) -> None:
    kept, other = meet(ANNA, "600100200"), meet(ANIA)
    make_card(app, kept, own_words="Piecze chleb.")
    make_card(app, other, own_words="Śpiewa.", languages="polski, migowy", brought_by_id=kept)
    merge(kept, other)
    card = store.scalars(select(Card)).one()
    assert (card.person_id, card.own_words, card.languages) == (
        kept,
        "Piecze chleb.",
        "polski, migowy",
    )
    assert card.brought_by_id is None  # nobody brings themselves
    assert card.version == 2  # whoever has it open is told


def test_what_was_changed_since_stays_and_is_told(
    app: Flask,
    store: Session,
    meet: Meet,
    merge: Merge,
    undo: Any,
) -> None:
    kept, other = meet(ANNA, "600100200"), meet(ANIA)
    make_card(app, kept, own_words="Piecze chleb.")
    make_card(app, other, languages="migowy", times_note="po 17")
    number = merge(kept, other)
    with unit(app):
        db.session.scalars(select(Card)).one().languages = "migowy i ukraiński"

    assert undo(number) == ("languages",)

    own = store.scalars(select(Card).where(Card.person_id == kept)).one()
    assert (own.languages, own.times_note) == ("migowy i ukraiński", "")
    theirs = store.scalars(select(Card).where(Card.person_id == other)).one()
    assert (theirs.languages, theirs.times_note) == ("migowy", "po 17")


def test_what_was_added_since_stays_with_the_one_that_was_kept(
    app: Flask,
    cast: Cast,
    store: Session,
    meet: Meet,
    merge: Merge,
    undo: Any,
) -> None:
    kept, other = meet(ANNA, "600100200"), meet(ANIA)
    before = talk_with(app, cast, other)
    number = merge(kept, other)
    since = talk_with(app, cast, kept)
    undo(number)
    assert store.get_one(Talk, before).person_id == other
    assert store.get_one(Talk, since).person_id == kept
    assert store.get_one(Person, other).merged_into_id is None
    assert store.get_one(PersonMerge, number).undone_at is not None


def test_undoing_twice_is_undoing_once(
    store: Session,
    meet: Meet,
    merge: Merge,
    undo: Any,
) -> None:
    number = merge(meet(ANNA, "600100200"), meet(ANIA))
    undo(number)
    undo(number)
    told = select(func.count(AuditEntry.id)).where(AuditEntry.action == "person.parted")
    assert store.scalar(told) == 1


def test_a_chain_is_undone_from_its_end(
    app: Flask,
    cast: Cast,
    store: Session,
    meet: Meet,
    merge: Merge,
    undo: Any,
) -> None:
    first, second, third = meet(ANNA, "600100200"), meet(ANIA), meet("Anna P.")
    talk = talk_with(app, cast, first)
    one = merge(second, first)
    two = merge(third, second)
    assert store.get_one(Talk, talk).person_id == third
    store.rollback()
    with pytest.raises(DomainError, match="Najpierw cofnij tamto połączenie"):
        undo(one)
    undo(two)
    undo(one)
    assert store.get_one(Talk, talk).person_id == first


def test_what_comes_late_follows_at_night(
    app: Flask,
    cast: Cast,
    store: Session,
    meet: Meet,
    merge: Merge,
    undo: Any,
) -> None:
    """Somebody wrote to the other entry at the very moment in which it was merged."""
    kept, other = meet(ANNA, "600100200"), meet(ANIA)
    number = merge(kept, other)
    late = talk_with(app, cast, other)
    with unit(app):
        assert gather_latecomers(utcnow()) == 1
        assert gather_latecomers(utcnow()) == 0
    assert store.get_one(Talk, late).person_id == kept
    store.rollback()
    undo(number)
    assert store.get_one(Talk, late).person_id == other


def test_a_number_that_was_given_again_does_not_stop_undoing(
    app: Flask,
    cast: Cast,
    store: Session,
    meet: Meet,
    given: Given,
    merge: Merge,
    undo: Any,
) -> None:
    kept, other, idea_id, next_idea = meet(ANNA, "600100200"), meet(ANIA), given(), given()
    with unit(app):
        organiser = db.session.get_one(User, cast.organiser.id)
        for one in (kept, other):
            person = db.session.get_one(Person, one)
            support_for(db.session.get_one(Idea, idea_id), person, actor=organiser)
    number = merge(kept, other)
    with unit(app):
        taken = db.session.scalars(select(func.max(IdeaSupport.id))).one() + 1
        db.session.execute(
            insert(IdeaSupport).values(id=taken, idea_id=next_idea, voter="device", language="pl")
        )
    undo(number)
    assert store.scalar(select(func.count(IdeaSupport.id))) == 3
    assert store.get_one(Idea, idea_id).supporters == 2


def test_a_contact_that_was_corrected_since_stays(
    app: Flask,
    cast: Cast,
    store: Session,
    meet: Meet,
    merge: Merge,
    undo: Any,
) -> None:
    kept, other = meet(ANNA, "600100200"), meet(ANIA, "", "ania@example.org")
    number = merge(kept, other)
    with unit(app):
        correct_person(
            db.session.get_one(Person, kept),
            Known(ANNA, "600100999", "ania@example.org"),
            actor=db.session.get_one(User, cast.organiser.id),
        )
    undo(number)
    person = store.get_one(Person, kept)
    assert (person.phone, person.email) == ("600100999", "")
    with unit(app):
        organiser = db.session.get_one(User, cast.organiser.id)
        assert [one.id for one in people_found(organiser, "600100999")] == [kept]
        assert [one.id for one in people_found(organiser, "ania@example.org")] == [other]
