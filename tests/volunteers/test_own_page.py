"""A volunteer sees, adds to and gives up their own shifts by a link; nobody else's open there."""

from datetime import UTC, date, datetime, time, timedelta

import icalendar
import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from osl.accounts.models import User
from osl.core import outbox
from osl.core.audit import AuditEntry
from osl.core.db import db
from osl.core.outbox import OutgoingLetter
from osl.people.models import Person
from osl.volunteers import links
from osl.volunteers.models import Assignment, AssignmentState, Shift
from osl.volunteers.shifts import assign, cancel_shift, decline
from osl.volunteers.tasks import add_shifts, close_task, weekly_times
from tests.browser import Browser
from tests.cast import Cast
from tests.events.conftest import everything
from tests.signups.conftest import letters
from tests.volunteers.conftest import Offered, Tasked, do, unit

FIRST = "środa, 10 marca 2027, 17.00–19.00"


def page_of(app: Flask, assignment_id: int) -> str:
    """The address a volunteer has in their letter."""
    with unit(app):
        person = db.session.get_one(Assignment, assignment_id).person
        return f"/wolontariat/moje/{links.secret_of(person)}"


def state(store: Session, assignment_id: int) -> AssignmentState:
    store.expire_all()
    return store.get_one(Assignment, assignment_id).state


def deeds(store: Session) -> list[str]:
    rows = (
        select(AuditEntry.action).where(AuditEntry.action.like("shift.%")).order_by(AuditEntry.id)
    )
    return list(store.scalars(rows))


