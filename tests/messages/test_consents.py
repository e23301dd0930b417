"""Saying yes to news: an empty box, a letter that asks back, and a way out that works at once."""

import contextvars
import re
import threading
from datetime import datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from osl.accounts.models import User
from osl.communities.models import Community, FormerSlug
from osl.core import transactions
from osl.core.audit import AuditEntry
from osl.core.clock import utcnow
from osl.core.db import db
from osl.core.outbox import OutgoingLetter
from osl.events.models import SignupMode
from osl.messages.consent_links import secret_of
from osl.messages.consents import AskedTooOften
from osl.messages.ledger import numbers_for_messages
from osl.messages.models import Consent, ConsentChannel, ConsentSource
from osl.messages.writing import write
from osl.news.operations import forget_unanswered, note_consent
from osl.people.models import Channel, Person
from osl.people.operations import Known, meet_person
from osl.signups.models import Signup
from tests.browser import BASE, Browser, Page, fill, multi
from tests.cast import Cast
from tests.events.conftest import Planned
from tests.messages.stored import same_as_stored

EMAIL, SMS = ConsentChannel.EMAIL, ConsentChannel.SMS
BY_EMAIL = "Chcę dostawać raz w tygodniu list o tym, co słychać w społeczności Wzgórze"
BY_SMS = "Chcę dostawać SMS-y o wydarzeniach w społeczności Wzgórze"
ANNA = {"Imię i nazwisko": "Anna Przykładowa", "E-mail": "anna@example.org"}
LISTS = "/spolecznosci/wzgorze/listy"
WANTED = "Chcę dostawać list"

Clock = time_machine.Traveller

pytestmark = pytest.mark.usefixtures("monday")


@pytest.fixture
def dance(planned: Planned) -> int:
    """A published evening one signs up for online."""
    return planned(published=True, signup_mode=SignupMode.ONLINE, places=20)


@pytest.fixture
def anna(app: Flask, cast: Cast) -> int:
    """A resident of Wzgórze with an address and a phone."""
    return known(app, cast.wzgorze, "Anna Przykładowa", "600100200", "anna@example.org")


def known(app: Flask, community: Community, name: str, phone: str, email: str, **more: str) -> int:
    community_id = community.id
    with app.test_request_context(), transactions.unit():
        person = meet_person(
            Known(name, phone, email, **more),
            channel=Channel.PHONE,
            community_ids=[community_id],
            actor=None,
        )
        db.session.flush()
        return person.id


def consents(store: Session) -> list[Consent]:
    return list(store.scalars(select(Consent).order_by(Consent.id)))


def letters(store: Session) -> list[tuple[str, str]]:
    rows = select(OutgoingLetter).order_by(OutgoingLetter.id)
    return [(one.recipient, one.kind) for one in store.scalars(rows)]


def noted(store: Session) -> list[str]:
    rows = select(AuditEntry.action).where(AuditEntry.action.startswith("consent."))
    return list(store.scalars(rows.order_by(AuditEntry.id)))


def ask(browser: Browser, email: str = "anna@example.org", address: str = LISTS) -> Page:
    """Ask for the weekly letter on the page of a community."""
    return browser.visit(address).submit(WANTED, {"E-mail": email})


def link(app: Flask, number: int = 1) -> str:
    """The page behind the link in the letters of a consent."""
    with app.test_request_context():
        return f"/zgoda/{secret_of(db.session.get_one(Consent, number))}"


def in_words(app: Flask, letter_id: int) -> str | None:
    """A letter as it would leave now; None when it says nothing any more."""
    with app.app_context(), transactions.unit():
        words = write(db.session.get_one(OutgoingLetter, letter_id))
    return words and words.text


# The boxes on the sign-up form


def test_the_boxes_are_empty_and_signing_up_works_without_them(
    browser: Browser, dance: int, store: Session
) -> None:
    page = browser.visit(f"/wydarzenia/{dance}/zapis")
    boxes = [one for one in page.dom.all("input", type="checkbox") if "news" in one["name"]]
    assert [one["name"] for one in boxes] == ["news_by_email", "news_by_sms"]
    assert not [one for one in boxes if "checked" in one.attributes]
    assert {BY_EMAIL, BY_SMS} <= {label.text for label in page.dom.all("label")}

    assert page.submit("Zapisuję się", ANNA).heading == "Masz miejsce"
    assert consents(store) == []


