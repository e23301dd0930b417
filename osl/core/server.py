"""Runs the site as one program: a web server and a background worker that end together.

For a small installation: one process answers, with several threads, which suits SQLite. Whole
requests are read before a thread is given to them, so slow clients take none.
"""

import errno
import logging
import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Sequence
from types import FrameType
from typing import Any

from flask import Flask
from waitress import wasyncore
from waitress.server import create_server

from osl.core.errors import SettingsError

log = logging.getLogger("osl.server")

THREADS = 4
"""Requests answered at once. More would only wait for one another: they share one interpreter and
stand in line to write. Slow clients take no thread."""

MOST_CONNECTIONS = 1000
IDLE_SECONDS = 30
MOST_BODY_BYTES = 64 * 1024 * 1024
MOST_HEADER_BYTES = 32 * 1024
"""Larger bodies than the site itself allows get as far as its own page that says so."""

CROWD = 64
PAUSE_IN_A_CROWD = 0.02
"""With more connections than this, they are looked at fifty times a second rather than at every
event: each look goes over all of them, and would cost more than the requests themselves."""

LET_IN_AT_ONCE = 16

GRACE_SECONDS = 3.0
"""How long requests under way may take to finish when the program is told to stop."""

PAUSE_BEFORE_RESTART = 5.0


def listen(host: str, port: int) -> socket.socket:
    """Take the port, before anything else is done. Raises SettingsError when it cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=1024)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            reason = f"Port {port} is taken by another program. Set PORT to a free one"
        elif error.errno == errno.EACCES:
            reason = f"Port {port} may not be used by this account. Set PORT to one above 1023"
        else:
            raise SettingsError(
                f"OSL_HOST is “{host}”, which is no address of this machine. "
                "Set it to one that is, for example 127.0.0.1 or 0.0.0.0."
            ) from error
        raise SettingsError(
            f"{reason}, for example: PORT={max(port + 1, 8001)} make run"
        ) from error


def without_address(record: logging.LogRecord) -> bool:
    """Waitress tells what it was serving when something fell; an address may hold a secret."""
    record.msg = str(record.msg).partition(" while serving ")[0]
    return True


def serve(app: Flask, listener: socket.socket, stopping: threading.Event) -> None:
    """Answer requests until ``stopping`` is set, then finish those under way."""
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a short queue is no news
    logging.getLogger("waitress").addFilter(without_address)
    channels: dict[int, Any] = {}
    server: Any = create_server(
        app,
        map=channels,
        sockets=[listener],
        threads=THREADS,
        connection_limit=MOST_CONNECTIONS,
        asyncore_use_poll=True,  # select() knows no more than 1024 files
        channel_timeout=IDLE_SECONDS,
        cleanup_interval=10,
        max_request_body_size=MOST_BODY_BYTES,
        max_request_header_size=MOST_HEADER_BYTES,
        clear_untrusted_proxy_headers=False,  # OSL_PROXIES says which to believe
        log_socket_errors=False,
        ident=None,
    )

    def turn(seconds: float) -> None:
        wasyncore.loop(timeout=seconds, use_poll=True, map=channels, count=1)

    def let_in_several() -> None:
        """Otherwise each look lets in one. Not everybody: other processes have this door too."""
        for _one in range(LET_IN_AT_ONCE):
            known = len(channels)
            if server.readable():
                server.handle_accept()
            if len(channels) == known:
                break

    while not stopping.is_set():
        turn(0.5)
        if len(channels) > CROWD:
            let_in_several()
            stopping.wait(PAUSE_IN_A_CROWD)
    server.accepting = False
    deadline = time.monotonic() + GRACE_SECONDS
    while time.monotonic() < deadline and any(
        channel.requests or channel.total_outbufs_len for channel in server.active_channels.values()
    ):
        turn(0.1)
    wasyncore.close_all(channels)


class Companion:
    """A process that runs beside the server, is started again if it falls, and ends with it."""

    def __init__(self, command: Sequence[str]) -> None:
        self.command = command
        self.stopping = threading.Event()
        self.changing = threading.Lock()
        self.process = self._start()
        threading.Thread(target=self._watch, daemon=True).start()

    def _start(self) -> subprocess.Popen[bytes]:
        # In a session of its own, so that Ctrl-C reaches this program only, which then ends
        # the other in order. The pipe to its standard input closes when this program is gone.
        return subprocess.Popen(self.command, stdin=subprocess.PIPE, start_new_session=True)

    def _watch(self) -> None:
        while True:
            status = self.process.wait()
            if self.stopping.is_set():
                return
            log.error("the background worker ended with status %s and is started again", status)
            self.stopping.wait(PAUSE_BEFORE_RESTART)
            with self.changing:
                if self.stopping.is_set():
                    return
                self.process = self._start()

    def stop(self) -> None:
        with self.changing:
            self.stopping.set()
        self.process.terminate()
        try:
            self.process.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def end_with_parent() -> None:
    """In a companion: stop when the program that started this one is gone, however it went."""

    def wait() -> None:
        os.read(0, 1)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(GRACE_SECONDS)
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


def run(app: Flask, listener: socket.socket, worker: Sequence[str]) -> None:
    """Serve, with the worker beside, until the program is told to stop."""
    stopping = threading.Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        stopping.set()

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    companion = Companion(worker)

    def stop_companion() -> None:
        stopping.wait()
        companion.stop()

    ending = threading.Thread(target=stop_companion)
    ending.start()
    try:
        serve(app, listener, stopping)
    finally:
        stopping.set()
        ending.join()
