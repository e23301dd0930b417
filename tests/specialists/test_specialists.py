"""Specialists: whom the centre hires to lead, what was agreed, and that they were checked."""

from datetime import date, timedelta

import time_machine
from flask import Flask
from sqlalchemy import func, inspect, select
from sqlalchemy.orm import Session

from osl.core.audit import AuditEntry
from osl.specialists.models import Specialist, SpecialistCheck, SpecialistContract
from osl.volunteers.models import CheckKind
from tests.browser import Browser
from tests.cast import Cast
from tests.specialists.conftest import TODAY, Known, Planned, agree, deeds, evening, led

EWA = {
    "Imię i nazwisko specjalisty": "Ewa Jogowa",
    "Czym się zajmuje": "joga",
    "Telefon": "41 200 00 00",
}
UMOWA = {
    "Numer umowy": "CUS/7/2027",
    "Czego dotyczy": "Dziesięć spotkań z jogą",
    "Pierwszy dzień": "2027-02-01",
    "Ostatni dzień": "2027-06-30",
    "Godziny w umowie": "20:30",
}
ALL = (
    "Rejestr sprawców przestępstw na tle seksualnym z dostępem ograniczonym",
    "Rejestr Państwowej Komisji",
    "Zaświadczenie z Krajowego Rejestru Karnego (KRK)",
)


def test_a_social_worker_adds_a_specialist_once(
    browser: Browser, cast: Cast, store: Session
) -> None:
    form = browser.sign_in(cast.social_worker).visit("specialists.index").follow("Dodaj specjal")
    page = form.submit("Zapisz", EWA)
    assert page.heading == "Ewa Jogowa"
    assert form.submit("Zapisz", EWA).path == page.path

    made = store.scalars(select(Specialist)).one()
    assert (made.name, made.trade, made.phone) == ("Ewa Jogowa", "joga", "412000000")
    entry = store.scalars(select(AuditEntry).where(AuditEntry.action == "specialist.added")).one()
    assert (entry.actor_id, entry.subject_id) == (cast.social_worker.id, made.id)
    assert "Ewa" not in str(entry.details)


def test_what_is_wrong_is_said_and_nothing_is_lost(
    browser: Browser, cast: Cast, store: Session
) -> None:
    form = browser.sign_in(cast.animator).visit("specialists.add")
    page = form.submit("Zapisz", {"Telefon": "12", "Firma": "Studio Oddech"})
    assert page.status == 422
    assert set(page.errors) == {
        "Podaj imię i nazwisko specjalisty.",
        "Napisz, czym się zajmuje.",
        "Podaj numer telefonu: dziewięć cyfr, na przykład 41 200 00 00.",
    }
    assert store.scalar(select(func.count(Specialist.id))) == 0
    assert "Studio Oddech" in page.submit("Zapisz", EWA).text


def test_of_two_editors_the_second_sees_what_the_first_changed(
    browser: Browser, cast: Cast, known: Known, store: Session
) -> None:
    number = known()
    form = browser.sign_in(cast.other_animator).visit("specialists.edit", specialist_id=number)
    form.submit("Zapisz", {"Czym się zajmuje": "pilates"})
    page = form.submit("Zapisz", {"Czym się zajmuje": "taniec"})
    assert page.status == 409
    assert "pilates" in page.text
    assert store.get_one(Specialist, number).trade == "pilates"


def test_who_leads_no_more_leaves_the_list_and_comes_back(
    browser: Browser, cast: Cast, known: Known, store: Session
) -> None:
    number = known("Łucja Śpiewna", "chór")
    known()
    browser.sign_in(cast.animator).visit("specialists.show", specialist_id=number).submit(
        "Już nie prowadzi"
    )
    assert "Łucja" not in browser.visit("specialists.index").text
    assert "Łucja" in browser.visit("/panel/specjalisci?dawni=tak&szukaj=lucja").text
    assert "Ewa" not in browser.visit("/panel/specjalisci?dawni=tak").text
    browser.visit("specialists.show", specialist_id=number).submit("Znów prowadzi")
    found = browser.visit("/panel/specjalisci?szukaj=spiewna+CHOR")
    assert "Łucja" in found.text
    assert "Ewa" not in found.text
    assert deeds(store)[-2:] == ["specialist.retired", "specialist.back"]


def test_an_agreement_is_written_down_changed_and_removed(
    browser: Browser, cast: Cast, known: Known, store: Session
) -> None:
    number = known()
    browser.sign_in(cast.animator)
    form = browser.visit("specialists.add_contract", specialist_id=number)
    assert "0 min z 20 godz. 30 min" in form.submit("Zapisz", UMOWA).text
    form.submit("Zapisz", UMOWA)
    made = store.scalars(select(SpecialistContract)).one()
    assert (made.minutes, made.ends_on) == (20 * 60 + 30, date(2027, 6, 30))

    other = form.submit("Zapisz", UMOWA | {"Godziny w umowie": "12"})
    assert other.errors == ["Ten specjalista ma już inną umowę o tym numerze."]
    edit = browser.visit("specialists.edit_contract", contract_id=made.id)
    for typed, said in (("dużo", "20 albo 20:30"), ("0", "więcej niż zero")):
        assert said in edit.submit("Zapisz", {"Godziny w umowie": typed}).errors[0]
    assert "przed pierwszym" in edit.submit("Zapisz", {"Ostatni dzień": "2027-01-31"}).errors[0]
    edit.submit("Zapisz", {"Godziny w umowie": "30"})
    assert edit.submit("Zapisz", {"Godziny w umowie": "40"}).status == 409
    browser.visit("specialists.contract_removal", contract_id=made.id).submit("Usuń umowę")
    store.expire_all()
    assert store.scalar(select(func.count(SpecialistContract.id))) == 0
    assert deeds(store)[-3:] == ["contract.added", "contract.changed", "contract.removed"]


