"""Answering the phone: three fields, what for, one press; and what is then read out."""

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from osl.accounts.models import User
from osl.core import transactions
from osl.core.db import db
from osl.events.meetings import cancel_occurrence
from osl.events.models import EventFormat, Occurrence
from osl.people.models import Channel, Person
from osl.signups.models import Help, HelpNeed, Regular, Signup, SignupState
from tests.browser import Browser, Page
from tests.cast import Cast
from tests.events.conftest import Planned, actions, everything, weekly
from tests.signups.conftest import SignUp, counts, letters, open_event, states

PHONE = "/panel/zapis-telefoniczny"
CONFIRMED, WAITING = SignupState.CONFIRMED, SignupState.WAITING
MARIA = {"Imię i nazwisko": "Maria Wzorcowa", "Telefon albo e-mail": "600 100 200"}


def ask(browser: Browser, *what: str, **more: Any) -> Page:
    """Fill in the page as somebody on the phone says it, and press the button."""
    page = browser.visit(more.pop("at", PHONE))
    return page.submit("Zapisz", MARIA | {"Na co zapisać": list(what)} | more.pop("said", {}))


def meeting(store: Session, event_id: int, number: int = 0) -> str:
    rows = select(Occurrence.id).where(Occurrence.event_id == event_id)
    return f"m{store.scalars(rows.order_by(Occurrence.starts_at)).all()[number]}"


