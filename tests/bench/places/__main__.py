"""make bench-places. Prints what held and what did not, and how quickly; exits with 1 when
something did not hold.

    python -m tests.bench.places [--small] [--rounds N] [--people N] [--at-once N] [--places N]

PostgreSQL is used where OSL_TEST_DATABASE_URL names a server (.ci/with-postgres). SQLite is
served by one process with several threads, as `python wsgi.py` does; PostgreSQL by two, as an
installation that has outgrown SQLite would. Speed is asked for only in the full size: in CI the
machine is busy with other things.
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path
from time import monotonic

from tests.bench.places.rounds import (
    Ground,
    Size,
    all_go_at_once,
    exact_places,
    killed_again_and_again,
    letters_cannot_leave,
    without_the_lock,
)

FULL = Size(people=10_000, repeats=2_000, at_once=500, places=100)
SMALL = Size(people=500, repeats=100, at_once=50, places=30)
ROUNDS, ROUNDS_SMALL = 40, 5

LEAST_EACH_SECOND = 100.0
SLOWEST_P99 = 6.0
SLOWEST_START = 5.0
"""On two cores, which the crowd and PostgreSQL share (security.md, F1)."""

ALL = ("crowd", "control", "withdrawals", "mail", "kills")


class Results:
    """What was to hold, told as it comes, and whether all of it did."""

    def __init__(self) -> None:
        self.passed = self.failed = 0

    def check(self, what: str, held: bool) -> None:
        self.passed += held
        self.failed += not held
        print(f"{'ok  ' if held else 'FAIL'}  {what}", flush=True)


def show(ground: Ground, size: Size, asked: argparse.Namespace, results: Results) -> None:
    threads = "process" if ground.processes == 1 else "processes"
    print(f"\n{ground.database}, {ground.processes} server {threads}", flush=True)
    if "crowd" in asked.only:
        speed = exact_places(ground, size, results.check)
        print(f"      {size.people} people, {size.at_once} at once: {speed}", flush=True)
        if not asked.small:
            quick = speed.each_second >= LEAST_EACH_SECOND
            results.check(f"at least {LEAST_EACH_SECOND:.0f} requests/s", quick)
            results.check(f"p99 at most {SLOWEST_P99:.0f} s", speed.p99 <= SLOWEST_P99)
    if "control" in asked.only:
        without_the_lock(ground, results.check)
    if "withdrawals" in asked.only:
        all_go_at_once(ground, results.check)
    if "mail" in asked.only and not asked.small:
        letters_cannot_leave(ground, results.check)
    if "kills" in asked.only:
        slowest = killed_again_and_again(ground, results.check, asked.rounds)
        if not asked.small:
            told = f"back within {SLOWEST_START:.0f} s ({slowest:.1f} s at most)"
            results.check(told, slowest <= SLOWEST_START)


def main() -> int:
    told = argparse.ArgumentParser()
    told.add_argument("--small", action="store_true", help="the size for every change")
    told.add_argument("--rounds", type=int, help="how many times the program is killed")
    told.add_argument("--people", type=int)
    told.add_argument("--repeats", type=int)
    told.add_argument("--at-once", type=int)
    told.add_argument("--places", type=int)
    told.add_argument("--processes", type=int, help="server processes, on both databases")
    told.add_argument("--database", choices=("sqlite", "postgresql"), help="one of them only")
    told.add_argument("--only", nargs="+", choices=ALL, default=ALL)
    asked = told.parse_args()
    usual = SMALL if asked.small else FULL
    asked.rounds = asked.rounds or (ROUNDS_SMALL if asked.small else ROUNDS)
    size = Size(
        people=asked.people or usual.people,
        repeats=usual.repeats if asked.repeats is None else asked.repeats,
        at_once=asked.at_once or usual.at_once,
        places=asked.places or usual.places,
    )
    server = os.environ.get("OSL_TEST_DATABASE_URL")
    results = Results()
    began = monotonic()
    with tempfile.TemporaryDirectory(prefix="osl-places-") as folder:
        grounds = {
            "sqlite": Ground(Path(folder) / "sqlite", None, asked.processes or 1),
            "postgresql": Ground(Path(folder) / "postgresql", server, asked.processes or 2),
        }
        for name, ground in grounds.items():
            if asked.database in (None, name):
                if name == "postgresql" and not server:
                    results.check("OSL_TEST_DATABASE_URL names a PostgreSQL server", held=False)
                    continue
                ground.folder.mkdir()
                show(ground, size, asked, results)
    print(f"\n{results.passed} passed, {results.failed} failed, {monotonic() - began:.0f} s")
    return 1 if results.failed else 0


if __name__ == "__main__":
    sys.exit(main())
