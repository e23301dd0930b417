"""Residents' ideas stand beside what is on: where people look anyway, and where they came true."""

from datetime import date, timedelta

import time_machine
from flask import Flask

from osl.accounts.models import User
from osl.communities.models import Community
from osl.communities.operations import close_community
from osl.core.clock import today
from osl.core.db import db
from osl.events.models import Event
from osl.events.operations import Facts
from osl.events.parts import change_following
from osl.ideas.answers import Answer, answer_idea
from osl.ideas.calls_for_ideas import Question, publish_call, write_call
from osl.ideas.conversation import comment
from osl.ideas.merging import merge_ideas
from osl.ideas.models import FormalKind, HidingReason, Idea, StepKind
from osl.ideas.office import OfficeMatter, mark_formal
from osl.ideas.operations import hide_idea, propose_change
from osl.ideas.supports import support_idea
from tests.browser import Browser, Page
from tests.cast import Cast
from tests.home.conftest import evening, weekly
from tests.ideas.conftest import BENCH, SHELF, Given, Planned, act, linked, unit


def part(page: Page, name: str) -> str:
    return next(
        (e.text for e in page.dom.all("section") if name in (e["id"], e["aria-labelledby"])), ""
    )


def ask(app: Flask, cast: Cast, title: str = "Co na podwórku?", days: int = 10) -> int:
    """Publish a call for ideas of Wzgórze that is open for so many days from today."""
    with unit(app):
        organiser = db.session.get_one(User, cast.organiser.id)
        question = Question(title, "Co ma tu stać?", "", today(), today() + timedelta(days=days))
        community = db.session.get_one(Community, cast.wzgorze.id)
        call = write_call(question, community=community, actor=organiser)
        publish_call(call, actor=organiser)
        db.session.flush()
        return call.id


def test_the_front_page_tells_of_the_newest_ideas_and_asks_for_more(
    app: Flask,
    browser: Browser,
    cast: Cast,
    given: Given,
) -> None:
    empty = part(browser.visit("/"), "ideas")
    assert "Mam pomysł" in empty
    assert "Wszystkie pomysły" not in empty
    for number in range(4):
        bench = given((f"Ławka numer {number}", "Dla wszystkich."))
    act(app, bench, support_idea, "device", network="n")
    page = browser.visit("/")
    ideas = part(page, "ideas")
    assert [f"Ławka numer {n}" in ideas for n in range(4)] == [False, True, True, True]
    assert "Nowy popiera 1 osoba" in ideas
    assert page.links["Ławka numer 3"].startswith(f"/pomysly/{bench}-")
    assert page.links["Mam pomysł"] == "/pomysly/nowy"
    assert page.links["Wszystkie pomysły"] == "/pomysly"
    assert "Set-Cookie" not in page.response.headers


def test_the_front_page_tells_what_came_true(
    app: Flask, browser: Browser, cast: Cast, given: Given, planned: Planned,
    clock: time_machine.Traveller,
) -> None:  # fmt: skip
    shelf = given(SHELF)
    linked(app, shelf, planned(evening(), published=True), cast.organiser)
    for number in range(3):
        given((f"Ławka numer {number}", "Dla wszystkich."))
    assert SHELF[0] not in browser.visit("/").links
    clock.shift(timedelta(days=12))
    ideas = part(browser.visit("/"), "ideas")
    assert SHELF[0] in ideas
    assert "Zrealizowane" in ideas


def test_what_is_not_public_stands_nowhere(
    app: Flask,
    browser: Browser,
    cast: Cast,
    given: Given,
    planned: Planned,
) -> None:
    unread = given(("Nieczytany pomysł", ""), published=False)
    hidden, formal = given(("Ukryty pomysł", "")), given(("Skargowy pomysł", ""))
    event = planned(evening(), published=True)
    linked(app, hidden, event, cast.organiser)
    act(app, hidden, hide_idea, HidingReason.OTHER, actor=cast.organiser)
    matter = OfficeMatter(FormalKind.COMPLAINT)
    act(app, formal, mark_formal, matter, actor=cast.organiser)
    for address in (
        "/",
        "/spolecznosci/wzgorze",
        f"/wydarzenia/{event}",
        "/wydarzenia?szukaj=pomysl",
        "/sitemap.xml",
    ):
        answer = browser.client.get(address, base_url="http://127.0.0.1:8000").get_data(
            as_text=True
        )
        for number, title in ((unread, "Nieczytany"), (hidden, "Ukryty"), (formal, "Skargowy")):
            assert title not in answer, address
            assert f"/pomysly/{number}-" not in answer


def test_a_community_shows_its_own_ideas_and_its_open_call(
    app: Flask,
    browser: Browser,
    cast: Cast,
    given: Given,
) -> None:
    given(BENCH)
    given(("Ich pomysł", ""), community_id=cast.ostrowiecka.id)
    call = ask(app, cast)
    page = browser.visit("/spolecznosci/wzgorze")
    ideas = part(page, "ideas")
    assert BENCH[0] in ideas
    assert "Ich pomysł" not in ideas
    assert "Zbieramy pomysły do 11 marca" in ideas
    assert page.links["Co na podwórku?"].endswith(f"/{call}")
    assert page.links["Mam pomysł"] == "/pomysly/nowy?spolecznosc=wzgorze"
    assert page.links["Wszystkie pomysły"] == "/pomysly?spolecznosc=wzgorze"
    assert "Co na podwórku?" not in browser.visit("/spolecznosci/ostrowiecka").links
    assert "Co na podwórku?" in browser.visit("/").links


