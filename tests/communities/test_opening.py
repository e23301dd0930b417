"""The organiser begins the work with a community."""

from datetime import date
from urllib.parse import unquote

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from osl.communities.models import Audience, Community, CommunityKind, Stage, StageChange, Tone
from osl.core.audit import AuditEntry
from tests.browser import Browser, Page
from tests.cast import Cast

GARDEN = {
    "Nazwa społeczności": "Ogród na Łąkowej",
    "W kilku słowach": "Razem uprawiamy grządki.",
    "Praca zaczęła się": "2026-03-01",
}


def new_community(browser: Browser, cast: Cast, **more: str) -> Page:
    page = browser.sign_in(cast.organiser).visit("/panel/spolecznosci").follow("Nowa społeczność")
    return page.submit("Utwórz społeczność", GARDEN | more)


def test_the_organiser_opens_a_community(browser: Browser, cast: Cast, store: Session) -> None:
    page = new_community(browser, cast, Kolor="Śliwkowy")

    assert page.heading == "Zespół widoczny dla mieszkańców: Ogród na Łąkowej"
    assert page.notices == ["Społeczność już tu jest. Teraz dodaj jej zespół."]
    community = store.scalars(select(Community).where(Community.slug == "ogrod-na-lakowej")).one()
    assert community.name == "Ogród na Łąkowej"
    assert community.tone is Tone.PLUM
    assert community.started_on == date(2026, 3, 1)
    assert community.stage is Stage.ENTERING
    first = store.scalars(select(StageChange).where(StageChange.community_id == community.id)).one()
    assert (first.stage, first.changed_on) == (Stage.ENTERING, date(2026, 3, 1))
    entry = store.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.subject_id) == ("community.opened", community.id)
    assert "Ogród na Łąkowej" in entry.sentence("Anna")


def test_residents_find_it_at_once(browser: Browser, another_browser: Browser, cast: Cast) -> None:
    new_community(browser, cast)

    page = another_browser.visit("/spolecznosci/ogrod-na-lakowej")

    assert page.heading == "Ogród na Łąkowej"
    assert "Ogród na Łąkowej" in another_browser.visit("/spolecznosci").text


def test_people_with_something_in_common_collect_events(
    browser: Browser, cast: Cast, store: Session
) -> None:
    kind = {"Rodzaj": "Osoby, które coś łączy"}
    new_community(browser, cast, **kind, **{"Wydarzenia zbierane z całego miasta": "Seniorzy"})

    community = store.scalars(select(Community).where(Community.name == "Ogród na Łąkowej")).one()
    assert community.kind is CommunityKind.CATEGORICAL
    assert community.collects_audience is Audience.SENIORS


def test_a_neighbourhood_collects_nothing(browser: Browser, cast: Cast, store: Session) -> None:
    new_community(browser, cast, **{"Wydarzenia zbierane z całego miasta": "Seniorzy"})

    community = store.scalars(select(Community).where(Community.name == "Ogród na Łąkowej")).one()
    assert community.collects_audience is None


def test_a_second_click_makes_no_second_community(
    browser: Browser, cast: Cast, store: Session
) -> None:
    page = browser.sign_in(cast.organiser).visit("communities.create")
    page.submit("Utwórz społeczność", GARDEN)
    again = page.submit("Utwórz społeczność", GARDEN)

    assert again.status == 422
    assert again.errors == [
        "Adres „ogrod-na-lakowej” ma albo kiedyś miała inna społeczność. Wpisz inny."
    ]
    assert store.scalar(select(func.count(Community.id))) == 3
    assert store.scalar(select(func.count(AuditEntry.id))) == 1


@pytest.mark.parametrize(
    ("slug", "says"),
    [
        ("miasto", "Adres „miasto” znaczy tu coś innego. Wybierz inny."),
        ("Miasto", "Adres „miasto” znaczy tu coś innego. Wybierz inny."),
        ("kalendarz", "Adres „kalendarz” znaczy tu coś innego. Wybierz inny."),
        ("2027", "Adres musi mieć litery. Wpisz krótką nazwę, na przykład wzgorze."),
        ("—", "Adres musi mieć litery. Wpisz krótką nazwę, na przykład wzgorze."),
        ("wzgorze", "Adres „wzgorze” ma albo kiedyś miała inna społeczność. Wpisz inny."),
    ],
)
def test_some_addresses_are_refused(
    browser: Browser, cast: Cast, store: Session, slug: str, says: str
) -> None:
    page = new_community(browser, cast, **{"Adres jej strony": slug})

    assert page.status == 422
    assert page.errors == [says]
    assert page.dom.all("input", name="name")[0]["value"] == "Ogród na Łąkowej"
    assert store.scalar(select(func.count(Community.id))) == 2


def test_what_is_missing_is_said_beside_its_field(browser: Browser, cast: Cast) -> None:
    page = browser.sign_in(cast.organiser).visit("communities.create")
    page = page.submit("Utwórz społeczność", {"Praca zaczęła się": "31.02.2026"})

    assert page.status == 422
    assert page.errors == [
        "Napisz w kilku słowach, kto tworzy tę społeczność.",
        "Podaj nazwę społeczności.",
        "Nie ma takiej daty. Wybierz dzień, na przykład 12 czerwca 2027.",
    ]


@pytest.mark.parametrize("who", ["animator", "social_worker", "adviser", "administrator"])
def test_only_the_organiser_opens_communities(
    browser: Browser, cast: Cast, store: Session, who: str
) -> None:
    browser.sign_in(getattr(cast, who))

    assert browser.visit("communities.create").status == 403
    assert browser.post("/panel/spolecznosci/nowa", {"name": "Nowa"}).status in (400, 403)
    assert store.scalar(select(func.count(Community.id))) == 2


def test_a_stranger_is_asked_to_sign_in(browser: Browser, cast: Cast) -> None:
    answer = browser.client.get("/panel/spolecznosci/nowa")
    assert answer.status_code == 303
    assert "next=/panel/spolecznosci/nowa" in unquote(answer.headers["Location"])
