"""The organiser reads who did what: as sentences, narrowed by community, person and days."""

from collections.abc import Callable
from datetime import timedelta

from tests.browser import Browser, Page
from tests.cast import Cast

Planned = Callable[..., int]


def sentences(page: Page) -> list[str]:
    return [
        item.all("span")[0].text for e in page.dom.with_class("history") for item in e.all("li")
    ]


def test_what_was_done_reads_as_sentences(browser: Browser, cast: Cast, planned: Planned) -> None:
    planned(title="Herbatka", by=cast.animator, published=True)
    page = browser.sign_in(cast.organiser).visit("/panel/dziennik-zmian")
    assert sentences(page)[:2] == [
        "Jan Testowy: opublikowano „Herbatka”",
        "Jan Testowy: zaplanowano „Herbatka”",
    ]


def test_it_narrows_by_community_person_and_days(
    browser: Browser, cast: Cast, planned: Planned, clock
) -> None:
    planned(title="Nasze", by=cast.animator)
    clock.shift(timedelta(days=2))
    planned(title="Ich", by=cast.other_animator, community=cast.ostrowiecka)
    browser.sign_in(cast.organiser)

    def found(**typed: str) -> list[str]:
        page = browser.visit("/panel/dziennik-zmian").submit("Pokaż", typed)
        return [s.partition("„")[2].rstrip("”") for s in sentences(page)]

    assert found(Społeczność="Wzgórze") == ["Nasze"]
    assert found(Osoba="Maria Wzorcowa") == ["Ich"]
    assert found(**{"Od dnia": "2027-03-02"}) == ["Ich"]
    assert found(**{"Do dnia": "2027-03-02"}) == ["Nasze"]
    assert found(**{"Do dnia": "2027-02-01"}) == []


def test_a_long_history_has_pages(browser: Browser, cast: Cast, planned: Planned) -> None:
    for number in range(55):
        planned(title=f"Spotkanie {number}")
    browser.sign_in(cast.organiser)
    first = browser.visit("/panel/dziennik-zmian")
    assert len(sentences(first)) == 50
    assert "Spotkanie 0" in first.follow("Następna strona").text
    assert browser.visit("/panel/dziennik-zmian?strona=9999999999999&osoba=x").status == 200


def test_nobody_else_reads_it(browser: Browser, cast: Cast) -> None:
    assert browser.sign_in(cast.animator).visit("/panel/dziennik-zmian").status == 403
