"""What residents say at a stall, on a walk, by phone or on paper, typed in by the team."""

from datetime import date
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from osl.communities.models import Community
from osl.core.clock import to_local
from osl.core.db import db
from osl.ideas.calls_for_ideas import Question, publish_call, write_call
from osl.ideas.models import Idea, Moderation, Resource, Source
from osl.people.models import Channel, Person
from tests.browser import Browser, Page
from tests.cast import Cast
from tests.events.conftest import actions
from tests.ideas.conftest import BENCH, Given, unit
from tests.ideas.hearing import letters, organiser

ENTER = "/panel/pomysly/nowy"
TITLE, TEXT, WHERE = "Czego ta osoba by chciała?", "Co to zmieni?", "Skąd ten pomysł"
OCCASION, DAY = "Przy jakiej okazji", "Którego dnia"
NAME, CONTACT = "Imię i nazwisko", "Telefon albo e-mail"
SAVE, NEXT, AT_ONCE = "Zapisz", "Zapisz i dodaj następny", "Opublikuj od razu"
HEARD = {
    TITLE: "Więcej ławek w parku",
    TEXT: "Będzie gdzie odpocząć.",
    WHERE: "przy stoisku",
    OCCASION: "stoisko na Dniu Sąsiada",
}


def write_down(browser: Browser, more: dict[str, Any] | None = None, button: str = SAVE) -> Page:
    return browser.visit(ENTER).submit(button, HEARD | (more or {}))


def test_what_was_said_at_the_stall_waits_to_be_read(
    browser: Browser, cast: Cast, app: Flask, store: Session
) -> None:
    browser.sign_in(cast.animator)
    page = write_down(browser, {TEXT: "Starsi odpoczną."})

    assert page.path == "/panel/pomysly/1"
    assert "Pomysł czeka, aż ktoś z zespołu go przeczyta." in page.notices[0]
    idea = store.scalars(select(Idea)).one()
    assert (idea.title, idea.text) == ("Więcej ławek w parku", "Starsi odpoczną.")
    assert (idea.source, idea.heard_at) == (Source.STALL, "stoisko na Dniu Sąsiada")
    assert (idea.community_id, idea.entered_by_id) == (cast.wzgorze.id, cast.animator.id)
    assert idea.moderation is Moderation.WAITING
    assert actions(store) == ["idea.entered"]
    assert letters(app) == []


def test_whoever_writes_it_down_may_publish_it_at_once(
    browser: Browser, cast: Cast, store: Session
) -> None:
    browser.sign_in(cast.animator)
    page = write_down(browser, {AT_ONCE: True})

    assert "Zapisane i opublikowane." in page.notices[0]
    assert store.scalars(select(Idea)).one().is_published
    assert actions(store) == ["idea.entered", "idea.published"]


def test_the_resident_hears_of_it_and_helps(
    browser: Browser, cast: Cast, app: Flask, store: Session
) -> None:
    browser.sign_in(cast.animator)
    write_down(
        browser,
        {
            NAME: "Anna Przykładowa",
            CONTACT: "anna@example.org",
            "W czym ta osoba pomoże": ["ręce do pracy"],
        },
    )

    person = store.scalars(select(Person)).one()
    assert (person.name, person.email, person.channel) == (
        "Anna Przykładowa",
        "anna@example.org",
        Channel.IN_PERSON,
    )
    (offer,) = store.scalars(select(Idea)).one().offers
    assert (offer.person_id, offer.resource) == (person.id, Resource.HANDS)
    assert letters(app) == [("anna@example.org", "ideas.given")]


def test_the_code_on_the_screen_leads_back_to_the_idea(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.animator)
    page = write_down(browser)
    assert "Kod dla osoby, która go zgłosiła: 1-" in page.notices[0]


