"""Every letter about ideas, word for word in three languages (tests/ideas/letters).

After a change of words run the tests once with OSL_WRITE_LETTERS=1, and read what has changed.
"""

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from osl.core import transactions
from osl.core.clock import utcnow
from osl.core.db import db
from osl.core.outbox import OutgoingLetter
from osl.events.cancellations import cancel_event
from osl.events.models import Event, SignupMode
from osl.ideas import conversation
from osl.ideas.answers import Answer, answer_idea
from osl.ideas.following import tell_results
from osl.ideas.merging import merge_ideas
from osl.ideas.models import (
    HidingReason,
    Idea,
    IdeaOffer,
    IdeaSupport,
    NotNowReason,
    Resource,
    StepKind,
)
from osl.ideas.offers import Help, offer_help, withdraw_offer
from osl.ideas.operations import hide_idea
from osl.ideas.supports import confirm_support, support_idea, take_support_back
from osl.messages.delivery import deliver_due
from osl.messages.writing import write
from osl.people.operations import Known
from tests.cast import Cast
from tests.events.conftest import Planned, evening, weekly
from tests.ideas.conftest import BENCH, SHELF, Given, act, unit
from tests.ideas.hearing import confirmed, letters, link_all, organiser, publish
from tests.signups.hearing import change, step
from tests.signups.test_hearing_of_changes import put_off, rewrite

LETTERS = Path(__file__).with_name("letters")
TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "ideas" / "letters"
LANGUAGES = ("pl", "en", "uk")
ANNA = "anna@example.org"

LOOKING = Answer(
    StepKind.LOOKING,
    "Miejsce już jest: świetlica oddaje nam kąt przy oknie.",
    needs=((Resource.LEADER, "dwa razy w miesiącu"), (Resource.TOOLS, "")),
)


@dataclass
class Town:
    """What the letters are about, and what can be done with it."""

    app: Flask
    cast: Cast
    given: Given
    planned: Planned
    clock: time_machine.Traveller

    def idea(self, words: tuple[str, str] = BENCH, **more: Any) -> int:
        return self.given(words, **({"email": ANNA} | more))

    def answer(self, idea_id: int, answer: Answer) -> None:
        act(self.app, idea_id, answer_idea, answer, actor=self.cast.animator)

    def event(self, *idea_ids: int, when: Any = None, **facts: Any) -> int:
        """A published event that answers these ideas."""
        event_id = self.planned(when, **facts)
        link_all(self.app, self.cast, list(idea_ids), event_id)
        publish(self.app, self.cast, event_id)
        return event_id


def given_first(town: Town) -> None:
    town.idea(published=False)


def published(town: Town) -> None:
    town.idea()


def hidden(town: Town) -> None:
    number = town.idea(published=False)
    act(town.app, number, hide_idea, HidingReason.PERSONAL_DATA, actor=town.cast.animator)


def question(town: Town) -> None:
    number = town.idea(published=False)
    words = "Przy którym bloku? Czy chodzi o numer 12, czy o 14?"
    act(town.app, number, conversation.ask_author, words, actor=town.cast.animator)


def question_in_public(town: Town) -> None:
    words = "Czy wystarczy ławka bez oparcia?"
    act(town.app, town.idea(), conversation.ask_author, words, actor=town.cast.animator)


def answer(town: Town) -> None:
    text = "Byliśmy na miejscu z mieszkańcami.\n\n--\nDwa miejsca są dobre: klatka i skwer."
    town.answer(town.idea(), Answer(StepKind.TALK, text))


def answer_looking(town: Town) -> None:
    number = town.idea(SHELF, email="")
    confirmed(town.app, number, ANNA)
    town.answer(number, LOOKING)


def answer_handed_on(town: Town) -> None:
    text = "O ławkach decyduje spółdzielnia. Przekazaliśmy jej ten pomysł z poparciem sąsiadów."
    handed = Answer(StepKind.HANDED_ON, text, to_whom="Spółdzielnia „Łąkowa”", on=date(2027, 2, 26))
    town.answer(town.idea(), handed)


def answer_not_now(town: Town) -> None:
    number = town.idea(email="")
    known = Known("Anna Przykładowa", email=ANNA)
    act(town.app, number, offer_help, Help(known, Resource.HANDS))
    text = "W tym roku nie mamy na to pieniędzy. Wrócimy do tego w styczniu."
    town.answer(number, Answer(StepKind.NOT_NOW, text, reason=NotNowReason.MONEY))


def answer_news(town: Town) -> None:
    bench, other = town.idea(email=""), town.idea(("Ławeczka", "Przed blokiem."))
    with unit(town.app):
        one, into = db.session.get_one(Idea, other), db.session.get_one(Idea, bench)
        merge_ideas(one, into, actor=organiser(town.cast))
    town.answer(bench, Answer(StepKind.NEWS, "Ławka jest zamówiona."))


