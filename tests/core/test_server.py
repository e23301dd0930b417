"""The web server: slow people do not keep others waiting, and stopping loses no answer."""

import http.client
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from flask import Flask, request

from osl.core import server
from osl.core.errors import SettingsError


@pytest.fixture
def address() -> Iterator[tuple[str, int]]:
    """A site of two pages, served."""
    site = Flask("site")
    site.add_url_rule("/", "front", lambda: "ok")
    site.add_url_rule("/form", "form", lambda: str(len(request.form)), methods=["POST"])
    listener = server.listen("127.0.0.1", 0)
    stopping = threading.Event()
    thread = threading.Thread(target=server.serve, args=(site, listener, stopping))
    thread.start()
    yield listener.getsockname()
    stopping.set()
    thread.join()


def get(address: tuple[str, int], path: str) -> str:
    connection = http.client.HTTPConnection(*address, timeout=10)
    connection.request("GET", path)
    answer = connection.getresponse().read().decode()
    connection.close()
    return answer


def test_hundreds_of_slow_clients_keep_nobody_waiting(address: tuple[str, int]) -> None:
    heads = b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: "
    body = (
        b"POST /form HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5000\r\n"
        b"Content-Type: application/x-www-form-urlencoded\r\n\r\na="
    )
    with ExitStack() as stack:
        slow = [stack.enter_context(socket.create_connection(address)) for _ in range(400)]
        for number, client in enumerate(slow):
            client.sendall(body if number % 2 else heads)
        time.sleep(0.5)
        for client in slow:
            client.sendall(b"b")
        started = time.monotonic()

        assert get(address, "/") == "ok"
        assert time.monotonic() - started < 1


def test_the_name_and_version_of_the_server_are_nobodys_business(address: tuple[str, int]) -> None:
    connection = http.client.HTTPConnection(*address, timeout=10)
    connection.request("GET", "/")
    answer = connection.getresponse()
    answer.read()
    connection.close()

    assert answer.getheader("Server") is None


def test_what_falls_out_of_the_site_is_logged_without_its_address(
    caplog: pytest.LogCaptureFixture,
) -> None:
    site = Flask("site")
    site.config["PROPAGATE_EXCEPTIONS"] = True
    site.add_url_rule("/<secret>", "fall", lambda secret: str(1 / len(secret[:0])))
    listener = server.listen("127.0.0.1", 0)
    stopping = threading.Event()
    serving = threading.Thread(target=server.serve, args=(site, listener, stopping))
    serving.start()
    get(listener.getsockname(), "/one-use-secret")
    stopping.set()
    serving.join(10)

    assert "ZeroDivisionError" in caplog.text
    assert "Exception" in caplog.messages
    assert "one-use-secret" not in caplog.text


def test_a_request_under_way_is_answered_before_the_server_stops() -> None:
    site = Flask("site")
    entered = threading.Event()

    @site.get("/")
    def slow() -> str:
        entered.set()
        time.sleep(0.5)
        return "at last"

    listener = server.listen("127.0.0.1", 0)
    stopping = threading.Event()
    serving = threading.Thread(target=server.serve, args=(site, listener, stopping))
    serving.start()
    answers: list[str] = []
    address = listener.getsockname()
    asking = threading.Thread(target=lambda: answers.append(get(address, "/")))
    asking.start()
    entered.wait(10)
    stopping.set()
    serving.join(10)
    asking.join(10)

    assert answers == ["at last"]
    assert not serving.is_alive()


def test_a_taken_port_is_named_with_the_setting_that_changes_it() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SettingsError, match=f"Port {port} is taken .* Set PORT"):
            server.listen("127.0.0.1", port)


def test_an_address_that_is_not_ours_is_named_with_its_setting() -> None:
    with pytest.raises(SettingsError, match="OSL_HOST"):
        server.listen("192.0.2.1", 0)
