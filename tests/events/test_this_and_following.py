"""A series goes on differently from one meeting on: what was stays, and both parts know of each
other."""

from datetime import UTC, date, datetime
from typing import Any

import icalendar
import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from osl.communities.models import Venue
from osl.core import transactions
from osl.core.db import db
from osl.events.models import (
    ChangedThing,
    Event,
    EventFormat,
    Frequency,
    Occurrence,
    Picture,
    SignupMode,
)
from osl.events.schedule import Repeated
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

SAVE = "Zapisz od tego spotkania"
FROM_SIX = {"Od godziny": "18:00", "Do godziny": "19:30"}
MARCH = [date(2027, 3, day) for day in (4, 11, 18, 25)]


def following(browser: Browser, cast: Cast, meeting: Occurrence) -> Page:
    browser.sign_in(cast.animator)
    return browser.visit("events.following", event_id=meeting.event_id, occurrence_id=meeting.id)


def change(browser: Browser, cast: Cast, meeting: Occurrence, typed: dict[str, Any]) -> Page:
    """From this meeting on: typed, looked at, confirmed."""
    return following(browser, cast, meeting).submit(SAVE, typed).confirm(SAVE)


def parts(store: Session) -> list[Event]:
    return list(store.scalars(select(Event).order_by(Event.id)))


def uids(entries: list[icalendar.Event]) -> dict[str, icalendar.Event]:
    return {str(e["UID"]): e for e in entries if not e.get("RECURRENCE-ID")}


def test_another_hour_from_a_meeting_on(
    browser: Browser,
    another_browser: Browser,
    cast: Cast,
    planned: Planned,
    store: Session,
    clock: time_machine.Traveller,
) -> None:
    event_id = planned(weekly(meeting_count=5), published=True)
    rows = [(one.id, one.starts_at) for one in meetings(store)]
    clock.move_to("2027-03-12T09:00:00+00:00")  # two of five have been
    page = browser.sign_in(cast.animator).visit("events.show", event_id=event_id)
    page = page.follow("To i następne: czwartek, 18 marca 2027, 17.00–18.30")
    assert page.heading == "Od tego spotkania: Gry sąsiedzkie"
    page = page.submit(SAVE, FROM_SIX)

    shown = check(page)
    assert "w każdy czwartek o 18.00, 3 spotkania" in shown
    assert "Najbliższe: czwartek, 18 marca; czwartek, 25 marca; czwartek, 1 kwietnia" in shown
    assert "od 18 marca 2027 jest inaczej, zobacz dalszy ciąg" in shown
    assert "zmiana terminu z „w każdy czwartek o 17.00, 3 spotkania" in shown
    assert len(parts(store)) == 1
    page = page.confirm(SAVE)

    assert page.notices == ["Zmienione od tego spotkania. Wcześniejsze zostają bez zmian."]
    old, later = parts(store)
    assert (later.continues_id, old.continues_id) == (old.id, None)
    kept = meetings(store)
    assert [one.id for one in kept] == [row[0] for row in rows]
    assert [one.starts_at for one in kept[:2]] == [row[1] for row in rows[:2]]
    assert [one.starts_at.hour for one in kept] == [16, 16, 17, 17, 16]  # the last in summer time
    assert [one.event_id for one in kept] == [old.id, old.id, later.id, later.id, later.id]
    assert (old.series.until_on, old.series.meeting_count) == (date(2027, 3, 11), None)
    assert (later.series.first_on, later.series.meeting_count) == (date(2027, 3, 18), 3)
    assert later.is_published
    assert told(store, old.id) == [(ChangedThing.CONTINUED, "18 marca 2027", "Gry sąsiedzkie")]
    assert [one[0] for one in told(store, later.id)] == [ChangedThing.TIME]
    assert actions(store)[-2:] == ["event.parted", "event.changed"]
    old_desk = browser.visit("events.show", event_id=old.id)
    assert "„Gry sąsiedzkie” ma nową część od spotkania 18 marca 2027" in old_desk.text
    assert "Dalsza część: Gry sąsiedzkie, w każdy czwartek o 18.00, 3 spotkania" in old_desk.text
    assert "To dalszy ciąg: Gry sąsiedzkie" in page.text

    before = another_browser.visit("home.event", event_id=old.id)
    assert (
        "Od 18 marca 2027 spotykamy się inaczej: w każdy czwartek o 18.00, 3 spotkania."
        in before.text
    )
    after = before.follow("Zobacz, jak będzie dalej")
    assert "czwartek, 18 marca 2027, 18.00–19.30" in after.text
    assert "To dalszy ciąg zajęć, które być może znasz." in after.text
    assert after.follow("Zobacz, jak było wcześniej").path.startswith(f"/wydarzenia/{old.id}")


