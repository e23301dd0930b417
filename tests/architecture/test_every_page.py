"""Every page that can be reached, in every language, with the demo town and with hostile words.

The browser inspects each page it sees (law 12); here we only make sure it sees them all.
"""

from collections import deque
from collections.abc import Callable
from urllib.parse import parse_qsl, urljoin, urlsplit

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from osl.accounts.models import User
from osl.core import transactions
from osl.core.db import Base, db
from tests.browser import BASE, Browser, Page

MOST_PAGES = 260
HOSTILE = """x</script><b data-canary>'"&{{7*7}}%(name)s=1+1"""
HOW_MANY_OF_A_KIND = 3
"""Pages of one endpoint looked at: the third event differs from the thirtieth by its words."""


SPARED_TABLES = {
    "audit_entry",
    "outgoing_letter",
    "staff_session",
    "one_use_token",
    "recovery_code",
    "sign_in_attempt",
    "calendar_entry",
    "feed",
    "alembic_version",
    "series",
    "idea_call",
}
OF_WHICH_EACH_IS_ANOTHER = {"talent"}
"""The database wants two of them to differ."""

SPARED_COLUMNS = {
    "slug",
    "uid",
    "file",
    "cover",
    "logo_strip",
    "password_hash",
    "totp_secret",
    "statement_status",
    "zone",
    "bip_address",
    "picture",
    "voter",
    "email_key",
    "call_about",
}

ONLY_WHERE = {"next_step": "WHERE next_on IS NOT NULL"}
"""What the database lets stand only beside something else."""


@pytest.fixture
def town(app: Flask, demo_town: Callable[[], None]) -> Flask:
    demo_town()
    return app


def organiser(store: Session) -> User:
    return next(u for u in store.scalars(select(User)) if u.is_organiser)


def walk(browser: Browser, app: Flask, starts: list[str]) -> list[Page]:
    """Follow every link of our own, a few pages of each kind."""
    waiting = deque(starts)
    known: set[str] = set(starts)
    kinds: dict[tuple[str, ...], int] = {}
    pages = []
    adapter = app.url_map.bind("127.0.0.1:8000")
    while waiting and len(pages) < MOST_PAGES:
        address = waiting.popleft()
        parts = urlsplit(address)
        endpoint = adapter.match(parts.path)[0] if parts.path else ""
        query = tuple(sorted({k for k, _ in parse_qsl(parts.query)}))
        if kinds.get((endpoint, *query), 0) >= HOW_MANY_OF_A_KIND:
            continue
        kinds[endpoint, *query] = kinds.get((endpoint, *query), 0) + 1
        page = browser.visit(address)
        pages.append(page)
        assert page.status == 200, f"{address}: {page.status}"
        if not page.is_html:
            continue
        for link in page.dom.all("a"):
            target = urljoin(page.url, link["href"])
            if not target.startswith(BASE):
                continue
            local = target[len(BASE) :].partition("#")[0] or "/"
            if local not in known and not local.startswith("/static"):
                known.add(local)
                waiting.append(local)
    return pages


@pytest.mark.every_page
@pytest.mark.parametrize("language", ["", "?lang=en", "?lang=uk"])
def test_every_public_page_is_sound(town: Flask, browser: Browser, language: str) -> None:
    pages = walk(browser, town, [f"/{language}", f"/wydarzenia{language}"])
    assert len(pages) > 25
    for page in pages:
        has_form = page.is_html and bool(page.dom.all("form", method="post"))
        if not page.path.startswith("/panel") and not has_form:
            assert "Set-Cookie" not in page.response.headers, page.path
        if page.is_html:
            asked = dict(parse_qsl(urlsplit(page.url).query)).get("lang", "pl")
            assert page.dom.all("html")[0]["lang"] == asked, page.url


@pytest.mark.every_page
def test_every_staff_page_is_sound(town: Flask, browser: Browser, store: Session) -> None:
    browser.sign_in(organiser(store))
    pages = walk(browser, town, ["/panel", "/panel/konto"])
    assert len(pages) > 40
    ours = [page for page in pages if "/panel" in page.path]
    assert all("no-store" in page.response.headers["Cache-Control"] for page in ours)


def test_hostile_words_stay_words_everywhere(town: Flask, browser: Browser, store: Session) -> None:
    """Every text of every table is made hostile; no page grows an element from it."""
    with town.app_context(), transactions.unit():
        for table in Base.metadata.sorted_tables:
            if table.name in SPARED_TABLES:
                continue
            for column in table.columns:
                free = type(column.type).__name__ in ("String", "Text") and not (
                    column.primary_key or column.unique or column.name in SPARED_COLUMNS
                )
                if free:
                    words = ":words || id" if table.name in OF_WHICH_EACH_IS_ANOTHER else ":words"
                    db.session.execute(
                        text(
                            f'UPDATE "{table.name}" SET "{column.name}" = {words} '
                            f"{ONLY_WHERE.get(column.name, '')}"
                        ),
                        {"words": HOSTILE[: column.type.length or 200]},
                    )
    browser.sign_in(organiser(store))
    pages = walk(browser, town, ["/", "/wydarzenia", "/panel"])
    for page in pages:
        assert not [e for e in page.dom.all() if "data-canary" in e.attributes], page.url
        assert "49" not in page.heading
    assert len(pages) > 60
