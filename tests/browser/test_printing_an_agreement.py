"""The organiser writes an agreement with a volunteer and prints it: the paper comes as a PDF."""

import io
from collections.abc import Callable
from typing import Any

import pypdf
import pytest
from playwright.sync_api import Page, expect

SOMEBODY = "/panel/ludzie/1/porozumienia/nowe"
ON = "Zapisz i przejdź dalej"


@pytest.mark.parametrize("with_script", [True, False])
def test_the_organiser_writes_an_agreement_and_prints_it(
    open_browser: Callable[..., Page],
    signed_in: Any,
    axe: Callable[[Page], list[str]],
    with_script: bool,
) -> None:
    scope = "Pomoc w ogrodzie" if with_script else "Pomoc w szatni"
    page = open_browser("desktop", storage_state=signed_in, java_script_enabled=with_script)

    def look() -> None:
        if with_script:
            assert axe(page) == []

    page.goto(SOMEBODY)
    page.get_by_label("Pierwszy dzień").fill("2099-03-07")
    page.get_by_label("Ostatni dzień").fill("2099-04-06")
    page.get_by_label("Data urodzenia").fill("1961-05-04")
    look()
    page.get_by_role("button", name=ON).click()

    page.get_by_label("Co będzie robić ta osoba").fill(scope)
    look()
    page.get_by_role("button", name=ON).click()

    expect(page.get_by_text("Trwa 31 dni, więcej niż 30")).to_be_visible()
    page.get_by_label("Kto podpisuje w imieniu centrum").fill("Anna Przykładowa")
    look()
    page.get_by_role("button", name="Zapisz szkic").click()

    number = page.get_by_role("heading", level=1).inner_text().removeprefix("Porozumienie ")
    look()
    with page.expect_response(lambda answer: answer.url.endswith(".pdf")) as coming:
        page.get_by_role("button", name="Drukuj porozumienie").click()
    answer = coming.value
    assert answer.status == 200
    assert answer.headers["content-type"] == "application/pdf"

    paper = page.context.request.get(answer.url).body()
    (sheet,) = pypdf.PdfReader(io.BytesIO(paper)).pages
    words = " ".join(sheet.extract_text().split())
    assert f"Porozumienie o wolontariacie nr {number}" in words
    assert scope in words
    assert "z mocy ustawy" in words

    printed = page.context.new_page()
    printed.goto(answer.url.removesuffix("/porozumienie.pdf"))
    expect(printed.get_by_text("Wydrukowane, jeszcze bez podpisu")).to_be_visible()