def test_hours_come_from_the_logbook_within_the_days_of_the_agreement(
    app: Flask, browser: Browser, cast: Cast, known: Known, planned: Planned
) -> None:
    number = known()
    agree(app, number, cast.organiser, minutes=180, ends_on=TODAY + timedelta(days=90))
    tomorrow = TODAY + timedelta(days=1)
    agree(app, number, cast.organiser, number="CUS/2/2027", starts_on=tomorrow, minutes=60)
    event = planned(evening(TODAY, 12, 14), published=True)
    led(app, event, number, 135)
    page = browser.sign_in(cast.other_animator).visit("specialists.show", specialist_id=number)
    assert "2 godz. 15 min z 3 godz." in page.text
    assert "zostało 45 min" in page.text
    assert "0 min z 1 godz." in page.text
    assert "marzec 2027: 2 godz. 15 min (3 × 45 min)" in page.text
    assert "Umowy, którym warto się przyjrzeć" not in browser.visit("specialists.index").text


def test_an_agreement_that_ends_soon_or_is_used_up_is_pointed_out(
    app: Flask, browser: Browser, cast: Cast, known: Known, planned: Planned
) -> None:
    soon, used_up, fine = known("Jan Kroj"), known("Ewa Jogowa"), known("Anna Chór")
    agree(app, soon, cast.organiser, number="S/1", ends_on=TODAY + timedelta(days=30))
    agree(app, used_up, cast.organiser, number="W/1", minutes=60)
    agree(app, fine, cast.organiser, number="D/1", minutes=61, ends_on=TODAY + timedelta(days=31))
    event = planned(evening(TODAY, 12, 14), published=True)
    led(app, event, used_up, 60)
    page = browser.sign_in(cast.animator).visit("specialists.index")
    warned = page.dom.with_class("notice-warning")[0].text
    assert "S/1 jeszcze 30 dni" in warned
    assert "W/1 Godziny wykorzystane" in warned
    assert "D/1" not in warned


def test_checks_are_recorded_once_and_taken_back_the_same_day(
    browser: Browser, cast: Cast, known: Known, store: Session
) -> None:
    number = known()
    form = browser.sign_in(cast.animator).visit("specialists.checks", specialist_id=number)
    typed = {"Co sprawdzono": list(ALL), "Którego dnia": "2027-02-28"}
    refused = form.submit("Zapisz sprawdzenie", typed | {"Którego dnia": "2027-03-02"})
    assert refused.errors == [
        "Ten dzień dopiero nadejdzie. Zapisz sprawdzenie, gdy będzie zrobione."
    ]
    page = form.submit("Zapisz sprawdzenie", typed)
    form.submit("Zapisz sprawdzenie", typed)
    assert "Ta osoba może pracować z dziećmi." in page.text
    kinds = select(SpecialistCheck.kind).order_by(SpecialistCheck.id)
    assert list(store.scalars(kinds)) == list(CheckKind)

    page.submit("Cofnij zapis")
    store.expire_all()
    assert store.scalar(select(func.count(SpecialistCheck.id))) == 2
    assert deeds(store)[-2:] == ["specialist_check.recorded", "specialist_check.withdrawn"]


def test_an_old_record_of_a_check_stays_and_so_does_somebody_elses(
    browser: Browser,
    cast: Cast,
    known: Known,
    store: Session,
    clock: time_machine.Traveller,
) -> None:
    number = known(checked=True)
    first = store.scalars(select(SpecialistCheck.id).order_by(SpecialistCheck.id)).first()
    page = browser.sign_in(cast.animator).visit("specialists.checks", specialist_id=number)
    assert "Cofnij zapis" not in " ".join(page.buttons)
    clock.shift(timedelta(days=1))
    form = browser.sign_in(cast.organiser).visit("specialists.checks", specialist_id=number)
    token = form.dom.all("input", name="csrf_token")[0]["value"]
    address = f"/panel/specjalisci/sprawdzenia/{first}/cofniecie"
    page = browser.post(address, [("csrf_token", token)])
    assert "Ten jest starszy i zostaje" in page.notices[0]
    assert store.scalar(select(func.count(SpecialistCheck.id))) == 3


def test_nothing_of_the_result_and_no_notes_can_be_kept() -> None:
    checks = {column.key for column in inspect(SpecialistCheck).columns}
    assert checks == {
        "id",
        "specialist_id",
        "kind",
        "checked_on",
        "checked_by_id",
        "recorded_at",
    }
    assert not {"note", "notes", "remarks"} & {one.key for one in inspect(Specialist).columns}