def test_the_next_one_keeps_where_it_was_heard(
    browser: Browser, cast: Cast, store: Session
) -> None:
    browser.sign_in(cast.organiser)
    page = write_down(
        browser, {"Społeczność": "Sąsiedzi z Ostrowieckiej", WHERE: "na spacerze po okolicy"}, NEXT
    )

    assert page.path == ENTER
    assert "po=1" in page.url
    assert "Więcej ławek w parku" in page.text
    page = page.submit(NEXT, {TITLE: "Kino pod chmurką", TEXT: "Wieczorem, razem."})
    assert "Kino pod chmurką" in page.text
    first, second = store.scalars(select(Idea).order_by(Idea.id))
    assert second.title == "Kino pod chmurką"
    for same in ("community_id", "source", "heard_at"):
        assert getattr(first, same) == getattr(second, same)
    assert second.source is Source.WALK


def test_the_place_of_a_strangers_idea_is_not_told(
    browser: Browser, cast: Cast, given: Given
) -> None:
    foreign = given(BENCH, community_id=cast.ostrowiecka.id, heard_at="u sąsiadki", published=False)
    browser.sign_in(cast.animator)
    page = browser.visit(f"{ENTER}?po={foreign}")
    assert page.status == 200
    assert "u sąsiadki" not in page.response.get_data(as_text=True)
    assert BENCH[0] not in page.text


def test_two_clicks_are_one_idea(browser: Browser, cast: Cast, store: Session) -> None:
    browser.sign_in(cast.animator)
    page = browser.visit(ENTER)
    first, second = (page.submit(SAVE, HEARD) for _ in range(2))

    assert first.path == second.path == "/panel/pomysly/1"
    assert len(store.scalars(select(Idea)).all()) == 1
    assert actions(store) == ["idea.entered"]


def test_the_same_form_with_other_words_is_asked_about(
    browser: Browser, cast: Cast, store: Session
) -> None:
    browser.sign_in(cast.animator)
    page = browser.visit(ENTER)
    page.submit(SAVE, HEARD)
    other = page.submit(SAVE, HEARD | {TITLE: "Kino pod chmurką"})
    assert other.status == 422
    assert other.submit(SAVE).path == "/panel/pomysly/2"
    assert len(store.scalars(select(Idea)).all()) == 2


def test_paper_of_last_week_counts_from_last_week(
    browser: Browser, cast: Cast, store: Session
) -> None:
    browser.sign_in(cast.animator)
    write_down(browser, {WHERE: "na papierze", DAY: "2027-02-22"})
    idea = store.scalars(select(Idea)).one()
    assert to_local(idea.given_at).date() == date(2027, 2, 22)
    assert idea.source is Source.PAPER


def test_a_number_in_the_words_is_pointed_out_before_everybody_reads_it(
    browser: Browser, cast: Cast, store: Session
) -> None:
    browser.sign_in(cast.animator)
    page = write_down(browser, {TEXT: "Dzwońcie: 600 100 200.", AT_ONCE: True})
    assert page.status == 422
    assert any("numer telefonu" in sentence for sentence in page.errors)
    assert store.scalars(select(Idea)).all() == []
    page = page.submit(SAVE, {AT_ONCE: False})
    assert page.path == "/panel/pomysly/1"
    assert not store.scalars(select(Idea)).one().is_published


def test_an_idea_has_words(browser: Browser, cast: Cast, store: Session) -> None:
    browser.sign_in(cast.animator)
    page = write_down(browser, {TITLE: "  ", TEXT: ""})
    assert page.status == 422
    assert page.errors == [
        "Napisz w kilku słowach, czego ta osoba by chciała.",
        "Napisz w jednym zdaniu, co to zmieni.",
    ]
    assert store.scalars(select(Idea)).all() == []


def test_nothing_was_heard_tomorrow(browser: Browser, cast: Cast, store: Session) -> None:
    browser.sign_in(cast.animator)
    page = write_down(browser, {DAY: "2027-03-02"})
    assert page.status == 422
    assert page.errors == ["Ten dzień dopiero będzie. Podaj dzień, w którym to usłyszano."]
    assert 'value="Więcej ławek w parku"' in page.response.get_data(as_text=True)
    assert store.scalars(select(Idea)).all() == []