def test_a_ticked_box_keeps_the_exact_words_their_version_and_where_they_were_said(
    browser: Browser, cast: Cast, dance: int, store: Session
) -> None:
    page = browser.visit(f"/wydarzenia/{dance}/zapis")
    page.submit("Zapisuję się", ANNA | {BY_EMAIL: True})

    (consent,) = consents(store)
    assert (consent.text, consent.text_version, consent.language) == (BY_EMAIL, "2026-11", "pl")
    assert (consent.channel, consent.source, consent.contact) == (EMAIL, "web", "anna@example.org")
    assert (consent.community_id, consent.entered_by_id) == (cast.wzgorze.id, None)
    assert consent.person_id == store.scalars(select(Signup.person_id)).one()
    assert not consent.is_in_force
    assert letters(store)[-1] == ("anna@example.org", "consents.asking")
    assert noted(store) == ["consent.given_self"]
    assert "Anna" not in str(store.scalars(select(AuditEntry.details)).all())


def test_words_are_kept_in_the_language_they_were_read_in(
    browser: Browser, dance: int, store: Session
) -> None:
    page = browser.visit(f"/wydarzenia/{dance}/zapis?lang=en")
    said = "I want to get a letter once a week about what is on in the community Wzgórze"
    page.submit(
        "Sign up", {"First name and surname": "Anna P", "E-mail": "anna@example.org", said: True}
    )
    assert [(one.text, one.language) for one in consents(store)] == [(said, "en")]


def test_an_event_of_the_whole_town_offers_the_news_of_the_town(
    browser: Browser,
    planned: Planned,
    store: Session,
) -> None:
    event = planned(published=True, is_whole_town=True, signup_mode=SignupMode.ONLINE)
    box = "Chcę dostawać raz w tygodniu list o tym, co słychać w całym mieście"
    browser.visit(f"/wydarzenia/{event}/zapis").submit("Zapisuję się", ANNA | {box: True})
    assert [one.community_id for one in consents(store)] == [None]


@pytest.mark.parametrize(
    "box, given, missing",
    [
        (BY_EMAIL, {"Telefon": "600 100 200"}, "Żeby wysłać list, potrzebujemy adresu e-mail."),
        (BY_SMS, {"E-mail": "a@example.org"}, "Żeby wysłać SMS, potrzebujemy numeru telefonu."),
    ],
)
def test_a_box_without_the_contact_it_needs_says_kindly_what_is_missing(
    browser: Browser, dance: int, store: Session, box: str, given: dict[str, str], missing: str
) -> None:
    page = browser.visit(f"/wydarzenia/{dance}/zapis")
    page = page.submit("Zapisuję się", {"Imię i nazwisko": "Jan Testowy", box: True} | given)
    assert page.status == 422
    assert any(missing in error for error in page.errors), page.errors
    assert (consents(store), store.scalars(select(Signup)).all()) == ([], [])


def test_the_same_form_sent_again_is_one_consent_however_late(
    browser: Browser,
    dance: int,
    store: Session,
    monday: Clock,
) -> None:
    page = browser.visit(f"/wydarzenia/{dance}/zapis")
    for _time in range(2):
        page.submit("Zapisuję się", ANNA | {BY_EMAIL: True})
        monday.shift(timedelta(hours=1))
    assert len(consents(store)) == 1
    assert [kind for _to, kind in letters(store)].count("consents.asking") == 1


def test_a_number_typed_on_the_site_waits_for_a_word_to_the_team(
    app: Flask, browser: Browser, cast: Cast, dance: int, store: Session
) -> None:
    jan = {"Imię i nazwisko": "Jan Testowy", "Telefon": "600 100 200", BY_SMS: True}
    browser.visit(f"/wydarzenia/{dance}/zapis").submit("Zapisuję się", jan)
    assert [one.is_in_force for one in consents(store)] == [False]
    assert numbers(app, cast.wzgorze) == []

    person = consents(store)[0].person_id
    page = browser.sign_in(cast.animator).visit(f"/panel/osoby/{person}/zgody")
    assert "Czeka na potwierdzenie w rozmowie" in page.text
    page.submit("Ta osoba to potwierdziła")
    assert numbers(app, cast.wzgorze) == ["600100200"]
    assert numbers(app, cast.ostrowiecka) == []


