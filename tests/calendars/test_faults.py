"""What calendars cannot take: readers keep the last good bytes, the team is told, and the site
tries again."""

from datetime import date, timedelta

import icalendar
import pytest
from sqlalchemy import select

from osl.calendars import feeds, ical, words
from osl.calendars.models import CalendarEntry, Feed
from osl.calendars.operations import rebuild_entries
from osl.core import revisions, transactions
from osl.core.db import db
from osl.core.outbox import OutgoingLetter
from osl.events.models import Event
from osl.messages import worker
from osl.messages.jobs import sites
from tests.calendars.conftest import START

FEED = "/kalendarz/wzgorze.ics"
HEADING = "Kalendarze nie przyjęły zmiany"


@pytest.fixture
def read(fetch):
    """The titles of a feed, as a calendar program parses them."""

    def read(path=FEED):
        answer = fetch(path)
        assert answer.status_code == 200
        calendar = icalendar.Calendar.from_ical(answer.data)
        return [str(event["SUMMARY"]) for event in calendar.walk("VEVENT")]

    return read


@pytest.fixture
def broken(monkeypatch):
    """Events with this word in their title cannot be written, as with a fault of ours."""
    whole = words.title

    def fall(event, meeting=None, *, is_cancelled=False):
        if "Usterka" in event.title:
            raise RuntimeError("cannot be told")
        return whole(event, meeting, is_cancelled=is_cancelled)

    def break_it():
        monkeypatch.setattr(words, "title", fall)

    def mend():
        monkeypatch.setattr(words, "title", whole)

    break_it()
    break_it.mend = mend
    return break_it


@pytest.fixture
def night(app):
    """What the worker does at night."""
    before = sites[:]
    sites[:] = [app]
    yield worker.tidy_up
    sites[:] = before


def letters(store):
    return store.scalars(select(OutgoingLetter).order_by(OutgoingLetter.id)).all()


def needs(page):
    return next(e.text for e in page.dom.all("section") if e["id"] == "needs")


def failed_at(store, event_id):
    return store.scalar(select(CalendarEntry.failed_at).where(CalendarEntry.event_id == event_id))


def test_readers_keep_the_last_good_version_and_the_change_is_kept(town, broken, read, store):
    event = town.publish(title="Piknik")
    before = store.scalar(select(CalendarEntry.body))
    town.edit(event, title="Usterka")

    assert read() == ["Piknik"]
    assert store.get(Event, event).title == "Usterka"
    assert store.scalar(select(CalendarEntry.body)) == before
    assert failed_at(store, event) is not None


def test_the_last_good_version_outlives_a_restart(town, broken, fetch):
    event = town.publish(title="Piknik")
    good = fetch(FEED).data
    town.edit(event, title="Usterka")
    feeds.shelf.clear()  # as after a restart: nothing is left in memory

    assert fetch(FEED).data == good
    assert b"SUMMARY:Piknik" in fetch(f"/wydarzenia/{event}.ics").data


def test_an_event_never_written_does_not_spoil_the_calendar(town, broken, read, fetch, store):
    town.publish(title="Piknik")
    event = town.publish(title="Usterka")

    assert read() == ["Piknik"]
    assert read("/kalendarz/miasto.ics") == ["Piknik"]
    assert fetch(f"/wydarzenia/{event}.ics").status_code == 404
    assert failed_at(store, event) is not None


def test_a_publication_that_cannot_be_written_does_not_show_the_draft(town, broken, read, fetch):
    event = town.publish(title="Piknik", published_at=None)
    town.edit(event, title="Usterka", published_at=START)

    assert read() == []
    assert fetch(f"/wydarzenia/{event}.ics").status_code == 404
    broken.mend()
    town.edit(event, title="Piknik")
    assert read() == ["Piknik"]


def test_an_event_that_changed_hands_leaves_all_the_same(town, broken, read):
    event = town.publish(title="Piknik")
    assert read() == ["Piknik"]

    def hand_over():
        one = db.session.get(Event, event)
        one.title, one.communities = "Usterka", [town.community("ostrowiecka")]
        return one

    town.change(hand_over)
    assert read() == []
    assert read("/kalendarz/ostrowiecka.ics") == ["Piknik"]


def test_whoever_may_put_it_right_sees_it_on_the_desk(town, broken, browser, cast):
    event = town.publish(title="Usterka pikniku")
    for user in (cast.animator, cast.social_worker, cast.organiser):
        page = browser.sign_in(user).visit("/panel")
        assert HEADING in needs(page)
        assert page.links["Usterka pikniku"] == f"/panel/wydarzenia/{event}"
        assert "Kalendarz pokazuje jeszcze poprzednią wersję" in needs(page)
    assert HEADING not in needs(browser.sign_in(cast.other_animator).visit("/panel"))

    broken.mend()
    town.edit(event, title="Piknik")
    assert HEADING not in needs(browser.sign_in(cast.organiser).visit("/panel"))


