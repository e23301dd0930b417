"""A closed community leaves the lists; its page and its calendar stay where they were."""

from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from osl.communities.models import Community
from osl.core.audit import AuditEntry
from osl.core.clock import today
from tests.browser import Browser, Page
from tests.cast import Cast


def close(browser: Browser, cast: Cast, day: date) -> Page:
    page = browser.sign_in(cast.organiser).visit(
        "communities.show", community_id=cast.ostrowiecka.id
    )
    page = page.follow("Zakończ pracę z tą społecznością")
    return page.submit("Zakończ tego dnia", {"Praca kończy się": day.isoformat()})


def test_a_closed_community_leaves_the_lists_and_keeps_its_page(
    browser: Browser, another_browser: Browser, cast: Cast, store: Session
) -> None:
    page = close(browser, cast, today() - timedelta(days=1))

    assert page.notices == ["Dzień zakończenia pracy jest zapisany."]
    assert "zakończyła się" in page.text
    cards = another_browser.visit("/spolecznosci").dom.with_class("community-card")
    assert [card.all("h3")[0].text for card in cards] == ["Wzgórze"]
    public = another_browser.visit("/spolecznosci/ostrowiecka")
    assert (public.status, public.heading) == (200, "Sąsiedzi z Ostrowieckiej")
    assert store.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all() == [
        "community.closed"
    ]


def test_its_calendar_stays_a_valid_one(
    browser: Browser, another_browser: Browser, cast: Cast
) -> None:
    close(browser, cast, today())

    answer = another_browser.client.get("/kalendarz/ostrowiecka.ics")

    assert answer.status_code == 200
    assert answer.data.startswith(b"BEGIN:VCALENDAR")


def test_a_day_to_come_is_only_announced(
    browser: Browser, another_browser: Browser, cast: Cast
) -> None:
    page = close(browser, cast, today() + timedelta(days=30))

    assert "Praca z tą społecznością zakończy się" in page.text
    cards = another_browser.visit("/spolecznosci").dom.with_class("community-card")
    assert len(cards) == 2


def test_it_can_be_opened_again(browser: Browser, cast: Cast, store: Session) -> None:
    page = close(browser, cast, today())

    again = page.submit("Otwórz ponownie")
    twice = page.submit("Otwórz ponownie")

    assert again.notices == ["Społeczność jest znów otwarta."]
    assert twice.status == 200
    assert store.get_one(Community, cast.ostrowiecka.id).closed_on is None
    actions = store.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert actions == ["community.closed", "community.reopened"]


def test_it_cannot_end_before_it_began(browser: Browser, cast: Cast, store: Session) -> None:
    page = close(browser, cast, date(2020, 1, 1))

    assert page.status == 422
    assert page.errors == [
        "Praca nie może skończyć się, zanim się zaczęła. Wybierz późniejszy dzień."
    ]
    assert store.get_one(Community, cast.ostrowiecka.id).closed_on is None
    assert store.scalar(select(func.count(AuditEntry.id))) == 0


def test_the_team_cannot_close_or_open(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.other_animator)
    where = f"/panel/spolecznosci/{cast.ostrowiecka.id}"
    page = browser.visit(where)
    assert "Zakończ pracę z tą społecznością" not in page.links
    token = page.dom.all("input", name="csrf_token")[0]["value"]

    assert browser.visit(f"{where}/zamkniecie").status == 403
    assert browser.post(f"{where}/otwarcie", {"csrf_token": token}).status == 403
