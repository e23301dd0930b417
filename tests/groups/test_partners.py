"""Partners: whom to ask, what they give, until when it is agreed."""

from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from osl.core.audit import AuditEntry
from osl.groups.models import Partner, PartnerKind
from tests.browser import Browser
from tests.cast import Cast
from tests.groups.conftest import Make

SCHOOL = {
    "Nazwa partnera": "Szkoła nr 99",
    "Kto to jest": "Szkoła lub przedszkole",
    "Osoba do kontaktu w tej instytucji": "Ewa Dyrektorska",
    "Telefon w pracy": "41 200 00 00",
    "Co daje": "Sala gimnastyczna w czwartki.",
    "Ustalone dnia": "2026-04-01",
    "Ustalone do dnia": "2027-03-31",
}


def test_an_animator_adds_a_partner(browser: Browser, cast: Cast, store: Session) -> None:
    page = browser.sign_in(cast.animator).visit("partners.index").follow("Dodaj partnera")
    page = page.submit("Zapisz", SCHOOL)

    assert page.heading == "Szkoła nr 99"
    assert "Ewa Dyrektorska" in page.text
    assert "41 200 00 00" in page.text or "412 000 000" in page.text
    made = store.scalars(select(Partner)).one()
    assert (made.kind, made.contact_phone) == (PartnerKind.SCHOOL, "412000000")
    assert [one.id for one in made.communities] == [cast.wzgorze.id]
    entry = store.scalars(select(AuditEntry).where(AuditEntry.action == "partner.added")).one()
    assert entry.details == {"subject": "Szkoła nr 99"}


def test_what_is_wrong_is_said_and_nothing_is_lost(
    browser: Browser, cast: Cast, store: Session
) -> None:
    form = browser.sign_in(cast.organiser).visit("partners.add")
    page = form.submit("Zapisz", {"Telefon w pracy": "12", "Co daje": "Ciasto"})
    assert page.status == 422
    assert set(page.errors) == {
        "Podaj nazwę partnera.",
        "Wybierz rodzaj.",
        "Wybierz przynajmniej jedną społeczność.",
        "Podaj numer telefonu: dziewięć cyfr, na przykład 41 200 00 00.",
    }
    both = {"Społeczności, z którymi współpracuje": ["Wzgórze", "Sąsiedzi z Ostrowieckiej"]}
    page = page.submit(
        "Zapisz", SCHOOL | both | {"Ustalone do dnia": "2026-03-31", "Co daje": "Ciasto"}
    )
    assert page.errors == ["Ustalenia nie mogą się skończyć, zanim się zaczną."]
    assert store.scalar(select(func.count(Partner.id))) == 0
    page = page.submit("Zapisz", {"Ustalone do dnia": "2027-03-31"})
    assert "Ciasto" in page.text
    assert len(store.scalars(select(Partner)).one().communities) == 2


@pytest.mark.parametrize(
    ("until", "said"),
    [
        (date(2027, 3, 1), "kończą się dziś"),
        (date(2027, 3, 2), "jeszcze 1 dzień"),
        (date(2027, 4, 30), "jeszcze 60 dni"),
        (date(2027, 2, 28), "wygasły: 28 lutego 2027"),
    ],
)
def test_an_agreement_that_ends_within_sixty_days_is_pointed_out(
    browser: Browser, cast: Cast, partner: Make, until: date, said: str
) -> None:
    number = partner(agreed_until=until)
    page = browser.sign_in(cast.animator).visit("partners.index")
    assert "Ustalenia niedługo się kończą albo właśnie wygasły:" in page.text
    assert said in page.text
    assert said in browser.visit("partners.show", partner_id=number).text


def test_one_that_holds_for_longer_is_not(browser: Browser, cast: Cast, partner: Make) -> None:
    partner(agreed_until=date(2027, 5, 1))
    partner("Parafia", agreed_until=None)
    page = browser.sign_in(cast.animator).visit("partners.index")

    assert "Szkoła nr 99" in page.text
    assert "Ustalenia niedługo się kończą" not in page.text


def test_communities_of_colleagues_stay_when_one_edits(
    browser: Browser, cast: Cast, partner: Make, store: Session
) -> None:
    number = partner(communities=[cast.wzgorze, cast.ostrowiecka])
    form = browser.sign_in(cast.animator).visit("partners.edit", partner_id=number)
    page = form.submit("Zapisz", {"Co daje": "Ciasto"})

    assert page.notices == ["Zapisano."]
    made = store.get_one(Partner, number)
    assert {one.id for one in made.communities} == {cast.wzgorze.id, cast.ostrowiecka.id}
    assert made.gives == "Ciasto"


def test_of_two_editors_the_second_sees_what_the_first_changed(
    browser: Browser, cast: Cast, partner: Make, store: Session
) -> None:
    number = partner()
    form = browser.sign_in(cast.animator).visit("partners.edit", partner_id=number)
    form.submit("Zapisz", {"Co daje": "Ciasto"})
    page = form.submit("Zapisz", {"Co daje": "Sala"})

    assert page.status == 409
    assert "Ciasto" in page.text
    assert store.get_one(Partner, number).gives == "Ciasto"


def test_working_together_ends_and_begins_again(
    browser: Browser, cast: Cast, partner: Make, store: Session
) -> None:
    number = partner(agreed_until=date(2027, 3, 10))
    form = browser.sign_in(cast.animator).visit("partners.ending", partner_id=number)
    assert form.submit("Zanotuj", {"Którego dnia": "2027-03-02"}).status == 422
    page = form.submit("Zanotuj", {"Którego dnia": "2027-03-01"})

    assert "Współpraca trwała do dnia: 1 marca 2027." in page.text
    assert "Szkoła nr 99" not in browser.visit("partners.index").text
    assert "Szkoła nr 99" in browser.visit("/panel/partnerzy?zakonczone=tak").text
    page.submit("Znów współpracujemy")
    assert store.get_one(Partner, number).ended_on is None


def test_the_list_is_narrowed_by_kind_and_community(
    browser: Browser, cast: Cast, partner: Make
) -> None:
    partner()
    partner("Parafia", kind=PartnerKind.PARISH, communities=[cast.ostrowiecka])
    browser.sign_in(cast.organiser)

    page = browser.visit("/panel/partnerzy?rodzaj=parish")
    assert "Parafia" in page.dom.all("table")[0].text
    assert "Szkoła nr 99" not in page.text
    page = browser.visit(f"/panel/partnerzy?spolecznosc={cast.wzgorze.id}")
    assert "Szkoła nr 99" in page.text
    assert browser.visit("/panel/partnerzy?rodzaj=x&strona=0").status == 200
