"""Marks that a phone kept while there was no line: in order, each once, nothing lost, and where
somebody else noted another thing meanwhile, both are shown."""

import json
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from osl.core.clock import utcnow
from osl.core.db import db
from osl.events.cancellations import cancel_event
from osl.events.models import Occurrence
from osl.logbook.attendance import PRESENT, note_walk_in
from osl.logbook.models import LogEntry, Mark, MarkSent, Outcome
from osl.people.merging import merge_people
from osl.people.models import Person
from osl.signups.models import Signup
from osl.signups.operations import withdraw
from tests.browser import BASE, Browser
from tests.cast import Cast, sign_in_as
from tests.ideas.conftest import unit
from tests.logbook.conftest import (
    PEOPLE,
    Held,
    Planned,
    SignUp,
    act,
    at_event,
    at_once,
    deeds,
    entry,
    marks,
    person,
)

HERE = {"presence": "present", "party_size": 1, "children": 0}
AWAY = {"presence": "absent", "party_size": 1, "children": 0}


class Phone:
    """A phone in the hall, in somebody's hand: it queues taps, and sends them when it can."""

    def __init__(self, app: Flask, user: Any, meeting: int) -> None:
        self.browser = Browser(app, sign_in_as).sign_in(user)
        self.address = f"/panel/obecnosc/{meeting}"
        self.device, self.position = str(uuid.uuid4()), 0

    def tap(self, person_id: int, wanted: Any, seen: Any = None, **more: Any) -> dict[str, Any]:
        self.position += 1
        return {
            "key": str(uuid.uuid4()),
            "position": self.position,
            "person": person_id,
            "wanted": wanted,
            "seen": seen,
            "at": "2027-03-01T10:00:00.000Z",
        } | more

    def state(self) -> dict[str, Any]:
        return self.browser.get(f"{self.address}/stan").response.get_json()

    def post(self, told: Any, **more: Any) -> Any:
        more.setdefault("headers", {"X-CSRFToken": self.state()["token"]})
        if told is not None:
            more |= {"data": json.dumps(told), "content_type": "application/json"}
        return self.browser.client.post(f"{self.address}/znaki", base_url=BASE, **more)

    def send(self, *taps: dict[str, Any], now: str | None = None) -> dict[str, Any]:
        """What the site answers to these taps."""
        response = self.post({"device": self.device, "now": now, "marks": list(taps)})
        assert response.status_code == 200, response.get_data(as_text=True)
        return response.get_json()


Pick = Callable[..., Phone]


@pytest.fixture
def pick(app: Flask, cast: Cast) -> Pick:
    """A phone with the list of a meeting open: ``pick(meeting)``, the animator's."""
    return lambda meeting, user=None: Phone(app, user or cast.animator, meeting)


def outcomes(told: dict[str, Any]) -> list[str]:
    return [one["outcome"] for one in told["answers"]]


def words(told: dict[str, Any]) -> str:
    return " ".join(one["message"] for one in told["answers"])


def test_marks_are_kept_once_however_often_they_are_sent(
    held: Held, pick: Pick, store: Session
) -> None:
    meeting = held("Anna Przykładowa", "Jan Testowy", Anna=3)
    anna, jan = person(store, "Anna Przykładowa"), person(store, "Jan Testowy")
    phone = pick(meeting)
    taps = [phone.tap(anna, HERE | {"party_size": 3, "children": 1}), phone.tap(jan, AWAY)]
    first = phone.send(*taps)
    assert outcomes(first) == ["kept", "kept"]
    assert phone.send(*taps)["answers"] == first["answers"]
    assert marks(store, meeting) == {
        "Anna Przykładowa": ("present", 3),
        "Jan Testowy": ("absent", 1),
    }
    assert (entry(store, meeting).visits, entry(store, meeting).children) == (3, 1)
    assert deeds(store).count("attendance.marked") == 2
    told = {one["person"]: one for one in phone.state()["people"]}
    assert (told[anna]["presence"], told[anna]["party"], told[anna]["children"]) == (
        "present",
        3,
        1,
    )
    assert told[jan]["by"] == "Jan T., 10.00"


def test_marks_that_arrive_in_disorder_are_kept_in_the_order_of_the_taps(
    held: Held, pick: Pick, store: Session
) -> None:
    meeting = held("Anna Przykładowa")
    anna = person(store, "Anna Przykładowa")
    phone = pick(meeting)
    taps = [phone.tap(anna, HERE), phone.tap(anna, None, HERE), phone.tap(anna, AWAY, None)]
    assert outcomes(phone.send(*reversed(taps))) == ["kept", "kept", "kept"]
    assert marks(store, meeting) == {"Anna Przykładowa": ("absent", 1)}
    assert phone.send(taps[0])["people"][0]["presence"] == "absent"
    assert marks(store, meeting) == {"Anna Przykładowa": ("absent", 1)}