def numbers(app: Flask, community: Community) -> list[str]:
    community_id = community.id
    with app.app_context():
        return numbers_for_messages(community_id)


# Asking for the letter with nothing but an address


def test_anybody_asks_for_the_letter_from_the_page_of_a_community(
    app: Flask, browser: Browser, cast: Cast, store: Session
) -> None:
    page = browser.visit("/spolecznosci/wzgorze").follow(WANTED)
    assert page.heading == "Co słychać: list raz w tygodniu"
    assert f"„{BY_EMAIL}”" in page.text
    page = page.submit(WANTED, {"E-mail": "Anna@Example.org"})

    assert "Zajrzyj do skrzynki." in page.text
    (person,) = store.scalars(select(Person)).all()
    assert (person.name, person.email) == ("", "anna@example.org")
    (consent,) = consents(store)
    assert (consent.text, consent.contact) == (BY_EMAIL, "anna@example.org")
    letter = in_words(app, 1)
    assert letter is not None
    assert f"http://127.0.0.1:8000{link(app)}" in letter


@pytest.mark.parametrize(
    "language, button",
    [("pl", WANTED), ("en", "I want the letter"), ("uk", "Хочу отримувати лист")],
)
def test_the_letter_that_asks_back_in_three_languages(
    app: Flask, browser: Browser, cast: Cast, language: str, button: str
) -> None:
    page = browser.visit(f"{LISTS}?lang={language}" if language != "pl" else LISTS)
    page.submit(button, {"email": "anna@example.org"})
    same_as_stored(f"asking_{language}", in_words(app, 1) or "")


def test_the_answer_is_the_same_whether_or_not_an_address_is_known(
    app: Flask, browser: Browser, another_browser: Browser, anna: int, store: Session
) -> None:
    def answer(page: Page) -> tuple[int, str]:
        return page.status, re.sub(r"[\w-]{20,}", "", page.response.get_data(as_text=True))

    known_one = answer(ask(browser, "anna@example.org"))
    confirm(app, browser)
    assert answer(ask(browser, "anna@example.org")) == known_one
    assert answer(ask(another_browser, "nowa@example.org")) == known_one


def test_nobody_is_bombed_with_letters_whoever_types_the_address(
    browser: Browser,
    cast: Cast,
    store: Session,
    monday: Clock,
) -> None:
    """3 an hour and 5 a day for one mailbox, however it is spelt; the page never tells."""

    def asked() -> int:
        return [kind for _to, kind in letters(store)].count("consents.asking")

    spelt = ["anna.p@example.org", "annap@example.org", "AnnaP+1@example.org", "a.nnap@example.org"]
    for one in spelt:
        assert "Zajrzyj do skrzynki." in ask(browser, one).text
    assert asked() == 3
    monday.shift(timedelta(hours=1, minutes=1))
    for one in spelt:
        assert "Zajrzyj do skrzynki." in ask(browser, one).text
    assert asked() == 5
    monday.shift(timedelta(hours=24))
    ask(browser, spelt[0])
    assert asked() == 6


def test_nobody_is_bombed_by_many_requests_in_the_same_moment(
    browser: Browser, cast: Cast, store: Session
) -> None:
    page = browser.visit(LISTS)
    form = next(one for one in page.dom.all("form") if one.all("input", type="email"))
    ready = threading.Barrier(8)
    answers: list[int] = []

    def send(number: int) -> None:
        typed = multi(fill(form, {"E-mail": f"anna+{number // 2}@example.org"}))
        ready.wait()
        sent = contextvars.Context().run(
            lambda: browser.client.open(LISTS, method="POST", base_url=BASE, data=typed)
        )
        answers.append(sent.status_code)

    senders = [threading.Thread(target=send, args=(number,)) for number in range(8)]
    for one in senders:
        one.start()
    for one in senders:
        one.join()
    assert answers == [303] * 8
    assert [to for to, _kind in letters(store)] == [one.contact for one in consents(store)]
    assert len({one.contact for one in consents(store)}) == len(consents(store)) == 3


