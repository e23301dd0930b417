"""Nothing typed is lost: not to a limit the browser keeps in silence."""

from tests.browser import Browser
from tests.cast import Cast


def test_no_form_lets_the_browser_cut_what_was_typed(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.organiser)
    for address in (
        "/panel/wydarzenia/nowe",
        "/panel/spolecznosci/nowa",
        "/panel/miejsca/nowe",
        "/panel/ustawienia",
        "/panel/zapis-telefoniczny",
        "/panel/zespol/zaproszenie",
        "/panel/konto/haslo",
        "/panel/ludzie/nowa-karta",
    ):
        page = browser.visit(address)
        form = next(f for f in page.dom.all("form") if "form" in f.classes)
        limited = [e["name"] for e in form.all("input", "textarea") if e["maxlength"]]
        assert limited == [], address