def test_similar_ideas_are_shown_before_it_is_saved(
    browser: Browser, cast: Cast, given: Given, store: Session
) -> None:
    given(BENCH)
    browser.sign_in(cast.animator)
    typed = {TITLE: "Ławeczka przed blokiem"}
    page = write_down(browser, typed)

    assert page.status == 422
    assert "Ławka przed blokiem" in page.text
    assert len(store.scalars(select(Idea)).all()) == 1
    page = page.submit(SAVE)
    assert page.path == "/panel/pomysly/2"
    assert store.get_one(Idea, 2).title == "Ławeczka przed blokiem"


def test_a_helper_must_be_reachable(browser: Browser, cast: Cast, store: Session) -> None:
    browser.sign_in(cast.animator)
    page = write_down(browser, {"W czym ta osoba pomoże": ["ręce do pracy"]})
    assert page.status == 422
    assert page.errors == ["Żeby ta osoba mogła pomóc, zapisz jej telefon albo e-mail."]
    assert store.scalars(select(Idea)).all() == []


def test_a_pesel_number_is_not_kept(browser: Browser, cast: Cast, store: Session) -> None:
    browser.sign_in(cast.animator)
    page = write_down(browser, {TEXT: "Pani o numerze 44051401359 prosi o ławkę."})
    assert page.status == 422
    assert store.scalars(select(Idea)).all() == []


def test_one_writes_down_only_for_ones_own_communities(
    browser: Browser, cast: Cast, store: Session
) -> None:
    browser.sign_in(cast.animator)
    page = browser.visit(ENTER)
    offered = {
        option.text for option in page.dom.all("select", name="community_id")[0].all("option")
    }
    assert "Wzgórze" in offered
    assert "Sąsiedzi z Ostrowieckiej" not in offered
    refused = page.submit(SAVE, HEARD | {"Społeczność": cast.ostrowiecka.id})
    assert refused.status == 422
    assert store.scalars(select(Idea)).all() == []


def test_advisers_and_strangers_write_nothing_down(browser: Browser, cast: Cast) -> None:
    assert browser.get(ENTER, follow=False).status == 303
    browser.sign_in(cast.adviser)
    assert browser.get(ENTER).status == 403


def closed_call(app: Flask, cast: Cast) -> int:
    """A call for ideas that has just ended."""
    with unit(app):
        call = write_call(
            Question(
                "Nasze podwórko", "Co by się przydało?", "", date(2027, 2, 1), date(2027, 2, 28)
            ),
            community=db.session.get_one(Community, cast.wzgorze.id),
            actor=organiser(cast),
        )
        publish_call(call, actor=organiser(cast))
        db.session.flush()
        return call.id


def test_paper_of_a_closed_call_counts_the_same(
    browser: Browser, cast: Cast, app: Flask, store: Session
) -> None:
    call = closed_call(app, cast)
    browser.sign_in(cast.animator)
    page = browser.visit(f"{ENTER}?nabor={call}")
    page.submit(SAVE, HEARD | {WHERE: "na papierze"})
    idea = store.scalars(select(Idea)).one()
    assert (idea.call_id, idea.source) == (call, Source.PAPER)


def test_a_call_of_another_community_takes_no_paper_of_ours(
    browser: Browser, cast: Cast, app: Flask, store: Session
) -> None:
    closed_call(app, cast)
    browser.sign_in(cast.organiser)
    page = write_down(
        browser,
        {"Społeczność": "Sąsiedzi z Ostrowieckiej", "Nabór pomysłów": "Nasze podwórko (Wzgórze)"},
    )
    assert page.status == 422
    assert store.scalars(select(Idea)).all() == []
