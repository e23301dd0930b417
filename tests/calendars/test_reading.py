"""Calendar files as other programs write them, and as nobody should: what is read in them, what is
said of the rest, and that nothing keeps the site busy."""

import codecs
import signal
import subprocess
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from osl.calendars import ical, importing, reading, remarks
from osl.calendars.lines import Unreadable
from osl.calendars.reader import read
from osl.calendars.reading import CalendarRefused, ReadEvent, Rhythm, read_calendar
from osl.communities.models import Audience, Centre
from osl.core import i18n
from osl.core.clock import to_local, to_utc
from osl.events.models import (
    Event,
    EventFormat,
    EventKind,
    Frequency,
    Occurrence,
    Series,
    SignupMode,
    Strand,
)
from osl.events.recurrence import Rule, meetings

TODAY = date(2027, 3, 1)
"""A Monday; the clocks change on 28 March and 31 October."""

FILES = Path(__file__).parent / "imports"


@pytest.fixture(autouse=True, scope="module")
def polish():
    site = Flask("words")
    i18n.init_app(site)
    with site.app_context():
        yield


def calendar(*events, head=""):
    """A file of these events, each a list of lines."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", *filter(None, head.split("\n"))]
    for event in events:
        lines += ["BEGIN:VEVENT", *event, "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


def meeting(*lines, uid="a@b", start="DTSTART:20270311T170000", end="DTEND:20270311T183000"):
    return [f"UID:{uid}", start, end, "SUMMARY:Wspólny stół", *lines]


def all_of(content, today=TODAY):
    """The events that are read, and the reason of each that is not."""
    said = read(content, today)
    events = [ReadEvent.stored(kept) for kept in said["events"]]
    return events, [one["reason"][0] for one in said["left_out"]]


def one_of(content, today=TODAY):
    events, left_out = all_of(content, today)
    assert left_out == []
    return events[0]


def reason_of(*lines, **parts):
    """Why the only event of a file does not come along."""
    events, left_out = all_of(calendar(meeting(*lines, **parts)))
    assert events == []
    return left_out[0]


def noted(event):
    return {code for code, _details in event.notes}


def local(moment):
    return f"{to_local(moment):%Y-%m-%d %H.%M}"


# --- files as people have them


def test_a_file_of_google_calendar():
    said = read_calendar((FILES / "google.ics").read_bytes())
    games, trip = (
        next(ReadEvent.stored(one) for one in said.events if one["title"].startswith(title))
        for title in ("Gry", "Wyjazd")
    )

    assert games.title == "Gry sąsiedzkie, wieczór żartów"
    assert games.place == "Świetlica „Pod Dębem”, ul. Łąkowa 5, 27-200 Starachowice, Polska"
    assert games.description == (
        "Gry planszowe przy herbacie.\nPrzynieś:\n\n- ulubioną grę\n- dobry humor\n"
        "Więcej: tutaj (https://example.org/gry) & na tablicy."
    )
    assert local(games.starts_at) == "2027-03-11 17.00"
    assert remarks.lost(games) == (
        "pogrubienia, kolory i obrazki w opisie, 3 zaproszone osoby, 1 przypomnienie, "
        "adres osoby organizującej, link do rozmowy wideo"
    )
    assert (trip.is_all_day, trip.first_on, trip.last_on) == (
        True,
        date(2027, 6, 12),
        date(2027, 6, 13),
    )
    assert [(one["title"], one["reason"][0]) for one in said.left_out] == [
        ("Spotkanie zarządu", "cancelled")
    ]


def test_a_series_of_google_with_a_day_off_one_called_off_and_one_moved():
    gym = next(e for e in all_of((FILES / "google.ics").read_bytes())[0] if e.rhythm is not None)

    assert gym.rhythm == Rhythm(
        "weekly",
        date(2027, 3, 2),
        time(10),
        time(11, 30),
        until_on=date(2027, 5, 27),
        weekdays=(1, 3),
        skipped_on=(date(2027, 3, 11), date(2027, 4, 1)),
    )
    moved = gym.moved[0]
    assert (moved.on, local(moved.starts_at)) == (date(2027, 3, 16), "2027-03-17 12.00")
    assert (moved.place, moved.title) == ("", "")


def test_a_file_of_apple_calendar():
    events, left_out = all_of((FILES / "apple.ics").read_bytes())
    choir, cinema = events

    assert cinema.rhythm == Rhythm(
        "monthly_by_last_weekday", date(2027, 3, 26), time(18, 30), time(20, 30)
    )
    assert cinema.place == "Świetlica „Pod Dębem”, ul. Łąkowa 5, 27-200 Starachowice, Polska"
    assert (choir.rhythm.frequency, choir.rhythm.meeting_count) == ("fortnightly", 6)
    assert choir.description == "https://example.org/chor"
    assert left_out == ["rule_endless"]  # a birthday, every year for ever


def test_a_file_of_outlook():
    events, left_out = all_of((FILES / "outlook.ics").read_bytes())
    pottery, books, visit = events

    assert left_out == []
    assert pottery.title == "Warsztaty ceramiczne: łódka i żółw"
    assert pottery.description == "Zapraszamy.\n\nWstęp wolny."
    assert pottery.rhythm == Rhythm("weekly", date(2027, 3, 4), time(17), time(18, 30))
    assert noted(pottery) == {"categories", "reminders"}  # the Windows name of the zone is ours
    assert visit.is_private
    assert books.rhythm.chosen_on[:3] == (date(2027, 3, 9), date(2027, 3, 23), date(2027, 4, 13))
    assert ("dates_listed", {"count": 8}) in books.notes


# --- times


def test_times_without_a_zone_are_polish_ones():
    assert one_of(calendar(meeting())).starts_at == datetime(2027, 3, 11, 16, tzinfo=UTC)


def test_a_time_in_utc_is_that_moment_here():
    event = one_of(
        calendar(meeting(start="DTSTART:20270611T150000Z", end="DTEND:20270611T160000Z"))
    )

    assert local(event.starts_at) == "2027-06-11 17.00"
    assert noted(event) == set()


@pytest.mark.parametrize(
    "name",
    [
        "Europe/Warsaw",
        "Poland",
        "Central European Standard Time",
        "Central Europe Standard Time",
        '"W. Europe Standard Time"',
        "/freeassociation.sourceforge.net/Europe/Warsaw",
        '"(UTC+01:00) Sarajewo, Skopie, Warszawa, Zagrzeb"',
    ],
)
def test_zones_whose_clocks_go_like_ours_need_no_word(name):
    event = one_of(
        calendar(
            meeting(
                start=f"DTSTART;TZID={name}:20270311T170000",
                end=f"DTEND;TZID={name}:20270311T183000",
            )
        )
    )

    assert local(event.starts_at) == "2027-03-11 17.00"
    assert noted(event) == set()


def test_a_zone_the_file_describes_like_ours_is_ours():
    zone = (
        "BEGIN:VTIMEZONE\nTZID:Customized Time Zone\nBEGIN:STANDARD\nTZOFFSETTO:+0100\n"
        "END:STANDARD\nBEGIN:DAYLIGHT\nTZOFFSETTO:+0200\nEND:DAYLIGHT\nEND:VTIMEZONE"
    )
    start = "DTSTART;TZID=Customized Time Zone:20270311T170000"

    assert noted(one_of(calendar(meeting(start=start), head=zone))) == set()


def test_hours_of_another_zone_are_told_in_polish_time():
    zone = "TZID=Europe/London"
    event = one_of(
        calendar(
            meeting(start=f"DTSTART;{zone}:20270311T170000", end=f"DTEND;{zone}:20270311T180000")
        )
    )

    assert local(event.starts_at) == "2027-03-11 18.00"
    assert noted(event) == {"zone"}


def test_an_unknown_zone_is_taken_for_ours_and_said():
    event = one_of(calendar(meeting(start="DTSTART;TZID=Moon/Crater:20270311T170000")))

    assert local(event.starts_at) == "2027-03-11 17.00"
    assert "Moon/Crater" in remarks.remarks(event.notes)[0]


def test_a_series_in_utc_keeps_its_hour_on_our_walls_and_its_day():
    """23.30 in UTC on a Thursday is half past midnight here, on a Friday."""
    event = one_of(
        calendar(
            meeting(
                "RRULE:FREQ=WEEKLY;BYDAY=TH",
                start="DTSTART:20270304T233000Z",
                end="DTEND:20270305T003000Z",
            )
        )
    )

    assert event.rhythm == Rhythm("weekly", date(2027, 3, 5), time(0, 30), time(1, 30))
    assert noted(event) == {"zone_of_series"}


def test_a_day_and_several_days():
    one_day = one_of(calendar(meeting(start="DTSTART;VALUE=DATE:20270612", end="TRANSP:OPAQUE")))
    same_day = one_of(
        calendar(meeting(start="DTSTART;VALUE=DATE:20270612", end="DTEND;VALUE=DATE:20270612"))
    )

    for event in (one_day, same_day):
        assert event.is_all_day
        assert event.ends_at - event.starts_at == timedelta(days=1)
        assert event.last_on == date(2027, 6, 12)


def test_from_midnight_to_midnight_is_a_whole_day():
    event = one_of(
        calendar(meeting(start="DTSTART:20270611T220000Z", end="DTEND:20270612T220000Z"))
    )

    assert (event.is_all_day, event.first_on, event.last_on) == (
        True,
        date(2027, 6, 12),
        date(2027, 6, 12),
    )


@pytest.mark.parametrize(
    ("end", "minutes", "notes"),
    [
        ("DURATION:PT1H30M", 90, set()),
        ("DURATION:P1DT2H", 26 * 60, set()),
        ("TRANSP:OPAQUE", 60, {"end_missing"}),
        ("DTEND:20270311T170000", 60, {"end_missing"}),
    ],
)
def test_how_long_it_lasts(end, minutes, notes):
    event = one_of(calendar(meeting(end=end)))

    assert event.ends_at - event.starts_at == timedelta(minutes=minutes)
    assert noted(event) == notes


@pytest.mark.parametrize(
    ("start", "end", "reason"),
    [
        ("TRANSP:OPAQUE", "DTEND:20270311T183000", "no_start"),
        ("DTSTART:20270311T190000", "DTEND:20270311T183000", "ends_before"),
        ("DTSTART:20270311T170000", "DURATION:-PT1H", "ends_before"),
        ("DTSTART;VALUE=DATE:20270612", "DTEND;VALUE=DATE:20270610", "ends_before"),
        ("DTSTART:20270311T170000", "DTEND:20270511T170000", "longer_than_a_month"),
        ("DTSTART:20270311T170000", "DURATION:P999999999999W", "bad_time"),
        ("DTSTART:20270311T170000", "DURATION:soon", "bad_time"),
        ("DTSTART:20270230T170000", "DTEND:20270311T183000", "bad_time"),
        ("DTSTART:20270311T250000", "DTEND:20270311T183000", "bad_time"),
        ("DTSTART:tomorrow", "DTEND:20270311T183000", "bad_time"),
        ("DTSTART:", "DTEND:20270311T183000", "bad_time"),
        ("DTSTART:16010101T000000", "DTEND:16010101T010000", "other_century"),
        ("DTSTART:20270328T023000", "DTEND:20270328T040000", "no_such_hour"),
        ("DTSTART:20270328T010000", "DTEND:20270328T023000", "no_such_hour"),
    ],
)
def test_times_nobody_could_keep_spoil_only_their_own_event(start, end, reason):
    events, left_out = all_of(calendar(meeting(start=start, end=end), meeting(uid="good@b")))

    assert [event.uid for event in events] == ["good@b"]
    assert left_out == [reason]


def test_an_hour_that_comes_twice_is_the_first_one():
    event = one_of(calendar(meeting(start="DTSTART:20271031T023000", end="DTEND:20271031T040000")))

    assert event.starts_at == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


# --- rules


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("FREQ=WEEKLY", {"frequency": "weekly"}),
        ("FREQ=WEEKLY;BYDAY=TH", {"frequency": "weekly"}),
        ("FREQ=WEEKLY;BYDAY=MO,TH", {"frequency": "weekly", "weekdays": (0, 3)}),
        ("FREQ=DAILY", {"frequency": "weekly", "weekdays": (0, 1, 2, 3, 4, 5, 6)}),
        ("FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR", {"frequency": "weekly", "weekdays": (0, 1, 2, 3, 4)}),
        ("FREQ=DAILY;INTERVAL=14", {"frequency": "fortnightly"}),
        ("FREQ=WEEKLY;INTERVAL=2;WKST=SU", {"frequency": "fortnightly"}),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH", {"frequency": "fortnightly", "weekdays": (1, 3)}),
        ("FREQ=MONTHLY;BYDAY=2TH", {"frequency": "monthly_by_weekday"}),
        ("FREQ=MONTHLY;BYDAY=TH;BYSETPOS=2", {"frequency": "monthly_by_weekday"}),
        ("FREQ=MONTHLY", {"frequency": "monthly_by_date"}),
        ("FREQ=MONTHLY;BYMONTHDAY=11", {"frequency": "monthly_by_date"}),
        ("FREQ=WEEKLY;COUNT=5", {"frequency": "weekly", "meeting_count": 5}),
        ("FREQ=WEEKLY;UNTIL=20270401T150000Z", {"frequency": "weekly", "until_on": (2027, 4, 1)}),
        ("FREQ=WEEKLY;UNTIL=20270401T145959Z", {"frequency": "weekly", "until_on": (2027, 3, 25)}),
        ("FREQ=WEEKLY;UNTIL=20270401", {"frequency": "weekly", "until_on": (2027, 4, 1)}),
        ("FREQ=WEEKLY;UNTIL=99991231T235959Z", {"frequency": "weekly"}),
        ("freq=weekly;count=5;", {"frequency": "weekly", "meeting_count": 5}),
    ],
)
def test_rules_our_series_can_say_are_said(rule, said):
    event = one_of(calendar(meeting(f"RRULE:{rule}")))
    if "until_on" in said:
        said["until_on"] = date(*said["until_on"])
    first_on = event.first_on

    assert event.rhythm == Rhythm(
        **{"first_on": first_on, "starts_at": time(17), "ends_at": time(18, 30)} | said
    )
    assert noted(event) - {"first_day_missed"} == set()


def test_a_last_weekday_that_is_also_the_fourth():
    """25 February 2027 is both; the file says which of the two is meant."""
    start, end = "DTSTART:20270225T170000", "DTEND:20270225T183000"
    parts = {"start": start, "end": end}
    last = one_of(calendar(meeting("RRULE:FREQ=MONTHLY;BYDAY=-1TH", **parts)), date(2027, 2, 1))
    fourth = one_of(calendar(meeting("RRULE:FREQ=MONTHLY;BYDAY=4TH", **parts)), date(2027, 2, 1))

    assert last.rhythm.frequency == "monthly_by_last_weekday"
    assert fourth.rhythm.frequency == "monthly_by_weekday"


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("FREQ=DAILY;INTERVAL=2;COUNT=3", ["2027-03-11", "2027-03-13", "2027-03-15"]),
        ("FREQ=WEEKLY;INTERVAL=3;COUNT=3", ["2027-03-11", "2027-04-01", "2027-04-22"]),
        ("FREQ=MONTHLY;BYDAY=2TH,4TH;COUNT=3", ["2027-03-11", "2027-03-25", "2027-04-08"]),
        ("FREQ=YEARLY;COUNT=2", ["2027-03-11", "2028-03-11"]),
        ("FREQ=MONTHLY;INTERVAL=2;UNTIL=20270710", ["2027-03-11", "2027-05-11"]),
    ],
)
def test_other_rules_with_an_end_become_their_dates(rule, days):
    event = one_of(calendar(meeting(f"RRULE:{rule}")))

    assert event.rhythm.frequency == "chosen_dates"
    assert [day.isoformat() for day in event.rhythm.chosen_on] == days
    assert event.first_on == event.rhythm.chosen_on[0]
    assert "dates_listed" in noted(event)


def test_a_fortnight_counted_from_sundays_is_not_one_counted_from_mondays():
    """With Sunday first, Sunday 21 March stands in the week of Tuesday 23."""
    rule = "RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;COUNT=4;WKST={}"
    parts = {"start": "DTSTART:20270309T170000", "end": "DTEND:20270309T183000"}
    monday = one_of(calendar(meeting(rule.format("MO"), **parts)))
    sunday = one_of(calendar(meeting(rule.format("SU"), **parts)))

    assert (monday.rhythm.frequency, monday.rhythm.weekdays) == ("fortnightly", (1, 6))
    assert [day.day for day in sunday.rhythm.chosen_on] == [9, 21, 23, 4]


def test_added_dates_join_those_of_the_rule():
    event = one_of(
        calendar(
            meeting(
                "RRULE:FREQ=WEEKLY;COUNT=2", "RDATE:20270320T170000,20270321T170000Z", "RDATE:x"
            )
        )
    )

    assert [day.day for day in event.rhythm.chosen_on] == [11, 18, 20, 21]


def test_a_rule_of_one_meeting_is_no_series():
    event = one_of(calendar(meeting("RRULE:FREQ=WEEKLY;COUNT=1")))

    assert event.rhythm is None
    assert local(event.starts_at) == "2027-03-11 17.00"


def test_dates_left_out_in_any_form():
    event = one_of(
        calendar(
            meeting(
                "RRULE:FREQ=WEEKLY;COUNT=6",
                "EXDATE;TZID=Europe/Warsaw:20270318T170000",
                "EXDATE:20270325T160000Z,20270401T150000Z",
                "EXDATE;VALUE=DATE:20270408",
                "EXDATE:19000101T000000",
            )
        )
    )

    assert event.count == 2
    assert event.rhythm.until_on == date(2027, 4, 15)
    assert [day.day for day in event.rhythm.skipped_on] == [18, 25, 1, 8]


def test_a_first_date_left_out_makes_the_next_one_the_first():
    event = one_of(calendar(meeting("RRULE:FREQ=WEEKLY", "EXDATE:20270311T170000")))

    assert event.rhythm == Rhythm("weekly", date(2027, 3, 18), time(17), time(18, 30))


def test_a_first_day_outside_its_own_rule_is_said():
    event = one_of(calendar(meeting("RRULE:FREQ=WEEKLY;BYDAY=FR")))

    assert event.rhythm.first_on == date(2027, 3, 12)
    assert remarks.remarks(event.notes) == [
        "Dzień 11 marca 2027 nie pasuje do reguły tej serii, więc go pomijamy."
    ]


def test_a_series_that_goes_on_begins_with_its_next_meeting():
    endless = one_of(calendar(meeting("RRULE:FREQ=WEEKLY;INTERVAL=2")), date(2029, 1, 1))
    ending = one_of(calendar(meeting("RRULE:FREQ=WEEKLY;COUNT=5")), date(2027, 3, 20))

    assert endless.rhythm.first_on == date(2029, 1, 11)
    assert (endless.rhythm.first_on - date(2027, 3, 11)).days % 14 == 0
    assert [ending.rhythm.first_on, ending.rhythm.until_on] == [date(2027, 3, 25), date(2027, 4, 8)]
    assert noted(endless) == noted(ending) == {"began_earlier"}


def test_a_series_that_is_over_stays_whole():
    event = one_of(calendar(meeting("RRULE:FREQ=WEEKLY;COUNT=5")), date(2028, 1, 1))

    assert (event.count, event.is_past(date(2028, 1, 1))) == (5, True)


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "rule_never"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "rule_never"),
        ("FREQ=SECONDLY", "rule_within_a_day"),
        ("FREQ=MINUTELY;COUNT=3", "rule_within_a_day"),
        ("FREQ=HOURLY;BYHOUR=17", "rule_within_a_day"),
        ("FREQ=DAILY;COUNT=367", "rule_too_many"),
        ("FREQ=DAILY;UNTIL=21000101", "rule_too_many"),
        ("FREQ=DAILY;COUNT=999999999", "rule_too_many"),
        ("FREQ=YEARLY", "rule_endless"),
        ("FREQ=WEEKLY;INTERVAL=3", "rule_endless"),
        ("FREQ=MONTHLY;BYDAY=2TH,4TH", "rule_endless"),
        ("FREQ=WEEKLY;BYDAY=XX", "rule_unknown"),
        ("FREQ=WEEKLY;UNTIL=soon", "rule_unknown"),
        ("FREQ=YEARLY;BYWEEKNO=20", "rule_unknown"),
        ("every week", "rule_unknown"),
        ("", "rule_unknown"),
        ("FREQ=WEEKLY;UNTIL=20270301", "rule_never"),
    ],
)
def test_rules_nobody_could_follow(rule, reason):
    assert reason_of(f"RRULE:{rule}") == reason


def test_two_rules_and_rules_that_take_away_are_not_known():
    assert reason_of("RRULE:FREQ=WEEKLY", "RRULE:FREQ=MONTHLY") == "rule_unknown"
    assert reason_of("RRULE:FREQ=WEEKLY", "EXRULE:FREQ=MONTHLY") == "rule_unknown"


def test_a_series_of_several_days_each_time_is_refused():
    parts = {"start": "DTSTART;VALUE=DATE:20270612", "end": "DTEND;VALUE=DATE:20270614"}
    assert reason_of("RRULE:FREQ=YEARLY;COUNT=3", **parts) == "longer_than_a_day"


# --- single meetings of a series


def changed(*lines, slot="20270318T170000", start="20270319T180000", end="20270319T190000"):
    return [
        "UID:a@b",
        f"RECURRENCE-ID:{slot}",
        f"DTSTART:{start}",
        f"DTEND:{end}",
        "SUMMARY:Wspólny stół",
        *lines,
    ]


SERIES = meeting("RRULE:FREQ=WEEKLY;COUNT=5", "LOCATION:Sala")


def test_a_meeting_called_off_is_left_out():
    event = one_of(calendar(SERIES, changed("STATUS:CANCELLED")))

    assert event.rhythm.skipped_on == (date(2027, 3, 18),)


def test_a_meeting_moved_elsewhere_under_another_name():
    other = changed("LOCATION:Ogród", "DESCRIPTION:Tym razem grill")
    other[4] = "SUMMARY:Stół w ogrodzie"
    event = one_of(calendar(SERIES, other))

    moved = event.moved[0]
    assert (moved.on, local(moved.starts_at)) == (date(2027, 3, 18), "2027-03-19 18.00")
    assert (moved.place, moved.title) == ("Ogród", "Stół w ogrodzie")
    assert noted(event) == {"change_words_lost"}


@pytest.mark.parametrize(
    "other",
    [
        changed(slot="20270328T023000"),
        changed(slot="20270319T170000"),
        changed(slot="some day"),
        changed(start="20270328T023000", end="20270328T040000"),
        changed(start="20270319T200000"),
        changed(start="20270319", end="20270320"),
    ],
    ids=["lost hour", "no such meeting", "no time", "into the lost hour", "backwards", "a day"],
)
def test_a_change_that_fits_nowhere_leaves_the_series_as_it_is(other):
    event = one_of(calendar(SERIES, other))

    assert event.count == 5
    assert event.moved == ()
    assert "change_lost" in noted(event)


def test_a_changed_meeting_without_its_series_stands_alone():
    event = one_of(calendar(changed()))

    assert (event.uid, event.rhythm) == ("a@b#20270318T170000", None)


def test_a_change_of_all_that_follow_is_said():
    uid, slot, *times = changed()
    onwards = slot.replace("RECURRENCE-ID", "RECURRENCE-ID;RANGE=THISANDFUTURE")
    event = one_of(calendar(SERIES, [uid, onwards, *times]))

    assert noted(event) == {"and_following"}


@st.composite
def our_series(draw):
    """A series of ours in memory: any frequency, several weekdays, days left out by hand, meetings
    called off, moved, or without a row."""
    frequency = draw(st.sampled_from(Frequency))
    first_on = draw(st.dates(min_value=date(2026, 9, 1), max_value=date(2027, 4, 28)))
    if frequency is Frequency.MONTHLY_BY_LAST_WEEKDAY:
        first_on = date(2026, 12, 31) - timedelta(days=draw(st.integers(0, 6)))
    elif frequency in (Frequency.MONTHLY_BY_DATE, Frequency.MONTHLY_BY_WEEKDAY):
        first_on = first_on.replace(day=min(first_on.day, 28))
    whole_day = draw(st.sampled_from([False, False, True]))
    minutes = st.integers(3 * 60, 23 * 60).map(lambda at: time(at // 60, at % 60))
    parts = {}
    if frequency is Frequency.CHOSEN_DATES:
        later = draw(st.sets(st.integers(1, 300), max_size=12))
        days = (first_on, *(first_on + timedelta(days=one) for one in sorted(later)))
        parts = {"chosen_on": days}
    else:
        parts = {"meeting_count": draw(st.sampled_from([2, 5, 12, 30]))}
        left_out = draw(st.sets(st.integers(1, 60), max_size=5))
        parts["skipped_on"] = tuple(first_on + timedelta(days=one) for one in sorted(left_out))
    if frequency in (Frequency.WEEKLY, Frequency.FORTNIGHTLY):
        others = draw(st.sets(st.integers(0, 6), max_size=3))
        parts["weekdays"] = tuple(sorted({first_on.weekday(), *others}))
    rule = Rule(
        frequency=frequency,
        first_on=first_on,
        starts_at=time(0) if whole_day else draw(minutes),
        ends_at=time(0) if whole_day else draw(minutes),
        skips_holidays=draw(st.booleans()),
        **parts,
    )
    slots = meetings(rule, through=date(2031, 1, 1))
    series = Series(horizon_on=to_local(slots[-1].starts_at).date())
    rule.keep_in(series)
    event = Event(
        id=7,
        uid="6b8f2f0e-5d0c-4f55-9f0b-0d3a3a3c1a01",
        title="Joga",
        kind=EventKind.RECURRING_CLASS,
        strand=Strand.SPORT,
        format=EventFormat.CYCLE,
        audience=Audience.EVERYONE,
        signup_mode=SignupMode.NONE,
        is_all_day=whole_day,
        created_at=datetime(2026, 8, 1, tzinfo=UTC),
        published_at=datetime(2026, 8, 1, tzinfo=UTC),
        series=series,
        **dict.fromkeys(TEXTS, ""),
    )
    for slot in slots:
        choice = draw(st.sampled_from(["keep"] * 6 + ["off", "move", "none"]))
        if choice == "none" and (event.occurrences or slot is not slots[-1]):
            continue
        meeting = Occurrence(
            slot_at=slot.starts_at,
            starts_at=slot.starts_at,
            ends_at=slot.ends_at,
            **dict.fromkeys(("note", "place_note", "host", "cancellation_reason"), ""),
        )
        event.occurrences.append(meeting)
        if choice == "off":
            meeting.cancelled_at = datetime(2026, 8, 1, tzinfo=UTC)
        elif choice == "move":
            day = to_local(slot.starts_at).date() + timedelta(days=draw(st.integers(-9, 9)))
            meeting.starts_at = to_utc(day, rule.starts_at)
            days = draw(st.integers(1, 3)) if whole_day else 0
            meeting.ends_at = to_utc(day + timedelta(days=days), time(23, 30))
            if whole_day:
                meeting.ends_at = to_utc(day + timedelta(days=days), time(0))
    return event


TEXTS = """description audience_note cost what_to_bring rain_plan host contact_name contact_phone
    signup_note place_note cancellation_reason round_name""".split()


def feed_of(event):
    """What calendars read of an event."""
    centre = Centre(name="CUS", town="Starachowice", phone="")
    components = ical.components_of(event, centre, "https://osl.example.pl")
    stamps = ical.stamps(components, {}, 0, datetime(2026, 8, 1, tzinfo=UTC))
    body = b"".join(one.to_ical(stamps[one.key]) for one in components)
    return ical.single("https://osl.example.pl", body)


@given(our_series())
def test_what_we_publish_is_read_back_as_the_same_meetings(event):
    said = read(feed_of(event), date(2026, 8, 1))
    found = []
    for kept in said["events"]:
        one = ReadEvent.stored(kept)
        if one.rhythm is None:
            found.append((one.starts_at, one.ends_at))
            continue
        moved = {change.on: (change.starts_at, change.ends_at) for change in one.moved}
        slots = meetings(importing.rule_of(one.rhythm), through=date(2031, 1, 1))
        found += [
            moved.get(to_local(slot.starts_at).date(), (slot.starts_at, slot.ends_at))
            for slot in slots
        ]

    reasons = {one["reason"][0] for one in said["left_out"]}
    assert reasons <= {"cancelled", "rule_never"}  # every meeting of it is off
    assert sorted(found) == sorted(
        (one.starts_at, one.ends_at) for one in event.occurrences if one.cancelled_at is None
    )


# --- words


def test_long_words_are_cut_and_said():
    words = [f"SUMMARY:{'Ż' * 200}", f"LOCATION:{'x' * 300}", f"DESCRIPTION:{'y' * 20000}"]
    event = one_of(calendar([*meeting()[:3], *words]))

    assert (len(event.title), len(event.place), len(event.description)) == (150, 200, 10_000)
    assert noted(event) == {"title_cut", "place_cut", "description_cut"}


def test_control_and_hidden_characters_do_not_come_along():
    event = one_of(calendar([*meeting()[:3], "SUMMARY:Dobra\u202e\x07 \u200bnazwa\x0b"]))

    assert event.title == "Dobra nazwa"


def test_markup_is_taken_out_and_words_stay():
    event = one_of(
        calendar(meeting("DESCRIPTION:<p>Raz</p><script>alert(1)</script><p>dwa &lt\\; trzy</p>"))
    )

    assert event.description == "Raz\n\ndwa < trzy"
    assert noted(event) == {"html"}


def test_what_only_looks_like_markup_stays():
    event = one_of(calendar(meeting("DESCRIPTION:2 < 3\\, a serce to <3")))

    assert event.description == "2 < 3, a serce to <3"
    assert noted(event) == set()


def test_an_event_without_a_name_or_a_uid():
    first, second = (
        one_of(calendar(["DTSTART:20270311T170000", *more]))
        for more in ([], ["DTEND:20270311T180000"])
    )

    assert first.title == ""
    assert "title_missing" in noted(first)
    assert first.uid == second.uid
    assert first.uid.startswith("sha256:")


def test_a_uid_longer_than_we_keep_is_known_by_its_hash():
    event = one_of(calendar(meeting(uid="x" * 400)))

    assert event.uid == one_of(calendar(meeting(uid="x" * 400))).uid
    assert len(event.uid) <= 255


# --- the file as a whole


def test_of_two_doubles_the_newer_is_taken():
    events, left_out = all_of(
        calendar(
            meeting("SEQUENCE:2", "LOCATION:Nowe"),
            meeting("SEQUENCE:10", "LOCATION:Najnowsze"),
            meeting("LOCATION:Stare"),
        )
    )

    assert [event.place for event in events] == ["Najnowsze"]
    assert left_out == ["twice", "twice"]


@pytest.mark.parametrize(
    "content",
    [
        calendar(meeting()).replace(b"\r\n", b"\n"),
        calendar(meeting()).replace(b"\r\n", b"\r"),
        codecs.BOM_UTF8 + calendar(meeting()),
        b"\r\n\r\n" + calendar(meeting()),
        calendar(meeting()).replace(b"SUMMARY", b"summary").replace(b"BEGIN:", b"begin:"),
        calendar(meeting()).replace(b"VCALENDAR\r\n", b"VCALENDAR \r\n"),
        calendar(meeting()).replace(b"Wsp", b"W\0s\0p"),
        calendar(meeting()).replace("ó".encode(), b"\xc3\r\n \xb3"),
        calendar(meeting()).replace(b"lny", b"\r\n\tlny"),
    ],
    ids=["lf", "cr", "bom", "blank lines", "small letters", "spaces", "nul", "in a letter", "tab"],
)
def test_files_written_a_little_differently_say_the_same(content):
    assert one_of(content) == one_of(calendar(meeting()))


def test_windows_letters_are_guessed_and_said():
    said = read(calendar(meeting()).decode().encode("cp1250"), TODAY)

    assert said["events"][0]["title"] == "Wspólny stół"
    assert [code for code, _told in said["notes"]] == ["letters_guessed"]


def test_sixteen_bit_letters_are_read():
    content = calendar(meeting()).decode().encode("utf-16")

    assert read_calendar(content).events[0]["title"] == "Wspólny stół"


def test_a_text_that_was_broken_without_folding_is_put_together():
    event = one_of(
        calendar(meeting("DESCRIPTION:Raz", "dwa trzy", "Uwaga: cztery", "LOCATION:Sala"))
    )

    assert event.description == "Raz\ndwa trzy\nUwaga: cztery"
    assert event.place == "Sala"
    assert ("broken_lines", {"count": 2}) in event.notes


def test_a_file_cut_off_in_the_middle_keeps_what_is_whole():
    content = calendar(meeting(uid="whole@b"), meeting(uid="torn@b"))
    said = read(content[: content.index(b"torn@b") + 40], TODAY)

    assert [event["uid"] for event in said["events"]] == ["whole@b"]
    assert [one["reason"][0] for one in said["left_out"]] == ["torn"]
    assert [code for code, _told in said["notes"]] == ["cut_off"]


def test_tasks_are_no_events():
    tasks = "BEGIN:VTODO\nSUMMARY:Kupić kawę\nEND:VTODO"
    said = read(calendar(meeting(), head=tasks), TODAY)

    assert len(said["events"]) == 1
    assert said["notes"] == [("tasks", {"count": 1})]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "pusty"),
        (b" \r\n\0\0 ", "pusty"),
        (b"<html><body>Kalendarz</body></html>", "nie jest plik kalendarza"),
        (b"BEGIN:VCARD\r\nEND:VCARD\r\n", "nie jest plik kalendarza"),
        (b"To nie jest BEGIN:VCALENDAR", "nie jest plik kalendarza"),
        (bytes(range(256)) * 50, "nie jest plik kalendarza"),
        (b"PK\x03\x04 kalendarz.ics", "ZIP"),
        (b"BEGIN:VCALENDAR\r\nX:\x81\x83\x88\r\nEND:VCALENDAR", "liter"),
        (b"\xff\xfeB", "liter"),
        (b"BEGIN:VCALENDAR\r\n" + b"BEGIN:X\r\n" * 50_000, "nie jest plik kalendarza"),
        (calendar(meeting("DESCRIPTION:" + "x" * 10_000_000)), "1 MB"),
        (calendar(*[meeting(uid=str(n)) for n in range(1001)]), "1001 wydarzeń"),
        (calendar(head="BEGIN:VTIMEZONE\nTZID:x\nEND:VTIMEZONE\n" * 5000), "100 stref"),
    ],
    ids="empty blank html vcard words binary zip letters torn deep long many zones".split(),
)
def test_what_is_no_calendar_is_refused_in_words(content, words):
    with pytest.raises(CalendarRefused, match=words):
        read_calendar(content)


def test_a_reader_that_takes_too_long_is_ended(monkeypatch):
    """With next to no time even an ordinary file is refused, and nobody is left at work."""
    started = []
    start = subprocess.Popen.__init__

    def remember(self, *arguments, **options):
        started.append(self)
        start(self, *arguments, **options)

    monkeypatch.setattr(subprocess.Popen, "__init__", remember)
    monkeypatch.setattr(reading, "LONGEST_READING", 0.001)
    with pytest.raises(CalendarRefused, match="zbyt wiele pracy"):
        read_calendar(calendar(meeting()))

    assert [process.poll() for process in started] == [-signal.SIGKILL]


def test_a_reader_that_works_too_much_is_ended(monkeypatch, caplog):
    """A thousand rules that hardly ever meet: each one alone would only be left out."""
    monkeypatch.setattr(reading, "MOST_WORK", 1)
    monkeypatch.setattr(reading, "LONGEST_READING", 60)
    rare = "RRULE:FREQ=YEARLY;BYDAY=53MO,53TU,-53WE;BYSETPOS=300"
    with pytest.raises(CalendarRefused, match="zbyt wiele pracy"):
        read_calendar(calendar(*[meeting(rare, uid=str(number)) for number in range(1000)]))

    assert f"status -{int(signal.SIGXCPU)}" in caplog.text or "status -9" in caplog.text


def test_a_reader_that_takes_too_much_memory_is_ended(monkeypatch, caplog):
    monkeypatch.setattr(reading, "MOST_MEMORY", 1024)
    with pytest.raises(CalendarRefused, match="zbyt wiele pracy"):
        read_calendar(calendar(meeting("DESCRIPTION:" + "Tajemnica" * 90_000)))

    assert "was not read" in caplog.text
    assert "Tajemnica" not in caplog.text


def test_the_reader_starts_without_the_site():
    """It knows the events of a file in its own program, with none of the site's libraries."""
    said = read_calendar(calendar(meeting()))

    assert said.events[0]["title"] == "Wspólny stół"
    assert "flask" not in reading.START


