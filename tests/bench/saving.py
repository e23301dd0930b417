"""What saving costs: the organiser changes the hour of an event by its long form, and again."""

import contextvars
import time
from statistics import median

from flask import Flask
from sqlalchemy import select

from osl.accounts.models import Role, User
from osl.core.db import db
from tests.browser import Browser, Element, Page, fill, multi
from tests.cast import sign_in_as

BASE = "http://127.0.0.1:8000"
HOURS = (("17:20", "18:50"), ("18:20", "19:50"))
"""Hours at which no event of the town begins, so that each saving changes something."""


class Editor:
    """The organiser at the form of one event."""

    def __init__(self, site: Flask, event_id: int) -> None:
        self.browser = Browser(site, sign_in_as)
        with site.app_context():
            users = db.session.scalars(select(User))
            organiser = next(one for one in users if one.memberships[0].role is Role.ORGANISER)
        self.browser.sign_in(organiser)
        self.address = f"/panel/wydarzenia/{event_id}/edycja"
        self.turn = 0

    def seconds(self) -> float:
        """One saving as its two answers: the page that shows what would be saved, and the kept
        change. Opening the form and reading the pages is the browser's time."""
        self.turn += 1
        starts_at, ends_at = HOURS[self.turn % 2]
        typed = {"starts_at": starts_at, "ends_at": ends_at}
        data = fill(form_of(self.browser.visit(self.address)), typed)
        looked, checked = self._post(data)
        assert checked.status == 200, checked
        assert checked.shown_before_saving, checked.errors
        saved, kept = self._post(fill(form_of(checked), {}))
        assert kept.status == 303, kept
        return looked + saved

    def _post(self, data: list[tuple[str, object]]) -> tuple[float, Page]:
        started = time.perf_counter()
        answer = contextvars.Context().run(
            lambda: self.browser.client.post(self.address, data=multi(data), base_url=BASE)
        )
        took = time.perf_counter() - started
        return took, Page(self.browser, answer, f"{BASE}{self.address}")


def form_of(page: Page) -> Element:
    """The long form of the page: the one that asks for an hour."""
    return next(one for one in page.dom.all("form") if one.all("input", name="starts_at"))


def typical(one: Editor, other: Editor, rounds: int) -> tuple[float, float]:
    """The median of several savings of each, in turns, after one that nobody counts."""
    took: tuple[list[float], list[float]] = ([], [])
    for number in range(rounds + 1):
        for editor, known in zip((one, other), took, strict=True):
            seconds = editor.seconds()
            if number:
                known.append(seconds)
    return median(took[0]), median(took[1])
