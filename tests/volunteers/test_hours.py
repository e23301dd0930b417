"""Hours: entered by one, confirmed by another; never two at once, never beyond the day."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from osl.core.audit import AuditEntry
from osl.core.db import db
from osl.core.outbox import OutgoingLetter
from osl.volunteers.hours import Overtaken, OwnHours, confirm_hours, refuse_hours
from osl.volunteers.hours_rules import HoursRefused
from osl.volunteers.models import AgreementState, HoursEntry
from tests.browser import Browser
from tests.cast import Cast
from tests.events.conftest import everything
from tests.ideas.conftest import unit
from tests.signups.conftest import at_once
from tests.signups.test_two_at_once import fell, request
from tests.volunteers.giving import (
    FRIDAY,
    act,
    agreement,
    books,
    done,
    fact,
    give,
    somebody,
    value_of,
)

WATERING = {
    "Dzień": "2027-02-26",
    "Od godziny": "16",
    "Do godziny": "18.30",
    "Co zostało zrobione": "Podlewanie i plewienie",
}


@pytest.fixture
def zofia(app: Flask, cast: Cast) -> int:
    return somebody(app, cast.wzgorze, email="zofia@example.org")


def test_the_team_writes_hours_down_and_somebody_else_confirms_them(
    cast: Cast, browser: Browser, zofia: int, store: Session
) -> None:
    desk = browser.sign_in(cast.animator)
    page = desk.visit("/panel/godziny/nowe").submit(
        "Szukaj", {"Imię i nazwisko albo telefon": "zof"}
    )
    page = page.follow("Zofia Wzorcowa").submit("Zapisz wpis", WATERING)
    assert page.notices == ["Zapisane. Potwierdzi to ktoś inny z zespołu."]
    assert "piątek, 26 lutego, 16.00–18.30 (2 godz. 30 min)" in page.text
    (entry,) = books(store)
    assert (entry.minutes, entry.worked_on, entry.entered_by_id) == (150, FRIDAY, cast.animator.id)
    assert entry.waits

    own = desk.visit("/panel/godziny")
    assert "Wpisane przez Ciebie: potwierdzi je ktoś inny z zespołu." in own.text
    assert "Potwierdź zaznaczone" not in own.buttons

    other = browser.sign_in(cast.social_worker).visit("/panel/godziny")
    assert "Wpis: Jan Testowy" in other.text
    page = other.submit("Potwierdź wszystkie na tej stronie")
    assert page.notices == ["Potwierdzony 1 wpis."]
    assert fact(store, entry.id).confirmed_by_id == cast.social_worker.id
    assert done(store) == ["hours.entered", "hours.confirmed"]
    logged = store.scalars(select(AuditEntry).where(AuditEntry.action == "hours.confirmed")).one()
    assert "Zofia" not in str(logged.details)
    assert logged.community_id == cast.wzgorze.id


def test_the_same_form_sent_twice_is_one_entry(
    cast: Cast, browser: Browser, zofia: int, store: Session
) -> None:
    form = browser.sign_in(cast.animator).visit("hours.enter", person_id=zofia)
    form.submit("Zapisz wpis", WATERING)
    page = form.submit("Zapisz wpis", WATERING)
    assert page.status == 200
    assert len(books(store)) == 1
    assert done(store) == ["hours.entered"]


def test_nobody_confirms_their_own_hours_not_by_hand_and_not_in_the_database(
    app: Flask, cast: Cast, browser: Browser, zofia: int, store: Session
) -> None:
    mine = give(app, zofia, cast.wzgorze, cast.animator, minutes=60)
    theirs = give(app, zofia, cast.wzgorze, None, minutes=30)
    desk = browser.sign_in(cast.animator)
    page = desk.visit("/panel/godziny")
    forged = [
        ("csrf_token", value_of(page, "csrf_token")),
        ("wpis", f"{mine}.1"),
        ("wpis", f"{theirs}.1"),
    ]
    page = desk.post("/panel/godziny/potwierdzenie", forged)
    assert page.status == 409
    assert "te godziny są wpisane przez Ciebie" in page.errors[0]
    assert not fact(store, mine).is_confirmed
    assert not fact(store, theirs).is_confirmed  # all of them or none
    ticked = [
        one["value"]
        for one in page.dom.all("input", type="checkbox")
        if "checked" in one.attributes
    ]
    assert ticked == [f"{theirs}.1"]
    with pytest.raises(OwnHours):
        act(app, lambda one, actor: confirm_hours([one], actor=actor), mine, by=cast.animator)
    with pytest.raises(IntegrityError), unit(app):
        db.session.execute(
            update(HoursEntry)
            .where(HoursEntry.id == mine)
            .values(confirmed_by_id=HoursEntry.entered_by_id)
        )


def test_whoever_corrects_hours_does_not_confirm_them(
    app: Flask, cast: Cast, browser: Browser, zofia: int, store: Session
) -> None:
    entry = give(app, zofia, cast.wzgorze, None, starts=time(10), ends=time(12))
    desk = browser.sign_in(cast.animator)
    form = desk.visit("hours.change", entry_id=entry)
    assert value_of(form, "ends") == "12:00"
    page = form.submit("Zapisz", {"Do godziny": "13"})
    assert page.notices == ["Poprawione. Potwierdzi to ktoś inny z zespołu."]
    found = fact(store, entry)
    assert (found.minutes, found.entered_by_id) == (180, cast.animator.id)
    with pytest.raises(OwnHours):
        act(app, lambda one, actor: confirm_hours([one], actor=actor), entry, by=cast.animator)
    assert done(store) == ["hours.reported", "hours.changed"]


def test_what_was_corrected_after_one_looked_is_not_confirmed_unseen(
    app: Flask, cast: Cast, browser: Browser, another_browser: Browser, zofia: int, store: Session
) -> None:
    entry = give(app, zofia, cast.wzgorze, None, starts=time(10), ends=time(12))
    seen = browser.sign_in(cast.organiser).visit("/panel/godziny")
    another_browser.sign_in(cast.animator).visit("hours.change", entry_id=entry).submit(
        "Zapisz", {"Do godziny": "20"}
    )
    page = seen.submit("Potwierdź wszystkie na tej stronie")
    assert page.status == 409
    assert "ktoś poprawił te godziny" in page.errors[0]
    assert not fact(store, entry).is_confirmed
    assert page.submit("Potwierdź wszystkie na tej stronie").notices == ["Potwierdzony 1 wpis."]


def test_two_confirm_at_once_and_it_is_confirmed_once(
    app: Flask, cast: Cast, zofia: int, store: Session
) -> None:
    from_link = give(app, zofia, cast.wzgorze, None, minutes=60)
    people = [cast.animator.id, cast.social_worker.id, cast.organiser.id]

    def confirming(user_id: int) -> Any:
        def do() -> int:
            entry = db.session.get_one(HoursEntry, from_link)
            actor = db.session.get_one(type(cast.animator), user_id)
            return confirm_hours([entry], actor=actor, seen={from_link: 1})

        return lambda: request(app, do)

    came = at_once(*map(confirming, people))
    assert fell(came) == []
    assert sorted(came) == [0, 0, 1]
    assert done(store) == ["hours.reported", "hours.confirmed"]


def test_confirmed_hours_stay_as_they_are(
    app: Flask, cast: Cast, browser: Browser, zofia: int, store: Session
) -> None:
    entry = give(app, zofia, cast.wzgorze, cast.animator, starts=time(10), ends=time(12))
    desk = browser.sign_in(cast.organiser)
    form = desk.visit("hours.change", entry_id=entry)
    reason = desk.visit("hours.refusal", entry_id=entry)
    act(app, lambda one, actor: confirm_hours([one], actor=actor), entry, by=cast.social_worker)

    page = form.submit("Zapisz", {"Do godziny": "18"})
    assert page.status == 409
    page = reason.submit("Nie przyjmuj", {"Powód": "Pomyłka"})
    assert page.status == 409
    assert "są już potwierdzone" in page.errors[0]
    found = fact(store, entry)
    assert found.is_confirmed
    assert found.minutes == 120
    assert "Te godziny nie czekają już" in desk.visit("hours.change", entry_id=entry).text
    with pytest.raises(Overtaken):
        act(app, refuse_hours, entry, "Pomyłka", by=cast.organiser)


def test_hours_not_accepted_are_told_with_the_reason_word_for_word(
    app: Flask, cast: Cast, browser: Browser, zofia: int, store: Session
) -> None:
    entry = give(app, zofia, cast.wzgorze, None, minutes=90)
    page = browser.sign_in(cast.animator).visit("hours.refusal", entry_id=entry)
    assert "Napiszemy do tej osoby" in page.text
    empty = page.submit("Nie przyjmuj")
    assert empty.status == 422
    page = page.submit("Nie przyjmuj", {"Powód": "Tego dnia ogród był zamknięty."})
    assert page.notices == ["Te godziny się nie liczą."]
    found = fact(store, entry)
    assert found.refused_by_id == cast.animator.id
    assert not found.waits
    letter = store.scalars(select(OutgoingLetter)).one()
    assert (letter.kind, letter.recipient) == ("hours.refused", "zofia@example.org")
    assert letter.data == {"entry_id": entry}
    assert done(store) == ["hours.reported", "hours.refused"]
    # Such hours do not stand in the way of the right ones.
    give(app, zofia, cast.wzgorze, None, starts=time(10), ends=time(12))


def test_whom_no_letter_reaches_gets_none(
    app: Flask, cast: Cast, browser: Browser, store: Session
) -> None:
    jan = somebody(app, cast.wzgorze, "Jan Próbny", phone="600300400")
    entry = give(app, jan, cast.wzgorze, None, minutes=90)
    page = browser.sign_in(cast.animator).visit("hours.refusal", entry_id=entry)
    assert "Do tej osoby nie dojdzie list." in page.text
    page.submit("Nie przyjmuj", {"Powód": "Pomyłka w dniu."})
    assert store.scalar(select(func.count(OutgoingLetter.id))) == 0


def test_only_the_organiser_takes_confirmed_hours_back(
    app: Flask, cast: Cast, browser: Browser, zofia: int, store: Session
) -> None:
    entry = give(app, zofia, cast.wzgorze, None, minutes=90)
    act(app, lambda one, actor: confirm_hours([one], actor=actor), entry, by=cast.animator)
    assert browser.sign_in(cast.animator).visit("hours.withdrawal", entry_id=entry).status == 403
    desk = browser.sign_in(cast.organiser)
    page = desk.visit("/panel/godziny?stan=confirmed").follow("Cofnij: Zofia Wzorcowa")
    page = page.submit("Cofnij", {"Powód": "Dwa razy to samo."})
    assert page.notices == ["Te godziny już się nie liczą."]
    found = fact(store, entry)
    assert not found.is_confirmed
    assert found.refusal == "Dwa razy to samo."
    logged = store.scalars(select(AuditEntry).where(AuditEntry.action == "hours.withdrawn")).one()
    assert logged.details["confirmed_by_id"] == cast.animator.id


REFUSED: list[tuple[dict[str, str], str]] = [
    ({"Dzień": "2027-03-02"}, "Ten dzień dopiero będzie. Wpisz godziny, gdy już miną."),
    ({"Dzień": "2026-02-27"}, "To było zbyt dawno. Można wpisać godziny najdalej od dnia"),
    (
        {"Dzień": "2027-03-01", "Od godziny": "9", "Do godziny": "11"},
        "To jeszcze trwa. Wpisz godziny, gdy już miną.",
    ),
    ({"Do godziny": "16"}, "Początek i koniec są o tej samej godzinie."),
    ({"Do godziny": "14"}, "Od 16.00 do 14.00 następnego dnia to aż 22 godz."),
    ({"Do godziny": ""}, "Podaj obie godziny albo tylko, ile to trwało."),
    ({"Od godziny": "", "Do godziny": ""}, "Podaj, od której do której, albo ile to trwało."),
    ({"Godziny": "2"}, "Podaj godziny od–do albo ile to trwało, nie jedno i drugie."),
    (
        {"Od godziny": "", "Do godziny": "", "Godziny": "25"},
        "Doba ma najwyżej 24 godziny.",
    ),
    (
        {"Od godziny": "", "Do godziny": "", "Godziny": "-2"},
        "Podaj pełne godziny oraz minuty od 0 do 59.",
    ),
    ({"Od godziny": "", "Do godziny": "", "Godziny": "0", "Minuty": "0"}, "Podaj, od której"),
    (
        {"Dzień": "2027-03-01", "Od godziny": "", "Do godziny": "", "Godziny": "11"},
        "Dzisiejszy dzień nie trwa jeszcze tak długo.",
    ),
    ({"Co zostało zrobione": ""}, "Napisz w kilku słowach, co zostało zrobione."),
    ({"Co zostało zrobione": "Pomoc 44051401359"}, "Usuń numer PESEL"),
    ({"Dzień": "31.02.2027"}, "Nie ma takiej daty."),
]


@pytest.mark.parametrize(("typed", "words"), REFUSED, ids=lambda one: str(one)[:40])
def test_hours_that_cannot_be_are_refused_in_words_and_nothing_typed_is_lost(
    cast: Cast, browser: Browser, zofia: int, store: Session, typed: dict[str, str], words: str
) -> None:
    form = browser.sign_in(cast.animator).visit("hours.enter", person_id=zofia)
    page = form.submit("Zapisz wpis", WATERING | typed)
    assert page.status == 422
    assert any(words in one for one in page.errors), page.errors
    assert value_of(page, "what") == (WATERING | typed)["Co zostało zrobione"]
    assert books(store) == []
    assert done(store) == []


def test_two_things_at_one_time_are_refused_and_the_other_is_named(
    app: Flask, cast: Cast, browser: Browser, zofia: int, store: Session
) -> None:
    give(app, zofia, cast.wzgorze, cast.animator, starts=time(18), ends=time(20), what="Stolik")
    form = browser.sign_in(cast.animator).visit("hours.enter", person_id=zofia)
    page = form.submit("Zapisz wpis", WATERING)
    assert page.errors == ["W tym czasie jest już inny wpis: 26 lutego 2027, 18.00–20.00, Stolik."]
    page = page.submit("Zapisz wpis", {"Do godziny": "18"})
    assert page.status == 200
    assert len(books(store)) == 2
    # Another person may do what they like at that time.
    jan = somebody(app, cast.wzgorze, "Jan Próbny", phone="600300400")
    give(app, jan, cast.wzgorze, cast.animator, starts=time(16), ends=time(20))


def test_a_night_overlaps_with_the_next_morning(app: Flask, cast: Cast, zofia: int) -> None:
    night = give(
        app, zofia, cast.wzgorze, None, on=date(2027, 2, 25), starts=time(22), ends=time(6)
    )
    with unit(app):
        assert db.session.get_one(HoursEntry, night).minutes == 480
    with pytest.raises(HoursRefused, match=r"22\.00–6\.00"):
        give(app, zofia, cast.wzgorze, None, starts=time(5), ends=time(7))
    give(app, zofia, cast.wzgorze, None, starts=time(6), ends=time(7))


def test_all_entries_of_a_day_fit_into_it(
    app: Flask, cast: Cast, zofia: int, store: Session
) -> None:
    give(app, zofia, cast.wzgorze, None, minutes=20 * 60)
    with pytest.raises(HoursRefused, match="jest już wpisane 20 godz"):
        give(app, zofia, cast.wzgorze, None, minutes=4 * 60 + 1)
    give(app, zofia, cast.wzgorze, None, minutes=4 * 60)
    with pytest.raises(HoursRefused, match="24 godz"):
        give(app, zofia, cast.wzgorze, None, starts=time(10), ends=time(10, 1))
    assert [one.minutes for one in books(store)] == [1200, 240]


def test_two_enter_at_once_what_only_one_of_them_can(
    app: Flask, cast: Cast, zofia: int, store: Session
) -> None:
    def entering() -> Any:
        return lambda: give(app, zofia, cast.wzgorze, None, starts=time(10), ends=time(12))

    came = at_once(entering(), entering(), entering())
    assert fell(came) == []
    assert sum(isinstance(one, HoursRefused) for one in came) == 2
    assert len(books(store)) == 1


@pytest.mark.parametrize(
    ("now", "on", "starts", "ends", "minutes"),
    [
        ((2027, 3, 28), date(2027, 3, 27), time(22), time(6), 7 * 60),
        ((2027, 3, 28), date(2027, 3, 28), time(1), time(4), 2 * 60),
        ((2026, 10, 25), date(2026, 10, 24), time(22), time(6), 9 * 60),
        ((2026, 10, 25), date(2026, 10, 25), time(1), time(4), 4 * 60),
    ],
)
def test_the_night_the_clocks_change_counts_as_long_as_it_was(
    app: Flask,
    cast: Cast,
    clock: Any,
    zofia: int,
    store: Session,
    now: tuple[int, int, int],
    on: date,
    starts: time,
    ends: time,
    minutes: int,
) -> None:
    clock.move_to(date(*now) + timedelta(days=2))
    entry = give(app, zofia, cast.wzgorze, None, on=on, starts=starts, ends=ends)
    found = fact(store, entry)
    assert (found.minutes, found.starts, found.ends) == (minutes, starts, ends)


def test_an_hour_that_was_twice_or_never_is_asked_back(
    app: Flask, cast: Cast, clock: Any, zofia: int
) -> None:
    clock.move_to(date(2027, 3, 30))
    spring = date(2027, 3, 28)
    with pytest.raises(HoursRefused, match=r"godziny 2\.30 nie było"):
        give(app, zofia, cast.wzgorze, None, on=spring, starts=time(1), ends=time(2, 30))
    clock.move_to(date(2026, 10, 27))
    with pytest.raises(HoursRefused, match=r"2\.30 wypadła dwa razy"):
        give(
            app, zofia, cast.wzgorze, None, on=date(2026, 10, 25), starts=time(2, 30), ends=time(5)
        )
    give(app, zofia, cast.wzgorze, None, on=date(2026, 10, 25), minutes=150)


def test_a_day_with_25_hours_holds_25_and_one_with_23_no_more(
    app: Flask, cast: Cast, clock: Any, zofia: int
) -> None:
    clock.move_to(date(2026, 10, 27))
    give(app, zofia, cast.wzgorze, None, on=date(2026, 10, 25), minutes=24 * 60)
    give(app, zofia, cast.wzgorze, None, on=date(2026, 10, 25), minutes=60)
    clock.move_to(date(2027, 3, 30))
    with pytest.raises(HoursRefused):
        give(app, zofia, cast.wzgorze, None, on=date(2027, 3, 28), minutes=23 * 60 + 1)
    give(app, zofia, cast.wzgorze, None, on=date(2027, 3, 28), minutes=23 * 60)


def test_hours_lie_within_the_agreement_to_the_day(
    app: Flask, cast: Cast, browser: Browser, zofia: int, store: Session
) -> None:
    signed = agreement(app, cast, zofia)
    form = browser.sign_in(cast.animator).visit("hours.enter", person_id=zofia)
    chosen = {"Czego dotyczą": f"agreement-{signed}"}
    page = form.submit("Zapisz wpis", WATERING | chosen | {"Dzień": "2027-02-27"})
    assert page.errors == [
        "Ten dzień jest poza czasem porozumienia W/3/2026 (od 1 lutego 2027 do 26 lutego 2027)."
    ]
    page = page.submit("Zapisz wpis", {"Dzień": "2027-01-31"})
    assert page.status == 422
    page = page.submit("Zapisz wpis", {"Dzień": "2027-02-26"})
    assert page.status == 200
    page = browser.visit("hours.enter", person_id=zofia).submit(
        "Zapisz wpis", WATERING | chosen | {"Dzień": "2027-02-01"}
    )
    assert "porozumienie W/3/2026" in page.text
    assert [one.agreement_id for one in books(store)] == [signed, signed]


def test_an_agreement_ended_early_ends_there_and_a_draft_holds_no_hours(
    app: Flask, cast: Cast, zofia: int
) -> None:
    ended = agreement(
        app, cast, zofia, state=AgreementState.ENDED, ended_on=date(2027, 2, 10), ends_on=None
    )
    give(app, zofia, cast.wzgorze, None, on=date(2027, 2, 10), minutes=60, agreement_id=ended)
    with pytest.raises(HoursRefused, match="od 1 lutego 2027 do 10 lutego 2027"):
        give(app, zofia, cast.wzgorze, None, on=date(2027, 2, 11), minutes=60, agreement_id=ended)
    draft = agreement(app, cast, zofia, number="W/4/2026", state=AgreementState.DRAFT)
    with pytest.raises(HoursRefused, match="W/4/2026 nie jest jeszcze podpisane"):
        give(app, zofia, cast.wzgorze, None, on=date(2027, 2, 10), minutes=60, agreement_id=draft)


def test_another_community_does_not_exist_and_nothing_changes(
    app: Flask, cast: Cast, browser: Browser, zofia: int, store: Session
) -> None:
    entry = give(app, zofia, cast.wzgorze, None, minutes=60)
    own = somebody(app, cast.ostrowiecka, "Jan Próbny", phone="600300400")
    theirs = give(app, own, cast.ostrowiecka, None, minutes=60)
    desk = browser.sign_in(cast.other_animator)
    page = desk.visit("/panel/godziny")
    assert "Zofia" not in page.text
    token = value_of(page, "csrf_token")
    before = everything(store)
    for data in ([f"{entry}.1"], [f"{theirs}.1", f"{entry}.1"]):
        sent = [("csrf_token", token), *(("wpis", one) for one in data)]
        assert desk.post("/panel/godziny/potwierdzenie", sent).status == 404
    for what in ("poprawka", "odmowa", "wycofanie"):
        sent = [("csrf_token", token), ("reason", "x"), ("version", "1")]
        assert desk.post(f"/panel/godziny/{entry}/{what}", sent).status == 404
    sent = [("csrf_token", token), ("worked_on", "2027-02-26"), ("hours", "1"), ("what", "x")]
    assert desk.post(f"/panel/godziny/osoby/{zofia}/wpis", sent).status == 404
    assert everything(store) == before


def test_a_purpose_of_another_community_cannot_be_chosen_by_hand(
    app: Flask, cast: Cast, browser: Browser, zofia: int, store: Session
) -> None:
    foreign = agreement(app, cast, zofia, community_id=cast.ostrowiecka.id)
    desk = browser.sign_in(cast.animator)
    form = desk.visit("hours.enter", person_id=zofia)
    assert "W/3/2026" not in form.text
    sent = {
        "csrf_token": value_of(form, "csrf_token"),
        "key": value_of(form, "key"),
        "worked_on": "2027-02-26",
        "hours": "1",
        "what": "Podlewanie",
        "purpose": f"agreement-{foreign}",
    }
    page = desk.post(f"/panel/godziny/osoby/{zofia}/wpis", sent)
    assert page.status == 422
    assert page.errors == ["Wybierz, czego dotyczą te godziny."]
    assert books(store) == []


def test_confirmed_and_waiting_are_two_numbers_by_person_and_month(
    app: Flask, cast: Cast, browser: Browser, zofia: int
) -> None:
    jan = somebody(app, cast.ostrowiecka, "Jan Próbny", phone="600300400")
    for minutes in (60, 90):
        entry = give(app, zofia, cast.wzgorze, None, minutes=minutes)
        act(app, lambda one, actor: confirm_hours([one], actor=actor), entry, by=cast.animator)
    give(app, zofia, cast.wzgorze, None, minutes=45)
    give(app, zofia, cast.wzgorze, None, on=date(2027, 1, 8), minutes=30)
    give(app, jan, cast.ostrowiecka, None, minutes=600)
    desk = browser.sign_in(cast.animator)
    page = desk.visit("/panel/godziny/sumy?miesiac=2027-02")
    assert "2 godz. 30 min potwierdzone" in page.text
    assert "45 min czeka na potwierdzenie" in page.text
    assert "Jan Próbny" not in page.text
    assert "3 godz. 15 min" not in page.text
    assert "30 min czeka" in desk.visit("/panel/godziny/sumy?miesiac=2027-01").text
    person = desk.visit("hours.person", person_id=zofia).text
    assert "2 godz. 30 min potwierdzone razem" in person
    assert "1 godz. 15 min czeka na potwierdzenie" in person


def test_the_list_is_narrowed_by_name_community_and_month(
    app: Flask, cast: Cast, browser: Browser, zofia: int
) -> None:
    jan = somebody(app, cast.ostrowiecka, "Jan Próbny", phone="600300400")
    give(app, zofia, cast.wzgorze, None, minutes=60)
    give(app, jan, cast.ostrowiecka, None, on=date(2027, 1, 8), minutes=30)
    desk = browser.sign_in(cast.organiser)
    for asked, seen, unseen in (
        ("szukaj=prob", "Jan", "Zofia"),
        (f"spolecznosc={cast.wzgorze.id}", "Zofia", "Jan"),
        ("miesiac=2027-01", "Jan", "Zofia"),
    ):
        page = desk.visit(f"/panel/godziny?{asked}")
        labels = [one.text for one in page.dom.all("label") if one["for"].startswith("entry-")]
        assert [one.split()[0] for one in labels] == [seen], unseen
    for odd in ("miesiac=x", "miesiac=2027-13", "spolecznosc=999", "stan=x", "strona=0"):
        assert desk.visit(f"/panel/godziny?{odd}").status == 200


def test_words_about_somebodys_health_are_pointed_out_once(
    cast: Cast, browser: Browser, zofia: int, store: Session
) -> None:
    form = browser.sign_in(cast.animator).visit("hours.enter", person_id=zofia)
    page = form.submit("Zapisz wpis", WATERING | {"Co zostało zrobione": "Wizyta w szpitalu"})
    assert page.status == 422
    assert "szpitalu" in page.errors[0]
    page = page.submit("Zapisz wpis", {"keep_words": True})
    assert page.status == 200
    assert books(store)[0].what == "Wizyta w szpitalu"
