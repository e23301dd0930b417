"""The month: a table of days that says what is on, what is off, and which days are free."""

from datetime import UTC, date, datetime, time

import pytest

from osl.calendars.month import Day, MonthEvent, on_paper
from osl.communities.models import Tone
from osl.core.clock import to_utc
from osl.events.models import Strand


def cell(page, day):
    """The cell of a day, by its date."""
    (found,) = [td for td in page.dom.all("td") if td.all("time", datetime=day)]
    return found


def in_the_list(page):
    """What the month says on a phone: each day that shows there, with its lines."""
    found = []
    for td in page.dom.with_class("month-cell"):
        entries = [li for li in td.with_class("month-event") if "month-repeat" not in li.classes]
        if entries:
            assert "month-repeats" not in td.classes
            day = td.all("time")[0]["datetime"]
            found += [(day, li.text) for li in entries]
        elif td.with_class("month-event"):
            assert "month-repeats" in td.classes
    return found


def test_a_month_says_what_is_on_each_day(town, browser):
    event = town.publish(day=date(2026, 9, 12))
    yoga = town.publish_series(title="Joga")
    town.edit_meeting(yoga, date(2026, 9, 10), cancelled_at=datetime(2026, 9, 1, tzinfo=UTC))
    page = browser.visit("/kalendarz")

    assert page.heading == "Kalendarz"
    assert "16.00 Wymiana książek" in cell(page, "2026-09-12").text
    assert "18.00 Joga" in cell(page, "2026-09-03").text
    assert "18.00 Joga Odwołane" in cell(page, "2026-09-10").text
    assert cell(page, "2026-09-01")["id"] == "today"
    link = cell(page, "2026-09-12").all("a")[0]["href"]
    assert link == f"/wydarzenia/{event}-wymiana-ksiazek"
    assert "?termin=" in cell(page, "2026-09-03").all("a")[0]["href"]


def test_pages_of_the_calendar_turn_and_keep_what_was_chosen(town, browser):
    town.publish(strand=Strand.SPORT)
    town.publish(title="Chór", strand=Strand.CULTURAL)
    page = browser.visit("/kalendarz?nurt=sport&spolecznosc=wzgorze")
    assert page.heading == "Kalendarz: Wzgórze"
    assert "Wymiana książek" in page.text
    assert "Chór" not in page.text

    page = page.follow("Październik")
    assert "październik 2026" in page.text
    assert page.links["Wrzesień"].endswith("?miesiac=2026-09&spolecznosc=wzgorze&nurt=sport")
    assert page.links["Ten miesiąc"].endswith("?miesiac=2026-09&spolecznosc=wzgorze&nurt=sport")
    assert "W tym miesiącu nic nie pasuje do wybranych filtrów." in page.text


def test_holidays_have_their_names_in_each_language(town, browser):
    page = browser.visit("/kalendarz?miesiac=2026-11")
    assert "Narodowe Święto Niepodległości" in cell(page, "2026-11-11").text
    page = browser.visit("/kalendarz?miesiac=2026-11&lang=uk")
    assert "День незалежності" in cell(page, "2026-11-11").text


def test_a_month_of_another_year_says_which(town, browser):
    page = browser.visit("/kalendarz?miesiac=2026-12")
    assert "Listopad" in page.links
    assert "Styczeń 2027" in page.links


def test_what_lasts_several_days_is_on_each_of_them(town, browser):
    town.publish(title="Wyjazd", day=date(2026, 9, 29), days=3)
    page = browser.visit("/kalendarz")
    assert "cały dzień Wyjazd" in cell(page, "2026-09-30").text
    page = browser.visit("/kalendarz?miesiac=2026-10")
    assert "cały dzień Wyjazd" in cell(page, "2026-10-01").text
    assert "Wyjazd" not in cell(page, "2026-10-02").text


def test_an_evening_past_midnight_belongs_to_its_evening(town, browser):
    dance = town.publish(title="Potańcówka", day=date(2026, 9, 12), hours=(time(20), time(22)))
    town.edit_meeting(dance, date(2026, 9, 12), ends_at=to_utc(date(2026, 9, 13), time(1)))
    page = browser.visit("/kalendarz")
    assert "Potańcówka" in cell(page, "2026-09-12").text
    assert "Potańcówka" not in cell(page, "2026-09-13").text


def test_an_empty_month_says_what_to_do_next(town, browser):
    page = browser.visit("/kalendarz?miesiac=2027-05")
    assert "W tym miesiącu nie ma jeszcze żadnych spotkań." in page.text
    assert page.follow("Zobacz wszystkie najbliższe terminy").path == "/wydarzenia"


@pytest.mark.parametrize(
    "asked", ["2026-13", "0000-00", "99999-1", "2026-9", "1999-01", "2101-01", "maj", "2026-11-01"]
)
def test_a_month_nobody_could_choose_is_this_month(town, browser, asked):
    page = browser.visit(f"/kalendarz?miesiac={asked}")
    assert page.status == 200
    assert cell(page, "2026-09-01")["id"] == "today"


def test_drafts_are_not_in_the_month(town, browser):
    town.publish(published_at=None)
    assert "Wymiana książek" not in browser.visit("/kalendarz").text
    assert "Wymiana książek" not in browser.sign_in(town.cast.organiser).visit("/kalendarz").text


