"""When two entries are one person, and how somebody is found."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from osl.accounts.models import User
from osl.core import transactions
from osl.core.audit import AuditEntry
from osl.core.db import db
from osl.people.models import Channel, Person
from osl.people.operations import Known, correct_person, meet_person
from osl.people.queries import alike_people, name_key, normal_phone, people_found
from osl.people.words import phone_shown
from tests.cast import Cast

Meet = Callable[..., int]


@pytest.fixture
def meet(app: Flask, cast: Cast) -> Meet:
    def do(name: str, phone: str = "", email: str = "", **more: object) -> int:
        with app.test_request_context(), transactions.unit():
            community = more.get("community", cast.wzgorze)
            person = meet_person(
                Known(name, phone, email),
                channel=Channel.WEB,
                community_ids=[community.id],  # type: ignore[attr-defined]
                actor=None,
            )
            db.session.flush()
            return person.id

    return do


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("41 200 00 00", "412000000"),
        ("+48 600-100-200", "600100200"),
        ("0048 600 100 200", "600100200"),
        ("+380 44 123 45 67", "+380441234567"),
        ("000 000 101", "000000101"),
        ("(41) 200 00 00", "412000000"),
        ("", ""),
    ],
)
def test_a_phone_is_kept_in_one_form(typed: str, kept: str) -> None:
    assert normal_phone(typed) == kept


def test_a_kept_phone_reads_in_groups() -> None:
    assert phone_shown("600100200") == "600 100 200"


@pytest.mark.parametrize("name", ["Żółć Łukasz", "lukasz ZOLC", "Łukasz  Żółć", "łukasz-żółć"])
def test_order_case_and_diacritics_make_nobody_another_person(name: str) -> None:
    assert name_key(name) == name_key("Łukasz Żółć")


def test_the_same_name_with_the_same_contact_is_the_same_person(meet: Meet, store: Session) -> None:
    first = meet("Anna Nowak", email="anna@example.org")
    assert meet("nowak ANNA", email="Anna@Example.org ") == first
    assert meet("Anna Nowak", phone="600 100 200", email="anna@example.org") == first
    assert meet("Anna Nowak", phone="+48600100200") == first
    assert store.scalar(select(func.count(Person.id))) == 1


def test_a_couple_on_one_phone_is_two_people(meet: Meet, store: Session) -> None:
    assert meet("Anna Nowak", phone="600100200") != meet("Jan Nowak", phone="600100200")


def test_anything_less_is_only_suggested(
    app: Flask, cast: Cast, meet: Meet, store: Session
) -> None:
    anna = meet("Anna Nowak", phone="600100200")
    jan = meet("Jan Nowak", phone="600100200")
    other = meet("Anna Nowak", phone="600 999 999")
    with app.app_context():
        organiser = db.session.get_one(User, cast.organiser.id)
        found = alike_people(organiser, "Anna Nowak", "600 100 200", "")
        assert {one.id for one in found} == {jan, other}
        assert anna not in {one.id for one in found}


@pytest.mark.parametrize("text", ["now", "NOW an", "600 100", "żolc", "anna@", "600100200"])
def test_somebody_is_found_by_the_beginnings_of_words(
    app: Flask, cast: Cast, meet: Meet, text: str
) -> None:
    meet("Anna Nowak-Żółć", phone="600100200", email="anna@example.org")
    meet("Piotr Inny", phone="700100200")
    with app.app_context():
        organiser = db.session.get_one(User, cast.organiser.id)
        assert [one.name for one in people_found(organiser, text)] == ["Anna Nowak-Żółć"]


def test_a_team_knows_the_people_of_its_own_communities(app: Flask, cast: Cast, meet: Meet) -> None:
    meet("Anna Nowak", phone="600100200")
    with app.app_context():
        own, other, adviser = (
            db.session.get_one(User, one.id)
            for one in (cast.animator, cast.other_animator, cast.adviser)
        )
        assert people_found(own, "nowak") != []
        assert people_found(other, "nowak") == []
        assert people_found(adviser, "nowak") == []
        assert alike_people(other, "Anna Nowak", "", "") == []
    meet("Anna Nowak", phone="600100200", community=cast.ostrowiecka)
    with app.app_context():
        assert people_found(db.session.get_one(User, cast.other_animator.id), "nowak") != []


def test_the_log_keeps_no_names(app: Flask, cast: Cast, meet: Meet, store: Session) -> None:
    number = meet("Anna Nowak", phone="600100200")
    with app.test_request_context(), transactions.unit():
        person = db.session.get_one(Person, number)
        actor = db.session.get_one(User, cast.animator.id)
        assert correct_person(person, Known("Anna Kowalska", "600100200"), actor=actor)
        assert not correct_person(person, Known("Anna Kowalska", "600100200"), actor=actor)
    entry = store.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.subject_id) == ("person.corrected", number)
    assert "Nowak" not in repr(entry.details)
    assert "Kowalska" not in repr(entry.details)
    with app.app_context():
        organiser = db.session.get_one(User, cast.organiser.id)
        assert [one.id for one in people_found(organiser, "kowalska")] == [number]
        assert people_found(organiser, "nowak") == []
