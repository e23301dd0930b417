"""Roles, switching accounts off, and the organiser who must stay."""

import threading
from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from osl.accounts import operations
from osl.accounts.models import Membership, Role, User
from osl.accounts.operations import Assignment, LastOrganiser, assignments_of
from osl.core import transactions
from osl.core.audit import AuditEntry
from osl.core.db import db
from tests.accounts.keys import (
    NOON,
    PASSWORD,
    change,
    deeds,
    fresh,
    give_password,
    give_phone,
    letters,
    same_as_stored,
    sign_in,
)
from tests.browser import Browser, Page
from tests.cast import Cast

ANIMATOR_IN = "Animator / animatorka w społecznościach"
CENTRE = "W całym centrum"


@pytest.fixture(autouse=True)
def noon() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


def member_page(browser: Browser, member: User) -> Page:
    return browser.visit("team.member", member_id=member.id)


def roles(store: Session, member: User) -> set[tuple[Role, int | None]]:
    return {(m.role, m.community_id) for m in fresh(store, member).memberships}


def test_the_organiser_gives_an_animator_another_community(
    browser: Browser, another_browser: Browser, cast: Cast, store: Session
) -> None:
    another_browser.sign_in(cast.animator)
    page = member_page(browser.sign_in(cast.organiser), cast.animator)
    page = page.submit("Zapisz role", {ANIMATOR_IN: ["Wzgórze", "Sąsiedzi z Ostrowieckiej"]})

    assert page.notices == ["Role zostały zapisane (Jan Testowy)."]
    assert roles(store, cast.animator) == {
        (Role.ANIMATOR, cast.wzgorze.id),
        (Role.ANIMATOR, cast.ostrowiecka.id),
    }
    assert another_browser.visit("accounts.account").heading == "Logowanie"
    same_as_stored(letters(store)[0], "roles_changed")
    entry = store.scalars(
        select(AuditEntry).where(AuditEntry.action == "account.roles_changed")
    ).one()
    assert entry.details["before"] == [f"animator {cast.wzgorze.id}"]
    assert "Anna Przykładowa: zmieniono role (Jan Testowy)" in page.text


def test_saving_the_same_roles_changes_nothing(
    browser: Browser, another_browser: Browser, cast: Cast, store: Session
) -> None:
    another_browser.sign_in(cast.animator)
    page = member_page(browser.sign_in(cast.organiser), cast.animator).submit("Zapisz role")
    assert page.status == 200
    assert letters(store) == []
    assert another_browser.visit("accounts.account").heading == "Moje konto"


def test_somebody_of_the_team_has_a_role(browser: Browser, cast: Cast, store: Session) -> None:
    page = member_page(browser.sign_in(cast.organiser), cast.animator)
    page = page.submit("Zapisz role", {ANIMATOR_IN: []})
    assert page.errors == ["Wybierz przynajmniej jedną rolę."]
    assert roles(store, cast.animator) == {(Role.ANIMATOR, cast.wzgorze.id)}


def test_two_people_change_the_same_roles(
    browser: Browser, another_browser: Browser, cast: Cast, store: Session
) -> None:
    first = member_page(browser.sign_in(cast.organiser), cast.animator)
    second = member_page(another_browser.sign_in(cast.administrator), cast.animator)
    first.submit("Zapisz role", {ANIMATOR_IN: ["Sąsiedzi z Ostrowieckiej"]})
    page = second.submit("Zapisz role", {CENTRE: ["doradca / doradczyni OSL"]})

    assert page.status == 409
    assert "Ktoś zapisał zmianę przed Tobą" in page.text
    assert "Sąsiedzi z Ostrowieckiej" in page.text
    assert roles(store, cast.animator) == {(Role.ANIMATOR, cast.ostrowiecka.id)}
    page.submit("Zapisz role")  # a knowing choice now
    assert (Role.ADVISER, None) in roles(store, cast.animator)


def test_the_only_organiser_cannot_give_her_role_away(
    browser: Browser, cast: Cast, store: Session
) -> None:
    page = member_page(browser.sign_in(cast.organiser), cast.organiser)
    page = page.submit("Zapisz role", {CENTRE: ["doradca / doradczyni OSL"]})
    assert page.status == 422
    assert "Najpierw nadaj tę rolę komuś innemu." in page.errors[0]
    assert roles(store, cast.organiser) == {(Role.ORGANISER, None)}


def test_nor_can_the_administrator_take_it_or_switch_her_off(
    browser: Browser, cast: Cast, store: Session
) -> None:
    page = member_page(browser.sign_in(cast.administrator), cast.organiser)
    assert page.submit("Zapisz role", {CENTRE: ["doradca / doradczyni OSL"]}).status == 422
    page = page.submit("Wyłącz konto")
    assert "Najpierw nadaj tę rolę komuś innemu." in page.errors[0]
    assert fresh(store, cast.organiser).is_active


