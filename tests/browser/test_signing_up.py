"""A resident with a phone and a keyboard signs up, waits in line, and takes a place."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

Axe = Callable[[Page], list[str]]
LONG_ENOUGH = 3500
"""Milliseconds a person takes to type: the form does not believe anybody quicker."""


def open_event(page: Page, title: str) -> None:
    page.goto("/wydarzenia?szukaj=" + title.replace(" ", "+"))
    page.get_by_role("link", name=title).first.click()


def tab_to(page: Page, label: str) -> None:
    """Go on by Tab alone until the control with this label has the focus."""
    wanted = page.get_by_role("textbox", name=label, exact=True)
    for _press in range(60):
        page.keyboard.press("Tab")
        if wanted.evaluate("control => control === document.activeElement"):
            return
    raise AssertionError(f"“{label}” is not reached by Tab")


def press_button(page: Page, name: str) -> None:
    wanted = page.get_by_role("button", name=name, exact=True)
    for _press in range(60):
        page.keyboard.press("Tab")
        if wanted.evaluate("button => button === document.activeElement"):
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"the button “{name}” is not reached by Tab")


def look(page: Page, axe: Axe) -> None:
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_a_resident_signs_up_with_the_keyboard_alone(phone: Page, axe: Axe) -> None:
    open_event(phone, "Jak napisać mały wniosek o dotację")
    look(phone, axe)
    phone.get_by_role("link", name="Zapisuję się").focus()
    phone.keyboard.press("Enter")
    phone.wait_for_url("**/zapis")
    look(phone, axe)
    tab_to(phone, "Imię i nazwisko")
    phone.keyboard.type("Genowefa Próbna")
    tab_to(phone, "Telefon")
    phone.keyboard.type("000 000 900")
    phone.wait_for_timeout(LONG_ENOUGH)
    press_button(phone, "Zapisuję się")

    expect(phone.get_by_role("heading", level=1)).to_have_text("Masz miejsce")
    code = phone.locator(".code").inner_text()
    look(phone, axe)

    phone.goto("/zapis")
    tab_to(phone, "Kod z potwierdzenia")
    phone.keyboard.type(code.lower())
    phone.keyboard.press("Enter")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Masz miejsce")


def test_a_mistake_is_said_and_what_was_typed_stays(phone: Page, axe: Axe) -> None:
    open_event(phone, "Jak napisać mały wniosek o dotację")
    phone.get_by_role("link", name="Zapisuję się").click()
    phone.get_by_label("Imię i nazwisko").fill("Genowefa Próbna")
    phone.wait_for_timeout(LONG_ENOUGH)
    phone.get_by_role("button", name="Zapisuję się").click()
    expect(phone.get_by_role("alert")).to_contain_text("Podaj telefon albo e-mail.")
    expect(phone.get_by_label("Imię i nazwisko")).to_have_value("Genowefa Próbna")
    look(phone, axe)
    phone.get_by_role("alert").get_by_role("link").first.click()
    assert phone.evaluate("document.activeElement.id") == "phone"


def test_a_full_course_has_a_waiting_list(phone: Page, axe: Axe) -> None:
    open_event(phone, "Warsztat szycia")
    expect(phone.locator(".signup-panel")).to_contain_text("Brak miejsc")
    look(phone, axe)
    sign_up(phone, "Halina Czekająca", "Zapisuję się na listę rezerwową")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Jesteś na liście rezerwowej")
    assert int(phone.locator(".line-number").inner_text()) >= 1
    look(phone, axe)


def test_somebody_withdraws_and_the_next_in_line_takes_the_place(
    open_browser: Callable[..., Page], axe: Axe
) -> None:
    holder, other, waiting = (open_browser("phone") for _one in range(3))
    title = "Pierwsza pomoc dla sąsiadów"
    for page, name, people in ((holder, "Anna Szybka", 10), (other, "Jan Drugi", 4)):
        open_event(page, title)
        sign_up(page, name, "Zapisuję się", people)
        expect(page.get_by_role("heading", level=1)).to_have_text("Masz miejsce")
    open_event(waiting, title)
    sign_up(waiting, "Halina Czekająca", "Zapisuję się na listę rezerwową", 2)
    expect(waiting.locator(".line-number")).to_have_text("1")

    holder.get_by_role("link", name="Wypisuję się").click()
    look(holder, axe)
    holder.get_by_role("button", name="Tak, wypisuję się").click()
    expect(holder.get_by_role("heading", level=1)).to_have_text("Zapis jest wycofany")

    waiting.reload()
    expect(waiting.get_by_role("heading", level=1)).to_have_text("Jest dla Ciebie miejsce")
    look(waiting, axe)
    press_button(waiting, "Tak, przyjdę")
    expect(waiting.get_by_role("heading", level=1)).to_have_text("Masz miejsce")
    waiting.go_back()
    waiting.reload()
    expect(waiting.get_by_role("heading", level=1)).to_have_text("Masz miejsce")


def test_signing_up_works_without_javascript(open_browser: Callable[..., Page]) -> None:
    page = open_browser("phone", java_script_enabled=False)
    open_event(page, "Jak napisać mały wniosek o dotację")
    sign_up(page, "Teresa Bezskryptowa", "Zapisuję się")
    expect(page.get_by_role("heading", level=1)).to_have_text("Masz miejsce")


def sign_up(page: Page, name: str, button: str, people: int = 1) -> None:
    page.get_by_role("link", name=button).first.click()
    page.get_by_label("Imię i nazwisko").fill(name)
    page.get_by_label("E-mail").fill(f"{name.split(maxsplit=1)[0].lower()}@example.org")
    page.get_by_label("Ile osób przyjdzie, razem z Tobą").fill(str(people))
    page.wait_for_timeout(LONG_ENOUGH)
    page.get_by_role("button", name=button).click()
