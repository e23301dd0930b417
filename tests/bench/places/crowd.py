"""People who sign up all at once: what each sends, and what each is answered, counted here and
not at the server."""

import asyncio
import random
import re
import time
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from osl.signups import gate
from tests.bench.places.hall import BASE_URL, Hall, site_of

ANSWER_SECONDS = 60
MANAGE = re.compile(r"/zapis/z(\d+)-")
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
COOKIE = re.compile(r"^set-cookie: ([^;]+)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True)
class Form:
    """One form ready to be sent: whose, and under which mark."""

    person: int
    key: str
    body: str


@dataclass(frozen=True)
class Answer:
    """What one request was told, and when; status 0 when the connection broke."""

    form: Form
    sent: float
    received: float
    status: int
    signup_id: int | None = None

    @property
    def seconds(self) -> float:
        return self.received - self.sent


@dataclass
class Door:
    """The event's form as a browser has it after opening the page: an address, a cookie, a
    token. One of each serves the whole crowd."""

    hall: Hall
    port: int
    cookie: str = ""
    token: str = ""

    async def open(self) -> None:
        head, body = await ask(self.port, request_of("GET", self.path))
        found = TOKEN.search(body)
        cookies = COOKIE.findall(head)
        if found is None or not cookies:
            raise RuntimeError(f"the page with the form could not be opened: {head[:200]}")
        self.token, self.cookie = found.group(1), "; ".join(cookies)

    @property
    def path(self) -> str:
        return f"/wydarzenia/{self.hall.event_id}/zapis"

    def forms(self, people: Iterable[int]) -> list[Form]:
        """A freshly opened form for each of these people."""
        site = site_of(self.hall.instance, self.hall.database_url)
        with site.app_context():
            return [self._form(person) for person in people]

    def _form(self, person: int) -> Form:
        mark = gate.new_mark(f"event {self.hall.event_id}")
        typed = {
            "csrf_token": self.token,
            "key": mark.signed,
            "name": f"Osoba Numer{person}",
            "email": f"osoba{person}@example.org",
            "phone": "",
            "party_size": "1",
            "note": "",
            "website": "",
        }
        return Form(person, mark.key, urlencode(typed))

    async def send(self, form: Form) -> Answer:
        sent = time.monotonic()
        try:
            head, _body = await ask(
                self.port, request_of("POST", self.path, self.cookie, form.body)
            )
        except (OSError, EOFError, ValueError, TimeoutError):
            return Answer(form, sent, time.monotonic(), 0)
        found = MANAGE.search(head)
        return Answer(
            form=form,
            sent=sent,
            received=time.monotonic(),
            status=int(head.split(maxsplit=2)[1]),
            signup_id=int(found.group(1)) if found else None,
        )

    async def crowd(self, forms: Iterable[Form], at_once: int) -> list[Answer]:
        """Send all of these, so many at any moment."""
        waiting = iter(forms)
        answers: list[Answer] = []

        async def one_after_another() -> None:
            while (form := next(waiting, None)) is not None:
                answers.append(await self.send(form))

        await asyncio.gather(*(one_after_another() for _ in range(at_once)))
        return answers


def request_of(method: str, path: str, cookie: str = "", body: str = "") -> bytes:
    lines = [f"{method} {path} HTTP/1.1", f"Host: {BASE_URL.partition('//')[2]}"]
    lines += ["Connection: close"]
    if cookie:
        lines.append(f"Cookie: {cookie}")
    if method == "POST":
        lines.append("Content-Type: application/x-www-form-urlencoded")
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", body]).encode()


async def ask(port: int, request: bytes) -> tuple[str, str]:
    """Head and body of the answer to one request on a connection of its own, as each person's
    browser has one."""
    async with asyncio.timeout(ANSWER_SECONDS):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            writer.write(request)
            await writer.drain()
            told = await reader.read()
        finally:
            writer.close()
    head, _, body = told.partition(b"\r\n\r\n")
    if not head:
        raise EOFError
    return head.decode("latin-1"), body.decode("utf-8", "replace")


def with_repeats(door: Door, people: int, repeats: int, luck: random.Random) -> list[Form]:
    """A form of each person, and repeats among them: half the same form sent again, half a new
    form of the same person; half at the same moment, half at any time later."""
    firsts = door.forms(range(people))
    again = luck.sample(firsts, repeats)
    anew = {one.person: one for one in door.forms(one.person for one in again[repeats // 2 :])}
    slots = [(float(one.person), one) for one in firsts]
    for number, one in enumerate(again):
        at = one.person if number % 2 else luck.uniform(one.person, people)
        slots.append((at + 0.5, anew.get(one.person, one)))
    return [form for _at, form in sorted(slots, key=lambda slot: slot[0])]


def out_of_order(answers: Iterable[Answer], numbers: dict[int, int | None]) -> int:
    """How many were given a number above that of somebody who asked only after their answer had
    arrived: whoever is answered first stands first."""
    sent: dict[int, float] = {}
    received: dict[int, float] = {}
    for one in answers:
        if one.signup_id is None or numbers.get(one.signup_id) is None:
            continue
        sent[one.signup_id] = min(one.sent, sent.get(one.signup_id, one.sent))
        received[one.signup_id] = min(one.received, received.get(one.signup_id, one.received))
    moments = [(at, 1, signup_id) for signup_id, at in sent.items()]
    moments += [(at, 0, signup_id) for signup_id, at in received.items()]
    highest = wrong = 0
    for _at, is_asking, signup_id in sorted(moments):
        number = numbers[signup_id] or 0
        if is_asking:
            wrong += number < highest
        else:
            highest = max(highest, number)
    return wrong
