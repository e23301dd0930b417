"""Pictures of a meeting: with words and a reason, hidden with one click, and gone for good."""

import io
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from osl.accounts.models import User
from osl.core.db import db
from osl.core.pictures import picture_address
from osl.events.cancellations import cancel_event
from osl.events.models import Event
from osl.groups.event_links import link_event
from osl.groups.models import GroupKind
from osl.groups.operations import GroupFacts, add_group
from osl.logbook.models import LogPicture
from tests.browser import Browser, Page
from tests.cast import Cast
from tests.logbook.conftest import Planned, at_event, deeds, evening, meeting_of

TABLE = "Długi stół na skwerze"
WHY, CHILDREN = "Dlaczego można je pokazać", "Czy widać dzieci, które można rozpoznać?"


def photograph(colour: str = "green") -> bytes:
    image = Image.new("RGB", (160, 120), colour)
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    kept = io.BytesIO()
    image.save(kept, "JPEG", exif=exif)
    return kept.getvalue()


def add(browser: Browser, meeting_id: int, words: str = TABLE, **more: Any) -> Page:
    page = browser.visit("log_pictures.index", meeting_id=meeting_id)
    return page.submit("Dodaj", filled(words, **more))


def filled(words: str = TABLE, **more: Any) -> dict[str, Any]:
    return {
        "Zdjęcie": (more.pop("body", photograph()), "stol.jpg"),
        "Co widać na zdjęciu": words,
        WHY: more.pop("basis", "nobody_recognisable"),
        CHILDREN: more.pop("minors", "no"),
        **more,
    }


@pytest.fixture
def meeting(browser: Browser, cast: Cast, store: Session, picnic: int) -> int:
    """The picnic of today, with the animator of Wzgórze at the desk."""
    browser.sign_in(cast.animator)
    return meeting_of(store, picnic)


def pictures(store: Session) -> list[LogPicture]:
    store.expire_all()
    return list(store.scalars(select(LogPicture).order_by(LogPicture.id)))


def files(app: Flask) -> list[Path]:
    return sorted(Path(app.config["UPLOADS"]).iterdir())


def test_two_pictures_are_added_and_nothing_hidden_stays_in_them(
    app: Flask, browser: Browser, cast: Cast, meeting: int, store: Session
) -> None:
    second = {"Drugie zdjęcie": (photograph("red"), "ciasta.jpg")}
    page = add(browser, meeting, **second, **{"Co widać na drugim zdjęciu": "Ciasta"})

    assert page.notices == ["Oba zdjęcia są dodane."]
    assert "Dodane: Jan Testowy, 1 marca 2027, 10.00." in page.text
    kept = pictures(store)
    assert [one.description for one in kept] == [TABLE, "Ciasta"]
    assert {one.added_by_id for one in kept} == {cast.animator.id}
    assert files(app)
    assert all(b"secret place" not in file.read_bytes() for file in files(app))
    assert deeds(store)[-2:] == ["log_picture.added"] * 2


def test_a_second_click_adds_nothing(browser: Browser, meeting: int, store: Session) -> None:
    page = browser.visit("log_pictures.index", meeting_id=meeting)
    for _click in range(2):
        assert page.submit("Dodaj", filled()).notices == ["Zdjęcie jest dodane."]
    assert len(pictures(store)) == 1


def test_children_are_shown_only_with_consents(
    app: Flask, browser: Browser, meeting: int, store: Session
) -> None:
    page = add(browser, meeting, minors="yes")
    assert page.status == 422
    assert "zgoda rodziców" in page.errors[0]
    assert page.dom.all("input", name="description")[0]["value"] == TABLE
    assert (pictures(store), files(app)) == ([], [])
    add(browser, meeting, minors="yes", basis="consents_collected")
    assert pictures(store)[0].with_minors


