"""While somebody types, ideas that say the same and events that are planned already are found."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from osl.accounts.models import User
from osl.core.clock import today, utcnow
from osl.core.db import db
from osl.events.cancellations import cancel_event
from osl.events.models import Event
from osl.ideas.merging import merge_ideas
from osl.ideas.models import EventStem, FormalKind, HidingReason, Idea
from osl.ideas.office import OfficeMatter, mark_formal
from osl.ideas.operations import correct_idea, hide_idea, take_idea_back
from osl.ideas.similar import planned_already, renew_event_stems, similar_ideas
from tests.cast import Cast
from tests.ideas.conftest import BENCH, Given, Planned, act, evening, unit, weekly

SAY_THE_SAME = (
    ("Ławka przy bloku", "Ławeczka przed blokiem"),
    ("lawka przed blokiem", "Ławka przy bloku"),
    ("Przed blokiem ławeczka", "Ławki koło bloków"),
    ("LAWECZKI PRZED BLOKAMI", "Ławka przed blokiem dla osób o kulach"),
    ("Półka z książkami w świetlicy", "Regał na książki w świetlicy"),
    ("polka na ksiazki", "Półka z książkami w świetlicy"),
    ("Wieczór gier dla młodzieży", "Wieczory gier planszowych dla młodych"),
    ("Gry planszowe dla młodzieży wieczorem", "Wieczór gier dla młodzieży"),
    ("Lampa nad przejściem dla pieszych", "Lampy nad przejściami"),
    ("Lampa nad przejściem", "Przejście bez lampy na Ostrowieckiej"),
    ("Wspólne wyjazdy na działki po warzywa", "Wyjazd po warzywa na działkę"),
    ("Kurs smartfona dla seniorów", "Kursy obsługi smartfonów dla seniora"),
    ("Stojak na rowery przed klatką", "Stojaki rowerowe przy klatkach"),
    ("Plac zabaw za blokiem", "Nowy plac zabaw przy blokach"),
    ("Kosz na śmieci przy przystanku", "Kosze na śmieci obok przystanków"),
    ("Wyciszenie muzyki na podwórku", "Za głośna muzyka na podwórkach"),
    ("Ogródek ziołowy na podwórku", "Ogród z ziołami na podwórku"),
    ("Karmnik dla ptaków na skwerze", "Karmniki dla ptaków"),
    ("Psi wybieg", "Wybieg dla psów"),
    ("Zajęcia taneczne dla dzieci", "Tańce dla dzieci, zajęcia po szkole"),
    ("Zebranie sąsiadów przy grillu", "Sąsiedzki grill i zebranie"),
    ("Wymiana ubrań", "Wymianka ubrań dziecięcych"),
    ("Naprawa chodnika przy Ostrowieckiej", "Chodnik przy ulicy Ostrowieckiej do naprawy"),
    ("Nauka pływania dla dorosłych", "Dorośli uczą się pływać, nauka na basenie"),
    ("Kawiarenka dla opiekunów osób chorych", "Kawiarenki dla opiekunek chorych"),
    ("Śniadania na skwerze", "Wspólne śniadanie na naszym skwerze"),
    ("Warsztaty szycia", "Warsztat szycia dla początkujących"),
    ("Teatr podwórkowy", "Teatrzyk na podwórku"),
)

SAY_SOMETHING_ELSE = (
    ("Ławka przy bloku", "Parking przy bloku"),
    ("Ławka przed blokiem", "Ławka rezerwowych na boisku"),
    ("Półka z książkami w świetlicy", "Kurs gotowania w świetlicy"),
    ("Wieczór gier dla młodzieży", "Wieczór poezji dla seniorów"),
    ("Lampa nad przejściem", "Spacer nad zalewem"),
    ("Wspólne wyjazdy na działki", "Wspólne śpiewanie kolęd"),
    ("Kurs smartfona dla seniorów", "Kurs tańca dla par"),
    ("Stojak na rowery", "Stojak z ulotkami"),
    ("Plac zabaw za blokiem", "Zabawa karnawałowa w klubie"),
    ("Kosz na śmieci przy przystanku", "Koszykówka dla dziewcząt"),
    ("Ogród społecznościowy", "Ogrodzenie przedszkola"),
    ("Karmnik dla ptaków", "Karma dla bezdomnych kotów"),
    ("Wybieg dla psów", "Wybory do rady osiedla"),
    ("Zajęcia taneczne dla dzieci", "Zajęcia komputerowe dla seniorów"),
    ("Grill sąsiedzki", "Sąsiedzkie pogotowie narzędziowe"),
    ("Wymiana ubrań", "Wymiana okien na klatce"),
    ("Naprawa chodnika", "Naprawa rowerów"),
    ("Nauka pływania", "Nauka języka polskiego"),
    ("Kawiarenka dla opiekunów", "Kawałek trawnika dla dzieci"),
    ("Śniadania na skwerze", "Kino letnie na skwerze"),
    ("Warsztaty szycia", "Warsztaty ceramiczne"),
    ("Teatr podwórkowy", "Podwórkowy turniej piłki"),
    ("Winda w bloku dla osób na wózkach", "Wózek na zakupy do pożyczenia"),
    ("Dłuższe zielone światło na przejściu", "Zielony dach na przystanku"),
    ("Chór osiedlowy", "Chore drzewa przy szkole"),
    ("Biblioteka sąsiedzka", "Sąsiedzki wieczór z gitarą"),
)


def found(app: Flask, title: str, text: str = "", viewer: User | None = None) -> list[str]:
    with unit(app):
        return [idea.title for idea in similar_ideas(viewer, title, text)]


@pytest.mark.parametrize(("typed", "known"), SAY_THE_SAME)
def test_the_same_thing_in_other_words_is_found(
    app: Flask, given: Given, typed: str, known: str
) -> None:
    given((known, "Bardzo by się nam to przydało."))
    assert found(app, typed) == [known]


@pytest.mark.parametrize(("typed", "known"), SAY_SOMETHING_ELSE)
def test_something_else_is_not_found(app: Flask, given: Given, typed: str, known: str) -> None:
    given((known, "Bardzo by się nam to przydało."))
    assert found(app, typed) == []


def test_each_is_found_among_all_the_others(app: Flask, given: Given) -> None:
    for _typed, known in [*SAY_THE_SAME, *SAY_SOMETHING_ELSE]:
        given((known, "Bardzo by się nam to przydało."))
    missed = [typed for typed, known in SAY_THE_SAME if known not in found(app, typed)]
    assert missed == []


def test_a_long_title_finds_the_short_one_it_holds(app: Flask, given: Given) -> None:
    given(("Ławka przy bloku", "Żeby odpocząć."))
    long = "Prosimy o ławkę z oparciem przed naszym blokiem dla osób o kulach"
    assert found(app, long) == ["Ławka przy bloku"]


def test_what_stands_only_in_the_text_is_found_too(app: Flask, given: Given) -> None:
    given(("Gdzie usiąść pod blokiem?", "Nie ma ani jednej ławki."))
    assert found(app, "Ławka przy bloku") == ["Gdzie usiąść pod blokiem?"]


def test_a_title_of_one_word_is_helped_by_the_text(app: Flask, given: Given) -> None:
    given(BENCH)
    assert found(app, "Prośba", "Chcemy ławki przed blokiem.") == [BENCH[0]]


def test_the_most_alike_comes_first_and_no_more_than_four_come(app: Flask, given: Given) -> None:
    for title in ("Ławka", "Ławki w parku", "Ławka przed blokiem", "Ławka i blok", "Ławka, blok"):
        given((title, ""))
    assert found(app, "Ławka przed blokiem i lampa")[0] == "Ławka, blok"
    assert len(found(app, "Ławka")) == 4


@pytest.mark.parametrize(
    "typed", ["", "  ", "a i o", "!!!", "🙂", "'; drop table idea; --", "x" * 3000]
)
def test_what_says_nothing_finds_nothing(app: Flask, given: Given, typed: str) -> None:
    given(BENCH)
    assert found(app, typed, typed) == []


def test_new_words_are_found_and_former_ones_not(app: Flask, cast: Cast, given: Given) -> None:
    number = given(BENCH)
    act(app, number, correct_idea, "Huśtawka na skwerze", "Dla dorosłych.", actor=cast.organiser)
    assert found(app, "Huśtawki na skwerze") == ["Huśtawka na skwerze"]
    assert found(app, BENCH[0]) == []


def test_hidden_ones_are_never_found(app: Flask, cast: Cast, given: Given) -> None:
    hidden, taken_back, formal = given(BENCH), given(BENCH), given(BENCH)
    act(app, hidden, hide_idea, HidingReason.ADVERT, actor=cast.organiser)
    act(app, taken_back, take_idea_back)
    matter = OfficeMatter(FormalKind.COMPLAINT)
    act(app, formal, mark_formal, matter, actor=cast.organiser)
    assert found(app, BENCH[0]) == []
    assert found(app, BENCH[0], viewer=cast.organiser) == []


def test_what_nobody_has_read_is_found_by_its_own_team_only(
    app: Flask, cast: Cast, given: Given
) -> None:
    given(BENCH, published=False)
    assert found(app, BENCH[0]) == []
    assert found(app, BENCH[0], viewer=cast.other_animator) == []
    assert found(app, BENCH[0], viewer=cast.animator) == [BENCH[0]]


def test_a_flood_of_hidden_ideas_does_not_push_the_others_out(
    app: Flask, cast: Cast, given: Given
) -> None:
    given(BENCH)
    for number in range(45):
        given((f"{BENCH[0]} {number}", "Tania pożyczka."), published=False)
    assert found(app, "Ławka przed blokiem") == [BENCH[0]]


def test_of_merged_ideas_the_one_that_stands_for_them_is_found(
    app: Flask, cast: Cast, given: Given
) -> None:
    kept, merged = given(BENCH), given(("Ławeczka przed blokiem", "Dla mamy."))
    with unit(app):
        one, other = db.session.get_one(Idea, merged), db.session.get_one(Idea, kept)
        merge_ideas(one, other, actor=db.session.get_one(User, cast.organiser.id))
    assert found(app, "Ławeczka przy bloku") == [BENCH[0]]


def test_an_idea_is_not_like_itself(app: Flask, given: Given) -> None:
    number = given(BENCH)
    with unit(app):
        idea = db.session.get_one(Idea, number)
        assert similar_ideas(None, idea.title, but=idea) == []


def planned_like(app: Flask, title: str, text: str = "", viewer: User | None = None) -> list[str]:
    with unit(app):
        return [one.event.title for one in planned_already(viewer, title, text)]


@pytest.mark.parametrize(
    "typed",
    [
        "Chciałbym zajęcia jogi na krześle",
        "joga na krzesle",
        "Joga na krzesłach dla seniorów",
        "JOGA KRZESŁO",
        "Zajęcia z jogi przy krześle",
    ],
)
def test_what_is_planned_already_is_found(app: Flask, planned: Planned, typed: str) -> None:
    planned(weekly(), published=True, title="Joga na krześle", description="Ćwiczymy powoli.")
    planned(evening(), published=True, title="Wieczór gier", description="Gramy do późna.")
    assert planned_like(app, typed) == ["Joga na krześle"]


def test_another_wish_is_not_answered_by_what_is_planned(app: Flask, planned: Planned) -> None:
    planned(weekly(), published=True, title="Joga na krześle")
    assert planned_like(app, "Krzesło w poczekalni przychodni") == []
    assert planned_like(app, "Basen dla dzieci") == []


def test_of_what_is_planned_the_next_meeting_is_told(
    app: Flask, planned: Planned, clock: time_machine.Traveller
) -> None:
    number = planned(weekly(meeting_count=3), published=True, title="Joga na krześle")
    with unit(app):
        (one,) = planned_already(None, "joga na krześle")
        assert one.event.id == number
        assert one.meeting.starts_at == min(m.starts_at for m in one.event.occurrences)


def test_drafts_and_what_is_over_or_called_off_are_no_answer(
    app: Flask, cast: Cast, planned: Planned, clock: time_machine.Traveller
) -> None:
    planned(evening(), title="Joga na krześle")
    assert planned_like(app, "joga na krześle") == []
    assert planned_like(app, "joga na krześle", viewer=cast.organiser) == []
    over = planned(evening(), published=True, title="Joga na krześle")
    assert planned_like(app, "joga na krześle") == ["Joga na krześle"]
    clock.shift(timedelta(days=30))
    assert planned_like(app, "joga na krześle") == []
    with unit(app):
        renew_event_stems(utcnow())
        left = select(EventStem.event_id).where(EventStem.event_id == over)
        assert db.session.scalars(left).all() == []
    off = planned(evening(today() + timedelta(days=5)), published=True, title="Joga na krześle")
    with unit(app):
        event = db.session.get_one(Event, off)
        cancel_event(event, reason="Awaria", actor=db.session.get_one(User, cast.organiser.id))
    assert planned_like(app, "joga na krześle") == []
