"""The queue only says "look now"; nothing depends on it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from huey.storage import MemoryStorage, SqliteStorage

from osl.accounts.models import SignInAttempt
from osl.core import transactions
from osl.core.clock import utcnow
from osl.core.db import db
from osl.core.errors import SettingsError
from osl.core.outbox import OutgoingLetter
from osl.core.settings import Settings
from osl.messages import jobs as queue
from osl.messages import worker
from tests.messages.post_office import post


@pytest.fixture
def live(app: Flask) -> Iterator[Flask]:
    """The queue as it is outside tests, kept in memory."""
    app.config["TESTING"] = False
    queue.sites[:] = [app]
    try:
        yield app
    finally:
        app.config["TESTING"] = True
        queue.sites.clear()
        queue.jobs.flush()
        queue.jobs.storage = MemoryStorage("osl")


def post_and_commit(app: Flask) -> None:
    with app.app_context(), transactions.unit():
        db.session.add(
            OutgoingLetter(
                key="k", recipient="a@example.org", subject="s", body="b", message_id="m"
            )
        )
        db.session.info["letters_posted"] = True


def test_a_commit_with_a_letter_wakes_the_worker(live: Flask) -> None:
    post_and_commit(live)
    assert queue.jobs.pending_count() == 1
    queue.jobs.execute(queue.jobs.dequeue())
    with live.app_context():
        assert db.session.query(OutgoingLetter.sent_at).scalar() is not None


def test_a_commit_without_one_does_not(live: Flask) -> None:
    with live.app_context(), transactions.unit():
        db.session.connection()
    assert queue.jobs.pending_count() == 0


def test_letters_that_were_undone_wake_nobody(live: Flask) -> None:
    with live.app_context(), pytest.raises(ZeroDivisionError), transactions.unit():
        db.session.info["letters_posted"] = True
        1 / 0  # noqa: B018
    assert queue.jobs.pending_count() == 0


def test_without_a_worker_jobs_do_not_pile_up(live: Flask) -> None:
    for _commit in range(10):
        with live.app_context(), transactions.unit():
            db.session.info["letters_posted"] = True
    assert queue.jobs.pending_count() == queue.MOST_WAITING


def test_a_queue_that_is_away_fails_nobody(live: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> int:
        raise ConnectionError

    monkeypatch.setattr(queue.jobs, "pending_count", away)
    post_and_commit(live)  # raises nothing
    with live.app_context():
        assert db.session.query(OutgoingLetter.id).count() == 1


def test_the_queue_is_a_file_in_the_instance_folder_unless_a_server_is_named(
    settings: Settings, tmp_path: Path
) -> None:
    storage = queue._storage(replace(settings, instance=tmp_path))
    assert isinstance(storage, SqliteStorage)
    assert (tmp_path / "jobs.db").exists()
    storage.close()


@pytest.mark.parametrize("address", ["amqp://host", "host:6379", "mysql://host/name"])
def test_a_server_of_another_kind_is_refused_with_a_sentence(
    settings: Settings, address: str
) -> None:
    with pytest.raises(SettingsError, match="OSL_JOBS_URL"):
        queue._storage(replace(settings, jobs_url=address))


def test_at_night_what_is_old_goes(live: Flask) -> None:
    long_ago = utcnow() - timedelta(days=31)
    post(live, "a@example.org", "Dawny", sent_at=long_ago)
    with live.app_context(), transactions.unit():
        db.session.add(
            SignInAttempt(at=long_ago, kind="sign_in", account_key="x" * 64, network="y" * 32)
        )
    worker.tidy_up()
    with live.app_context():
        assert db.session.query(SignInAttempt).count() == 0
        assert db.session.query(OutgoingLetter.recipient).scalar() == ""
