"""The journal week by week and month by month: who reads it, what it sums to, what leaves."""

import csv
import io
from datetime import date

from sqlalchemy.orm import Session

from osl.core.audit import AuditEntry
from tests.browser import Browser
from tests.cast import Cast
from tests.home.conftest import asked  # noqa: F401 - a fixture of that folder
from tests.journal.conftest import TODAY, note
from tests.logbook.conftest import deeds

LAST_WEEK = date(2027, 2, 24)


def team_at_work(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.animator)
    note(browser, kind="Planowanie", length="1:30", people="3", text="=Plan pikniku")
    note(browser, LAST_WEEK, kind="Administracja", length="0:45", text="Pismo")
    browser.sign_in(cast.other_animator)
    note(browser, kind="Planowanie", length="2:00", people="20", text="Sekret Marii")


def test_a_week_and_a_month_have_their_sums(browser: Browser, cast: Cast) -> None:
    team_at_work(browser, cast)
    page = browser.sign_in(cast.animator).visit("journal.index")
    assert page.heading == "Dziennik pracy: 1–7 marca 2027"
    assert "1 godz. 30 min" in page.text
    assert "Pismo" not in page.text
    page = page.follow("Wcześniej")
    assert page.heading == "Dziennik pracy: 22–28 lutego 2027"
    assert "Pismo" in page.text
    assert "45 min" in page.text
    page = page.follow("Miesiąc")
    assert page.heading == "Dziennik pracy: luty 2027"
    page = page.follow("Później").follow("Tydzień")
    assert page.heading == "Dziennik pracy: 1–7 marca 2027"


def test_each_reads_their_own_and_the_organiser_reads_all(browser: Browser, cast: Cast) -> None:
    team_at_work(browser, cast)
    for reader, own in ((cast.animator, "=Plan pikniku"), (cast.other_animator, "Sekret Marii")):
        page = browser.sign_in(reader).visit("journal.index")
        others = {"=Plan pikniku", "Sekret Marii"} - {own}
        assert own in page.text
        assert not any(words in page.text for words in others)
    assert "Sekret" not in browser.sign_in(cast.social_worker).visit("journal.index").text
    page = browser.sign_in(cast.organiser).visit("journal.index")
    assert "=Plan pikniku" in page.text
    assert "Sekret Marii" in page.text
    assert "3 godz. 30 min" in page.text
    page = page.submit("Pokaż", {"Czyja praca": "Maria Wzorcowa"})
    assert "Sekret Marii" in page.text
    assert "=Plan pikniku" not in page.text


def test_the_adviser_sees_sums_without_names_and_notes(browser: Browser, cast: Cast) -> None:
    team_at_work(browser, cast)
    page = browser.sign_in(cast.adviser).visit("journal.totals")
    assert "3 godz. 30 min" in page.text
    assert "mniej niż pięć" in page.text, "three people of Wzgórze are not told"
    assert "Sekret" not in page.text
    assert "Maria" not in page.text
    assert browser.visit("journal.index").status == 403


def test_the_journal_leaves_as_a_table_and_nothing_in_it_runs(
    browser: Browser, cast: Cast, store: Session
) -> None:
    team_at_work(browser, cast)
    page = browser.sign_in(cast.animator).visit("journal.export")
    days = {"Od dnia": "2027-02-01", "Do dnia": "2027-03-31"}
    refused = page.submit("Pobierz", {"Od dnia": "2027-03-31", "Do dnia": "2027-02-01"})
    assert refused.status == 422
    answer = page.submit("Pobierz", days | {"Rodzaj pliku": "csv"}).response
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == 3
    assert rows[1][0] == "24.02.2027"
    assert rows[2][4:6] == ["90", "1:30"]
    assert rows[2][-1] == "'=Plan pikniku"
    assert "Sekret" not in answer.data.decode("utf-8-sig")
    sheet = page.submit("Pobierz", days).response
    assert sheet.data.startswith(b"PK")
    assert deeds(store)[-2:] == ["journal.exported"] * 2
    told = store.query(AuditEntry).order_by(AuditEntry.id.desc()).first()
    assert told is not None
    assert told.details["count"] == 2


def test_a_full_journal_asks_as_much_as_an_empty_one(
    browser: Browser,
    cast: Cast,
    asked,  # noqa: F811
) -> None:
    browser.sign_in(cast.organiser)
    note(browser)
    browser.visit("journal.index")
    with_one = asked(browser, "/panel/praca")
    for number in range(4):
        note(browser, length=str(10 + number))
    browser.sign_in(cast.animator)
    note(browser)
    browser.sign_in(cast.organiser).visit("journal.index")
    assert asked(browser, "/panel/praca") == with_one
    assert TODAY.isoformat() in browser.visit("journal.index").dom.all("time")[0]["datetime"]
