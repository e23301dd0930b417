"""Groups of residents: added, described, joined with a yes, ended; what everybody reads of them."""

from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from osl.core.audit import AuditEntry
from osl.groups.models import Group, GroupKind, GroupMember
from osl.people.models import Person, person_community
from tests.browser import Browser
from tests.cast import Cast
from tests.groups.conftest import Make

CLUB = {
    "Nazwa grupy": "Klub przy kawie",
    "Rodzaj grupy": "Klub",
    "Co robi grupa": "Kawa i planszówki.",
    "Kiedy się spotyka": "co drugi wtorek o 17.00",
}


def test_an_animator_adds_a_group(browser: Browser, cast: Cast, store: Session) -> None:
    page = browser.sign_in(cast.animator).visit("groups.index").follow("Dodaj grupę")
    page = page.submit(
        "Zapisz", CLUB | {"Gdzie się spotyka": f"{cast.hall.name}, {cast.hall.address}"}
    )

    assert page.heading == "Klub przy kawie"
    assert page.notices == ["Grupa dodana."]
    assert "co drugi wtorek o 17.00" in page.text
    made = store.scalars(select(Group)).one()
    assert (made.kind, made.community_id) == (GroupKind.CLUB, cast.wzgorze.id)
    assert made.contact_id == cast.animator.id
    entry = store.scalars(select(AuditEntry).where(AuditEntry.action == "group.added")).one()
    assert (entry.actor_id, entry.community_id) == (cast.animator.id, cast.wzgorze.id)


def test_a_second_click_adds_no_second_group(browser: Browser, cast: Cast, store: Session) -> None:
    form = browser.sign_in(cast.animator).visit("groups.add")
    form.submit("Zapisz", CLUB)
    page = form.submit("Zapisz", CLUB)

    assert page.heading == "Klub przy kawie"
    assert store.scalar(select(func.count(Group.id))) == 1


def test_what_is_missing_is_said_and_nothing_is_lost(
    browser: Browser, cast: Cast, store: Session
) -> None:
    form = browser.sign_in(cast.animator).visit("groups.add")
    page = form.submit(
        "Zapisz", {"Co robi grupa": "Kawa i planszówki.", "Spotyka się od": "2028-01-01"}
    )

    assert page.status == 422
    assert set(page.errors) == {"Wybierz rodzaj.", "Podaj nazwę grupy."}
    page = page.submit("Zapisz", {"Nazwa grupy": "Klub", "Rodzaj grupy": "Klub"})
    assert page.errors == ["Grupa nie mogła zacząć w przyszłości."]
    assert "Kawa i planszówki." in page.dom.all("textarea", name="about")[0].text
    assert store.scalar(select(func.count(Group.id))) == 0


def test_a_pesel_is_refused_and_case_words_are_pointed_out(
    browser: Browser, cast: Cast, store: Session
) -> None:
    form = browser.sign_in(cast.animator).visit("groups.add")
    page = form.submit("Zapisz", CLUB | {"Co robi grupa": "Pisz do 44051401359."})
    assert page.status == 422
    page = page.submit("Zapisz", {"Co robi grupa": "Rozmowy o depresji."})
    assert page.status == 422
    assert store.scalar(select(func.count(Group.id))) == 0
    page = page.submit("Zapisz", {"keep_words": True})
    assert page.heading == "Klub przy kawie"


def test_of_two_editors_the_second_sees_what_the_first_changed(
    browser: Browser, cast: Cast, group: Make, store: Session
) -> None:
    number = group()
    form = browser.sign_in(cast.animator).visit("groups.edit", group_id=number)
    form.submit("Zapisz", {"Kiedy się spotyka": "w środy"})
    page = form.submit("Zapisz", {"Kiedy się spotyka": "w czwartki"})

    assert page.status == 409
    assert "w środy" in page.text
    page = page.submit("Zapisz")
    assert page.notices == ["Zapisano."]
    assert store.get_one(Group, number).rhythm == "w czwartki"