def test_one_call_signs_somebody_up_for_several_things(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    dance, games = open_event(planned), open_event(planned, title="Planszówki", places=None)
    browser.sign_in(cast.animator)
    page = ask(browser, meeting(store, dance), meeting(store, games), said={"Ile osób": 2})
    assert page.path == f"{PHONE}/wynik"
    assert page.heading == "Maria Wzorcowa"
    assert states(store) == [(CONFIRMED, 2), (CONFIRMED, 2)]
    codes = re.findall(r"Kod do podyktowania: (\d+-\w{4}-\w{4})", page.text)
    assert len(set(codes)) == 2
    signup = store.scalars(select(Signup)).first()
    assert signup is not None
    assert (signup.channel, signup.entered_by_id) == (Channel.PHONE, cast.animator.id)
    (person,) = store.scalars(select(Person))
    assert (person.phone, person.channel) == ("600100200", Channel.PHONE)
    assert actions(store)[-3:] == ["person.added", "signup.made", "signup.made"]


def test_a_code_that_was_read_out_opens_the_sign_up(
    browser: Browser, another_browser: Browser, cast: Cast, dance: int, store: Session
) -> None:
    page = ask(browser.sign_in(cast.animator), meeting(store, dance))
    found = re.search(r"\d+-\w{4}-\w{4}", page.text)
    assert found is not None
    page = another_browser.visit("/zapis").submit(
        "Pokaż mój zapis", {"Kod z potwierdzenia": found[0].lower().replace("-", " ")}
    )
    assert page.status == 200
    assert "Maria Wzorcowa" in page.text


def test_the_same_form_sent_twice_is_one_sign_up_with_the_same_answer(
    browser: Browser, cast: Cast, dance: int, store: Session
) -> None:
    form = browser.sign_in(cast.animator).visit(PHONE)
    said = MARIA | {"Na co zapisać": meeting(store, dance)}
    first = form.submit("Zapisz", said)
    before = everything(store)
    again = form.submit("Zapisz", said)
    assert again.url == first.url
    assert everything(store) == before


def test_a_form_that_comes_back_with_another_name_is_not_taken_for_the_same(
    browser: Browser, cast: Cast, dance: int, store: Session
) -> None:
    form = browser.sign_in(cast.animator).visit(PHONE)
    said = MARIA | {"Na co zapisać": meeting(store, dance)}
    form.submit("Zapisz", said)
    other = said | {"Imię i nazwisko": "Ewa Inna", "Telefon albo e-mail": "600100299"}
    page = form.submit("Zapisz", other)
    assert page.status == 422
    assert len(states(store)) == 1
    assert page.submit("Zapisz").status == 200
    assert len(states(store)) == 2


def test_somebody_who_can_only_be_reached_through_others_is_entered_once(
    browser: Browser, cast: Cast, dance: int, store: Session
) -> None:
    form = browser.sign_in(cast.animator).visit(PHONE)
    said = {
        "Imię i nazwisko": "Maria Wzorcowa",
        "Bez telefonu i e-maila: jak dotrzeć": "przez córkę, mieszkanie 12",
        "Na co zapisać": meeting(store, dance),
    }
    first = form.submit("Zapisz", said)
    again = form.submit("Zapisz", said)
    assert first.status == again.status == 200
    assert first.url == again.url
    (person,) = store.scalars(select(Person))
    assert person.contact_note == "przez córkę, mieszkanie 12"


def test_who_does_not_fit_waits_and_hears_their_number_in_line(
    browser: Browser, cast: Cast, dance: int, signed_up: SignUp, store: Session
) -> None:
    for name in ("Anna A", "Jan B", "Ewa C"):
        signed_up(dance, name)
    browser.sign_in(cast.animator)
    page = browser.visit(PHONE)
    assert "komplet, czeka: 1" in page.text
    page = ask(browser, meeting(store, dance))
    assert "Na liście rezerwowej 2. w kolejce" in page.text
    assert states(store)[-1] == (WAITING, 1)


def test_a_party_that_fits_in_part_is_asked_and_nothing_is_saved_meanwhile(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    dance, games = open_event(planned), open_event(planned, title="Planszówki", places=20)
    browser.sign_in(cast.animator)
    before = everything(store)
    page = ask(browser, meeting(store, dance), meeting(store, games), said={"Ile osób": 3})
    assert page.status == 422
    assert page.errors == ["Gry sąsiedzkie: Zostały tylko 2 miejsca."]
    assert everything(store) == before
    page = page.submit(
        "Zapisz", {"Nie wszyscy się zmieszczą. Co wolą?": "Zapisuję tyle osób, ile się zmieści"}
    )
    assert page.status == 200
    assert states(store) == [(CONFIRMED, 2), (CONFIRMED, 3)]


def test_an_exact_same_person_is_used_without_a_question(
    browser: Browser, cast: Cast, dance: int, signed_up: SignUp, store: Session, planned: Planned
) -> None:
    signed_up(dance, "Wzorcowa Maria", phone="600100200", email="")
    games = open_event(planned, title="Planszówki")
    page = ask(browser.sign_in(cast.animator), meeting(store, games))
    assert page.status == 200
    assert store.scalar(select(func.count(Person.id))) == 1


def test_people_who_may_be_the_same_are_shown_and_never_merged_alone(
    browser: Browser, cast: Cast, dance: int, signed_up: SignUp, store: Session
) -> None:
    signed_up(dance, "Józef Wzorcowy", phone="600100200", email="")
    browser.sign_in(cast.animator)
    page = ask(browser, meeting(store, dance), said={"Notatka": "Przyjdzie z wózkiem."})
    assert page.status == 422
    assert page.errors == ["Znamy kogoś podobnego. Czy to ta sama osoba?"]
    assert "Józef Wzorcowy, 600 100 200" in page.text
    assert len(states(store)) == 1
    page = page.submit("Zapisz", {"Czy to jedna z tych osób?": "Nie, to ktoś nowy"})
    assert page.status == 200
    assert store.scalar(select(func.count(Person.id))) == 2
    assert store.scalars(select(Signup.note).order_by(Signup.id.desc())).first() == (
        "Przyjdzie z wózkiem."
    )


def test_the_one_pointed_at_is_signed_up_and_keeps_a_number_they_had_not_given(
    browser: Browser, cast: Cast, planned: Planned, signed_up: SignUp, store: Session
) -> None:
    dance, games = open_event(planned), open_event(planned, title="Planszówki")
    signed_up(dance, "Maria Wzorcowa", email="maria@example.org")
    page = ask(browser.sign_in(cast.animator), meeting(store, games))
    assert page.status == 422
    page = page.submit("Zapisz", {"Czy to jedna z tych osób?": "Maria Wzorcowa, maria@example.org"})
    assert page.status == 200
    (person,) = store.scalars(select(Person))
    assert (person.phone, person.email) == ("600100200", "maria@example.org")
    assert "person.corrected" in actions(store)
    assert letters(store)[-1] == ("maria@example.org", "signups.confirmed")


@pytest.mark.parametrize("who", ["Józef Wzorcowy, 600 100 200", "Nie, to ktoś nowy"])
def test_who_it_is_is_asked_once_although_the_page_comes_back_again(
    browser: Browser, cast: Cast, planned: Planned, signed_up: SignUp, store: Session, who: str
) -> None:
    dance, games = open_event(planned), open_event(planned, title="Planszówki", places=2)
    signed_up(dance, "Józef Wzorcowy", phone="600100200", email="")
    page = ask(browser.sign_in(cast.animator), meeting(store, games), said={"Ile osób": 5})
    page = page.submit("Zapisz", {"Czy to jedna z tych osób?": who})
    assert page.errors == ["Planszówki: Zostały tylko 2 miejsca."]
    page = page.submit(
        "Zapisz", {"Nie wszyscy się zmieszczą. Co wolą?": "Wszyscy czekają na miejsce"}
    )
    assert page.status == 200
    assert states(store) == [(CONFIRMED, 1), (WAITING, 5)]
    people = store.scalar(select(func.count(Person.id)))
    assert people == (2 if who.startswith("Nie") else 1)


def test_a_regular_who_has_no_phone_is_entered_once(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    yoga = open_event(planned, when=weekly(meeting_count=3), takes_regulars=True)
    form = browser.sign_in(cast.animator).visit(PHONE)
    said = {
        "Imię i nazwisko": "Maria Wzorcowa",
        "Bez telefonu i e-maila: jak dotrzeć": "przez córkę",
        "Na co zapisać": f"s{yoga}",
    }
    first = form.submit("Zapisz", said)
    assert first.url == form.submit("Zapisz", said).url
    assert store.scalar(select(func.count(Person.id))) == 1
    assert len(states(store)) == 3


def test_a_person_of_another_community_is_not_told_and_cannot_be_pointed_at(
    browser: Browser, cast: Cast, planned: Planned, signed_up: SignUp, store: Session
) -> None:
    theirs = open_event(planned, community=cast.ostrowiecka, title="U nich")
    ours = open_event(planned, title="U nas")
    signed_up(theirs, "Józef Wzorcowy", phone="600100200", email="")
    (stranger,) = store.scalars(select(Person.id))
    browser.sign_in(cast.animator)
    page = ask(browser, meeting(store, ours))
    assert page.status == 200  # nobody like this is known to this team
    form = browser.visit(PHONE)
    data = [("name", "Ktoś"), ("contact", "600100299"), ("party_size", "1"), ("channel", "phone")]
    hidden = [(one["name"], one["value"]) for one in form.dom.all("input", type="hidden")]
    data += [
        *dict(hidden).items(),
        ("choices", meeting(store, ours)),
    ]
    for forged in (str(stranger), "²", "-1", "99999999999"):
        assert browser.post(PHONE, [*data, ("person", forged)]).status == 404, forged


def test_who_is_on_the_list_already_is_told_so_and_the_rest_is_done(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    dance, games = open_event(planned), open_event(planned, title="Planszówki")
    browser.sign_in(cast.animator)
    ask(browser, meeting(store, dance))
    page = ask(browser, meeting(store, dance), meeting(store, games))
    assert "Ten zapis już był." in page.text
    assert states(store) == [(CONFIRMED, 1), (CONFIRMED, 1)]


def test_what_was_called_off_meanwhile_keeps_nobody_from_the_others(
    app: Flask, browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    dance = open_event(planned, when=weekly())
    games = open_event(planned, title="Planszówki")
    form = browser.sign_in(cast.animator).visit(PHONE)
    off, on = meeting(store, dance), meeting(store, games)
    with app.test_request_context(), transactions.unit():
        one = db.session.get_one(Occurrence, int(off[1:]))
        cancel_occurrence(one, reason="Awaria.", actor=db.session.get_one(User, cast.organiser.id))
    page = form.submit("Zapisz", MARIA | {"Na co zapisać": [off, on]})
    assert page.status == 200
    assert "Gry sąsiedzkie: bez zapisu. To spotkanie jest odwołane." in page.text
    assert states(store) == [(CONFIRMED, 1)]
    alone = form.submit("Zapisz", MARIA | {"Na co zapisać": [off]})
    assert alone.status == 422
    assert alone.errors == ["Gry sąsiedzkie: To spotkanie jest odwołane."]


def test_the_whole_course_and_a_regular_place_are_choices_of_their_own(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    rule = weekly(meeting_count=3)
    course = open_event(planned, when=type(rule)(rule.rule, EventFormat.COURSE), title="Kurs")
    cycle = open_event(planned, when=weekly(), title="Joga", takes_regulars=True)
    page = ask(browser.sign_in(cast.animator), f"k{course}", f"s{cycle}")
    assert page.status == 200
    assert "Stałe miejsce" in page.text
    assert store.scalar(select(func.count(Regular.id))) == 1
    again = ask(browser, f"k{course}", f"s{cycle}")
    assert again.status == 200
    assert store.scalar(select(func.count(Regular.id))) == 1
    assert [kind for _to, kind in letters(store)] == []


def test_over_the_limit_needs_a_reason_and_is_used_only_where_there_is_no_room(
    browser: Browser, cast: Cast, planned: Planned, signed_up: SignUp, store: Session
) -> None:
    dance, games = open_event(planned, places=1), open_event(planned, title="Planszówki")
    signed_up(dance, "Anna A")
    page = ask(
        browser.sign_in(cast.animator),
        meeting(store, dance),
        meeting(store, games),
        said={"Zapisz ponad limit, bo": "Prowadzi rozgrzewkę."},
    )
    assert page.status == 200
    assert states(store) == [(CONFIRMED, 1), (CONFIRMED, 1), (CONFIRMED, 1)]
    assert counts(store) == [(1, 2, 0, 0), (2, 1, 0, 0)]
    assert actions(store).count("signup.beyond") == 1


def test_the_places_kept_by_the_team_are_given_when_asked(
    browser: Browser, cast: Cast, planned: Planned, signed_up: SignUp, store: Session
) -> None:
    dance = open_event(planned, places=2, reserved_places=1)
    signed_up(dance, "Anna A")
    browser.sign_in(cast.animator)
    assert "komplet" in browser.visit(PHONE).text
    ask(
        browser,
        meeting(store, dance),
        said={"W razie potrzeby miejsca z puli zespołu": True, "Sposób zgłoszenia": "osobiście"},
    )
    assert states(store) == [(CONFIRMED, 1), (CONFIRMED, 1)]
    assert counts(store) == [(2, 2, 0, 0)]


def test_help_and_children_are_kept_with_the_sign_up(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    dance = open_event(planned, places=5, takes_children=True)
    page = ask(
        browser.sign_in(cast.animator),
        meeting(store, dance),
        said={
            "Ile osób": 2,
            "Co pomoże przyjść": "pętla indukcyjna",
            "children-0-first_name": "Ola",
            "children-0-age": 7,
        },
    )
    assert page.status == 200
    (signup,) = store.scalars(select(Signup))
    assert [(one.first_name, one.age) for one in signup.children] == [("Ola", 7)]
    assert store.scalars(select(HelpNeed.kind)).all() == [Help.HEARING_LOOP]


def test_mistakes_are_said_and_everything_typed_stays(
    browser: Browser, cast: Cast, dance: int, store: Session
) -> None:
    browser.sign_in(cast.animator)
    before = everything(store)
    page = browser.visit(PHONE).submit(
        "Zapisz", {"Imię i nazwisko": "Maria Wzorcowa", "Ile osób": 61, "Notatka": "Prosi o sygnał"}
    )
    assert page.status == 422
    assert page.errors == [
        "Podaj numer telefonu lub adres e-mail albo napisz niżej, jak dotrzeć do tej osoby.",
        "Podaj liczbę od 1 do 60.",
        "Zaznacz co najmniej jedno spotkanie.",
    ]
    assert page.dom.all("input", name="note")[0]["value"] == "Prosi o sygnał"
    page = ask(browser, meeting(store, dance), said={"Telefon albo e-mail": "maria@"})
    assert page.status == 422
    assert everything(store) == before


def test_a_later_meeting_is_found_by_its_words(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    turtles = open_event(planned, when=weekly(meeting_count=8), title="Żółwie ćwiczą")
    open_event(planned, title="Coś innego")
    third = meeting(store, turtles, 2)
    browser.sign_in(cast.animator)
    page = browser.visit(PHONE)
    assert third not in [one["value"] for one in page.dom.all("input", name="choices")]
    page = page.submit("Szukaj", {"Słowa z nazwy, opisu lub miejsca": "zolwie"})
    offered = [one["value"] for one in page.dom.all("input", name="choices")]
    assert offered == [meeting(store, turtles, number) for number in range(4)]
    assert page.submit("Zapisz", MARIA | {"Na co zapisać": third}).status == 200
    assert len(states(store)) == 1


def test_an_event_leads_here_with_its_meeting_chosen(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    open_event(planned, title="Wcześniej", when=weekly(meeting_count=1))
    dance = open_event(planned)
    page = browser.sign_in(cast.animator).visit(f"/panel/wydarzenia/{dance}")
    page = page.follow("Zapisz osobę")
    chosen = [
        one["value"] for one in page.dom.all("input", name="choices") if "checked" in one.attributes
    ]
    assert chosen == [meeting(store, dance)]
    assert page.submit("Zapisz", MARIA).status == 200


def test_only_events_of_ones_own_communities_are_offered_and_taken(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    theirs = open_event(planned, community=cast.ostrowiecka, title="U sąsiadów")
    town = open_event(planned, title="Dla całego miasta", is_whole_town=True)
    ours = open_event(planned, title="U nas")
    browser.sign_in(cast.animator)
    page = browser.visit(PHONE)
    assert "U nas" in page.text
    assert "U sąsiadów" not in page.text
    assert "Dla całego miasta" not in page.text
    form = browser.visit(PHONE)
    hidden = {one["name"]: one["value"] for one in form.dom.all("input", type="hidden")}
    said = [("name", "Maria W"), ("contact", "600100200"), ("party_size", "1")]
    said += [("channel", "phone"), *hidden.items()]
    forged = [("choices", meeting(store, one)) for one in (theirs, town)]
    assert browser.post(PHONE, said + forged).status == 422
    assert states(store) == []
    assert browser.post(PHONE, [*said, *forged, ("choices", meeting(store, ours))]).status == 200
    assert len(states(store)) == 1
    assert "Dla całego miasta" in browser.sign_in(cast.organiser).visit(PHONE).text


def test_people_are_suggested_by_the_beginning_of_name_or_number(
    browser: Browser, cast: Cast, planned: Planned, signed_up: SignUp
) -> None:
    signed_up(open_event(planned), "Łucja Żółć", phone="600100200", email="")
    browser.sign_in(cast.animator)
    found = {"name": "Łucja Żółć", "contact": "600 100 200"}
    for typed in ("zol", "łuc żó", "600 100", "600100200"):
        assert browser.visit(f"/panel/osoby?q={typed}").response.json == [found], typed
    for typed in ("", "x", "ółć"):
        assert browser.visit(f"/panel/osoby?q={typed}").response.json == [], typed
    browser.sign_in(cast.other_animator)
    assert browser.visit("/panel/osoby?q=zol").response.json == []


def test_results_are_of_one_person_and_of_ones_own_events(
    browser: Browser, cast: Cast, planned: Planned, signed_up: SignUp
) -> None:
    dance = open_event(planned)
    anna, jan = signed_up(dance, "Anna A"), signed_up(dance, "Jan B")
    browser.sign_in(cast.animator)
    assert browser.visit(f"{PHONE}/wynik?zapis={anna}").status == 200
    assert browser.visit(f"{PHONE}/wynik?zapis={anna}&zapis={jan}").status == 404
    assert browser.visit(f"{PHONE}/wynik?zapis=x&zapis=99999999999999").status == 404


def test_two_entries_of_one_person_stay_two_when_both_contacts_are_given(
    planned: Planned, signed_up: SignUp, store: Session
) -> None:
    dance, games = open_event(planned), open_event(planned, title="Planszówki")
    signed_up(dance, "Maria Wzorcowa", phone="600100200", email="")
    signed_up(dance, "Maria Wzorcowa", email="maria@example.org")
    signed_up(games, "Maria Wzorcowa", phone="600100200", email="maria@example.org")
    people = store.scalars(select(Person).order_by(Person.id))
    assert [(one.phone, one.email) for one in people] == [
        ("600100200", ""),
        ("", "maria@example.org"),
    ]


def test_two_who_answer_the_phone_at_once_wait_for_one_another(
    browser: Browser, another_browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    events = [open_event(planned, title=f"Gry {number}", places=9) for number in range(3)]
    wanted = [meeting(store, one) for one in events]
    forms = []
    for number, one in enumerate((browser, another_browser)):
        form = one.sign_in(cast.animator if number else cast.organiser).visit(PHONE)
        said = {"Imię i nazwisko": f"Osoba {number}", "Telefon albo e-mail": f"60010020{number}"}
        forms.append((form, said | {"Na co zapisać": wanted}))
    with ThreadPoolExecutor(2) as pool:
        pages = list(pool.map(lambda one: one[0].submit("Zapisz", one[1]), forms))
    assert [page.heading for page in pages] == ["Osoba 0", "Osoba 1"]
    assert counts(store) == [(9, 2, 0, 0)] * 3
    assert store.scalar(select(func.count(Person.id))) == 2