def test_a_call_is_over_the_day_after_it_closes(
    app: Flask, browser: Browser, cast: Cast, clock: time_machine.Traveller
) -> None:
    ask(app, cast, days=1)
    clock.shift(timedelta(days=1))
    assert "Co na podwórku?" in browser.visit("/spolecznosci/wzgorze").links
    clock.shift(timedelta(days=1))
    assert "Co na podwórku?" not in browser.visit("/spolecznosci/wzgorze").links
    assert "Co na podwórku?" not in browser.visit("/").links


def test_a_community_without_ideas_invites_the_first_one(browser: Browser, cast: Cast) -> None:
    assert "Twój może być pierwszy" in part(browser.visit("/spolecznosci/wzgorze"), "ideas")


def test_a_closed_community_keeps_its_ideas_and_takes_no_more(
    app: Flask,
    browser: Browser,
    cast: Cast,
    given: Given,
) -> None:
    given(BENCH)
    with unit(app):
        for one in (cast.wzgorze, cast.ostrowiecka):
            community = db.session.get_one(Community, one.id)
            close_community(community, actor=None, closed_on=date(2027, 2, 1))
    page = browser.visit("/spolecznosci/wzgorze")
    assert BENCH[0] in page.links
    assert "Mam pomysł" not in page.links
    assert part(browser.visit("/spolecznosci/ostrowiecka"), "ideas") == ""


def test_an_event_says_from_which_ideas_it_comes(
    app: Flask,
    browser: Browser,
    cast: Cast,
    given: Given,
    planned: Planned,
) -> None:
    bench, shelf = given(BENCH), given(SHELF)
    event, other = planned(evening(), published=True), planned(evening(), published=True)
    for number in (bench, shelf):
        linked(app, number, event, cast.organiser)
    page = browser.visit(f"/wydarzenia/{event}")
    told = part(page, "ideas")
    assert told.startswith("Z pomysłu mieszkańców Zaczęło się od tych pomysłów:")
    assert page.links[BENCH[0]].startswith(f"/pomysly/{bench}-")
    assert page.links[SHELF[0]].startswith(f"/pomysly/{shelf}-")
    assert "Z pomysłu mieszkańców" not in browser.visit(f"/wydarzenia/{other}").text


def test_the_team_sees_it_on_the_preview_of_a_draft_too(
    app: Flask,
    browser: Browser,
    cast: Cast,
    given: Given,
    planned: Planned,
) -> None:
    draft = planned(evening())
    linked(app, given(BENCH), draft, cast.organiser)
    page = browser.sign_in(cast.animator).visit("events.preview", event_id=draft)
    assert "Zaczęło się od tego pomysłu: Ławka przed blokiem" in page.text


def test_an_event_leads_to_the_idea_that_stands_for_merged_ones(
    app: Flask,
    browser: Browser,
    cast: Cast,
    given: Given,
    planned: Planned,
) -> None:
    again, bench = given(("Ławeczka", "Przed blokiem.")), given(BENCH)
    event = planned(evening(), published=True)
    linked(app, again, event, cast.organiser)
    with unit(app):
        one, other = db.session.get_one(Idea, again), db.session.get_one(Idea, bench)
        merge_ideas(one, other, actor=db.session.get_one(User, cast.organiser.id))
    links = browser.visit(f"/wydarzenia/{event}").links
    assert BENCH[0] in links
    assert "Ławeczka" not in links


def test_a_series_that_goes_on_differently_still_says_whose_idea_it_was(
    app: Flask,
    browser: Browser,
    cast: Cast,
    given: Given,
    planned: Planned,
) -> None:
    number = planned(weekly(), published=True)
    linked(app, given(BENCH), number, cast.organiser)
    with unit(app):
        event = db.session.get_one(Event, number)
        later = change_following(
            event.occurrences[3],
            Facts.of(event),
            weekly(date(2027, 3, 26)),
            communities=event.communities,
            actor=db.session.get_one(User, cast.organiser.id),
        )
        db.session.flush()
        next_part = db.session.get_one(Event, number).continuation
        assert later is not None
        assert next_part is not None
        other = next_part.id
    assert BENCH[0] in browser.visit(f"/wydarzenia/{other}").links


