"""What residents read after a meeting: on the pages of the event, its community and the idea."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask, render_template
from sqlalchemy import select
from sqlalchemy.orm import Session
from time_machine import Traveller

from osl.accounts.models import User
from osl.core import outbox
from osl.core.clock import utcnow
from osl.core.outbox import OutgoingLetter
from osl.events.models import Event, Occurrence
from osl.ideas.following import tell_results
from osl.logbook.heads import count_heads
from osl.logbook.meeting_reports import Told, publish_report, write_report
from osl.logbook.models import MeetingReport
from osl.logbook.page import sections_for
from tests.browser import Browser
from tests.cast import Cast
from tests.home.conftest import asked  # noqa: F401 - a fixture of that folder
from tests.ideas.conftest import Given, given, linked, unit  # noqa: F401 - fixtures too
from tests.logbook.conftest import Planned, act, at_event, deeds, meeting_of, weekly
from tests.logbook.test_pictures_of_a_meeting import add, pictures

WORDS = "Piekliśmy ciasta i graliśmy w bule."
TEXT = {"Jak było": WORDS, "Co dalej": "Następny piknik w maju.", "Podziękowania": "Dzięki szkole."}


@pytest.fixture
def picnic_is_over(
    browser: Browser, cast: Cast, store: Session, picnic: int, clock: Traveller
) -> int:
    """The picnic was today at noon, and it is four hours later now."""
    meeting = meeting_of(store, picnic)
    clock.shift(timedelta(hours=8))
    browser.sign_in(cast.animator)
    return meeting


def reports(store: Session) -> list[MeetingReport]:
    store.expire_all()
    return list(store.scalars(select(MeetingReport).order_by(MeetingReport.id)))


def say_it_was_called_off(event: Event) -> None:
    """As an import of old notes might: the site itself calls off nothing that is over."""
    event.cancelled_at = utcnow()


def stranger(browser: Browser) -> Browser:
    return Browser(browser.app)


def test_a_report_is_written_looked_at_and_published(
    app: Flask, browser: Browser, cast: Cast, picnic: int, picnic_is_over: int, store: Session
) -> None:
    act(app, picnic_is_over, count_heads, 42, actor=cast.animator)
    for words in ("Stół", "Bule", "Deszcz"):
        add(browser, picnic_is_over, words)
    page = browser.visit("meeting_reports.write", meeting_id=picnic_is_over)
    assert page.dom.all("input", name="people")[0]["value"] == "42"
    page = page.submit("Zapisz i obejrzyj", TEXT | {"Zdjęcia w relacji": ["Stół", "Bule"]})

    assert "Mieszkańcy nie widzą jej" in page.notices[0]
    public = stranger(browser).visit("home.event", event_id=picnic)
    assert WORDS not in public.text
    page = page.submit("Opublikuj")
    assert "Mieszkańcy czytają ją" in page.notices[0]
    public = stranger(browser).visit("home.event", event_id=picnic)
    for words in ("Jak było", "Przyszły 42 osoby.", WORDS, "Następny piknik w maju.", "szkole"):
        assert words in public.text
    shown = [one["alt"] for one in public.dom.all("img")]
    assert ("Stół" in shown, "Bule" in shown, "Deszcz" in shown) == (True, True, False)
    community = stranger(browser).visit("/spolecznosci/wzgorze")
    assert WORDS in community.text
    assert deeds(store)[-2:] == ["meeting_report.written", "meeting_report.published"]


def test_what_is_hidden_or_taken_back_is_read_by_nobody(
    browser: Browser, picnic: int, picnic_is_over: int, store: Session
) -> None:
    page = add(browser, picnic_is_over, "Stół").follow("Relacja dla mieszkańców")
    page.submit("Zapisz i opublikuj", TEXT | {"Zdjęcia w relacji": ["Stół"]})
    browser.visit("log_pictures.index", meeting_id=picnic_is_over).submit("Ukryj od razu: Stół")
    public = stranger(browser).visit("home.event", event_id=picnic)
    assert WORDS in public.text
    assert "Stół" not in [one["alt"] for one in public.dom.all("img")]
    page = browser.visit("meeting_reports.preview", meeting_id=picnic_is_over).submit("Wycofaj")
    assert page.notices == ["Relacja jest wycofana. Teraz widzi ją tylko zespół."]
    assert WORDS not in stranger(browser).visit("home.event", event_id=picnic).text
    assert deeds(store)[-1] == "meeting_report.taken_back"
    assert pictures(store)[0].in_report


def test_a_number_under_five_is_told_to_nobody(
    app: Flask, browser: Browser, cast: Cast, picnic: int, picnic_is_over: int
) -> None:
    act(app, picnic_is_over, count_heads, 4, actor=cast.animator)
    page = browser.visit("meeting_reports.write", meeting_id=picnic_is_over)
    page = page.submit("Zapisz i opublikuj", TEXT)
    assert "mniej niż pięć" in page.text
    assert "Przyszł" not in stranger(browser).visit("home.event", event_id=picnic).text


def test_what_may_not_be_told_is_refused_and_stays_typed(
    browser: Browser, picnic_is_over: int, store: Session
) -> None:
    for words in ("Stół", "Bule", "Deszcz"):
        add(browser, picnic_is_over, words)
    form = browser.visit("meeting_reports.write", meeting_id=picnic_is_over)
    page = form.submit("Zapisz i obejrzyj", {"Jak było": "Pani o numerze 44051401359 tańczyła"})
    assert (page.status, "PESEL" in page.errors[0]) == (422, True)
    page = form.submit("Zapisz i obejrzyj", {"Jak było": "Było o chorobach i o przemocy."})
    assert page.status == 422
    assert "przemocy" in page.errors[0]
    assert "Było o chorobach" in page.text
    all_three = {"Zdjęcia w relacji": ["Stół", "Bule", "Deszcz"]}
    page = form.submit("Zapisz i obejrzyj", TEXT | all_three)
    assert page.errors == ["Wybierz najwyżej dwa zdjęcia."]
    assert reports(store) == []
    page = form.submit("Zapisz i obejrzyj", TEXT | {"Jak było": ""})
    assert page.status == 422


def test_two_people_write_and_the_second_is_shown_what_the_first_wrote(
    browser: Browser, picnic_is_over: int, store: Session
) -> None:
    form = browser.visit("meeting_reports.write", meeting_id=picnic_is_over)
    assert form.submit("Zapisz i obejrzyj", TEXT).status == 200
    assert form.submit("Zapisz i obejrzyj", TEXT).status == 200, "a second click is no conflict"
    assert deeds(store)[-1:] == ["meeting_report.written"], "nothing changed"
    page = form.submit("Zapisz i obejrzyj", {"Jak było": "Coś innego."})
    assert page.status == 409
    assert WORDS in page.text
    assert "Coś innego." in page.text
    page = page.submit("Zapisz i obejrzyj")
    assert [one.text for one in reports(store)] == ["Coś innego."]


def test_nothing_is_published_before_the_end_nor_shown_of_what_is_called_off(
    app: Flask, browser: Browser, cast: Cast, picnic: int, store: Session, clock: Traveller
) -> None:
    meeting = meeting_of(store, picnic)
    clock.shift(timedelta(hours=3))
    browser.sign_in(cast.animator)
    page = browser.visit("meeting_reports.write", meeting_id=meeting)
    assert "Zapisz i opublikuj" not in page.buttons
    page = page.submit("Zapisz i obejrzyj", TEXT)
    address = browser.address("meeting_reports.publish", meeting_id=meeting)
    token = page.dom.all("input", name="csrf_token")[0]["value"]
    assert browser.post(address, {"csrf_token": token}).status == 422
    clock.shift(timedelta(hours=5))
    browser.visit("meeting_reports.preview", meeting_id=meeting).submit("Opublikuj")
    assert WORDS in stranger(browser).visit("home.event", event_id=picnic).text
    at_event(app, picnic, say_it_was_called_off)
    assert WORDS not in stranger(browser).visit("home.event", event_id=picnic).text
    assert WORDS not in stranger(browser).visit("/spolecznosci/wzgorze").text
    page = browser.visit("meeting_reports.write", meeting_id=meeting)
    assert "odwołan" in page.text
    assert len(reports(store)) == 1


def test_an_idea_ends_with_the_report_of_its_event(
    app: Flask,
    browser: Browser,
    cast: Cast,
    picnic: int,
    given: Given,  # noqa: F811
    store: Session,
    clock: Traveller,
) -> None:
    idea = given(("Piknik", "Na skwerze."), email="anna@example.org")
    linked(app, idea, picnic, cast.organiser)
    clock.shift(timedelta(hours=8))
    told = Told(WORDS, people=42)

    def report(meeting: Occurrence, actor: User) -> None:
        publish_report(write_report(meeting, told, actor=actor), actor=actor)

    act(app, meeting_of(store, picnic), report, actor=cast.animator)
    page = browser.visit("ideas.show", idea_id=idea)
    assert "Tak się skończyło: relacja" in page.text
    assert WORDS in page.text
    assert WORDS in page.follow("Piknik na skwerze").text
    with unit(app):
        assert tell_results(utcnow()) == 1
    letter = store.scalars(select(OutgoingLetter).order_by(OutgoingLetter.id)).all()[-1]
    assert letter.kind == "ideas.result"
    with unit(app):
        composed = outbox.composers[letter.kind](letter)
    assert composed is not None
    assert f"/wydarzenia/{picnic}" in composed.body


def test_the_page_of_a_meeting_tells_of_its_pictures_and_report(
    app: Flask, browser: Browser, cast: Cast, picnic_is_over: int, store: Session
) -> None:
    add(browser, picnic_is_over, "Stół")

    def section(meeting: Occurrence, actor: User) -> str:
        (shown,) = [
            one for one in sections_for(actor, meeting) if one.template.endswith("_log_report.html")
        ]
        return render_template(shown.template, data=shown.data, meeting=meeting)

    assert "Napisz relację" in act(app, picnic_is_over, section, actor=cast.animator)
    browser.visit("meeting_reports.write", meeting_id=picnic_is_over).submit(
        "Zapisz i opublikuj", TEXT
    )
    page = act(app, picnic_is_over, section, actor=cast.animator)
    for words in ("Relacja opublikowana", WORDS, 'alt="Stół"', "Zdjęcia (1)"):
        assert words in page


def test_a_page_asks_as_much_for_many_reports_as_for_one(
    app: Flask,
    cast: Cast,
    browser: Browser,
    planned: Planned,
    store: Session,
    clock: Traveller,
    asked: Callable[..., int],  # noqa: F811
) -> None:
    event = planned(weekly(date(2027, 3, 2), meeting_count=8), published=True)
    address = browser.address("home.event", event_id=event)
    before = asked(browser, address)
    clock.shift(timedelta(weeks=7))
    meetings = store.scalars(
        select(Occurrence.id).where(Occurrence.event_id == event).order_by(Occurrence.starts_at)
    ).all()

    def report(meeting: Occurrence, actor: User) -> None:
        written = write_report(meeting, Told(f"Dzień {meeting.id}."), actor=actor)
        publish_report(written, actor=actor)

    act(app, meetings[0], report, actor=cast.animator)
    with_one = asked(browser, address), asked(browser, "/spolecznosci/wzgorze")
    for meeting in meetings[1:7]:
        act(app, meeting, report, actor=cast.animator)
    assert (asked(browser, address), asked(browser, "/spolecznosci/wzgorze")) == with_one
    assert with_one[0] <= before + 1
    page = browser.visit(address)
    words = [page.text.index(f"Dzień {one}.") for one in reversed(meetings[:7])]
    assert words == sorted(words), "the newest comes first"