def test_signing_up_for_many_events_asks_a_mailbox_no_oftener(
    browser: Browser,
    planned: Planned,
    store: Session,
    monday: Clock,
) -> None:
    for number in range(5):
        event = planned(published=True, signup_mode=SignupMode.ONLINE, title=f"Gry {number}")
        page = browser.visit(f"/wydarzenia/{event}/zapis")
        page = page.submit("Zapisuję się", ANNA | {BY_EMAIL: True})
        assert page.heading == "Masz miejsce"
        monday.shift(timedelta(minutes=11))
    assert [kind for _to, kind in letters(store)].count("consents.asking") == 3


def test_one_network_cannot_ask_for_everybody(browser: Browser, cast: Cast, store: Session) -> None:
    for number in range(20):
        assert ask(browser, f"osoba{number}@example.org").status == 200
    page = ask(browser, "jeszcze@example.org")
    assert (page.status, page.response.headers["Retry-After"]) == (429, "3600")
    assert "Zadzwoń do nas albo spróbuj za godzinę." in page.text
    assert len(consents(store)) == 20


def test_programs_are_kept_out_and_a_mark_of_another_form_is_not_taken(
    browser: Browser, cast: Cast, dance: int, store: Session
) -> None:
    page = ask_with(browser, website="http://example.org")
    assert (page.status, consents(store)) == (422, [])
    foreign = browser.visit(f"/wydarzenia/{dance}/zapis").dom.all("input", name="key")[0]["value"]
    page = ask_with(browser, key=foreign)
    assert (page.status, consents(store)) == (422, [])
    assert "Ta strona była długo otwarta" in page.text
    assert page.submit(WANTED, {"E-mail": "a@example.org"}).status == 200


def ask_with(browser: Browser, **fields: str) -> Page:
    page = browser.visit(LISTS)
    token = page.dom.all("input", name="csrf_token")[0]["value"]
    mark = page.dom.all("input", name="key")[0]["value"]
    values = {"csrf_token": token, "key": mark, "email": "a@example.org", "website": ""}
    return browser.post(LISTS, values | fields)


def test_a_closed_community_takes_nobody(
    app: Flask, browser: Browser, cast: Cast, store: Session
) -> None:
    open_page = browser.visit(LISTS)
    with app.app_context(), transactions.unit():
        db.session.get_one(Community, cast.wzgorze.id).closed_on = utcnow().date()
    page = browser.visit(LISTS)
    assert WANTED not in page.buttons
    assert "Nasza praca z tą społecznością zakończyła się" in page.text
    open_page.submit(WANTED, {"E-mail": "anna@example.org"})
    assert consents(store) == []


def test_an_old_address_of_a_community_leads_on(app: Flask, browser: Browser, cast: Cast) -> None:
    with app.app_context(), transactions.unit():
        db.session.add(FormerSlug(slug="gorka", community_id=cast.wzgorze.id))
    page = browser.visit("/spolecznosci/gorka/listy")
    assert (page.path, page.status) == (LISTS, 200)
    assert browser.get("/spolecznosci/nie-ma/listy").status == 404


# The page behind the link


def confirm(app: Flask, browser: Browser, number: int = 1) -> Page:
    return browser.visit(link(app, number)).submit("Tak, chcę")


def test_only_the_button_makes_an_address_count_and_twice_is_fine(
    app: Flask, browser: Browser, another_browser: Browser, cast: Cast, store: Session
) -> None:
    ask(browser)
    page = another_browser.visit(link(app))
    assert page.heading == "Czy chcesz dostawać od nas wiadomości?"
    assert BY_EMAIL in page.text
    for _time in range(2):
        assert page.submit("Tak, chcę").heading == "Dostajesz od nas wiadomości"
    assert [one.is_in_force for one in consents(store)] == [True]
    assert noted(store) == ["consent.given_self", "consent.confirmed_self"]


def test_to_look_at_the_page_changes_nothing(
    app: Flask, browser: Browser, cast: Cast, store: Session
) -> None:
    """Mail scanners open every link in a letter."""
    ask(browser)
    before = snapshot(store)
    for method in ("GET", "HEAD"):
        for ending in ("", "/potwierdzenie", "/rezygnacja", "/pomylka"):
            browser.client.open(f"{link(app)}{ending}", method=method)
    assert snapshot(store) == before


