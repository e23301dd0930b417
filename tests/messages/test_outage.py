"""The mail server is away for an hour while a thousand letters wait."""

from collections import defaultdict
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from osl.core import transactions
from osl.core.outbox import Composed, Composer, OutgoingLetter, write_later
from tests.conftest import examples_on_this_database
from tests.messages.post_office import Office, deliver, opened

PEOPLE = examples_on_this_database(250)
LETTERS = 4 * PEOPLE
MINUTE = timedelta(minutes=1)


@pytest.fixture
def waiting(app: Flask, composing: dict[str, Composer]) -> None:
    """Each person is to have four letters, and the order of what they say matters."""
    composing["round"] = lambda letter: Composed(f"List {letter.data['number']}", "Słowa.\n")
    with app.app_context(), transactions.unit():
        for number in range(LETTERS):
            person = f"person{number % PEOPLE}@example.org"
            write_later("round", person, key=f"round:{number}", number=number // PEOPLE)


@pytest.mark.usefixtures("waiting")
def test_nothing_is_lost_and_all_leave_once_in_order_for_each_person(
    app: Flask, office: Office, port: int, store: Session, noon: time_machine.Traveller
) -> None:
    tried = set()
    for _minute in range(60):
        assert deliver(app) == 0
        tried |= set(
            store.scalars(select(OutgoingLetter.message_id).where(OutgoingLetter.attempts > 0))
        )
        noon.shift(MINUTE)
    assert 10 <= len(tried) <= 120  # a knock or two a minute, not a thousand
    office.refuses["person7@example.org"] = "451 later"
    with opened(office, port):
        sent = 0
        for minute in range(65):
            sent += deliver(app)
            if minute == 2:
                office.refuses.clear()
            noon.shift(MINUTE)

    assert sent == len(office.arrived) == LETTERS
    said: dict[str, list[str]] = defaultdict(list)
    for message in office.arrived:
        said[message["To"]].append(message["Subject"])
    assert len(said) == PEOPLE
    assert set(map(tuple, said.values())) == {("List 0", "List 1", "List 2", "List 3")}
    ids = {message["Message-ID"] for message in office.arrived}
    assert len(ids) == LETTERS
    assert tried <= ids
    assert (
        store.scalar(select(func.count(OutgoingLetter.id)).where(OutgoingLetter.sent_at.is_(None)))
        == 0
    )
