"""The agreement, the timesheet and the certificate as PDFs: their words, their typeface, their
tags, and who may have them."""

import io
import re
from datetime import date, time
from pathlib import Path
from typing import Any

import pypdf
import pypdfium2
import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select

from osl.accounts.models import User
from osl.communities.models import FundingProject
from osl.core import papers as core_papers
from osl.core.audit import AuditEntry
from osl.core.db import db
from osl.core.errors import DomainError
from osl.core.papers import make_paper
from osl.people.models import Person
from osl.volunteers.models import Agreement
from osl.volunteers.papers import (
    NoHours,
    Period,
    agreement_paper,
    certificate_paper,
    hours_said,
    timesheet_paper,
)
from tests.browser import Browser
from tests.cast import Cast
from tests.ideas.conftest import unit
from tests.volunteers.agreed import DAY_30, NNW, PRINTED, SIGNED, agreed, known, worked

PANGRAM = "Zażółć Gęślą-Jaźń"
MARCH = Period(date(2027, 3, 1), date(2027, 3, 31))
MINOR = {"born_on": date(2011, 3, 8), "guardian_name": "Świętosława Żak"}
CHILD = {"born_on": date(2015, 3, 8), "guardian_name": "Świętosława Żak"}


@pytest.fixture
def maria(app: Flask, cast: Cast) -> int:
    return known(app, cast, PANGRAM)


@pytest.fixture
def project(app: Flask) -> FundingProject:
    """A grant with a strip of logos that ended before the day of these tests."""
    name = f"{'a' * 32}-800x100.webp"
    with unit(app):
        made = FundingProject(
            title="Razem na Wzgórzu",
            number="FESW.0001/25",
            sentence="Dofinansowane przez Unię Europejską.",
            sentence_after_end="Powstało dzięki Unii Europejskiej.",
            logo_strip=name,
            logo_description="Loga Funduszy Europejskich i flaga Unii Europejskiej",
            starts_on=date(2025, 1, 1),
            ends_on=date(2026, 12, 31),
        )
        db.session.add(made)
        db.session.flush()
        db.session.expunge(made)
    folder = Path(app.config["UPLOADS"])
    folder.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (800, 100), "#004494").save(folder / name, "WEBP")
    return made


def read(content: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(content))


def words(content: bytes) -> str:
    """The text of a paper, white space folded."""
    return " ".join(" ".join(page.extract_text() for page in read(content).pages).split())


def alternatives(content: bytes) -> list[str]:
    """The descriptions of the pictures in the tags."""
    found: list[str] = []

    def walk(node: Any) -> None:
        node = node.get_object()
        if isinstance(node, list):
            for one in node:
                walk(one)
        elif isinstance(node, dict):
            if "/Alt" in node:
                found.append(str(node["/Alt"]))
            if "/K" in node:
                walk(node["/K"])

    walk(read(content).trailer["/Root"]["/StructTreeRoot"])
    return found


def tags(content: bytes) -> set[str]:
    """The kinds of things a paper is made of, as a screen reader tells them."""
    found: set[str] = set()

    def walk(node: Any) -> None:
        node = node.get_object()
        if isinstance(node, list):
            for one in node:
                walk(one)
        elif isinstance(node, dict):
            found.add(str(node.get("/S", "")))
            if "/K" in node:
                walk(node["/K"])

    walk(read(content).trailer["/Root"]["/StructTreeRoot"])
    return found


def assert_well_made(content: bytes, pages: int = 1) -> None:
    """One A4 sheet, tagged, in Polish, in our typeface and no other."""
    reader = read(content)
    root = reader.trailer["/Root"]
    assert len(reader.pages) == pages
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert str(root["/Lang"]).startswith("pl")
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert reader.metadata.title
    assert b"pdfuaid" in root["/Metadata"].get_data()
    for page in reader.pages:
        assert [round(float(one)) for one in page.mediabox] == [0, 0, 595, 842]
        fonts = [one.get_object() for one in page["/Resources"]["/Font"].values()]
        names = {str(one["/BaseFont"]).split("+")[-1] for one in fonts}
        assert names <= {"NunitoSans-Regular", "NunitoSans-Bold"}
        for one in fonts:
            (inner,) = one["/DescendantFonts"]
            descriptor = inner.get_object()["/FontDescriptor"]
            assert {"/FontFile2", "/FontFile3"} & set(descriptor)
    for number, page in enumerate(pypdfium2.PdfDocument(content)):
        drawn = page.render(scale=0.5).to_pil().convert("L")
        assert drawn.getextrema()[0] < 100, f"page {number + 1} is empty"