def test_of_two_phones_that_differ_the_second_is_shown_both_and_settles_it(
    cast: Cast, held: Held, pick: Pick, store: Session
) -> None:
    meeting = held("Anna Przykładowa", "Jan Testowy")
    anna, jan = person(store, "Anna Przykładowa"), person(store, "Jan Testowy")
    first, second = pick(meeting), pick(meeting, cast.organiser)
    assert outcomes(first.send(first.tap(anna, AWAY), first.tap(jan, HERE))) == ["kept", "kept"]
    told = second.send(
        second.tap(anna, HERE),
        second.tap(anna, HERE | {"party_size": 2}, HERE),
        second.tap(jan, HERE),
    )
    assert outcomes(told) == ["conflict", "conflict", "same"]
    assert "Ktoś inny" in words(told)
    shown = next(one for one in told["people"] if one["person"] == anna)
    assert (shown["presence"], shown["by"]) == ("absent", "Jan T., 10.00")
    assert marks(store, meeting)["Anna Przykładowa"] == ("absent", 1)
    settled = second.send(second.tap(anna, HERE, seen=AWAY))
    assert outcomes(settled) == ["kept"]
    assert first.state()["people"] == second.state()["people"] == settled["people"]


def test_two_phones_that_send_at_the_same_moment_lose_nothing(
    cast: Cast, held: Held, pick: Pick, store: Session
) -> None:
    meeting = held("Anna Przykładowa", "Jan Testowy", "Maria Wzorcowa")
    anna, jan, maria = (person(store, name) for name in PEOPLE[:3])
    first, second = pick(meeting), pick(meeting, cast.organiser)
    one, other = at_once(
        lambda: first.send(first.tap(anna, HERE), first.tap(jan, HERE)),
        lambda: second.send(second.tap(maria, AWAY), second.tap(anna, AWAY)),
    )
    assert sorted(outcomes(one) + outcomes(other)) == ["conflict", "kept", "kept", "kept"]
    assert entry(store, meeting).visits == 1 + (outcomes(one)[0] == "kept")
    assert first.state()["people"] == second.state()["people"]


def test_a_phone_whose_clock_is_wrong_by_a_day_loses_nothing_and_its_owner_is_told(
    held: Held, pick: Pick, store: Session
) -> None:
    meeting = held("Anna Przykładowa")
    anna, phone = person(store, "Anna Przykładowa"), pick(meeting)
    yesterday = (utcnow() - timedelta(days=1)).isoformat()
    told = phone.send(phone.tap(anna, HERE, at=yesterday), now=yesterday)
    assert outcomes(told) == ["kept"]
    assert "zegar" in told["notice"].lower()
    assert told["people"][0]["by"] == "Jan T., 10.00"
    assert phone.send(now=utcnow().isoformat())["notice"] == ""


def test_who_is_of_another_event_or_left_or_nobody_is_refused_in_words(
    app: Flask,
    cast: Cast,
    held: Held,
    planned: Planned,
    pick: Pick,
    signed_up: SignUp,
    store: Session,
) -> None:
    meeting = held("Anna Przykładowa", "Jan Testowy")
    signed_up(planned(published=True, signup_mode="online", title="Inne"), "Zofia Obca")
    jan = person(store, "Jan Testowy")
    with unit(app):
        place = db.session.scalars(select(Signup).where(Signup.person_id == jan)).one()
        withdraw(place, actor=db.session.get_one(type(cast.animator), cast.animator.id))
    phone = pick(meeting)
    away = (person(store, "Zofia Obca"), jan, 2**31 - 1)
    told = phone.send(*(phone.tap(one, HERE) for one in away))
    assert outcomes(told) == ["refused"] * 3
    assert words(told).count("nie jest na liście") + words(told).count("nie ma na liście") == 3
    assert store.query(LogEntry).count() == 0
    assert store.query(MarkSent).count() == 3
    assert outcomes(phone.send(phone.tap(person(store, "Anna Przykładowa"), HERE))) == ["kept"]


def test_a_mark_of_an_entry_that_was_made_one_with_another_stands_at_the_other(
    app: Flask,
    cast: Cast,
    held: Held,
    planned: Planned,
    pick: Pick,
    signed_up: SignUp,
    store: Session,
) -> None:
    meeting = held("Anna P.")
    signed_up(planned(published=True, signup_mode="online", title="Inne"), "Anna Przykładowa")
    stays, goes = person(store, "Anna Przykładowa"), person(store, "Anna P.")
    phone = pick(meeting)
    tap = phone.tap(goes, HERE)
    with unit(app):
        people = [db.session.get_one(Person, one) for one in (stays, goes)]
        merge_people(*people, actor=db.session.get_one(type(cast.organiser), cast.organiser.id))
    told = phone.send(tap)
    assert [(one["outcome"], one["person"]) for one in told["answers"]] == [("kept", stays)]
    assert "ta sama osoba" in words(told)
    assert marks(store, meeting) == {"Anna Przykładowa": ("present", 1)}


