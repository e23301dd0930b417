"""Inviting someone to the team, and joining it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from osl.accounts.models import Membership, Role, User
from osl.core.outbox import OutgoingLetter
from tests.accounts.keys import (
    NEW_PASSWORD,
    NOON,
    change,
    deeds,
    letters,
    link_in,
    same_as_stored,
    sign_in,
)
from tests.browser import Browser, Page
from tests.cast import Cast

NEWCOMER = {
    "Adres e-mail": "Nowa.Osoba@Example.org",
    "Imię i nazwisko": "Zofia Nowa",
    "Animator / animatorka w społecznościach": ["Wzgórze"],
}


@pytest.fixture(autouse=True)
def noon() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


def invite(browser: Browser, **values: object) -> Page:
    typed = NEWCOMER | {name.replace("_", " "): value for name, value in values.items()}
    return browser.visit("team.invite").submit("Wyślij zaproszenie", typed)


def accept(browser: Browser, link: str, password: str = NEW_PASSWORD) -> Page:
    return browser.visit(link).submit("Dołącz do zespołu", {"Hasło": password})


def newcomer(store: Session) -> User:
    return store.scalars(select(User).where(User.email == "nowa.osoba@example.org")).one()


def test_the_organiser_invites_an_animator_who_joins(
    browser: Browser, another_browser: Browser, cast: Cast, store: Session
) -> None:
    page = invite(browser.sign_in(cast.organiser))

    assert page.heading == "Zespół"
    assert page.notices == ["Zaproszenie jest w drodze na adres nowa.osoba@example.org."]
    assert "Zaproszenie wysłane" in page.text
    (letter,) = letters(store)
    same_as_stored(letter, "invitation")
    assert letter.holds_secret

    page = another_browser.visit(link_in(letter))
    assert page.heading == "Witamy w zespole"
    page = page.submit(
        "Dołącz do zespołu", {"Imię i nazwisko": "Zofia Nowak", "Hasło": NEW_PASSWORD}
    )

    assert another_browser.visit("accounts.account").heading == "Ustaw drugi składnik logowania"
    member = newcomer(store)
    assert member.name == "Zofia Nowak"
    assert [(m.role, m.community_id) for m in member.memberships] == [
        (Role.ANIMATOR, cast.wzgorze.id)
    ]
    assert deeds(store) == [
        "account.invited",
        "account.invitation_accepted",
        "account.signed_in",
    ]


def test_the_administrator_invites_too(browser: Browser, cast: Cast, store: Session) -> None:
    invite(browser.sign_in(cast.administrator))
    assert newcomer(store).name == "Zofia Nowa"


@pytest.mark.parametrize("who", ["animator", "social_worker", "adviser"])
def test_nobody_else_invites(browser: Browser, cast: Cast, who: str) -> None:
    assert browser.sign_in(getattr(cast, who)).visit("team.invite").status == 403


def test_a_stranger_is_asked_to_sign_in(browser: Browser, cast: Cast) -> None:
    assert browser.visit("team.invite").heading == "Logowanie"


def test_an_invitation_works_once(
    browser: Browser, another_browser: Browser, cast: Cast, store: Session
) -> None:
    invite(browser.sign_in(cast.organiser))
    link = link_in(letters(store)[0])
    page = another_browser.visit(link)
    stale = Browser(browser.app).visit(link)
    page.submit("Dołącz do zespołu", {"Hasło": NEW_PASSWORD})
    again = stale.submit("Dołącz do zespołu", {"Hasło": "inne hasło kogoś obcego"})
    assert again.status == 410
    assert (
        sign_in(Browser(browser.app), "nowa.osoba@example.org", NEW_PASSWORD).path
        == "/panel/drugi-skladnik"
    )


def test_an_invitation_works_for_seven_days(
    browser: Browser,
    another_browser: Browser,
    cast: Cast,
    store: Session,
    noon: time_machine.Traveller,
) -> None:
    invite(browser.sign_in(cast.organiser))
    link = link_in(letters(store)[0])
    noon.shift(timedelta(days=7) - timedelta(minutes=1))
    assert another_browser.visit(link).status == 200
    noon.shift(timedelta(minutes=1))
    page = another_browser.visit(link)
    assert page.status == 410
    assert "poproś osobę, która Cię zaprosiła" in page.text


def test_an_administrators_invitation_works_for_two_days_and_asks_for_a_longer_password(
    browser: Browser,
    another_browser: Browser,
    cast: Cast,
    store: Session,
    noon: time_machine.Traveller,
) -> None:
    invite(
        browser.sign_in(cast.organiser),
        **{"W całym centrum": ["administrator / administratorka"]},
    )
    link = link_in(letters(store)[0])
    noon.shift(timedelta(hours=47, minutes=59))
    page = accept(another_browser, link, "kot i 8 mysz x")
    assert "co najmniej 15 znaków" in page.errors[0]
    noon.shift(timedelta(minutes=1))
    assert another_browser.visit(link).status == 410


def test_a_weak_password_is_refused_and_the_link_still_works(
    browser: Browser, another_browser: Browser, cast: Cast, store: Session
) -> None:
    invite(browser.sign_in(cast.organiser))
    link = link_in(letters(store)[0])
    page = accept(another_browser, link, "qwerty123456")
    assert page.status == 422
    assert "łatwo zgadnąć" in page.errors[0]
    assert newcomer(store).password_hash is None
    assert accept(another_browser, link).status == 200


def test_the_invitation_is_sent_again_and_the_first_link_dies(
    browser: Browser, another_browser: Browser, cast: Cast, store: Session
) -> None:
    page = invite(browser.sign_in(cast.organiser)).follow("Zofia Nowa")
    page = page.submit("Wyślij zaproszenie jeszcze raz")
    assert page.notices == ["Zaproszenie jest w drodze na adres nowa.osoba@example.org."]
    first, second = letters(store)
    assert another_browser.visit(link_in(first)).status == 410
    assert another_browser.visit(link_in(second)).status == 200


def test_an_invitation_is_withdrawn(
    browser: Browser, another_browser: Browser, cast: Cast, store: Session
) -> None:
    page = invite(browser.sign_in(cast.organiser)).follow("Zofia Nowa")
    page = page.submit("Wycofaj zaproszenie")
    assert page.notices == ["Zaproszenie zostało wycofane (Zofia Nowa)."]
    assert another_browser.visit(link_in(letters(store)[0])).status == 410
    assert invite(browser).heading == "Zespół"  # the address is free again


def test_an_invitation_that_was_accepted_cannot_be_withdrawn(
    browser: Browser, another_browser: Browser, cast: Cast, store: Session
) -> None:
    page = invite(browser.sign_in(cast.organiser)).follow("Zofia Nowa")
    accept(another_browser, link_in(letters(store)[0]))
    page = page.submit("Wycofaj zaproszenie")
    assert page.errors == ["To zaproszenie zostało już przyjęte (Zofia Nowa)."]
    assert newcomer(store)


def test_an_address_already_in_the_team_is_told_kindly(
    browser: Browser, cast: Cast, store: Session, app: Flask
) -> None:
    browser.sign_in(cast.organiser)
    page = invite(browser, **{"Adres e-mail": " ANIMATOR@example.org"})
    assert page.status == 422
    assert page.errors[0].startswith("Pod tym adresem jest już ktoś w zespole (Jan Testowy).")
    assert page.dom.all("input", name="name")[0]["value"] == "Zofia Nowa"  # nothing is lost
    assert page.follow("Otwórz konto z tym adresem").heading == "Jan Testowy"

    invite(browser)
    assert "Na ten adres wysłano już zaproszenie" in invite(browser).errors[0]
    change(app, cast.animator, disabled_at=NOON)
    page = invite(browser, **{"Adres e-mail": "animator@example.org"})
    assert "konta, które jest wyłączone" in page.errors[0]
    assert len(letters(store)) == 1


@pytest.mark.parametrize(
    ("label", "typed", "sentence"),
    [
        ("Adres e-mail", "", "Wpisz adres e-mail osoby, którą zapraszasz."),
        ("Adres e-mail", "to nie adres", "To nie jest adres e-mail."),
        ("Adres e-mail", "a@b.pl\r\nBcc: everyone@example.org", "To nie jest adres e-mail."),
        ("Adres e-mail", "x" * 300 + "@example.org", "e-mail"),
        ("Imię i nazwisko", " ", "Wpisz imię i nazwisko."),
        ("Imię i nazwisko", "ą" * 10_000, "za długi"),
        ("Animator / animatorka w społecznościach", [], "Wybierz przynajmniej jedną rolę."),
    ],
)
def test_what_cannot_be_sent_is_said_beside_the_field(
    browser: Browser,
    cast: Cast,
    store: Session,
    *,
    label: str,
    typed: object,
    sentence: str,
) -> None:
    page = invite(browser.sign_in(cast.organiser), **{label: typed})
    assert page.status == 422
    assert sentence in " ".join(page.errors)
    assert store.scalar(select(func.count(OutgoingLetter.id))) == 0
    assert store.scalar(select(func.count(User.id))) == 6


def test_a_community_that_is_not_there_cannot_be_given(
    browser: Browser, cast: Cast, store: Session
) -> None:
    page = browser.sign_in(cast.organiser).visit("team.invite")
    box = page.dom.all("input", name="animator_in")[0]
    box.attributes["value"] = "4711"
    page = page.submit(
        "Wyślij zaproszenie", NEWCOMER | {"Animator / animatorka w społecznościach": ["4711"]}
    )
    assert page.status == 422
    assert store.scalar(select(func.count(Membership.id))) == 6


def test_fields_nobody_offered_are_ignored(browser: Browser, cast: Cast, store: Session) -> None:
    page = browser.sign_in(cast.organiser).visit("team.invite")
    token = page.dom.all("input", name="csrf_token")[0]["value"]
    browser.post(
        "/panel/zespol/zaproszenie",
        {
            "csrf_token": token,
            "email": "nowa.osoba@example.org",
            "name": "Zofia Nowa",
            "centre_roles": "adviser",
            "password_hash": "x",
            "totp_confirmed_at": "2027-01-01",
            "id": "1",
        },
    )
    member = newcomer(store)
    assert member.password_hash is None
    assert [m.role for m in member.memberships] == [Role.ADVISER]


def test_twenty_invitations_a_day_are_enough(
    browser: Browser, cast: Cast, store: Session, noon: time_machine.Traveller
) -> None:
    browser.sign_in(cast.organiser)
    for number in range(20):
        assert invite(browser, **{"Adres e-mail": f"osoba{number}@example.org"}).status == 200
    page = invite(browser)
    assert page.errors == [
        "W ciągu doby wysłano z Twojego konta 20 zaproszeń. Następne wyślij jutro."
    ]
    noon.shift(timedelta(days=1))
    browser.sign_in(cast.organiser)
    assert invite(browser).heading == "Zespół"


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "Anna\u202eaz\u0000 \u200bNowa"])
def test_a_strange_name_is_only_a_name(browser: Browser, cast: Cast, name: str) -> None:
    page = invite(browser.sign_in(cast.organiser), **{"Imię i nazwisko": name})
    assert page.status == 200
    assert "\u202e" not in page.text
