"""What residents write is read by the team before anybody else reads it."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session

from osl.accounts.models import User
from osl.core.db import db
from osl.ideas.desk import Terms, counts_of, ideas_waiting
from osl.ideas.models import HidingReason, IdeaCall, IdeaStep, Moderation, StepKind
from osl.ideas.operations import hide_idea, propose_change
from osl.ideas.warnings import names_in, warnings_of
from tests.browser import Browser
from tests.cast import Cast
from tests.ideas.conftest import BENCH, SHELF, Given, act, unit
from tests.ideas.desk import SCRIPT, done, fact, letters, press, rows, see, tab

pytestmark = pytest.mark.usefixtures("clock")

ANNA = {"name": "Anna Przykładowa", "email": "anna@example.org"}
JAN = {"name": "Jan Testowy", "phone": "600100200"}
LINKS = ("Tanio", "http://a.example.pl http://b.example.pl http://c.example.pl")


@pytest.fixture
def desk(browser: Browser, cast: Cast) -> Browser:
    """The animator of Wzgórze at their desk."""
    return browser.sign_in(cast.animator)


# --- what waits


def test_the_desk_shows_what_waits_the_oldest_first(
    desk: Browser, cast: Cast, given: Given, clock: Any
) -> None:
    given(BENCH, published=False)
    clock.shift(timedelta(days=1))
    given(SHELF, published=False)
    given(("Cudze", "Nie dla nas."), published=False, community_id=cast.ostrowiecka.id)
    desk.sign_in(cast.animator)

    page = desk.visit("/panel/pomysly")

    assert rows(page) == [BENCH[0], SHELF[0]]
    assert tab(page, "Do przeczytania") == "2"
    assert tab(page, "Wszystkie") == "2"


def test_what_waits_too_long_for_an_answer_is_marked(
    app: Flask, desk: Browser, cast: Cast, given: Given, clock: Any
) -> None:
    given(BENCH)
    clock.shift(timedelta(days=17))
    given(SHELF)
    clock.shift(timedelta(days=14))
    desk.sign_in(cast.animator)

    page = desk.visit("/panel/pomysly?co=bez-odpowiedzi")

    assert rows(page) == [BENCH[0], SHELF[0]]
    assert "czeka 31 dni" in page.text
    assert "czeka 14 dni" in page.text
    with app.test_request_context():
        waiting = ideas_waiting(db.session.get_one(User, cast.animator.id))
        assert (waiting.overdue, waiting.long_overdue, waiting.unread) == (2, 1, 0)
        assert not ideas_waiting(db.session.get_one(User, cast.other_animator.id))


def test_nobody_forgets_an_unread_idea(desk: Browser, cast: Cast, given: Given, clock: Any) -> None:
    given(BENCH, published=False)
    assert rows(desk.visit("/panel/pomysly?co=bez-odpowiedzi")) == []
    clock.shift(timedelta(days=14))
    desk.sign_in(cast.animator)
    assert rows(desk.visit("/panel/pomysly?co=bez-odpowiedzi")) == [BENCH[0]]


def test_all_ideas_are_found_by_words_number_and_state(desk: Browser, given: Given) -> None:
    bench = given(BENCH)
    given(SHELF, published=False)

    assert rows(desk.visit("/panel/pomysly?co=wszystkie&szukaj=lawki")) == [BENCH[0]]
    assert rows(desk.visit(f"/panel/pomysly?co=wszystkie&szukaj={bench}")) == [BENCH[0]]
    assert len(rows(desk.visit("/panel/pomysly?co=wszystkie&stan=new"))) == 2
    assert "Nie ma takiego pomysłu." in desk.visit("/panel/pomysly?co=wszystkie&stan=done").text
    assert desk.visit("/panel/pomysly?co=cokolwiek&stan=x&strona=-1").status == 200


# --- publishing


def test_an_animator_publishes_an_idea_and_its_author_hears(
    desk: Browser, given: Given, store: Session
) -> None:
    number = given(BENCH, published=False, **ANNA)

    page = see(desk, number).follow("Opublikuj…").submit("Opublikuj")

    assert page.notices == ["Opublikowano. Teraz każdy może go przeczytać."]
    assert "Czeka na odpowiedź" in page.text
    assert fact(store, number).is_published
    assert done(store, number) == ["idea.published"]
    assert letters(store, "published") == ["anna@example.org"]


def test_publishing_twice_is_once(desk: Browser, given: Given, store: Session) -> None:
    number = given(BENCH, published=False, **ANNA)
    page = see(desk, number, "/publikacja")
    assert page.submit("Opublikuj").status == 200
    page = see(desk, number, "/publikacja")
    assert page.submit("Opublikuj").status == 200
    assert done(store, number) == ["idea.published"]
    assert letters(store, "published") == ["anna@example.org"]


def test_an_author_without_e_mail_stands_on_the_list_of_calls(
    desk: Browser, given: Given, store: Session
) -> None:
    number = given(BENCH, published=False, **JAN)
    page = see(desk, number)
    assert "Znajdziesz ją na liście telefonów." in page.text
    assert "600 100 200" in page.text
    see(desk, number, "/publikacja").submit("Opublikuj")
    assert [one.kind for one in store.query(IdeaCall).all()] == ["published"]


def test_what_may_be_about_people_is_pointed_out_before_publishing(
    desk: Browser, given: Given
) -> None:
    words = ("Ławka", "Zapytajcie proszę Jana Kowalskiego, tel. 600 100 200, Ostrowiecka 5/12.")
    number = given(words, published=False)

    for page in (see(desk, number), see(desk, number, "/publikacja")):
        assert "Wygląda na to, że jest tu numer telefonu." in page.text
        assert "Wygląda na to, że jest tu numer mieszkania." in page.text
        assert "„Jana Kowalskiego” może być czyimś nazwiskiem." in page.text


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Ławka dla wszystkich przed blokiem nr 5, czynna 24/7. Do 2027-03-01.", 0),
        ("Spotkanie 12 marca o 17.00, bilet 10 zł, dla 120 osób.", 0),
        ("Przy ul. Jana Pawła i w Domu Kultury. Pani Basia pomoże.", 0),
        ("Dzień Sąsiada na Wzgórzu. Święto Ulicy", 0),
        ("Dzwońcie: 41 200 00 00", 1),
        ("Dzwońcie: +48 600-100-200", 1),
        ("anna@example.org", 1),
        ("www.example.org", 1),
        ("Zapytać pana Jana Testowego", 1),
        ("PESEL 44051401359", 1),
        ("mieszkania nr 12", 1),
    ],
)
def test_a_machine_only_points_at_what_looks_private(app: Flask, text: str, count: int) -> None:
    with app.test_request_context():
        assert len(warnings_of("Ławka", text)) == count


def test_names_are_guessed_modestly() -> None:
    assert names_in("Pomoże Anna Przykładowa. Anna Druga też.") == ["Anna Przykładowa"]


def test_a_pesel_number_is_never_published(desk: Browser, given: Given, store: Session) -> None:
    number = given(("Ławka", "Mój PESEL to 44051401359."), published=False)

    page = see(desk, number, "/publikacja").submit("Opublikuj", {"Tytuł": "Ławka z oparciem"})

    assert page.status == 422
    assert "PESEL" in page.errors[0]
    assert "Ławka z oparciem" in page.dom.all("input", name="title")[0]["value"]
    assert fact(store, number).moderation is Moderation.WAITING
    assert done(store, number) == []


def test_words_are_put_right_while_publishing_and_the_first_ones_are_kept(
    desk: Browser, given: Given, store: Session
) -> None:
    number = given(("Ławka", "Dzwonić do mnie: 600 100 200."), published=False)

    page = see(desk, number, "/publikacja").submit("Opublikuj", {"O co chodzi": "Przed blokiem."})

    idea = fact(store, number)
    assert (idea.text, idea.original_text) == ("Przed blokiem.", "Dzwonić do mnie: 600 100 200.")
    assert "Co napisano, słowo w słowo" in page.text
    assert done(store, number) == ["idea.corrected", "idea.published"]
    # Nobody had read it before, so there is nothing to tell of the correction.
    assert store.query(IdeaStep).all() == []


def test_words_the_author_has_just_changed_are_not_published_unread(
    app: Flask, desk: Browser, given: Given, store: Session
) -> None:
    number = given(BENCH, published=False)
    page = see(desk, number, "/publikacja")
    act(app, number, propose_change, BENCH[0], "Mój sąsiad to złodziej.")

    page = page.submit("Opublikuj")

    assert page.status == 409
    assert "Mój sąsiad to złodziej." in page.text
    assert fact(store, number).moderation is Moderation.WAITING


def test_a_correction_of_what_everybody_reads_is_a_step_everybody_sees(
    desk: Browser, given: Given, store: Session
) -> None:
    number = given(BENCH)
    page = see(desk, number, "/poprawka").submit("Zapisz", {"Tytuł": "Ławka z oparciem"})
    assert page.heading == "Ławka z oparciem"
    assert fact(store, number).original_title == BENCH[0]
    assert [one.kind for one in store.query(IdeaStep).all()] == [StepKind.CORRECTED]


def test_the_second_of_two_correctors_sees_what_the_first_one_wrote(
    desk: Browser, given: Given, store: Session
) -> None:
    number = given(BENCH)
    first, second = see(desk, number, "/poprawka"), see(desk, number, "/poprawka")
    first.submit("Zapisz", {"Tytuł": "Ławka z oparciem"})

    page = second.submit("Zapisz", {"Tytuł": "Dwie ławki"})

    assert page.status == 409
    assert "Ławka z oparciem" in page.text
    assert page.dom.all("input", name="title")[0]["value"] == "Dwie ławki"
    assert page.submit("Zapisz").heading == "Dwie ławki"
    assert fact(store, number).title == "Dwie ławki"


def test_an_empty_title_is_refused_and_nothing_typed_is_lost(
    desk: Browser, given: Given, store: Session
) -> None:
    number = given(BENCH)
    page = see(desk, number, "/poprawka").submit("Zapisz", {"Tytuł": "", "O co chodzi": "Nowe."})
    assert (page.status, page.errors) == (422, ["Nadaj pomysłowi tytuł."])
    assert "Nowe." in page.dom.all("textarea")[0].text
    assert fact(store, number).text == BENCH[1]


def test_a_hostile_title_breaks_no_page(desk: Browser, given: Given) -> None:
    number = given((SCRIPT, SCRIPT))
    other = given((SCRIPT, "Podobne."), published=False)
    for what in (
        "",
        "/publikacja",
        "/poprawka",
        "/ukrycie",
        "/zmiana-autora",
        "/odpowiedz",
        "/pytanie",
        "/odpowiedz-autora",
        "/polaczenie",
        f"/polaczenie?z={other}",
        "/podzial",
        "/przeniesienie",
        "/wniosek",
        "/poparcie",
    ):
        assert not see(desk, number, what).dom.all("b")
    assert see(desk, number).heading == SCRIPT
    for drawer in ("do-przeczytania", "wszystkie", "bez-odpowiedzi"):
        assert SCRIPT in desk.visit(f"/panel/pomysly?co={drawer}").text


# --- hiding


def test_an_idea_is_hidden_with_a_reason_and_its_author_hears(
    desk: Browser, given: Given, store: Session
) -> None:
    number = given(BENCH, **ANNA)

    page = see(desk, number, "/ukrycie").submit(
        "Ukryj", {"Powód": "Nie wiadomo, o co chodzi", "Notatka dla zespołu": "Dopytać."}
    )

    assert page.notices == ["Ukryto. Teraz widzi go tylko zespół."]
    assert "Dopytać." in page.text
    idea = fact(store, number)
    assert (idea.moderation, idea.hiding_reason) == (Moderation.HIDDEN, HidingReason.UNCLEAR)
    assert done(store, number, but=("idea.published",)) == ["idea.hidden"]
    assert letters(store, "hidden") == ["anna@example.org"]
    assert rows(desk.visit("/panel/pomysly?co=ukryte")) == [BENCH[0]]


def test_hiding_needs_a_reason(desk: Browser, given: Given, store: Session) -> None:
    number = given(BENCH)
    page = see(desk, number, "/ukrycie").submit("Ukryj", {"Notatka dla zespołu": "Nie wiem."})
    assert (page.status, page.errors) == (422, ["Wybierz, dlaczego go nie pokazujemy."])
    assert "Nie wiem." in page.dom.all("textarea")[0].text
    assert fact(store, number).is_published
    assert letters(store, "hidden") == []


def test_hiding_twice_is_once(desk: Browser, given: Given, store: Session) -> None:
    number = given(BENCH, **ANNA)
    page = see(desk, number, "/ukrycie")
    for _click in range(2):
        page.submit("Ukryj", {"Powód": "To reklama"})
    assert done(store, number, but=("idea.published",)) == ["idea.hidden"]
    assert letters(store, "hidden") == ["anna@example.org"]


def test_a_hidden_idea_can_be_published_after_all(
    app: Flask, desk: Browser, cast: Cast, given: Given, store: Session
) -> None:
    number = given(BENCH)
    act(app, number, hide_idea, HidingReason.OTHER, actor=cast.organiser)
    see(desk, number).follow("Jednak opublikuj").submit("Opublikuj")
    assert fact(store, number).is_published


# --- what may come from a program


def test_what_may_come_from_a_program_waits_apart_and_is_hidden_at_once(
    desk: Browser, given: Given, store: Session
) -> None:
    first = given(LINKS, published=False, **ANNA)
    second = given(("Drugi", LINKS[1]), published=False)
    real = given(BENCH, published=False)

    page = desk.visit("/panel/pomysly?co=podejrzane")
    assert (tab(page, "Podejrzane"), tab(page, "Do przeczytania")) == ("2", "1")
    boxes = [one["value"] for one in page.dom.all("input", type="checkbox")]
    assert boxes == [str(first), str(second)]

    page = page.submit("Ukryj zaznaczone", {"Tanio": True, "Drugi": True})

    assert page.notices == ["Ukryto 2 pomysły."]
    assert fact(store, first).moderation is Moderation.HIDDEN
    assert fact(store, second).moderation is Moderation.HIDDEN
    assert fact(store, real).moderation is Moderation.WAITING
    assert letters(store, "hidden") == []


def test_only_suspicious_ideas_of_ones_own_are_hidden_at_once(
    desk: Browser, cast: Cast, given: Given, store: Session
) -> None:
    theirs = given(LINKS, published=False, community_id=cast.ostrowiecka.id)
    given(("Drugi", LINKS[1]), published=False)
    trusted = given(BENCH, published=False)
    page = desk.visit("/panel/pomysly?co=podejrzane")
    token = page.dom.all("input", name="csrf_token")[0]["value"]
    data = [("csrf_token", token), ("idea", theirs), ("idea", trusted), ("idea", "x")]

    page = desk.post("/panel/pomysly/podejrzane/ukrycie", data)

    assert page.notices == ["Zaznacz co najmniej jeden."]
    assert fact(store, theirs).moderation is Moderation.WAITING
    assert fact(store, trusted).moderation is Moderation.WAITING


def test_a_person_taken_for_a_program_joins_the_others(
    desk: Browser, given: Given, store: Session
) -> None:
    number = given(LINKS, published=False, **ANNA)
    assert letters(store, "given") == []

    page = press(desk, number, "Tak, napisał to człowiek")

    assert "Przeczytaj, potem opublikuj" in page.text
    assert done(store, number) == ["idea.believed"]
    assert letters(store, "given") == ["anna@example.org"]
    assert tab(desk.visit("/panel/pomysly"), "Do przeczytania") == "1"


# --- changes by authors


@pytest.mark.parametrize(
    ("choice", "kept", "action"),
    [
        ("Nową treść od osoby, od której jest pomysł", "Dwie ławki", "idea.change_accepted"),
        ("Treść, która jest teraz", BENCH[0], "idea.change_declined"),
    ],
)
def test_the_team_decides_about_words_their_author_would_change(
    app: Flask,
    desk: Browser,
    given: Given,
    store: Session,
    choice: str,
    kept: str,
    action: str,
) -> None:
    number = given(BENCH)
    act(app, number, propose_change, "Dwie ławki", "Przed każdym blokiem.")
    assert rows(desk.visit("/panel/pomysly?co=zmiany")) == [BENCH[0]]

    page = see(desk, number).follow("Porównaj")
    assert BENCH[1] in page.text
    assert "Przed każdym blokiem." in page.text
    page = page.submit("Zapisz", {"Co mają czytać wszyscy?": choice})

    assert page.heading == kept
    assert fact(store, number).proposed_at is None
    assert done(store, number)[-1] == action
    assert "Nikt nie proponuje innej treści." in see(desk, number, "/zmiana-autora").text


def test_only_the_words_that_were_shown_are_accepted(
    app: Flask, desk: Browser, given: Given, store: Session
) -> None:
    number = given(BENCH)
    act(app, number, propose_change, "Dwie ławki", "Przed każdym blokiem.")
    page = see(desk, number, "/zmiana-autora")
    act(app, number, propose_change, "Trzy ławki", "Przed każdym blokiem.")

    choice = {"Co mają czytać wszyscy?": "Nową treść od osoby, od której jest pomysł"}
    page = page.submit("Zapisz", choice)

    assert page.status == 409
    assert "Trzy ławki" in page.text
    assert fact(store, number).title == BENCH[0]
    page.submit("Zapisz", choice)
    assert fact(store, number).title == "Trzy ławki"


def test_new_words_with_a_pesel_number_are_not_taken_over(
    app: Flask, desk: Browser, given: Given, store: Session
) -> None:
    number = given(BENCH)
    act(app, number, propose_change, "Ławka", "Mój PESEL to 44051401359.")
    choice = {"Co mają czytać wszyscy?": "Nową treść od osoby, od której jest pomysł"}
    page = see(desk, number, "/zmiana-autora").submit("Zapisz", choice)
    assert page.status == 422
    assert fact(store, number).title == BENCH[0]


# --- who may not


@pytest.mark.parametrize("who", ["other_animator", "adviser", "administrator"])
def test_who_does_not_work_with_a_community_does_nothing_with_its_ideas(
    browser: Browser, cast: Cast, given: Given, store: Session, who: str
) -> None:
    published, unread = given(BENCH), given(SHELF, published=False)
    browser.sign_in(getattr(cast, who))
    for what in ("", "/publikacja", "/ukrycie", "/poprawka", "/odpowiedz", "/wniosek"):
        assert browser.visit(f"/panel/pomysly/{published}{what}").status == 403
        assert browser.visit(f"/panel/pomysly/{unread}{what}").status == 404
    page = browser.visit("/panel")
    token = next(one["value"] for one in page.dom.all("input", name="csrf_token"))
    for what in ("publikacja", "ukrycie", "wiarygodny", "jednak-pomysl", "rozlaczenie"):
        path = f"/panel/pomysly/{published}/{what}"
        assert browser.post(path, [("csrf_token", token)]).status == 403
    assert fact(store, published).is_published
    assert fact(store, unread).moderation is Moderation.WAITING
    assert done(store, published) == ["idea.published"]


def test_a_resident_is_asked_to_sign_in(browser: Browser, given: Given) -> None:
    number = given(BENCH)
    for path in ("/panel/pomysly", f"/panel/pomysly/{number}"):
        assert browser.get(path, follow=False).status == 303
        assert BENCH[0] not in browser.visit(path).dom.text


def test_the_desk_asks_the_same_few_questions_however_much_waits(
    app: Flask, cast: Cast, given: Given
) -> None:
    def questions() -> int:
        asked: list[str] = []

        def note(*parts: Any) -> None:
            asked.append(parts[2])

        with unit(app):
            viewer = db.session.get_one(User, cast.animator.id)
            assert viewer.community_ids
            event.listen(db.engine, "before_cursor_execute", note)
            counts_of(viewer, Terms.of_today())
            ideas_waiting(viewer)
            event.remove(db.engine, "before_cursor_execute", note)
        return len(asked)

    before = questions()
    for number in range(5):
        given((f"Pomysł {number}", "Treść."), published=number % 2 == 0)
    assert questions() == before <= 8
