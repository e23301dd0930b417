"""The desk shows each person of the team what is next, what waits, and what others did."""

from collections.abc import Callable
from datetime import UTC, date, datetime

from flask import Flask

from osl.accounts.models import Role, User
from osl.accounts.operations import Assignment, invite_member
from osl.communities.models import ACCESS_FACTS, Community, Fact, Venue
from osl.core import transactions
from osl.core.db import db
from osl.core.outbox import OutgoingLetter
from osl.events.models import Event, EventKind
from tests.browser import Browser, Page
from tests.cast import Cast
from tests.home.conftest import evening, weekly

Planned = Callable[..., int]


def part(page: Page, name: str) -> str:
    return next(e.text for e in page.dom.all("section") if e["id"] == name)


def test_the_week_shows_drafts_too_and_leads_to_the_staff_page(
    browser: Browser, cast: Cast, planned: Planned
) -> None:
    number = planned(evening(date(2027, 3, 2)), title="Herbatka")
    planned(evening(date(2027, 3, 20)), published=True, title="Za trzy tygodnie")
    page = browser.sign_in(cast.animator).visit("/panel")
    assert page.heading == "Pulpit"
    assert page.links["Herbatka"] == f"/panel/wydarzenia/{number}"
    assert "Za trzy tygodnie" not in page.links
    assert "Szkic" in page.text


def test_the_week_is_of_seven_days_so_a_weekly_meeting_stands_in_it_once(
    browser: Browser, cast: Cast, planned: Planned, clock
) -> None:
    planned(weekly(), published=True, title="Joga")
    clock.move_to(datetime(2027, 3, 4, 15, tzinfo=UTC))
    page = browser.sign_in(cast.animator).visit("/panel")
    assert [e.text for e in page.dom.with_class("event-title")] == ["Joga"]


def test_an_animator_sees_her_own_communities_only(
    browser: Browser, cast: Cast, planned: Planned
) -> None:
    planned(evening(date(2027, 3, 2)), published=True, title="Nasze")
    planned(evening(date(2027, 3, 2)), published=True, title="Ich", community=cast.ostrowiecka)
    planned(evening(date(2027, 3, 3)), title="Ich szkic", community=cast.ostrowiecka)
    page = browser.sign_in(cast.animator).visit("/panel")
    assert "Nasze" in page.links
    assert "„Nasze”" in page.text  # in what has changed lately
    assert not {"Ich", "Ich szkic"} & set(page.links)
    assert "„Ich" not in page.text


def test_an_event_of_several_communities_is_news_in_each(
    app: Flask, browser: Browser, cast: Cast, planned: Planned
) -> None:
    number = planned(evening(date(2027, 3, 20)), title="Wspólne", community=cast.ostrowiecka)
    with app.app_context(), transactions.unit():
        event = db.session.get_one(Event, number)
        event.communities.append(db.session.get_one(Community, cast.wzgorze.id))
    page = browser.sign_in(cast.animator).visit("/panel")
    assert "zaplanowano „Wspólne”" in page.text


def test_what_needs_someone_is_listed_and_leads_to_where_it_is_put_right(
    app: Flask, browser: Browser, cast: Cast, planned: Planned
) -> None:
    near = planned(evening(date(2027, 3, 9)), title="Zaraz")
    planned(evening(date(2027, 3, 8)), published=True, title="Wstęp nieznany")
    page = browser.sign_in(cast.animator).visit("/panel")
    needs = part(page, "needs")
    assert "Zaraz" in needs
    assert "Świetlica „Pod Dębem”: Wstęp nieznany" in needs
    assert "Brak dyżurów w najbliższym miesiącu" in needs
    assert page.links["Zaraz"].startswith(f"/panel/wydarzenia/{near}")

    with app.app_context(), transactions.unit():
        hall = db.session.get_one(Venue, cast.hall.id)
        for fact in ACCESS_FACTS:
            setattr(hall, fact, Fact.YES)
    planned(weekly(), published=True, kind=EventKind.OPEN_HOURS)
    browser.visit(f"/panel/wydarzenia/{near}/publikacja").submit("Opublikuj")
    assert "Wszystko w porządku" in part(browser.visit("/panel"), "needs")


