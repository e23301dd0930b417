"""What is on, once a week: on Thursday at nine, to those who asked, from published events only."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from osl.accounts.models import User
from osl.communities.models import Community
from osl.core import transactions
from osl.core.clock import utcnow
from osl.core.db import db
from osl.core.outbox import OutgoingLetter
from osl.events.cancellations import cancel_event
from osl.events.models import Event, EventKind, SignupMode
from osl.messages.consent_links import address_of, secret_of
from osl.messages.consent_words import sentence_in
from osl.messages.consents import (
    Agreement,
    confirm_consent,
    give_consent,
    withdraw_consent,
)
from osl.messages.models import Consent, ConsentChannel, ConsentSource
from osl.messages.worker import minute_steps
from osl.messages.writing import Written, write
from osl.news.weekly import Week, write_weekly_letters
from osl.people.models import Channel
from osl.people.operations import Known, meet_person
from tests.cast import Cast
from tests.events.conftest import Planned, evening, weekly
from tests.messages.post_office import Office, deliver, free_port, opened, posting_to
from tests.messages.stored import same_as_stored

THURSDAY = datetime(2027, 3, 4, 8, tzinfo=UTC)
"""Thursday, 4 March 2027, 9.00 in Poland; the tests begin on Monday."""

ANNA = "anna@example.org"
Clock = time_machine.Traveller

pytestmark = pytest.mark.usefixtures("monday")

Agreed = Callable[..., int]


@pytest.fixture
def agreed(app: Flask, cast: Cast) -> Agreed:
    """Let a mailbox agree to the weekly letter of Wzgórze and confirm it; the consent's number."""

    def agree(contact: str = ANNA, community: Any = cast.wzgorze, **more: Any) -> int:
        place = (community.id, community.name) if community is not None else (None, "")
        language = more.get("language", "pl")
        channel = more.get("channel", ConsentChannel.EMAIL)
        with app.test_request_context(), transactions.unit():
            person = meet_person(
                Known(more.get("name", ""), email=ANNA if "@" not in contact else contact),
                channel=Channel.WEB,
                community_ids=[],
                actor=None,
            )
            consent = give_consent(
                Agreement(
                    channel, place[0], contact, sentence_in(language, channel, place[1]), language
                ),
                person_id=person.id,
                source=ConsentSource.WEB,
            )
            if more.get("confirmed", True):
                confirm_consent(consent)
            db.session.flush()
            return consent.id

    return agree


def minute(app: Flask) -> int:
    """What the worker does every minute."""
    with app.app_context(), transactions.unit():
        return write_weekly_letters(utcnow())


def weekly_letters(store: Session) -> list[OutgoingLetter]:
    rows = select(OutgoingLetter).where(OutgoingLetter.kind == "news.weekly")
    return list(store.scalars(rows.order_by(OutgoingLetter.id)))


def in_words(app: Flask, letter: OutgoingLetter) -> Written | None:
    """A letter as it would leave now; None when it has nothing to say."""
    number = letter.id
    with app.app_context(), transactions.unit():
        return write(db.session.get_one(OutgoingLetter, number))


def told(app: Flask, store: Session) -> str:
    """What the one weekly letter says now; nothing when it says nothing."""
    (letter,) = weekly_letters(store)
    words = in_words(app, letter)
    return words.text if words else ""


def thursday(app: Flask, monday: Clock) -> int:
    monday.move_to(THURSDAY)
    return minute(app)


def with_event(app: Flask, event_id: int, do: Callable[[Event, User], Any]) -> None:
    with app.test_request_context(), transactions.unit():
        actor = db.session.scalars(select(User).order_by(User.id)).first()
        assert actor is not None
        do(db.session.get_one(Event, event_id), actor)


# When it leaves


