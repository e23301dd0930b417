"""One server process of the measured site: python -m tests.bench.places.site, told by its
parent what to serve (see servers.py). The hook that takes the lock away lives here only."""

import argparse
import logging
import signal
import socket
import threading
import time
from pathlib import Path
from typing import Any

from flask import g
from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from osl.core import logs, server, static_files, transactions
from osl.core.db import db
from osl.messages.worker import run_worker
from osl.signups import places
from osl.signups.models import SignupList
from tests.bench.places.hall import site_of

COUNTERS = ("taken", "held", "waiting", "next_number")
HESITATION = 0.02
"""Seconds between looking and deciding, without the lock: long enough for others to decide."""


def take_the_lock_away() -> None:
    """Let decisions be made on what was read before the lock, as if there were none.

    The counters are read a moment before the writer's turn comes, and put in the place of those
    that are true under the lock.
    """
    begin = transactions.begin_writing

    def look_and_hesitate() -> None:
        with Session(db.engine) as aside:
            found = aside.scalars(select(SignupList)).first()
            g.seen = {name: getattr(found, name) for name in COUNTERS} if found else {}
        time.sleep(HESITATION)
        begin()

    def unlocked(condition: Any) -> SignupList | None:
        found = db.session.scalar(select(SignupList).where(condition))
        if found is not None:
            for name, value in g.get("seen", {}).items():
                set_committed_value(found, name, value)
        return found

    transactions.begin_writing = look_and_hesitate
    places._held = unlocked


def main() -> None:
    told = argparse.ArgumentParser()
    told.add_argument("instance", type=Path)
    told.add_argument("database_url")
    told.add_argument("--socket", type=int)
    told.add_argument("--mail-port", type=int)
    told.add_argument("--without-lock", action="store_true")
    asked = told.parse_args()
    logs.configure("WARNING")
    site = site_of(asked.instance, asked.database_url, mail_port=asked.mail_port)
    if asked.without_lock:
        take_the_lock_away()
    if asked.socket is None:
        run_worker(site)
        return
    static_files.init_app(site)
    stopping = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopping.set())
    logging.getLogger("waitress").setLevel(logging.ERROR)
    server.serve(site, socket.socket(fileno=asked.socket), stopping)


if __name__ == "__main__":
    main()
