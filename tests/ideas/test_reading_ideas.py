"""Anybody reads the ideas, finds them, and follows one idea on to the other."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from osl.accounts.models import User
from osl.core.db import db
from osl.events.models import Event
from osl.ideas.answers import Answer, answer_idea
from osl.ideas.calls_for_ideas import Question, publish_call, write_call
from osl.ideas.merging import merge_ideas, split_idea
from osl.ideas.models import FormalKind, HidingReason, Idea, Resource, StepKind
from osl.ideas.offers import Help, offer_help
from osl.ideas.office import OfficeMatter, mark_formal
from osl.ideas.operations import correct_idea, hide_idea
from osl.ideas.supports import support_idea
from osl.people.operations import Known
from tests.browser import Browser, Page
from tests.cast import Cast
from tests.events.conftest import Planned, evening
from tests.home.conftest import counting
from tests.ideas.conftest import BENCH, SHELF, Given, act, linked, unit

GARDEN = ("Ogródek przy szkole", "Dzieci zobaczą, skąd jest marchewka.")
LOOKING = Answer(
    StepKind.LOOKING, "Szukamy osoby.", needs=((Resource.LEADER, "w soboty"), (Resource.ROOM, ""))
)


def titles(page: Page) -> list[str]:
    return [heading.text for heading in page.dom.with_class("event-title")]


def merged(app: Flask, cast: Cast, number: int, into: int) -> None:
    with unit(app):
        merge_ideas(
            db.session.get_one(Idea, number),
            db.session.get_one(Idea, into),
            actor=db.session.get_one(User, cast.organiser.id),
        )


# --- the list


def test_a_list_without_ideas_says_how_to_give_the_first(browser: Browser, cast: Cast) -> None:
    page = browser.visit("/pomysly")
    assert page.heading == "Pomysły mieszkańców"
    assert "Nikt jeszcze nie dał pomysłu." in page.text
    assert page.links["Mam pomysł"] == "/pomysly/nowy"
    assert "Co się udało" not in page.links


def test_a_card_says_what_an_idea_is_about_and_how_far_it_is(
    app: Flask, cast: Cast, given: Given, browser: Browser
) -> None:
    number = given(BENCH)
    act(app, number, answer_idea, LOOKING, actor=cast.animator)
    for voter in "abcde":
        act(app, number, support_idea, voter, network="n")
    page = browser.visit("/pomysly")
    card = page.dom.with_class("idea")[0].text
    assert card.startswith("Wzgórze · 1 marca 2027 Ławka przed blokiem Żeby osoby o kulach")
    assert "Szukamy chętnych" in card
    assert "Brakuje: osoba prowadząca, sala" in card
    assert "Popiera: 5 osób" in card


@pytest.mark.parametrize(
    ("supporters", "words"),
    [(1, "Popiera: 1 osoba"), (3, "Popierają: 3 osoby"), (12, "Popiera: 12 osób")],
)
def test_people_are_counted_in_right_polish(
    app: Flask, cast: Cast, given: Given, browser: Browser, supporters: int, words: str
) -> None:
    number = given(BENCH)
    for voter in range(supporters):
        act(app, number, support_idea, f"v{voter}", network="n")
    assert words in browser.visit("/pomysly").text
    assert words in browser.visit(f"/pomysly/{number}").text


def test_a_planned_idea_says_when(
    app: Flask, cast: Cast, given: Given, planned: Planned, browser: Browser, clock: Any
) -> None:
    number = given(BENCH)
    linked(app, number, planned(published=True), cast.animator)
    assert "Kiedy: 11 marca" in browser.visit("/pomysly").text
    clock.shift(timedelta(days=20))
    page = browser.visit("/pomysly")
    assert "Udało się: 11 marca" in page.text
    assert "Co się udało" in page.links


def test_the_list_is_narrowed_by_community_state_and_words(
    app: Flask, cast: Cast, given: Given, browser: Browser
) -> None:
    bench, _shelf = given(BENCH), given(SHELF, community_id=cast.ostrowiecka.id)
    act(app, bench, answer_idea, LOOKING, actor=cast.animator)
    page = browser.visit("/pomysly")
    assert titles(page) == [SHELF[0], BENCH[0]]
    found = page.submit("Pokaż", {"Tylko z tej społeczności": "Sąsiedzi z Ostrowieckiej"})
    assert (found.heading, titles(found)) == ("Pomysły: Sąsiedzi z Ostrowieckiej", [SHELF[0]])
    assert titles(page.submit("Pokaż", {"Co się z nim dzieje": "Szukamy chętnych"})) == [BENCH[0]]
    assert titles(page.submit("Pokaż", {"Szukane słowa": "lawki pod bloki"})) == []
    assert titles(page.submit("Pokaż", {"Szukane słowa": "lawki"})) == [BENCH[0]]
    nothing = page.submit("Pokaż", {"Szukane słowa": "basen"})
    assert "Żaden pomysł nie pasuje do tego wyboru." in nothing.text
    assert titles(nothing.follow("Pokaż wszystkie pomysły")) == [SHELF[0], BENCH[0]]


def test_the_list_has_an_order_for_those_who_wait_and_for_those_who_help(
    app: Flask, cast: Cast, given: Given, browser: Browser, clock: Any
) -> None:
    bench = given(BENCH)
    clock.shift(timedelta(days=1))
    shelf = given(SHELF)
    clock.shift(timedelta(days=1))
    given(GARDEN, community_id=cast.ostrowiecka.id)
    act(app, bench, answer_idea, LOOKING, actor=cast.animator)
    helper = Help(Known("Jan Testowy", phone="600100200"), Resource.HANDS)
    act(app, shelf, offer_help, helper, network="n")
    for voter in "abc":
        act(app, bench, support_idea, voter, network="n")  # popularity moves nothing
    page = browser.visit("/pomysly")
    assert titles(page) == [GARDEN[0], SHELF[0], BENCH[0]]
    waiting = "Najpierw te, które najdłużej czekają na odpowiedź"
    assert titles(page.submit("Pokaż", {"W jakiej kolejności": waiting})) == [
        SHELF[0],
        GARDEN[0],
        BENCH[0],
    ]
    helpers = "Najpierw te, przy których najwięcej osób chce pomóc"
    assert titles(page.submit("Pokaż", {"W jakiej kolejności": helpers}))[0] == SHELF[0]
    near = page.submit("Pokaż", {"Blisko mnie: najpierw pomysły społeczności": "Wzgórze"})
    assert titles(near) == [SHELF[0], BENCH[0], GARDEN[0]]


@pytest.mark.parametrize(
    "asked", ["stan=x", "kolejnosc=x", "spolecznosc=x", "blisko=x", "strona=x"]
)
def test_what_nobody_could_have_chosen_is_passed_over(
    given: Given, browser: Browser, asked: str
) -> None:
    given(BENCH)
    assert titles(browser.visit(f"/pomysly?{asked}")) == [BENCH[0]]


def test_a_long_list_goes_by_pages_and_keeps_what_was_chosen(
    given: Given, browser: Browser
) -> None:
    for number in range(21):
        given((f"Pomysł {number}", "Tak będzie lepiej."))
    page = browser.visit("/pomysly?spolecznosc=wzgorze")
    assert len(titles(page)) == 20
    second = page.follow("Następna strona")
    assert titles(second) == ["Pomysł 0"]
    assert "spolecznosc=wzgorze" in second.links["Poprzednia strona"]


def test_the_list_asks_the_same_few_questions_however_long_it_is(
    app: Flask, cast: Cast, given: Given, planned: Planned, browser: Browser
) -> None:
    event = planned(published=True)

    def give(count: int) -> None:
        for number in range(count):
            made = given((f"Pomysł {number}", "Tak będzie lepiej."))
            act(app, made, answer_idea, LOOKING, actor=cast.animator)
            linked(app, made, event, cast.animator)

    def questions() -> int:
        with counting(app) as asked:
            browser.visit("/pomysly")
        return len(asked)

    give(2)
    few = questions()
    give(12)
    assert questions() == few <= 16


# --- one idea


def test_the_number_finds_an_idea_and_an_old_name_leads_there(
    app: Flask, cast: Cast, given: Given, browser: Browser
) -> None:
    number = given(BENCH)
    assert browser.visit(f"/pomysly/{number}").heading == BENCH[0]
    for wrong in ("inna-nazwa", "lawka"):
        answer = browser.get(f"/pomysly/{number}-{wrong}", follow=False)
        assert answer.status == 301
        assert answer.response.location.endswith(f"/pomysly/{number}-lawka-przed-blokiem")
    act(app, number, correct_idea, "Ławeczka", BENCH[1], actor=cast.animator)
    assert browser.get(f"/pomysly/{number}-lawka-przed-blokiem", follow=False).status == 301
    assert browser.visit(f"/pomysly/{number}-laweczka").heading == "Ławeczka"


def test_words_of_residents_are_words_and_no_markup(given: Given, browser: Browser) -> None:
    number = given(("<b>Ławka</b>", "Raz\n<script>alert(1)</script>\n\n**dwa**"))
    page = browser.visit(f"/pomysly/{number}")
    assert page.heading == "<b>Ławka</b>"
    assert "<script>alert(1)</script>" in page.dom.with_class("idea-text")[0].text
    assert "<script>alert" not in page.response.get_data(as_text=True)
    assert "**dwa**" in page.text


def hidden(app: Flask, cast: Cast, number: int) -> None:
    act(app, number, hide_idea, HidingReason.OTHER, actor=cast.organiser)


def formal(app: Flask, cast: Cast, number: int) -> None:
    act(app, number, mark_formal, OfficeMatter(FormalKind.REQUEST), actor=cast.organiser)


def unread(_app: Flask, _cast: Cast, _number: int) -> None:
    """It was never published."""


@pytest.mark.parametrize("put_away", [hidden, formal, unread])
def test_what_is_not_public_exists_for_its_team_only(
    app: Flask,
    cast: Cast,
    given: Given,
    browser: Browser,
    another_browser: Browser,
    put_away: Callable[..., None],
) -> None:
    number = given(BENCH, published=put_away is not unread)
    put_away(app, cast, number)
    token = token_of(browser.visit(f"/pomysly/{given(SHELF)}"))
    for address in (f"/pomysly/{number}", f"/pomysly/{number}-x", f"/pomysly/{number}/pomoc"):
        assert browser.get(address).status == 404
    for verb in ("poparcie", "poparcie/wycofanie", "pomoc", "komentarz"):
        sent = browser.post(f"/pomysly/{number}/{verb}", {"csrf_token": token, "text": "x"})
        assert sent.status == 404, verb
    assert titles(browser.visit("/pomysly")) == [SHELF[0]]
    assert titles(browser.visit("/pomysly?szukaj=lawka")) == []

    another_browser.sign_in(cast.other_animator)
    assert another_browser.get(f"/pomysly/{number}").status == 404
    page = another_browser.sign_in(cast.animator).visit(f"/pomysly/{number}")
    assert "Tę stronę widzi tylko zespół." in page.text
    assert page.links["Otwórz w panelu zespołu"] == f"/panel/pomysly/{number}"
    assert "Popieram" not in page.buttons
    assert page.response.headers["Cache-Control"] == "no-store"
    assert 'content="noindex"' in page.response.get_data(as_text=True)


def token_of(page: Page) -> str:
    return page.dom.all("input", name="csrf_token")[0]["value"]


def test_what_is_missing_can_be_taken_and_nobody_is_named(
    app: Flask, cast: Cast, given: Given, browser: Browser
) -> None:
    number = given(BENCH)
    act(app, number, answer_idea, LOOKING, actor=cast.animator)
    page = browser.visit(f"/pomysly/{number}")
    needs = [one.text for one in page.dom.with_class("needs")[0].all("li")]
    assert needs == [
        "osoba prowadząca w soboty Zgłoś się: osoba prowadząca",
        "sala Zgłoś się: sala",
    ]
    helper = Help(Known("Jan Testowy", phone="600100200"), Resource.LEADER)
    act(app, number, offer_help, helper, network="n")
    page = browser.visit(f"/pomysly/{number}")
    assert "ktoś już się zgłosił" in page.text
    assert "Testowy" not in page.response.get_data(as_text=True)
    assert "600" not in page.text


def test_a_merged_idea_points_on_and_the_other_one_names_it(
    app: Flask, cast: Cast, given: Given, planned: Planned, browser: Browser
) -> None:
    bench, other = given(BENCH), given(("Ławeczka pod oknem", "Dla starszych."))
    merged(app, cast, other, bench)
    linked(app, bench, planned(published=True), cast.animator)
    assert titles(browser.visit("/pomysly")) == [BENCH[0]]
    page = browser.visit(f"/pomysly/{other}")
    assert page.heading == "Ławeczka pod oknem"
    assert "Ten pomysł jest połączony z innym, podobnym." in page.text
    assert "Zaplanowane" in page.text  # the state of the one that stands for it
    assert "Popieram" not in page.buttons
    whole = page.follow(BENCH[0])
    assert whole.heading == BENCH[0]
    assert "Połączony z tym: Ławeczka pod oknem" in whole.text
    assert whole.follow("Ławeczka pod oknem").path.startswith(f"/pomysly/{other}")


def test_an_idea_and_its_part_name_each_other(
    app: Flask, cast: Cast, given: Given, browser: Browser
) -> None:
    number = given(BENCH)
    part = act(app, number, part_of_it, actor=cast.animator)
    page = browser.visit(f"/pomysly/{number}")
    assert "Wyrósł z tego pomysłu: Kosz przy ławce" in page.text
    own = browser.visit(f"/pomysly/{part}")
    assert "Stał się osobnym pomysłem" in own.text
    assert BENCH[0] in own.links


def part_of_it(idea: Idea, *, actor: User) -> int:
    return split_idea(idea, "Kosz przy ławce", "Żeby było czysto.", actor=actor).id


def test_a_hidden_part_is_not_named(app: Flask, cast: Cast, given: Given, browser: Browser) -> None:
    number = given(BENCH)
    part = act(app, number, part_of_it, actor=cast.animator)
    hidden(app, cast, part)
    assert "Kosz przy ławce" not in browser.visit(f"/pomysly/{number}").text


def test_the_page_of_an_idea_asks_the_same_few_questions_however_much_there_is(
    app: Flask, cast: Cast, given: Given, planned: Planned, browser: Browser
) -> None:
    number = given(BENCH)

    def more(start: int, count: int) -> None:
        for at in range(start, start + count):
            merged(app, cast, given((f"Ławka {at}", "To samo.")), number)
            event = planned(evening(date(2027, 3, 11), 10 + at), published=True, title=f"W {at}")
            linked(app, number, event, cast.animator)
            act(app, number, answer_idea, Answer(StepKind.NEWS, f"{at}"), actor=cast.animator)
            for_one = Help(Known(f"Osoba {at}", phone="600100200"), list(Resource)[at])
            act(app, number, offer_help, for_one, network="n")

    def questions() -> int:
        with counting(app) as asked:
            browser.visit(f"/pomysly/{number}")
        return len(asked)

    act(app, number, answer_idea, LOOKING, actor=cast.animator)
    more(0, 2)
    few = questions()
    more(2, 3)
    assert questions() == few <= 26


# --- cookies


def test_reading_without_a_form_leaves_nothing_on_the_device(
    app: Flask, cast: Cast, given: Given, browser: Browser
) -> None:
    number = given(BENCH)
    with unit(app):
        call = write_call(
            Question("Jakie podwórko?", "Co zmienić?", "", date(2027, 2, 1), date(2027, 3, 31)),
            community=cast.wzgorze,
            actor=cast.organiser,
        )
        publish_call(call, actor=cast.organiser)
        db.session.flush()
        call_id = call.id
    for address in ("", "/co-sie-udalo", "/nabory", f"/nabory/{call_id}"):
        answer = browser.get(f"/pomysly{address}")
        assert answer.status == 200
        assert not answer.response.headers.getlist("Set-Cookie")
    set_by = browser.get(f"/pomysly/{number}").response.headers.getlist("Set-Cookie")
    assert not any("popieram" in cookie for cookie in set_by)


def test_an_event_of_an_idea_is_a_link_and_its_draft_is_the_team_s(
    app: Flask,
    cast: Cast,
    given: Given,
    planned: Planned,
    browser: Browser,
    another_browser: Browser,
    store: Session,
) -> None:
    number = given(BENCH)
    draft = planned(evening(start=9, end=10), title="Szkic spotkania")
    linked(app, number, draft, cast.animator)
    assert "Szkic spotkania" not in browser.visit(f"/pomysly/{number}").text
    page = another_browser.sign_in(cast.animator).visit(f"/pomysly/{number}")
    assert "Szkic spotkania" in page.text
    assert store.get_one(Event, draft).is_draft


def test_search_engines_learn_where_an_idea_is_in_each_language(
    app: Flask, cast: Cast, given: Given, browser: Browser
) -> None:
    bench, other = given(BENCH), given(SHELF)
    merged(app, cast, other, bench)
    for number in (bench, other):  # a merged idea points on here too
        html = browser.visit(f"/pomysly/{number}?lang=uk").response.get_data(as_text=True)
        base = f"http://127.0.0.1:8000/pomysly/{bench}-lawka-przed-blokiem"
        assert f'<link rel="canonical" href="{base}?lang=uk">' in html
        assert f'hreflang="pl" href="{base}"' in html
