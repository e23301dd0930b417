"""Events change: residents see what and when, and two people never lose each other's words."""

from datetime import UTC, date, datetime, time

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from osl.events.models import ChangedThing, Event, Frequency, Occurrence
from osl.events.schedule import once
from tests.browser import Browser, Page
from tests.cast import Cast
from tests.events.conftest import (
    Planned,
    actions,
    check,
    days,
    evening,
    everything,
    meetings,
    told,
    weekly,
)

THURSDAY = date(2027, 3, 11)


def edit(browser: Browser, cast: Cast, event_id: int) -> Page:
    return browser.sign_in(cast.animator).visit("events.edit", event_id=event_id)


def test_the_form_shows_the_event_as_it_is(browser: Browser, cast: Cast, planned: Planned) -> None:
    page = edit(browser, cast, planned(weekly(until_on=date(2027, 6, 1)), places=12))
    values = {c["name"]: c["value"] for c in page.dom.all("input") if c["type"] != "radio"}

    assert values["title"] == "Gry sąsiedzkie"
    assert values["first_on"] == "2027-03-04"
    assert (values["starts_at"], values["ends_at"]) == ("17:00", "18:30")
    assert (values["until_on"], values["places"]) == ("2027-06-01", "12")


def test_saving_without_a_change_changes_nothing(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    event_id = planned(weekly(), published=True)
    before = store.get_one(Event, event_id).version
    page = edit(browser, cast, event_id).submit("Zapisz zmiany")

    assert page.notices == ["Nic się nie zmieniło."]
    assert actions(store) == ["event.planned", "event.published"]
    store.expire_all()
    assert store.get_one(Event, event_id).version == before


def test_residents_read_what_changed(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    event_id = planned(published=True)
    page = edit(browser, cast, event_id).submit(
        "Zapisz zmiany",
        {
            "Data": "2027-03-12",
            "Koszt": "5 zł",
            "Zapisy": "Zapisy telefoniczne",
            "Opis": "Przynieś ciasto.",
            "Co zabrać": "Ciasto",
        },
    )
    assert "zmiana terminu z „czwartek, 11 marca 2027, 17.00–19.00” na „piątek, 12" in check(page)
    assert told(store) == []
    page = page.confirm("Zapisz zmiany")

    assert page.notices == ["Zmiany są zapisane."]
    assert told(store) == [
        (
            ChangedThing.TIME,
            "czwartek, 11 marca 2027, 17.00–19.00",
            "piątek, 12 marca 2027, 17.00–19.00",
        ),
        (ChangedThing.SIGNUP, "Bez zapisów, wystarczy przyjść", "Zapisy telefoniczne"),
        (ChangedThing.COST, "bezpłatnie", "5 zł"),
        (ChangedThing.DETAILS, "", "opis, co zabrać"),
    ]
    assert "zmieniono „Gry sąsiedzkie” (terminy, opis, koszt, co zabrać, zapisy)" in page.text
    public = browser.visit("home.event", event_id=event_id)
    assert "piątek, 12 marca" in public.text
    assert "5 zł" in public.text


def test_a_draft_changes_in_silence(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    edit(browser, cast, planned()).submit("Zapisz zmiany", {"Koszt": "5 zł"})

    assert told(store) == []
    assert actions(store)[-1] == "event.changed"


def test_the_second_of_two_people_sees_what_the_first_changed(
    browser: Browser, another_browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    event_id = planned(published=True)
    mine = edit(browser, cast, event_id)
    theirs = another_browser.sign_in(cast.organiser).visit("events.edit", event_id=event_id)
    theirs.submit("Zapisz zmiany", {"Koszt": "5 zł", "Od godziny": "18:00"}).confirm(
        "Zapisz zmiany"
    )

    page = mine.submit("Zapisz zmiany", {"Nazwa wydarzenia": "Gry i ciasto"})

    assert page.status == 409
    assert store.get_one(Event, event_id).title == "Gry sąsiedzkie"
    assert "5 zł" in page.text
    assert "18.00" in page.text
    assert {c["name"]: c["value"] for c in page.dom.all("input")}["title"] == "Gry i ciasto"

    page = page.submit("Zapisz zmiany").confirm("Zapisz zmiany")
    assert page.notices == ["Zmiany są zapisane."]
    store.expire_all()
    assert store.get_one(Event, event_id).title == "Gry i ciasto"


def test_a_picture_or_another_rhythm_makes_an_open_page_stale_too(
    browser: Browser, another_browser: Browser, cast: Cast, planned: Planned
) -> None:
    event_id = planned(weekly())
    mine = edit(browser, cast, event_id)
    theirs = another_browser.sign_in(cast.organiser).visit("events.edit", event_id=event_id)
    theirs.submit("Zapisz zmiany", {"Do dnia": "2027-06-01"}).confirm("Zapisz zmiany")

    assert mine.submit("Zapisz zmiany", {"Koszt": "5 zł"}).status == 409


def test_other_communities_stay_when_one_team_edits(
    browser: Browser, another_browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    event_id = planned()
    page = browser.sign_in(cast.organiser).visit("events.edit", event_id=event_id)
    page.submit("Zapisz zmiany", {"Społeczności": ["Wzgórze", "Sąsiedzi z Ostrowieckiej"]})

    page = another_browser.sign_in(cast.animator).visit("events.edit", event_id=event_id)
    assert "Należy też do społeczności: Sąsiedzi z Ostrowieckiej" in page.text
    page.submit("Zapisz zmiany", {"Koszt": "5 zł"})
    event = store.get_one(Event, event_id)
    assert {c.slug for c in event.communities} == {"wzgorze", "ostrowiecka"}
    assert "ostrowieckiej" in event.search_text


def test_text_of_what_was_can_be_put_right_its_date_cannot(
    browser: Browser,
    cast: Cast,
    planned: Planned,
    store: Session,
    clock: time_machine.Traveller,
) -> None:
    event_id = planned(published=True)
    clock.move_to("2027-03-20T09:00:00+00:00")

    page = edit(browser, cast, event_id).submit("Zapisz zmiany", {"Opis": "Było wesoło."})
    assert page.notices == ["Zmiany są zapisane."]
    page = edit(browser, cast, event_id).submit("Zapisz zmiany", {"Data": "2027-03-25"})
    assert page.status == 422
    assert page.errors == [
        "To wydarzenie już było, więc jego terminy zostają. Skopiuj je, żeby zaplanować inny dzień."
    ]
    assert days(store, event_id) == [THURSDAY]


def test_a_published_series_does_not_begin_in_the_past(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    event_id = planned(weekly(meeting_count=4), published=True)
    form = edit(browser, cast, event_id)
    before = everything(store)
    page = form.submit("Zapisz zmiany", {"Data": "2027-02-25"})

    assert page.status == 422
    assert page.errors[0].startswith("Ten dzień już minął.")
    assert everything(store) == before


def test_a_published_event_does_not_move_into_the_past(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    event_id = planned(published=True)
    page = edit(browser, cast, event_id).submit("Zapisz zmiany", {"Data": "2027-02-25"})

    assert page.status == 422
    assert page.errors[0].startswith("Ten dzień już minął.")
    assert days(store, event_id) == [THURSDAY]
    assert told(store) == []


def test_a_published_evening_remembers_the_date_people_knew(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    event_id = planned(published=True)
    page = edit(browser, cast, event_id).submit("Zapisz zmiany", {"Data": "2027-03-18"})
    page.confirm("Zapisz zmiany")

    meeting = store.scalars(select(Occurrence)).one()
    assert meeting.is_moved
    assert meeting.slot_at == datetime(2027, 3, 11, 16, tzinfo=UTC)

    page = edit(browser, cast, event_id).submit("Zapisz zmiany", {"Data": "2027-03-11"})
    page.confirm("Zapisz zmiany")
    assert not store.scalars(select(Occurrence)).one().is_moved


HAS_MET = (
    "Te zajęcia już się odbywały, a to, co było, zostaje bez zmian. Na stronie wydarzenia wybierz "
    "spotkanie, od którego wszystko się zmienia („To i następne”)."
)


@pytest.mark.parametrize(
    "typed",
    [
        {"Od godziny": "18:00", "Do godziny": "19:30"},
        {"Do godziny": "19:00"},
        {"Data": "2027-03-05"},
        {"W które dni tygodnia": ["czwartek", "piątek"]},
        {"Jak często": "Co drugi tydzień"},
    ],
)
def test_a_series_that_has_met_keeps_its_days_and_hours(
    browser: Browser,
    cast: Cast,
    planned: Planned,
    store: Session,
    clock: time_machine.Traveller,
    typed: dict[str, object],
) -> None:
    event_id = planned(weekly(meeting_count=5), published=True)
    clock.move_to("2027-03-12T09:00:00+00:00")  # two of five have been
    form = edit(browser, cast, event_id)
    before = everything(store)
    page = form.submit("Zapisz zmiany", typed | {"Koszt": "5 zł"})

    assert page.status == 422
    assert page.errors == [HAS_MET]
    assert everything(store) == before


def test_a_series_that_has_not_met_yet_may_change_all_its_hours(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    event_id = planned(weekly(meeting_count=5), published=True)
    ids = store.scalars(select(Occurrence.id).order_by(Occurrence.slot_at)).all()
    page = edit(browser, cast, event_id).submit(
        "Zapisz zmiany", {"Od godziny": "18:00", "Do godziny": "19:30"}
    )
    page.confirm("Zapisz zmiany")

    rows = store.scalars(select(Occurrence).order_by(Occurrence.slot_at)).all()
    assert [one.id for one in rows] == ids
    hours = [one.starts_at.hour for one in rows]
    assert hours == [17, 17, 17, 17, 16]  # the last one is in summer time
    event = store.get_one(Event, event_id)
    assert (event.series.first_on, event.series.meeting_count) == (date(2027, 3, 4), 5)
    assert [c[0] for c in told(store)] == [ChangedThing.TIME]


def test_a_later_end_keeps_every_row(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    event_id = planned(weekly(until_on=date(2027, 3, 18)), published=True)
    ids = set(store.scalars(select(Occurrence.id)))
    page = edit(browser, cast, event_id).submit("Zapisz zmiany", {"Do dnia": "2027-04-01"})
    page.confirm("Zapisz zmiany")

    assert ids <= set(store.scalars(select(Occurrence.id)))
    assert days(store, event_id) == [
        date(2027, 3, 4),
        THURSDAY,
        date(2027, 3, 18),
        date(2027, 3, 25),
        date(2027, 4, 1),
    ]


def test_another_weekday_carries_each_meeting_within_its_week(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    event_id = planned(weekly(until_on=date(2027, 3, 25)), published=True)
    ids = store.scalars(select(Occurrence.id).order_by(Occurrence.slot_at)).all()
    page = edit(browser, cast, event_id).submit("Zapisz zmiany", {"Data": "2027-03-05"})
    shown = check(page)
    assert "czwartek, 4 marca 2027, 17.00–18.30 piątek, 5 marca 2027, 17.00–18.30" in shown
    assert "czwartek, 25 marca 2027, 17.00–18.30: nie będzie tego terminu" in shown
    page.confirm("Zapisz zmiany")

    assert days(store, event_id) == [date(2027, 3, 5), date(2027, 3, 12), date(2027, 3, 19)]
    kept = store.scalars(select(Occurrence.id).order_by(Occurrence.slot_at)).all()
    assert kept == ids[:3]
    assert store.get_one(Event, event_id).series.first_on == date(2027, 3, 5)


def test_a_rule_that_never_meets_again_is_refused(
    browser: Browser,
    cast: Cast,
    planned: Planned,
    store: Session,
    clock: time_machine.Traveller,
) -> None:
    event_id = planned(weekly(until_on=date(2027, 3, 25)), published=True)
    clock.move_to("2027-03-12T09:00:00+00:00")
    page = edit(browser, cast, event_id).submit(
        "Zapisz zmiany", {"Do dnia": "2027-03-11", "Koszt": "5 zł"}
    )

    assert page.status == 422
    assert page.errors == [
        "Z tej reguły nie wynika już żadne kolejne spotkanie. Wybierz późniejszy koniec."
    ]
    assert len(days(store, event_id)) == 4
    assert store.get_one(Event, event_id).cost == ""


def test_a_single_evening_becomes_a_series_and_keeps_its_row(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    event_id = planned(evening(), published=True)
    row = store.scalars(select(Occurrence.id)).one()
    page = edit(browser, cast, event_id).submit(
        "Zapisz zmiany", {"Jak często": "Co tydzień", "Liczba spotkań": "3"}
    )
    page.confirm("Zapisz zmiany")

    rows = store.scalars(select(Occurrence).order_by(Occurrence.slot_at)).all()
    assert rows[0].id == row
    assert days(store, event_id) == [THURSDAY, date(2027, 3, 18), date(2027, 3, 25)]


def test_a_series_that_has_not_met_becomes_one_evening(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    event_id = planned(weekly(), published=True)
    page = edit(browser, cast, event_id).submit("Zapisz zmiany", {"Jak często": "Tylko raz"})
    page.confirm("Zapisz zmiany")

    assert days(store, event_id) == [date(2027, 3, 4)]
    assert store.get_one(Event, event_id).series is None


def test_a_series_that_has_met_stays_one(
    browser: Browser,
    cast: Cast,
    planned: Planned,
    store: Session,
    clock: time_machine.Traveller,
) -> None:
    event_id = planned(weekly(), published=True)
    clock.move_to("2027-03-12T09:00:00+00:00")
    page = edit(browser, cast, event_id).submit(
        "Zapisz zmiany", {"Jak często": "Tylko raz", "Data": "2027-03-18"}
    )

    assert page.status == 422
    assert page.errors[0].startswith("Ten cykl już się spotykał")


def test_the_fourth_weekday_stays_the_fourth(
    browser: Browser,
    cast: Cast,
    planned: Planned,
    store: Session,
    clock: time_machine.Traveller,
) -> None:
    """22 April is the fourth Thursday of five; 27 May would be the last of four."""
    event_id = planned(published=True)
    page = edit(browser, cast, event_id)
    page.submit(
        "Zapisz zmiany",
        {
            "Data": "2027-04-22",
            "Jak często": "Co miesiąc w ten sam dzień tygodnia (na przykład w drugi wtorek)",
            "Liczba spotkań": "6",
            "Pomijaj dni ustawowo wolne": False,
        },
    ).confirm("Zapisz zmiany")
    before = days(store, event_id)
    assert before[:3] == [date(2027, 4, 22), date(2027, 5, 27), date(2027, 6, 24)]
    assert len(before) == 6
    clock.move_to("2027-04-23T09:00:00+00:00")
    second = meetings(store, event_id)[1]
    browser.sign_in(cast.animator)
    page = browser.visit("events.following", event_id=event_id, occurrence_id=second.id)
    page.submit("Zapisz od tego spotkania", {"Od godziny": "18:00", "Do godziny": "20:00"}).confirm(
        "Zapisz od tego spotkania"
    )

    assert days(store) == before
    later = meetings(store)[1].event_id
    assert later != event_id
    again = edit(browser, cast, later).submit("Zapisz zmiany", {"Koszt": "5 zł"})
    assert again.notices == ["Zmiany są zapisane."]
    assert days(store) == before


def test_the_long_day_keeps_its_wall_hours(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    """An evening over the night when the clocks go forward is an hour shorter."""
    event_id = planned(once(date(2027, 3, 27), time(22), date(2027, 3, 28), time(4)))
    meeting = store.scalars(select(Occurrence)).one()

    assert (meeting.ends_at - meeting.starts_at).total_seconds() == 5 * 3600
    page = edit(browser, cast, event_id).submit("Zapisz zmiany")
    assert page.notices == ["Nic się nie zmieniło."]


def test_what_is_published_keeps_saying_where(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    event_id = planned(published=True)
    page = edit(browser, cast, event_id).submit("Zapisz zmiany", {"Miejsce": "", "Koszt": "5 zł"})

    assert page.status == 422
    assert page.errors[0].startswith("Nie wiadomo, gdzie.")
    assert store.get_one(Event, event_id).cost == ""


def test_a_second_click_is_no_other_person(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    for when in (evening(), weekly()):
        form = edit(browser, cast, planned(when, published=True))
        form.submit("Zapisz zmiany", {"Nazwa wydarzenia": "Gry i ciasto"})
        known = actions(store)
        page = form.submit("Zapisz zmiany", {"Nazwa wydarzenia": "Gry i ciasto"})

        assert page.status == 200
        assert actions(store) == known


def test_chosen_dates_that_have_been_stay_and_others_may_be_chosen(
    browser: Browser,
    cast: Cast,
    planned: Planned,
    store: Session,
    clock: time_machine.Traveller,
) -> None:
    chosen = (date(2027, 3, 4), date(2027, 4, 14))
    rule = weekly(frequency=Frequency.CHOSEN_DATES, chosen_on=chosen)
    event_id = planned(rule, published=True)
    first = meetings(store)[0].id
    clock.move_to("2027-03-12T09:00:00+00:00")
    page = edit(browser, cast, event_id).submit("Zapisz zmiany", {"Daty": "14.04.2027, 9.06.2027"})
    page.confirm("Zapisz zmiany")
    assert days(store, event_id) == [*chosen, date(2027, 6, 9)]

    page = edit(browser, cast, event_id).submit(
        "Zapisz zmiany", {"Data": "2027-04-21", "Daty": "9.06.2027"}
    )
    page.confirm("Zapisz zmiany")
    assert days(store, event_id) == [date(2027, 3, 4), date(2027, 4, 21), date(2027, 6, 9)]
    assert meetings(store, event_id)[0].id == first
    series = store.get_one(Event, event_id).series
    assert series.chosen_on == ["2027-03-04", "2027-04-21", "2027-06-09"]

    form = edit(browser, cast, event_id)
    before = everything(store)
    page = form.submit("Zapisz zmiany", {"Od godziny": "18:00", "Do godziny": "19:00"})
    assert page.status == 422
    assert page.errors == [HAS_MET]
    assert everything(store) == before
