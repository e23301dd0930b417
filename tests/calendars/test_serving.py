"""How feeds are handed out: to the letter of HTTP, without cookies, and never an empty one."""

import gzip
import hashlib
from datetime import UTC, date, datetime, timedelta

import icalendar
import pytest
from sqlalchemy import text

from osl.communities.models import FormerSlug
from osl.core import transactions
from osl.core.db import db

PATH = "/kalendarz/wzgorze.ics"


@pytest.fixture
def published(town):
    town.publish()
    town.publish_series(title="Joga")


def test_what_a_feed_carries(published, fetch):
    answer = fetch(PATH)

    assert answer.status_code == 200
    assert answer.data.startswith(b"BEGIN:VCALENDAR\r\n")
    assert answer.data.endswith(b"END:VCALENDAR\r\n")
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == ("public, max-age=900, stale-while-revalidate=3600")
    assert answer.headers["ETag"] == f'W/"{hashlib.sha256(answer.data).hexdigest()}"'
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in answer.headers
    assert "Content-Disposition" not in answer.headers


def test_every_line_is_folded_between_characters(published, fetch):
    for line in fetch(PATH).data.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()


def test_packed_is_the_same_calendar(published, fetch):
    plain, packed = fetch(PATH), fetch(PATH, Accept_Encoding="br, gzip;q=0.5")

    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert packed.headers["ETag"] == plain.headers["ETag"]
    assert packed.data == fetch(PATH, Accept_Encoding="gzip").data
    assert "Content-Encoding" not in fetch(PATH, Accept_Encoding="gzip;q=0").headers


def test_head_equals_get_without_the_body(published, fetch):
    get, head = fetch(PATH), fetch(PATH, "HEAD")

    assert head.data == b""
    assert dict(head.headers) == dict(get.headers)


@pytest.mark.parametrize("form", ["W/{tag}", "{tag}", '"other", W/{tag}', "*"])
def test_whoever_has_the_bytes_is_told_so(published, fetch, form):
    first = fetch(PATH)
    tag = first.headers["ETag"].removeprefix("W/")
    again = fetch(PATH, If_None_Match=form.format(tag=tag))

    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Cache-Control"] == first.headers["Cache-Control"]
    assert again.headers["Vary"] == "Accept-Encoding"
    assert "Content-Type" not in again.headers


def test_the_hash_decides_before_the_date(published, fetch):
    since = fetch(PATH).headers["Last-Modified"]

    assert fetch(PATH, If_Modified_Since=since).status_code == 304
    assert fetch(PATH, If_None_Match='"other"', If_Modified_Since=since).status_code == 200


def test_an_older_or_a_senseless_date_gets_the_bytes(published, fetch):
    assert fetch(PATH, If_Modified_Since="Mon, 31 Aug 2026 10:00:00 GMT").status_code == 200
    assert fetch(PATH, If_Modified_Since="yesterday").status_code == 200


def test_a_change_is_seen_at_once(town, published, fetch):
    first = fetch(PATH)
    town.edit_community("wzgorze", name="Nowe Wzgórze")

    again = fetch(PATH, If_None_Match=first.headers["ETag"])
    assert again.status_code == 200
    assert "Nowe Wzgórze" in again.text


def test_a_calendar_without_events_is_a_valid_one(cast, fetch):
    for path in (PATH, "/kalendarz/miasto.ics", "/kalendarz/ostrowiecka/sportowe.ics"):
        calendar = icalendar.Calendar.from_ical(fetch(path).data)
        assert [c.name for c in calendar.subcomponents] == ["VTIMEZONE"]
        assert fetch(path).data == fetch(path).data


def test_the_town_and_its_strands_have_names(cast, fetch):
    assert (
        "X-WR-CALNAME:Starachowice: spotkania sąsiedzkie\r\n" in fetch("/kalendarz/miasto.ics").text
    )
    sport = fetch("/kalendarz/miasto/sportowe.ics").text
    assert "SOURCE;VALUE=URI:http://127.0.0.1:8000/kalendarz/miasto/sportowe.ics\r\n" in sport
    assert "Starachowice: spotkania sąsiedzkie – " in sport


@pytest.mark.parametrize(
    "path",
    [
        "/kalendarz/nie-ma-takiej.ics",
        "/kalendarz/wzgorze/fitness.ics",
        "/kalendarz/wzgorze/sport.ics",
        "/wydarzenia/999.ics",
        "/wydarzenia/99999999999999999999.ics",
    ],
)
def test_an_unknown_calendar_is_not_found(cast, fetch, path):
    assert fetch(path).status_code == 404