def test_on_a_phone_what_comes_round_stands_once_with_its_days(town, browser):
    town.publish(day=date(2026, 9, 12))
    town.publish_series(title="Joga")
    page = browser.visit("/kalendarz")
    assert in_the_list(page) == [
        ("2026-09-03", "18.00 Joga w każdy czwartek: 3, 10, 17 i 24 września"),
        ("2026-09-12", "16.00 Wymiana książek"),
    ]
    assert "18.00 Joga" in cell(page, "2026-09-24").text  # the grid of a wide screen has it


def test_in_the_middle_of_a_month_the_next_day_speaks_for_all(town, browser, clock):
    town.publish_series(title="Joga")
    clock.move_to(datetime(2026, 9, 15, 9, tzinfo=UTC))
    (line,) = in_the_list(browser.visit("/kalendarz"))
    assert line == ("2026-09-17", "18.00 Joga w każdy czwartek: 3, 10, 17 i 24 września")
    clock.move_to(datetime(2026, 12, 15, 9, tzinfo=UTC))
    (line,) = in_the_list(browser.visit("/kalendarz?miesiac=2026-09"))
    assert line[0] == "2026-09-03"


def test_on_a_phone_nothing_called_off_or_moved_is_hidden(town, browser):
    yoga = town.publish_series(title="Joga")
    town.edit_meeting(yoga, date(2026, 9, 10), cancelled_at=datetime(2026, 9, 1, tzinfo=UTC))
    town.edit_meeting(
        yoga,
        date(2026, 9, 17),
        starts_at=to_utc(date(2026, 9, 18), time(19)),
        ends_at=to_utc(date(2026, 9, 18), time(20)),
    )
    assert in_the_list(browser.visit("/kalendarz")) == [
        ("2026-09-03", "18.00 Joga w każdy czwartek: 3 i 24 września"),
        ("2026-09-10", "18.00 Joga Odwołane"),
        ("2026-09-18", "19.00 Joga Nowy termin"),
    ]


def test_a_series_that_changed_its_hour_is_told_for_each_hour(town, browser):
    yoga = town.publish_series(title="Joga")
    for day in (17, 24):
        at = {name: to_utc(date(2026, 9, day), time(19)) for name in ("slot_at", "starts_at")}
        town.edit_meeting(
            yoga, date(2026, 9, day), **at, ends_at=to_utc(date(2026, 9, day), time(20))
        )
    assert in_the_list(browser.visit("/kalendarz")) == [
        ("2026-09-03", "18.00 Joga w każdy czwartek: 3 i 10 września"),
        ("2026-09-17", "19.00 Joga w każdy czwartek: 17 i 24 września"),
    ]


def test_a_series_keeps_its_hour_over_the_change_of_clocks(town, browser):
    town.publish_series(title="Joga", first_on=date(2026, 10, 15))
    (line,) = in_the_list(browser.visit("/kalendarz?miesiac=2026-10"))
    assert line == ("2026-10-15", "18.00 Joga w każdy czwartek: 15, 22 i 29 października")


def test_on_a_phone_a_long_exhibition_stands_once_with_both_its_days(town, browser, clock):
    town.publish(title="Wystawa", day=date(2026, 9, 5), days=20)
    clock.move_to(datetime(2026, 9, 15, 9, tzinfo=UTC))
    (line,) = in_the_list(browser.visit("/kalendarz"))
    assert line == (
        "2026-09-15",
        "cały dzień Wystawa sobota, 5 września 2026 – czwartek, 24 września 2026",
    )


def test_the_lines_of_a_day_stay_in_the_order_of_their_hours(town, browser):
    town.publish_series(title="Joga", starts_at=time(12), ends_at=time(13))
    town.publish(title="Rano", day=date(2026, 9, 10), hours=(time(8), time(9)))
    town.publish(title="Wieczór", day=date(2026, 9, 10), hours=(time(20), time(21)))
    lines = [li.text for li in cell(browser.visit("/kalendarz"), "2026-09-10").all("li")]
    assert lines == ["8.00 Rano", "12.00 Joga", "20.00 Wieczór"]


def month_of(count, weeks=5):
    """A month in which every Monday has so many meetings."""
    event = MonthEvent("Spotkanie", "/", "10.00", "", Tone.GREEN, False)
    monday = Day(date(2026, 6, 1), False, "", [event] * count)
    return [[monday, *[None] * 6]] * weeks


def test_a_month_fits_one_sheet_of_paper_and_says_what_it_leaves_out(town, browser):
    assert not on_paper(month_of(2)).is_dense
    tight = on_paper(month_of(8))
    assert tight.is_dense
    assert tight.most_of_a_day == 8
    assert on_paper(month_of(30)).most_of_a_day < 8

    for number in range(50):
        town.publish(title=f"Spotkanie {number:02}", day=date(2026, 9, 12))
    page = browser.visit("/kalendarz")
    saturday = cell(page, "2026-09-12")
    left_out = saturday.with_class("month-beyond")
    assert len(saturday.all("li")) == 50
    assert f"i jeszcze {len(left_out)} spotka" in saturday.text
