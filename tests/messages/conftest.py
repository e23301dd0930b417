"""A morning in May, and a post office on it."""

from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask

from osl.core.outbox import Composer, composers
from tests.events.conftest import NOW, planned  # noqa: F401 - a fixture of this folder too
from tests.messages.post_office import NOON, Office, free_port, posting_to


@pytest.fixture
def noon() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def monday() -> Iterator[time_machine.Traveller]:
    """Monday, 1 March 2027, in the morning; time goes on."""
    with time_machine.travel(NOW, tick=True) as clock:
        yield clock


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def port(app: Flask) -> Iterator[int]:
    number = free_port()
    with posting_to(app, number):
        yield number


@pytest.fixture
def composing() -> Iterator[dict[str, Composer]]:
    """The composers of letters, to be added to for the time of one test."""
    before = dict(composers)
    yield composers
    composers.clear()
    composers.update(before)
