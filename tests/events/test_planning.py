"""An animator plans an event: the long form, the quick one, and everything that can go wrong."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from osl.communities.models import Community
from osl.core.audit import AuditEntry
from osl.events.models import Event, EventFormat, EventKind, Occurrence, Series, SignupMode
from tests.browser import Browser, Page, fill
from tests.cast import Cast
from tests.events.conftest import Planned

MEETING = {
    "Nazwa wydarzenia": "Wspólny stół",
    "Data": "2027-05-13",
    "Od godziny": "17:00",
    "Do godziny": "19:00",
}

HALL = "Świetlica „Pod Dębem”, ul. Łąkowa 5, 27-200 Starachowice"


def new(browser: Browser, cast: Cast) -> Page:
    return browser.sign_in(cast.animator).visit("events.plan")


def kept(store: Session) -> int:
    return store.scalar(select(func.count(Event.id))) or 0


def test_an_animator_plans_a_draft_for_their_community(
    browser: Browser, cast: Cast, store: Session
) -> None:
    page = new(browser, cast).submit(
        "Zapisz szkic",
        MEETING
        | {
            "Rodzaj": "Spotkanie sąsiedzkie",
            "Miejsce": HALL,
            "Zapisy": "Zapisy telefoniczne",
            "Liczba miejsc": "40",
            "Opis": "Każdy przynosi **coś dobrego**.",
        },
    )

    assert page.heading == "Wspólny stół"
    assert page.notices == ["Szkic jest zapisany. Obejrzyj go, a potem opublikuj."]
    event = store.scalars(select(Event)).one()
    assert event.is_draft
    assert event.kind is EventKind.NEIGHBOUR_MEETING
    assert (event.signup_mode, event.places) == (SignupMode.PHONE, 40)
    assert [c.name for c in event.communities] == ["Wzgórze"]
    meeting = store.scalars(select(Occurrence)).one()
    assert meeting.starts_at == datetime(2027, 5, 13, 15, tzinfo=UTC)  # 17.00 in summer time
    assert store.scalars(select(AuditEntry.action)).all() == ["event.planned"]
    assert "Jan Testowy: zaplanowano „Wspólny stół”" in page.text


def test_search_words_are_kept_folded(browser: Browser, cast: Cast, store: Session) -> None:
    new(browser, cast).submit("Zapisz szkic", MEETING | {"Miejsce": HALL})

    words = store.scalars(select(Event.search_text)).one()
    assert "wspolny stol" in words
    assert "swietlica" in words
    assert "wzgorze" in words


def test_a_weekly_cycle_until_a_day(browser: Browser, cast: Cast, store: Session) -> None:
    page = new(browser, cast).submit(
        "Zapisz szkic",
        MEETING | {"Data": "2027-04-29", "Jak często": "Co tydzień", "Do dnia": "2027-06-10"},
    )
    assert kept(store) == 0
    page = page.confirm("Zapisz szkic")

    assert page.status == 200
    event = store.scalars(select(Event)).one()
    assert event.format is EventFormat.CYCLE
    days = [one.starts_at.date() for one in event.occurrences]
    # 27 May 2027 is Corpus Christi.
    assert days == [
        date(2027, 4, 29),
        date(2027, 5, 6),
        date(2027, 5, 13),
        date(2027, 5, 20),
        date(2027, 6, 3),
        date(2027, 6, 10),
    ]
    assert "w każdy czwartek" in page.text


def test_a_date_typed_the_polish_way_is_understood(
    browser: Browser, cast: Cast, store: Session
) -> None:
    new(browser, cast).submit("Zapisz szkic", MEETING | {"Data": "29.04.2027"})
    (meeting,) = store.scalars(select(Event)).one().occurrences
    assert meeting.starts_at.date() == date(2027, 4, 29)


def test_mistakes_are_listed_in_the_order_of_the_page(browser: Browser, cast: Cast) -> None:
    page = new(browser, cast).submit("Zapisz szkic", MEETING | {"Nazwa wydarzenia": "", "Data": ""})
    assert page.errors[:2] == ["Nazwij wydarzenie.", "Podaj, którego dnia to będzie."]


def test_a_plan_that_is_all_in_the_past_says_so(browser: Browser, cast: Cast) -> None:
    typed = {"Data": "2026-10-08", "Jak często": "Co tydzień", "Liczba spotkań": "3"}
    page = new(browser, cast).submit("Zapisz szkic", MEETING | typed)
    assert "Wszystkie te terminy już minęły." in page.text
    assert "Najbliższe:" not in page.text


def test_a_course_of_four_evenings(browser: Browser, cast: Cast, store: Session) -> None:
    new(browser, cast).submit(
        "Zapisz szkic",
        MEETING
        | {
            "Jak często": "Co drugi tydzień",
            "Liczba spotkań": "4",
            "Jak się bierze udział": "Kurs: jedna grupa, wszystkie spotkania",
        },
    ).confirm("Zapisz szkic")

    event = store.scalars(select(Event)).one()
    assert event.format is EventFormat.COURSE
    assert len(event.occurrences) == 4


def test_a_cycle_without_an_end_is_stored_eighteen_months_ahead(
    browser: Browser, cast: Cast, store: Session
) -> None:
    page = new(browser, cast).submit("Zapisz szkic", MEETING | {"Jak często": "Co tydzień"})
    page.confirm("Zapisz szkic")

    series = store.scalars(select(Series)).one()
    assert series.horizon_on == date(2028, 9, 1)
    assert store.scalar(select(func.max(Occurrence.starts_at))) == datetime(
        2028, 8, 31, 15, tzinfo=UTC
    )


def test_a_trip_of_three_days(browser: Browser, cast: Cast, store: Session) -> None:
    page = new(browser, cast).submit(
        "Zapisz szkic",
        {
            "Nazwa wydarzenia": "Wyjazd",
            "Data": "2027-06-11",
            "Trwa cały dzień": True,
            "Ostatni dzień": "2027-06-13",
        },
    )

    meeting = store.scalars(select(Occurrence)).one()
    assert meeting.starts_at == datetime(2027, 6, 10, 22, tzinfo=UTC)
    assert meeting.ends_at == datetime(2027, 6, 13, 22, tzinfo=UTC)
    assert "piątek, 11 czerwca 2027 – niedziela, 13 czerwca 2027" in page.text


def test_an_evening_may_end_at_midnight(browser: Browser, cast: Cast, store: Session) -> None:
    new(browser, cast).submit("Zapisz szkic", MEETING | {"Do godziny": "0:00"})

    meeting = store.scalars(select(Occurrence)).one()
    assert meeting.ends_at == datetime(2027, 5, 13, 22, tzinfo=UTC)


def test_the_same_form_sent_twice_makes_one_event(
    browser: Browser, cast: Cast, store: Session
) -> None:
    form = new(browser, cast)
    form.submit("Zapisz szkic", MEETING)
    page = form.submit("Zapisz szkic", MEETING)

    assert page.heading == "Wspólny stół"
    assert page.notices == ["To wydarzenie jest już zapisane."]
    assert kept(store) == 1
    assert store.scalar(select(func.count(AuditEntry.id))) == 1


def test_the_community_asked_for_is_chosen(browser: Browser, cast: Cast, store: Session) -> None:
    page = browser.sign_in(cast.organiser).visit("events.plan", spolecznosc="ostrowiecka")
    page.submit("Zapisz szkic", MEETING)

    assert [c.slug for c in store.scalars(select(Event)).one().communities] == ["ostrowiecka"]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"Nazwa wydarzenia": " "}, "Nazwij wydarzenie."),
        ({"Nazwa wydarzenia": "Ż" * 10_000}, "Skróć go do 150 znaków."),
        ({"Opis": "Ż" * 10_001}, "Skróć go do 10000 znaków."),
        ({"Data": ""}, "Podaj, którego dnia to będzie."),
        ({"Data": "2027-02-30"}, "Nie ma takiej daty."),
        ({"Od godziny": ""}, "Podaj, od której do której trwa"),
        ({"Od godziny": "25:00"}, "Nie ma takiej godziny."),
        ({"Od godziny": "99999999999999999999"}, "Nie ma takiej godziny."),
        ({"Od godziny": "17:-5"}, "Nie ma takiej godziny."),
        ({"Od godziny": "1_0"}, "Nie ma takiej godziny."),
        ({"Liczba miejsc": "--5"}, "Wpisz liczbę"),
        ({"Do godziny": "16:00"}, "Koniec musi być po początku."),
        ({"Do godziny": "17:00"}, "Koniec musi być po początku."),
        ({"Ostatni dzień": "2027-05-12"}, "Ostatni dzień wypada przed pierwszym."),
        ({"Ostatni dzień": "2027-07-13"}, "To dłużej niż miesiąc."),
        (
            {"Data": "2027-03-28", "Od godziny": "2:30"},
            "28 marca 2027 w nocy przestawiamy zegary do przodu i godziny 2.30 nie ma.",
        ),
        (
            {"Data": "2027-10-31", "Od godziny": "1:00", "Do godziny": "2:30"},
            "31 października 2027 w nocy cofamy zegary i godzina 2.30 jest dwa razy.",
        ),
        (
            {
                "Data": "2027-03-21",
                "Od godziny": "2:30",
                "Jak często": "Co tydzień",
                "Pomijaj dni ustawowo wolne": False,
            },
            "28 marca 2027 w nocy",
        ),
        ({"Liczba spotkań": "4"}, "Zaznacz, jak często się powtarza"),
        (
            {"Jak często": "Co tydzień", "Do dnia": "2027-07-01", "Liczba spotkań": "4"},
            "Wybierz albo ostatni dzień, albo liczbę spotkań.",
        ),
        ({"Jak często": "Co tydzień", "Liczba spotkań": "367"}, "od 1 do 366"),
        ({"Jak często": "Co tydzień", "Liczba spotkań": "0"}, "od 1 do 366"),
        ({"Jak często": "Co tydzień", "Do dnia": "2099-01-01"}, "To więcej niż 366 spotkań."),
        ({"Jak często": "Co tydzień", "Do dnia": "2027-05-12"}, "Ostatni dzień wypada przed"),
        (
            {"Data": "2027-05-31", "Jak często": "Co miesiąc tego samego dnia miesiąca"},
            "Nie każdy miesiąc ma dzień 31.",
        ),
        (
            {"Data": "2027-11-11", "Jak często": "Co tydzień"},
            "Pierwszy dzień jest pomijany: Narodowe Święto Niepodległości. "
            "Wybierz inny albo odznacz pomijanie.",
        ),
        (
            {"Jak często": "Co tydzień", "Ostatni dzień": "2027-05-15"},
            "Spotkanie, które się powtarza, kończy się najpóźniej następnego dnia.",
        ),
        ({"Liczba miejsc": "0"}, "Wpisz liczbę miejsc od 1 do 10 000"),
        ({"Liczba miejsc": "dużo"}, "Wpisz liczbę cyframi"),
        ({"Telefon": "12"}, "Podaj numer telefonu"),
        ({"Społeczności": []}, "Wybierz przynajmniej jedną społeczność."),
        ({"Rodzaj": "koncert"}, ""),
        ({"Miejsce": "999999"}, ""),
        ({"Miejsce": "x"}, ""),
        ({"frequency": "never"}, ""),
    ],
)
def test_what_cannot_be_is_said_and_everything_typed_stays(
    browser: Browser, cast: Cast, store: Session, typed: dict[str, Any], sentence: str
) -> None:
    asked = MEETING | {"Co zabrać": "Kubek\ni dobry humor"} | typed
    form = new(browser, cast)
    if "frequency" in typed:
        del asked["frequency"]
        data = [pair for pair in _data(form, asked) if pair[0] != "frequency"]
        page = browser.post(form.url, [*data, ("frequency", "never")])
    else:
        page = form.submit("Zapisz szkic", asked)

    assert page.status == 422
    assert any(sentence in error for error in page.errors), page.errors
    links = [a["href"] for s in page.dom.with_class("error-summary") for a in s.all("a")]
    ids = {element["id"] for element in page.dom.all()}
    assert links
    assert all(link.removeprefix("#") in ids for link in links)
    assert kept(store) == 0
    assert store.scalar(select(func.count(AuditEntry.id))) == 0
    again = {c["name"]: c["value"] for c in page.dom.all("input")}
    assert "Kubek\ni dobry humor" in "".join(
        str(child) for t in page.dom.all("textarea") for child in t.children
    )
    for label, name in (("Nazwa wydarzenia", "title"), ("Od godziny", "starts_at")):
        if str(typed.get(label, "")).strip():
            assert again[name].removeprefix("0") == typed[label]


def _data(form: Page, values: dict[str, Any]) -> list[tuple[str, Any]]:
    """What a browser would send, to be sent with something no browser would add."""
    (drawn,) = [f for f in form.dom.all("form") if f.all("input", name="title")]
    return [pair for pair in fill(drawn, values) if pair[0] != "community_ids"]


def test_control_characters_and_markup_are_only_text(
    browser: Browser, cast: Cast, store: Session
) -> None:
    payload = "</script><script>alert(1)</script>\u202e\x00\x0b"
    fields = (
        "Nazwa wydarzenia",
        "Miejsce słowami",
        "Dla kogo: coś jeszcze",
        "O zapisach: coś jeszcze",
        "Opis",
        "Koszt",
        "Co zabrać",
        "Co, jeśli będzie padać",
        "Kto prowadzi",
        "Kogo pytać",
    )
    page = new(browser, cast).submit(
        "Zapisz szkic", MEETING | {field: f"{field} {payload}" for field in fields}
    )

    assert page.status == 200
    event = store.scalars(select(Event)).one()
    assert event.title == "Nazwa wydarzenia </script><script>alert(1)</script>"
    assert not any(c in page.response.get_data(as_text=True) for c in "\u202e\x00\x0b")
    for where in ("events.show", "events.edit", "events.preview", "events.publication"):
        shown = browser.visit(where, event_id=event.id)
        assert shown.status == 200
        assert all("alert" not in script.text for script in shown.dom.all("script"))


def test_nobody_plans_for_a_community_they_do_not_work_with(
    browser: Browser, cast: Cast, store: Session
) -> None:
    form = new(browser, cast)
    data = _data(form, MEETING)
    page = browser.post(form.url, [*data, ("community_ids", str(cast.ostrowiecka.id))])

    assert page.status == 422
    assert kept(store) == 0


def test_only_the_organiser_plans_for_the_whole_town(
    browser: Browser, another_browser: Browser, cast: Cast, store: Session
) -> None:
    form = new(browser, cast)
    data = [*_data(form, MEETING), ("community_ids", str(cast.wzgorze.id))]
    browser.post(form.url, [*data, ("is_whole_town", "y")])
    assert not store.scalars(select(Event)).one().is_whole_town

    page = another_browser.sign_in(cast.organiser).visit("events.plan")
    page.submit("Zapisz szkic", MEETING | {"Dla całego miasta": True})
    assert store.scalars(select(Event).order_by(Event.id.desc())).first().is_whole_town


@pytest.mark.parametrize("who", ["adviser", "administrator"])
def test_who_has_no_community_plans_nothing(browser: Browser, cast: Cast, who: str) -> None:
    browser.sign_in(getattr(cast, who))

    assert browser.visit("events.plan").status == 403
    assert browser.visit("events.index").status == 403
    assert browser.visit("events.quick").status == 403


def test_a_stranger_is_asked_to_sign_in(browser: Browser, planned: Planned) -> None:
    event_id = planned()

    for page in (browser.visit("events.plan"), browser.visit("events.show", event_id=event_id)):
        assert page.heading == "Logowanie"


def test_a_quick_draft_from_the_desk(browser: Browser, cast: Cast, store: Session) -> None:
    page = browser.sign_in(cast.animator).visit("events.quick")
    page = page.submit(
        "Zapisz szkic",
        {
            "Nazwa wydarzenia": "Ognisko",
            "Społeczność": "Wzgórze",
            "Data": "2027-09-04",
            "Od godziny": "18",
            "Do godziny": "21.30",
            "Miejsce": HALL,
        },
    )

    assert page.heading == "Edycja: Ognisko"
    assert store.scalars(select(Event)).one().venue_id == cast.hall.id


def test_a_quick_draft_keeps_what_was_typed(browser: Browser, cast: Cast, store: Session) -> None:
    page = browser.sign_in(cast.animator).visit("events.quick")
    page = page.submit("Zapisz szkic", {"Nazwa wydarzenia": "Ognisko", "Data": "2027-09-04"})

    assert page.status == 422
    assert {c["name"]: c["value"] for c in page.dom.all("input")}["title"] == "Ognisko"
    assert kept(store) == 0


def test_the_description_can_be_looked_at_before_saving(
    browser: Browser, cast: Cast, store: Session
) -> None:
    page = new(browser, cast).submit(
        "Pokaż opis tak, jak go przeczytają mieszkańcy",
        {"Opis": "Przyjdź **koniecznie** <script>alert(1)</script>"},
    )

    assert page.status == 200
    assert [b.text for b in page.dom.all("strong")] == ["koniecznie"]
    assert "<script>alert(1)</script>" in page.text
    assert kept(store) == 0


def test_ten_thousand_characters_are_too_many_everywhere_but_in_the_description(
    browser: Browser, cast: Cast, store: Session
) -> None:
    fields = (
        "Nazwa wydarzenia",
        "Miejsce słowami",
        "Dla kogo: coś jeszcze",
        "O zapisach: coś jeszcze",
        "Koszt",
        "Co zabrać",
        "Co, jeśli będzie padać",
        "Kto prowadzi",
        "Kogo pytać",
        "Telefon",
    )
    long = "Ż" * 10_000
    page = new(browser, cast).submit(
        "Zapisz szkic", MEETING | dict.fromkeys(fields, long) | {"Opis": long}
    )

    assert page.status == 422
    assert len(page.dom.with_class("field-error")) == len(fields)
    assert page.response.get_data(as_text=True).count(long) == len(fields) + 1
    assert kept(store) == 0

    page = page.submit("Zapisz szkic", dict.fromkeys(fields, "") | {"Nazwa wydarzenia": "Gry"})
    assert page.heading == "Gry"
    assert store.scalars(select(Event.description)).one() == long


def test_a_town_without_communities_is_told_so(
    browser: Browser, cast: Cast, store: Session
) -> None:
    store.execute(update(Community).values(closed_on=date(2027, 1, 1)))
    store.commit()
    page = browser.sign_in(cast.organiser).visit("events.plan")
    assert "Nie ma jeszcze społeczności" in page.text
    page = page.submit("Zapisz szkic", MEETING)
    assert page.status == 422
    assert page.errors == ["Wybierz przynajmniej jedną społeczność."]

    page = page.submit("Zapisz szkic", {"Dla całego miasta": True})
    assert page.heading == "Wspólny stół"
    assert browser.visit("events.quick").status == 200