def test_what_is_missing_or_broken_is_said_and_what_was_typed_is_kept(
    app: Flask, browser: Browser, meeting: int, store: Session
) -> None:
    page = add(browser, meeting, body=photograph()[:300])
    assert page.status == 422
    assert page.errors
    assert page.dom.all("input", name="description")[0]["value"] == TABLE
    page = browser.visit("log_pictures.index", meeting_id=meeting)
    page = page.submit("Dodaj", {"Zdjęcie": (photograph(), "a.jpg")})
    assert [words.split(",")[0] for words in page.errors] == [
        "Zaznacz",
        "Zaznacz",
        "Napisz jednym zdaniem",
    ]
    assert (pictures(store), files(app)) == ([], [])


def test_a_hidden_picture_leaves_its_address_and_comes_back(
    app: Flask, browser: Browser, meeting: int, store: Session
) -> None:
    page = add(browser, meeting)
    with app.test_request_context():
        old = picture_address(pictures(store)[0].file)
    assert browser.visit(old).status == 200
    page = page.submit(f"Ukryj od razu: {TABLE}")
    assert page.notices == ["Zdjęcie jest ukryte. Widzi je tylko zespół."]
    assert "Ukryte: Jan Testowy" in page.text
    assert pictures(store)[0].hidden_at is not None
    assert browser.visit(old).status == 404
    page = page.submit(f"Pokaż znowu: {TABLE}")
    assert pictures(store)[0].hidden_at is None
    assert browser.visit(page.dom.all("img", alt=TABLE)[0]["src"]).status == 200
    assert deeds(store)[-2:] == ["log_picture.hidden", "log_picture.shown"]


def test_a_picture_is_described_anew_and_removed(
    app: Flask, browser: Browser, meeting: int, store: Session
) -> None:
    page = add(browser, meeting).follow(f"Zmień opis lub usuń: {TABLE}")
    late = page.submit("Zapisz", {"Co widać na zdjęciu": "Stół i ławki"})
    assert late.notices == ["Opis zdjęcia jest zapisany."]
    late = page.submit("Zapisz", {"Co widać na zdjęciu": "Sama ławka"})
    assert late.status == 409
    assert pictures(store)[0].description == "Stół i ławki"
    page.submit("Usuń")
    assert (pictures(store), files(app)) == ([], [])
    assert deeds(store)[-2:] == ["log_picture.changed", "log_picture.removed"]


def test_there_are_no_pictures_of_what_was_not_held(
    app: Flask, browser: Browser, cast: Cast, meeting: int, picnic: int, store: Session
) -> None:
    form = browser.visit("log_pictures.index", meeting_id=meeting)
    at_event(app, picnic, cancel_event, reason="Burza", actor=cast.organiser)
    page = form.submit("Dodaj", filled())
    assert page.status == 422
    assert "odwołan" in page.errors[0]
    assert "odwołan" in browser.visit("log_pictures.index", meeting_id=meeting).text
    assert (pictures(store), files(app)) == ([], [])


def test_at_a_self_help_group_nobody_is_recognised(
    app: Flask, browser: Browser, cast: Cast, meeting: int, picnic: int, store: Session
) -> None:
    def meet_there(event: Event, actor: User) -> None:
        circle = GroupFacts(GroupKind.SELF_HELP, "Krąg")
        group = add_group(circle, community=event.communities[0], actor=actor)
        db.session.flush()
        link_event(group, event, actor=actor)

    at_event(app, picnic, meet_there, actor=cast.organiser)
    page = add(browser, meeting, basis="consents_collected")
    assert page.status == 422
    assert "samopomocowej" in page.errors[0]
    assert add(browser, meeting).status == 200
    assert len(pictures(store)) == 1


def test_pictures_of_another_meeting_are_not_there(
    browser: Browser, cast: Cast, meeting: int, planned: Planned, store: Session
) -> None:
    add(browser, meeting)
    one = pictures(store)[0].id
    other = meeting_of(store, planned(evening(), published=True, community=cast.ostrowiecka))
    assert browser.visit("log_pictures.index", meeting_id=other).status == 404
    browser.sign_in(cast.other_animator)
    assert browser.visit("log_pictures.picture", meeting_id=meeting, picture_id=one).status == 404
    assert browser.visit("log_pictures.picture", meeting_id=other, picture_id=one).status == 404
