"""What keeps programs out of the survey: counted in memory and never written down.

Other forms keep a network beside what came from it. Beside an anonymous answer nothing may stand,
not even apart from it with a time; so what is counted here is forgotten with the process.
"""

from collections import OrderedDict, deque
from datetime import datetime, timedelta
from threading import Lock

from flask import current_app

from osl.core.clock import utcnow
from osl.core.errors import DomainError
from osl.core.i18n import _

PER_NETWORK = 120
WITHIN = timedelta(hours=1)
"""Everybody in a hall answers on the network of the hall."""

MOST_NETWORKS = 5_000
MOST_FORMS = 20_000

_lock = Lock()
_came: OrderedDict[str, deque[datetime]] = OrderedDict()
_spent: OrderedDict[str, None] = OrderedDict()


class TooMany(DomainError):
    """From this network more came in a short time than people send."""


def refuse_too_many(network: str) -> None:
    """Count an answer that comes from this network. Raises TooMany."""
    if not current_app.config["LIMITS_SURVEYS"]:
        return
    now = utcnow()
    with _lock:
        times = _came.setdefault(network, deque())
        _came.move_to_end(network)
        while len(_came) > MOST_NETWORKS:
            _came.popitem(last=False)
        while times and times[0] <= now - WITHIN:
            times.popleft()
        if len(times) >= PER_NETWORK:
            raise TooMany(
                _("Very many answers came from here in a short time. Try again in an hour.")
            )
        times.append(now)


def spend(form: str) -> bool:
    """Whether this form is sent for the first time: a double click is one answer."""
    with _lock:
        if form in _spent:
            return False
        _spent[form] = None
        while len(_spent) > MOST_FORMS:
            _spent.popitem(last=False)
        return True


def give_back(form: str) -> None:
    """What this form brought was not kept after all: it may be sent again."""
    with _lock:
        _spent.pop(form, None)
