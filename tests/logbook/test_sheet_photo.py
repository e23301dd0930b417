"""A photo of a signed sheet: shown to the team alone, checked by somebody, erased on time."""

import io
from datetime import UTC, date, datetime, timedelta

import time_machine
from flask import Flask
from PIL import Image
from sqlalchemy.orm import Session

from osl.accounts.models import User
from osl.core.clock import utcnow
from osl.core.db import db
from osl.logbook.models import LogEntry, SheetPhoto
from osl.logbook.sheet_photos import erase_sheet_photos, photos_waiting
from tests.browser import Browser, Page
from tests.cast import Cast
from tests.core.test_pictures import drawn
from tests.ideas.conftest import unit
from tests.logbook.conftest import Held, Planned, deeds, evening, meeting_of

FIELD = "Zdjęcie podpisanej listy"
ADD = "Dodaj to zdjęcie"


def sheet(size: tuple[int, int] = (800, 1100)) -> bytes:
    """A photograph that says where it was taken, as a phone makes it."""
    notes = Image.Exif()
    notes[0x010F] = "Aparat"
    notes.get_ifd(0x8825)[1] = "N"
    return drawn("JPEG", size, exif=notes)


def add(browser: Browser, meeting_id: int, content: bytes, name: str = "lista.jpg") -> Page:
    page = browser.visit("sheets.photo", meeting_id=meeting_id)
    return page.submit(ADD, {FIELD: (content, name)})


def kept(store: Session) -> list[SheetPhoto]:
    store.expire_all()
    return store.query(SheetPhoto).order_by(SheetPhoto.id).all()


def test_a_photo_is_drawn_anew_and_shown_beside_the_list(
    browser: Browser, cast: Cast, held: Held, store: Session
) -> None:
    meeting = held()
    page = add(browser.sign_in(cast.animator), meeting, sheet((3200, 2000)))
    assert "Czeka na sprawdzenie" in page.text
    assert "Zdjęcie zniknie 30 kwietnia 2027" in page.text
    (photo,) = kept(store)
    address = browser.address("sheets.photo_file", photo_id=photo.id)
    assert [one["src"] for one in page.dom.all("img") if one["src"]] == [address]
    answer = browser.visit(address).response
    assert (answer.mimetype, answer.headers["Cache-Control"]) == ("image/jpeg", "no-store")
    with Image.open(io.BytesIO(answer.data)) as shown:
        assert shown.format == "JPEG"
        assert shown.size == (2400, 1500)
        assert dict(shown.getexif()) == {}
    assert deeds(store)[-1] == "attendance.photo_added"


def test_a_second_click_keeps_one_photo(
    browser: Browser, cast: Cast, held: Held, store: Session
) -> None:
    meeting = held()
    browser.sign_in(cast.animator)
    content = sheet()
    for _click in range(2):
        add(browser, meeting, content)
    assert len(kept(store)) == 1


def test_a_file_that_is_no_picture_is_refused_in_words(
    browser: Browser, cast: Cast, held: Held, store: Session
) -> None:
    meeting = held()
    browser.sign_in(cast.animator)
    page = add(browser, meeting, b"%PDF-1.7", "lista.pdf")
    assert page.status == 422
    assert "nie jest" in " ".join(page.errors)
    assert add(browser, meeting, sheet()[:900]).status == 422
    assert browser.visit("sheets.photo", meeting_id=meeting).submit(ADD).errors
    assert kept(store) == []
    assert store.query(LogEntry).count() == 0


def test_a_meeting_to_come_has_no_photo(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    later = meeting_of(store, planned(evening(date(2027, 3, 20)), published=True))
    page = browser.sign_in(cast.animator).visit("sheets.photo", meeting_id=later)
    assert "dopiero" in page.text
    assert ADD not in page.buttons


def test_only_those_who_keep_the_log_see_it(
    browser: Browser, cast: Cast, held: Held, store: Session
) -> None:
    meeting = held()
    add(browser.sign_in(cast.animator), meeting, sheet())
    photo = kept(store)[0].id
    browser.sign_in(cast.other_animator)
    assert browser.visit("sheets.photo_file", photo_id=photo).status == 404
    browser.sign_in(cast.adviser)
    assert browser.visit("sheets.photo_file", photo_id=photo).status == 404


def test_it_is_erased_a_week_after_somebody_checked_it(
    app: Flask,
    browser: Browser,
    cast: Cast,
    held: Held,
    store: Session,
    clock: time_machine.Traveller,
) -> None:
    page = add(browser.sign_in(cast.animator), held(), sheet())
    page = page.submit("Sprawdzone")
    assert "Kto sprawdził: Jan Testowy" in page.text
    assert "Zdjęcie zniknie 8 marca 2027" in page.text
    assert deeds(store)[-1] == "attendance.photo_checked"
    clock.move_to(datetime(2027, 3, 8, 8, 59, tzinfo=UTC))
    assert erased(app) == 0
    clock.move_to(datetime(2027, 3, 8, 9, 1, tzinfo=UTC))
    assert erased(app) == 1
    assert kept(store) == []


def test_one_ticked_by_mistake_waits_again_and_is_erased_after_two_months_at_the_latest(
    app: Flask,
    browser: Browser,
    cast: Cast,
    held: Held,
    store: Session,
    clock: time_machine.Traveller,
) -> None:
    page = add(browser.sign_in(cast.animator), held(), sheet())
    page.submit("Sprawdzone").submit("Jednak niesprawdzone")
    assert kept(store)[0].checked_by_id is None
    clock.shift(timedelta(days=13))
    assert waiting(app, cast.animator) == 0
    clock.shift(timedelta(days=2))
    assert waiting(app, cast.animator) == 1
    assert waiting(app, cast.other_animator) == 0
    clock.shift(timedelta(days=46))
    assert erased(app) == 1
    assert kept(store) == []


def test_it_can_be_erased_by_hand(browser: Browser, cast: Cast, held: Held, store: Session) -> None:
    page = add(browser.sign_in(cast.animator), held(), sheet())
    assert page.submit("Usuń teraz").notices == ["Zdjęcie usunięte."]
    assert kept(store) == []
    assert deeds(store)[-1] == "attendance.photo_removed"


def erased(app: Flask) -> int:
    with unit(app):
        return erase_sheet_photos(utcnow())


def waiting(app: Flask, user: User) -> int:
    with unit(app):
        return len(photos_waiting(db.session.get_one(User, user.id)))