def test_somebody_who_walked_in_is_tapped_away_and_here_again_without_a_line(
    app: Flask,
    cast: Cast,
    held: Held,
    planned: Planned,
    pick: Pick,
    signed_up: SignUp,
    store: Session,
) -> None:
    meeting = held("Anna Przykładowa")
    signed_up(planned(published=True, signup_mode="online", title="Inne"), "Zofia Nowa")
    zofia, phone = person(store, "Zofia Nowa"), pick(meeting)

    def come_in(meeting_row: Occurrence, actor: Any) -> None:
        note_walk_in(meeting_row, db.session.get_one(Person, zofia), PRESENT, actor=actor)

    act(app, meeting, come_in, actor=cast.animator)
    told = phone.send(phone.tap(zofia, None, HERE), phone.tap(zofia, HERE, None))
    assert outcomes(told) == ["kept", "kept"]
    assert marks(store, meeting) == {"Zofia Nowa": ("present", 1)}


def test_a_meeting_called_off_meanwhile_takes_no_mark_and_says_why(
    app: Flask, cast: Cast, held: Held, workshop: int, pick: Pick, store: Session
) -> None:
    meeting = held("Anna Przykładowa")
    phone = pick(meeting)
    tap = phone.tap(person(store, "Anna Przykładowa"), HERE)
    assert phone.state()["closed"] == ""
    at_event(app, workshop, cancel_event, reason="Burza", actor=cast.organiser)
    response = phone.post({"device": phone.device, "now": None, "marks": [tap]})
    assert response.status_code == 409
    assert "odwołan" in response.get_json()["error"]
    assert phone.state()["closed"] == response.get_json()["error"]
    assert marks(store, meeting) == {}


def test_whatever_else_is_sent_is_refused_in_words_and_nothing_is_kept(
    held: Held, pick: Pick, store: Session
) -> None:
    meeting = held("Anna Przykładowa")
    anna, phone = person(store, "Anna Przykładowa"), pick(meeting)
    token = {"X-CSRFToken": phone.state()["token"]}
    good = phone.tap(anna, HERE)
    wrong_marks: list[Any] = [
        {"key": "no-uuid"}, {"key": 7}, {"key": "\ud800" * 36}, {"key": "x" * 36},
        {"position": -1}, {"position": 10**30}, {"position": True}, {"position": 1.5},
        {"person": 0}, {"person": 2**31}, {"person": "1"}, {"person": None},
        {"wanted": []}, {"wanted": {}}, {"wanted": "present"},
        {"wanted": HERE | {"presence": "maybe"}},
        {"wanted": HERE | {"presence": ["present"]}}, {"wanted": HERE | {"party_size": 51}},
        {"wanted": HERE | {"children": 2}}, {"wanted": HERE | {"children": -1}}, {"seen": 1},
        {"at": "yesterday"}, {"at": "2027-03-01T10:00"}, {"at": "9999-12-31T23:59:59-14:00"},
        {"at": "0001-01-01T00:00:00+14:00"}, {"at": 5}, {"at": "1" * 5000},
    ]  # fmt: skip
    batch = {"device": phone.device, "now": None, "marks": [good]}
    bodies: list[Any] = [batch | {"marks": [good | one]} for one in wrong_marks]
    bodies += [batch | {"marks": [{k: v for k, v in good.items() if k != "wanted"}]}]
    bodies += [batch | one for one in ({"marks": {}}, {"marks": None}, {"marks": [good] * 501})]
    bodies += [batch | one for one in ({"device": ""}, {"device": None}, {"now": "soon"})]
    bodies += [batch | {"marks": [one]} for one in ([], "x", None, 7)]
    bodies += [[], 7, "words"]
    for body in bodies:
        response = phone.post(body, headers=token)
        assert (response.status_code, "zostają" in response.get_json()["error"]) == (422, True), (
            body
        )
    for text in (b"", b"{", b"\xff\xfe", b"[" * 200_000, b"1" * 10_000, b'{"marks": NaN}'):
        response = phone.post(None, data=text, content_type="application/json", headers=token)
        assert response.status_code == 422, text[:20]
    assert store.query(MarkSent).count() == store.query(LogEntry).count() == 0


