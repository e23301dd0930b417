"""The queue of background jobs. It only says "look now"; what is to be done stands in the
database, so a lost or doubled job harms nothing."""

import logging
from urllib.parse import urlsplit

from flask import Flask, current_app
from huey import Huey
from huey.exceptions import ConfigurationError
from huey.serializer import SignedSerializer
from huey.storage import MemoryStorage, PostgresStorage, RedisStorage, SqliteStorage

from osl.core.db import db
from osl.core.errors import SettingsError
from osl.core.settings import Settings
from osl.messages.delivery import deliver_due

log = logging.getLogger("osl.messages")

NAME = "osl"
MOST_WAITING = 3
"""When nobody takes jobs away, more of the same would only pile up."""

jobs = Huey(NAME, results=False, storage_class=MemoryStorage)
sites: list[Flask] = []
"""The site whose jobs this process does; named by the worker when it starts."""


def deliver_letters() -> None:
    with sites[0].app_context():
        deliver_due()


queue_delivery = jobs.task()(deliver_letters)


def deliver_soon() -> None:
    """After a commit: if it posted letters, have them sent. Never fails the request."""
    if not db.session.info.pop("letters_posted", False) or current_app.config["TESTING"]:
        return
    try:
        if jobs.pending_count() < MOST_WAITING:
            queue_delivery()
    except Exception:  # whatever the queue's store raises, the letters are safe
        log.warning("letters wait for the next minute", exc_info=True)


def init_app(app: Flask) -> None:
    """Connect the queue: a file in the instance folder, or the server OSL_JOBS_URL names."""
    if app.config["TESTING"]:
        return
    settings: Settings = app.config["SETTINGS"]
    # The queue holds pickles: only those signed with our key are read.
    jobs.serializer = SignedSerializer(secret=settings.secret_key, salt="osl jobs")
    jobs.storage = _storage(settings)


def _storage(settings: Settings) -> SqliteStorage | RedisStorage | PostgresStorage:
    scheme = urlsplit(settings.jobs_url).scheme
    try:
        if not settings.jobs_url:
            # Without waiting for the disk: a job lost in a power cut is done a minute later.
            return SqliteStorage(NAME, filename=str(settings.instance / "jobs.db"), fsync=False)
        if scheme in ("redis", "rediss"):
            return RedisStorage(NAME, url=settings.jobs_url)
        if scheme in ("postgres", "postgresql"):
            return PostgresStorage(NAME, dsn=settings.jobs_url)
    except ConfigurationError as error:
        raise SettingsError(
            "OSL_JOBS_URL names a Redis server, and the package for it is missing. "
            "Install it: .venv/bin/python -m pip install redis"
        ) from error
    raise SettingsError(
        "OSL_JOBS_URL is neither Redis nor PostgreSQL. Set it to redis://host:6379/0 or "
        "postgresql://user:password@host/name, or leave it out."
    )
