"""Typed text, made safe to keep and easy to find."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osl.core.text import (
    GSM,
    GSM_EXTENSION,
    case_words_in,
    clean,
    fold,
    plain_letters,
    slugify,
    sms_text,
)

TWO_SEPTETS = "^{}\\[]~|€"
ONE_SEPTET = (
    "@Δ 0¡P¿p"
    "£_!1AQaq"
    '$Φ"2BRbr'
    "¥Γ#3CScs"
    "èΛ¤4DTdt"
    "éΩ%5EUeu"
    "ùΠ&6FVfv"
    "ìΨ'7GWgw"
    "òΣ(8HXhx"
    "ÇΘ)9IYiy"
    "\nΞ*:JZjz"
    "Ø+;KÄkä"
    "øÆ,<LÖlö"
    "\ræ-=MÑmñ"
    "Åß.>NÜnü"
    "åÉ/?O§oà"
)
"""The table of 3GPP TS 23.038, row by row."""


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Joga   na krześle \n", "Joga na krześle"),
        ("a\x00b\x07c", "abc"),
        ("Zosia\u202egnitset", "Zosiagnitset"),
        ("za\u0301b", "záb"),
        ("tab\there", "tab here"),
    ],
)
def test_a_line_is_kept_clean(typed: str, kept: str) -> None:
    assert clean(typed) == kept


def test_a_longer_text_keeps_its_lines() -> None:
    assert clean("pierwsza\r\ndruga\x00\n\n", lines=True) == "pierwsza\ndruga"


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert clean(clean(text, lines=True), lines=True) == clean(text, lines=True)


def test_search_forgives_missing_diacritics() -> None:
    assert fold("Żółw ŁĄKA ćma") == "zolw laka cma"


def test_an_address_is_plain() -> None:
    assert slugify("Sąsiedzi z Ostrowieckiej!") == "sasiedzi-z-ostrowieckiej"


def test_letters_lose_their_diacritics_and_keep_their_case() -> None:
    assert plain_letters("Żółw, ŁĄKA, Čapek") == "Zolw, LAKA, Capek"


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("Zażółć gęślą jaźń, ŁÓDŹ!", "Zazolc gesla jazn, LODZ!"),
        ("„Kawiarenka” – 5–7 maja…", '"Kawiarenka" - 5-7 maja...'),
        ("d’Artagnan i O`Hara", "d'Artagnan i O'Hara"),
        ("Café Müller, señor Åke", "Café Müller, señor Åke"),
        ("Ćwiczenia 💃 razem", "Cwiczenia razem"),
        ("Sala 2\u00a0×\u00a03 m², ½ godz.", "Sala 2 x 3 m2, 1/2 godz."),
        ("pierwsza\r\ndruga\tlinia", "pierwsza druga linia"),
        ("Wstęp: 5 € [lub {mniej}]", "Wstep: 5 € [lub {mniej}]"),
        ("Для Олени", ""),
        ("", ""),
    ],
)
def test_a_text_message_has_a_small_alphabet(written: str, sent: str) -> None:
    assert sms_text(written) == sent


@pytest.mark.parametrize(
    ("written", "limit", "sent"),
    [
        ("Joga w piątek o 17", 18, "Joga w piatek o 17"),
        ("Joga w piątek o 17", 17, "Joga w piatek..."),
        ("Joga w piątek, o siedemnastej", 18, "Joga w piatek..."),
        ("Joga – o siedemnastej", 10, "Joga..."),
        ("Proszę dzwonić: 502 100 200 rano", 30, "Prosze dzwonic: 502 100 200..."),
        ("Proszę dzwonić: 502 100 200 rano", 29, "Prosze dzwonic..."),
        ("Telefon +48 502 100 200, rano", 25, "Telefon..."),
        ("Telefon +48 502 100 200, rano", 26, "Telefon +48 502 100 200..."),
        ("Biuro (17) 785 12 34 czynne", 22, "Biuro..."),
        ("Biuro (17) 785 12 34 czynne", 23, "Biuro (17) 785 12 34..."),
        ("Biuro 17 785-12-34 czynne", 20, "Biuro..."),
        ("Numer 502 100 2003 rano", 20, "Numer 502 100..."),
        ("Numer 502 100 200/201 rano", 22, "Numer..."),
        ("W sali 12 od 17 do 18 są zapisy", 18, "W sali 12 od 17..."),
        ("Konstantynopolitańczykowianeczka", 10, "Konstan..."),
        ("€€€€€", 10, "€€€€€"),
        ("€€€€€", 9, "€€€..."),
        ("€€€€€", 8, "€€..."),
        ("Joga", 3, "..."),
        ("Joga", 2, ".."),
        ("Joga", 0, ""),
    ],
)
def test_a_long_text_message_ends_after_a_whole_word(written: str, limit: int, sent: str) -> None:
    assert sms_text(written, limit) == sent


def test_the_alphabet_of_text_messages_is_the_one_of_the_standard() -> None:
    assert set(GSM_EXTENSION) == set(TWO_SEPTETS)
    assert set(GSM) == set(ONE_SEPTET + TWO_SEPTETS)
    assert len(ONE_SEPTET) == 127  # and the escape


def test_a_text_message_has_160_characters() -> None:
    assert sms_text("a" * 160) == "a" * 160
    assert sms_text("słowo " * 40) == "slowo " * 25 + "slowo..."


@given(
    st.text() | st.text("aąż „”–€[]^ 0123456789-+()\n", max_size=250),
    st.integers(0, 200),
)
def test_a_text_message_always_fits(text: str, limit: int) -> None:
    sent = sms_text(text, limit)
    assert set(sent) <= set(ONE_SEPTET + TWO_SEPTETS)
    assert sum(2 if c in TWO_SEPTETS else 1 for c in sent) <= limit


@given(st.text())
def test_a_text_message_is_not_changed_by_writing_it_again(text: str) -> None:
    assert sms_text(sms_text(text)) == sms_text(text)


@pytest.mark.parametrize(
    ("typed", "pointed_out"),
    [
        ("choruje na depresję", ["choruje", "depresję"]),
        ("CHORUJE NA DEPRESJE", ["CHORUJE", "DEPRESJE"]),
        ("ma orzeczenie o niepełnosprawności", ["orzeczenie", "niepełnosprawności"]),
        ("osoba niepelnosprawna", ["niepelnosprawna"]),
        ("problem z alkoholem, uzależniony", ["alkoholem", "uzależniony"]),
        ("Założono niebieską kartę.", ["niebieska karte"]),
        ("po rozwodzie, kurator przychodzi co miesiąc", ["rozwodzie", "kurator"]),
        ("bierze leki, była w szpitalu", ["leki", "szpitalu"]),
        ("zasiłek z MOPS", ["zasiłek", "MOPS"]),
        ("bezdomny; przemoc w domu", ["bezdomny", "przemoc"]),
        ("komornik i długi, dużo długów", ["komornik", "długów"]),
        ("schizofrenia, inwalida, nowotwór", ["schizofrenia", "inwalida", "nowotwór"]),
        ("mąż ma raka", ["ma raka"]),
        ("chora żona", ["chora"]),
        ("rodzina zastępcza", ["rodzina zastepcza"]),
    ],
)
def test_words_about_health_family_or_a_case_are_pointed_out(
    typed: str, pointed_out: list[str]
) -> None:
    assert case_words_in(typed) == pointed_out


@pytest.mark.parametrize(
    "typed",
    [
        "Śpiewa w chórze, prowadzi chóry i chórek dziecięcy",
        "Uczy chorągwianego haftu, nosi chorągiew, robi choreografię",
        "Lekcje gitary, lekki krok, lektor w kościele",
        "Długi spacer z kijami, długie wieczory, długość trasy",
        "Pożycza raki i czekany, łowi raki",
        "Gra w karty, rysuje niebieskie kartki",
        "Umie rozwodnić farbę? Rozwozi obiady, rozwija skrzydła",
        "Kuratorium oświaty, ulica Szpitalna",
        "Zawalczy o skwer, zawaliła się altana",
        "Zaświadczenie, zasilacz do laptopa, wdzięczna",
        "Opieka nad ogródkiem, rentowny kiermasz, mopsik",
        "",
    ],
)
def test_words_that_only_look_alike_are_left_alone(typed: str) -> None:
    assert case_words_in(typed) == []


def test_few_of_many_such_words_are_named_and_each_once() -> None:
    assert case_words_in("depresja depresja " + " ".join(f"depresja{n}" for n in range(9))) == [
        "depresja",
        "depresja0",
        "depresja1",
        "depresja2",
        "depresja3",
    ]


@given(st.text(max_size=300))
def test_any_text_can_be_looked_through_for_them(text: str) -> None:
    assert len(case_words_in(text)) <= 5
