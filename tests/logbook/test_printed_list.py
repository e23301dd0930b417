"""The attendance list as a PDF: who stands on it and what never does, its tags, pages and strip."""

import io
from dataclasses import replace
from pathlib import Path

import pypdf
import pypdfium2
from flask import Flask
from PIL import Image
from sqlalchemy.orm import Session

from osl.communities.models import FundingProject
from osl.core.db import db
from osl.events.models import Event, EventFormat, SignupMode
from osl.logbook.attendance import PRESENT, note_walk_in
from osl.people.models import Channel
from osl.people.operations import Known, meet_person
from tests.browser import Browser
from tests.cast import Cast
from tests.ideas.conftest import unit
from tests.logbook.conftest import (
    Held,
    Planned,
    SignUp,
    act,
    deeds,
    meeting_of,
    weekly,
)
from tests.volunteers.test_papers import alternatives, read, tags, words

LANDSCAPE = [0, 0, 842, 595]
NAMES = ("Świętosława Żółć-Gęślowska", "Оксана Їжакевич", "Zażółć Jaźń", "Катерина Ґалаґан")
"""Letters that a typeface may lack."""


def opened(browser: Browser, endpoint: str, **values: int) -> bytes:
    """A paper as somebody of the team opens it."""
    answer = browser.visit(endpoint, **values).response
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Cache-Control"] == "no-store"
    return bytes(answer.data)


def assert_well_made(content: bytes, pages: int, box: list[int] | None = None) -> None:
    """Tagged, in Polish, in our typeface alone, so many pages, none of them empty."""
    reader = read(content)
    root = reader.trailer["/Root"]
    assert len(reader.pages) == pages
    assert root["/MarkInfo"]["/Marked"]
    assert str(root["/Lang"]).startswith("pl")
    assert b"pdfuaid" in root["/Metadata"].get_data()
    for page in reader.pages:
        assert [round(float(one)) for one in page.mediabox] == (box or [0, 0, 595, 842])
        for font in page["/Resources"]["/Font"].values():
            (inner,) = font.get_object()["/DescendantFonts"]
            assert {"/FontFile2", "/FontFile3"} & set(inner.get_object()["/FontDescriptor"])
    for page in pypdfium2.PdfDocument(content):
        assert page.render(scale=0.5).to_pil().convert("L").getextrema()[0] < 100


def on_pages(content: bytes) -> list[str]:
    return [
        " ".join(one.extract_text().split()) for one in pypdf.PdfReader(io.BytesIO(content)).pages
    ]


def paid_for(app: Flask, event_id: int) -> None:
    """Let a grant with a strip of logos pay for an event."""
    name = f"{'b' * 32}-800x100.webp"
    folder = Path(app.config["UPLOADS"])
    folder.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (800, 100), "#004494").save(folder / name, "WEBP")
    with unit(app):
        db.session.get_one(Event, event_id).funding_project = FundingProject(
            title="Razem na Wzgórzu",
            number="FESW.0001/25",
            sentence="Dofinansowane przez Unię Europejską.",
            logo_strip=name,
            logo_description="Loga Funduszy Europejskich",
        )


def test_it_has_a_row_for_each_and_empty_ones_and_no_phone_number(
    app: Flask,
    browser: Browser,
    cast: Cast,
    held: Held,
    workshop: int,
    signed_up: SignUp,
    store: Session,
) -> None:
    meeting = held("Anna Przykładowa", "Jan Testowy", Anna=3)
    signed_up(workshop, "Zofia Wzorcowa", phone="600 123 456", email="")
    content = opened(browser.sign_in(cast.animator), "sheets.meeting", meeting_id=meeting)
    assert_well_made(content, pages=1)
    text = words(content)
    for said in (
        "Gry sąsiedzkie",
        "poniedziałek, 1 marca 2027, 12.00–14.00",
        "Świetlica „Pod Dębem”",
        "1 Anna Przykładowa 3",
        "2 Jan Testowy 1",
        "3 Zofia Wzorcowa 1",
        "Nr Imię i nazwisko Ile osób Podpis",
        "Podpis osoby prowadzącej",
        "/prywatnosc",
        "strona 1 z 1",
    ):
        assert said in text
    for number in range(4, 10):
        assert f" {number} " in text
    assert f"/panel/listy/{meeting}/przepisanie" in text.replace(" ", "")
    assert "600" not in text
    assert "example.org" not in text
    assert {"/Table", "/TH", "/H1", "/Figure"} <= tags(content)
    assert alternatives(content) == ["Kod QR: strona, na której przepisuje się tę listę"]
    assert deeds(store)[-1] == "attendance.list_printed"


