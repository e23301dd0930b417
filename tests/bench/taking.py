"""What it costs the postman to take the next letter, however many wait or have left."""

from datetime import datetime, timedelta
from pathlib import Path
from time import perf_counter

from sqlalchemy import insert

from osl.core import transactions
from osl.core.clock import utcnow
from osl.core.db import Base, db
from osl.core.outbox import Composed, OutgoingLetter, composers
from osl.messages import delivery
from tests.bench.town import site_at

KIND = "measured"
LATER = timedelta(days=7)
LETTERS = 90


class Outbox:
    """An outbox in which so many letters are due, each to somebody else; as many are due next
    week, and as many have left."""

    def __init__(self, instance: Path, waiting: int) -> None:
        instance.mkdir()
        self.site = site_at(instance)
        composers[KIND] = lambda letter: Composed(f"List {letter.id}", "Zapraszamy na spacer.\n")
        now = utcnow()
        rows = [row(number, now) | {"sent_at": now} for number in range(waiting)]
        rows += [row(number, now + LATER) for number in range(waiting, 2 * waiting)]
        rows += [row(number, now) for number in range(2 * waiting, 3 * waiting)]
        with self.site.app_context():
            Base.metadata.create_all(db.engine)
            with transactions.unit():
                db.session.execute(insert(OutgoingLetter), rows)

    def seconds(self) -> float:
        """Taking one letter and writing it, without carrying it anywhere."""
        with self.site.app_context():
            started = perf_counter()
            letter = delivery._take(utcnow())
            took = perf_counter() - started
        assert letter is not None
        return took


def row(number: int, due_at: datetime) -> dict[str, object]:
    return {
        "key": f"{KIND}:{number}",
        "recipient": f"person{number}@example.org",
        "kind": KIND,
        "message_id": f"<{number}@example.org>",
        "due_at": due_at,
        "sent_at": None,
    }


def quickest(few: Outbox, many: Outbox) -> tuple[float, float]:
    """The quickest of so many letters of each, taken in turns."""
    took = [(few.seconds(), many.seconds()) for _ in range(LETTERS)]
    return min(one for one, _other in took), min(other for _one, other in took)
