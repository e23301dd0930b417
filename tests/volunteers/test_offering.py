"""A neighbour offers help without an account, and learns nothing of any other neighbour."""

import re
from datetime import date, time, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from osl.accounts.models import User
from osl.core import outbox
from osl.core.audit import AuditEntry
from osl.core.clock import utcnow
from osl.core.db import db
from osl.core.outbox import OutgoingLetter
from osl.people.models import Channel, Person
from osl.people.operations import Known, meet_person
from osl.volunteers import limits, links
from osl.volunteers.models import Assignment, AssignmentState, Shift
from osl.volunteers.offering import offer_shifts
from osl.volunteers.shifts import Offer, assign, give_up
from osl.volunteers.tasks import add_shifts, weekly_times
from tests.browser import Browser, Page
from tests.cast import Cast
from tests.signups.conftest import at_once, letters
from tests.signups.test_two_at_once import fell, request
from tests.volunteers.conftest import Offered, Tasked, do, unit

OFFERED, REPEATED = AssignmentState.OFFERED, AssignmentState.REPEATED
BUTTON = "Zgłaszam się"
WHEN = "Kiedy możesz przyjść?"
FIRST = "środa, 10 marca 2027, 17.00–19.00"
JAN = {"Imię i nazwisko": "Jan Testowy", "Telefon": "600 100 200"}
ANNA = {"Imię i nazwisko": "Anna Przykładowa", "E-mail": "anna@example.org"}


def form_of(browser: Browser, task_id: int = 1) -> Page:
    page = browser.visit(f"/wolontariat/{task_id}/zgloszenie")
    assert page.status == 200, page
    return page


def offers(store: Session) -> list[Assignment]:
    store.expire_all()
    return list(store.scalars(select(Assignment).order_by(Assignment.id)))


def states(store: Session) -> list[AssignmentState]:
    return [one.state for one in offers(store)]


def deeds(store: Session) -> list[str]:
    rows = (
        select(AuditEntry.action).where(AuditEntry.action.like("shift.%")).order_by(AuditEntry.id)
    )
    return list(store.scalars(rows))


@pytest.fixture
def three(app: Flask, cast: Cast, tasked: Tasked) -> list[int]:
    """A task with three shifts, a week from one to the next."""
    first = tasked()
    with unit(app):
        more = add_shifts(
            db.session.get_one(Shift, first).task,
            weekly_times(date(2027, 3, 17), time(17), time(19), weeks=2),
            needed=1,
            actor=db.session.get_one(User, cast.organiser.id),
        )
        db.session.flush()
        return [first, *(one.id for one in more)]


def written(app: Flask) -> str:
    """The first letter, as it would leave now."""
    with unit(app):
        letter = db.session.scalars(select(OutgoingLetter).order_by(OutgoingLetter.id)).first()
        assert letter is not None
        composed = outbox.composers[letter.kind](letter)
    assert composed is not None
    return composed.body


def test_a_neighbour_offers_for_two_shifts_and_gets_one_letter(
    app: Flask, browser: Browser, cast: Cast, three: list[int], store: Session
) -> None:
    page = form_of(browser)
    assert "Nazwisko zobaczy tylko zespół." in page.text
    done = page.submit(
        BUTTON, ANNA | {WHEN: [str(three[0]), str(three[1])], "note": "Mam konewkę."}
    )
    assert done.heading == "Dziękujemy za pomoc"
    assert done.redirected_by == 303
    assert "Jeśli podany był e-mail, link przyjdzie w liście." in done.text
    assert FIRST in done.text
    assert "środa, 17 marca 2027" in done.text
    assert "24 marca" not in done.text
    assert "czeka na naszą odpowiedź" in done.text
    assert done.response.headers["Cache-Control"] == "no-store"
    assert done.response.headers["Referrer-Policy"] == "no-referrer"
    one, two = offers(store)
    assert (one.state, two.state) == (OFFERED, OFFERED)
    assert (one.person_id, one.key, one.note) == (two.person_id, two.key, "Mam konewkę.")
    assert (one.age, one.channel, one.entered_by_id) == (None, Channel.WEB, None)
    assert store.get_one(Shift, three[0]).taken == 0  # an offer takes no place yet
    assert letters(store) == [("anna@example.org", "volunteers.offered")]
    body = written(app)
    assert f"Kiedy: {FIRST}" in body
    assert "- środa, 17 marca 2027, 17.00–19.00" in body
    assert f"/wolontariat/moje/{one.person_id}-" in body  # the page with everything of hers
    assert deeds(store) == ["shift.offered", "shift.offered"]
    for told in store.scalars(select(AuditEntry)):
        assert "Anna Przykładowa" not in str(told.details)
    do(app, one.id, give_up)  # before the letter leaves
    body = written(app)
    assert FIRST not in body
    assert "Kiedy: środa, 17 marca 2027" in body


