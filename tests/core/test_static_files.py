"""Style sheets and the like: small on the wire, kept long, and never anything else's business."""

import gzip
import hashlib
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import Client, TestResponse

from osl.core.static_files import StaticFiles

CSS = b"body { color: green }\n" * 50
HEADERS = {"X-Content-Type-Options": "nosniff"}


def site(_environ: dict[str, Any], start_response: Any) -> list[bytes]:
    start_response("404 Not Found", [])
    return [b"the site itself"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "static"
    (folder / "fonts").mkdir(parents=True)
    (folder / "base.css").write_bytes(CSS)
    (folder / "fonts/a.woff2").write_bytes(b"wOF2" * 100)
    (tmp_path / "secret-key").write_text("not for strangers")
    return folder


@pytest.fixture
def client(folder: Path) -> Client:
    return Client(StaticFiles(site, str(folder), HEADERS))


def mark_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:10]


def test_a_file_goes_compressed_to_who_can_read_it(client: Client) -> None:
    answer = client.get("/static/base.css", headers={"Accept-Encoding": "br, gzip"})

    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["Content-Type"] == "text/css; charset=utf-8"
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert len(answer.data) < len(CSS) / 5
    assert gzip.decompress(answer.data) == CSS


@pytest.mark.parametrize("accepted", ["", "identity", "gzip;q=0", "br"])
def test_a_file_goes_as_it_is_to_everyone_else(client: Client, accepted: str) -> None:
    answer = client.get("/static/base.css", headers={"Accept-Encoding": accepted})

    assert "Content-Encoding" not in answer.headers
    assert answer.data == CSS


def test_what_is_compressed_already_is_left_alone(client: Client) -> None:
    answer = client.get("/static/fonts/a.woff2", headers={"Accept-Encoding": "gzip"})

    assert "Content-Encoding" not in answer.headers
    assert answer.headers["Content-Type"] == "font/woff2"


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        (f"?v={mark_of(CSS)}", "public, max-age=31536000, immutable"),
        ("?v=0123456789", "public, max-age=3600"),  # a page of another version asked
        (f"?v={mark_of(CSS)[:2]}", "public, max-age=3600"),
        ("", "public, max-age=3600"),
    ],
)
def test_only_an_address_with_the_mark_of_the_content_is_kept_for_a_year(
    client: Client, query: str, kept: str
) -> None:
    assert client.get(f"/static/base.css{query}").headers["Cache-Control"] == kept


def test_a_file_the_browser_has_is_not_sent_again(client: Client) -> None:
    first = client.get("/static/base.css", headers={"Accept-Encoding": "gzip"})
    again = client.get(
        "/static/base.css",
        headers={"Accept-Encoding": "gzip", "If-None-Match": first.headers["ETag"]},
    )

    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]


def test_the_compressed_and_the_plain_file_are_told_apart(client: Client) -> None:
    plain = client.get("/static/base.css")
    small = client.get("/static/base.css", headers={"Accept-Encoding": "gzip"})

    assert plain.headers["ETag"] != small.headers["ETag"]


def test_a_changed_file_is_sent_anew(client: Client, folder: Path) -> None:
    client.get("/static/base.css")
    (folder / "base.css").write_bytes(b"body { color: yellow }")
    answer = client.get("/static/base.css?v=" + mark_of(b"body { color: yellow }"))

    assert answer.data == b"body { color: yellow }"
    assert "immutable" in answer.headers["Cache-Control"]


def test_head_tells_the_length_and_sends_nothing(client: Client) -> None:
    answer = client.head("/static/base.css")

    assert (answer.data, answer.headers["Content-Length"]) == (b"", str(len(CSS)))


def test_a_static_file_takes_no_form(client: Client) -> None:
    answer = client.post("/static/base.css", data={"a": "1"})

    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize(
    "path",
    [
        "/static/",
        "/static/fonts",
        "/static/fonts/",
        "/static/none.css",
        "/static/../secret-key",
        "/static/%2e%2e/secret-key",
        "/static//etc/passwd",
        "/static/base.css%00.txt",
        "/static/" + "a" * 5000,
        "/static/base.css/more",
        "/",
    ],
)
def test_everything_else_is_left_to_the_site(client: Client, path: str) -> None:
    answer: TestResponse = client.get(path)

    assert answer.data == b"the site itself"
