"""What is said of a community changes; its addresses never die."""

from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from osl.communities.models import Community, FormerSlug, Tone
from osl.core.audit import AuditEntry
from osl.core.pictures import versions_of
from tests.browser import Browser
from tests.cast import Cast


def wzgorze(store: Session) -> Community:
    return store.scalars(select(Community).where(Community.name.like("Wzg%"))).one()


def files(browser: Browser) -> list[str]:
    return sorted(path.name for path in Path(browser.app.config["UPLOADS"]).iterdir())


def test_the_team_changes_what_residents_read(
    browser: Browser, another_browser: Browser, cast: Cast, store: Session
) -> None:
    page = browser.sign_in(cast.animator).visit("communities.show", community_id=cast.wzgorze.id)
    page = page.follow("Zmień").submit(
        "Zapisz",
        {
            "W kilku słowach": "Ogród, kino i herbata.\n\nZapraszamy!",
            "Gdzie to jest, słowami": "Bloki od 1 do 24",
            "Kolor": "Morski",
            "Telefon dla mieszkańców": "41 200 00 00",
        },
    )

    assert page.heading == "Wzgórze"
    assert page.notices == ["Zapisano."]
    assert wzgorze(store).tone is Tone.TEAL
    assert wzgorze(store).summary == "Ogród, kino i herbata.\n\nZapraszamy!"
    assert store.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all() == [
        "community.described"
    ]
    public = another_browser.visit("/spolecznosci/wzgorze")
    assert "Bloki od 1 do 24" in public.text


def test_saving_without_a_change_leaves_no_trace(
    browser: Browser, cast: Cast, store: Session
) -> None:
    form = browser.sign_in(cast.organiser).visit("communities.edit", community_id=cast.wzgorze.id)

    page = form.submit("Zapisz")

    assert page.notices == ["Zapisano."]
    assert store.scalar(select(func.count(AuditEntry.id))) == 0


def test_a_new_address_keeps_the_old_one_alive(
    browser: Browser, another_browser: Browser, cast: Cast, store: Session
) -> None:
    edit = {"community_id": cast.wzgorze.id}
    page = browser.sign_in(cast.organiser).visit("communities.edit", **edit)
    page.submit("Zapisz", {"Nazwa społeczności": "Wzgórze razem", "Adres jej strony": ""})

    assert wzgorze(store).slug == "wzgorze-razem"
    answer = another_browser.client.get("/spolecznosci/wzgorze")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/spolecznosci/wzgorze-razem")
    assert another_browser.visit("/spolecznosci/wzgorze").heading == "Wzgórze razem"

    page = browser.visit("communities.edit", **edit).submit(
        "Zapisz", {"Adres jej strony": "wzgorze"}
    )
    assert page.status == 200, "its own former address may be taken back"
    assert another_browser.visit("/spolecznosci/wzgorze-razem").heading == "Wzgórze razem"
    assert store.scalars(select(FormerSlug.slug)).all() == ["wzgorze-razem"]


def test_nobody_gets_an_address_another_community_once_had(
    browser: Browser, cast: Cast, store: Session
) -> None:
    page = browser.sign_in(cast.organiser).visit("communities.edit", community_id=cast.wzgorze.id)
    page.submit("Zapisz", {"Adres jej strony": "gora"})

    page = browser.visit("communities.edit", community_id=cast.ostrowiecka.id)
    page = page.submit("Zapisz", {"Adres jej strony": "wzgorze", "W kilku słowach": "Coś nowego"})

    assert page.status == 422
    assert page.errors == ["Adres „wzgorze” ma albo kiedyś miała inna społeczność. Wpisz inny."]
    assert "Coś nowego" in page.text
    assert store.get_one(Community, cast.ostrowiecka.id).slug == "ostrowiecka"
    assert store.get_one(Community, cast.ostrowiecka.id).summary.startswith("Mieszkańcy")


def test_the_team_cannot_decide_what_the_organiser_decides(
    browser: Browser, cast: Cast, store: Session
) -> None:
    page = browser.sign_in(cast.animator).visit("communities.edit", community_id=cast.wzgorze.id)
    assert page.dom.all("input", name="name") == []
    token = page.dom.all("input", name="csrf_token")[0]["value"]

    answer = browser.post(
        page.path,
        {
            "csrf_token": token,
            "version": "1",
            "summary": "Nowy opis",
            "tone": "clay",
            "name": "Moje",
            "slug": "moje",
            "kind": "categorical",
            "closed_on": "2020-01-01",
            "id": "99",
        },
    )

    assert answer.errors == []
    community = wzgorze(store)
    assert (community.name, community.slug, community.kind) == ("Wzgórze", "wzgorze", "territorial")
    assert (community.summary, community.closed_on) == ("Nowy opis", None)