def merged(town: Town) -> None:
    bench, other = town.idea(email=""), town.idea(("Ławeczka przed blokiem", "Dla seniorów."))
    with unit(town.app):
        one, into = db.session.get_one(Idea, other), db.session.get_one(Idea, bench)
        merge_ideas(one, into, actor=organiser(town.cast))


def merged_unread(town: Town) -> None:
    bench = town.idea(email="")
    other = town.idea(("Ławeczka przed blokiem", "Dla seniorów."), published=False)
    with unit(town.app):
        one, into = db.session.get_one(Idea, other), db.session.get_one(Idea, bench)
        merge_ideas(one, into, actor=organiser(town.cast))


def invitation(town: Town) -> None:
    town.event(town.idea(), title="Sobota z ławką", what_to_bring="rękawice")


def invitation_to_sign_up(town: Town) -> None:
    shelf = town.idea(SHELF, email="")
    confirmed(town.app, shelf, ANNA)
    facts = {"title": "Warsztat stolarski", "signup_mode": SignupMode.ONLINE, "places": 12}
    town.event(town.idea(), shelf, when=weekly(), **facts)


def called_off(town: Town) -> None:
    event_id = town.event(town.idea(), title="Sobota z ławką")

    def call_off(event: Event, actor: Any) -> None:
        cancel_event(event, reason="Zapowiadają burzę", actor=actor)

    town.clock.shift(timedelta(hours=1))
    change(town.app, town.cast, event_id, call_off)


def called_off_for_now(town: Town) -> None:
    event_id = town.event(town.idea(), title="Sobota z ławką")

    town.clock.shift(timedelta(hours=1))
    change(town.app, town.cast, event_id, put_off)


def new_date(town: Town) -> None:
    event_id = town.event(town.idea(), title="Sobota z ławką")

    def move(event: Event, actor: Any) -> None:
        rewrite(event, actor, when=evening(date(2027, 3, 20), 10, 13))

    town.clock.shift(timedelta(hours=1))
    change(town.app, town.cast, event_id, move)


def result(town: Town) -> None:
    bench = town.idea()
    town.event(bench, title="Sobota z ławką")
    town.clock.move_to("2027-03-11T20:00:00+00:00")
    town.answer(bench, Answer(StepKind.NEWS, "Ławka stoi. Malowało ją dziewięć osób."))
    step(town.app, tell_results)


def result_of_cycle(town: Town) -> None:
    shelf = town.idea(SHELF)
    town.event(town.idea(), shelf, when=weekly(), title="Klub majsterkowania")
    town.clock.move_to("2027-03-04T20:00:00+00:00")
    step(town.app, tell_results)


def asking(town: Town) -> None:
    number = town.idea(email="")
    act(town.app, number, support_idea, "device", network="n", email=ANNA)


def offered(town: Town) -> None:
    known = Known("Anna Przykładowa", email=ANNA)
    act(town.app, town.idea(email=""), offer_help, Help(known, Resource.TOOLS, "wkrętarka"))


WRITERS: dict[str, Callable[[Town], None]] = {
    "given": given_first,
    "published": published,
    "hidden": hidden,
    "question": question,
    "question_in_public": question_in_public,
    "answer": answer,
    "answer_looking": answer_looking,
    "answer_handed_on": answer_handed_on,
    "answer_not_now": answer_not_now,
    "answer_news": answer_news,
    "merged": merged,
    "merged_unread": merged_unread,
    "invitation": invitation,
    "invitation_to_sign_up": invitation_to_sign_up,
    "called_off": called_off,
    "called_off_for_now": called_off_for_now,
    "new_date": new_date,
    "result": result,
    "result_of_cycle": result_of_cycle,
    "asking": asking,
    "offered": offered,
}


@pytest.fixture
def town(
    app: Flask, cast: Cast, given: Given, planned: Planned, clock: time_machine.Traveller
) -> Town:
    return Town(app, cast, given, planned, clock)


def leave(app: Flask, language: str = "pl") -> Any:
    """The newest letter to Anna in this language, as it leaves; those before it have left."""
    with app.app_context(), transactions.unit():
        rows = select(OutgoingLetter).where(OutgoingLetter.recipient == ANNA)
        letter = db.session.scalars(rows.order_by(OutgoingLetter.id.desc())).first()
        assert letter is not None
        letter.language = language
        return write(letter)


def as_read(words: Any) -> str:
    """Subject and text; what is secret left out."""
    text = re.sub(r"(/(?:pomysl|poparcie|pomoc)/\d+)-[\w-]{43}", r"\1-…", words.text)
    return f"{words.subject}\n\n{text}"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", WRITERS)
def test_the_letter_reads_as_it_was_read_and_agreed(town: Town, name: str, language: str) -> None:
    WRITERS[name](town)
    words = leave(town.app, language)
    assert words is not None
    found = as_read(words)
    stored = LETTERS / f"{name}.{language}.txt"
    if os.environ.get("OSL_WRITE_LETTERS"):
        LETTERS.mkdir(exist_ok=True)
        stored.write_text(found)
    assert found == stored.read_text()
    assert "\n\n\n" not in found
    assert not re.search(r"[ \t]$", found, re.MULTILINE)
    assert ANNA not in found
    assert "Przykładowa" not in found