def test_neither_name_nor_contact_stands_in_an_address(
    browser: Browser, cast: Cast, tasked: Tasked
) -> None:
    tasked()
    done = form_of(browser).submit(BUTTON, ANNA)
    assert not re.search("anna|przyk", done.url.lower())


def test_without_an_address_the_code_on_the_page_leads_back(
    browser: Browser, another_browser: Browser, cast: Cast, tasked: Tasked, store: Session
) -> None:
    tasked()
    done = form_of(browser).submit(BUTTON, JAN)
    assert letters(store) == []
    code = done.dom.with_class("code")[0].text
    found = another_browser.visit("/wolontariat").follow("Zobacz lub zmień je, wpisując kod")
    found = found.submit(
        "Pokaż moje zgłoszenie", {"Kod Twojego zgłoszenia": code.lower().replace("-", " ")}
    )
    assert found.path == done.path
    assert FIRST in found.text


def test_the_only_shift_is_chosen_already_and_the_asked_one_too(
    browser: Browser, cast: Cast, tasked: Tasked, three: list[int]
) -> None:
    tasked("Kawa")
    only = form_of(browser, 2)
    assert [one for one in only.dom.all("input", type="checkbox") if "checked" in one.attributes]
    page = browser.visit("/wolontariat/1").dom
    address = [a["href"] for a in page.all("a") if f"dyzur={three[1]}" in a["href"]]
    asked = browser.visit(address[0])
    chosen = [
        one["value"]
        for one in asked.dom.all("input", type="checkbox")
        if "checked" in one.attributes
    ]
    assert chosen == [str(three[1])]
    for strange in ("x", "99", "-1", "9" * 40):
        assert browser.visit(f"/wolontariat/1/zgloszenie?dyzur={strange}").status == 200


def test_a_full_shift_says_so_and_still_takes_a_reserve(
    app: Flask, browser: Browser, cast: Cast, tasked: Tasked, offered: Offered, store: Session
) -> None:
    do(app, offered(tasked(needed=1)), assign, actor=cast.animator)
    page = form_of(browser)
    assert "mamy już dość osób; możesz zgłosić się na rezerwę" in page.text
    assert page.submit(BUTTON, JAN).heading == "Dziękujemy za pomoc"
    assert states(store) == [AssignmentState.ASSIGNED, OFFERED]


@pytest.mark.parametrize(
    ("answers", "field", "error"),
    [
        ({"Imię i nazwisko": "Jan Testowy"}, "phone", "Podaj telefon albo e-mail."),
        ({"Telefon": "600100200"}, "name", "Podaj imię i nazwisko."),
        (JAN | {"Telefon": "12"}, "phone", "numer telefonu"),
        (JAN | {"E-mail": "nie adres"}, "email", "To nie jest adres e-mail"),
        (JAN | {"note": "PESEL 44051401359"}, "note", "PESEL"),
        (JAN | {"website": "http://x"}, "website", "programy"),
        (JAN | {WHEN: []}, "shifts", "Zaznacz, kiedy możesz przyjść."),
        (JAN | {"Ile masz lat?": "16"}, "guardian_phone", "telefon rodzica lub opiekuna"),
        (JAN | {"Telefon rodzica lub opiekuna": "600 300 400"}, "age", "Podaj wiek"),
        (JAN | {"Ile masz lat?": "200"}, "age", "Podaj wiek"),
        (JAN | {"Ile masz lat?": "dużo"}, "age", "liczbę"),
        (
            JAN | {"Ile masz lat?": "12", "Telefon rodzica lub opiekuna": "600 300 400"},
            "age",
            "od 13 lat",
        ),
    ],
)
def test_what_is_refused_is_kept_to_be_put_right(
    browser: Browser,
    cast: Cast,
    tasked: Tasked,
    store: Session,
    answers: dict[str, Any],
    field: str,
    error: str,
) -> None:
    tasked(least_age=13)
    typed = {"note": "Mam wiadro."} | answers
    page = form_of(browser).submit(BUTTON, typed)
    assert page.status == 422
    (told,) = [e.text for e in page.dom.all("p", id=f"{field}-error")] or [page.errors[0]]
    assert error in told, told
    for name in ("name", "phone", "email", "note"):
        (control,) = page.dom.all("input", name=name)
        label = {
            "name": "Imię i nazwisko",
            "phone": "Telefon",
            "email": "E-mail",
            "note": "note",
        }[name]
        assert control["value"] == typed.get(label, ""), name
    assert offers(store) == []
    assert store.scalar(select(func.count(Person.id))) == 0