def agreement_pdf(app: Flask, cast: Cast, person_id: int, **more: Any) -> bytes:
    number = agreed(app, cast, person_id, PRINTED, **more)
    with app.test_request_context():
        return agreement_paper(db.session.get_one(Agreement, number)).content


def certificate_pdf(app: Flask, cast: Cast, person_id: int, agreement_id: int = 0) -> bytes:
    with app.test_request_context():
        return certificate_paper(
            db.session.get_one(User, cast.organiser.id),
            db.session.get_one(Person, person_id),
            MARCH,
            db.session.get(Agreement, agreement_id),
        ).content


def timesheet_pdf(app: Flask, cast: Cast, person_id: int, **more: Any) -> bytes:
    with app.test_request_context():
        viewer = db.session.get_one(User, cast.organiser.id)
        person = db.session.get_one(Person, person_id)
        return timesheet_paper(viewer, person, MARCH, **more).content


class TestAgreement:
    def test_a_long_one_says_what_the_law_says(self, app: Flask, cast: Cast, maria: int) -> None:
        content = agreement_pdf(app, cast, maria, address="ul. Łąkowa 5/3")
        assert_well_made(content)
        text = words(content)
        for said in (
            "Porozumienie o wolontariacie nr W/1/2027",
            "Centrum Usług Społecznych, ul. Przykładowa 1, w imieniu którego działa: Anna P.",
            f"Wolontariusz/ka: {PANGRAM}, data urodzenia: 4 maja 1961, adres: ul. Łąkowa 5/3",
            "Pomoc w ogrodzie",
            "od 7 marca 2027 do 6 kwietnia 2027 (31 dni)",
            "z mocy ustawy (art. 46 ust. 2)",
            "w dwóch jednobrzmiących egzemplarzach",
            "Siedem dni wcześniej.",
            "PESEL:",
            "numer dokumentu tożsamości:",
        ):
            assert said in text
        for unsaid in ("NNW", "Opiekun prawny", "pracę z dziećmi"):
            assert unsaid not in text

    def test_a_short_one_names_the_policy(self, app: Flask, cast: Cast, maria: int) -> None:
        text = words(agreement_pdf(app, cast, maria, ends_on=DAY_30, insurance=NNW))
        assert "(30 dni)" in text
        assert f"NNW (art. 46 ust. 3): {NNW}" in text
        assert "art. 46 ust. 2" not in text

    def test_one_without_an_end(self, app: Flask, cast: Cast, maria: int) -> None:
        assert "od 7 marca 2027, bezterminowo" in words(
            agreement_pdf(app, cast, maria, ends_on=None)
        )

    def test_a_minors_guardian_agrees_and_a_childs_guardian_signs(
        self, app: Flask, cast: Cast, maria: int
    ) -> None:
        content = agreement_pdf(app, cast, maria, **MINOR, with_children=True)
        assert_well_made(content)
        text = words(content)
        assert "Opiekun prawny: Świętosława Żak" in text
        assert "Wyrażam zgodę na zawarcie tego porozumienia" in text
        assert "Opiekun prawny, data i podpis" in text
        assert "Standardów ochrony małoletnich" in text
        text = words(agreement_pdf(app, cast, maria, **CHILD, scope="Szatnia"))
        assert "Opiekun prawny w imieniu dziecka" in text
        assert "Wyrażam zgodę" not in text

    def test_the_grant_shows_its_logos_and_the_sentence_of_the_day(
        self, app: Flask, cast: Cast, maria: int, project: FundingProject
    ) -> None:
        content = agreement_pdf(app, cast, maria, project=project)
        assert_well_made(content)
        text = words(content)
        assert "Powstało dzięki Unii Europejskiej." in text
        assert "Dofinansowane" not in text
        assert "FESW.0001/25" in text
        assert alternatives(content) == ["Loga Funduszy Europejskich i flaga Unii Europejskiej"]

    def test_without_the_picture_the_sentence_stands_alone(
        self, app: Flask, cast: Cast, maria: int, project: FundingProject
    ) -> None:
        Path(app.config["UPLOADS"], str(project.logo_strip)).unlink()
        content = agreement_pdf(app, cast, maria, project=project)
        assert "Powstało dzięki Unii Europejskiej." in words(content)
        assert alternatives(content) == []

    def test_a_long_scope_flows_on_and_loses_nothing(
        self, app: Flask, cast: Cast, maria: int
    ) -> None:
        scope = " ".join(f"punkt{number}" for number in range(440))
        content = agreement_pdf(app, cast, maria, scope=scope)
        assert_well_made(content, pages=2)
        found = re.findall(r"punkt\d+", words(content))
        assert found == scope.split()

    @pytest.mark.parametrize(
        "name",
        ["#evil", "$x$ <script>alert(1)</script>", "*Gwiazda* _Kreska_ `kod`", "[a](b) @c \\ d"],
    )
    def test_whatever_stands_in_a_name_stays_text(self, app: Flask, cast: Cast, name: str) -> None:
        person = known(app, cast, name, phone="600300400")
        assert name in words(agreement_pdf(app, cast, person))

    def test_cyrillic_is_in_the_typeface(self, app: Flask, cast: Cast) -> None:
        person = known(app, cast, "Ґанна Їжакевич", phone="600300400")
        content = agreement_pdf(app, cast, person)
        assert_well_made(content)
        assert "Ґанна Їжакевич" in words(content)

    def test_a_letter_nobody_can_draw_does_not_stop_the_paper(self, app: Flask, cast: Cast) -> None:
        person = known(app, cast, "Maria 漢 Nowa", phone="600300400")
        content = agreement_pdf(app, cast, person)
        assert "/StructTreeRoot" in read(content).trailer["/Root"]
        assert "Nowa" in words(content)


