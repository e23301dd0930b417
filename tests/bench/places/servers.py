"""The processes of a measured site: servers that share one socket, and a worker if asked for."""

import os
import signal
import socket
import subprocess
import sys
import time
from types import TracebackType
from typing import Self

from osl.core import server
from tests.bench.places.hall import Hall

START_SECONDS = 30


class Servers:
    """Real processes that answer on one port. They can be killed outright and started anew."""

    def __init__(
        self,
        hall: Hall,
        processes: int,
        *,
        with_worker: bool = False,
        mail_port: int | None = None,
        has_lock: bool = True,
    ) -> None:
        self.hall = hall
        self.processes = processes
        self.with_worker = with_worker
        self.more = [] if has_lock else ["--without-lock"]
        self.more += ["--mail-port", str(mail_port)] if mail_port else []
        self.running: list[subprocess.Popen[bytes]] = []
        self.log = hall.instance / "servers.log"
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        for process in self.running:
            process.terminate()
        for process in self.running:
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def start(self) -> float:
        """Start them all; the seconds until they answer."""
        began = time.monotonic()
        command = [sys.executable, "-m", "tests.bench.places.site"]
        command += [str(self.hall.instance), self.hall.database_url, *self.more]
        listener = server.listen("127.0.0.1", self.port)
        with listener, self.log.open("ab") as log:
            # All of them wait on one socket, as those of any server with several processes do.
            shared = [*command, "--socket", str(listener.fileno())]
            keep = (listener.fileno(),)
            self.running = [
                subprocess.Popen(shared, pass_fds=keep, stderr=log) for _ in range(self.processes)
            ]
            if self.with_worker:
                self.running.append(subprocess.Popen(command, stderr=log))
        self._wait_for_an_answer(began)
        return time.monotonic() - began

    def _wait_for_an_answer(self, began: float) -> None:
        while time.monotonic() - began < START_SECONDS:
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=5) as asked:
                    asked.sendall(b"GET /health/live HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n")
                    if b" 200 " in asked.recv(64):
                        return
            except OSError:
                pass
            time.sleep(0.05)
        raise RuntimeError(f"the servers did not start: see {self.log}")

    def kill(self) -> None:
        """Kill every process at once, as a power cut of the program would."""
        for process in self.running:
            os.kill(process.pid, signal.SIGKILL)
        for process in self.running:
            process.wait()
        self.running = []

    @property
    def said(self) -> str:
        """What the processes wrote to their log."""
        return self.log.read_text("utf-8", "replace") if self.log.exists() else ""