def test_somebody_under_18_names_a_guardian_and_adults_are_not_asked(
    browser: Browser, cast: Cast, tasked: Tasked, store: Session
) -> None:
    tasked()
    page = form_of(browser)
    (under,) = [d for d in page.dom.all("details") if "Mam mniej niż 18 lat" in d.text]
    assert "open" not in under.attributes
    done = page.submit(
        BUTTON, JAN | {"Ile masz lat?": "17", "Telefon rodzica lub opiekuna": "600 300 400"}
    )
    assert done.heading == "Dziękujemy za pomoc"
    assert [(one.age, one.guardian_phone) for one in offers(store)] == [(17, "600300400")]
    grown = form_of(browser).submit(BUTTON, ANNA | {"Ile masz lat?": "18"})
    assert grown.heading == "Dziękujemy za pomoc"
    assert [(one.age, one.guardian_phone) for one in offers(store)][1] == (None, "")


def test_words_about_health_are_pointed_out_once(
    browser: Browser, cast: Cast, tasked: Tasked, store: Session
) -> None:
    tasked()
    page = form_of(browser).submit(BUTTON, JAN | {"note": "Mam chorobę serca."})
    assert page.status == 422
    assert offers(store) == []
    done = page.submit(BUTTON, {"Tak, zostaw te słowa": True})
    assert done.heading == "Dziękujemy za pomoc"
    assert [one.note for one in offers(store)] == ["Mam chorobę serca."]


def test_a_task_for_adults_asks_nobodys_age(browser: Browser, cast: Cast, tasked: Tasked) -> None:
    tasked(least_age=18)
    page = form_of(browser)
    assert "Mam mniej niż 18 lat" not in page.text
    assert "wiek: od 18 lat" in page.text


def test_a_second_click_is_no_second_offer(
    browser: Browser, cast: Cast, three: list[int], store: Session
) -> None:
    page = form_of(browser)
    answers = ANNA | {WHEN: [str(three[0]), str(three[2])]}
    first, second = page.submit(BUTTON, answers), page.submit(BUTTON, answers)
    assert first.path == second.path
    assert states(store) == [OFFERED, OFFERED]
    assert len(letters(store)) == 1


def test_the_same_form_with_other_words_is_asked_about(
    browser: Browser, cast: Cast, three: list[int], store: Session
) -> None:
    page = form_of(browser)
    page.submit(BUTTON, ANNA | {WHEN: [str(three[0])]})
    for other in (ANNA | {WHEN: [str(three[1])]}, JAN | {WHEN: [str(three[0])]}):
        again = page.submit(BUTTON, other)
        assert again.status == 422
        assert "Ten formularz był już wysłany" in again.errors[0]
        assert states(store).count(OFFERED) == 1
    done = again.submit(BUTTON)  # knowingly
    assert done.heading == "Dziękujemy za pomoc"
    assert len(offers(store)) == 2