def test_the_link_opens_everything_of_theirs_and_sets_no_cookie(
    app: Flask, browser: Browser, cast: Cast, tasked: Tasked, offered: Offered
) -> None:
    anna = offered(tasked(place_note="Ogród za blokiem"))
    kept = offered(tasked("Kawa", on=date(2027, 3, 12)))
    offered(tasked("Cudze", on=date(2027, 3, 13)), "Jan Testowy")
    do(app, kept, assign, actor=cast.animator)
    page = browser.visit(page_of(app, anna))
    assert page.heading == "Twój wolontariat"
    for words in (
        FIRST,
        "Ogród za blokiem",
        "czeka na naszą odpowiedź",
        "ustalone: liczymy na Ciebie",
    ):
        assert words in page.text, words
    assert "Cudze" not in page.text
    assert page.dom.all("meta", name="robots")[0]["content"] == "noindex"
    assert page.response.headers["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in page.response.headers


def test_a_shift_is_given_up_and_free_at_once(
    app: Flask, browser: Browser, cast: Cast, tasked: Tasked, offered: Offered, store: Session
) -> None:
    shift = tasked(needed=1)
    anna = offered(shift)
    do(app, anna, assign, actor=cast.animator)
    before = everything(store)
    asked = browser.visit(page_of(app, anna)).follow(f"Nie mogę przyjść: {FIRST}")
    assert asked.heading == "Rezygnujesz z tego dyżuru?"
    browser._send("HEAD", asked.url)
    assert everything(store) == before  # looking gives nothing up
    done = asked.submit("Tak, rezygnuję")
    assert done.redirected_by == 303
    assert "Nie masz teraz żadnego dyżuru przed sobą." in done.text
    assert state(store, anna) is AssignmentState.GIVEN_UP
    assert store.get_one(Shift, shift).taken == 0
    assert deeds(store)[-1] == "shift.given_up"
    assert letters(store)[-1] == ("anna@example.org", "volunteers.given_up")
    again = asked.submit("Tak, rezygnuję")  # a second click on a stale page
    assert again.path == done.path
    assert deeds(store).count("shift.given_up") == 1
    assert "potrzebna jeszcze 1 osoba" in browser.visit("/wolontariat").text


def test_once_a_shift_has_begun_one_calls(
    app: Flask,
    browser: Browser,
    cast: Cast,
    tasked: Tasked,
    offered: Offered,
    store: Session,
    clock: time_machine.Traveller,
) -> None:
    anna = offered(tasked())
    do(app, anna, assign, actor=cast.animator)
    clock.shift(timedelta(days=9, hours=6, minutes=30))
    asked = browser.visit(page_of(app, anna)).follow(f"Nie mogę przyjść: {FIRST}")
    clock.shift(timedelta(hours=1))  # it begins while the page is open
    assert asked.submit("Tak, rezygnuję").heading == "Twój wolontariat"
    assert state(store, anna) is AssignmentState.ASSIGNED
    assert "Nie mogę przyjść" not in browser.visit(page_of(app, anna)).text


def test_a_shift_goes_into_ones_own_calendar(
    app: Flask,
    browser: Browser,
    cast: Cast,
    tasked: Tasked,
    offered: Offered,
    clock: time_machine.Traveller,
) -> None:
    anna = offered(tasked(place_note="Ogród, za blokiem"))
    page = browser.visit(page_of(app, anna))
    answer = page.follow(f"Dodaj do swojego kalendarza: {FIRST}")
    assert answer.response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    (entry,) = icalendar.Calendar.from_ical(answer.response.data).walk("VEVENT")
    assert entry.decoded("dtstart") == datetime(2027, 3, 10, 16, tzinfo=UTC)
    assert entry.decoded("dtend") == datetime(2027, 3, 10, 18, tzinfo=UTC)
    assert str(entry["summary"]) == "Podlewanie ogrodu"
    assert str(entry["location"]) == "Ogród, za blokiem"
    assert str(entry["status"]) == "TENTATIVE"
    assert page.path.encode() not in answer.response.data  # a calendar is shown to others
    assert b"Anna" not in answer.response.data
    clock.shift(timedelta(minutes=5))
    do(app, anna, assign, actor=cast.animator)
    settled = browser.visit(answer.path)
    (later,) = icalendar.Calendar.from_ical(settled.response.data).walk("VEVENT")
    assert (str(later["uid"]), str(later["status"])) == (str(entry["uid"]), "CONFIRMED")
    assert later["sequence"] > entry["sequence"]
    with app.app_context():
        letter = db.session.scalars(
            select(OutgoingLetter).where(OutgoingLetter.kind == "volunteers.assigned")
        ).one()
        composed = outbox.composers[letter.kind](letter)
    assert composed is not None
    (posted,) = icalendar.Calendar.from_ical(composed.attachments[0].content).walk("VEVENT")
    assert str(posted["uid"]) == str(later["uid"])  # the letter and the page give one entry


def test_another_date_is_offered_for_without_typing_a_name_again(
    app: Flask, browser: Browser, cast: Cast, tasked: Tasked, offered: Offered, store: Session
) -> None:
    shift = tasked()
    young = offered(shift, "Zosia Młoda", age=16, guardian_phone="600300400")
    assert "Inny termin: Podlewanie ogrodu" not in browser.visit(page_of(app, young)).links
    with unit(app):
        add_shifts(
            db.session.get_one(Shift, shift).task,
            weekly_times(date(2027, 3, 17), time(17), time(19)),
            needed=1,
            actor=db.session.get_one(User, cast.organiser.id),
        )
    form = browser.visit(page_of(app, young)).follow("Inny termin: Podlewanie ogrodu")
    assert FIRST not in form.text  # theirs already
    done = form.submit("Zgłaszam się")
    assert done.heading == "Twój wolontariat"
    assert "środa, 17 marca 2027" in done.text
    form.submit("Zgłaszam się")  # a second click
    first, second = store.scalars(select(Assignment).order_by(Assignment.id))
    assert (second.person_id, second.age, second.guardian_phone) == (
        first.person_id,
        16,
        "600300400",
    )
    with unit(app):
        close_task(
            db.session.get_one(Shift, shift).task,
            actor=db.session.get_one(User, cast.organiser.id),
        )
    assert browser.visit(form.path).heading == "Twój wolontariat"


def test_what_is_over_is_told_below(
    app: Flask,
    browser: Browser,
    cast: Cast,
    tasked: Tasked,
    offered: Offered,
    clock: time_machine.Traveller,
) -> None:
    anna = offered(tasked())
    do(app, anna, assign, actor=cast.animator)
    offered(tasked("Bez odpowiedzi", on=date(2027, 3, 9)))
    clock.shift(timedelta(days=20))
    page = browser.visit(page_of(app, anna))
    assert "Minione dyżury" in page.text
    (over,) = [part.text for part in page.dom.all("details") if "Minione" in part.text]
    assert FIRST in over
    assert "Podlewanie ogrodu" in over
    assert "Bez odpowiedzi" not in page.text


def test_the_page_of_a_form_tells_what_the_team_decided(
    app: Flask, browser: Browser, cast: Cast, tasked: Tasked, store: Session
) -> None:
    shift = tasked()
    page = browser.visit("/wolontariat/1/zgloszenie").submit(
        "Zgłaszam się", {"Imię i nazwisko": "Jan Testowy", "Telefon": "600 100 200"}
    )
    do(app, 1, assign, actor=cast.animator)
    assert "ustalone: liczymy na Ciebie" in browser.visit(page.path).text
    with unit(app):
        cancel_shift(
            db.session.get_one(Shift, shift), actor=db.session.get_one(User, cast.organiser.id)
        )
    off = browser.visit(page.path)
    assert "dyżur odwołany" in off.text
    assert "Nie mogę przyjść" not in off.text
    assert "Jan" not in off.text


def test_thanked_without_need_one_reads_it_there(
    app: Flask, browser: Browser, cast: Cast, tasked: Tasked
) -> None:
    tasked()
    page = browser.visit("/wolontariat/1/zgloszenie").submit(
        "Zgłaszam się", {"Imię i nazwisko": "Jan Testowy", "Telefon": "600 100 200"}
    )
    do(app, 1, decline, actor=cast.animator)
    assert "mamy już dość osób, dziękujemy" in browser.visit(page.path).text


def test_tampered_links_and_strange_numbers_do_not_exist(
    app: Flask, browser: Browser, cast: Cast, tasked: Tasked, offered: Offered, store: Session
) -> None:
    anna = offered(tasked())
    jan = offered(tasked("Kawa"), "Jan Testowy")
    own, his = page_of(app, anna), page_of(app, jan)
    with unit(app):
        form = links.secret_of_form(db.session.get_one(Assignment, anna))
        person = db.session.get_one(Assignment, anna).person_id
    before = everything(store)
    secret = own.rsplit("/", 1)[1]
    for wrong in (
        secret[:-1] + ("A" if secret[-1] != "A" else "B"),
        secret.replace(f"{person}-", f"{person + 1}-"),
        his.rsplit("/", 1)[1].replace("-", "-x", 1),
        form.replace("z", "w", 1),
        form[1:],
        f"z{secret}",
        "0-",
        "z",
        "1",
        "x" * 300,
    ):
        assert browser.visit(f"/wolontariat/moje/{wrong}").status == 404, wrong
    for address in (
        f"{own}/dyzury/{jan}/rezygnacja",
        f"{own}/dyzury/{jan}.ics",
        f"{own}/dyzury/999/rezygnacja",
        f"{own}/zadania/2",
        f"/wolontariat/moje/{form}/dyzury/{jan}/rezygnacja",
        f"/wolontariat/moje/{form}/zadania/1",  # more is offered by the form, not by this page
        f"{own}/wspolne/1/rezygnacja",
    ):
        assert browser.visit(address).status == 404, address
    page = browser.visit(f"{own}/dyzury/{anna}/rezygnacja")
    (token,) = page.dom.all("input", name="csrf_token")
    stolen = browser.post(f"{own}/dyzury/{jan}/rezygnacja", {"csrf_token": token["value"]})
    assert stolen.status == 404
    assert everything(store) == before


def test_a_merged_person_keeps_the_old_link(
    app: Flask, browser: Browser, cast: Cast, tasked: Tasked, offered: Offered
) -> None:
    anna = offered(tasked())
    twin = offered(tasked("Kawa"), "Anna Przykladowa-Nowa")
    old = page_of(app, twin)
    with unit(app):
        one, other = (db.session.get_one(Assignment, n) for n in (anna, twin))
        other.person.merged_into_id = one.person_id
        other.person = one.person
    page = browser.visit(old)
    assert FIRST in page.text
    assert "Kawa" in page.text


def test_the_code_the_team_reads_out_opens_the_page(
    app: Flask, browser: Browser, cast: Cast, tasked: Tasked, offered: Offered
) -> None:
    anna = offered(tasked())
    with unit(app):
        code = links.code_of(db.session.get_one(Assignment, anna).person)
    found = browser.visit("/wolontariat/moje").submit(
        "Pokaż moje zgłoszenie", {"Kod Twojego zgłoszenia": code}
    )
    assert found.path == page_of(app, anna)
    wrong = browser.visit("/wolontariat/moje").submit(
        "Pokaż moje zgłoszenie", {"Kod Twojego zgłoszenia": "1-AAAA-AAAA"}
    )
    assert wrong.status == 422
    assert "Nie ma zgłoszenia z takim kodem." in wrong.errors[0]


def test_guessing_codes_is_slowed_down(browser: Browser, cast: Cast) -> None:
    form = browser.visit("/wolontariat/moje")
    for number in range(10):
        wrong = {"Kod Twojego zgłoszenia": f"1-AAAA-AAA{number}"}
        assert form.submit("Pokaż moje zgłoszenie", wrong).status == 422
    page = form.submit("Pokaż moje zgłoszenie", {"Kod Twojego zgłoszenia": "1-AAAA-AAAB"})
    assert page.status == 429
    assert int(page.response.headers["Retry-After"]) > 0


def test_somebody_without_phone_and_address_calls_for_another_date(
    app: Flask, browser: Browser, cast: Cast, tasked: Tasked, offered: Offered
) -> None:
    shift = tasked()
    anna = offered(shift)
    with unit(app):
        add_shifts(
            db.session.get_one(Shift, shift).task,
            weekly_times(date(2027, 3, 17), time(17), time(19)),
            needed=1,
            actor=db.session.get_one(User, cast.organiser.id),
        )
        person = db.session.get_one(Assignment, anna).person
        person.email, person.contact_note = "", "przez córkę"
    page = browser.visit(page_of(app, anna))
    assert "Inny termin: Podlewanie ogrodu" not in page.links
    assert browser.visit(f"{page.path}/zadania/1").status == 404


@pytest.mark.parametrize(
    ("language", "heading", "cannot"),
    [("en", "Your volunteering", "I cannot come"), ("uk", "Ваше волонтерство", "Не зможу прийти")],
)
def test_it_is_read_in_three_languages(
    app: Flask,
    browser: Browser,
    cast: Cast,
    tasked: Tasked,
    offered: Offered,
    language: str,
    heading: str,
    cannot: str,
) -> None:
    page = browser.visit(f"{page_of(app, offered(tasked()))}?lang={language}")
    assert page.heading == heading
    (link,) = [words for words in page.links if cannot in words]
    done = page.follow(link)
    assert done.submit(done.buttons[-1]).heading == heading


def test_hostile_words_stay_words(
    app: Flask, browser: Browser, cast: Cast, tasked: Tasked, offered: Offered, store: Session
) -> None:
    hostile = """<script>alert(1)</script>"'{{7*7}}%(name)s"""
    anna = offered(tasked(hostile, place_note=hostile), note=hostile)
    with unit(app):
        db.session.get_one(Shift, 1).note = hostile
        db.session.scalars(select(Person)).one().name = hostile
    own = page_of(app, anna)
    for address in (own, f"{own}/dyzury/{anna}/rezygnacja", f"{own}/zadania/1"):
        page = browser.visit(address)
        assert page.status == 200
        assert hostile in page.text, address
        assert [one for one in page.dom.all("script") if not one["src"]] == []
    assert browser.visit(f"{own}/dyzury/{anna}.ics").status == 200