PAGES = ["edycja", "etap", "zespol", "zamkniecie"]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("who", ["other_animator", "adviser", "administrator"])
def test_another_communitys_pages_are_closed(
    browser: Browser, cast: Cast, store: Session, who: str, page: str
) -> None:
    browser.sign_in(getattr(cast, who))
    address = f"/panel/spolecznosci/{cast.wzgorze.id}/{page}"

    assert browser.visit(address).status == 403
    own = browser.visit("accounts.account")
    token = own.dom.all("input", name="csrf_token")[0]["value"]
    answer = browser.post(address, {"csrf_token": token, "summary": "Obcy", "first_name": "Obcy"})
    assert answer.status == 403
    assert store.scalar(select(func.count(AuditEntry.id))) == 0


@pytest.mark.parametrize("page", PAGES)
def test_a_community_that_is_not_there_is_not_found(
    browser: Browser, cast: Cast, page: str
) -> None:
    browser.sign_in(cast.organiser)
    assert browser.visit(f"/panel/spolecznosci/999999/{page}").status == 404
    assert browser.visit(f"/panel/spolecznosci/wzgorze/{page}").status == 404


def test_the_second_of_two_people_sees_what_the_first_changed(
    browser: Browser, another_browser: Browser, cast: Cast, store: Session
) -> None:
    edit = {"community_id": cast.wzgorze.id}
    first = browser.sign_in(cast.animator).visit("communities.edit", **edit)
    second = another_browser.sign_in(cast.organiser).visit("communities.edit", **edit)

    first.submit("Zapisz", {"W kilku słowach": "Napisał animator.", "Kolor": "Ceglasty"})
    page = second.submit("Zapisz", {"W kilku słowach": "Napisała organizatorka."})

    assert page.status == 409
    assert "Napisał animator." in page.text
    assert "Ceglasty" in page.text
    assert wzgorze(store).summary == "Napisał animator."
    assert page.dom.all("textarea", name="summary")[0].text == "Napisała organizatorka."

    page = page.submit("Zapisz")
    assert page.notices == ["Zapisano."]
    assert wzgorze(store).summary == "Napisała organizatorka."


def test_a_second_click_is_no_conflict(browser: Browser, cast: Cast, store: Session) -> None:
    form = browser.sign_in(cast.animator).visit("communities.edit", community_id=cast.wzgorze.id)
    form.submit("Zapisz", {"W kilku słowach": "Raz."})

    page = form.submit("Zapisz", {"W kilku słowach": "Raz."})

    assert page.status == 200
    assert page.notices == ["Zapisano."]
    assert store.scalar(select(func.count(AuditEntry.id))) == 1


def test_a_cover_picture_is_shown_with_its_words(
    browser: Browser,
    another_browser: Browser,
    cast: Cast,
    store: Session,
    photograph: tuple[bytes, str],
) -> None:
    page = browser.sign_in(cast.animator).visit("communities.edit", community_id=cast.wzgorze.id)
    picture = {
        "Zdjęcie na górze strony": photograph,
        "Co widać na zdjęciu": "Sąsiedzi przy stole.",
    }
    page = page.submit("Zapisz", picture)

    assert page.notices == ["Zapisano."]
    cover = wzgorze(store).cover
    assert files(browser) == sorted(version.name for version in versions_of(cover))
    public = another_browser.visit("/spolecznosci/wzgorze")
    shown = next(image for image in public.dom.all("img") if image["alt"] == "Sąsiedzi przy stole.")
    assert shown["src"] == f"/zdjecia/{cover}"
    assert "480w" in shown["srcset"]
    assert another_browser.client.get(shown["src"]).status_code == 200


