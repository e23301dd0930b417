"""What the site says of the centre, and the two official pages made from it."""

import re
from datetime import date

import pytest
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from osl.communities.models import Centre, StatementStatus
from osl.core.audit import AuditEntry
from tests.browser import Browser, Page
from tests.cast import Cast

MANDATORY = (
    "a11y-wstep a11y-podmiot a11y-zakres a11y-url a11y-data-publikacja a11y-data-aktualizacja "
    "a11y-status a11y-kontakt a11y-email a11y-telefon a11y-procedura a11y-data-sporzadzenie "
    "a11y-architektura a11y-komunikacja"
).split()

STATEMENT = {
    "E-mail": "cus@example.org",
    "Adres strony BIP": "https://bip.example.org",
    "Co nie jest dostępne, każda rzecz w osobnej linii": "Mapa bez opisu\n\nPlakat jako obraz",
    "Data publikacji strony": "2026-01-05",
    "Ostatnia istotna zmiana strony": "2026-02-10",
    "Data sporządzenia deklaracji": "2026-01-06",
    "Ostatni przegląd deklaracji": "2026-03-30",
    "Kto odpowiada na pytania o dostępność": "Sekretariat",
    "Dostępność architektoniczna": "Wejście bez schodów.\nWinda.",
    "Dostępność komunikacyjno-informacyjna": "Tłumacz PJM.",
}


def fill_in(browser: Browser, cast: Cast, **more: str) -> Page:
    page = browser.sign_in(cast.organiser).visit("/panel/ustawienia")
    return page.submit("Zapisz", STATEMENT | more)


def test_the_statement_has_every_mandatory_mark_once(
    browser: Browser, another_browser: Browser, cast: Cast
) -> None:
    assert fill_in(browser, cast).notices == ["Zapisano. Mieszkańcy już to widzą."]

    page = another_browser.visit("/deklaracja-dostepnosci")

    marks = [e["id"] for e in page.dom.all() if e["id"].startswith("a11y-")]
    assert sorted(marks) == sorted([*MANDATORY, "a11y-data-przeglad"])
    by_id = {e["id"]: e for e in page.dom.all() if e["id"]}
    for mark, day in {
        "a11y-data-publikacja": "2026-01-05",
        "a11y-data-aktualizacja": "2026-02-10",
        "a11y-data-sporzadzenie": "2026-01-06",
        "a11y-data-przeglad": "2026-03-30",
    }.items():
        assert (by_id[mark].tag, by_id[mark]["datetime"]) == ("time", day)
    assert by_id["a11y-podmiot"].text == "Centrum Usług Społecznych"
    assert by_id["a11y-url"]["href"] == "http://127.0.0.1:8000"
    assert by_id["a11y-email"]["href"] == "mailto:cus@example.org"
    assert by_id["a11y-telefon"]["href"].startswith("tel:")
    assert by_id["a11y-kontakt"].text == "Sekretariat"
    for words in ("7 dni", "2 miesiące", "skargę"):
        assert words in by_id["a11y-procedura"].text
    assert "Rzecznika Praw Obywatelskich" in by_id["a11y-procedura"].text
    assert "Winda." in by_id["a11y-architektura"].text
    assert "Tłumacz PJM." in by_id["a11y-komunikacja"].text


def test_its_headings_stand_in_the_given_order(
    browser: Browser, another_browser: Browser, cast: Cast
) -> None:
    fill_in(browser, cast)

    page = another_browser.visit("/deklaracja-dostepnosci")

    headings = [(e.tag, e.text) for e in page.dom.all("main")[0].all("h1", "h2", "h3", "h4")]
    assert headings == [
        ("h1", "Deklaracja dostępności"),
        ("h2", "Stan dostępności cyfrowej"),
        ("h3", "Niedostępne treści"),
        ("h4", "Niezgodność z załącznikiem"),
        ("h2", "Przygotowanie deklaracji dostępności"),
        ("h2", "Informacje zwrotne i dane kontaktowe"),
        ("h2", "Obsługa wniosków i skarg związanych z dostępnością"),
        ("h2", "Pozostałe informacje"),
        ("h3", "Aplikacje mobilne"),
        ("h3", "Dostępność architektoniczna"),
        ("h3", "Dostępność komunikacyjno-informacyjna"),
    ]


