"""Grants: the sentence and the logos they oblige us to show."""

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from osl.communities.models import FundingProject
from osl.communities.words import funding_sentence
from osl.core.audit import AuditEntry
from tests.browser import Browser
from tests.cast import Cast

PROJECT = {
    "Oficjalny tytuł": "Blisko siebie",
    "Numer umowy": "PRZYKŁAD.01",
    "Początek": "2025-01-01",
    "Koniec": "2026-06-30",
    "Zdanie przy wydarzeniach": "Dofinansowane z przykładowego projektu.",
    "Zdanie po końcu projektu": "W okresie trwałości projektu.",
}


def test_the_organiser_adds_a_project(
    browser: Browser, cast: Cast, store: Session, photograph: tuple[bytes, str]
) -> None:
    page = browser.sign_in(cast.organiser).visit("/panel/projekty").follow("Nowy projekt")
    logos = {"Pasek logotypów": photograph, "Co jest na pasku": "Flaga Polski, flaga Unii."}
    page = page.submit("Dodaj projekt", PROJECT | logos)

    assert page.heading == "Projekty z dofinansowaniem"
    assert page.notices == ["Projekt jest na liście. Można go już wskazać przy wydarzeniu."]
    project = store.scalars(select(FundingProject)).one()
    assert project.logo_strip
    assert project.logo_description == "Flaga Polski, flaga Unii."
    assert store.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all() == [
        "funding.added"
    ]


def test_the_sentence_follows_the_day_of_the_event() -> None:
    project = FundingProject(
        title="Blisko siebie",
        sentence="Teraz.",
        sentence_after_end="Po końcu.",
        ends_on=date(2026, 6, 30),
    )
    assert funding_sentence(project, date(2026, 6, 30)) == "Teraz."
    assert funding_sentence(project, date(2026, 7, 1)) == "Po końcu."
    project.sentence_after_end = ""
    assert funding_sentence(project, date(2026, 7, 1)) == "Teraz."


def test_a_second_click_adds_no_second_project(
    browser: Browser, cast: Cast, store: Session
) -> None:
    form = browser.sign_in(cast.organiser).visit("funding.add_project")
    form.submit("Dodaj projekt", PROJECT)

    page = form.submit("Dodaj projekt", PROJECT)

    assert page.status == 422
    assert page.errors == ["Ten projekt jest już na liście."]
    assert store.scalar(select(func.count(FundingProject.id))) == 1


def test_a_project_is_changed_by_two_people(
    browser: Browser, another_browser: Browser, cast: Cast, store: Session
) -> None:
    browser.sign_in(cast.organiser).visit("funding.add_project").submit("Dodaj projekt", PROJECT)
    project = store.scalars(select(FundingProject)).one()
    first = browser.visit("funding.edit_project", project_id=project.id)
    second = another_browser.sign_in(cast.organiser).visit(
        "funding.edit_project", project_id=project.id
    )

    assert first.submit("Zapisz", {"Koniec": "2026-12-31"}).notices == ["Zapisano."]
    page = second.submit("Zapisz", {"Koniec": "2027-01-31"})

    assert page.status == 409
    assert "31 grudnia 2026" in page.text
    assert page.submit("Zapisz").status == 200
    store.expire_all()
    assert store.scalars(select(FundingProject)).one().ends_on == date(2027, 1, 31)


def test_logos_need_words_and_dates_need_an_order(
    browser: Browser, cast: Cast, store: Session, photograph: tuple[bytes, str]
) -> None:
    form = browser.sign_in(cast.organiser).visit("funding.add_project")

    page = form.submit(
        "Dodaj projekt", PROJECT | {"Koniec": "2024-01-01", "Pasek logotypów": photograph}
    )

    assert page.errors == [
        "Projekt kończy się, zanim się zacznie. Popraw jedną z dat.",
        "Napisz jednym zdaniem, co jest na zdjęciu: dla osób, które go nie widzą.",
    ]
    assert store.scalar(select(func.count(FundingProject.id))) == 0


def test_only_the_organiser_has_projects(browser: Browser, cast: Cast) -> None:
    for who in (cast.animator, cast.social_worker, cast.adviser, cast.administrator):
        browser.sign_in(who)
        assert browser.visit("/panel/projekty").status == 403
        assert browser.visit("funding.add_project").status == 403
