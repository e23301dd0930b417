"""A client with next to no cost of its own, and comparisons that survive a busy machine."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROUNDS = 40


class Client:
    """One connection that is kept open, as browsers and calendar programs keep it."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._connect()

    def _connect(self) -> None:
        self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=60)

    def ask(self, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
        """Status, headers (names in lower case) and body of one answer."""
        lines = [f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        self.socket.sendall("\r\n".join([*lines, "", ""]).encode())
        received = b""
        while b"\r\n\r\n" not in received:
            received += self._more()
        head, _, body = received.partition(b"\r\n\r\n")
        first, *rest = head.decode("latin-1").split("\r\n")
        told = {name.lower(): value for name, value in (line.split(": ", 1) for line in rest)}
        status = int(first.split()[1])
        length = 0 if status == 304 else int(told["content-length"])
        parts, missing = [body], length - len(body)
        while missing > 0:
            parts.append(self._more())
            missing -= len(parts[-1])
        if told.get("connection") == "close":
            self.socket.close()
            self._connect()
        return status, told, b"".join(parts)

    def _more(self) -> bytes:
        received = self.socket.recv(1 << 20)
        if not received:
            raise ConnectionError("the server closed the connection")
        return received

    def seconds(self, count: int, path: str, **headers: str) -> float:
        started = time.perf_counter()
        for _ in range(count):
            self.ask(path, **headers)
        return time.perf_counter() - started


@contextmanager
def served(instance: Path) -> Iterator[Client]:
    """The town in this folder, served by a process of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "tests.bench.site", str(instance), str(port)]
    process = subprocess.Popen(command)
    try:
        yield _connected(port, process)
    finally:
        process.terminate()
        process.wait(10)


def _connected(port: int, process: "subprocess.Popen[bytes]") -> Client:
    for _ in range(300):
        try:
            return Client(port)
        except ConnectionRefusedError:
            if process.poll() is not None:
                break
            time.sleep(0.1)
    raise RuntimeError("the server did not start")


def best(
    one: tuple[Client, str, dict[str, str]],
    other: tuple[Client, str, dict[str, str]],
    count: int,
) -> tuple[float, float]:
    """The quickest of several rounds of each, in turns, in seconds a request.

    Other work on the machine only ever makes a round slower, and taking turns lets it fall on
    both alike.
    """
    quickest = [float("inf"), float("inf")]
    for _ in range(ROUNDS):
        for at, (client, path, headers) in enumerate((one, other)):
            quickest[at] = min(quickest[at], client.seconds(count, path, **headers) / count)
    return quickest[0], quickest[1]
