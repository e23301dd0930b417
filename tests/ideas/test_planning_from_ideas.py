"""From ideas to the event that answers them, and back."""

from datetime import date
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from osl.core.clock import to_local
from osl.events.models import Event, SignupMode
from osl.ideas.models import Idea, IdeaEvent, IdeaState
from tests.browser import Browser, Page
from tests.cast import Cast
from tests.events.conftest import Planned, actions
from tests.ideas.conftest import BENCH, SHELF, Given, linked
from tests.ideas.hearing import letters, publish

PLAN = "/panel/pomysly/planowanie"
SAVE = "Zapisz szkic"
WHEN = {"Data": "2027-03-11", "Od godziny": "17:00", "Do godziny": "18:30"}


def plan(browser: Browser, *ideas: int, more: dict[str, Any] | None = None) -> Page:
    address = f"{PLAN}?" + "&".join(f"pomysl={one}" for one in ideas)
    return browser.visit(address).submit(SAVE, WHEN | (more or {}))


def links(store: Session) -> list[tuple[int, int]]:
    rows = select(IdeaEvent.idea_id, IdeaEvent.event_id).order_by(IdeaEvent.idea_id)
    return [(idea, event) for idea, event in store.execute(rows)]


def test_one_event_answers_two_ideas_in_one_step(
    browser: Browser, cast: Cast, given: Given, store: Session, app: Flask
) -> None:
    bench, shelf = given(BENCH, email="anna@example.org", name="Anna"), given(SHELF)
    browser.sign_in(cast.animator)
    page = plan(
        browser,
        bench,
        shelf,
        more={
            "Jak się zapisać": "Telefonicznie",
            "Liczba miejsc": "12",
            "Miejsce słowami": "Na skwerze",
        },
    )

    event = store.scalars(select(Event)).one()
    assert page.path == f"/panel/wydarzenia/{event.id}"
    assert "Szkic zapisany razem z pomysłami" in page.notices[0]
    assert "jako pierwszą zaprosimy 1 osobę" in page.notices[0]
    assert event.is_draft
    assert event.title == BENCH[0]
    assert BENCH[1] in event.description
    assert SHELF[1] in event.description
    assert [one.id for one in event.communities] == [cast.wzgorze.id]
    assert (event.signup_mode, event.places) == (SignupMode.PHONE, 12)
    assert to_local(event.occurrences[0].starts_at).date() == date(2027, 3, 11)
    assert links(store) == [(bench, event.id), (shelf, event.id)]
    assert actions(store)[-3:] == ["event.planned", "idea.linked", "idea.linked"]
    assert ("anna@example.org", "ideas.invitation") not in letters(app)

    publish(app, cast, event.id)
    assert ("anna@example.org", "ideas.invitation") in letters(app)
    store.expire_all()
    states = {one.state_at(event.occurrences[0].starts_at) for one in store.scalars(select(Idea))}
    assert states == {IdeaState.PLANNED}


def test_the_words_of_one_idea_are_carried_over(browser: Browser, cast: Cast, given: Given) -> None:
    shelf = given(SHELF)
    browser.sign_in(cast.animator)
    page = browser.visit(f"{PLAN}?pomysl={shelf}")
    html = page.response.get_data(as_text=True)
    assert f'value="{SHELF[0]}"' in html
    assert SHELF[1] in page.text


def test_an_idea_is_left_out_by_its_tick(
    browser: Browser, cast: Cast, given: Given, store: Session
) -> None:
    bench, shelf = given(BENCH), given(SHELF)
    browser.sign_in(cast.animator)
    plan(browser, bench, shelf, more={"Pomysły, na które odpowiada": [SHELF[0]]})
    event = store.scalars(select(Event)).one()
    assert links(store) == [(shelf, event.id)]


def test_without_any_idea_there_is_nothing_to_plan_from(
    browser: Browser, cast: Cast, given: Given, store: Session
) -> None:
    bench = given(BENCH)
    browser.sign_in(cast.animator)
    page = plan(browser, bench, more={"Pomysły, na które odpowiada": []})
    assert page.status == 422
    assert page.errors == ["Wybierz co najmniej jeden pomysł."]
    assert store.scalars(select(Event)).all() == []


