"""Who does what and who brings what at an event: never too many, and no names in public."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from osl.accounts.models import User
from osl.core import outbox, transactions
from osl.core.audit import AuditEntry
from osl.core.db import db
from osl.core.errors import DomainError
from osl.core.outbox import OutgoingLetter
from osl.events.cancellations import cancel_event
from osl.events.models import Event
from osl.people.models import Person
from osl.people.operations import Known
from osl.people.queries import known_in
from osl.volunteers import limits, links
from osl.volunteers.contributions import (
    SomebodyWasFaster,
    Wish,
    add_line,
    change_line,
    claim,
    remove_line,
    withdraw_claim,
)
from osl.volunteers.models import Claim, Contribution, ContributionKind
from tests.browser import Browser, Page
from tests.cast import Cast
from tests.events.conftest import Planned, everything
from tests.signups.conftest import at_once, letters
from tests.signups.test_two_at_once import fell, request
from tests.volunteers.conftest import unit

BRINGS, DOES = ContributionKind.BRINGS, ContributionKind.DOES
BUTTON = "Biorę to na siebie"
JAN = {"Imię i nazwisko": "Jan Testowy", "Telefon": "600 100 200"}
ANNA = {"Imię i nazwisko": "Anna Przykładowa", "E-mail": "anna@example.org"}

Listed = Callable[..., int]


@pytest.fixture
def event(planned: Planned) -> int:
    return planned(published=True)


@pytest.fixture
def listed(app: Flask, cast: Cast, event: int) -> Listed:
    """Put something on the list of the event and get its number: ``listed("Ciasto", 3)``."""

    def make(what: str = "Ciasto", needed: int = 2, kind: ContributionKind = BRINGS) -> int:
        with unit(app):
            return add_line(
                db.session.get_one(Event, event),
                kind,
                what,
                needed,
                actor=db.session.get_one(User, cast.organiser.id),
            ).id

    return make


def taken_by(app: Flask, line_id: int, name: str, **more: Any) -> int:
    """Somebody takes a line on the site, or with ``by`` through the team."""
    by = more.pop("by", None)
    known = Known(name, phone=more.pop("phone", ""), email=more.pop("email", ""))
    if not (known.phone or known.email):
        known = Known(name, email=f"{name.split(maxsplit=1)[0].lower()}@example.org")
    with unit(app):
        actor = db.session.get_one(User, by.id) if by is not None else None
        return claim(db.session.get_one(Contribution, line_id), Wish(known, **more), actor=actor).id


def take(browser: Browser, line_id: int, who: dict[str, Any], event_id: int = 1) -> Page:
    page = browser.visit(f"/wydarzenia/{event_id}/wspolne/{line_id}")
    return page.submit(BUTTON, who)


def line(store: Session, line_id: int) -> Contribution:
    store.expire_all()
    return store.get_one(Contribution, line_id)


def deeds(store: Session) -> list[str]:
    rows = (
        select(AuditEntry.action)
        .where(AuditEntry.action.like("contribution.%"))
        .order_by(AuditEntry.id)
    )
    return list(store.scalars(rows))


def counters_are_right(store: Session) -> bool:
    store.expire_all()
    return all(
        one.taken == sum(claim.is_live for claim in one.claims) <= one.needed
        for one in store.scalars(select(Contribution))
    )


def test_a_neighbour_takes_a_cake_upon_herself_and_takes_it_back(
    app: Flask, browser: Browser, event: int, listed: Listed, store: Session
) -> None:
    cake = listed("Ciasto", 2)
    listed("Ustawienie krzeseł", 4, DOES)
    page = browser.visit(f"/wydarzenia/{event}")
    assert "Kto co zrobi, kto co przyniesie" in page.text
    assert page.text.index("Ustawienie krzeseł") < page.text.index("Ciasto")
    assert "potrzebne jeszcze 2 osoby" in page.text
    form = page.follow("Przyniosę: Ciasto")
    assert form.heading == "Przyniosę: Ciasto"
    done = form.submit(BUTTON, ANNA | {"note": "szarlotka"})
    assert done.heading == "Dziękujemy za pomoc"
    assert done.redirected_by == 303
    assert "przynosisz" in done.text
    assert not re.search("anna|przyk", done.url.lower())
    made = store.scalars(select(Claim)).one()
    assert (made.note, made.person.name, made.is_live) == ("szarlotka", "Anna Przykładowa", True)
    assert line(store, cake).taken == 1
    assert letters(store) == [("anna@example.org", "volunteers.claimed")]
    assert deeds(store)[-1] == "contribution.claimed"
    for told in store.scalars(select(AuditEntry)):
        assert "Anna" not in str(told.details)
    seen = browser.visit(f"/wydarzenia/{event}")
    assert "potrzebna jeszcze 1 osoba" in seen.text
    for secret in ("Anna", "szarlotka", "anna@example.org"):
        assert secret not in seen.response.get_data(as_text=True)

    asked = done.follow("Jednak nie mogę: Ciasto")
    before = everything(store)
    browser._send("HEAD", asked.url)
    assert everything(store) == before
    for _twice in range(2):
        gone = asked.submit("Tak, rezygnuję")
        assert "rezygnacja przyjęta" in gone.text
    assert line(store, cake).taken == 0
    assert deeds(store)[-2:] == ["contribution.claimed", "contribution.withdrawn"]


def test_the_letter_says_what_when_and_where_and_its_link_opens_their_page(
    app: Flask, browser: Browser, event: int, listed: Listed, store: Session
) -> None:
    taken_by(app, listed(), "Anna Przykładowa", note="szarlotka")
    with app.app_context():
        letter = db.session.scalars(select(OutgoingLetter)).one()
        written = outbox.composers[letter.kind](letter)
    assert written is not None
    assert written.subject == "Twoja pomoc na wydarzeniu „Gry sąsiedzkie”"
    assert "Według zgłoszenia przyniesiesz: Ciasto." in written.body
    assert "Kiedy: czwartek, 11 marca 2027, 17.00–19.00" in written.body
    assert "Gdzie: Świetlica „Pod Dębem”" in written.body
    (address,) = re.findall(r"http\S+/wolontariat/moje/\S+", written.body)
    page = browser.visit(address)
    assert page.heading == "Twój wolontariat"
    gone = page.follow("Jednak nie mogę: Ciasto").submit("Tak, rezygnuję")
    assert "Ciasto" not in gone.text
    with app.app_context():
        letter = db.session.scalars(select(OutgoingLetter)).one()
        assert outbox.composers[letter.kind](letter) is None  # what no longer holds is not said
    assert line(store, 1).taken == 0


def test_what_is_all_taken_says_so_and_whoever_is_late_is_told_kindly(
    app: Flask, browser: Browser, event: int, listed: Listed, store: Session
) -> None:
    tea = listed("Termos z herbatą", 1)
    form = browser.visit(f"/wydarzenia/{event}/wspolne/{tea}")
    taken_by(app, tea, "Anna Przykładowa")
    late = form.submit(BUTTON, JAN)
    assert late.status == 409
    assert late.errors == ["Ktoś był szybciej: to już zajęte. Wybierz coś innego."]
    assert late.dom.all("input", name="name")[0]["value"] == "Jan Testowy"
    page = browser.visit(f"/wydarzenia/{event}")
    assert "już jest, dziękujemy" in page.text
    assert not [words for words in page.links if "Termos" in words]
    assert browser.visit(f"/wydarzenia/{event}/wspolne/{tea}").heading == "Gry sąsiedzkie"
    assert counters_are_right(store)


def test_two_at_once_get_one_thermos(app: Flask, listed: Listed, store: Session) -> None:
    tea = listed("Termos", 1)

    def taking(name: str) -> Callable[[], Any]:
        def do() -> None:
            known = Known(name, email=f"{name.lower()}@example.org")
            claim(db.session.get_one(Contribution, tea), Wish(known, key=name, network="n"))

        return lambda: request(app, do)

    came = at_once(*(taking(name) for name in ("Anna", "Jan", "Ewa", "Ola", "Iza")))
    assert fell(came) == []
    assert sum(isinstance(one, SomebodyWasFaster) for one in came) == 4
    assert line(store, tea).taken == 1
    assert counters_are_right(store)


def test_taking_and_taking_back_at_once_keep_the_count(
    app: Flask, listed: Listed, store: Session
) -> None:
    chairs = listed("Krzesła", 3, DOES)
    made = [taken_by(app, chairs, name) for name in ("Anna", "Jan")]

    def taking(name: str) -> Callable[[], Any]:
        def do() -> None:
            claim(
                db.session.get_one(Contribution, chairs),
                Wish(Known(name, email=f"{name.lower()}@example.org"), key=name, network="n"),
            )

        return lambda: request(app, do)

    def back(number: int) -> Callable[[], Any]:
        return lambda: request(app, lambda: withdraw_claim(db.session.get_one(Claim, number)))

    doing = [taking("Ewa"), back(made[0]), taking("Ola"), back(made[1]), back(made[0])]
    assert fell(at_once(*doing)) == []
    assert counters_are_right(store)


def test_the_database_refuses_one_too_many(app: Flask, listed: Listed) -> None:
    cake = listed("Ciasto", 1)
    too_many = update(Contribution).where(Contribution.id == cake).values(taken=2)
    with pytest.raises(IntegrityError), app.app_context(), transactions.unit():
        db.session.execute(too_many)


def test_a_second_click_is_one_and_the_same_form_with_other_words_is_asked_about(
    browser: Browser, event: int, listed: Listed, store: Session
) -> None:
    cake = listed()
    page = browser.visit(f"/wydarzenia/{event}/wspolne/{cake}")
    assert page.submit(BUTTON, JAN).path == page.submit(BUTTON, JAN).path
    assert line(store, cake).taken == 1
    other = page.submit(BUTTON, ANNA)
    assert other.status == 422
    assert "Ten formularz był już wysłany" in other.errors[0]
    assert other.submit(BUTTON).heading == "Dziękujemy za pomoc"
    assert line(store, cake).taken == 2


def test_a_strangers_form_tells_and_takes_nothing_of_a_neighbours(
    app: Flask,
    browser: Browser,
    another_browser: Browser,
    event: int,
    listed: Listed,
    store: Session,
) -> None:
    cake = listed("Ciasto", 5)
    anna = taken_by(app, cake, "Anna Przykładowa", note="szarlotka")
    done = take(another_browser, cake, ANNA)
    fresh = take(another_browser, cake, {"Imię i nazwisko": "Nikt Nowy", "Telefon": "600100201"})

    def words(page: Page) -> str:
        return re.sub(r"\d+-[0-9A-Z]{4}-[0-9A-Z]{4}", "CODE", page.text)

    assert words(done) == words(fresh)
    assert "szarlotka" not in done.text
    assert line(store, cake).taken == 2  # Anna and the new one; the repeated one counts nowhere
    assert store.get_one(Claim, anna).is_live
    gone = done.follow("Jednak nie mogę: Ciasto").submit("Tak, rezygnuję")
    assert "rezygnacja przyjęta" in gone.text
    assert line(store, cake).taken == 2
    assert store.get_one(Claim, anna).is_live
    assert [to for to, _kind in letters(store)] == ["anna@example.org"] * 2  # she hears of it
    assert counters_are_right(store)


@pytest.mark.parametrize(
    ("answers", "field", "error"),
    [
        ({"Imię i nazwisko": "Jan Testowy"}, "phone", "Podaj telefon albo e-mail."),
        ({"Telefon": "600100200"}, "name", "Podaj imię i nazwisko."),
        (JAN | {"note": "PESEL 44051401359"}, "note", "PESEL"),
        (JAN | {"website": "http://x"}, "website", "programy"),
    ],
)
def test_what_is_refused_is_kept_to_be_put_right(
    browser: Browser,
    event: int,
    listed: Listed,
    store: Session,
    answers: dict[str, str],
    field: str,
    error: str,
) -> None:
    typed = {"note": "szarlotka"} | answers
    page = take(browser, listed(), typed)
    assert page.status == 422
    told = [e.text for e in page.dom.all("p", id=f"{field}-error")] or page.errors
    assert error in told[0], told
    assert page.dom.all("input", name="note")[0]["value"] == typed["note"]
    assert store.scalars(select(Claim)).all() == []


def test_what_is_called_off_or_over_takes_nothing(
    app: Flask,
    browser: Browser,
    cast: Cast,
    event: int,
    listed: Listed,
    store: Session,
    clock: time_machine.Traveller,
) -> None:
    cake = listed()
    form = browser.visit(f"/wydarzenia/{event}/wspolne/{cake}")
    with unit(app):
        cancel_event(
            db.session.get_one(Event, event),
            reason="Deszcz",
            actor=db.session.get_one(User, cast.organiser.id),
        )
    refused = form.submit(BUTTON, JAN)
    assert refused.status == 422
    assert refused.errors == ["Na to wydarzenie nic już nie potrzeba. Dziękujemy!"]
    assert "Kto co przyniesie" not in browser.visit(f"/wydarzenia/{event}").text
    with pytest.raises(DomainError):
        taken_by(app, cake, "Anna Przykładowa", by=cast.organiser)
    assert line(store, cake).taken == 0


def test_after_the_day_nobody_brings_anything(
    app: Flask,
    browser: Browser,
    cast: Cast,
    event: int,
    listed: Listed,
    clock: time_machine.Traveller,
) -> None:
    cake = listed()
    clock.shift(timedelta(days=30))
    assert browser.visit(f"/wydarzenia/{event}/wspolne/{cake}").heading == "Gry sąsiedzkie"
    assert "Kto co przyniesie" not in browser.visit(f"/wydarzenia/{event}").text
    with pytest.raises(DomainError):
        taken_by(app, cake, "Anna Przykładowa", by=cast.organiser)


def test_lines_of_drafts_and_of_other_events_do_not_exist_for_strangers(
    app: Flask, browser: Browser, cast: Cast, planned: Planned, event: int, listed: Listed
) -> None:
    draft, cake = planned(title="Szkic"), listed()
    with unit(app):
        hidden = add_line(
            db.session.get_one(Event, draft),
            BRINGS,
            "Tort",
            1,
            actor=db.session.get_one(User, cast.organiser.id),
        ).id
    for address in (
        f"/wydarzenia/{draft}/wspolne/{hidden}",
        f"/wydarzenia/{event}/wspolne/{hidden}",
        f"/wydarzenia/{draft}/wspolne/{cake}",
        f"/wydarzenia/{event}/wspolne/999",
    ):
        assert browser.visit(address).status == 404, address


def test_the_animator_makes_the_list_and_keeps_it_right(
    browser: Browser, cast: Cast, event: int, store: Session
) -> None:
    page = browser.sign_in(cast.animator).visit(f"/panel/wydarzenia/{event}").follow("Zrób listę")
    assert "Lista jest pusta." in page.text
    cake = {"Co dokładnie": "Ciasto", "Ile osób": "3"}
    page = page.submit("Dopisz do listy", cake)
    assert page.notices == ["Jest na liście."]
    again = page.submit("Dopisz do listy", {"Co dokładnie": "ciasto", "Ile osób": "1"})
    assert again.status == 422
    assert again.errors == ["To już jest na liście. Zmień tam liczbę osób."]
    for wrong in ("0", "101", "kilka", ""):
        assert page.submit("Dopisz do listy", cake | {"Ile osób": wrong}).status == 422, wrong
    changed = page.follow("Zmień: Ciasto").submit(
        "Zapisz", {"Co to jest": "do zrobienia", "Co dokładnie": "Upieczenie ciasta"}
    )
    assert "Upieczenie ciasta" in changed.text
    made = store.scalars(select(Contribution)).one()
    assert (made.kind, made.what, made.needed) == (DOES, "Upieczenie ciasta", 3)
    gone = changed.follow("Usuń: Upieczenie ciasta").submit("Usuń")
    assert gone.heading.startswith("Kto co zrobi")
    assert store.scalars(select(Contribution)).all() == []
    assert deeds(store) == ["contribution.added", "contribution.changed", "contribution.removed"]


def test_somebody_who_calls_is_written_down_and_taken_off(
    app: Flask, browser: Browser, cast: Cast, event: int, listed: Listed, store: Session
) -> None:
    cake = listed("Ciasto", 2)
    taken_by(app, cake, "Anna Przykładowa", note="szarlotka")
    page = browser.sign_in(cast.animator).visit(f"/panel/wydarzenia/{event}/kto-co")
    assert "Anna Przykładowa" in page.text
    assert "szarlotka" in page.text
    form = page.follow("Dopisz osobę: Ciasto")
    assert "Przeczytaj na głos" in form.text
    assert form.submit("Zapisz osobę", {"Imię i nazwisko": "Jan Testowy"}).status == 422
    ill = form.submit("Zapisz osobę", JAN | {"Notatka": "po zawale, choroba serca"})
    assert ill.status == 422
    page = ill.submit("Zapisz osobę", {"Notatka": ""})
    assert page.notices == ["Zapisane. Kod dla tej osoby jest przy jej nazwisku."]
    assert "600 100 200" in page.text
    assert "zajęte: 2 z 2" in page.text
    assert "Dopisz osobę: Ciasto" not in page.links
    jan = store.scalars(select(Person).where(Person.phone == "600100200")).one()
    with unit(app):
        known = db.session.get_one(Person, jan.id)
        assert links.code_of(known) in page.text
        assert known_in(known, [cast.wzgorze.id]) == {cast.wzgorze.id}
    made = store.scalars(select(Claim).where(Claim.person_id == jan.id)).one()
    assert made.entered_by_id == cast.animator.id
    assert letters(store) == [("anna@example.org", "volunteers.claimed")]
    page = page.submit("Wypisz: Jan Testowy")
    assert page.notices == ["Osoba wypisana. Miejsce znów jest wolne."]
    assert line(store, cake).taken == 1
    assert deeds(store)[-2:] == ["contribution.entered", "contribution.taken_off"]


def test_a_line_somebody_has_stays_and_shrinks_no_further(
    app: Flask, browser: Browser, cast: Cast, event: int, listed: Listed, store: Session
) -> None:
    cake = listed("Ciasto", 3)
    for name in ("Anna", "Jan"):
        taken_by(app, cake, name)
    browser.sign_in(cast.animator)
    page = browser.visit(f"/panel/kto-co/{cake}").submit("Zapisz", {"Ile osób": "1"})
    assert page.status == 422
    assert "Najpierw kogoś wypisz." in page.errors[0]
    page = browser.visit(f"/panel/kto-co/{cake}/usuniecie").submit("Usuń")
    assert page.status == 422
    assert "Ktoś już bierze to na siebie." in page.errors[0]
    assert line(store, cake).needed == 3


def test_the_second_of_two_editors_sees_what_the_first_one_changed(
    app: Flask, browser: Browser, cast: Cast, event: int, listed: Listed, store: Session
) -> None:
    cake = listed("Ciasto", 3)
    page = browser.sign_in(cast.animator).visit(f"/panel/kto-co/{cake}")
    with unit(app):
        change_line(
            db.session.get_one(Contribution, cake),
            BRINGS,
            "Ciasto drożdżowe",
            3,
            actor=db.session.get_one(User, cast.organiser.id),
        )
    second = page.submit("Zapisz", {"Co dokładnie": "Sernik"})
    assert second.status == 409
    assert "Ciasto drożdżowe" in second.text
    assert second.dom.all("input", name="what")[0]["value"] == "Sernik"
    assert line(store, cake).what == "Ciasto drożdżowe"


def test_the_printed_list_has_names_and_no_numbers(
    app: Flask, browser: Browser, cast: Cast, event: int, listed: Listed
) -> None:
    taken_by(app, listed("Ciasto", 3), "Jan Testowy", phone="600100200", note="szarlotka")
    page = browser.sign_in(cast.animator).visit(f"/panel/wydarzenia/{event}/kto-co")
    page = page.follow("Wydruk na ten dzień")
    assert "Jan Testowy (szarlotka)" in page.text
    assert "600" not in page.text.replace(" ", "")


def test_teams_of_other_communities_reach_nothing_and_change_nothing(
    app: Flask, browser: Browser, cast: Cast, event: int, listed: Listed, store: Session
) -> None:
    cake = listed()
    made = taken_by(app, cake, "Anna Przykładowa")
    for who in (cast.other_animator, cast.adviser, cast.administrator):
        browser.sign_in(who)
        token = browser.visit("/panel/konto/imie").dom.all("input", name="csrf_token")[0]["value"]
        before = everything(store)
        posted = {"csrf_token": token, "name": "X", "phone": "600100200", "what": "X"}
        for address in (
            f"/panel/kto-co/{cake}",
            f"/panel/kto-co/{cake}/usuniecie",
            f"/panel/kto-co/{cake}/osoba",
            f"/panel/kto-co/zgloszenia/{made}/wycofanie",
            "/panel/kto-co/zgloszenia/999/wycofanie",
        ):
            assert browser.post(address, posted).status == 404, (who.email, address)
        assert browser.post(f"/panel/wydarzenia/{event}/kto-co", posted).status == 403
        assert everything(store) == before


def test_a_flood_is_told_to_call(
    browser: Browser,
    event: int,
    listed: Listed,
    store: Session,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "FORMS_PER_CONTACT", ((1, limits.HOUR),))
    one, two = listed("Ciasto"), listed("Herbata")
    assert take(browser, one, JAN).heading == "Dziękujemy za pomoc"
    page = take(browser, two, JAN)
    assert page.status == 429
    assert "Zadzwoń albo spróbuj za godzinę." in page.errors[0]
    assert line(store, two).taken == 0


def test_a_line_that_goes_takes_its_old_claims_along(
    app: Flask, cast: Cast, listed: Listed, store: Session
) -> None:
    cake = listed()
    made = taken_by(app, cake, "Anna Przykładowa")
    with unit(app):
        withdraw_claim(db.session.get_one(Claim, made))
        remove_line(
            db.session.get_one(Contribution, cake),
            actor=db.session.get_one(User, cast.organiser.id),
        )
    assert store.scalars(select(Claim)).all() == []
    assert store.scalars(select(Person)).one().name == "Anna Przykładowa"


@pytest.mark.parametrize(
    ("language", "heading", "thanks"),
    [
        ("en", "I will bring it: Ciasto", "Thank you for your help"),
        ("uk", "Принесу: Ciasto", "Дякуємо за допомогу"),
    ],
)
def test_it_is_read_in_three_languages(
    browser: Browser, event: int, listed: Listed, language: str, heading: str, thanks: str
) -> None:
    cake = listed()
    page = browser.visit(f"/wydarzenia/{event}/wspolne/{cake}?lang={language}")
    assert page.heading == heading
    done = page.submit(page.buttons[-1], {"name": "Olena", "phone": "600100200"})
    assert done.heading == thanks
    assert "Who brings what" in browser.visit(f"/wydarzenia/{event}?lang=en").text


def test_hostile_words_stay_words(
    app: Flask, browser: Browser, cast: Cast, event: int, listed: Listed
) -> None:
    hostile = """<script>alert(1)</script>"'{{7*7}}%(name)s"""
    cake = listed(hostile, 3)
    taken_by(app, cake, "Jan Testowy", note=hostile, phone="600100200")
    own = take(browser, cake, ANNA).path
    for address in (f"/wydarzenia/{event}", f"/wydarzenia/{event}/wspolne/{cake}", own):
        assert hostile in browser.visit(address).text, address
    browser.sign_in(cast.animator)
    for address in (
        f"/panel/wydarzenia/{event}/kto-co",
        f"/panel/wydarzenia/{event}/kto-co/druk",
        f"/panel/kto-co/{cake}/osoba",
        f"/panel/kto-co/{cake}/usuniecie",
    ):
        page = browser.visit(address)
        assert hostile in page.text, address
        assert [one for one in page.dom.all("script") if not one["src"]] == []