def test_nobody_to_call_is_noticed(
    app: Flask, browser: Browser, cast: Cast, planned: Planned
) -> None:
    with app.app_context(), transactions.unit():
        db.session.get_one(type(cast.centre), cast.centre.id).phone = ""
    planned(evening(date(2027, 3, 8)), published=True, title="Bez telefonu")
    page = browser.sign_in(cast.animator).visit("/panel")
    assert "Nie ma do kogo zadzwonić" in part(page, "needs")


def test_the_organiser_hears_of_silent_invitations_and_stuck_letters(
    app: Flask, browser: Browser, cast: Cast
) -> None:
    with app.test_request_context(), transactions.unit():
        invite_member(
            email="nowa@example.org",
            name="Nowa Osoba",
            assignments=[Assignment(Role.ADVISER)],
            actor=db.session.get_one(User, cast.organiser.id),
        )
        db.session.add(
            OutgoingLetter(
                key="k", recipient="x@example.org", message_id="m", last_error="unreachable"
            )
        )
    needs = part(browser.sign_in(cast.organiser).visit("/panel"), "needs")
    assert "Nowa Osoba" in needs
    assert "1 list nie wyszedł" in needs


def test_a_draft_begins_on_the_desk(browser: Browser, cast: Cast) -> None:
    page = browser.sign_in(cast.animator).visit("/panel")
    made = page.submit(
        "Zapisz szkic",
        {
            "Nazwa wydarzenia": "Herbatka",
            "Data": "2027-03-10",
            "Od godziny": "17:00",
            "Do godziny": "18:00",
        },
    )
    assert made.status == 200, made.errors
    assert "Herbatka" in part(browser.visit("/panel"), "drafts")


def test_an_adviser_sees_numbers_and_no_names(
    browser: Browser, cast: Cast, planned: Planned, clock
) -> None:
    planned(evening(date(2027, 3, 2)), published=True, title="Herbatka")
    planned(evening(date(2027, 3, 4)), published=True, title="Kolacja")
    clock.move_to(datetime(2027, 3, 3, 9, tzinfo=UTC))
    page = browser.sign_in(cast.adviser).visit("/panel")
    rows = {
        row.all("th")[0].text: [c.text for c in row.all("td")]
        for row in page.dom.all("tr")
        if row.all("th", scope="row")
    }
    assert rows == {"Wzgórze": ["1", "1", "0"], "Sąsiedzi z Ostrowieckiej": ["0", "0", "0"]}
    assert "Herbatka" not in page.text
    assert browser.visit("/panel/szukaj").status == 403
    assert browser.visit("/panel/dziennik-zmian").status == 403


def test_an_administrator_sees_accounts_and_no_events(
    browser: Browser, cast: Cast, planned: Planned
) -> None:
    planned(evening(date(2027, 3, 2)), published=True, title="Herbatka")
    page = browser.sign_in(cast.administrator).visit("/panel")
    assert "Konta zespołu" in page.text
    assert "Herbatka" not in page.text
    assert page.follow("Zaproś kogoś").status == 200


def test_someone_without_a_community_is_told_whom_to_ask(
    app: Flask, browser: Browser, cast: Cast
) -> None:
    with app.app_context(), transactions.unit():
        member = User(email="sam@example.org", name="Sam", memberships=[])
        member.totp_confirmed_at = cast.organiser.created_at
        db.session.add(member)
        db.session.flush()
        db.session.expunge(member)
    page = browser.sign_in(member).visit("/panel")
    assert "Nie masz jeszcze przypisanej społeczności" in page.text


def test_a_stranger_is_asked_to_sign_in(browser: Browser, cast: Cast) -> None:
    for address in ("/panel", "/panel/szukaj", "/panel/dziennik-zmian"):
        assert browser.visit(address).path == "/panel/logowanie"