def test_an_organiser_who_never_came_in_does_not_count(
    browser: Browser, cast: Cast, app: Flask
) -> None:
    make_organiser(app, cast.adviser)
    change(app, cast.adviser, totp_confirmed_at=None)
    page = member_page(browser.sign_in(cast.organiser), cast.organiser)
    assert page.submit("Zapisz role", {CENTRE: ["doradca / doradczyni OSL"]}).status == 422


def test_with_another_organiser_she_can_and_stays_signed_in(
    browser: Browser, another_browser: Browser, app: Flask, cast: Cast, store: Session
) -> None:
    make_organiser(app, cast.adviser)
    another_browser.sign_in(cast.organiser)
    page = member_page(browser.sign_in(cast.organiser), cast.organiser)
    page.submit("Zapisz role", {CENTRE: ["doradca / doradczyni OSL"]})
    assert roles(store, cast.organiser) == {(Role.ADVISER, None)}
    assert browser.visit("accounts.account").heading == "Moje konto"
    assert another_browser.visit("accounts.account").heading == "Logowanie"


def make_organiser(app: Flask, user: User) -> None:
    with app.app_context(), transactions.unit():
        found = db.session.get(User, user.id)
        assert found is not None
        found.memberships = [Membership(role=Role.ORGANISER)]


def pair_of_organisers(app: Flask, cast: Cast) -> tuple[User, User]:
    make_organiser(app, cast.adviser)
    return cast.organiser, cast.adviser


@pytest.mark.parametrize("deed", ["demote", "disable"])
@pytest.mark.parametrize("_round", range(3))
def test_two_organisers_removing_each_other_cannot_both_win(
    app: Flask,
    cast: Cast,
    store: Session,
    deed: str,
    _round: int,
) -> None:
    pair = pair_of_organisers(app, cast)
    answers: list[str] = []
    start = threading.Barrier(2)

    def remove(actor_id: int, member_id: int) -> None:
        with app.test_request_context():
            try:
                start.wait()
                with transactions.unit():
                    actor, member = db.session.get(User, actor_id), db.session.get(User, member_id)
                    assert actor is not None
                    assert member is not None
                    if deed == "demote":
                        operations.change_roles(
                            member, assignments={Assignment(Role.ADVISER)}, actor=actor
                        )
                    else:
                        operations.disable_member(member, actor=actor)
                answers.append("done")
            except LastOrganiser:
                answers.append("refused")

    one, other = (person.id for person in pair)
    crowd = [threading.Thread(target=remove, args=ids) for ids in ((one, other), (other, one))]
    for thread in crowd:
        thread.start()
    for thread in crowd:
        thread.join()
    assert sorted(answers) == ["done", "refused"]
    left = [p for p in pair if fresh(store, p).is_organiser and fresh(store, p).is_active]
    assert len(left) == 1


def test_nobody_switches_off_their_own_account(browser: Browser, app: Flask, cast: Cast) -> None:
    make_organiser(app, cast.adviser)
    page = member_page(browser.sign_in(cast.organiser), cast.organiser)
    assert "Wyłącz konto" not in page.buttons
    token = page.dom.all("input", name="csrf_token")[0]["value"]
    assert browser.post(f"{page.path}/wylaczenie", {"csrf_token": token}).status == 403


def test_an_account_is_switched_off_and_on(
    browser: Browser, another_browser: Browser, app: Flask, cast: Cast, store: Session
) -> None:
    give_password(app, cast.animator)
    give_phone(app, cast.animator)
    another_browser.sign_in(cast.animator)
    page = member_page(browser.sign_in(cast.organiser), cast.animator).submit("Wyłącz konto")
    assert page.notices == ["Konto zostało wyłączone (Jan Testowy)."]
    assert another_browser.visit("accounts.account").heading == "Logowanie"
    assert sign_in(another_browser, "animator@example.org", PASSWORD).status == 422

    page = page.submit("Włącz konto")
    assert page.notices == ["Konto zostało ponownie włączone (Jan Testowy)."]
    assert (
        another_browser.visit("accounts.account").heading == "Logowanie"
    )  # the old session stays dead
    page = sign_in(another_browser, "animator@example.org", PASSWORD)
    assert page.heading == "Jeszcze jeden krok: kod"
    assert deeds(store) == [
        "account.disabled",
        "account.enabled",
    ]


