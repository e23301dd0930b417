"""A talk is noted in a minute, what was promised in it waits on the desk until it is done."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from osl.accounts.models import Membership, Role, User
from osl.core import transactions
from osl.core.audit import AuditEntry
from osl.core.db import db
from osl.people.models import Person, Talk, TalkChannel, person_community
from tests.browser import Browser, Page
from tests.cards.talking import Met, Talked
from tests.cast import Cast
from tests.events.conftest import actions, everything

TODAY = date(2027, 3, 1)
SAID = {"Co ustalono": "Poprowadzi szachy w czwartki."}
STEP = {"Co dalej": "Zapytać o klucz do świetlicy", "Na kiedy": "za tydzień"}


def part(page: Page, name: str) -> str:
    return next(e.text for e in page.dom.all("section") if e["id"] == name)


def talk_of(store: Session) -> Talk:
    return store.scalars(select(Talk)).one()


def add_page(browser: Browser, person: int) -> Page:
    return browser.visit(f"/panel/ludzie/{person}/rozmowy/nowa")


def test_an_animator_notes_a_talk_and_what_comes_next(
    browser: Browser, cast: Cast, store: Session, met: Met
) -> None:
    halina = met()
    page = add_page(browser.sign_in(cast.animator), halina)
    page = page.submit("Zapisz rozmowę", SAID | STEP | {"Jak rozmawialiście": "przez telefon"})

    assert page.heading == "Rozmowy: Halina Testowa"
    assert page.notices == ["Rozmowa zapisana."]
    assert "Poprowadzi szachy w czwartki." in page.text
    assert "Zapytać o klucz do świetlicy" in page.text
    talk = talk_of(store)
    assert (talk.person_id, talk.community_id, talk.author_id) == (
        halina,
        cast.wzgorze.id,
        cast.animator.id,
    )
    assert (talk.held_on, talk.channel) == (TODAY, TalkChannel.PHONE)
    assert (talk.next_on, talk.next_owner_id) == (date(2027, 3, 8), cast.animator.id)
    assert talk.is_open
    assert actions(store)[-1] == "talk.logged"


@pytest.mark.parametrize(
    ("button", "on"),
    [
        ("jutro", date(2027, 3, 2)),
        ("za tydzień", date(2027, 3, 8)),
        ("za miesiąc", date(2027, 4, 1)),
    ],
)
def test_the_usual_days_are_one_tap(
    browser: Browser, cast: Cast, store: Session, met: Met, button: str, on: date
) -> None:
    page = add_page(browser.sign_in(cast.animator), met())
    page.submit("Zapisz rozmowę", SAID | {"Co dalej": "Oddzwonić", "Na kiedy": button})
    assert talk_of(store).next_on == on


def test_a_typed_day_counts_before_the_button_nobody_touched(
    browser: Browser, cast: Cast, store: Session, met: Met
) -> None:
    page = add_page(browser.sign_in(cast.animator), met())
    page.submit("Zapisz rozmowę", SAID | {"Co dalej": "Oddzwonić", "Inny dzień": "2027-03-19"})
    assert talk_of(store).next_on == date(2027, 3, 19)


def test_without_a_next_step_nothing_waits(
    browser: Browser, cast: Cast, store: Session, met: Met
) -> None:
    add_page(browser.sign_in(cast.animator), met()).submit("Zapisz rozmowę", SAID)
    talk = talk_of(store)
    assert (talk.next_step, talk.next_on, talk.next_owner_id) == ("", None, None)
    assert "Nic na Ciebie nie czeka" in browser.visit("/panel/rozmowy").text


def test_a_double_click_saves_one_talk(
    browser: Browser, cast: Cast, store: Session, met: Met
) -> None:
    page = add_page(browser.sign_in(cast.animator), met())
    for _press in range(2):
        assert page.submit("Zapisz rozmowę", SAID).notices == ["Rozmowa zapisana."]
    assert store.scalar(select(func.count(Talk.id))) == 1
    assert actions(store).count("talk.logged") == 1


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"Dzień rozmowy": "2027-03-02"}, "Nie można zapisać rozmowy, której jeszcze nie było."),
        ({"Dzień rozmowy": "2019-12-31"}, "Wybierz dzień od roku 2020."),
        ({"Dzień rozmowy": ""}, "Wybierz dzień rozmowy."),
        ({"Co ustalono": ""}, "Napisz w jednym lub dwóch zdaniach, co ustalono."),
        ({"Co ustalono": "PESEL 44051401359"}, "PESEL"),
        ({"Co dalej": "Dla 44051401359"}, "PESEL"),
        ({"Co dalej": "Oddzwonić", "Na kiedy": "inny dzień"}, "Wybierz, na kiedy."),
        ({"Co dalej": "Oddzwonić", "Inny dzień": "2027-02-20"}, "nie może być wcześniej"),
        ({"Co dalej": "Oddzwonić", "Inny dzień": "2031-02-20"}, "w ciągu dwóch lat"),
    ],
)
def test_a_slip_is_told_and_nothing_typed_is_lost(
    browser: Browser, cast: Cast, store: Session, met: Met, typed: dict[str, str], says: str
) -> None:
    page = add_page(browser.sign_in(cast.animator), met())
    before = everything(store)
    page = page.submit("Zapisz rozmowę", SAID | {"Co dalej": "Do zapamiętania"} | typed)

    assert page.status == 422
    assert any(says in error for error in page.errors), page.errors
    kept = [e["value"] for e in page.dom.all("input", name="next_step")]
    assert kept == [typed.get("Co dalej", "Do zapamiętania")]
    assert everything(store) == before


def test_words_about_a_case_are_pointed_out_once(
    browser: Browser, cast: Cast, store: Session, met: Met
) -> None:
    page = add_page(browser.sign_in(cast.animator), met())
    page = page.submit("Zapisz rozmowę", {"Co ustalono": "Wróci po chorobie do szachów."})
    assert page.status == 422
    assert store.scalar(select(func.count(Talk.id))) == 0
    page.submit("Zapisz rozmowę", {"keep_words": True})
    assert talk_of(store).agreed == "Wróci po chorobie do szachów."


def test_the_next_step_belongs_to_somebody_of_the_communitys_team(
    browser: Browser, cast: Cast, store: Session, met: Met
) -> None:
    page = add_page(browser.sign_in(cast.animator), met())
    offered = {o.text for s in page.dom.all("select", name="owner") for o in s.all("option")}
    assert offered == {"Anna Przykładowa", "Jan Testowy", "Stanisław Próbny"}
    page = page.submit(
        "Zapisz rozmowę", SAID | STEP | {"Kto to zrobi": str(cast.other_animator.id)}
    )
    assert page.errors == ["Wybierz, kto to zrobi."]
    assert store.scalar(select(func.count(Talk.id))) == 0


def test_whoever_works_with_two_communities_says_which_one(
    app: Flask, browser: Browser, cast: Cast, store: Session, met: Met
) -> None:
    with app.app_context(), transactions.unit():
        user = db.session.get_one(User, cast.animator.id)
        user.memberships.append(Membership(role=Role.ANIMATOR, community_id=cast.ostrowiecka.id))
    alone, both = met(), met("Zofia Wspólna", communities=[cast.wzgorze.id, cast.ostrowiecka.id])
    browser.sign_in(cast.animator)
    assert not add_page(browser, alone).dom.all("input", name="community")
    add_page(browser, both).submit(
        "Zapisz rozmowę", SAID | {"Społeczność": "Sąsiedzi z Ostrowieckiej"}
    )
    assert talk_of(store).community_id == cast.ostrowiecka.id


def test_somebody_is_found_by_name_and_those_met_lately_are_one_tap_away(
    browser: Browser, cast: Cast, met: Met, talked: Talked
) -> None:
    halina = met()
    met("Obca Osoba", phone="000000102", communities=[cast.ostrowiecka.id])
    page = browser.sign_in(cast.animator).visit("/panel").follow("Zapisz rozmowę")
    assert page.heading == "Z kim była rozmowa?"
    assert "Ostatnie rozmowy" not in page.text
    page = page.submit("Znajdź osobę", {"Imię i nazwisko albo telefon": "hal"})
    assert page.follow("Halina Testowa").heading == "Rozmowa: Halina Testowa"
    page = browser.visit("/panel/rozmowy/nowa").submit(
        "Znajdź osobę", {"Imię i nazwisko albo telefon": "obca"}
    )
    assert "Nie znamy nikogo takiego" in page.text

    talked(halina)
    page = browser.visit("/panel/rozmowy/nowa")
    assert "Ostatnie rozmowy" in page.text
    assert page.follow("Halina Testowa").heading == "Rozmowa: Halina Testowa"


def test_somebody_new_and_the_talk_are_saved_in_one_go_and_once(
    browser: Browser, cast: Cast, store: Session
) -> None:
    page = browser.sign_in(cast.animator).visit("/panel/rozmowy/nowa-osoba")
    new = {"Imię i nazwisko": "Wanda Nowa", "Telefon, e-mail albo inny kontakt": "000 000 103"}
    for _press in range(2):
        assert page.submit("Zapisz rozmowę", new | SAID).heading == "Rozmowy: Wanda Nowa"
    person = store.scalars(select(Person)).one()
    assert (person.name, person.phone) == ("Wanda Nowa", "000000103")
    assert store.scalars(select(person_community.c.community_id)).all() == [cast.wzgorze.id]
    assert talk_of(store).person_id == person.id
    assert actions(store)[-2:] == ["person.added", "talk.logged"]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("wanda@example.org", ("", "wanda@example.org", "")),
        ("przez sąsiadkę spod 12", ("", "", "przez sąsiadkę spod 12")),
    ],
)
def test_a_contact_is_whatever_reaches_somebody(
    browser: Browser, cast: Cast, store: Session, typed: str, kept: tuple[str, str, str]
) -> None:
    page = browser.sign_in(cast.animator).visit("/panel/rozmowy/nowa-osoba")
    page.submit(
        "Zapisz rozmowę",
        SAID | {"Imię i nazwisko": "Wanda Nowa", "Telefon, e-mail albo inny kontakt": typed},
    )
    person = store.scalars(select(Person)).one()
    assert (person.phone, person.email, person.contact_note) == kept


def test_a_namesake_is_asked_about_before_anybody_is_entered_twice(
    browser: Browser, cast: Cast, store: Session, met: Met
) -> None:
    halina = met()
    page = browser.sign_in(cast.animator).visit("/panel/rozmowy/nowa-osoba")
    new = {"Imię i nazwisko": "Halina Testowa", "Telefon, e-mail albo inny kontakt": "000000109"}
    page = page.submit("Zapisz rozmowę", SAID | new)
    assert page.status == 422
    assert page.errors == ["Znamy kogoś podobnego. Czy to ta sama osoba?"]
    assert store.scalar(select(func.count(Person.id))) == 1

    again = page.submit("Zapisz rozmowę", {"Czy to jedna z tych osób?": str(halina)})
    assert again.heading == "Rozmowy: Halina Testowa"
    assert store.scalar(select(func.count(Person.id))) == 1
    assert talk_of(store).person_id == halina


def test_next_steps_lie_on_shelves_the_overdue_ones_first(
    browser: Browser, cast: Cast, met: Met, talked: Talked
) -> None:
    halina = met()
    for words, days in (("Później", 20), ("W tygodniu", 3), ("Teraz", 0), ("Dawno", -2)):
        talked(halina, step=words, on=TODAY + timedelta(days=days), held_on=date(2027, 2, 20))
    page = browser.sign_in(cast.animator).visit("/panel/rozmowy")
    heads = [e.text for e in page.dom.all("h2")]
    assert heads == ["Po terminie (1)", "Dzisiaj (1)", "Jeszcze w tym tygodniu (1)", "Później (1)"]
    assert [e.text for e in page.dom.all("h3")] == ["Dawno", "Teraz", "W tygodniu", "Później"]
    assert "2 dni po terminie" in page.text


def test_mine_are_mine_and_those_of_my_communities_are_the_teams(
    browser: Browser, cast: Cast, met: Met, talked: Talked
) -> None:
    halina = met(communities=[cast.wzgorze.id, cast.ostrowiecka.id])
    talked(halina, step="Moje", on=TODAY)
    talked(halina, step="Kolegi", on=TODAY, owner=cast.social_worker)
    talked(halina, step="Cudze", on=TODAY, by=cast.other_animator, community=cast.ostrowiecka)
    browser.sign_in(cast.animator)
    mine = browser.visit("/panel/rozmowy")
    ours = mine.follow("Z moich społeczności")
    assert [e.text for e in mine.dom.all("h3")] == ["Moje"]
    assert [e.text for e in ours.dom.all("h3")] == ["Moje", "Kolegi"]
    everything_there_is = browser.sign_in(cast.organiser).visit("/panel/rozmowy?czyje=spolecznosci")
    assert len(everything_there_is.dom.all("h3")) == 3


def test_a_step_is_done_with_one_tap(
    browser: Browser, cast: Cast, store: Session, met: Met, talked: Talked
) -> None:
    talked(met(), step="Oddzwonić", on=TODAY)
    page = browser.sign_in(cast.animator).visit("/panel/rozmowy")
    done = page.submit("Zrobione")
    assert done.notices == ["Zrobione. Ten krok już nie czeka."]
    assert "Oddzwonić" not in done.text
    page.submit("Zrobione")  # a second click on a stale page
    talk = talk_of(store)
    assert (talk.next_done_at is not None, talk.next_done_by_id) == (True, cast.animator.id)
    assert actions(store).count("talk.step_done") == 1


def test_what_came_of_it_becomes_a_talk_of_its_own_once(
    browser: Browser, cast: Cast, store: Session, met: Met, talked: Talked
) -> None:
    halina = met()
    talk = talked(halina, step="Oddzwonić", on=TODAY)
    page = browser.sign_in(cast.animator).visit(f"/panel/rozmowy/{talk}/zrobione")
    for _press in range(2):
        page.submit("Zrobione", {"Co z tego wyszło": "Zgadza się.", "Jak rozmawialiście": "SMS-em"})
    first, second = store.scalars(select(Talk).order_by(Talk.id))
    assert not first.is_open
    assert (second.person_id, second.held_on, second.agreed) == (halina, TODAY, "Zgadza się.")
    assert (second.channel, second.next_step) == (TalkChannel.SMS, "")


def test_a_step_is_put_off_and_handed_over(
    browser: Browser, cast: Cast, store: Session, met: Met, talked: Talked
) -> None:
    talked(met(), step="Oddzwonić", on=TODAY)
    page = browser.sign_in(cast.animator).visit("/panel/rozmowy")
    page = page.follow("Przełóż: Oddzwonić").submit("Przełóż", {"Na kiedy": "jutro"})
    assert page.notices == ["Przełożone. Krok czeka do nowego terminu."]
    page = page.follow("Przekaż: Oddzwonić")
    page = page.submit("Przekaż", {"Kto to przejmie": "Stanisław Próbny"})
    assert page.notices == ["Przekazane. Teraz zajmuje się tym: Stanisław Próbny."]
    talk = talk_of(store)
    assert (talk.next_on, talk.next_owner_id) == (date(2027, 3, 2), cast.social_worker.id)
    assert actions(store)[-2:] == ["talk.step_postponed", "talk.step_handed_over"]


def test_a_step_is_not_put_off_into_the_past_nor_when_it_is_done(
    browser: Browser, cast: Cast, store: Session, met: Met, talked: Talked
) -> None:
    talk = talked(met(), step="Oddzwonić", on=TODAY)
    browser.sign_in(cast.animator)
    page = browser.visit(f"/panel/rozmowy/{talk}/termin")
    late = page.submit("Przełóż", {"Na kiedy": "inny dzień", "Inny dzień": "2027-02-27"})
    assert late.status == 422
    assert late.errors == ["Wybierz dzisiejszy dzień albo późniejszy."]
    browser.visit("/panel/rozmowy").submit("Zrobione")
    closed = browser.visit(f"/panel/rozmowy/{talk}/termin").submit("Przełóż", {"Na kiedy": "jutro"})
    assert closed.status == 422
    assert closed.errors == ["Ten krok jest już zrobiony. Nie trzeba nic więcej."]
    assert talk_of(store).next_on == TODAY


def test_a_talk_is_put_right_by_its_author_and_the_organiser_only(
    browser: Browser, cast: Cast, store: Session, met: Met, talked: Talked
) -> None:
    halina = met()
    talk = talked(halina, step="Oddzwonić", on=TODAY)
    page = browser.sign_in(cast.animator).visit(f"/panel/ludzie/{halina}/rozmowy")
    page = page.follow("Popraw").submit("Zapisz", {"Co ustalono": "Poprowadzi warcaby."})
    assert page.notices == ["Zapisano."]
    assert talk_of(store).agreed == "Poprowadzi warcaby."
    assert talk_of(store).next_on == TODAY  # the day in the form was nobody's choice
    assert actions(store)[-1] == "talk.changed"
    browser.sign_in(cast.social_worker)
    assert "Popraw" not in str(browser.visit(f"/panel/ludzie/{halina}/rozmowy").links)
    assert browser.visit(f"/panel/rozmowy/{talk}/edycja").status == 403
    browser.sign_in(cast.organiser)
    assert browser.visit(f"/panel/rozmowy/{talk}/edycja").status == 200


def test_the_second_of_two_sees_what_the_first_one_changed(
    browser: Browser,
    another_browser: Browser,
    cast: Cast,
    store: Session,
    met: Met,
    talked: Talked,
) -> None:
    address = f"/panel/rozmowy/{talked(met())}/edycja"
    first = browser.sign_in(cast.animator).visit(address)
    second = another_browser.sign_in(cast.organiser).visit(address)
    first.submit("Zapisz", {"Co ustalono": "Szachy."})
    late = second.submit("Zapisz", {"Co ustalono": "Warcaby."})
    assert late.status == 409
    assert "Szachy." in late.text
    assert "Warcaby." in late.text
    assert talk_of(store).agreed == "Szachy."


WAYS = ("edycja", "zrobione", "termin", "przekazanie")


@pytest.mark.parametrize("who", ["other_animator", "adviser", "administrator"])
def test_a_talk_of_another_community_does_not_exist_and_nothing_changes(
    browser: Browser, cast: Cast, store: Session, met: Met, talked: Talked, who: str
) -> None:
    halina = met()
    talk = talked(halina, step="Oddzwonić", on=TODAY)
    page = browser.sign_in(cast.animator).visit("/panel/rozmowy")
    token = page.dom.all("input", name="csrf_token")[0]["value"]
    browser.sign_in(getattr(cast, who))
    before = everything(store)
    addresses = [
        *(f"/panel/rozmowy/{talk}/{way}" for way in WAYS),
        f"/panel/ludzie/{halina}/rozmowy/nowa",
        f"/panel/ludzie/{halina}/podziekowanie",
    ]
    for address in addresses:
        assert browser.visit(address).status == 404, address
        own = browser.visit("/panel/konto").dom.all("input", name="csrf_token")
        typed = {"csrf_token": own[0]["value"] if own else token, "agreed": "x", "channel": "phone"}
        assert browser.post(address, typed).status == 404, address
    assert everything(store) == before


def test_talks_of_another_community_with_the_same_person_stay_there(
    browser: Browser, cast: Cast, met: Met, talked: Talked
) -> None:
    halina = met(communities=[cast.wzgorze.id, cast.ostrowiecka.id])
    talked(halina, agreed="Tylko dla Wzgórza.")
    talked(
        halina,
        agreed="Tylko dla Ostrowieckiej.",
        by=cast.other_animator,
        community=cast.ostrowiecka,
    )
    page = browser.sign_in(cast.animator).visit(f"/panel/ludzie/{halina}/rozmowy")
    assert "Tylko dla Wzgórza." in page.text
    assert "Ostrowieckiej" not in page.text


def test_the_desk_shows_what_is_due_mine_first(
    browser: Browser, cast: Cast, met: Met, talked: Talked
) -> None:
    halina = met()
    talked(
        halina,
        step="Kolegi po terminie",
        on=TODAY - timedelta(days=2),
        owner=cast.social_worker,
        held_on=date(2027, 2, 20),
    )
    talked(halina, step="Kolegi na dzisiaj", on=TODAY, owner=cast.social_worker)
    talked(halina, step="Moje na dzisiaj", on=TODAY)
    talked(halina, step="Moje na jutro", on=TODAY + timedelta(days=1))
    needs = part(browser.sign_in(cast.animator).visit("/panel"), "needs")
    assert "Moje na jutro" not in needs
    assert "Kolegi na dzisiaj" not in needs
    assert needs.index("Moje na dzisiaj") < needs.index("Kolegi po terminie")
    assert "2 dni po terminie" in needs
    assert "Stanisław Próbny" in needs


def test_the_log_names_nobody(
    browser: Browser, cast: Cast, store: Session, met: Met, talked: Talked
) -> None:
    talked(met(), step="Oddzwonić do Haliny", on=TODAY)
    browser.sign_in(cast.animator).visit("/panel/rozmowy").submit("Zrobione")

    for entry in store.scalars(select(AuditEntry)):
        assert not re.search("Halin|Oddzwon|herbac", str(entry.details)), entry.details


def test_the_pages_ask_as_much_with_many_talks_as_with_few(
    browser: Browser,
    cast: Cast,
    met: Met,
    talked: Talked,
    asked: Callable[[Browser, str], int],
) -> None:
    halina = met()
    pages = (
        "/panel",
        "/panel/rozmowy",
        "/panel/rozmowy?czyje=spolecznosci",
        "/panel/rozmowy/nowa",
        f"/panel/ludzie/{halina}/rozmowy",
    )
    browser.sign_in(cast.animator).visit("/panel")

    def talk(first: int, count: int) -> None:
        for number in range(first, first + count):
            other = met(f"Osoba {number}", phone=f"0000010{number:02d}")
            for person in (halina, other):
                talked(person, step=f"Krok {number}", on=TODAY)
                talked(person, step=f"Ich {number}", on=TODAY, owner=cast.social_worker)

    talk(0, 2)
    few = {address: asked(browser, address) for address in pages}
    talk(2, 6)
    assert {address: asked(browser, address) for address in pages} == few


def test_an_overdue_step_counts_by_local_days(
    browser: Browser, cast: Cast, met: Met, talked: Talked, clock
) -> None:
    talked(met(), step="Oddzwonić", on=TODAY)
    clock.move_to(datetime(2027, 3, 1, 23, 30, tzinfo=UTC))  # half past midnight in Poland
    page = browser.sign_in(cast.animator).visit("/panel/rozmowy")
    assert "1 dzień po terminie" in page.text
