"""Participants of a funding project: only what it needs, on named lists, and small groups shown to
the organiser only."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from osl.accounts.models import User
from osl.communities.models import Community, FundingProject
from osl.core.audit import AuditEntry
from osl.core.db import Base, db
from osl.events.cancellations import cancel_event
from osl.events.models import Event
from osl.logbook.attendance import ABSENT, PRESENT, note_presence
from osl.logbook.participant_models import (
    Education,
    Need,
    Participant,
    ProjectNeed,
    Sex,
    Work,
)
from osl.logbook.participant_records import Told, choose_needs, record_participant
from osl.people.merging import merge_people
from osl.people.models import Channel, Person
from osl.people.operations import Known, meet_person
from tests.browser import Browser
from tests.cast import Cast
from tests.ideas.conftest import unit
from tests.logbook.conftest import TODAY, Held, act, at_event, deeds, person

ASKED = {
    "Płeć": "kobieta",
    "Wiek w dniu przystąpienia": "55 lat i więcej",
    "Wykształcenie": "wyższe (ISCED 5–8)",
    "Praca": "nie chce podać",
}
NEEDS = "Co projekt musi wiedzieć o każdej osobie"


@pytest.fixture
def project(app: Flask, cast: Cast, workshop: int, held: Held, store: Session) -> int:
    """A project that pays for the workshop: Anna and Jan were there, Maria was not."""
    with unit(app):
        made = FundingProject(title="Seniorzy razem", sentence="Sfinansowano.")
        db.session.add(made)
        db.session.get_one(Event, workshop).funding_project = made
        db.session.flush()
        number = made.id
    meeting = held("Anna Przykładowa", "Jan Testowy", "Maria Wzorcowa")
    for name, noted in (
        ("Anna Przykładowa", PRESENT),
        ("Jan Testowy", PRESENT),
        ("Maria Wzorcowa", ABSENT),
    ):
        act(app, meeting, note_presence, person(store, name), noted, actor=cast.animator)
    return number


def needing(app: Flask, project_id: int, cast: Cast, *needs: Need) -> None:
    with unit(app):
        choose_needs(
            db.session.get_one(FundingProject, project_id),
            needs,
            may_erase=False,
            actor=db.session.get_one(User, cast.organiser.id),
        )


def write(app: Flask, project_id: int, who: str, cast: Cast, **told: object) -> int:
    """Write somebody down as a participant; a name nobody goes by yet is met in Wzgórze."""
    with unit(app):
        actor = db.session.get_one(User, cast.organiser.id)
        known = db.session.scalar(select(Person).where(Person.name == who)) or meet_person(
            Known(who), channel=Channel.IN_PERSON, community_ids=[cast.wzgorze.id], actor=actor
        )
        db.session.flush()
        joined_on = told.pop("joined_on", TODAY)
        said = Told(joined_on, Channel.IN_PERSON, **told)  # type: ignore[arg-type]
        of = db.session.get_one(FundingProject, project_id)
        made = record_participant(of, known, said, actor=actor)
        db.session.flush()
        return made.id


def records(store: Session) -> list[Participant]:
    store.expire_all()
    return list(store.scalars(select(Participant).order_by(Participant.id)))


def test_who_was_present_by_name_stands_on_the_list_until_asked(
    app: Flask, browser: Browser, cast: Cast, project: int, store: Session
) -> None:
    needing(app, project, cast, *Need)
    page = browser.sign_in(cast.animator).visit("participants.index", project_id=project)
    assert "Anna Przykładowa" in page.text
    assert "Maria Wzorcowa" not in page.text
    assert deeds(store)[-1] == "participants.read"

    form = page.follow("Anna Przykładowa")
    assert "Te spotkania są z projektu „Seniorzy razem”" in form.text
    done = form.submit("Zapisz", ASKED)
    assert done.notices == ["Zapisano: Anna Przykładowa."]
    one = records(store)[0]
    assert (one.sex, one.from_age, one.to_age) == (Sex.WOMAN, 55, None)
    assert (one.education, one.work, one.joined_on) == (Education.HIGHER, None, TODAY)
    kept = store.scalars(select(AuditEntry).where(AuditEntry.action == "participant.recorded"))
    assert "Anna" not in str(kept.one().details)

    waiting = browser.visit(f"/panel/projekty/{project}/uczestnicy?pokaz=bez-wpisu")
    assert "Jan Testowy" in waiting.text
    assert "Anna Przykładowa" not in waiting.text
    lacking = browser.visit(f"/panel/projekty/{project}/uczestnicy?pokaz=niepelne&szukaj=anna")
    assert "praca (czy ktoś pracuje)" in lacking.text


def test_sent_twice_it_is_one_record_and_the_second_of_two_sees_the_first(
    app: Flask, browser: Browser, cast: Cast, project: int, store: Session
) -> None:
    needing(app, project, cast, Need.SEX)
    anna = person(store, "Anna Przykładowa")
    browser.sign_in(cast.organiser)
    form = browser.visit("participants.record", project_id=project, person_id=anna)
    form.submit("Zapisz", {"Płeć": "kobieta"})
    assert form.submit("Zapisz", {"Płeć": "kobieta"}).notices == ["Zapisano: Anna Przykładowa."]
    assert len(records(store)) == 1
    other = form.submit("Zapisz", {"Płeć": "inna"})
    assert other.status == 409
    assert records(store)[0].sex is Sex.WOMAN


def test_only_what_the_project_needs_is_asked_and_each_answer_is_a_choice(
    app: Flask, browser: Browser, cast: Cast, project: int, store: Session
) -> None:
    needing(app, project, cast, Need.EDUCATION)
    anna = person(store, "Anna Przykładowa")
    browser.sign_in(cast.animator)
    form = browser.visit("participants.record", project_id=project, person_id=anna)
    assert "Płeć" not in form.text
    page = form.submit("Zapisz", {"Bierze udział od": "2027-03-02"})
    assert page.status == 422
    assert set(page.errors) == {
        "Wybierz odpowiedź albo zaznacz, że ta osoba nie chce jej podać.",
        "Ten dzień dopiero nadejdzie. Podaj dzień przystąpienia do projektu.",
    }
    assert records(store) == []


def test_the_organiser_chooses_needs_and_what_is_no_more_needed_is_erased_once_confirmed(
    app: Flask, browser: Browser, cast: Cast, project: int, store: Session
) -> None:
    form = browser.sign_in(cast.organiser).visit("participants.needs", project_id=project)
    assert "PESEL, niepełnosprawność, dochody i zasiłki" in form.text
    form.submit("Zapisz", {NEEDS: ["płeć", "wykształcenie"]})
    for who in ("Anna Przykładowa", "Jan Testowy"):
        write(app, project, who, cast, sex=Sex.WOMAN, education=Education.HIGHER)

    form = browser.visit("participants.needs", project_id=project)
    page = form.submit("Zapisz", {NEEDS: ["płeć"]})
    assert page.status == 422
    assert "wykształcenie (wpisano u 2 osób)" in page.errors[0]
    assert {one.education for one in records(store)} == {Education.HIGHER}
    page.submit("Zapisz", {"Tak, usuń to, co nie jest już potrzebne": True})
    assert {(one.sex, one.education) for one in records(store)} == {(Sex.WOMAN, None)}
    assert list(store.scalars(select(ProjectNeed.need))) == [Need.SEX]
    assert deeds(store)[-3:-1] == ["participants.needs_chosen", "participants.emptied"]


def test_small_groups_are_told_to_the_organiser_only(
    app: Flask, browser: Browser, cast: Cast, project: int
) -> None:
    needing(app, project, cast, Need.SEX)
    for number in range(6):
        write(app, project, f"Osoba {number}", cast, sex=Sex.WOMAN)
    for number in range(7):
        write(app, project, f"Ktoś {number}", cast, sex=Sex.MAN)
    write(app, project, "Jan Testowy", cast, sex=Sex.OTHER)

    page = browser.sign_in(cast.organiser).visit("participants.index", project_id=project)
    assert "kobieta 6 mężczyzna 7 inna 1" in page.text
    page = browser.sign_in(cast.animator).visit("participants.index", project_id=project)
    assert "kobieta nie pokazujemy mężczyzna 7 inna nie pokazujemy" in page.text


def test_a_record_is_erased_and_the_visits_stay(
    app: Flask, browser: Browser, cast: Cast, project: int, store: Session
) -> None:
    write(app, project, "Anna Przykładowa", cast)
    anna = person(store, "Anna Przykładowa")
    browser.sign_in(cast.animator)
    page = browser.visit("participants.removal", project_id=project, person_id=anna)
    page = page.submit("Usuń wpis")
    assert records(store) == []
    assert "Anna Przykładowa" in page.text
    assert "participant.removed" in deeds(store)


def test_the_file_holds_records_alone_and_is_noted(
    app: Flask, browser: Browser, cast: Cast, project: int, store: Session
) -> None:
    needing(app, project, cast, Need.AGE_BAND)
    write(app, project, "Anna Przykładowa", cast, age_band=(30, 54), work=Work.EMPLOYED)
    form = browser.sign_in(cast.organiser).visit("participants.export", project_id=project)
    file = form.submit("Pobierz", {"Rodzaj pliku": "Zwykła tabela (CSV)"})
    text = file.response.get_data(as_text=True)
    assert "Anna Przykładowa" in text
    assert "30–54" in text
    assert "Jan Testowy" not in text
    assert "pracuje" not in text
    entry = store.scalars(select(AuditEntry).where(AuditEntry.action == "participants.exported"))
    assert entry.one().details["count"] == 1


def test_an_animator_sees_people_of_their_own_and_strangers_see_nothing(
    app: Flask, browser: Browser, cast: Cast, project: int, workshop: int, store: Session
) -> None:
    anna = person(store, "Anna Przykładowa")
    for user in (cast.other_animator, cast.adviser, cast.administrator):
        browser.sign_in(user)
        assert browser.visit("participants.index", project_id=project).status == 404
        address = f"/panel/projekty/{project}/uczestnicy/{anna}"
        assert browser.visit(address).status == 404
    with unit(app):
        event = db.session.get_one(Event, workshop)
        event.communities.append(db.session.get_one(Community, cast.ostrowiecka.id))
    browser.sign_in(cast.other_animator)
    page = browser.visit("participants.index", project_id=project)
    assert page.status == 200
    assert "Anna Przykładowa" not in page.text
    assert browser.visit("participants.record", project_id=project, person_id=anna).status == 404
    assert browser.visit("participants.needs", project_id=project).status == 403
    assert browser.visit("participants.export", project_id=project).status == 403
    browser.sign_in(cast.organiser)
    maria = person(store, "Maria Wzorcowa")
    assert browser.visit("participants.record", project_id=project, person_id=maria).status == 404


def test_what_was_told_stands_on_the_persons_page_and_on_their_own_paper(
    app: Flask, browser: Browser, cast: Cast, project: int, store: Session
) -> None:
    needing(app, project, cast, Need.EDUCATION)
    write(app, project, "Anna Przykładowa", cast, education=Education.HIGHER)
    anna = person(store, "Anna Przykładowa")
    browser.sign_in(cast.animator)
    told = "Seniorzy razem: bierze udział od 1 marca 2027; wykształcenie: wyższe (ISCED 5–8)"
    assert told in browser.visit("cards.show", person_id=anna).text
    assert told in browser.visit("cards.paper", person_id=anna).text


def test_of_two_entries_of_one_person_what_either_told_stays(
    app: Flask, cast: Cast, project: int, store: Session
) -> None:
    needing(app, project, cast, *Need)
    write(app, project, "Anna Przykładowa", cast, sex=Sex.WOMAN)
    told = {"sex": Sex.OTHER, "age_band": (18, 29), "work": Work.EMPLOYED}
    write(app, project, "Ania Przykładowa", cast, joined_on=date(2027, 2, 1), **told)
    ids = [person(store, name) for name in ("Anna Przykładowa", "Ania Przykładowa")]
    with unit(app):
        one, other = (db.session.get_one(Person, number) for number in ids)
        merge_people(one, other, actor=db.session.get_one(User, cast.organiser.id))
    (kept,) = records(store)
    assert (kept.sex, kept.from_age, kept.to_age) == (Sex.WOMAN, 18, 29)
    assert (kept.work, kept.joined_on) == (Work.EMPLOYED, date(2027, 2, 1))


def test_there_is_no_column_for_what_must_not_be_kept() -> None:
    tables = {name: Base.metadata.tables[name] for name in ("project_participant", "project_need")}
    assert set(tables["project_participant"].columns.keys()) == {
        "id",
        "funding_project_id",
        "person_id",
        "joined_on",
        "sex",
        "from_age",
        "to_age",
        "education",
        "work",
        "channel",
        "notice_version",
        "entered_by_id",
        "entered_at",
        "version",
    }
    assert {one.value for one in Need} == {"sex", "age_band", "education", "work"}


def test_what_was_noted_before_a_meeting_was_called_off_counts_nowhere(
    app: Flask, browser: Browser, cast: Cast, project: int, workshop: int
) -> None:
    page = browser.sign_in(cast.organiser).visit("participants.index", project_id=project)
    assert "Anna Przykładowa" in page.text
    at_event(app, workshop, cancel_event, reason="Burza", actor=cast.organiser)
    page = browser.visit("participants.index", project_id=project)
    assert "Anna Przykładowa" not in page.text
    assert browser.visit("/panel/raporty/wiersze/osoby?okres=ten-rok").dom.all("table") == []