class TestTimesheet:
    def test_it_holds_the_confirmed_hours_of_a_month(
        self, app: Flask, cast: Cast, maria: int
    ) -> None:
        worked(
            app,
            cast,
            maria,
            date(2027, 3, 3),
            90,
            starts=time(16),
            ends=time(17, 30),
            what="Zajęcia",
        )
        worked(app, cast, maria, date(2027, 3, 10), 60, what="Ogród")
        worked(app, cast, maria, date(2027, 3, 12), 300, what="Jeszcze nie", confirmed=False)
        worked(app, cast, maria, date(2027, 2, 28), 120, what="W lutym")
        content = timesheet_pdf(app, cast, maria)
        assert_well_made(content)
        text = words(content)
        for said in (
            PANGRAM,
            "marzec 2027",
            "3.03.2027 16.00 17.30 1 godz. 30 min Zajęcia",
            "10.03.2027",
            "Razem potwierdzone: 2 godz. 30 min",
        ):
            assert said in text
        for unsaid in ("Jeszcze nie", "W lutym"):
            assert unsaid not in text

    def test_an_empty_one_is_to_write_into(self, app: Flask, cast: Cast, maria: int) -> None:
        worked(app, cast, maria, date(2027, 3, 3), 90, what="Zajęcia")
        content = timesheet_pdf(app, cast, maria, is_blank=True)
        assert_well_made(content)
        text = words(content)
        assert "Zajęcia" not in text
        assert "Razem:" in text
        assert {"/H1", "/Table", "/THead", "/TH", "/TD", "/P"} <= tags(content)

    def test_a_month_full_of_hours_goes_on_a_second_sheet(
        self, app: Flask, cast: Cast, maria: int
    ) -> None:
        for day in range(1, 32):
            worked(app, cast, maria, date(2027, 3, day), 60, what=f"Dzień numer {day}")
        content = timesheet_pdf(app, cast, maria)
        assert_well_made(content, pages=2)
        assert "Dzień numer 31" in words(content)
        assert "Razem potwierdzone: 31 godz." in words(content)


class TestCertificate:
    def test_it_counts_confirmed_hours_only(self, app: Flask, cast: Cast, maria: int) -> None:
        worked(app, cast, maria, date(2027, 3, 3), 90, what="Zajęcia plastyczne")
        worked(app, cast, maria, date(2027, 3, 10), 60, what="Ogród")
        worked(app, cast, maria, date(2027, 3, 12), 300, what="Jeszcze nie", confirmed=False)
        content = certificate_pdf(app, cast, maria)
        assert_well_made(content)
        text = words(content)
        for said in (
            "Zaświadczenie",
            "Starachowice, 1 marca 2027",
            PANGRAM,
            "od 3 marca 2027 do 10 marca 2027",
            "Liczba potwierdzonych godzin: 2 godz. 30 min (w 2 dniach)",
            "Zajęcia plastyczne",
            "Ogród",
            "art. 44 ust. 2",
            "Podpis osoby upoważnionej",
        ):
            assert said in text
        assert "Jeszcze nie" not in text

    def test_of_an_agreement_it_tells_its_scope_and_grant(
        self, app: Flask, cast: Cast, maria: int, project: FundingProject
    ) -> None:
        number = agreed(app, cast, maria, SIGNED, project=project)
        worked(app, cast, maria, date(2027, 3, 10), 60, agreement_id=number)
        worked(app, cast, maria, date(2027, 3, 11), 600)
        content = certificate_pdf(app, cast, maria, number)
        assert_well_made(content)
        text = words(content)
        assert "nr W/1/2027" in text
        assert "1 godz. (w 1 dniu)" in text
        assert "Zakres świadczeń: Pomoc w ogrodzie" in text
        assert "Powstało dzięki Unii Europejskiej." in text

    def test_without_confirmed_hours_there_is_none(
        self, app: Flask, cast: Cast, maria: int
    ) -> None:
        worked(app, cast, maria, date(2027, 3, 12), 300, confirmed=False)
        with pytest.raises(NoHours):
            certificate_pdf(app, cast, maria)