def test_a_former_address_keeps_answering(town, published, fetch):
    before = fetch(PATH)

    def move():
        community = town.community("wzgorze")
        community.slug = "zielone-wzgorze"
        db.session.add(FormerSlug(slug="wzgorze", community_id=community.id))
        return community

    town.change(move)
    assert before.status_code == fetch(PATH).status_code == 200
    assert fetch(PATH).data == fetch("/kalendarz/zielone-wzgorze.ics").data
    assert "/kalendarz/zielone-wzgorze.ics" in fetch(PATH).text
    assert fetch("/kalendarz/wzgorze/kulturalne.ics").status_code == 200


def test_a_closed_community_keeps_its_calendar(town, published, fetch):
    town.edit_community("wzgorze", closed_on=date(2026, 8, 1))

    answer = fetch(PATH)
    assert answer.status_code == 200
    assert len(icalendar.Calendar.from_ical(answer.data).walk("VEVENT")) == 2


def test_one_event_is_a_file_with_the_same_uid(town, fetch):
    yoga = town.publish_series(title="Joga na krześle – próba")
    town.edit_meeting(yoga, date(2026, 10, 1), note="Prosimy o obuwie na zmianę.")
    answer = fetch(f"/wydarzenia/{yoga}.ics")

    assert answer.headers["Content-Disposition"] == (
        'attachment; filename="joga-na-krzesle-proba.ics"'
    )
    file = icalendar.Calendar.from_ical(answer.data)
    feed = icalendar.Calendar.from_ical(fetch(PATH).data)
    assert [e.to_ical() for e in file.walk("VEVENT")] == [e.to_ical() for e in feed.walk("VEVENT")]
    assert len(file.walk("VTIMEZONE")) == 1
    assert len(file.walk("VEVENT")) == 2
    assert "X-WR-CALNAME" not in file
    again = fetch(f"/wydarzenia/{yoga}.ics", If_None_Match=answer.headers["ETag"])
    assert again.status_code == 304


def test_when_the_database_fails_readers_get_the_last_good_calendar(
    published, store, clock, fetch, caplog
):
    good = fetch(PATH)
    store.execute(text("ALTER TABLE calendar_entry RENAME TO lost"))
    store.commit()
    clock.shift(timedelta(days=1))  # another day: the calendar has to be joined anew

    with caplog.at_level("ERROR", "osl.calendars"):
        answer = fetch(PATH)

    assert (answer.status_code, answer.data) == (200, good.data)
    assert "last good" in caplog.text


def test_the_bytes_hold_for_a_day_and_the_window_moves_at_midnight(town, clock, fetch):
    town.publish(day=date(2026, 9, 12))
    clock.move_to(datetime(2026, 12, 11, 22, 59, tzinfo=UTC))  # 23.59 on the ninetieth day
    last_day = fetch(PATH)
    assert b"BEGIN:VEVENT" in last_day.data

    clock.move_to(datetime(2026, 12, 11, 23, 0, tzinfo=UTC))
    gone = fetch(PATH)
    assert b"BEGIN:VEVENT" not in gone.data
    assert gone.headers["ETag"] != last_day.headers["ETag"]
    assert gone.headers["Last-Modified"] == "Fri, 11 Dec 2026 23:00:00 GMT"

    clock.move_to(datetime(2026, 12, 20, 12, tzinfo=UTC))
    assert fetch(PATH).headers["Last-Modified"] == "Fri, 11 Dec 2026 23:00:00 GMT"
    assert fetch(PATH).data == gone.data


def test_what_is_far_ahead_comes_in_eighteen_months_before(town, clock, fetch):
    town.publish(day=date(2028, 5, 20))
    assert b"BEGIN:VEVENT" not in fetch(PATH).data

    clock.move_to(datetime(2026, 11, 18, 22, 59, tzinfo=UTC))
    assert b"BEGIN:VEVENT" not in fetch(PATH).data
    clock.move_to(datetime(2026, 11, 18, 23, tzinfo=UTC))
    assert b"BEGIN:VEVENT" in fetch(PATH).data
    assert fetch(PATH).headers["Last-Modified"] == "Wed, 18 Nov 2026 23:00:00 GMT"


def test_a_series_stays_while_any_of_its_meetings_is_in_the_window(town, clock, fetch):
    town.publish_series(until_on=date(2027, 6, 3))
    clock.move_to(datetime(2027, 8, 1, tzinfo=UTC))
    assert b"DTSTART;TZID=Europe/Warsaw:20260903" in fetch(PATH).data


def test_a_calendar_too_large_keeps_the_nearest_events(town, app, fetch):
    for number in range(3):
        town.publish(title=f"Długie {number}", day=date(2026, 10, 1 + number))
    with app.app_context(), transactions.unit():
        db.session.execute(
            text("UPDATE calendar_entry SET body = :body"),
            {"body": b"BEGIN:VEVENT\r\nX-LONG:" + b"x" * 400_000 + b"\r\nEND:VEVENT\r\n"},
        )

    assert fetch(PATH).data.count(b"BEGIN:VEVENT") == 2
    assert len(fetch(PATH).data) < 1_000_000