@pytest.mark.parametrize(
    "moment, leaves",
    [
        (datetime(2027, 3, 4, 7, 59, 59, tzinfo=UTC), 0),
        (THURSDAY, 1),
        (datetime(2027, 3, 5, 3, tzinfo=UTC), 1),
        (datetime(2027, 3, 6, 22, 59, 59, tzinfo=UTC), 1),
        (datetime(2027, 3, 6, 23, tzinfo=UTC), 0),
        (datetime(2027, 3, 9, 12, tzinfo=UTC), 0),
        (datetime(2027, 4, 1, 6, 59, tzinfo=UTC), 0),
        (datetime(2027, 4, 1, 7, tzinfo=UTC), 1),
    ],
    ids=["before", "at nine", "slept", "late on Saturday", "Sunday", "Tuesday", "CEST-", "CEST"],
)
def test_it_leaves_on_thursday_at_nine_and_late_until_saturday(
    app: Flask,
    agreed: Agreed,
    monday: Clock,
    moment: datetime,
    leaves: int,
) -> None:
    agreed()
    monday.move_to(moment)
    assert minute(app) == leaves


def test_once_a_week_however_often_the_worker_looks(
    app: Flask,
    agreed: Agreed,
    store: Session,
    monday: Clock,
) -> None:
    number = agreed()
    assert thursday(app, monday) == 1
    for hours in (0, 1, 30):
        monday.move_to(THURSDAY + timedelta(hours=hours))
        assert minute(app) == 0
    monday.move_to(THURSDAY + timedelta(days=7))
    assert minute(app) == 1
    assert [one.key for one in weekly_letters(store)] == [
        f"news:{number}:2027-W09",
        f"news:{number}:2027-W10",
    ]
    assert write_weekly_letters in minute_steps


def test_weeks_are_named_as_the_calendar_counts_them() -> None:
    assert Week.of(datetime(2027, 1, 3, 12, tzinfo=UTC)).name == "2026-W53"
    assert Week.of(datetime(2027, 1, 3, 23, 30, tzinfo=UTC)).name == "2027-W01"


def test_only_to_those_who_confirmed_in_time_and_by_letter_only(
    app: Flask,
    agreed: Agreed,
    store: Session,
    monday: Clock,
) -> None:
    agreed("tak@example.org")
    agreed("nie@example.org", confirmed=False)
    agreed("600100200", channel=ConsentChannel.SMS)
    monday.move_to(THURSDAY + timedelta(minutes=1))
    agreed("pozno@example.org")
    minute(app)
    assert [one.recipient for one in weekly_letters(store)] == ["tak@example.org"]


def test_one_mailbox_gets_each_community_once(
    app: Flask,
    cast: Cast,
    agreed: Agreed,
    store: Session,
    monday: Clock,
) -> None:
    """Couples share a mailbox, and whoever asks twice means the same."""
    first = agreed(name="Anna Przykładowa")
    agreed(name="Jan Testowy")
    monday.shift(timedelta(hours=2))
    agreed("ANNA@example.org", name="Anna Przykładowa")
    other = agreed(community=cast.ostrowiecka)
    monday.shift(timedelta(hours=2))
    town = agreed(community=None)
    thursday(app, monday)
    assert [one.data["consent_id"] for one in weekly_letters(store)] == [first, other, town]


def test_who_stops_and_asks_again_the_same_day_gets_no_second_letter(
    app: Flask,
    agreed: Agreed,
    store: Session,
    monday: Clock,
) -> None:
    number = agreed()
    thursday(app, monday)
    stop(app, number)
    agreed()
    assert minute(app) == 0


# Stopping


def stop(app: Flask, number: int) -> None:
    with app.app_context(), transactions.unit():
        withdraw_consent(db.session.get_one(Consent, number), source=ConsentSource.LINK)


def test_stopping_holds_for_the_very_next_letter(
    app: Flask,
    planned: Planned,
    agreed: Agreed,
    store: Session,
    monday: Clock,
) -> None:
    planned(published=True)
    number = agreed()
    stop(app, number)
    assert thursday(app, monday) == 0


def test_stopping_holds_for_a_letter_that_waits_in_the_outbox(
    app: Flask,
    planned: Planned,
    agreed: Agreed,
    store: Session,
    monday: Clock,
) -> None:
    """The mail server was down when Anna pressed the button."""
    planned(published=True)
    number = agreed()
    office, port = Office(), free_port()
    with posting_to(app, port):
        thursday(app, monday)
        deliver(app)
        stop(app, number)
        monday.shift(timedelta(minutes=5))
        with opened(office, port):
            assert deliver(app) == 0
    assert office.arrived == []
    (letter,) = weekly_letters(store)
    assert letter.obsolete_at is not None


