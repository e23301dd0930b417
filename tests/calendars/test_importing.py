"""The team brings a calendar in: a file, a look at it, a choice, drafts; nothing twice."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from osl.accounts.models import User
from osl.calendars import importing, reading
from osl.calendars.importing import erase_old_imports, fitting, offer_import
from osl.calendars.models import CalendarImport, ImportedEvent
from osl.calendars.queries import events_known_as
from osl.calendars.reading import read_calendar
from osl.communities.models import Community
from osl.core import transactions
from osl.core.audit import AuditEntry
from osl.core.clock import to_local, utcnow
from osl.core.db import db
from osl.events.models import Event, EventKind, Occurrence, Series
from osl.messages import worker
from tests.browser import Browser, Page
from tests.calendars.test_reading import calendar, changed, meeting
from tests.cast import Cast, sign_in_as

NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)
GOOGLE = (Path(__file__).parent / "imports" / "google.ics").read_bytes()
ADDRESS = "/panel/wydarzenia/import"
SAVE = "Zapisz zaznaczone jako szkice"
WEEKLY = meeting("RRULE:FREQ=WEEKLY;COUNT=5", "LOCATION:Sala", uid="series@b")


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """Monday, 1 March 2027, 10.00 in Poland."""
    with time_machine.travel(NOW, tick=True) as traveller:
        yield traveller


def bring(browser: Browser, content: bytes, **more: str) -> Page:
    """Choose a file and have it read."""
    return browser.visit(ADDRESS).submit(
        "Odczytaj plik", {"Plik kalendarza (.ics)": (content, "kalendarz.ics")} | more
    )


def titles(store: Session) -> list[str]:
    return list(store.scalars(select(Event.title).order_by(Event.title)))


def ticked(page: Page) -> dict[str, bool]:
    """Each event on offer, and whether it is ticked."""
    boxes = {box["id"]: box for box in page.dom.all("input", type="checkbox")}
    return {
        label.text: "checked" in boxes[label["for"]].attributes
        for label in page.dom.all("label")
        if label["for"] in boxes
    }


def left_out(page: Page) -> dict[str, str]:
    """What does not come along, and why."""
    found = (item.text.split(": ", 1) for item in page.dom.all("li") if item.all("strong"))
    return {pair[0]: pair[1] for pair in found if len(pair) == 2}


def test_an_animator_brings_a_calendar_of_google_in(
    browser: Browser, cast: Cast, store: Session
) -> None:
    page = browser.sign_in(cast.animator).visit("events.index").follow("Wczytaj z pliku")
    page = page.submit("Odczytaj plik", {"Plik kalendarza (.ics)": (GOOGLE, "basic.ics")})

    assert page.heading == "Co jest w pliku"
    assert titles(store) == []  # nothing before somebody chose
    assert ticked(page)["Gry sąsiedzkie, wieczór żartów"]
    assert "czwartek, 11 marca 2027, 17.00–19.00" in page.text
    assert "Świetlica „Pod Dębem” (znane miejsce)" in page.text
    assert "3 zaproszone osoby, 1 przypomnienie" in page.text
    assert left_out(page)["Spotkanie zarządu, 22 marca 2027"].startswith("W tamtym kalendarzu")

    page = page.submit(SAVE)

    assert page.heading == "Wydarzenia"
    assert page.notices[0].startswith("Zapisano")
    event = store.scalars(select(Event).where(Event.title.startswith("Gry"))).one()
    assert event.is_draft
    assert (event.venue.name, event.place_note) == ("Świetlica „Pod Dębem”", "")
    assert [community.name for community in event.communities] == ["Wzgórze"]
    assert event.description.startswith("Gry planszowe przy herbacie.")
    assert event.occurrences[0].starts_at == datetime(2027, 3, 11, 16, tzinfo=UTC)
    assert event.uid != "3k0u2m1f8t5q7@google.com"
    assert "Gry sąsiedzkie, wieczór żartów" in page.text
    entry = store.scalars(select(AuditEntry).where(AuditEntry.action == "calendar.imported")).one()
    assert (entry.actor_id, entry.details["count"]) == (cast.animator.id, 3)


def test_past_and_private_events_are_offered_but_not_ticked(
    browser: Browser, cast: Cast, store: Session
) -> None:
    page = bring(
        browser.sign_in(cast.animator),
        calendar(
            meeting("SUMMARY:x"),
            [*meeting(uid="1")[:1], "DTSTART:20260911T170000", "SUMMARY:Piknik"],
            [*meeting(uid="2")[:2], "SUMMARY:Wizyta", "CLASS:PRIVATE"],
        ),
    )

    assert ticked(page) == {"Wspólny stół": True, "Piknik": False, "Wizyta": False}
    page.submit(SAVE)
    assert titles(store) == ["Wspólny stół"]


def test_only_what_is_ticked_comes(browser: Browser, cast: Cast, store: Session) -> None:
    page = bring(browser.sign_in(cast.animator), calendar(meeting(), WEEKLY))
    page.submit(SAVE, {"Wydarzenia w tym pliku": ["1"]})

    assert store.scalar(select(func.count(Event.id))) == 1
    assert list(store.scalars(select(ImportedEvent.uid))) == ["series@b"]


def test_nothing_ticked_is_asked_back(browser: Browser, cast: Cast, store: Session) -> None:
    page = bring(browser.sign_in(cast.animator), calendar(meeting()))
    page = page.submit(SAVE, {"Wydarzenia w tym pliku": []})

    assert page.status == 422
    assert page.errors == ["Zaznacz przynajmniej jedno wydarzenie albo opuść tę stronę."]
    assert ticked(page) == {"Wspólny stół": False}
    assert titles(store) == []


def test_a_number_that_was_not_offered_is_nothing(
    browser: Browser, cast: Cast, store: Session
) -> None:
    page = bring(browser.sign_in(cast.animator), calendar(meeting()))
    token = page.dom.all("input", name="csrf_token")[0]["value"]
    answer = browser.post(page.path, [("csrf_token", token), ("chosen", "7"), ("chosen", "-1; x")])

    assert answer.status == 422
    assert titles(store) == []


def test_a_series_comes_with_its_rhythm(browser: Browser, cast: Cast, store: Session) -> None:
    page = bring(browser.sign_in(cast.animator), calendar(WEEKLY))

    assert "w każdy czwartek o 17.00, 5 spotkań" in page.text
    assert "17.00–18.30" in page.text
    assert "11, 18 i 25 marca oraz 1 i 8 kwietnia" in page.text
    page.submit(SAVE)
    event = store.scalars(select(Event)).one()
    assert event.kind is EventKind.RECURRING_CLASS
    # 17.00 on the wall, before and after the clocks change on 28 March.
    assert [one.starts_at.hour for one in event.occurrences] == [16, 16, 16, 15, 15]
    assert not event.series.skips_holidays


def test_a_series_of_two_days_a_week_with_days_off_and_a_moved_meeting(
    browser: Browser, cast: Cast, store: Session
) -> None:
    page = bring(browser.sign_in(cast.animator), GOOGLE)

    assert "we wtorki i czwartki o 10.00, do 27 maja 2027" in page.text
    assert "2 terminy pominięte" in page.text
    page.submit(SAVE)
    event = store.scalars(select(Event).where(Event.title.startswith("Gimnastyka"))).one()
    days = [f"{to_local(one.starts_at):%d.%m %H}" for one in event.occurrences[:9]]
    assert (
        days
        == "02.03 10,04.03 10,09.03 10,17.03 12,18.03 10,23.03 10,25.03 10,30.03 10,06.04 10".split(
            ","
        )
    )
    assert event.series.skipped_on == ["2027-03-11", "2027-04-01"]


def test_a_rule_that_is_not_ours_comes_as_its_dates(
    browser: Browser, cast: Cast, store: Session
) -> None:
    outlook = (Path(__file__).parent / "imports" / "outlook.ics").read_bytes()
    page = bring(browser.sign_in(cast.animator), outlook)

    assert "Reguły tej serii nie da się tu zapisać, więc powstanie lista: 8 terminów." in page.text
    page.submit(SAVE)
    series = store.scalars(
        select(Series).join(Series.event).where(Event.title == "Klub książki")
    ).one()
    assert series.chosen_on[:3] == ["2027-03-09", "2027-03-23", "2027-04-13"]
    assert len(series.event.occurrences) == 8


def test_a_moved_meeting_is_moved_here_too(browser: Browser, cast: Cast, store: Session) -> None:
    other = changed("LOCATION:Świetlica „Pod Dębem”")
    other[0] = "UID:series@b"
    page = bring(browser.sign_in(cast.animator), calendar(WEEKLY, other))

    assert "1 spotkanie inne niż pozostałe" in page.text
    page = page.submit(SAVE)
    moved = next(one for one in store.scalars(select(Occurrence)) if one.is_moved)
    assert (moved.slot_at.day, to_local(moved.starts_at).strftime("%d %H")) == (18, "19 18")
    assert moved.venue.name == "Świetlica „Pod Dębem”"
    actions = store.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert actions == ["event.planned", "event.meeting_moved", "calendar.imported"]


def test_a_meeting_moved_onto_another_one_stays_and_is_said(
    browser: Browser, cast: Cast, store: Session
) -> None:
    other = changed(start="20270325T170000", end="20270325T183000")
    other[0] = "UID:series@b"
    page = bring(browser.sign_in(cast.animator), calendar(WEEKLY, other)).submit(SAVE)

    assert page.notices == [
        "Zapisano 1 szkic. Uzupełnij go i opublikuj.",
        "Nie udało się przenieść 1 spotkania tak jak w tamtym kalendarzu. Sprawdź terminy.",
    ]
    assert not any(one.is_moved for one in store.scalars(select(Occurrence)))


def test_an_hour_our_series_cannot_keep_is_said_and_the_rest_comes(
    browser: Browser, cast: Cast, store: Session
) -> None:
    """A rule at 2.30 on Sundays meets the night the clocks change."""
    night = meeting(
        "RRULE:FREQ=WEEKLY;COUNT=9",
        uid="night@b",
        start="DTSTART:20270307T023000",
        end="DTEND:20270307T033000",
    )
    page = bring(browser.sign_in(cast.animator), calendar(night, meeting()))

    assert "28 marca" in left_out(page)["Wspólny stół, 7 marca 2027"]
    page.submit(SAVE)
    assert store.scalar(select(func.count(Event.id))) == 1


# --- nothing twice


def test_a_second_click_makes_nothing_twice(browser: Browser, cast: Cast, store: Session) -> None:
    page = bring(browser.sign_in(cast.animator), calendar(meeting(), WEEKLY))
    page.submit(SAVE)
    again = page.submit(SAVE)

    assert again.heading == "Wydarzenia"
    assert again.notices == ["Te szkice są już zapisane."]
    assert store.scalar(select(func.count(Event.id))) == 2
    kept = store.scalars(select(CalendarImport)).one()
    assert (kept.events, kept.left_out, kept.notes) == ([], [], [])


def test_the_page_of_a_saved_import_leads_to_its_drafts(browser: Browser, cast: Cast) -> None:
    page = bring(browser.sign_in(cast.animator), calendar(meeting()))
    page.submit(SAVE)

    assert browser.visit(page.path).notices == ["Te szkice są już zapisane."]


def test_the_same_file_again_is_recognised(browser: Browser, cast: Cast, store: Session) -> None:
    browser.sign_in(cast.animator)
    bring(browser, calendar(meeting(), WEEKLY)).submit(SAVE)
    page = bring(browser, calendar(meeting(), WEEKLY))

    assert "Wszystko z tego pliku już tu jest." in page.text
    assert SAVE not in page.buttons
    assert page.follow("Wspólny stół").heading == "Wspólny stół"
    assert store.scalar(select(func.count(Event.id))) == 2


def test_what_is_new_in_a_known_file_comes(browser: Browser, cast: Cast, store: Session) -> None:
    browser.sign_in(cast.animator)
    bring(browser, calendar(meeting())).submit(SAVE)
    page = bring(browser, calendar(meeting(), WEEKLY))

    assert len(ticked(page)) == 1
    assert page.text.count("Już jest") == 1
    page.submit(SAVE)
    assert store.scalar(select(func.count(Event.id))) == 2


def test_two_pages_with_the_same_file_make_it_once(
    browser: Browser, cast: Cast, store: Session
) -> None:
    browser.sign_in(cast.animator)
    first = bring(browser, calendar(meeting()))
    second = bring(browser, calendar(meeting(), WEEKLY))
    first.submit(SAVE)
    page = second.submit(SAVE)

    assert page.notices == [
        "Zapisano 1 szkic. Uzupełnij go i opublikuj.",
        "1 wydarzenie już tu było, więc nie powstało drugi raz.",
    ]
    assert store.scalar(select(func.count(Event.id))) == 2


def test_a_deleted_draft_may_come_again(browser: Browser, cast: Cast, store: Session) -> None:
    browser.sign_in(cast.animator)
    bring(browser, calendar(meeting())).submit(SAVE)
    event_id = store.scalars(select(Event.id)).one()
    browser.visit("events.deletion", event_id=event_id).submit("Usuń na zawsze")
    page = bring(browser, calendar(meeting()))

    assert ticked(page) == {"Wspólny stół": True}


def publish_all(browser: Browser, store: Session, app: Flask) -> bytes:
    """Publish every draft and give the calendar of Wzgórze."""
    for event_id in store.scalars(select(Event.id)).all():
        browser.visit("events.publication", event_id=event_id).submit("Opublikuj")
    return app.test_client(use_cookies=False).get("/kalendarz/wzgorze.ics").data


def test_our_own_events_come_home_as_known(
    browser: Browser, cast: Cast, store: Session, app: Flask
) -> None:
    browser.sign_in(cast.animator)
    bring(browser, calendar(meeting("LOCATION:Skwer"), WEEKLY)).submit(SAVE)
    page = bring(browser, publish_all(browser, store, app))

    assert page.text.count("Już jest") == 2
    assert ticked(page) == {}


def test_a_meeting_that_stands_alone_in_our_calendar_comes_home_as_known(
    browser: Browser, cast: Cast, store: Session, app: Flask
) -> None:
    """Moved past its neighbour, it has a UID of its own there."""
    browser.sign_in(cast.animator)
    other = changed(start="20270402T170000", end="20270402T183000")
    other[0] = "UID:series@b"
    bring(browser, calendar(WEEKLY, other)).submit(SAVE)
    feed = publish_all(browser, store, app)
    uids = {event["uid"] for event in read_calendar(feed).events}
    with app.app_context():
        community = db.session.get_one(Community, cast.wzgorze.id)
        known = events_known_as(uids, community)

    assert len(uids) == 2
    assert known.keys() == uids


@pytest.mark.parametrize("rounds", range(3))
def test_two_people_saving_the_same_calendar_at_once_make_it_once(
    app: Flask, cast: Cast, store: Session, rounds: int
) -> None:
    content = calendar(meeting(), meeting(uid=f"other{rounds}@b"))
    offers = []
    for who in (cast.animator, cast.social_worker):
        with app.test_request_context(), transactions.unit():
            actor = db.session.get_one(User, who.id)
            community = db.session.get_one(Community, cast.wzgorze.id)
            read = fitting(read_calendar(content))
            offers.append((offer_import(read, community, actor=actor).id, who))
    ready = threading.Barrier(2)
    answers = []

    def save(import_id: int, who: User) -> None:
        browser = Browser(app, sign_in_as)
        page = browser.sign_in(who).visit(f"{ADDRESS}/{import_id}")
        ready.wait()
        answers.append(page.submit(SAVE).status)

    threads = [threading.Thread(target=save, args=offer) for offer in offers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers == [200, 200]
    assert store.scalar(select(func.count(Event.id))) == 2
    assert store.scalar(select(func.count(ImportedEvent.uid))) == 2


def test_a_failure_in_the_middle_leaves_nothing(
    app: Flask, browser: Browser, cast: Cast, store: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = bring(browser.sign_in(cast.animator), calendar(meeting(), WEEKLY))
    monkeypatch.setattr(importing.audit, "record", stumble_at(3))
    with pytest.raises(RuntimeError, match="stumbled"):
        page.submit(SAVE)

    assert titles(store) == []
    assert store.scalar(select(func.count(ImportedEvent.uid))) == 0
    assert store.scalars(select(CalendarImport.events)).one() != []


def stumble_at(call: int):
    calls = iter(range(1, call + 1))
    record = importing.audit.record

    def stumble(*arguments, **options):
        if next(calls) == call:
            raise RuntimeError("stumbled")
        return record(*arguments, **options)

    return stumble


def test_more_meetings_than_fit_in_one_go_are_asked_back(
    browser: Browser, cast: Cast, store: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "MOST_AT_ONCE", 5)
    page = bring(browser.sign_in(cast.animator), calendar(meeting(), WEEKLY)).submit(SAVE)

    assert page.status == 422
    assert page.errors[0].startswith("Te wydarzenia mają razem ponad 5 spotkań.")
    assert titles(store) == []
    page.submit(SAVE, {"Wydarzenia w tym pliku": ["0"]})
    assert titles(store) == ["Wspólny stół"]


# --- giving up, and what is forgotten


def test_giving_up_forgets_what_was_read(browser: Browser, cast: Cast, store: Session) -> None:
    page = bring(browser.sign_in(cast.animator), calendar(meeting()))
    page = page.submit("Nie wczytuj niczego")

    assert page.notices == ["Niczego nie wczytano, a odczytane dane są usunięte."]
    assert store.scalars(select(CalendarImport)).all() == []
    assert titles(store) == []


def test_what_nobody_chose_from_is_forgotten_after_a_day(
    app: Flask, browser: Browser, cast: Cast, store: Session
) -> None:
    bring(browser.sign_in(cast.animator), calendar(meeting()))
    for hours, kept in ((23, 1), (25, 0)):
        with app.app_context(), transactions.unit():
            erase_old_imports(utcnow() + timedelta(hours=hours))
        assert store.scalar(select(func.count(CalendarImport.id))) == kept


def test_the_nightly_steps_forget_it() -> None:
    assert erase_old_imports in worker.nightly_steps


# --- bad files


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "pusty"),
        (b"Lista zakup\xc3\xb3w", "nie jest plik kalendarza"),
        (calendar(head="BEGIN:VTIMEZONE\nTZID:x\nEND:VTIMEZONE\n" * 5000), "stref czasowych"),
    ],
    ids=["empty", "no calendar", "zones"],
)
def test_a_bad_file_is_refused_in_words(
    browser: Browser, cast: Cast, store: Session, *, content: bytes, words: str
) -> None:
    page = bring(browser.sign_in(cast.organiser), content, Społeczność="Wzgórze")

    assert page.status == 422
    assert words in page.errors[0]
    chosen = [one for one in page.dom.all("option") if "selected" in one.attributes]
    assert [one.text for one in chosen] == ["Wzgórze"]
    assert store.scalars(select(CalendarImport)).all() == []


def test_a_file_too_long_is_refused_in_words(
    browser: Browser, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MOST_BYTES", 1000)
    page = bring(browser.sign_in(cast.animator), calendar(meeting("DESCRIPTION:" + "x" * 1000)))

    assert (page.status, "1 MB" in page.errors[0]) == (422, True)


def test_no_file_is_asked_back(browser: Browser, cast: Cast) -> None:
    page = browser.sign_in(cast.animator).visit(ADDRESS).submit("Odczytaj plik")

    assert (page.status, page.errors) == (422, ["Wybierz plik kalendarza."])


def test_a_file_in_which_nothing_fits_says_so(browser: Browser, cast: Cast, store: Session) -> None:
    page = bring(browser.sign_in(cast.animator), calendar(meeting("RRULE:FREQ=SECONDLY")))

    assert "Z tego pliku nie da się wczytać żadnego wydarzenia." in page.text
    assert left_out(page) == {"Wspólny stół, 11 marca 2027": "Powtarza się kilka razy dziennie."}


def test_words_of_strangers_stay_words(browser: Browser, cast: Cast, store: Session) -> None:
    hostile = "</script><b data-canary>&{{7*7}}%(name)s"
    page = bring(
        browser.sign_in(cast.animator),
        calendar(
            [*meeting()[:3], f"SUMMARY:{hostile}", f"LOCATION:{hostile}", f"DESCRIPTION:{hostile}"],
            [*meeting(uid="off@b")[:3], f"SUMMARY:{hostile}", "STATUS:CANCELLED"],
            meeting(
                "RRULE:FREQ=WEEKLY", uid="zone@b", start=f'DTSTART;TZID="{hostile}":20270311T170000'
            ),
        ),
    )

    assert hostile in page.text
    page.submit(SAVE)
    event_id = store.scalars(select(Event.id).where(Event.title == hostile)).one()
    pages = [page, browser.visit("events.show", event_id=event_id)]
    for one in pages:
        assert not [e for e in one.dom.all() if "data-canary" in e.attributes]


# --- who may


def test_an_import_is_only_its_own_persons(
    browser: Browser, another_browser: Browser, cast: Cast, store: Session
) -> None:
    page = bring(browser.sign_in(cast.animator), calendar(meeting()))
    other = another_browser.sign_in(cast.organiser)
    token = other.visit(ADDRESS).dom.all("input", name="csrf_token")[0]["value"]
    data = [("csrf_token", token), ("chosen", "0")]

    assert other.visit(page.path).status == 404
    assert other.post(page.path, data).status == 404
    assert other.post(f"{page.path}/rezygnacja", data).status == 404
    assert titles(store) == []


def test_nobody_brings_events_into_anothers_community(
    browser: Browser, cast: Cast, store: Session
) -> None:
    page = browser.sign_in(cast.animator).visit(ADDRESS)
    token = page.dom.all("input", name="csrf_token")[0]["value"]
    data = [
        ("csrf_token", token),
        ("community_id", str(cast.ostrowiecka.id)),
    ]
    answer = browser.post(ADDRESS, data)

    assert answer.status == 422
    assert store.scalars(select(CalendarImport)).all() == []


def test_whoever_left_the_community_meanwhile_saves_nothing(
    app: Flask, browser: Browser, cast: Cast, store: Session
) -> None:
    page = bring(browser.sign_in(cast.animator), calendar(meeting()))
    with app.app_context(), transactions.unit():
        offer = db.session.scalars(select(CalendarImport)).one()
        offer.community = db.session.get_one(Community, cast.ostrowiecka.id)
    answer = page.submit(SAVE)

    assert answer.status == 403
    assert titles(store) == []


def test_the_organiser_chooses_among_all_communities(
    browser: Browser, cast: Cast, store: Session
) -> None:
    browser.sign_in(cast.organiser)
    page = bring(browser, calendar(meeting()), Społeczność="Sąsiedzi z Ostrowieckiej")

    assert "Sąsiedzi z Ostrowieckiej" in page.text
    page.submit(SAVE)
    event = store.scalars(select(Event)).one()
    assert [one.name for one in event.communities] == ["Sąsiedzi z Ostrowieckiej"]


def test_the_community_asked_for_is_chosen_already(browser: Browser, cast: Cast) -> None:
    page = browser.sign_in(cast.organiser).visit(f"/panel/spolecznosci/{cast.wzgorze.id}")
    page = page.follow("Wczytaj wydarzenia z innego kalendarza")

    chosen = [one for one in page.dom.all("option") if "selected" in one.attributes]
    assert [one.text for one in chosen] == ["Wzgórze"]
