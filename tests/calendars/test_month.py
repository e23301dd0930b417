"""The month: a table of days that says what is on, what is off, and which days are free."""

from datetime import UTC, date, datetime, time

import pytest

from osl.core.clock import to_utc
from osl.events.models import Strand


def cell(page, day):
    """The cell of a day, by its date."""
    (found,) = [td for td in page.dom.all("td") if td.all("time", datetime=day)]
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