def test_another_idea_is_found_by_its_words_and_added(
    browser: Browser, cast: Cast, given: Given
) -> None:
    bench, shelf = given(BENCH), given(SHELF)
    browser.sign_in(cast.animator)
    page = browser.visit(f"{PLAN}?pomysl={bench}").submit("Szukaj", {"Znajdź pomysł": "książki"})
    page = page.follow("Dodaj: Półka z książkami w świetlicy")
    assert page.url.endswith(f"?pomysl={bench}&pomysl={shelf}")
    assert {BENCH[0], SHELF[0]} <= {one.text for one in page.dom.all("label")}


def test_two_clicks_are_one_event(
    browser: Browser, cast: Cast, given: Given, store: Session
) -> None:
    bench = given(BENCH)
    browser.sign_in(cast.animator)
    page = browser.visit(f"{PLAN}?pomysl={bench}")
    first, second = page.submit(SAVE, WHEN), page.submit(SAVE, WHEN)
    event = store.scalars(select(Event)).one()
    assert first.path == second.path == f"/panel/wydarzenia/{event.id}"
    assert actions(store).count("event.planned") == 1
    assert actions(store).count("idea.linked") == 1


def test_what_is_typed_stays_when_a_time_is_wrong(
    browser: Browser, cast: Cast, given: Given, store: Session
) -> None:
    bench = given(BENCH)
    browser.sign_in(cast.animator)
    page = plan(browser, bench, more={"Do godziny": "16:00", "Nazwa wydarzenia": "Stawiamy ławkę"})
    assert page.status == 422
    assert page.errors
    assert 'value="Stawiamy ławkę"' in page.response.get_data(as_text=True)
    assert store.scalars(select(Event)).all() == []
    assert links(store) == []


def test_an_idea_with_an_event_may_have_another(
    browser: Browser, cast: Cast, given: Given, planned: Planned, app: Flask, store: Session
) -> None:
    bench, first = given(BENCH), planned(published=True)
    linked(app, bench, first, cast.animator)
    browser.sign_in(cast.animator)
    page = browser.visit(f"{PLAN}?pomysl={bench}")
    assert "ma już wydarzenie" in page.text
    assert "Gry sąsiedzkie" in page.text
    page.submit(SAVE, WHEN)
    assert len(links(store)) == 2


def test_ideas_of_others_and_hidden_ones_do_not_exist_here(
    browser: Browser, cast: Cast, given: Given, app: Flask
) -> None:
    foreign = given(BENCH, community_id=cast.ostrowiecka.id)
    own = given(SHELF)
    browser.sign_in(cast.animator)
    for asked in (f"pomysl={foreign}", f"pomysl={own}&pomysl={foreign}", "pomysl=999", "pomysl=x"):
        assert browser.get(f"{PLAN}?{asked}").status == 404, asked


def test_an_idea_nobody_has_read_is_published_first(
    browser: Browser, cast: Cast, given: Given, store: Session
) -> None:
    unread = given(BENCH, published=False)
    browser.sign_in(cast.animator)
    page = plan(browser, unread)
    assert page.status == 422
    assert BENCH[0] in page.errors[0]
    assert store.scalars(select(Event)).all() == []


def test_an_event_planned_before_is_linked_and_parted(
    browser: Browser, cast: Cast, given: Given, planned: Planned, store: Session
) -> None:
    bench, games = given(BENCH), planned(published=True)
    browser.sign_in(cast.animator)
    page = browser.visit(f"/panel/pomysly/{bench}/wydarzenie")
    page = page.submit("Szukaj", {"Znajdź wydarzenie": "gry"})
    page = page.submit("To z tego pomysłu: Gry sąsiedzkie")
    assert page.status == 200
    assert links(store) == [(bench, games)]
    assert actions(store)[-1] == "idea.linked"

    at_event = browser.visit(f"/panel/wydarzenia/{games}")
    assert BENCH[0] in at_event.text
    page = page.submit("To nie z tego pomysłu: Gry sąsiedzkie")
    assert page.status == 200
    assert links(store) == []
    assert actions(store)[-1] == "idea.unlinked"