def test_the_same_click_twice_parts_once(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    planned(weekly(meeting_count=4), published=True)
    shown = following(browser, cast, meetings(store)[2]).submit(SAVE, FROM_SIX)
    shown.confirm(SAVE)
    before = everything(store)
    again = shown.confirm(SAVE)

    assert again.notices == ["Nic się nie zmieniło."]
    assert again.path == f"/panel/wydarzenia/{parts(store)[1].id}"  # that meeting is there now
    assert everything(store) == before


@pytest.mark.parametrize(
    ("typed", "thing", "words"),
    [
        ({"Kto prowadzi": "Ewa"}, ChangedThing.HOST, ("Anna", "Ewa")),
        ({"Liczba miejsc": "20"}, ChangedThing.SIGNUP, None),
        ({"Koszt": "5 zł"}, ChangedThing.COST, ("bezpłatnie", "5 zł")),
        ({"Opis": "Szachy."}, ChangedThing.DETAILS, ("", "opis")),
        ({"Nazwa wydarzenia": "Szachy"}, ChangedThing.TITLE, ("Gry sąsiedzkie", "Szachy")),
    ],
)
def test_other_words_from_a_meeting_on(
    browser: Browser,
    cast: Cast,
    planned: Planned,
    store: Session,
    *,
    typed: dict[str, str],
    thing: ChangedThing,
    words: tuple[str, str] | None,
) -> None:
    planned(weekly(meeting_count=4), published=True, host="Anna", places=12)
    page = change(browser, cast, meetings(store)[1], typed)

    assert page.notices == ["Zmienione od tego spotkania. Wcześniejsze zostają bez zmian."]
    old, later = parts(store)
    assert (old.host, old.places, old.cost, old.title) == ("Anna", 12, "", "Gry sąsiedzkie")
    assert days(store, old.id) == MARCH[:1]
    assert days(store, later.id) == MARCH[1:]
    (sentence,) = told(store, later.id)
    assert sentence[0] is thing
    if words:
        assert sentence[1:] == words
    assert later.places == int(typed.get("Liczba miejsc", 12))


def test_another_weekday_and_place_from_a_meeting_on(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    library = Venue(name="Biblioteka", address="ul. Kochanowskiego 5")
    store.add(library)
    store.commit()
    planned(weekly(meeting_count=4), published=True)
    rows = [one.id for one in meetings(store)]
    page = change(
        browser,
        cast,
        meetings(store)[2],
        {"Data": "2027-03-19", "Miejsce": str(library.id)},
    )

    old, later = parts(store)
    assert days(store, old.id) == MARCH[:2]
    assert days(store, later.id) == [date(2027, 3, 19), date(2027, 3, 26)]
    assert [one.id for one in meetings(store)] == rows
    assert [one[0] for one in told(store, later.id)] == [ChangedThing.TIME, ChangedThing.PLACE]
    assert "Biblioteka" in page.text
    assert old.venue_id == cast.hall.id


def test_pictures_communities_and_words_go_along(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    event_id = planned(
        Repeated(weekly(meeting_count=4).rule, EventFormat.COURSE),
        published=True,
        signup_mode=SignupMode.PHONE,
        signup_note="Do środy.",
        what_to_bring="Kubek",
    )
    with browser.app.app_context(), transactions.unit():
        event = db.session.get_one(Event, event_id)
        event.communities = [db.session.merge(cast.wzgorze), db.session.merge(cast.ostrowiecka)]
        event.pictures = [
            Picture(file="a.jpg", description="Stół", width=800, height=600, position=0)
        ]
    change(browser, cast, meetings(store)[2], FROM_SIX)

    old, later = parts(store)
    assert later.uid != old.uid
    assert [c.slug for c in later.communities] == [c.slug for c in old.communities]
    assert len(later.communities) == 2
    assert [(p.file, p.description) for p in later.pictures] == [("a.jpg", "Stół")]
    assert [p.file for p in old.pictures] == ["a.jpg"]
    assert (later.signup_mode, later.signup_note) == (SignupMode.PHONE, "Do środy.")
    assert (later.what_to_bring, later.format) == ("Kubek", EventFormat.COURSE)
    assert "ostrowieckiej" in later.search_text


def test_a_series_is_parted_twice_and_in_the_middle(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    planned(weekly(meeting_count=6), published=True)
    rows = [one.id for one in meetings(store)]
    change(browser, cast, meetings(store)[2], {"Koszt": "5 zł"} | FROM_SIX)
    change(browser, cast, meetings(store)[4], {"Od godziny": "19:00", "Do godziny": "20:00"})
    change(browser, cast, meetings(store)[3], {"Od godziny": "17:30", "Do godziny": "19:30"})

    one, two, last, middle = parts(store)
    assert (two.continues_id, middle.continues_id, last.continues_id) == (one.id, two.id, middle.id)
    assert [m.id for m in meetings(store)] == rows
    assert [m.event_id for m in meetings(store)] == [
        one.id,
        one.id,
        two.id,
        middle.id,
        last.id,
        last.id,
    ]
    assert [m.starts_at.hour for m in meetings(store)] == [16, 16, 17, 16, 17, 17]
    assert {part.cost for part in (two, middle, last)} == {"5 zł"}
    page = browser.visit("home.event", event_id=middle.id)
    assert page.follow("Zobacz, jak będzie dalej").path.startswith(f"/wydarzenia/{last.id}")
    assert page.follow("Zobacz, jak było wcześniej").path.startswith(f"/wydarzenia/{two.id}")


def test_what_was_moved_or_called_off_stays_so_after_the_parting(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    event_id = planned(weekly(meeting_count=5), published=True)
    rows = meetings(store)
    browser.sign_in(cast.animator)
    address = {"event_id": event_id, "occurrence_id": rows[2].id}
    browser.visit("events.meeting_change", **address).submit(
        "Zmień to spotkanie",
        {"Data": "2027-03-19", "Od godziny": "10:00", "Do godziny": "11:30"},
    ).confirm("Zmień to spotkanie")
    address["occurrence_id"] = rows[3].id
    browser.visit("events.meeting_cancellation", **address).submit(
        "Odwołaj to spotkanie", {"Dlaczego jest odwołane?": "Choroba."}
    )
    page = change(browser, cast, meetings(store)[1], FROM_SIX)

    later = parts(store)[1]
    now = meetings(store, later.id)
    assert [one.id for one in now] == [one.id for one in rows[1:]]
    assert now[1].is_moved
    assert now[1].starts_at == datetime(2027, 3, 19, 9, tzinfo=UTC)
    assert now[1].slot_at == datetime(2027, 3, 18, 17, tzinfo=UTC)
    assert (now[2].is_cancelled, now[2].cancellation_reason) == (True, "Choroba.")
    assert now[2].slot_at == datetime(2027, 3, 25, 17, tzinfo=UTC)
    assert "Choroba." in page.text


def test_from_the_first_meeting_on_it_is_the_whole_series(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    event_id = planned(weekly(meeting_count=4), published=True)
    uid = store.get_one(Event, event_id).uid
    page = change(browser, cast, meetings(store)[0], FROM_SIX)

    assert page.path == f"/panel/wydarzenia/{event_id}"
    (event,) = parts(store)
    assert event.uid == uid
    assert [one.starts_at.hour for one in meetings(store)] == [17, 17, 17, 17]
    assert "event.parted" not in actions(store)


def test_nothing_different_parts_nothing(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    planned(weekly(meeting_count=4), published=True)
    form = following(browser, cast, meetings(store)[2])
    before = everything(store)
    page = form.submit(SAVE).confirm(SAVE)

    assert page.notices == ["Nic się nie zmieniło."]
    assert everything(store) == before


def test_a_meeting_that_has_begun_parts_nothing(
    browser: Browser,
    cast: Cast,
    planned: Planned,
    store: Session,
    clock: time_machine.Traveller,
) -> None:
    planned(weekly(meeting_count=4), published=True)
    clock.move_to("2027-03-11T16:30:00+00:00")
    form = following(browser, cast, meetings(store)[1])
    before = everything(store)
    page = form.submit(SAVE, FROM_SIX)

    assert page.status == 422
    assert page.errors == ["To spotkanie już się zaczęło albo skończyło. Wybierz późniejsze."]
    assert everything(store) == before


def test_a_called_off_series_is_not_parted(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    event_id = planned(weekly(meeting_count=4), published=True)
    browser.sign_in(cast.animator).visit("events.cancellation", event_id=event_id).submit(
        "Odwołaj wydarzenie", {"Dlaczego jest odwołane?": "Remont."}
    ).confirm("Odwołaj wydarzenie")
    form = following(browser, cast, meetings(store)[2])
    before = everything(store)
    page = form.submit(SAVE, FROM_SIX)

    assert page.status == 422
    assert page.errors == ["To wydarzenie jest odwołane. Najpierw je przywróć."]
    assert everything(store) == before


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"Do godziny": "16:00"}, "Koniec musi być po początku."),
        ({"Liczba spotkań": "0"}, "Wpisz liczbę spotkań od 1 do 366."),
        ({"Data": "2027-03-09"}, "Spotkanie 11 marca 2027 zostaje bez zmian. Wybierz pierwszy"),
        ({"Data": "2027-02-25"}, "Spotkanie 11 marca 2027 zostaje bez zmian. Wybierz pierwszy"),
        ({"Miejsce": ""}, "Nie wiadomo, gdzie."),
        ({"Nazwa wydarzenia": " "}, "Nazwij wydarzenie."),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_parted(
    browser: Browser,
    cast: Cast,
    planned: Planned,
    store: Session,
    typed: dict[str, str],
    sentence: str,
) -> None:
    planned(weekly(meeting_count=4), published=True)
    form = following(browser, cast, meetings(store)[2])
    before = everything(store)
    page = form.submit(SAVE, {"Koszt": "5 zł"} | typed)

    assert page.status == 422, page.shown_before_saving
    assert any(sentence in error for error in page.errors), page.errors
    assert everything(store) == before
    assert page.dom.all("input", name="cost")[0]["value"] == "5 zł"


def test_calendars_keep_the_old_part_and_get_another_entry_for_the_new_one(
    browser: Browser,
    cast: Cast,
    planned: Planned,
    store: Session,
    clock: time_machine.Traveller,
) -> None:
    planned(weekly(), published=True)
    (first,) = calendar(browser)
    assert (first["SEQUENCE"], "UNTIL" in first["RRULE"]) == (0, False)
    clock.move_to("2027-03-12T09:00:00+00:00")
    change(browser, cast, meetings(store)[2], FROM_SIX)

    old, later = parts(store)
    entries = uids(calendar(browser))
    assert set(entries) == {f"{old.uid}@127.0.0.1", f"{later.uid}@127.0.0.1"}
    ended, new = entries[f"{old.uid}@127.0.0.1"], entries[f"{later.uid}@127.0.0.1"]
    assert first["UID"] == ended["UID"]
    assert ended["SEQUENCE"] == 1
    assert ended["RRULE"]["UNTIL"] == [datetime(2027, 3, 11, 16, tzinfo=UTC)]
    assert ended["DTSTART"].dt == first["DTSTART"].dt
    assert ended["STATUS"] == "CONFIRMED"
    assert f"Dalszy ciąg: http://127.0.0.1:8000/wydarzenia/{later.id}" in ended["DESCRIPTION"]
    assert new["SEQUENCE"] == 0
    assert new["DTSTART"].dt.isoformat() == "2027-03-18T18:00:00+01:00"
    assert "UNTIL" not in new["RRULE"]


def test_two_people_at_once(
    browser: Browser, another_browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    event_id = planned(weekly(meeting_count=4), published=True)
    mine = following(browser, cast, meetings(store)[2])
    theirs = another_browser.sign_in(cast.organiser).visit("events.edit", event_id=event_id)
    theirs.submit("Zapisz zmiany", {"Koszt": "5 zł"})
    before = everything(store)
    page = mine.submit(SAVE, {"Kto prowadzi": "Ewa"})

    assert page.status == 409
    assert "Ktoś zapisał zmianę przed Tobą" in page.text
    assert "Zapisane teraz: 5 zł" in page.text
    assert everything(store) == before
    assert page.dom.all("input", name="host")[0]["value"] == "Ewa"
    page = page.submit(SAVE).confirm(SAVE)
    assert page.notices == ["Zmienione od tego spotkania. Wcześniejsze zostają bez zmian."]
    assert parts(store)[1].host == "Ewa"


def test_a_part_is_changed_by_the_second_look_only_as_the_first_one_showed(
    browser: Browser, another_browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    """Somebody saves between the look and the click: the click is no longer the same thing."""
    event_id = planned(weekly(meeting_count=4), published=True)
    shown = following(browser, cast, meetings(store)[2]).submit(SAVE, FROM_SIX)
    theirs = another_browser.sign_in(cast.organiser).visit("events.edit", event_id=event_id)
    theirs.submit("Zapisz zmiany", {"Koszt": "5 zł"})

    assert shown.confirm(SAVE).status == 409
    assert len(parts(store)) == 1


def test_a_draft_is_parted_in_silence(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    planned(weekly(meeting_count=4))
    change(browser, cast, meetings(store)[2], FROM_SIX)

    old, later = parts(store)
    assert later.is_draft
    assert told(store) == []
    assert days(store, old.id) == MARCH[:2]
    assert actions(store)[-2:] == ["event.parted", "event.changed"]


CHOSEN = (date(2027, 3, 4), date(2027, 4, 14), date(2027, 5, 19), date(2027, 6, 9))


def test_chosen_dates_are_parted_too(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    planned(weekly(frequency=Frequency.CHOSEN_DATES, chosen_on=CHOSEN), published=True)
    rows = [one.id for one in meetings(store)]
    known = {str(e["UID"]) for e in calendar(browser)}
    form = following(browser, cast, meetings(store)[2])
    assert form.dom.all("input", name="first_on")[0]["value"] == "2027-05-19"
    assert form.dom.all("textarea", name="chosen_on")[0].text == "9.06.2027"
    form.submit(SAVE, FROM_SIX | {"Daty": "9.06.2027, 16.06.2027"}).confirm(SAVE)

    old, later = parts(store)
    assert days(store, old.id) == list(CHOSEN[:2])
    assert days(store, later.id) == [*CHOSEN[2:], date(2027, 6, 16)]
    assert [one.id for one in meetings(store)][:4] == rows
    assert old.series.chosen_on == ["2027-03-04", "2027-04-14"]
    entries = calendar(browser)
    assert len(entries) == 5
    assert len({str(e["UID"]) for e in entries} & known) == 2
    assert not any("RRULE" in e for e in entries)


def test_the_rest_becomes_one_last_evening(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    planned(weekly(meeting_count=4), published=True)
    third = meetings(store)[2].id
    page = following(browser, cast, meetings(store)[2]).submit(
        SAVE, {"Jak często": "Tylko raz", "Liczba spotkań": "", "Nazwa wydarzenia": "Finał"}
    )
    assert "czwartek, 25 marca 2027, 17.00–18.30: nie będzie tego terminu" in check(page)
    page = page.confirm(SAVE)

    old, last = parts(store)
    assert (last.title, last.format, last.series) == ("Finał", EventFormat.SINGLE, None)
    assert [one.id for one in meetings(store, last.id)] == [third]
    assert days(store, last.id) == [date(2027, 3, 18)]
    assert days(store, old.id) == MARCH[:2]
    assert browser.visit("home.event", event_id=last.id).status == 200
    public = browser.visit("home.event", event_id=old.id)
    assert "Zobacz, jak będzie dalej" in public.links
    assert (
        "Od 18 marca 2027 spotykamy się inaczej: czwartek, 18 marca 2027, 17.00–18.30."
        in public.text
    )
    desk = browser.visit("events.show", event_id=old.id)
    assert "Dalsza część: Finał" in desk.text
    assert "Finał" in desk.links