def test_somebody_who_agreed_is_noted_with_the_day(
    browser: Browser, cast: Cast, group: Make, neighbour: Make, store: Session
) -> None:
    number, person = group(), neighbour("Halina Wzorcowa", community=cast.wzgorze)
    page = browser.sign_in(cast.animator).visit("groups.show", group_id=number)
    page = page.follow("Zapisz osobę, która się zgodziła")
    page = page.submit("Zanotuj", {"Imię i nazwisko": "Halina"})
    assert page.errors == ["Znamy kogoś podobnego. Czy to ta sama osoba?"]
    page = page.submit(
        "Zanotuj",
        {"Czy to jedna z tych osób?": str(person), "Dzień zgody na zapisanie": "2027-02-20"},
    )

    assert page.notices == ["Zanotowane: Halina Wzorcowa należy do grupy."]
    assert "zgoda na zapisanie: 20 lutego 2027" in page.text
    member = store.scalars(select(GroupMember)).one()
    assert (member.person_id, member.agreed_on) == (person, date(2027, 2, 20))
    entry = store.scalars(select(AuditEntry).where(AuditEntry.action == "group.joined")).one()
    assert entry.details == {"subject": "Klub przy kawie", "person_id": person}


def test_somebody_new_is_met_and_noted_at_once(
    browser: Browser, cast: Cast, group: Make, store: Session
) -> None:
    form = browser.sign_in(cast.animator).visit("groups.add_member", group_id=group())
    asked = {"Imię i nazwisko": "Jan Nowy", "Telefon albo e-mail": "600 100 201"}
    page = form.submit("Zanotuj", asked | {"Koordynuje grupę": True})

    assert "Jan Nowy" in page.text
    assert "koordynuje" in page.text
    person = store.scalars(select(Person)).one()
    known = store.execute(select(person_community.c.community_id)).scalars().all()
    assert (person.phone, known) == ("600100201", [cast.wzgorze.id])
    form.submit("Zanotuj", asked)
    assert store.scalar(select(func.count(GroupMember.id))) == 1


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"Imię i nazwisko": ""}, "Podaj imię i nazwisko."),
        ({"Imię i nazwisko": "Jan Nowy"}, "Podaj numer telefonu lub adres e-mail"),
        (
            {
                "Imię i nazwisko": "Jan Nowy",
                "Telefon albo e-mail": "600100201",
                "Dzień zgody na zapisanie": "",
            },
            "Podaj dzień zgody",
        ),
        (
            {
                "Imię i nazwisko": "Jan Nowy",
                "Telefon albo e-mail": "600100201",
                "Dzień zgody na zapisanie": "2027-03-02",
            },
            "Ten dzień dopiero będzie.",
        ),
    ],
)
def test_nobody_is_noted_without_a_name_a_contact_and_a_yes(
    browser: Browser,
    cast: Cast,
    group: Make,
    store: Session,
    asked: dict[str, str],
    said: str,
) -> None:
    form = browser.sign_in(cast.animator).visit("groups.add_member", group_id=group())
    page = form.submit("Zanotuj", asked)

    assert page.status == 422
    assert page.errors[0].startswith(said)
    assert store.scalar(select(func.count(GroupMember.id))) == 0
    assert store.scalar(select(func.count(Person.id))) == 0


def test_somebody_of_another_community_cannot_be_chosen(
    browser: Browser, cast: Cast, group: Make, neighbour: Make, store: Session
) -> None:
    stranger = neighbour("Obca Osoba", community=cast.ostrowiecka)
    form = browser.sign_in(cast.animator).visit("groups.add_member", group_id=group())
    data = {"person": str(stranger), "name": "Obca Osoba", "contact": "", "agreed_on": "2027-02-01"}
    token = form.dom.all("input", name="csrf_token")[0]["value"]
    page = browser.post(form.url, data | {"csrf_token": token})

    assert page.status == 422
    assert page.errors == ["Wybierz jedną z tych osób albo wpisz, kto to jest."]
    assert "600 100 200" not in page.text
    assert store.scalar(select(func.count(GroupMember.id))) == 0