def test_a_strangers_form_opens_and_tells_nothing_of_a_neighbour(
    app: Flask,
    browser: Browser,
    another_browser: Browser,
    cast: Cast,
    three: list[int],
    store: Session,
) -> None:
    """Anna is known and taken on; somebody else types her name and address."""
    form_of(browser).submit(BUTTON, ANNA | {WHEN: [str(three[0])], "note": "To ja."})
    do(app, 1, assign, actor=cast.animator)
    with unit(app):
        own = links.secret_of(db.session.get_one(Assignment, 1).person)
    strange = ANNA | {WHEN: [str(three[0]), str(three[1])], "note": "To nie ona."}
    done = form_of(another_browser).submit(BUTTON, strange)
    fresh = form_of(another_browser).submit(
        BUTTON,
        {
            "Imię i nazwisko": "Nikt Nieznany",
            "E-mail": "nikt@example.org",
            WHEN: [str(three[0]), str(three[1])],
        },
    )

    def words(page: Page) -> str:
        return re.sub(r"\d+-[0-9A-Z]{4}-[0-9A-Z]{4}", "CODE", page.text)

    assert words(done) == words(fresh)  # known or new: it looks the same
    assert own not in done.response.get_data(as_text=True)
    assert "ustalone" not in done.text
    assert "To ja." not in done.text
    anna, repeated, more, *_rest = offers(store)
    assert (anna.state, anna.note) == (AssignmentState.ASSIGNED, "To ja.")
    assert (repeated.state, more.state) == (REPEATED, OFFERED)
    assert (repeated.person_id, more.person_id) == (anna.person_id, anna.person_id)
    assert store.get_one(Shift, three[0]).taken == 1

    gone = done.follow(f"Nie mogę przyjść: {FIRST}").submit("Tak, rezygnuję")
    assert gone.text.count("rezygnacja przyjęta") == 1
    assert offers(store)[0].state is AssignmentState.ASSIGNED  # Anna still comes
    assert store.get_one(Shift, three[0]).taken == 1
    assert states(store)[1] is REPEATED


def test_whoever_offers_again_gets_the_link_once_more_a_day(
    browser: Browser,
    cast: Cast,
    tasked: Tasked,
    store: Session,
    clock: time_machine.Traveller,
) -> None:
    tasked()
    for _time in range(3):
        assert form_of(browser).submit(BUTTON, ANNA).heading == "Dziękujemy za pomoc"
    assert len(letters(store)) == 2  # the first one, and one more today
    clock.shift(timedelta(days=1))
    form_of(browser).submit(BUTTON, ANNA)
    assert set(letters(store)) == {("anna@example.org", "volunteers.offered")}
    assert len(letters(store)) == 3
    assert states(store) == [OFFERED, REPEATED, REPEATED, REPEATED]
    assert deeds(store) == ["shift.offered"]


def test_a_team_hears_of_people_of_its_own_community_only(
    app: Flask, browser: Browser, cast: Cast, tasked: Tasked
) -> None:
    tasked(community_id=cast.ostrowiecka.id)
    form_of(browser).submit(BUTTON, JAN)
    with unit(app):
        person = db.session.scalars(select(Person)).one()
        from_there = meet_person(
            Known("Jan Testowy", phone="600100200"),
            channel=Channel.PHONE,
            community_ids=[],
            actor=None,
        )
        assert person is from_there


def test_what_ended_meanwhile_is_refused_and_nothing_typed_is_lost(
    browser: Browser,
    cast: Cast,
    three: list[int],
    store: Session,
    clock: time_machine.Traveller,
) -> None:
    clock.shift(timedelta(days=9, hours=8))  # the first shift goes on, and is over in an hour
    page = form_of(browser)
    clock.shift(timedelta(hours=2))
    again = page.submit(BUTTON, JAN | {WHEN: [str(three[0])]})
    assert again.status == 422
    assert "Ten dyżur już się skończył. Wybierz inny." in again.text
    assert again.dom.all("input", name="name")[0]["value"] == "Jan Testowy"
    assert again.submit(BUTTON, {WHEN: [str(three[1])]}).heading == "Dziękujemy za pomoc"
    assert len(offers(store)) == 1


def test_shifts_of_other_tasks_are_not_taken(
    browser: Browser, cast: Cast, tasked: Tasked, store: Session
) -> None:
    tasked()
    other = tasked("Sekretne", published=False)
    page = form_of(browser)
    (key,) = page.dom.all("input", name="key")
    (token,) = page.dom.all("input", name="csrf_token")
    answer = browser.post(
        page.path,
        {
            "csrf_token": token["value"],
            "key": key["value"],
            "shifts": str(other),
            "name": "Jan Testowy",
            "phone": "600100200",
        },
    )
    assert answer.status == 422
    assert offers(store) == []


