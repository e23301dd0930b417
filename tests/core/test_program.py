"""The program a person starts: what it says, what it makes, and that it ends whole."""

import os
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

Start = Callable[..., "subprocess.Popen[str]"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    return tmp_path / "instance"


@pytest.fixture
def start(instance: Path) -> Iterator[Start]:
    """Start wsgi.py without the demo town; what is still running afterwards is ended."""
    started: list[subprocess.Popen[str]] = []

    def begin(*arguments: str, **settings: str) -> "subprocess.Popen[str]":
        kept = {k: v for k, v in os.environ.items() if not k.startswith("OSL_")}
        own = {"PORT": str(free_port()), "OSL_INSTANCE": str(instance), "OSL_DEMO": "0"}
        program = subprocess.Popen(
            [sys.executable, "wsgi.py", *arguments],
            cwd=ROOT,
            env=kept | own | settings,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(program)
        return program

    yield begin
    for program in started:
        if program.poll() is None:
            program.kill()
        program.communicate()


def said(program: "subprocess.Popen[str]") -> list[str]:
    """What it prints up to its last words before serving."""
    lines: list[str] = []
    assert program.stdout is not None
    for line in program.stdout:
        lines.append(line.rstrip("\n"))
        if lines[-1].startswith("Ctrl-C"):
            break
    return lines


def workers_of(instance: Path) -> list[int]:
    """The background workers that run for this instance."""
    mark = f"OSL_INSTANCE={instance}".encode()
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            is_worker = b"\0worker\0" in (process / "cmdline").read_bytes()
            if is_worker and mark in (process / "environ").read_bytes().split(b"\0"):
                found.append(int(process.name))
        except OSError:
            continue
    return found


def wait_until(holds: Callable[[], bool], seconds: float = 15) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.1)
    return holds()


def test_it_says_where_the_site_is_and_how_to_get_in(start: Start, instance: Path) -> None:
    port = free_port()
    lines = said(start(PORT=str(port)))

    assert f"http://127.0.0.1:{port}" in lines
    assert any(line.endswith("flask --app wsgi accounts create-organiser EMAIL") for line in lines)
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/live") as answer:
        assert answer.status == 200
    assert stat.S_IMODE(instance.stat().st_mode) == 0o700
    assert stat.S_IMODE((instance / "secret-key").stat().st_mode) == 0o600


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_told_to_stop_it_ends_whole(start: Start, instance: Path, sent: signal.Signals) -> None:
    program = start()
    said(program)
    assert wait_until(lambda: len(workers_of(instance)) == 1)
    program.send_signal(sent)

    assert program.wait(5) == 0
    assert workers_of(instance) == []
    assert program.stderr is not None
    assert program.stderr.read() == ""


def test_killed_outright_it_leaves_no_worker_behind(start: Start, instance: Path) -> None:
    program = start()
    said(program)
    assert wait_until(lambda: len(workers_of(instance)) == 1)
    program.kill()

    assert wait_until(lambda: workers_of(instance) == [])


def test_a_worker_that_falls_is_started_again(start: Start, instance: Path) -> None:
    said(start())
    assert wait_until(lambda: len(workers_of(instance)) == 1)
    (fallen,) = workers_of(instance)
    os.kill(fallen, signal.SIGKILL)

    assert wait_until(lambda: workers_of(instance) not in ([], [fallen]))


def test_a_second_program_on_the_same_port_says_what_to_set(start: Start) -> None:
    port = str(free_port())
    said(start(PORT=port))
    out, errors = start(PORT=port).communicate(timeout=60)

    assert out == ""
    assert errors.startswith(f"Port {port} is taken by another program. Set PORT")
    assert errors.count("\n") == 1


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"PORT": "eighty"}, "PORT"),
        ({"OSL_INSTANCE": "/proc/nowhere"}, "OSL_INSTANCE"),
        ({"OSL_PRODUCTION": "1"}, "OSL_BASE_URL"),
        ({"OSL_DATABASE_URL": "sqlite:////proc/nowhere/osl.db"}, "OSL_DATABASE_URL"),
        ({"OSL_DATABASE_URL": "postgresql://127.0.0.1:1/osl"}, "OSL_DATABASE_URL"),
    ],
)
def test_a_bad_setting_stops_the_start_with_a_sentence(
    start: Start, settings: dict[str, str], named: str
) -> None:
    program = start(**settings)
    out, errors = program.communicate(timeout=60)

    assert program.returncode == 2
    assert out == ""
    assert named in errors
    assert "Traceback" not in errors


def test_a_word_it_does_not_know_is_answered_with_how_to_use_it(start: Start) -> None:
    program = start("serve")
    _out, errors = program.communicate(timeout=60)

    assert (program.returncode, errors[:14]) == (2, "python wsgi.py")


def test_a_file_that_is_no_database_is_told_in_one_sentence(start: Start, tmp_path: Path) -> None:
    other = tmp_path / "letter.txt"
    other.write_text("Dear neighbours, " * 100)
    program = start(OSL_DATABASE_URL=f"sqlite:///{other}")
    _said, complaint = program.communicate(timeout=60)
    assert program.returncode == 2
    assert complaint.startswith("The database cannot be used: ")
    assert len(complaint.splitlines()) == 1
    assert other.read_text().startswith("Dear neighbours, ")
