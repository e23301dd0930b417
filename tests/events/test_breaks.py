"""The organiser names the town's breaks; the series that observe them do not meet then."""

from datetime import date

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from osl.calendars.models import CalendarEntry
from osl.events.models import Break, ChangedThing, Series
from tests.browser import Browser, Page
from tests.cast import Cast
from tests.events.conftest import (
    Planned,
    actions,
    calendar,
    check,
    days,
    everything,
    meetings,
    told,
    weekly,
)

SAVE = "Zapisz przerwę"
WINTER = {"Nazwa": "ferie", "Pierwszy dzień": "2027-03-15", "Ostatni dzień": "2027-03-28"}


def breaks(browser: Browser, cast: Cast) -> Page:
    return browser.sign_in(cast.organiser).visit("breaks.index")


def add(browser: Browser, cast: Cast, typed: dict[str, str]) -> Page:
    page = breaks(browser, cast).follow("Dodaj przerwę").submit(SAVE, typed)
    return page.confirm(SAVE) if page.shown_before_saving else page


def test_a_break_is_named_and_series_leave_it_out(
    browser: Browser, another_browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    observing = planned(weekly(meeting_count=4, skips_breaks=True), published=True)
    other = planned(weekly(meeting_count=4, skips_breaks=False), published=True, title="Dyżur")
    page = breaks(browser, cast)
    assert "Nie ma żadnej przerwy." in page.text
    page = page.follow("Dodaj przerwę").submit(SAVE, WINTER)

    shown = check(page)
    assert "czwartek, 18 marca 2027, 17.00–18.30" in shown
    assert "Gry sąsiedzkie: bez spotkania: 18 i 25 marca" in shown
    assert "bez spotkania: 18 i 25 marca" in shown
    assert "Dyżur" not in shown
    assert store.scalars(select(Break)).all() == []
    page = page.confirm(SAVE)

    assert page.notices == ["Przerwa jest zapisana. Serie pomijają te dni."]
    assert "ferie" in page.text
    assert "15 marca 2027 – 28 marca 2027" in page.text
    spring = [date(2027, 3, 4), date(2027, 3, 11), date(2027, 4, 1), date(2027, 4, 8)]
    assert days(store, observing) == spring
    assert days(store, other) == [date(2027, 3, day) for day in (4, 11, 18, 25)]
    assert told(store, other) == []
    (change,) = told(store, observing)
    assert change == (ChangedThing.LEFT_OUT, "", "18 i 25 marca")
    assert actions(store)[-1] == "break.added"
    sentence = "Anna Przykładowa: dodano przerwę „ferie”: 15 marca 2027 – 28 marca 2027"
    assert sentence in browser.visit("home.desk").text
    public = another_browser.visit("home.event", event_id=observing)
    assert "Nie spotykamy się: 18 i 25 marca: ferie" in public.text
    assert "bez spotkania: 18 i 25 marca" in public.text
    (entry,) = [e for e in calendar(browser) if e["SUMMARY"] == "Gry sąsiedzkie"]
    out = entry["EXDATE"]
    out = out if isinstance(out, list) else [out]
    assert [d.dt.day for one in out for d in one.dts] == [18, 25]


def test_a_break_is_changed(browser: Browser, cast: Cast, planned: Planned, store: Session) -> None:
    event_id = planned(weekly(until_on=date(2027, 4, 15), skips_breaks=True), published=True)
    add(browser, cast, WINTER)
    form = breaks(browser, cast).follow("Zmień: ferie")
    assert form.heading == "Zmiana przerwy: ferie"
    page = form.submit(SAVE, {"Pierwszy dzień": "2027-03-22", "Nazwa": "remont"})
    assert "Dochodzi 1 nowy termin." in check(page)
    page.confirm(SAVE)
    before = everything(store)
    again = page.confirm(SAVE)  # a second click
    assert (again.status, again.heading) == (200, "Przerwy")
    assert everything(store) == before

    assert date(2027, 3, 18) in days(store, event_id)
    assert date(2027, 3, 25) not in days(store, event_id)
    assert store.scalars(select(Series.breaks)).one() == [["2027-03-22", "2027-03-28", "remont"]]
    assert actions(store)[-1] == "break.changed"
    public = browser.visit("home.event", event_id=event_id)
    assert "Nie spotykamy się: 25 marca: remont" in public.text


def test_saving_the_same_break_changes_nothing(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    planned(weekly(skips_breaks=True), published=True)
    add(browser, cast, WINTER)
    form = breaks(browser, cast).follow("Zmień: ferie")
    before = everything(store)
    page = form.submit(SAVE)

    assert page.status == 200
    assert page.heading == "Przerwy"
    assert everything(store) == before


def test_a_second_click_names_no_second_break(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    planned(weekly(meeting_count=4, skips_breaks=True), published=True)
    shown = breaks(browser, cast).follow("Dodaj przerwę").submit(SAVE, WINTER)
    shown.confirm(SAVE)
    before = everything(store)
    page = shown.submit(SAVE)

    assert page.heading == "Przerwy"
    assert everything(store) == before
    assert len(store.scalars(select(Break)).all()) == 1


def test_a_break_is_removed_and_the_series_meet_again(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    event_id = planned(weekly(until_on=date(2027, 4, 15), skips_breaks=True), published=True)
    known = days(store, event_id)
    add(browser, cast, WINTER)
    form = breaks(browser, cast).follow("Usuń: ferie")
    assert "15 marca 2027 – 28 marca 2027" in form.text
    page = form.submit("Usuń przerwę")
    assert "Dochodzą 2 nowe terminy." in check(page)
    assert len(store.scalars(select(Break)).all()) == 1
    page = page.confirm("Usuń przerwę")

    assert page.notices == ["Przerwa jest usunięta. W te dni znów są spotkania."]
    assert days(store, event_id) == known
    assert store.scalars(select(Break)).all() == []
    assert store.scalars(select(Series.breaks)).one() == []
    assert [one[0] for one in told(store, event_id)] == [
        ChangedThing.LEFT_OUT,
        ChangedThing.LEFT_OUT,
    ]
    assert actions(store)[-1] == "break.removed"
    assert form.submit("Usuń przerwę").status == 404  # a second click: it is not there any more


def test_a_series_on_again_leaves_out_the_break_named_while_it_was_called_off(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    event_id = planned(weekly(meeting_count=4, skips_breaks=True), published=True)
    browser.sign_in(cast.animator).visit("events.cancellation", event_id=event_id).submit(
        "Odwołaj wydarzenie", {"Dlaczego jest odwołane?": "Awaria ogrzewania."}
    ).confirm("Odwołaj wydarzenie")
    add(browser, cast, WINTER)
    assert [day.day for day in days(store, event_id)] == [4, 11, 18, 25]
    page = browser.visit("events.show", event_id=event_id).follow("Przywróć")
    page.submit("Jednak się odbędzie")

    assert days(store, event_id) == [
        date(2027, 3, 4),
        date(2027, 3, 11),
        date(2027, 4, 1),
        date(2027, 4, 8),
    ]
    assert told(store, event_id)[-1] == (ChangedThing.LEFT_OUT, "", "18 i 25 marca")
    public = browser.visit("home.event", event_id=event_id)
    assert "Nie spotykamy się: 18 i 25 marca: ferie" in public.text
    assert "ODWOŁANE" not in public.text


def test_a_series_left_with_nothing_is_refused_in_words(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    planned(weekly(), published=True, title="Inne")
    planned(
        weekly(date(2027, 3, 18), until_on=date(2027, 3, 25), skips_breaks=True), published=True
    )
    form = breaks(browser, cast).follow("Dodaj przerwę")
    before = everything(store)
    page = form.submit(SAVE, WINTER)

    assert page.status == 422
    assert page.errors == [
        "„Gry sąsiedzkie”: nie zostałoby ani jedno spotkanie. Najpierw odwołaj te zajęcia albo "
        "wyłącz w nich pomijanie przerw."
    ]
    assert everything(store) == before
    assert page.dom.all("input", name="name")[0]["value"] == "ferie"


def test_what_was_left_out_in_the_past_stays(
    browser: Browser,
    cast: Cast,
    planned: Planned,
    store: Session,
    clock: time_machine.Traveller,
) -> None:
    event_id = planned(weekly(until_on=date(2027, 4, 29), skips_breaks=True), published=True)
    add(browser, cast, WINTER)
    clock.move_to("2027-03-30T09:00:00+00:00")
    page = breaks(browser, cast)
    assert "Zmień: ferie" not in page.links  # it is over
    assert "Nie ma żadnej przerwy." in page.text
    number = store.scalars(select(Break.id)).one()
    page = browser.visit("breaks.removal", break_id=number).submit("Usuń przerwę")
    assert page.status == 422
    assert page.errors == ["Ta przerwa już minęła i zostaje taka, jaka była."]
    page = browser.visit("breaks.edit", break_id=number).submit(SAVE, {"Nazwa": "inna"})
    assert page.status == 422

    add(
        browser,
        cast,
        {"Nazwa": "majówka", "Pierwszy dzień": "2027-04-19", "Ostatni dzień": "2027-04-25"},
    )
    assert store.scalars(select(Series.breaks)).one() == [
        ["2027-03-15", "2027-03-28", "ferie"],
        ["2027-04-19", "2027-04-25", "majówka"],
    ]
    assert days(store, event_id) == [
        date(2027, 3, 4),
        date(2027, 3, 11),
        date(2027, 4, 1),
        date(2027, 4, 8),
        date(2027, 4, 15),
        date(2027, 4, 29),
    ]


def test_what_was_held_is_not_taken_back_by_a_break(
    browser: Browser,
    cast: Cast,
    planned: Planned,
    store: Session,
    clock: time_machine.Traveller,
) -> None:
    event_id = planned(weekly(meeting_count=5, skips_breaks=True), published=True)
    known = [one.id for one in meetings(store, event_id)]
    clock.move_to("2027-03-19T09:00:00+00:00")  # three of five have been
    form = breaks(browser, cast).follow("Dodaj przerwę")
    before = everything(store)
    page = form.submit(SAVE, WINTER)
    assert page.status == 422
    assert page.errors == [
        "Te dni już minęły i niczego nie zmienią. Wybierz dni, które dopiero będą."
    ]
    assert [e["id"] for e in page.dom.with_class("field-error")] == ["first_on-error"]
    assert everything(store) == before
    page.submit(SAVE, {"Pierwszy dzień": "2027-03-19"}).confirm(SAVE)

    assert days(store, event_id) == [
        date(2027, 3, 4),
        date(2027, 3, 11),
        date(2027, 3, 18),
        date(2027, 4, 1),
        date(2027, 4, 8),
    ]
    assert [one.id for one in meetings(store, event_id)][:3] == known[:3]

    clock.move_to("2027-03-22T09:00:00+00:00")  # a break that goes on may end later
    form = breaks(browser, cast).follow("Zmień: ferie")
    form.submit(SAVE, {"Ostatni dzień": "2027-04-04"}).confirm(SAVE)
    assert days(store, event_id)[3:] == [date(2027, 4, 8), date(2027, 4, 15)]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"Nazwa": " "}, "Podaj nazwę, na przykład: ferie zimowe."),
        ({"Nazwa": "x" * 81}, "Skróć go do 80 znaków."),
        ({"Pierwszy dzień": ""}, "Podaj, którego dnia się zaczyna."),
        ({"Ostatni dzień": ""}, "Podaj, którego dnia się kończy."),
        ({"Ostatni dzień": "2027-02-30"}, "Nie ma takiej daty."),
        ({"Ostatni dzień": "2027-03-14"}, "Ostatni dzień wypada przed pierwszym."),
        (
            {"Pierwszy dzień": "2027-01-18", "Ostatni dzień": "2027-01-31"},
            "Te dni już minęły i niczego nie zmienią.",
        ),
        ({"Ostatni dzień": "2027-09-01"}, "To więcej niż sto dni. Lepiej skrócić serię."),
    ],
)
def test_a_break_that_cannot_be_is_said(
    browser: Browser,
    cast: Cast,
    planned: Planned,
    store: Session,
    typed: dict[str, str],
    sentence: str,
) -> None:
    planned(weekly(), published=True)
    form = breaks(browser, cast).follow("Dodaj przerwę")
    before = everything(store)
    page = form.submit(SAVE, WINTER | typed)

    assert page.status == 422
    assert any(sentence in error for error in page.errors), page.errors
    assert everything(store) == before


def test_two_organisers_at_once(
    browser: Browser, another_browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    add(browser, cast, WINTER)
    mine = breaks(browser, cast).follow("Zmień: ferie")
    theirs = breaks(another_browser, cast).follow("Zmień: ferie")
    theirs.submit(SAVE, {"Nazwa": "ferie zimowe"})
    page = mine.submit(SAVE, {"Nazwa": "remont"})

    assert page.status == 409
    assert "ferie zimowe" in page.text
    assert store.scalars(select(Break.name)).one() == "ferie zimowe"


def test_only_calendars_that_read_differently_are_written_anew(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    observing = planned(weekly(meeting_count=4, skips_breaks=True), published=True)
    later = planned(
        weekly(date(2027, 6, 3), meeting_count=2, skips_breaks=True), published=True, title="Lato"
    )
    other = planned(weekly(skips_breaks=False), published=True, title="Inne")

    def written() -> dict[int, tuple[int, bytes]]:
        rows = store.scalars(select(CalendarEntry))
        return {one.event_id: (one.sequence, one.body) for one in rows}

    before = written()
    add(browser, cast, WINTER)
    after = written()
    assert after[observing] > before[observing]
    assert after[later] == before[later]
    assert after[other] == before[other]
    assert told(store, later) == told(store, other) == []


@pytest.mark.parametrize("who", ["animator", "other_animator", "social_worker", "adviser"])
def test_only_the_organiser_keeps_breaks(
    browser: Browser, cast: Cast, store: Session, who: str
) -> None:
    add(browser, cast, WINTER)
    number = store.scalars(select(Break.id)).one()
    browser.sign_in(getattr(cast, who))
    assert browser.visit("breaks.index").status == 403
    assert browser.visit("breaks.add").status == 403
    assert browser.visit("breaks.edit", break_id=number).status == 403
    assert browser.visit("breaks.removal", break_id=number).status == 403


def test_a_stranger_signs_in_first_and_a_break_that_is_not_is_not(
    browser: Browser, another_browser: Browser, cast: Cast
) -> None:
    assert browser.visit("breaks.index").heading == "Logowanie"
    another_browser.sign_in(cast.organiser)
    assert another_browser.visit("breaks.edit", break_id=99999).status == 404
    assert another_browser.visit("breaks.removal", break_id=99999).status == 404