def test_somebody_is_signed_out_everywhere(
    browser: Browser, another_browser: Browser, cast: Cast
) -> None:
    another_browser.sign_in(cast.animator)
    page = member_page(browser.sign_in(cast.organiser), cast.animator).submit("Wyloguj wszędzie")
    assert page.notices == ["Wylogowano ze wszystkich przeglądarek (Jan Testowy)."]
    assert another_browser.visit("accounts.account").heading == "Logowanie"
    assert browser.visit("accounts.account").heading == "Moje konto"


def test_a_lost_phone_is_taken_off_the_account(
    browser: Browser, another_browser: Browser, app: Flask, cast: Cast, store: Session
) -> None:
    give_password(app, cast.animator)
    another_browser.sign_in(cast.animator)
    page = member_page(browser.sign_in(cast.organiser), cast.animator)
    page = page.submit("Usuń drugi składnik logowania")
    assert "Drugi składnik logowania został usunięty" in page.notices[0]
    assert another_browser.visit("accounts.account").heading == "Logowanie"
    same_as_stored(letters(store)[0], "second_factor_removed")
    page = sign_in(another_browser, "animator@example.org")
    assert another_browser.visit("accounts.account").heading == "Ustaw drugi składnik logowania"


def test_an_administrator_gives_roles_to_others_but_not_to_herself(
    browser: Browser, cast: Cast, store: Session
) -> None:
    page = member_page(browser.sign_in(cast.administrator), cast.administrator)
    assert "Zapisz role" not in page.buttons
    token = page.dom.all("input", name="csrf_token")[0]["value"]
    page = browser.post(page.path, {"csrf_token": token, "centre_roles": "organiser"})
    assert page.status == 422
    assert roles(store, cast.administrator) == {(Role.ADMINISTRATOR, None)}


@pytest.mark.parametrize("who", ["animator", "other_animator", "social_worker", "adviser"])
def test_the_rest_of_the_team_manages_nobody(browser: Browser, cast: Cast, who: str) -> None:
    browser.sign_in(getattr(cast, who))
    assert browser.visit("team.members").status == 403
    assert member_page(browser, cast.organiser).status == 404  # does not even exist for them
    assert member_page(browser, getattr(cast, who)).status == 403
    token = browser.visit("accounts.rename").dom.all("input", name="csrf_token")[0]["value"]
    for deed in ("wylaczenie", "wlaczenie", "koniec-sesji", "usuniecie-drugiego-skladnika",
                 "zaproszenie", "wycofanie-zaproszenia"):  # fmt: skip
        address = f"/panel/zespol/{cast.organiser.id}/{deed}"
        assert browser.post(address, {"csrf_token": token}).status == 404


def test_a_change_of_roles_asks_for_the_password_after_ten_minutes(
    browser: Browser, app: Flask, cast: Cast, noon: time_machine.Traveller
) -> None:
    give_password(app, cast.organiser)
    browser.sign_in(cast.organiser)
    open_page = member_page(browser, cast.animator)
    noon.shift(600)
    page = member_page(browser, cast.animator)
    assert page.heading == "Wpisz hasło jeszcze raz"
    assert page.submit("Dalej", {"Twoje obecne hasło": PASSWORD}).heading == "Jan Testowy"
    assert open_page.submit("Zapisz role").status == 200


def test_a_form_that_was_open_in_time_is_still_taken(
    browser: Browser, app: Flask, cast: Cast, noon: time_machine.Traveller, store: Session
) -> None:
    give_password(app, cast.organiser)
    page = member_page(browser.sign_in(cast.organiser), cast.animator)
    noon.shift(39 * 60)
    page.submit("Zapisz role", {CENTRE: ["doradca / doradczyni OSL"]})
    assert (Role.ADVISER, None) in roles(store, cast.animator)


def test_assignments_are_roles_with_the_communities_they_are_for(cast: Cast) -> None:
    assert assignments_of(cast.animator) == {Assignment(Role.ANIMATOR, cast.wzgorze.id)}
    with pytest.raises(ValueError, match="do not go together"):
        Assignment(Role.ANIMATOR)
    with pytest.raises(ValueError, match="do not go together"):
        Assignment(Role.ORGANISER, 1)


def test_the_list_of_the_team_costs_the_same_number_of_questions_for_many(
    browser: Browser, app: Flask, cast: Cast, count_queries: object
) -> None:
    browser.sign_in(cast.organiser)
    few = count_queries(lambda: browser.visit("team.members"))  # type: ignore[operator]
    with app.app_context(), transactions.unit():
        db.session.add_all(
            User(
                email=f"m{n}@example.org",
                name=f"Osoba {n}",
                memberships=[Membership(role=Role.ADVISER)],
            )
            for n in range(30)
        )
    many = count_queries(lambda: browser.visit("team.members"))  # type: ignore[operator]
    assert many == few
    assert many <= 12