def snapshot(store: Session) -> list[tuple[object, ...]]:
    rows = [*store.execute(Consent.__table__.select()), *store.execute(select(AuditEntry.id))]
    return [tuple(row) for row in rows]


def test_the_page_is_kept_by_nobody_and_refers_nowhere(
    app: Flask, browser: Browser, cast: Cast
) -> None:
    ask(browser)
    headers = browser.visit(link(app)).response.headers
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Robots-Tag"] == "noindex"
    assert headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("verb", ["", "/potwierdzenie", "/rezygnacja", "/pomylka"])
def test_a_tampered_link_leads_nowhere(
    app: Flask, browser: Browser, cast: Cast, store: Session, verb: str
) -> None:
    ask(browser, "anna@example.org")
    ask(browser, "jan@example.org")
    token = browser.visit(LISTS).dom.all("input", name="csrf_token")[0]["value"]
    mine, other = link(app, 1), link(app, 2)
    number, mac = mine.rpartition("/")[2].split("-", 1)
    tampered = [
        f"{mine[:-1]}{'A' if mine[-1] != 'A' else 'B'}",
        f"/zgoda/{other.rpartition('/')[2].split('-', 1)[0]}-{mac}",
        f"/zgoda/{number}-",
        f"/zgoda/{number}",
        f"/zgoda/99-{mac}",
        f"/zgoda/٣-{mac}",
        f"/zgoda/{number}-ąęż",
        "/zgoda/99999999999999999999-x",
    ]
    for address in tampered:
        if verb:
            page = browser.post(f"{address}{verb}", {"csrf_token": token})
        else:
            page = browser.get(address)
        assert page.status == 404, address
    assert [one.confirmed_at or one.withdrawn_at for one in consents(store)] == [None, None]


def test_stopping_works_at_once_twice_and_for_every_yes_of_that_mailbox(
    app: Flask, browser: Browser, cast: Cast, dance: int, store: Session
) -> None:
    ask(browser)
    browser.visit(f"/wydarzenia/{dance}/zapis").submit("Zapisuję się", ANNA | {BY_EMAIL: True})
    ask(browser, address="/spolecznosci/ostrowiecka/listy")
    for number in (1, 2, 3):
        confirm(app, browser, number)
    page = browser.visit(link(app, 1))
    for _time in range(2):
        page = page.submit("Nie chcę już tych wiadomości") if _time == 0 else page
        assert page.heading == "Nie będziemy pisać"
    found = consents(store)
    assert [one.is_in_force for one in found] == [False, False, True]
    assert [one.withdrawn_source for one in found] == ["link", "link", None]
    assert noted(store).count("consent.withdrawn_self") == 1


def test_a_mailbox_that_never_asked_is_left_alone_and_keeps_what_it_confirmed(
    app: Flask,
    browser: Browser,
    cast: Cast,
    store: Session,
    monday: Clock,
) -> None:
    ask(browser)
    confirm(app, browser)
    monday.shift(timedelta(minutes=11))
    ask(browser)
    page = browser.visit(link(app, 2)).submit("To pomyłka, nie proszę o listy")
    assert "Przez 30 dni nie napiszemy na ten adres" in page.text
    assert [one.is_in_force for one in consents(store)] == [True, False]

    monday.shift(timedelta(days=2))
    assert "Zajrzyj do skrzynki." in ask(browser).text
    assert len(consents(store)) == 2
    monday.shift(timedelta(days=29))
    ask(browser)
    assert len(consents(store)) == 3


def test_what_was_taken_back_is_not_confirmed_by_an_old_page(
    app: Flask, browser: Browser, another_browser: Browser, cast: Cast, store: Session
) -> None:
    ask(browser)
    old = another_browser.visit(link(app))
    browser.visit(link(app)).submit("To pomyłka, nie proszę o listy")
    page = old.submit("Tak, chcę")
    assert page.heading == "Nie będziemy pisać"
    assert [one.is_in_force for one in consents(store)] == [False]


def test_the_letter_that_asks_does_not_leave_when_it_is_answered(
    app: Flask, browser: Browser, cast: Cast
) -> None:
    ask(browser)
    assert in_words(app, 1) is not None
    confirm(app, browser)
    assert in_words(app, 1) is None


# The team