@pytest.fixture
def slow(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "SHORTEST_TYPING", 3)


def test_a_form_that_comes_back_at_once_is_looked_over(
    browser: Browser, cast: Cast, tasked: Tasked, slow: None, clock: time_machine.Traveller
) -> None:
    tasked()
    page = form_of(browser)
    quick = page.submit(BUTTON, JAN)
    assert quick.status == 422
    assert "szybko" in quick.errors[0]
    clock.shift(timedelta(seconds=5))
    assert quick.submit(BUTTON).heading == "Dziękujemy za pomoc"  # nothing has to be typed again


@pytest.mark.parametrize("limit", ["FORMS_PER_NETWORK", "FORMS_PER_CONTACT"])
def test_a_flood_is_told_to_call(
    browser: Browser,
    cast: Cast,
    tasked: Tasked,
    store: Session,
    monkeypatch: pytest.MonkeyPatch,
    limit: str,
) -> None:
    monkeypatch.setattr(limits, limit, ((2, limits.HOUR),))
    tasked()
    for number in range(2):
        name = {"Imię i nazwisko": f"Osoba {'abc'[number]}"}
        assert form_of(browser).submit(BUTTON, JAN | name).heading == "Dziękujemy za pomoc"
    page = form_of(browser).submit(BUTTON, JAN)
    assert page.status == 429
    assert int(page.response.headers["Retry-After"]) > 0
    assert "Zadzwoń albo spróbuj za godzinę." in page.errors[0]
    assert page.dom.all("input", name="name")[0]["value"] == "Jan Testowy"
    assert len(offers(store)) == 2


def test_after_a_month_nothing_says_from_which_network_it_came(
    app: Flask, browser: Browser, cast: Cast, tasked: Tasked, store: Session
) -> None:
    tasked()
    form_of(browser).submit(BUTTON, JAN)
    assert offers(store)[0].network
    with unit(app):
        limits.forget_networks(utcnow() + timedelta(days=29))
    assert offers(store)[0].network
    with unit(app):
        limits.forget_networks(utcnow() + timedelta(days=31))
    assert offers(store)[0].network == ""


def test_two_clicks_at_once_are_one_offer(
    app: Flask, cast: Cast, three: list[int], store: Session
) -> None:
    def sending() -> Any:
        def do() -> None:
            shifts = [db.session.get_one(Shift, number) for number in three]
            known = Known("Anna Przykładowa", email="anna@example.org")
            offer_shifts(shifts, Offer(known, key="one form", network="n"))

        return request(app, do)

    assert fell(at_once(*[sending] * 6)) == []
    assert states(store) == [OFFERED] * 3
    assert len(letters(store)) == 1


def test_two_forms_at_once_make_one_person_and_one_standing_offer(
    app: Flask, cast: Cast, tasked: Tasked, store: Session
) -> None:
    shift = tasked()

    def sending(key: str) -> Any:
        def do() -> None:
            known = Known("Anna Przykładowa", email="anna@example.org")
            offer_shifts([db.session.get_one(Shift, shift)], Offer(known, key=key, network="n"))

        return lambda: request(app, do)

    assert fell(at_once(*(sending(f"form {number}") for number in range(5)))) == []
    assert sorted(states(store)) == [OFFERED, *[REPEATED] * 4]
    assert store.scalar(select(func.count(Person.id))) == 1


@pytest.mark.parametrize(
    ("language", "heading", "mistake"),
    [
        ("en", "I want to help: Podlewanie ogrodu", "Choose when you can come."),
        ("uk", "Хочу допомогти: Podlewanie ogrodu", "Позначте, коли можете прийти."),
    ],
)
def test_the_form_speaks_the_language_of_whoever_reads_it(
    browser: Browser,
    cast: Cast,
    three: list[int],
    store: Session,
    language: str,
    heading: str,
    mistake: str,
) -> None:
    page = browser.visit(f"/wolontariat/1/zgloszenie?lang={language}")
    assert page.heading == heading
    button = page.buttons[-1]
    refused = page.submit(button, {"name": "Olena", "phone": "600100200"})
    assert mistake in refused.text
    done = refused.submit(button, {"shifts": True})
    assert done.dom.all("html")[0]["lang"] == language
    assert [one.language for one in offers(store)] == [language] * len(three)