def test_a_picture_without_words_is_refused_and_not_kept(
    browser: Browser, cast: Cast, store: Session, photograph: tuple[bytes, str]
) -> None:
    page = browser.sign_in(cast.animator).visit("communities.edit", community_id=cast.wzgorze.id)
    page = page.submit("Zapisz", {"Zdjęcie na górze strony": photograph, "Kolor": "Śliwkowy"})

    assert page.status == 422
    assert page.errors == [
        "Napisz jednym zdaniem, co jest na zdjęciu: dla osób, które go nie widzą."
    ]
    assert "Wybierz zdjęcie jeszcze raz" in page.text
    assert page.dom.all("input", value="plum")[0].attributes.keys() >= {"checked"}
    assert files(browser) == []
    assert wzgorze(store).cover is None


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "zdjecie.jpg", "Ten plik nie jest zdjęciem"),
        (b"<html><script>alert(1)</script></html>", "zdjecie.png", "Ten plik nie jest zdjęciem"),
        (b"\xff\xd8\xffJFIF", "zdjecie.jpg", "To zdjęcie jest uszkodzone"),
    ],
)
def test_what_is_no_picture_is_refused_beside_the_field(
    browser: Browser, cast: Cast, content: bytes, name: str, says: str
) -> None:
    page = browser.sign_in(cast.animator).visit("communities.edit", community_id=cast.wzgorze.id)
    page = page.submit(
        "Zapisz",
        {
            "Zdjęcie na górze strony": (content, name),
            "Co widać na zdjęciu": "Stół.",
            "W kilku słowach": "Wpisane słowa zostają.",
        },
    )

    assert page.status == 422
    assert page.errors[0].startswith(says)
    assert "Wpisane słowa zostają." in page.text
    assert page.dom.all("input", name="cover_description")[0]["value"] == "Stół."
    assert files(browser) == []


def test_a_new_cover_takes_the_place_of_the_old_one(
    browser: Browser, cast: Cast, store: Session, photograph: tuple[bytes, str]
) -> None:
    browser.sign_in(cast.animator)
    picture = {"Zdjęcie na górze strony": photograph, "Co widać na zdjęciu": "Stół."}
    for _ in range(2):
        page = browser.visit("communities.edit", community_id=cast.wzgorze.id)
        page.submit("Zapisz", picture)
    assert files(browser) == sorted(v.name for v in versions_of(wzgorze(store).cover))

    page = browser.visit("communities.edit", community_id=cast.wzgorze.id)
    page = page.submit("Zapisz", {"Usuń to zdjęcie": True})

    assert page.notices == ["Zapisano."]
    assert (wzgorze(store).cover, wzgorze(store).cover_description) == (None, "")
    assert files(browser) == []


def test_a_picture_of_a_refused_form_leaves_no_file(
    browser: Browser, cast: Cast, photograph: tuple[bytes, str]
) -> None:
    page = browser.sign_in(cast.organiser).visit("communities.create")
    page = page.submit(
        "Utwórz społeczność",
        {
            "Nazwa społeczności": "Wzgórze",
            "W kilku słowach": "Drugie.",
            "Zdjęcie na górze strony": photograph,
            "Co widać na zdjęciu": "Stół.",
        },
    )

    assert page.status == 422, "the address is taken"
    assert files(browser) == []


def test_the_team_opens_and_closes_comments_on_ideas(
    browser: Browser, cast: Cast, store: Session
) -> None:
    form = browser.sign_in(cast.animator).visit("communities.edit", community_id=cast.wzgorze.id)
    open_, closed = (
        {"Sąsiedzi mogą komentować pomysły": True},
        {"Sąsiedzi mogą komentować pomysły": False},
    )

    assert form.submit("Zapisz", open_).notices == ["Zapisano."]

    assert wzgorze(store).takes_comments
    browser.visit("communities.edit", community_id=cast.wzgorze.id).submit("Zapisz")
    assert wzgorze(store).takes_comments
    browser.visit("communities.edit", community_id=cast.wzgorze.id).submit("Zapisz", closed)
    assert not wzgorze(store).takes_comments
    entries = store.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [entry.action for entry in entries] == [
        "community.comments_opened",
        "community.comments_closed",
    ]
    assert {entry.community_id for entry in entries} == {cast.wzgorze.id}


def test_comments_are_closed_until_somebody_opens_them(
    browser: Browser, cast: Cast, store: Session
) -> None:
    assert not any(store.scalars(select(Community.takes_comments)))
    page = browser.sign_in(cast.organiser).visit("/panel/spolecznosci/nowa")
    assert not page.dom.all("input", name="takes_comments")