@pytest.mark.parametrize(
    ("choice", "sentence"),
    [
        ("Zgodna", "Strona internetowa jest zgodna z ustawą"),
        ("Częściowo zgodna", "Strona internetowa jest częściowo zgodna z ustawą"),
        ("Niezgodna", "Strona internetowa jest niezgodna z ustawą"),
    ],
)
def test_the_state_is_one_of_three_sentences(
    browser: Browser, another_browser: Browser, cast: Cast, choice: str, sentence: str
) -> None:
    gaps = "" if choice == "Zgodna" else "Mapa bez opisu"
    fill_in(
        browser,
        cast,
        **{
            "Stan dostępności cyfrowej": choice,
            "Co nie jest dostępne, każda rzecz w osobnej linii": gaps,
        },
    )

    page = another_browser.visit("/deklaracja-dostepnosci")

    status = next(e for e in page.dom.all() if e["id"] == "a11y-status")
    assert status.text.startswith(f"{sentence} z dnia 4 kwietnia 2019 r.")


def test_a_centre_nobody_filled_in_still_has_its_pages(
    browser: Browser, another_browser: Browser, cast: Cast, store: Session
) -> None:
    store.execute(delete(Centre))
    store.commit()

    page = browser.visit("/deklaracja-dostepnosci")
    marks = [e["id"] for e in page.dom.all() if e["id"].startswith("a11y-")]
    assert sorted(marks) == sorted(MANDATORY)
    assert browser.visit("/prywatnosc").heading == "Prywatność"

    page = another_browser.sign_in(cast.organiser).visit("/panel/ustawienia")
    needed = {"Nazwa centrum": "CUS", "Miejscowość": "Gęsiówek"}
    page = page.submit("Zapisz", STATEMENT | needed)
    assert page.notices == ["Zapisano. Mieszkańcy już to widzą."]
    assert store.scalars(select(Centre.town)).all() == ["Gęsiówek"]


def test_every_page_leads_to_the_two_official_ones(browser: Browser, cast: Cast) -> None:
    for address in ("/", "/spolecznosci/wzgorze", "/deklaracja-dostepnosci", "/prywatnosc"):
        links = browser.visit(address).links
        assert links["Deklaracja dostępności"] == "/deklaracja-dostepnosci"
        assert links["Prywatność"] == "/prywatnosc"


def test_the_privacy_page_names_who_is_responsible(
    browser: Browser, another_browser: Browser, cast: Cast
) -> None:
    fill_in(
        browser,
        cast,
        **{
            "Administrator danych": "Centrum Usług Społecznych, ul. Przykładowa 1",
            "Inspektor ochrony danych": "iod@example.org",
            "Co jeszcze dodać": "Akta trzymamy pięć lat.",
        },
    )

    page = another_browser.visit("/prywatnosc")

    for words in ("ul. Przykładowa 1", "iod@example.org", "pięć lat", "Prezesa Urzędu", "RODO"):
        assert words in page.text
    assert page.dom.all("h2")[0].text == "Najkrócej"


@pytest.mark.parametrize("language", ["en", "uk"])
def test_both_pages_speak_other_languages(browser: Browser, cast: Cast, language: str) -> None:
    for address in ("/deklaracja-dostepnosci", "/prywatnosc"):
        page = browser.visit(f"{address}?lang={language}")
        assert page.dom.all("html")[0]["lang"] == language
        words = re.sub(r"\([^)]*\)", "", page.dom.all("main")[0].text)
        words = words.replace("Centrum Usług Społecznych, ul. Przykładowa 1", "")
        words = words.replace("Centrum Usług Społecznych", "")
        assert not re.search("[ąęłńśźżĄĘŁŃŚŹŻ]", words)