def test_the_organiser_gets_one_letter_for_one_fault(town, clock, broken, night, store, cast):
    event = town.publish(title="Usterka pikniku")
    town.edit(event, title="Usterka nadal")
    night()
    night()

    letter = letters(store)[0]
    assert len(letters(store)) == 1
    assert letter.recipient == cast.organiser.email
    assert letter.subject == HEADING
    assert "Usterka pikniku" in letter.body
    assert f"http://127.0.0.1:8000/panel/wydarzenia/{event}" in letter.body
    assert "Usterka" not in letter.subject

    broken.mend()
    town.edit(event, title="Piknik")
    broken()
    clock.shift(timedelta(minutes=5))
    town.edit(event, title="Usterka znowu")
    assert len(letters(store)) == 2  # another fault, another letter


def test_many_faults_of_one_moment_are_one_letter(town, app, broken, store):
    broken.mend()
    for number in range(22):
        town.publish(title=f"Usterka {number}")
    broken()
    with app.app_context(), transactions.unit():
        rebuild_entries()

    (letter,) = letters(store)
    assert letter.body.count("Usterka") == 20
    assert "i jeszcze 2." in letter.body


def test_a_fault_undone_with_its_change_is_no_fault(town, app, broken, store):
    event = town.publish(title="Piknik")
    with app.app_context(), pytest.raises(ZeroDivisionError), transactions.unit():
        one = db.session.get(Event, event)
        one.title = "Usterka"
        revisions.mark(one)
        revisions.write()
        raise ZeroDivisionError

    assert failed_at(store, event) is None
    assert letters(store) == []


def test_the_night_writes_what_can_be_written_again(town, broken, night, read, store):
    event = town.publish(title="Usterka")
    assert read() == []
    night()
    assert failed_at(store, event) is not None
    broken.mend()
    night()

    assert read() == ["Usterka"]
    assert failed_at(store, event) is None


def test_the_night_leaves_sound_calendars_as_they_are(town, night, fetch, store):
    town.publish()
    town.publish_series(title="Joga")
    town.publish(title="Szkic", published_at=None)
    before = fetch(FEED).data
    versions = {feed.key: feed.version for feed in store.scalars(select(Feed))}
    night()

    assert fetch(FEED).data == before
    assert {feed.key: feed.version for feed in store.scalars(select(Feed))} == versions
    assert letters(store) == []


def test_the_night_mends_bytes_that_were_spoilt(town, night, fetch, store):
    town.publish()
    good = fetch(FEED).data
    store.execute(CalendarEntry.__table__.update().values(body=b"BEGIN:VEVENT\r\nspoilt\r\n"))
    store.commit()
    night()

    assert icalendar.Calendar.from_ical(fetch(FEED).data).walk("VEVENT")
    assert fetch(FEED).data[-300:] == good[-300:]
    assert letters(store) == []


def test_a_calendar_that_cannot_be_read_is_told_once(
    town, night, browser, store, cast, monkeypatch
):
    town.publish()
    whole = ical.Header.to_ical

    def fall(header, changed_at):
        if header.name == "Wzgórze":
            raise RuntimeError("cannot be told")
        return whole(header, changed_at)

    with monkeypatch.context() as spoilt:
        spoilt.setattr(ical.Header, "to_ical", fall)
        spoilt.setattr(ical.Header, "content", "unchanged")
        night()
        night()

    (letter,) = letters(store)
    assert letter.recipient == cast.organiser.email
    assert letter.subject == "Kalendarza strony nie da się odczytać"
    assert "- Wzgórze\n" in letter.body
    assert "Sąsiedzi z Ostrowieckiej" not in letter.body
    desk = browser.sign_in(cast.organiser).visit("/panel")
    assert "Kalendarze, których nie da się odczytać Wzgórze" in needs(desk)
    assert "nie da się odczytać" not in needs(browser.sign_in(cast.animator).visit("/panel"))

    night()
    assert "nie da się odczytać" not in needs(browser.sign_in(cast.organiser).visit("/panel"))


def test_what_is_sound_and_what_is_not():
    begin, end = b"BEGIN:VCALENDAR\r\n", b"END:VCALENDAR\r\n"
    event = b"BEGIN:VEVENT\r\nUID:1\r\nDTSTART:20260901T100000Z\r\nEND:VEVENT\r\n"
    assert ical.is_sound(begin + event + event + end)
    for spoilt in (
        b"",
        begin + event,
        begin + event[:-12] + end,
        begin + event.replace(b"20260901T100000Z", b"tomorrow") + end,
        begin + b"\xff\xfe\r\n" + end,
    ):
        assert not ical.is_sound(spoilt), spoilt


def test_the_whole_night_takes_no_lock_while_it_reads(town, night, monkeypatch):
    """Calendars are parsed with nobody waiting for the database."""
    town.publish(day=date(2026, 9, 12) + timedelta(days=1))
    open_while_reading = []
    sound = ical.is_sound

    def watched(calendar, components=None):
        open_while_reading.append(db.session().in_transaction())
        return sound(calendar, components)

    monkeypatch.setattr(ical, "is_sound", watched)
    night()
    assert len(open_while_reading) == 12  # the town and two communities, each in four strands
    assert not any(open_while_reading)
