"""Two of the team begin agreements in the same moment: numbers stay whole, and nobody gets two
about the same work."""

from concurrent.futures import ThreadPoolExecutor

from flask import Flask
from sqlalchemy import select

from osl.core.db import db
from osl.volunteers.models import Agreement, Shift
from tests.browser import Browser, Page
from tests.cast import Cast, sign_in_as
from tests.volunteers.agreed import known
from tests.volunteers.conftest import Tasked

AT_ONCE = 4


def forms(app: Flask, cast: Cast, person_ids: list[int]) -> list[Page]:
    """The first step for each of these people, open in a browser of its own."""
    opened = []
    for person_id in person_ids:
        browser = Browser(app, sign_in_as)
        browser.sign_in(cast.animator)
        opened.append(browser.visit(f"/panel/ludzie/{person_id}/porozumienia/nowe"))
    return opened


def send(pages: list[Page], **more: str) -> list[Page]:
    typed = {"Data urodzenia": "1961-05-04", "Pierwszy dzień": "2027-03-07"} | more
    with ThreadPoolExecutor(len(pages)) as pool:
        return list(pool.map(lambda page: page.submit("Zapisz i przejdź dalej", typed), pages))


def numbers(app: Flask) -> list[str]:
    with app.app_context():
        return list(db.session.scalars(select(Agreement.number).order_by(Agreement.id)))


def test_each_gets_a_number_of_its_own_without_a_gap(app: Flask, cast: Cast) -> None:
    people = [known(app, cast, f"Osoba {n}", phone=f"60010020{n}") for n in range(AT_ONCE)]
    sent = send(forms(app, cast, people))
    assert [page.status for page in sent] == [200] * AT_ONCE
    assert numbers(app) == [f"W/{number}/2027" for number in range(1, AT_ONCE + 1)]


def test_of_two_about_the_same_task_one_is_refused(app: Flask, cast: Cast, tasked: Tasked) -> None:
    shift_id = tasked("Podlewanie ogrodu")
    with app.app_context():
        task_id = db.session.get_one(Shift, shift_id).task_id
    maria = known(app, cast)
    sent = send(forms(app, cast, [maria, maria]), Zadanie=str(task_id))
    assert sorted(page.status for page in sent) == [200, 422]
    refused = next(page for page in sent if page.status == 422)
    assert "W/1/2027" in refused.errors[0]
    assert numbers(app) == ["W/1/2027"]
