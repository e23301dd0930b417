"""Places to meet: how to find them and how to get in."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from osl.communities.models import Fact, Venue
from osl.communities.words import access_sentences, unknown_access
from osl.core.audit import AuditEntry
from tests.browser import Browser
from tests.cast import Cast

CLUB = {"Nazwa miejsca": "Klub „Pod Lipami”", "Adres": "os. Łazy 5"}


def test_an_animator_adds_a_place(browser: Browser, cast: Cast, store: Session) -> None:
    page = browser.sign_in(cast.animator).visit("/panel/miejsca").follow("Nowe miejsce")
    page = page.submit(
        "Dodaj miejsce",
        CLUB
        | {
            "Wejście bez schodów": "Tak",
            "Pętla indukcyjna": "Nie",
            "Szerokość geograficzna": "51,0489",
            "Długość geograficzna": "21.0712",
        },
    )

    assert page.heading == "Miejsca"
    assert page.notices == ["„Klub „Pod Lipami”” jest na liście."]
    venue = store.scalars(select(Venue).where(Venue.name == CLUB["Nazwa miejsca"])).one()
    assert (venue.step_free_entrance, venue.hearing_loop) == (Fact.YES, Fact.NO)
    assert venue.lift is Fact.UNKNOWN
    assert (venue.latitude, venue.longitude) == (51.0489, 21.0712)
    assert store.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all() == ["venue.added"]


def test_a_second_click_adds_no_second_place(browser: Browser, cast: Cast, store: Session) -> None:
    form = browser.sign_in(cast.animator).visit("venues.add")
    form.submit("Dodaj miejsce", CLUB)

    page = form.submit("Dodaj miejsce", CLUB | {"Adres": "OS. ŁAZY 5"})

    assert page.status == 422
    assert page.errors == ["To miejsce jest już na liście."]
    assert store.scalar(select(func.count(Venue.id))) == 2


def test_a_place_is_changed(browser: Browser, cast: Cast, store: Session) -> None:
    page = browser.sign_in(cast.animator).visit("/panel/miejsca").follow("Świetlica „Pod Dębem”")
    page = page.submit("Zapisz", {"Przystanek w pobliżu": "Tak", "Jak trafić": "Żółte drzwi."})

    assert page.notices == ["Zapisano."]
    venue = store.get_one(Venue, cast.hall.id)
    assert (venue.bus_stop, venue.directions) == (Fact.YES, "Żółte drzwi.")
    assert venue.version == 2
    assert store.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all() == [
        "venue.edited"
    ]


def test_two_people_change_one_place(
    browser: Browser, another_browser: Browser, cast: Cast, store: Session
) -> None:
    first = browser.sign_in(cast.animator).visit("venues.edit_place", venue_id=cast.hall.id)
    second = another_browser.sign_in(cast.other_animator).visit(
        "venues.edit_place", venue_id=cast.hall.id
    )
    first.submit(
        "Zapisz", {"Adres": "ul. Łąkowa 7", "Winda albo wszystko na jednym poziomie": "Tak"}
    )

    page = second.submit("Zapisz", {"Adres": "ul. Łąkowa 9"})

    assert page.status == 409
    assert "ul. Łąkowa 7" in page.text
    assert page.dom.all("input", name="address")[0]["value"] == "ul. Łąkowa 9"
    assert store.get_one(Venue, cast.hall.id).address == "ul. Łąkowa 7"


def test_a_place_leaves_the_list_and_comes_back(
    browser: Browser, cast: Cast, store: Session
) -> None:
    page = browser.sign_in(cast.animator).visit("/panel/miejsca")

    page = page.submit("Zdejmij z listy")
    assert store.get_one(Venue, cast.hall.id).retired_at is not None
    assert "Świetlica „Pod Dębem”" not in page.links
    page.submit("Przywróć na listę")
    assert page.submit("Przywróć na listę").status == 200, "a second click"
    assert store.get_one(Venue, cast.hall.id).retired_at is None
    assert store.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all() == [
        "venue.retired",
        "venue.restored",
    ]


def test_half_a_point_on_the_map_is_refused(browser: Browser, cast: Cast, store: Session) -> None:
    form = browser.sign_in(cast.animator).visit("venues.add")

    page = form.submit("Dodaj miejsce", CLUB | {"Szerokość geograficzna": "51.0489"})
    assert page.errors == ["Podaj obie liczby punktu na mapie albo żadnej."]
    page = form.submit("Dodaj miejsce", CLUB | {"Szerokość geograficzna": "północ"})
    assert page.errors == ["Wpisz stopnie cyframi, na przykład 51,0489."]
    point = {"Szerokość geograficzna": "97", "Długość geograficzna": "21"}
    page = form.submit("Dodaj miejsce", CLUB | point)
    assert page.errors == ["Szerokość geograficzna to liczba od -90 do 90."]
    point = {"Szerokość geograficzna": "nan", "Długość geograficzna": "1e999"}
    page = form.submit("Dodaj miejsce", CLUB | point)
    assert page.status == 422
    assert store.scalar(select(func.count(Venue.id))) == 1


def test_people_without_a_community_keep_away(browser: Browser, cast: Cast) -> None:
    for who in (cast.adviser, cast.administrator):
        browser.sign_in(who)
        assert browser.visit("/panel/miejsca").status == 403
        assert browser.visit("venues.add").status == 403
        assert browser.visit("venues.edit_place", venue_id=cast.hall.id).status == 403


def test_every_access_fact_is_told_in_words(running: object) -> None:
    hall = Venue(name="Sala", address="Rynek 1", is_outdoor=False)
    for name in ("lift", "accessible_toilet", "parking", "assistance_dog", "benches_and_shade"):
        setattr(hall, name, Fact.UNKNOWN)
    hall.step_free_entrance, hall.hearing_loop, hall.bus_stop = Fact.YES, Fact.NO, Fact.YES

    told = access_sentences(hall)

    assert [one.label for one in told] == [
        "Wejście bez schodów",
        "Winda albo wszystko na jednym poziomie",
        "Toaleta dla osób na wózkach",
        "Miejsce parkingowe dla osób z niepełnosprawnością",
        "Pętla indukcyjna",
        "Wstęp z psem asystującym",
        "Przystanek w pobliżu",
    ], "nobody asks for shade in a hall"
    assert told[0].text == "Wejście jest bez schodów."
    assert told[1].text == "Brak danych. Zadzwoń, sprawdzimy."
    assert told[4].text == "Nie ma pętli indukcyjnej."
    assert len(unknown_access(hall)) == 4
    hall.is_outdoor = True
    assert "Ławki i cień" in unknown_access(hall)
    assert "Winda albo wszystko na jednym poziomie" not in unknown_access(hall)