def test_the_team_notes_what_somebody_said_by_phone_word_for_word(
    app: Flask, browser: Browser, cast: Cast, anna: int, store: Session
) -> None:
    page = browser.sign_in(cast.animator).visit(f"/panel/osoby/{anna}/zgody")
    assert "Ta osoba nie zgodziła się na żadne wiadomości." in page.text
    said = {"Na co ta osoba się zgadza": BY_SMS, "Jak ta osoba to powiedziała": "telefonicznie"}
    page = page.submit("Zapisz zgodę", said)
    assert BY_SMS in page.text
    assert "wersja 2026-11" in page.text
    assert "SMS: 600 100 200" in page.text
    assert "telefonicznie" in page.dom.all("table")[0].text

    (consent,) = consents(store)
    assert (consent.channel, consent.source, consent.contact) == (SMS, "phone", "600100200")
    assert consent.entered_by_id == cast.animator.id
    assert consent.is_in_force
    assert letters(store) == []


def test_an_address_noted_by_the_team_still_waits_for_the_button(
    app: Flask, browser: Browser, another_browser: Browser, cast: Cast, anna: int, store: Session
) -> None:
    page = browser.sign_in(cast.animator).visit(f"/panel/osoby/{anna}/zgody")
    page = page.submit(
        "Zapisz zgodę",
        {"Na co ta osoba się zgadza": BY_EMAIL, "Jak ta osoba to powiedziała": "na papierze"},
    )
    assert "Czeka na przycisk z naszego listu" in page.text
    assert letters(store) == [("anna@example.org", "consents.asking")]
    assert not consents(store)[0].is_in_force
    token = page.dom.all("input", name="csrf_token")[0]["value"]
    browser.post(f"/panel/osoby/{anna}/zgody/1/potwierdzenie", {"csrf_token": token})
    assert not consents(store)[0].is_in_force, "the team cannot confirm somebody's mailbox"

    confirm(app, another_browser)
    assert consents(store)[0].is_in_force


def test_stop_by_sms_is_noted_by_the_team_and_holds_at_once(
    app: Flask, browser: Browser, cast: Cast, anna: int, store: Session
) -> None:
    give(app, cast.animator, anna, SMS, cast.wzgorze)
    assert numbers(app, cast.wzgorze) == ["600100200"]
    page = browser.sign_in(cast.animator).visit(f"/panel/osoby/{anna}/zgody")
    page = page.follow("Wycofaj zgodę")
    assert page.submit("Wycofaj zgodę").errors == ["Zaznacz, jak ta osoba to powiedziała."]
    page = page.submit("Wycofaj zgodę", {"Jak ta osoba to powiedziała": "odpowiedzią STOP na SMS"})
    assert "odpowiedzią STOP na SMS" in page.text
    assert numbers(app, cast.wzgorze) == []
    assert noted(store) == ["consent.given", "consent.withdrawn"]


def give(
    app: Flask, by: User, person_id: int, channel: ConsentChannel, community: Community
) -> None:
    actor_id, community_id = by.id, community.id
    with app.test_request_context(), transactions.unit():
        note_consent(
            db.session.get_one(Person, person_id),
            channel,
            db.session.get_one(Community, community_id),
            source=ConsentSource.PHONE,
            actor=db.session.get_one(User, actor_id),
        )


def test_a_ukrainian_speaker_agrees_in_ukrainian_whoever_notes_it(
    app: Flask, cast: Cast, store: Session
) -> None:
    olha = known(app, cast.wzgorze, "Olha", "", "olha@example.org", language="uk")
    give(app, cast.animator, olha, EMAIL, cast.wzgorze)
    (consent,) = consents(store)
    assert consent.language == "uk"
    assert consent.text.startswith("Хочу раз на тиждень отримувати лист")
    assert "?lang=uk" in str(in_words(app, 1))


def test_the_team_does_not_bomb_a_mailbox_either(
    app: Flask,
    cast: Cast,
    anna: int,
    monday: Clock,
) -> None:
    for _time in range(3):
        give(app, cast.animator, anna, EMAIL, cast.wzgorze)
        monday.shift(timedelta(minutes=11))
    with pytest.raises(AskedTooOften, match="kilka razy"):
        give(app, cast.animator, anna, EMAIL, cast.wzgorze)