class TestPages:
    def test_the_animator_makes_a_certificate_and_it_is_noted(
        self, app: Flask, browser: Browser, cast: Cast, maria: int
    ) -> None:
        worked(app, cast, maria, date(2027, 2, 10), 60)
        browser.sign_in(cast.animator)
        page = browser.visit(f"/panel/ludzie/{maria}/papiery")
        assert "luty 2027" in page.text
        made = page.submit("Przygotuj zaświadczenie", {"Od": "2027-02-01", "Do": "2027-02-28"})
        assert made.response.mimetype == "application/pdf"
        assert "Zażółć" not in made.url
        with app.app_context():
            entry = db.session.scalars(
                select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)
            ).one()
            assert (entry.action, entry.subject_id) == ("hours.certificate_made", maria)
            assert entry.details == {}

    def test_without_hours_one_reads_why(self, browser: Browser, cast: Cast, maria: int) -> None:
        browser.sign_in(cast.animator)
        page = browser.visit(f"/panel/ludzie/{maria}/papiery")
        assert "nie ma jeszcze potwierdzonych godzin" in page.text
        page = page.submit("Przygotuj zaświadczenie", {"Od": "2027-02-01", "Do": "2027-02-28"})
        assert page.status == 422
        assert "nie ma potwierdzonych godzin" in page.errors[0]
        page = browser.visit(f"/panel/ludzie/{maria}/zaswiadczenie.pdf")
        assert "nie ma potwierdzonych godzin" in page.notices[0]

    def test_days_in_the_wrong_order_are_refused(
        self, browser: Browser, cast: Cast, maria: int
    ) -> None:
        browser.sign_in(cast.animator)
        page = browser.visit(f"/panel/ludzie/{maria}/papiery")
        page = page.submit("Przygotuj zaświadczenie", {"Od": "2027-02-28", "Do": "2027-02-01"})
        assert page.errors == ["Ostatni dzień jest przed pierwszym. Sprawdź obie daty."]

    @pytest.mark.parametrize("month", ["2027-13", "x", "", "2027-02", "٢٠٢٧-02"])
    def test_any_month_in_the_address_gives_a_timesheet(
        self, app: Flask, browser: Browser, cast: Cast, maria: int, month: str
    ) -> None:
        browser.sign_in(cast.animator)
        page = browser.get(f"/panel/ludzie/{maria}/karta-pracy.pdf?miesiac={month}")
        assert page.response.mimetype == "application/pdf"
        with app.app_context():
            told = select(AuditEntry.action).order_by(AuditEntry.id.desc()).limit(1)
            assert db.session.scalar(told) == "hours.timesheet_made"

    def test_the_agreement_of_somebody_else_is_none_of_theirs(
        self, app: Flask, browser: Browser, cast: Cast, maria: int
    ) -> None:
        other = known(app, cast, "Jan Wzorcowy")
        number = agreed(app, cast, other, SIGNED)
        browser.sign_in(cast.animator)
        for asked in (str(number), "999", "x"):
            address = f"/panel/ludzie/{maria}/karta-pracy.pdf?porozumienie={asked}"
            assert browser.get(address).status == 404

    def test_hours_of_a_community_one_does_not_work_with_are_not_counted(
        self, app: Flask, browser: Browser, cast: Cast, maria: int
    ) -> None:
        worked(app, cast, maria, date(2027, 2, 10), 60, community_id=cast.ostrowiecka.id)
        browser.sign_in(cast.animator)
        page = browser.visit(f"/panel/ludzie/{maria}/papiery")
        assert "luty" not in page.text
        browser.sign_in(cast.organiser)
        assert "luty 2027" in browser.visit(f"/panel/ludzie/{maria}/papiery").text


@pytest.mark.parametrize(
    "minutes, said",
    [(0, "0 godz."), (30, "30 min"), (60, "1 godz."), (90, "1 godz. 30 min"), (6000, "100 godz.")],
)
def test_hours_are_said_as_on_paper(minutes: int, said: str) -> None:
    assert hours_said(minutes) == said


def test_whoever_would_wait_too_long_is_told(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(core_papers, "LONGEST_WAIT", 0.01)
    with app.test_request_context(), core_papers._one_at_a_time, pytest.raises(DomainError):
        make_paper("agreement", {})
