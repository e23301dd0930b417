"""The background worker: carries letters, and tidies up at night."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime

from flask import Flask
from huey import crontab

from osl.core import transactions
from osl.core.clock import utcnow
from osl.messages.jobs import deliver_letters, jobs, sites

log = logging.getLogger("osl.worker")

Step = Callable[[datetime], object]

minute_steps: list[Step] = []
"""What is done every minute before letters leave; each in a transaction of its own, and any
number of times without harm. Named by create_app."""

nightly_steps: list[Step] = []
"""What is done once a night, and at the start for a machine that sleeps at night; each in a
transaction of its own, and any number of times without harm. Named by create_app."""


def each_minute() -> None:
    """Should the queue have lost a job: no letter waits for more than this."""
    _do_each(minute_steps)
    deliver_letters()


def tidy_up() -> None:
    _do_each(nightly_steps)


def _do_each(steps: Sequence[Step]) -> None:
    for step in steps:
        try:
            with sites[0].app_context(), transactions.unit():
                step(utcnow())
        except Exception:  # one that fails is told of and does not keep the others back
            log.exception("step failed: %s", step.__name__)


jobs.periodic_task(crontab(minute="*"))(each_minute)
jobs.periodic_task(crontab(hour="1", minute="17"))(tidy_up)  # UTC: at night in Poland


def run_worker(site: Flask) -> None:
    """Work until the program is told to stop."""
    sites[:] = [site]
    queue_log = logging.getLogger("huey")
    queue_log.handlers[:] = logging.getLogger("osl").handlers
    queue_log.setLevel(logging.WARNING)
    queue_log.propagate = False
    tidy_up()
    jobs.create_consumer(
        workers=1, initial_delay=0.1, backoff=1.15, max_delay=1.0, graceful_signal="TERM"
    ).run()
