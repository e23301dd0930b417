"""The real program, as `make run` starts it, and a real Chromium that opens its pages."""

import json
import os
import queue
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from osl import create_app
from osl.accounts.operations import issue_sign_in_link
from osl.accounts.queries import user_of_email
from osl.core import transactions
from osl.core.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
NODE = Path(__file__).parent / "node"
CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",  # the checks run as root in a machine of their own
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SIZES = {"phone": {"width": 390, "height": 844}, "desktop": {"width": 1280, "height": 900}}
SECONDS_TO_START = 120


@dataclass(frozen=True)
class Site:
    """The demo town, running. The link lets its organiser in, once; ``instance`` is its folder."""

    address: str
    sign_in_link: str
    instance: Path


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Program:
    """wsgi.py, started in an instance folder as a person would start it."""

    def __init__(self, instance: Path, **settings: str) -> None:
        kept = {k: v for k, v in os.environ.items() if not k.startswith("OSL_")}
        self.process = subprocess.Popen(
            [sys.executable, "wsgi.py"],
            cwd=ROOT,
            env=kept | {"PORT": str(free_port()), "OSL_INSTANCE": str(instance)} | settings,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.said: list[str] = []
        self.lines: queue.Queue[str] = queue.Queue()
        self.reader = threading.Thread(target=self._read, args=(self.process.stdout,))
        self.reader.start()

    def _read(self, stream: IO[str]) -> None:
        with stream:
            for line in stream:
                self.lines.put(line.rstrip("\n"))

    def addresses(self, count: int) -> list[str]:
        """The addresses it printed, each on a line of its own, once there are so many."""
        deadline = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < deadline and (self.reader.is_alive() or self.lines.qsize()):
            found = [line for line in self.said if re.fullmatch(r"https?://\S+", line)]
            if len(found) >= count:
                return found
            with suppress(queue.Empty):
                self.said.append(self.lines.get(timeout=0.2))
        self.stop()
        pytest.fail("the site did not start; it said:\n" + "\n".join(self.said))

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.reader.join(5)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    instance = tmp_path_factory.mktemp("town")
    program = Program(instance)
    address, link = program.addresses(2)
    yield Site(address, link, instance)
    program.stop()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.fail(f"There is no Chromium at {CHROMIUM}. On Debian: apt install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()


class Watched:
    """One person's browser. What its console says and whom it asks is checked at the end."""

    def __init__(self, context: BrowserContext, host: str) -> None:
        self.context = context
        self.said: list[str] = []
        self.others: set[str] = set()
        self.host = host

    def open_page(self) -> Page:
        page = self.context.new_page()
        page.on("console", lambda message: self._heard(message.type, message.text))
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.on("request", lambda request: self._asked(request.url))
        return page

    def _heard(self, kind: str, words: str) -> None:
        # A page that answers 404 or 422 is told here too; tests look at the status themselves.
        if kind in ("error", "warning") and not words.startswith("Failed to load resource"):
            self.said.append(words)

    def _asked(self, address: str) -> None:
        parts = urlsplit(address)
        if parts.scheme in ("http", "https") and parts.netloc != self.host:
            self.others.add(parts.netloc)

    def close(self) -> None:
        self.context.close()
        assert not self.said, f"the browser's console says: {self.said}"
        assert not self.others, f"the pages ask other hosts: {sorted(self.others)}"


@pytest.fixture
def open_browser(chromium: Browser, site: Site) -> Iterator[Callable[..., Page]]:
    """``open_browser("phone")``: a page of someone new, at a phone's or a desk's size.

    Takes what Playwright's new_context takes: ``java_script_enabled=False``, ``locale="uk-UA"``.
    """
    opened: list[Watched] = []

    def open_one(size: str, **options: Any) -> Page:
        options = {"viewport": SIZES[size], "locale": "pl-PL", "base_url": site.address} | options
        one = Watched(chromium.new_context(**options), urlsplit(site.address).netloc)
        opened.append(one)
        return one.open_page()

    yield open_one
    for one in opened:
        one.close()


@pytest.fixture
def phone(open_browser: Callable[..., Page]) -> Page:
    return open_browser("phone")


@pytest.fixture
def desktop(open_browser: Callable[..., Page]) -> Page:
    return open_browser("desktop")


@pytest.fixture(scope="session")
def signed_in(chromium: Browser, site: Site) -> Any:
    """What the organiser's browser remembers after the one-time link."""
    return let_in(chromium, site.sign_in_link)


@pytest.fixture(scope="session")
def animator_signed_in(chromium: Browser, site: Site) -> Any:
    """What the browser of an animator of Wzgórze remembers after a one-time link."""
    app = create_app(Settings.from_environment({"OSL_INSTANCE": str(site.instance)}))
    with app.test_request_context(), transactions.unit():
        animator = user_of_email("jan.testowy@example.org")
        assert animator is not None
        link = issue_sign_in_link(animator)
    return let_in(chromium, site.address + urlsplit(link).path)


def let_in(chromium: Browser, link: str) -> Any:
    context = chromium.new_context(locale="pl-PL")
    page = context.new_page()
    page.goto(link)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state("networkidle")
    state = context.storage_state()
    context.close()
    assert state["cookies"], "the one-time link let nobody in"
    return state


@pytest.fixture
def staff_page(open_browser: Callable[..., Page], signed_in: Any) -> Page:
    """The organiser at her desk."""
    return open_browser("desktop", storage_state=signed_in)


@pytest.fixture
def staff_phone(open_browser: Callable[..., Page], signed_in: Any) -> Page:
    """The organiser in the street."""
    return open_browser("phone", storage_state=signed_in)


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], list[str]]:
    """``axe(page)``: what WCAG 2.2 AA and good practice forbid on the page, in words."""
    folder = Path(axe_playwright_python.__file__).parent
    source = next(folder.rglob("axe.min.js")).read_text()

    def look(page: Page) -> list[str]:
        page.evaluate(source)
        found = page.evaluate("standards => axe.run(document, {runOnly: standards})", STANDARDS)
        return [
            f"{violation['id']}: {violation['help']}: {node['html'][:120]}"
            for violation in found["violations"]
            for node in violation["nodes"]
        ]

    return look


@pytest.fixture(scope="session")
def read_with_ical_js() -> Callable[[bytes, datetime, datetime], list[dict[str, Any]]]:
    """What a program built on ical.js shows of a calendar between two moments (aware)."""

    def read(calendar: bytes, since: datetime, until: datetime) -> list[dict[str, Any]]:
        done = subprocess.run(
            ["node", "occurrences.mjs", since.isoformat(), until.isoformat()],
            cwd=NODE,
            input=calendar,
            stdout=subprocess.PIPE,
            check=True,
            timeout=60,
        )
        found: list[dict[str, Any]] = json.loads(done.stdout)
        return found

    return read