def test_a_letter_held_up_past_saturday_does_not_leave(
    app: Flask,
    planned: Planned,
    agreed: Agreed,
    store: Session,
    monday: Clock,
) -> None:
    planned(published=True)
    agreed()
    thursday(app, monday)
    assert "Gry sąsiedzkie" in told(app, store)
    monday.move_to(datetime(2027, 3, 6, 23, tzinfo=UTC))
    assert told(app, store) == ""


def test_the_letter_that_arrives_says_how_to_stop_in_its_words_and_its_header(
    app: Flask,
    planned: Planned,
    agreed: Agreed,
    store: Session,
    monday: Clock,
) -> None:
    planned(published=True)
    number = agreed()
    office, port = Office(), free_port()
    with posting_to(app, port), opened(office, port):
        thursday(app, monday)
        deliver(app)
    (message,) = [one for one in office.arrived if "Co słychać" in one["Subject"]]
    with app.app_context():
        consent = db.session.get_one(Consent, number)
        address, secret = address_of(consent), secret_of(consent)
    assert message["List-Unsubscribe"] == f"<{address}>"
    for kind in ("plain", "html"):
        part = message.get_body((kind,))
        assert part is not None
        assert secret in part.get_content()


# What it says


def test_nothing_to_tell_is_no_letter(
    app: Flask,
    planned: Planned,
    agreed: Agreed,
    store: Session,
    monday: Clock,
) -> None:
    """Open hours alone are the same every week."""
    planned(weekly(), published=True, title="Dyżur", kind=EventKind.OPEN_HOURS)
    agreed()
    thursday(app, monday)
    assert told(app, store) == ""


def test_no_word_of_drafts_or_of_others(
    app: Flask,
    cast: Cast,
    planned: Planned,
    agreed: Agreed,
    store: Session,
    monday: Clock,
) -> None:
    planned(title="Tajny szkic")
    planned(title="Szkic serii", when=weekly())
    planned(title="U sąsiadów", published=True, community=cast.ostrowiecka)
    planned(title="Za dwa tygodnie", published=True, when=evening(date(2027, 3, 15)))
    planned(title="Wczoraj", published=True, when=evening(date(2027, 3, 3)))
    agreed()
    thursday(app, monday)
    assert told(app, store) == ""
    planned(title="Dziesiątego dnia", published=True, when=evening(date(2027, 3, 14)))
    planned(title="Dla wszystkich", published=True, is_whole_town=True)
    text = told(app, store)
    assert text.index("Dla wszystkich") < text.index("Dziesiątego dnia")
    for hidden in ("Tajny szkic", "Szkic serii", "U sąsiadów", "Za dwa tygodnie", "Wczoraj"):
        assert hidden not in text


def test_what_is_taken_back_to_drafts_before_it_leaves_is_not_told(
    app: Flask,
    planned: Planned,
    agreed: Agreed,
    store: Session,
    monday: Clock,
) -> None:
    event = planned(published=True)
    agreed()
    thursday(app, monday)
    assert "Gry sąsiedzkie" in told(app, store)
    with app.app_context(), transactions.unit():
        db.session.get_one(Event, event).published_at = None
    assert told(app, store) == ""


def test_a_closed_community_writes_no_letters(
    app: Flask,
    cast: Cast,
    planned: Planned,
    agreed: Agreed,
    store: Session,
    monday: Clock,
) -> None:
    planned(published=True)
    agreed()
    with app.app_context(), transactions.unit():
        db.session.get_one(Community, cast.wzgorze.id).closed_on = date(2027, 3, 2)
    thursday(app, monday)
    assert told(app, store) == ""