@pytest.mark.parametrize(
    ("label", "typed", "says"),
    [
        ("Nazwa centrum", "", "Wpisz nazwę centrum."),
        ("E-mail", "to nie adres", "Wpisz adres e-mail, na przykład: biuro@example.org."),
        (
            "Adres strony BIP",
            "javascript:alert(1)",
            "Wpisz pełny adres, na przykład https://bip.example.org.",
        ),
        (
            "Adres strony BIP",
            "bip.example.org",
            "Wpisz pełny adres, na przykład https://bip.example.org.",
        ),
        ("Telefon", "112", "Podaj numer telefonu: dziewięć cyfr, na przykład 41 200 00 00."),
        (
            "Ostatnia istotna zmiana strony",
            "2025-12-31",
            "Ten dzień jest przed tym powyżej. Popraw jedną z dat.",
        ),
        (
            "Stan dostępności cyfrowej",
            "Zgodna",
            "Przy pełnej zgodności nie ma tu czego wymieniać. Wybierz „częściowo”.",
        ),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(
    browser: Browser, cast: Cast, store: Session, label: str, typed: str, says: str
) -> None:
    page = fill_in(browser, cast, **{label: typed})

    assert page.status == 422
    assert page.errors == [says]
    assert "Mapa bez opisu" in page.text
    centre = store.scalars(select(Centre)).one()
    assert (centre.email, centre.statement_gaps) == ("", "")
    assert store.scalar(select(func.count(AuditEntry.id))) == 0


def test_what_is_not_accessible_is_asked_for_once_the_statement_is_drawn_up(
    browser: Browser, cast: Cast
) -> None:
    gaps = {"Co nie jest dostępne, każda rzecz w osobnej linii": ""}

    page = fill_in(browser, cast, **gaps)
    assert page.errors == [
        "Gdy zgodność jest częściowa, trzeba napisać, co nie jest jeszcze dostępne."
    ]

    page = fill_in(browser, cast, **gaps, **{"Data sporządzenia deklaracji": ""})
    assert page.notices == ["Zapisano. Mieszkańcy już to widzą."]


def test_two_people_change_the_settings(
    browser: Browser, another_browser: Browser, cast: Cast, store: Session
) -> None:
    second = another_browser.sign_in(cast.administrator).visit("/panel/ustawienia")
    fill_in(browser, cast)

    page = second.submit(
        "Zapisz",
        {
            "Kiedy ktoś odbiera": "codziennie",
            "Co nie jest dostępne, każda rzecz w osobnej linii": "Nic nie wiadomo",
        },
    )

    assert page.status == 409
    assert "Plakat jako obraz" in page.text
    assert page.dom.all("input", name="phone_hours")[0]["value"] == "codziennie"
    centre = store.scalars(select(Centre)).one()
    assert centre.phone_hours == "pn–pt 8.00–15.00"
    assert centre.statement_status is StatementStatus.PARTIAL
    assert centre.statement_prepared_on == date(2026, 1, 6)


def test_who_may_not(browser: Browser, cast: Cast) -> None:
    for who in (cast.animator, cast.social_worker, cast.adviser):
        assert browser.sign_in(who).visit("/panel/ustawienia").status == 403


def test_the_centre_sets_the_terms_of_ideas(browser: Browser, cast: Cast, store: Session) -> None:
    page = fill_in(
        browser,
        cast,
        **{
            "W ile dni odpowiadamy na pomysły": "7",
            "Co mówimy na formularzu pomysłu": "Pomysł to nie wniosek. Wnioski: pokój 3.",
        },
    )

    assert page.notices == ["Zapisano. Mieszkańcy już to widzą."]
    centre = store.scalars(select(Centre)).one()
    assert centre.idea_answer_days == 7
    assert centre.idea_notice == "Pomysł to nie wniosek. Wnioski: pokój 3."
    assert store.scalars(select(AuditEntry.action)).all() == ["centre.edited"]


def test_a_new_centre_answers_ideas_in_fourteen_days(browser: Browser, cast: Cast) -> None:
    page = browser.sign_in(cast.organiser).visit("/panel/ustawienia")
    assert page.dom.all("input", name="idea_answer_days")[0]["value"] == "14"


@pytest.mark.parametrize("typed", ["0", "61", "-3", "", "dwa tygodnie", "14.5", "9" * 30])
def test_an_answer_comes_within_a_day_and_sixty(
    browser: Browser, cast: Cast, store: Session, typed: str
) -> None:
    page = fill_in(browser, cast, **{"W ile dni odpowiadamy na pomysły": typed})

    assert page.status == 422
    assert len(page.errors) == 1
    assert page.errors[0].startswith("Wpisz liczbę")
    assert page.dom.all("input", name="idea_answer_days")[0]["value"] == typed
    assert store.scalars(select(Centre.idea_answer_days)).one() == 14


def test_the_privacy_page_says_what_is_kept_of_ideas(browser: Browser, cast: Cast) -> None:
    page = browser.visit("/prywatnosc")
    for words in (
        "Co przechowujemy z pomysłu.",
        "przeglądarka zapisze na rok znak",
        "niepotwierdzony usuwamy po 7 dniach",
        "Propozycja pomocy.",
        "Po 30 dniach nic nie mówi, z jakiej sieci przyszedł pomysł",
    ):
        assert words in page.text
