"""Who of the team residents see: a first name, what the person does, the office phone."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from osl.communities.models import TeamMember
from osl.core.audit import AuditEntry
from tests.browser import Browser, Page
from tests.cast import Cast


def team(store: Session) -> list[str]:
    return list(store.scalars(select(TeamMember.first_name).order_by(TeamMember.position)))


def filled(browser: Browser, cast: Cast) -> Page:
    page = browser.sign_in(cast.animator).visit("communities.team", community_id=cast.wzgorze.id)
    for name in ("Anna", "Jan", "Ewa"):
        page = page.submit(
            "Dodaj do zespołu", {"Imię": name, "Czym się zajmuje": f"pomaga, {name}"}
        )
        assert page.notices == [f"Mieszkańcy widzą już na stronie: {name}."]
    return page


def press(page: Page, words: str, about: str) -> Page:
    return page.submit(f"{words}: {about}")


def test_residents_see_names_and_the_office_phone(
    browser: Browser, another_browser: Browser, cast: Cast, store: Session
) -> None:
    filled(browser, cast)

    public = another_browser.visit("/spolecznosci/wzgorze")

    assert "Anna pomaga, Anna" in public.text
    assert "Testowy" not in public.text, "no surnames"
    assert public.links["000 000 001"] == "tel:+48000000001"
    assert store.scalar(select(func.count(AuditEntry.id))) == 3


def test_the_order_is_the_teams_own(browser: Browser, cast: Cast, store: Session) -> None:
    page = filled(browser, cast)
    page = press(page, "Wyżej", "Ewa")
    assert team(store) == ["Anna", "Ewa", "Jan"]
    page = press(page, "Niżej", "Anna")
    assert team(store) == ["Ewa", "Anna", "Jan"]


def test_someone_leaves_the_team(
    browser: Browser, another_browser: Browser, cast: Cast, store: Session
) -> None:
    page = filled(browser, cast)

    page = press(page, "Usuń", "Jan")

    assert page.notices == ["Mieszkańcy nie widzą już na stronie: Jan."]
    assert team(store) == ["Anna", "Ewa"]
    assert "Jan" not in another_browser.visit("/spolecznosci/wzgorze").text
    last = store.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert last is not None
    assert last.action == "community.team_member_removed"
    assert "Jan" in last.sentence("Anna")


def test_a_second_click_adds_nobody_twice(browser: Browser, cast: Cast, store: Session) -> None:
    form = browser.sign_in(cast.animator).visit("communities.team", community_id=cast.wzgorze.id)
    values = {"Imię": "Anna", "Czym się zajmuje": "animacja"}
    form.submit("Dodaj do zespołu", values)

    page = form.submit("Dodaj do zespołu", values)

    assert page.status == 422
    assert page.errors == ["Ta osoba jest już w zespole: Anna."]
    assert team(store) == ["Anna"]


def test_a_second_click_on_remove_does_no_harm(
    browser: Browser, cast: Cast, store: Session
) -> None:
    page = filled(browser, cast)
    press(page, "Usuń", "Jan")

    assert press(page, "Usuń", "Jan").status == 404
    assert team(store) == ["Anna", "Ewa"]


def test_nobody_touches_another_communitys_team(
    browser: Browser, another_browser: Browser, cast: Cast, store: Session
) -> None:
    page = filled(browser, cast)
    anna = store.scalars(select(TeamMember).where(TeamMember.first_name == "Anna")).one()
    other = another_browser.sign_in(cast.other_animator)
    form = other.visit("communities.team", community_id=cast.ostrowiecka.id)
    token = {"csrf_token": form.dom.all("input", name="csrf_token")[0]["value"]}

    for community, status in ((cast.wzgorze.id, 403), (cast.ostrowiecka.id, 404)):
        address = f"/panel/spolecznosci/{community}/zespol/{anna.id}"
        assert other.post(f"{address}/usuniecie", token).status == status
        moved = other.post(f"{address}/kolejnosc", token | {"direction": "later"})
        assert moved.status == status

    assert team(store) == ["Anna", "Jan", "Ewa"]
    assert page.status == 200


def test_an_order_of_ones_own_invention_is_refused(
    browser: Browser, cast: Cast, store: Session
) -> None:
    page = filled(browser, cast)
    anna = store.scalars(select(TeamMember).where(TeamMember.first_name == "Anna")).one()
    token = page.dom.all("input", name="csrf_token")[0]["value"]
    address = f"/panel/spolecznosci/{cast.wzgorze.id}/zespol/{anna.id}/kolejnosc"

    assert browser.post(address, {"csrf_token": token, "direction": "away"}).status == 422
    assert browser.post(address, {"csrf_token": token}).status == 422
    assert team(store) == ["Anna", "Jan", "Ewa"]