def test_sixty_people_with_polish_and_ukrainian_names_fit_on_three_sheets(
    app: Flask, browser: Browser, cast: Cast, held: Held, workshop: int
) -> None:
    meeting = held("Anna Przykładowa")

    def come(meeting_row: object, actor: object) -> None:
        for number in range(60):
            known = Known(f"{NAMES[number % 4]} {'IVXL'[number % 4]}", phone=f"6001000{number:02}")
            one = meet_person(known, channel=Channel.PAPER, community_ids=[], actor=None)
            note_walk_in(meeting_row, one, PRESENT, actor=actor)  # type: ignore[arg-type]

    act(app, meeting, come, actor=cast.animator)
    content = opened(browser.sign_in(cast.animator), "sheets.meeting", meeting_id=meeting)
    assert_well_made(content, pages=3)
    pages = on_pages(content)
    assert all("Nr Imię i nazwisko Ile osób Podpis" in one for one in pages)
    assert "strona 3 z 3" in pages[2]
    for name in NAMES:
        assert name in words(content)
    assert "61 Катерина Ґалаґан L (bez zapisu) 1" in pages[2]


def test_what_a_grant_pays_for_bears_its_strip_and_sentence(
    app: Flask, browser: Browser, cast: Cast, held: Held, workshop: int
) -> None:
    meeting = held()
    paid_for(app, workshop)
    content = opened(browser.sign_in(cast.animator), "sheets.meeting", meeting_id=meeting)
    assert_well_made(content, pages=1)
    assert "Loga Funduszy Europejskich" in alternatives(content)
    assert "Dofinansowane przez Unię Europejską." in words(content)
    assert "nr FESW.0001/25" in words(content)


def test_where_people_are_counted_there_is_a_sheet_to_count_on(
    app: Flask, browser: Browser, cast: Cast, picnic: int, store: Session
) -> None:
    paid_for(app, picnic)
    meeting = meeting_of(store, picnic)
    content = opened(browser.sign_in(cast.animator), "sheets.meeting", meeting_id=meeting)
    assert_well_made(content, pages=1)
    text = words(content)
    for said in (
        "Karta liczenia osób",
        "kobiety",
        "mężczyźni",
        "do 17 lat",
        "w tym 60 lat i więcej",
    ):
        assert said in text
    assert "attendance.list_printed" not in deeds(store)


def test_a_course_has_a_column_for_each_meeting(
    app: Flask, browser: Browser, cast: Cast, planned: Planned, signed_up: SignUp, store: Session
) -> None:
    course = planned(
        replace(weekly(meeting_count=12), format=EventFormat.COURSE),
        signup_mode=SignupMode.ONLINE,
        places=20,
        published=True,
    )
    for name in NAMES:
        signed_up(course, name, email="a@example.org")
    content = opened(browser.sign_in(cast.animator), "sheets.course", event_id=course)
    assert_well_made(content, pages=2, box=LANDSCAPE)
    first, second = on_pages(content)
    assert "4.03.2027" in first
    assert "20.05.2027" in second
    assert all(name in first and name in second for name in NAMES)
    assert deeds(store)[-1] == "attendance.list_printed"
    single = browser.visit("sheets.course", event_id=planned(published=True))
    assert "Jedną listę na wszystkie spotkania ma tylko kurs" in single.notices[0]


def test_somebody_of_another_community_cannot_print_it(
    browser: Browser, cast: Cast, held: Held, store: Session
) -> None:
    meeting = held()
    browser.sign_in(cast.other_animator)
    assert browser.visit("sheets.meeting", meeting_id=meeting).status == 404
    assert "attendance.list_printed" not in deeds(store)