def test_linking_and_parting_twice_is_once(
    browser: Browser, cast: Cast, given: Given, planned: Planned, store: Session
) -> None:
    bench, games = given(BENCH), planned(published=True)
    browser.sign_in(cast.animator)
    page = browser.visit(f"/panel/pomysly/{bench}/wydarzenie")
    for _ in range(2):
        after = page.submit("To z tego pomysłu: Gry sąsiedzkie")
    assert links(store) == [(bench, games)]
    for _ in range(2):
        after.submit("To nie z tego pomysłu: Gry sąsiedzkie")
    assert links(store) == []
    assert actions(store).count("idea.linked") == actions(store).count("idea.unlinked") == 1


def test_an_event_is_linked_by_its_number_or_address(
    browser: Browser, cast: Cast, given: Given, planned: Planned, store: Session
) -> None:
    bench, shelf, games = given(BENCH), given(SHELF), planned(published=True)
    browser.sign_in(cast.animator)
    for idea, typed in ((bench, str(games)), (shelf, f"http://example.org/wydarzenia/{games}")):
        page = browser.visit(f"/panel/pomysly/{idea}/wydarzenie")
        page.submit("Powiąż", {"Numer albo adres": typed})
    assert links(store) == [(bench, games), (shelf, games)]


def test_a_strangers_draft_is_no_event_to_link(
    browser: Browser, cast: Cast, given: Given, planned: Planned, store: Session
) -> None:
    bench = given(BENCH)
    draft = planned(community=cast.ostrowiecka)
    browser.sign_in(cast.animator)
    page = browser.visit(f"/panel/pomysly/{bench}/wydarzenie")
    assert "Gry sąsiedzkie" not in page.text
    page = page.submit("Powiąż", {"Numer albo adres": str(draft)})
    assert page.status == 422
    assert links(store) == []


def test_whoever_looks_after_another_community_links_nothing_here(
    browser: Browser, cast: Cast, given: Given, planned: Planned, store: Session
) -> None:
    bench, games = given(BENCH), planned(published=True)
    browser.sign_in(cast.other_animator)
    assert browser.get(f"/panel/pomysly/{bench}/wydarzenie").status == 403
    own = browser.visit("/panel")
    token = own.dom.all("input", name="csrf_token")[0]["value"]
    sent = {"csrf_token": token, "what": str(games)}
    assert browser.post(f"/panel/pomysly/{bench}/wydarzenie", sent).status == 403
    assert browser.post(f"/panel/pomysly/{bench}/wydarzenie/rozlaczenie", sent).status == 403
    assert links(store) == []


def test_the_page_of_an_event_takes_an_idea(
    browser: Browser, cast: Cast, given: Given, planned: Planned, store: Session
) -> None:
    bench, games = given(BENCH), planned()
    foreign = given(SHELF, community_id=cast.ostrowiecka.id)
    browser.sign_in(cast.animator)
    page = browser.visit(f"/panel/wydarzenia/{games}").follow("Dodaj pomysł")
    assert SHELF[0] not in page.text
    refused = page.submit("Powiąż", {"Numer albo adres": str(foreign)})
    assert refused.status == 422
    page = page.submit(f"To wydarzenie z tego pomysłu: {BENCH[0]}")
    assert page.path == f"/panel/wydarzenia/{games}"
    assert links(store) == [(bench, games)]
    page = page.submit(f"Rozłącz: {BENCH[0]}")
    assert page.path == f"/panel/wydarzenia/{games}"
    assert links(store) == []


def test_of_another_teams_event_only_the_ideas_are_read(
    browser: Browser, cast: Cast, given: Given, planned: Planned, app: Flask
) -> None:
    bench, games = given(BENCH), planned(published=True)
    linked(app, bench, games, cast.animator)
    browser.sign_in(cast.other_animator)
    page = browser.visit(f"/panel/wydarzenia/{games}")
    assert BENCH[0] in page.text
    assert not any("Rozłącz" in words for words in page.buttons)
    assert "Dodaj pomysł" not in page.links