def test_every_letter_there_is_was_read() -> None:
    templates = {one.stem for one in TEMPLATES.glob("*.txt") if not one.stem.startswith("_")}
    assert templates <= set(WRITERS)
    stored = {one.name for one in LETTERS.glob("*.txt")}
    assert stored == {f"{one}.{code}.txt" for one in WRITERS for code in LANGUAGES}


@pytest.mark.parametrize("name", ["given", "asking", "hidden", "question", "merged_unread"])
def test_no_word_of_a_stranger_stands_in_a_letter_before_somebody_of_the_team_has_looked(
    town: Town, name: str
) -> None:
    """Somebody may have typed the address of somebody else."""
    WRITERS[name](town)
    words = leave(town.app)
    assert words is not None
    own = BENCH if name != "merged_unread" else ("Ławeczka przed blokiem", "Dla seniorów.")
    for typed in own:
        assert typed not in words.text + words.subject + words.html


def test_an_invitation_brings_the_meeting_for_ones_calendar(town: Town) -> None:
    invitation(town)
    (file,) = leave(town.app).attachments
    assert b"DTSTART;TZID=Europe/Warsaw:20270311T170000" in file.content


def test_who_asked_to_hear_can_stop_it_from_the_program_that_shows_the_letter(town: Town) -> None:
    answer_looking(town)
    words = leave(town.app)
    assert re.search(r"/poparcie/\d+-[\w-]{43}$", words.stop_address)
    assert words.stop_address in words.text


def test_an_author_has_nothing_to_stop(town: Town) -> None:
    answer(town)
    assert leave(town.app).stop_address == ""


def test_two_dashes_in_an_answer_do_not_cut_the_letter(town: Town) -> None:
    answer(town)
    words = leave(town.app)
    assert words.text.index("Dwa miejsca") < words.text.index("\n--\n")


def test_letters_leave_by_themselves_outside_any_page(town: Town) -> None:
    """The worker carries them: each is sent, or was not needed any more; none cannot be written."""
    result_of_cycle(town)
    offered(town)
    question_in_public(town)
    town.clock.shift(timedelta(days=1))
    with town.app.app_context():
        sent = deliver_due()
    with town.app.app_context(), transactions.unit():
        rows = db.session.scalars(select(OutgoingLetter)).all()
        assert sent == len(rows) == 9
        assert all(one.sent_at is not None and one.last_error == "" for one in rows)


# --- what no longer holds is not said


def is_silent(town: Town) -> bool:
    return leave(town.app) is None


def test_nothing_is_said_of_an_idea_that_was_hidden_meanwhile(town: Town) -> None:
    number = town.idea()
    confirmed(town.app, number, "jan@example.org")
    town.answer(number, LOOKING)
    act(town.app, number, hide_idea, HidingReason.OTHER, actor=town.cast.animator)
    with town.app.app_context(), transactions.unit():
        rows = db.session.scalars(select(OutgoingLetter).order_by(OutgoingLetter.id)).all()
        left = [(one.recipient, one.kind) for one in rows if write(one) is not None]
    assert left == [(ANNA, "ideas.hidden")]


def test_an_invitation_to_what_was_called_off_meanwhile_does_not_leave_nor_does_its_recall(
    town: Town,
) -> None:
    event_id = town.event(town.idea())

    def call_off(event: Event, actor: Any) -> None:
        cancel_event(event, reason="Burza", actor=actor)

    town.clock.shift(timedelta(hours=1))
    change(town.app, town.cast, event_id, call_off)
    assert [kind for _to, kind in letters(town.app)][-2:] == [
        "ideas.invitation",
        "ideas.called_off",
    ]
    with town.app.app_context(), transactions.unit():
        rows = db.session.scalars(select(OutgoingLetter).order_by(OutgoingLetter.id.desc()))
        recall, invited = rows.all()[:2]
        assert write(invited) is None
        invited.obsolete_at = utcnow()
        assert write(recall) is None


def test_who_has_confirmed_is_not_asked_any_more(town: Town) -> None:
    asking(town)
    assert not is_silent(town)
    with unit(town.app):
        confirm_support(db.session.scalars(select(IdeaSupport)).one())
    assert is_silent(town)


def test_who_has_taken_the_support_back_is_not_asked_any_more(town: Town) -> None:
    asking(town)
    with unit(town.app):
        take_support_back(db.session.scalars(select(IdeaSupport)).one())
    assert is_silent(town)


def test_thanks_for_help_that_was_taken_back_do_not_leave(town: Town) -> None:
    offered(town)
    assert not is_silent(town)
    with unit(town.app):
        withdraw_offer(db.session.scalars(select(IdeaOffer)).one())
    assert is_silent(town)