def test_open_hours_called_off_are_worth_a_letter(
    app: Flask,
    planned: Planned,
    agreed: Agreed,
    store: Session,
    monday: Clock,
) -> None:
    hours = planned(weekly(), published=True, title="Dyżur", kind=EventKind.OPEN_HOURS)
    call_off_first(app, hours, "Choroba.")
    agreed()
    thursday(app, monday)
    text = told(app, store)
    assert "tym razem zmieniają się godziny rozmów z nami:" in text
    assert "ODWOŁANE: czwartek, 4 marca 2027, 17.00–18.30. Choroba." in text
    assert "czwartek, 11 marca 2027" in text


def call_off_first(app: Flask, event_id: int, reason: str) -> None:
    with app.app_context(), transactions.unit():
        meeting = db.session.get_one(Event, event_id).occurrences[0]
        meeting.cancelled_at, meeting.cancellation_reason = utcnow(), reason


@pytest.fixture
def full_week(
    app: Flask,
    planned: Planned,
) -> None:
    """A bit of everything: places, a series, open hours, something called off, moved, put off."""
    planned(
        evening(date(2027, 3, 5)),
        published=True,
        title="Wieczór gier",
        signup_mode=SignupMode.ONLINE,
        places=3,
    )
    planned(
        weekly(date(2027, 3, 1), starts_at=time(9), ends_at=time(10), weekdays=(0, 3)),
        published=True,
        title="Nordic walking",
    )
    planned(weekly(), published=True, title="Dyżur", kind=EventKind.OPEN_HOURS)
    off = planned(evening(date(2027, 3, 6)), published=True, title="Piknik")
    with_event(app, off, lambda event, actor: cancel_event(event, actor=actor, reason="Burza."))
    moved = planned(weekly(date(2027, 3, 9)), published=True, title="Szachy")
    later = planned(evening(date(2027, 3, 8)), published=True, title="Spacer")
    with app.app_context(), transactions.unit():
        meeting = db.session.get_one(Event, moved).occurrences[0]
        meeting.starts_at += timedelta(days=1)
        meeting.ends_at += timedelta(days=1)
        db.session.get_one(Event, later).occurrences[0].postponed_at = utcnow()


@pytest.mark.parametrize("language", ["pl", "en", "uk"])
@pytest.mark.usefixtures("full_week")
def test_the_letter_of_a_full_week_in_three_languages(
    app: Flask,
    agreed: Agreed,
    store: Session,
    monday: Clock,
    language: str,
) -> None:
    agreed(language=language)
    thursday(app, monday)
    (letter,) = weekly_letters(store)
    words = in_words(app, letter)
    assert words is not None
    same_as_stored(f"weekly_{language}", f"{words.subject}\n\n{words.text}")
    assert words.html.count("<li") == 6


@pytest.mark.usefixtures("full_week")
def test_whoever_asked_for_the_town_hears_of_every_community(
    app: Flask,
    cast: Cast,
    planned: Planned,
    agreed: Agreed,
    store: Session,
    monday: Clock,
) -> None:
    planned(published=True, title="U sąsiadów", community=cast.ostrowiecka)
    agreed(community=None)
    thursday(app, monday)
    text = told(app, store)
    assert "U sąsiadów" in text
    assert "Wieczór gier" in text


def test_a_change_of_the_last_days_is_said(
    app: Flask,
    planned: Planned,
    agreed: Agreed,
    store: Session,
    monday: Clock,
    browser: Any,
    cast: Cast,
) -> None:
    event = planned(published=True)
    page = browser.sign_in(cast.organiser).visit(f"/panel/wydarzenia/{event}/edycja")
    page = page.submit("Zapisz", {"Koszt": "5 zł"})
    assert page.status == 200, page
    agreed()
    thursday(app, monday)
    assert "Zmiana: zmiana kosztu z „bezpłatnie” na „5 zł”" in told(app, store)


def test_very_much_to_tell_is_cut_short_with_a_way_to_the_rest(
    app: Flask,
    planned: Planned,
    agreed: Agreed,
    store: Session,
    monday: Clock,
) -> None:
    for number in range(32):
        planned(published=True, title=f"Spotkanie {number:02d}")
    agreed()
    thursday(app, monday)
    text = told(app, store)
    assert "Spotkanie 29" in text
    assert "Spotkanie 30" not in text
    assert "I jeszcze 2 wydarzenia." in text