def test_somebody_leaves_and_may_come_back(
    browser: Browser, cast: Cast, group: Make, neighbour: Make, joined: Make, store: Session
) -> None:
    number, person = group(), neighbour()
    joined(number, person)
    page = browser.sign_in(cast.animator).visit("groups.show", group_id=number)
    form = page.follow("Już nie należy")
    page = form.submit("Zanotuj", {"Którego dnia": "2027-01-01"})
    assert page.errors == ["Zgoda jest z dnia: 1 lutego 2027. Podaj późniejszy dzień."]
    page = page.submit("Zanotuj", {"Którego dnia": "2027-03-01"})

    assert "Halina Wzorcowa" not in page.dom.all("main")[0].text.replace(page.notices[0], "")
    assert store.scalars(select(GroupMember.left_on)).all() == [date(2027, 3, 1)]
    joined(number, person)
    assert store.scalar(select(func.count(GroupMember.id))) == 2


def test_who_coordinates_is_one_tap(
    browser: Browser, cast: Cast, group: Make, neighbour: Make, joined: Make, store: Session
) -> None:
    number = group()
    joined(number, neighbour())
    page = browser.sign_in(cast.animator).visit("groups.show", group_id=number)
    page = page.submit("Koordynuje: Halina Wzorcowa")
    assert page.notices == ["Zanotowane: Halina Wzorcowa koordynuje grupę."]
    assert store.scalars(select(GroupMember.coordinates)).all() == [True]
    page.submit("Już nie koordynuje: Halina Wzorcowa")
    store.expire_all()
    assert store.scalars(select(GroupMember.coordinates)).all() == [False]


def test_a_group_ends_and_meets_again(
    browser: Browser, cast: Cast, group: Make, neighbour: Make, store: Session
) -> None:
    number = group(started_on=date(2027, 2, 1))
    form = browser.sign_in(cast.animator).visit("groups.ending", group_id=number)
    assert form.submit("Zapisz koniec grupy", {"Którego dnia": "2027-01-31"}).status == 422
    page = form.submit("Zapisz koniec grupy", {"Którego dnia": "2027-03-01"})

    assert "Ta grupa zakończyła się dnia: 1 marca 2027." in page.text
    assert "Klub przy kawie" not in browser.visit("groups.index").text
    assert "Klub przy kawie" in browser.visit("/panel/grupy?zakonczone=tak").text
    data = {"Imię i nazwisko": "Jan Nowy", "Telefon albo e-mail": "600100201"}
    refused = browser.visit("groups.add_member", group_id=number).submit("Zanotuj", data)
    assert refused.errors == ["Ta grupa się zakończyła."]
    page.submit("Znów się spotyka")
    assert store.get_one(Group, number).ended_on is None


def test_everybody_reads_of_a_public_group_but_of_nobody_in_it(
    browser: Browser, cast: Cast, group: Make, neighbour: Make, joined: Make
) -> None:
    shown = group(about="Kawa i planszówki.", rhythm="co drugi wtorek", is_public=True)
    joined(shown, neighbour("Halina Wzorcowa"))
    group(name="Grupa w ukryciu")
    group(name="Z innej społeczności", is_public=True, community=cast.ostrowiecka)
    page = browser.visit("home.community", slug="wzgorze")

    assert "Klub przy kawie" in page.text
    assert "co drugi wtorek" in page.text
    assert "Kontakt przez organizatora: 000 000 001" in page.text
    for secret in ("Halina", "600 100 200", "Grupa w ukryciu", "Z innej społeczności"):
        assert secret not in page.text


def test_a_group_that_ended_is_no_longer_shown(browser: Browser, cast: Cast, group: Make) -> None:
    number = group(is_public=True)
    form = browser.sign_in(cast.animator).visit("groups.ending", group_id=number)
    form.submit("Zapisz koniec grupy")

    assert "Klub przy kawie" not in browser.visit("home.community", slug="wzgorze").text


def test_the_list_is_narrowed_by_kind_and_community(
    browser: Browser, cast: Cast, group: Make
) -> None:
    group()
    group(GroupKind.INITIATIVE, "Ogrodnicy", community=cast.ostrowiecka)
    browser.sign_in(cast.organiser)

    page = browser.visit("/panel/grupy?rodzaj=initiative")
    assert "Ogrodnicy" in page.text
    assert "Klub przy kawie" not in page.text
    page = browser.visit(f"/panel/grupy?spolecznosc={cast.wzgorze.id}")
    assert "Klub przy kawie" in page.text
    assert "Ogrodnicy" not in page.text
    assert browser.visit("/panel/grupy?rodzaj=x&spolecznosc=y&strona=z").status == 200