def test_who_looks_for_an_event_finds_ideas_too(
    app: Flask,
    browser: Browser,
    cast: Cast,
    given: Given,
) -> None:
    bench = given(BENCH)
    given(("Ławka nad zalewem", ""), community_id=cast.ostrowiecka.id)
    page = browser.visit("/wydarzenia?szukaj=lawki")
    assert "Pomysły sąsiadów z tymi słowami:" in page.text
    assert page.links[BENCH[0]].startswith(f"/pomysly/{bench}-")
    assert "Ławka nad zalewem" in page.links
    own = browser.visit("/wydarzenia?szukaj=lawki&spolecznosc=wzgorze")
    assert BENCH[0] in own.links
    assert "Ławka nad zalewem" not in own.links
    for nothing in ("", "!!!", "hulajnoga"):
        assert "z tymi słowami" not in browser.visit(f"/wydarzenia?szukaj={nothing}").text


def test_the_search_of_the_desk_finds_what_the_team_may_see(
    browser: Browser,
    cast: Cast,
    given: Given,
) -> None:
    unread = given(BENCH, published=False)
    page = browser.sign_in(cast.animator).visit("/panel/szukaj?szukaj=ławki")
    assert "Znaleziono: 1" in page.text
    assert page.links[BENCH[0]] == f"/panel/pomysly/{unread}"
    assert "nieprzeczytany" in page.text
    assert (
        BENCH[0]
        not in browser.sign_in(cast.other_animator).visit("/panel/szukaj?szukaj=ławki").links
    )
    assert "Znaleziono: 0" in browser.visit("/panel/szukaj?szukaj=%3F%3F").text


def test_search_engines_learn_of_ideas_and_calls(
    app: Flask,
    browser: Browser,
    cast: Cast,
    given: Given,
) -> None:
    bench, again, call = given(BENCH), given(BENCH), ask(app, cast)
    with unit(app):
        one, other = db.session.get_one(Idea, again), db.session.get_one(Idea, bench)
        merge_ideas(one, other, actor=db.session.get_one(User, cast.organiser.id))
    answer = browser.client.get("/sitemap.xml", base_url="http://127.0.0.1:8000")
    addresses = answer.get_data(as_text=True).split("<loc>")[1:]
    paths = {one.partition("<")[0].removeprefix("http://127.0.0.1:8000") for one in addresses}
    assert {"/pomysly", f"/pomysly/{bench}-lawka-przed-blokiem"} <= paths
    assert not [path for path in paths if path.startswith(f"/pomysly/{again}-")]
    assert [path for path in paths if path.startswith("/pomysly/") and path.endswith(f"/{call}")]


def test_both_menus_lead_to_ideas(browser: Browser, cast: Cast) -> None:
    assert browser.visit("/").links["Pomysły"] == "/pomysly"
    desk = browser.sign_in(cast.animator).visit("/panel")
    assert desk.links["Pomysły"] == "/panel/pomysly"
    assert "Pomysły" not in browser.sign_in(cast.adviser).visit("/panel").links


def test_the_desk_counts_what_of_ideas_waits(
    app: Flask,
    browser: Browser,
    cast: Cast,
    given: Given,
    clock: time_machine.Traveller,
) -> None:
    assert "Pomysły mieszkańców" not in part(
        browser.sign_in(cast.organiser).visit("/panel"), "needs"
    )
    with unit(app):
        db.session.get_one(Community, cast.wzgorze.id).takes_comments = True
    old, formal = given(BENCH), given(("Skarga", "Na klub."))
    matter = OfficeMatter(FormalKind.COMPLAINT)
    act(app, formal, mark_formal, matter, actor=cast.organiser)
    clock.shift(timedelta(days=16))
    middle = given(SHELF, email="anna@example.org")
    clock.shift(timedelta(days=15))
    given(("Nowy pomysł", ""), published=False)
    answered = given(("Lampa", "Nad pasami."), phone="000 000 009")
    answer = Answer(StepKind.TALK, "Rozmawiamy.")
    act(app, answered, answer_idea, answer, actor=cast.organiser)
    act(app, middle, propose_change, "Inna półka", "Niżej.")
    act(app, old, comment, "Popieram.", network="n")

    needs = part(browser.sign_in(cast.organiser).visit("/panel"), "needs")

    for sentence in (
        "1 pomysł, którego nikt jeszcze nie przeczytał",
        "1 pomysł czeka na odpowiedź ponad 30 dni",
        "2 pomysły czekają na odpowiedź ponad 14 dni",
        "1 wniosek lub skarga bez odpowiedzi ponad 30 dni",
        "1 wniosek lub skarga czeka na przekazanie ponad 14 dni",
        "1 osoba chce zmienić swój pomysł",
        "1 wiadomość lub komentarz do przeczytania",
        "1 osoba czeka na telefon w sprawie pomysłu",
    ):
        assert sentence in needs
    other = part(browser.sign_in(cast.other_animator).visit("/panel"), "needs")
    assert "Pomysły mieszkańców" not in other


def test_what_a_crowd_does_is_no_news_on_the_desk(
    app: Flask,
    browser: Browser,
    cast: Cast,
    given: Given,
) -> None:
    number = given(BENCH)
    for voter in range(12):
        act(app, number, support_idea, f"device {voter}", network=f"n{voter}")
    for who in (cast.organiser, cast.animator):
        news = browser.sign_in(who).visit("/panel").text
        assert "opublikowano pomysł „Ławka przed blokiem”" in news
        assert "poparł" not in news