def test_who_is_signed_out_or_of_another_community_sends_nothing(
    app: Flask, cast: Cast, held: Held, pick: Pick, store: Session
) -> None:
    meeting = held("Anna Przykładowa")
    phone = pick(meeting)
    batch = {"device": phone.device, "now": None, "marks": [phone.tap(1, HERE)]}
    assert phone.post(batch, headers={}).status_code == 400
    stranger = Browser(app).get(f"{phone.address}/stan", follow=False)
    assert (stranger.status, "logowanie" in stranger.response.headers["Location"]) == (303, True)
    other = pick(meeting, cast.other_animator)
    assert other.browser.get(f"{phone.address}/stan").status == 404
    assert store.query(MarkSent).count() == 0


def test_one_name_for_two_marks_names_only_the_first(
    held: Held, pick: Pick, store: Session
) -> None:
    meeting = held("Anna Przykładowa")
    anna, phone = person(store, "Anna Przykładowa"), pick(meeting)
    tap = phone.tap(anna, HERE)
    assert outcomes(phone.send(tap)) == ["kept"]
    assert outcomes(phone.send(tap | {"wanted": AWAY, "seen": HERE})) == ["refused"]
    assert marks(store, meeting) == {"Anna Przykładowa": ("present", 1)}


def test_the_worker_is_a_script_that_is_looked_up_anew(browser: Browser) -> None:
    response = browser.get("/panel/obecnosc/worker.js").response
    assert response.mimetype == "text/javascript"
    assert response.headers["Cache-Control"] == "no-cache"
    assert "Set-Cookie" not in response.headers


class HeldPhone(Phone):
    """A phone with its queue: a tap saw what the phone showed, and an answer may get lost."""

    def __init__(self, *parts: Any) -> None:
        super().__init__(*parts)
        self.queue: list[dict[str, Any]] = []
        self.shown: dict[int, Any] = {}
        self.hear(self.state())

    def hear(self, told: dict[str, Any]) -> None:
        self.server = {one["person"]: noted_in(one) for one in told["people"]}

    def touch(self, person_id: int, wanted: Any) -> None:
        waiting = [one for one in self.queue if one["person"] == person_id]
        seen = waiting[-1]["wanted"] if waiting else self.server[person_id]
        self.queue.append(self.tap(person_id, wanted, seen))

    def send_queue(self, *, is_answer_lost: bool = False) -> None:
        told = self.send(*self.queue)
        if not is_answer_lost:
            self.queue.clear()
            self.hear(told)


def noted_in(one: dict[str, Any]) -> Any:
    if not one["presence"]:
        return None
    return {
        "presence": one["presence"],
        "party_size": one["party"],
        "children": one["children"],
    }


TAPS = st.tuples(st.integers(0, 2), st.sampled_from([HERE, AWAY, None, HERE | {"party_size": 2}]))
DONE = st.lists(
    st.tuples(st.integers(0, 1), st.one_of(TAPS, st.sampled_from(["sent", "answer lost"]))),
    max_size=24,
)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(done=DONE)
def test_two_phones_come_to_one_list_whatever_is_tapped_sent_and_sent_again(
    app: Flask, cast: Cast, held: Held, store: Session, done: list[tuple[int, Any]]
) -> None:
    """Answers get lost and batches are sent again: each mark that is kept is applied once."""
    is_first = store.scalars(select(Signup.id).limit(1)).first() is None
    meeting = held() if is_first else store.scalars(select(Occurrence.id)).one()
    with unit(app):
        for table in (MarkSent, Mark, LogEntry):
            db.session.execute(delete(table))
    store.rollback()
    people = [person(store, name) for name in PEOPLE[:3]]
    before = len(deeds(store))
    phones = [HeldPhone(app, user, meeting) for user in (cast.animator, cast.organiser)]
    for whose, what in done:
        if isinstance(what, str):
            phones[whose].send_queue(is_answer_lost=what == "answer lost")
        else:
            phones[whose].touch(people[what[0]], what[1])
    for phone in [*phones, *phones]:
        phone.send_queue()
    store.rollback()
    rows = store.scalars(select(MarkSent).order_by(MarkSent.id)).all()
    kept = [one for one in rows if one.outcome is Outcome.KEPT]
    last = {one.person_id: one.wanted for one in kept}
    assert len(rows) == sum(phone.position for phone in phones)
    assert (
        phones[0].server
        == phones[1].server
        == {one: last.get(one) or None for one in phones[0].server}
    )
    assert len(deeds(store)) - before == len(kept)
    ids = [(one.device, one.position) for one in rows]
    for phone in phones:
        own = [position for device, position in ids if device == phone.device]
        assert own == sorted(own)