WORDS = st.sampled_from(
    """BEGIN:VEVENT END:VEVENT BEGIN:VALARM END:VALARM END:VCALENDAR BEGIN:VCALENDAR UID:a UID:b
    DTSTART:20270311T170000 DTSTART;VALUE=DATE:20270311 DTSTART;TZID=Europe/Warsaw:20270328T023000
    DTSTART: DTEND:20270311T180000Z DTEND;VALUE=DATE:20270312 DURATION:PT1H DURATION:P-1
    RRULE:FREQ=WEEKLY;BYDAY=MO,TH RRULE:FREQ=YEARLY;BYDAY=-53MO;COUNT=3 RRULE:FREQ=MONTHLY;UNTIL=
    RRULE:FREQ=DAILY;COUNT=366 RDATE:20270312T170000/PT1H EXDATE:20270311T170000
    EXDATE;VALUE=DATE:20270311,, RECURRENCE-ID:20270311T170000 RECURRENCE-ID;RANGE=THISANDFUTURE:x
    STATUS:CANCELLED SEQUENCE:9 SEQUENCE:x SUMMARY:Ala LOCATION;X="a:b":c\\n DESCRIPTION:<p>&lt;</p>
    CLASS:PRIVATE TZID:x X-A;B=c;D="e":f :: ;:; "" URL:https://x.pl/?a=<b>""".split()
)


@given(st.lists(WORDS | st.text(max_size=20), max_size=40), st.booleans())
def test_any_jumble_of_lines_is_read_or_refused(lines, is_bare):
    """Whatever the lines say, and in whatever order: no failure, and times that can be kept."""
    wrapped = lines if is_bare else ["BEGIN:VEVENT", *lines, "END:VEVENT"]
    content = "\r\n".join(["BEGIN:VCALENDAR", *wrapped, "END:VCALENDAR"])
    try:
        said = read(content.encode("utf-8", "surrogatepass"), TODAY)
    except Unreadable:
        return
    for kept in said["events"]:
        event = ReadEvent.stored(kept)
        assert event.rhythm is not None or event.ends_at > event.starts_at
        remarks.lost(event)
        remarks.remarks(event.notes)
    for one in said["left_out"]:
        remarks.why_left_out(one["reason"])
    remarks.remarks(said["notes"])