def test_what_no_choice_offers_is_not_noted(
    browser: Browser, cast: Cast, anna: int, store: Session
) -> None:
    address = f"/panel/osoby/{anna}/zgody"
    page = browser.sign_in(cast.animator).visit(address)
    token = page.dom.all("input", name="csrf_token")[0]["value"]
    for agreed, said in (
        (f"email:{cast.ostrowiecka.id}", "phone"),  # not the animator's community
        ("pigeon:town", "phone"),
        ("sms:town", "web"),
        ("sms:town", "denied"),
        ("", ""),
    ):
        answer = browser.post(address, {"csrf_token": token, "agreed": agreed, "said": said})
        assert answer.status == 422, (agreed, said)
    assert consents(store) == []


def test_consents_are_seen_by_those_who_know_the_person_and_only_as_theirs(
    app: Flask, browser: Browser, another_browser: Browser, cast: Cast, anna: int, store: Session
) -> None:
    jan = known(app, cast.wzgorze, "Jan Testowy", "600300400", "jan@example.org")
    give(app, cast.animator, anna, SMS, cast.wzgorze)
    give(app, cast.animator, jan, SMS, cast.wzgorze)
    theirs = browser.sign_in(cast.animator)
    assert theirs.get(f"/panel/osoby/{anna}/zgody/1/wycofanie").status == 200
    assert theirs.get(f"/panel/osoby/{anna}/zgody/2/wycofanie").status == 404
    token = theirs.visit(f"/panel/osoby/{anna}/zgody").dom.all("input", name="csrf_token")[0]
    forged = {"csrf_token": token["value"], "said": "phone"}
    for verb in ("wycofanie", "potwierdzenie"):
        assert theirs.post(f"/panel/osoby/{anna}/zgody/2/{verb}", forged).status == 404
    strangers = another_browser.sign_in(cast.other_animator)
    assert strangers.get(f"/panel/osoby/{anna}/zgody").status == 404
    assert strangers.get(f"/panel/osoby/{anna}/zgody/1/wycofanie").status == 404
    assert all(one.is_in_force for one in consents(store))


def test_hostile_words_stay_words(app: Flask, browser: Browser, cast: Cast, store: Session) -> None:
    hostile = "<script>alert(1)</script> %(name)s {{7*7}}"
    person = known(app, cast.wzgorze, hostile, "600100200", "")
    with app.app_context(), transactions.unit():
        db.session.get_one(Community, cast.wzgorze.id).name = hostile
    give(app, cast.animator, person, SMS, cast.wzgorze)
    page = browser.sign_in(cast.animator).visit(f"/panel/osoby/{person}/zgody")
    assert hostile in page.heading
    assert hostile in page.dom.all("table")[0].text
    assert hostile in browser.visit(LISTS).text


# Forgetting


def test_what_nobody_confirmed_is_forgotten_after_30_days_with_who_is_known_by_nothing_else(
    app: Flask,
    browser: Browser,
    cast: Cast,
    anna: int,
    store: Session,
    monday: Clock,
) -> None:
    ask(browser, "nikt@example.org")
    ask(browser, "tak@example.org")
    confirm(app, browser, 2)
    give(app, cast.animator, anna, EMAIL, cast.wzgorze)
    monday.shift(timedelta(days=29))
    forget(app, utcnow())
    assert len(consents(store)) == 3
    monday.shift(timedelta(days=2))
    forget(app, utcnow())
    (kept,) = consents(store)
    assert (kept.contact, kept.network, kept.address_key) == ("tak@example.org", "", "")
    assert set(store.scalars(select(Person.email))) == {"tak@example.org", "anna@example.org"}


def forget(app: Flask, now: datetime) -> None:
    with app.app_context(), transactions.unit():
        forget_unanswered(now)


def test_the_privacy_page_tells_of_sign_ups_where_the_form_leads(
    browser: Browser, dance: int
) -> None:
    address = browser.visit(f"/wydarzenia/{dance}/zapis").links["Więcej o Twoich danych"]
    assert address == "/prywatnosc#zapisy"
    page = browser.visit("/prywatnosc")
    assert page.dom.all("h3", id="zapisy")
    assert "14 dni po nim to usuwamy" in page.text
    assert "tyle, ile wymaga spotkanie i jego rozliczenie" in page.text
