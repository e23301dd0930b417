"""Before somebody works with children the team looks into three registers, and records only that
it was done, when and by whom."""

from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import inspect, select

from osl.core.audit import AuditEntry
from osl.core.db import db
from osl.people.models import Person
from osl.volunteers.checks import Unchecked, missing_checks, refuse_unchecked
from osl.volunteers.models import CheckKind, SafeguardingCheck, Task
from tests.browser import Browser, Page
from tests.cast import Cast
from tests.volunteers.agreed import PRINTED, agreed, checked, known

ALL = (
    "Rejestr sprawców przestępstw na tle seksualnym z dostępem ograniczonym",
    "Rejestr Państwowej Komisji",
    "Zaświadczenie z Krajowego Rejestru Karnego (KRK)",
)
KINDS, DAY, BY = "Co sprawdzono", "Którego dnia", "Kto sprawdził"


@pytest.fixture
def maria(app: Flask, cast: Cast) -> int:
    return known(app, cast)


def record(browser: Browser, person_id: int, **typed: Any) -> Page:
    page = browser.visit(f"/panel/ludzie/{person_id}/sprawdzenia")
    return page.submit("Zapisz sprawdzenie", {KINDS: list(ALL), DAY: "2027-02-28"} | typed)


def recorded(app: Flask) -> list[tuple[CheckKind, date, int]]:
    with app.app_context():
        found = db.session.scalars(select(SafeguardingCheck).order_by(SafeguardingCheck.id))
        return [(one.kind, one.checked_on, one.checked_by_id) for one in found]


def test_three_checks_are_recorded_in_one_go(
    app: Flask, browser: Browser, cast: Cast, maria: int
) -> None:
    browser.sign_in(cast.animator)
    page = record(browser, maria, **{BY: "Anna Przykładowa"})
    assert "Ta osoba może pracować z dziećmi." in page.text
    assert recorded(app) == [(kind, date(2027, 2, 28), cast.organiser.id) for kind in CheckKind]
    with app.app_context():
        entry = db.session.scalars(
            select(AuditEntry).where(AuditEntry.action == "check.recorded")
        ).one()
        assert (entry.actor_id, entry.subject_id) == (cast.animator.id, maria)
        assert "Żółkiewska" not in str(entry.details)


def test_sent_twice_it_is_recorded_once(
    app: Flask, browser: Browser, cast: Cast, maria: int
) -> None:
    browser.sign_in(cast.animator)
    record(browser, maria)
    record(browser, maria)
    assert len(recorded(app)) == 3


@pytest.mark.parametrize(
    "typed, sentence",
    [
        ({DAY: "2027-03-02"}, "Ten dzień dopiero nadejdzie."),
        ({DAY: ""}, "Wybierz dzień."),
        ({KINDS: []}, "Zaznacz, co sprawdzono."),
    ],
)
def test_what_cannot_be_is_refused(
    app: Flask, browser: Browser, cast: Cast, maria: int, typed: dict[str, Any], sentence: str
) -> None:
    browser.sign_in(cast.animator)
    page = record(browser, maria, **typed)
    assert page.status == 422
    assert sentence in page.errors[0]
    assert recorded(app) == []


def test_there_is_no_place_for_a_result_a_note_or_a_scan(
    browser: Browser, cast: Cast, maria: int, app: Flask
) -> None:
    browser.sign_in(cast.organiser)
    page = browser.visit(f"/panel/ludzie/{maria}/sprawdzenia")
    names = {one["name"] for one in page.dom.all("input", "select", "textarea")}
    assert names == {"csrf_token", "kinds", "on", "by_id"}
    with app.app_context():
        columns = {one["name"] for one in inspect(db.engine).get_columns("safeguarding_check")}
    assert columns == {"id", "person_id", "kind", "checked_on", "checked_by_id", "recorded_at"}


def test_a_slip_is_taken_back_and_the_log_keeps_it(
    app: Flask, browser: Browser, cast: Cast, maria: int
) -> None:
    checked(app, cast, maria, CheckKind.REGISTER)
    browser.sign_in(cast.animator)
    page = browser.visit(f"/panel/ludzie/{maria}/sprawdzenia")
    page = page.submit("Cofnij zapis")
    assert page.notices == ["Cofnięte."]
    assert recorded(app) == []
    with app.app_context():
        told = db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id.desc())).first()
        assert told == "check.withdrawn"


def test_only_those_meant_to_see_checks_do(browser: Browser, cast: Cast, maria: int) -> None:
    for user, status in (
        (cast.organiser, 200),
        (cast.animator, 200),
        (cast.social_worker, 403),
        (cast.other_animator, 404),
        (cast.adviser, 404),
        (cast.administrator, 404),
    ):
        browser.sign_in(user)
        assert browser.get(f"/panel/ludzie/{maria}/sprawdzenia").status == status


class TestWhatIsMissing:
    def missing(self, app: Flask, person_id: int, on: date) -> list[CheckKind]:
        with app.app_context():
            return missing_checks(db.session.get_one(Person, person_id), on)

    def test_all_three_until_they_are_there(self, app: Flask, cast: Cast, maria: int) -> None:
        day = date(2027, 3, 1)
        assert self.missing(app, maria, day) == list(CheckKind)
        checked(app, cast, maria, CheckKind.REGISTER)
        assert self.missing(app, maria, day) == [
            CheckKind.COMMISSION_REGISTER,
            CheckKind.CRIMINAL_RECORD,
        ]
        checked(app, cast, maria)
        assert self.missing(app, maria, day) == []

    def test_a_check_counts_from_its_day_on(self, app: Flask, cast: Cast, maria: int) -> None:
        checked(app, cast, maria, on=date(2027, 2, 20))
        assert self.missing(app, maria, date(2027, 2, 19)) == list(CheckKind)
        assert self.missing(app, maria, date(2027, 2, 20)) == []

    def test_of_a_minor_no_certificate_is_demanded_until_the_birthday(
        self, app: Flask, cast: Cast, maria: int
    ) -> None:
        agreed(app, cast, maria, PRINTED, born_on=date(2009, 3, 20), guardian_name="Ewa Ż.")
        assert CheckKind.CRIMINAL_RECORD not in self.missing(app, maria, date(2027, 3, 19))
        assert CheckKind.CRIMINAL_RECORD in self.missing(app, maria, date(2027, 3, 20))

    def test_nobody_unchecked_gets_work_with_children_and_one_reads_what_is_missing(
        self, app: Flask, cast: Cast, maria: int
    ) -> None:
        checked(app, cast, maria, CheckKind.REGISTER)
        with app.test_request_context():
            person = db.session.get_one(Person, maria)
            refuse_unchecked(person, Task(title="Ogród"))
            with pytest.raises(Unchecked) as refusal:
                refuse_unchecked(person, Task(title="Zajęcia", with_children=True))
        assert "Rejestr Państwowej Komisji" in str(refusal.value)
        assert "Rejestr sprawców" not in str(refusal.value)
