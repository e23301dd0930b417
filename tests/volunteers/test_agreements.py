"""The team settles with a volunteer what the law asks: three steps, a paper, two signatures."""

from datetime import date

import pytest
from flask import Flask, render_template_string
from sqlalchemy import func, select

from osl.accounts.models import User
from osl.core.audit import AuditEntry
from osl.core.db import db
from osl.people.models import Person
from osl.volunteers.agreements import (
    AlreadyAgreed,
    NotADraft,
    Terms,
    Unready,
    change_terms,
    end_agreement,
    reopen_agreement,
    sign_agreement,
)
from osl.volunteers.models import Agreement, AgreementState, CheckKind
from tests.browser import Browser, Page
from tests.cast import Cast
from tests.volunteers.agreed import (
    ADULT,
    DAY_30,
    DAY_31,
    FIRST_DAY,
    NNW,
    PRINTED,
    SIGNED,
    WRITING,
    act,
    agreed,
    checked,
    known,
)
from tests.volunteers.conftest import Tasked

MINOR = date(2011, 3, 8)
"""15 years old on the first day."""
CHILD = date(2014, 3, 8)
"""12 years old on the first day, the day before the 13th birthday."""

BIRTH, FIRST, LAST = "Data urodzenia", "Pierwszy dzień", "Ostatni dzień"
GUARDIAN, SCOPE = "Imię i nazwisko opiekuna", "Co będzie robić ta osoba"


@pytest.fixture
def maria(app: Flask, cast: Cast) -> int:
    return known(app, cast)


def first_step(browser: Browser, person_id: int, **typed: str) -> Page:
    page = browser.visit(f"/panel/ludzie/{person_id}/porozumienia/nowe")
    values = {BIRTH: "1961-05-04", FIRST: "2027-03-07", LAST: "2027-04-06"}
    return page.submit("Zapisz i przejdź dalej", values | typed)


def token_of(page: Page) -> str:
    return page.dom.all("input", name="csrf_token")[0]["value"]


def actions(app: Flask) -> list[str]:
    with app.app_context():
        return list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def stored(app: Flask, agreement_id: int) -> Agreement:
    with app.app_context():
        found = db.session.get_one(Agreement, agreement_id)
        db.session.expunge(found)
        return found


def only(app: Flask) -> Agreement:
    with app.app_context():
        found = db.session.scalars(select(Agreement)).one()
        db.session.expunge(found)
        return found


class TestThreeSteps:
    def test_the_animator_writes_a_long_one_from_the_first_step_to_the_last(
        self, app: Flask, browser: Browser, cast: Cast, maria: int
    ) -> None:
        browser.sign_in(cast.animator)
        page = first_step(browser, maria, Adres="ul. Łąkowa 5")
        assert page.heading == "Na czym polega wolontariat"
        page = page.submit("Zapisz i przejdź dalej", {SCOPE: "Pomoc w ogrodzie"})
        assert "Trwa 31 dni, więcej niż 30" in page.text
        assert "Ubezpieczenie od wypadków (NNW)" not in page.text
        page = page.submit("Zapisz szkic", {"Kto podpisuje w imieniu centrum": "Anna Przykładowa"})
        assert page.heading == "Porozumienie W/1/2027"
        assert "Państwo, z mocy ustawy" in page.text
        assert "Wszystko jest wypełnione" in page.text
        agreement = only(app)
        assert (agreement.starts_on, agreement.ends_on) == (FIRST_DAY, DAY_31)
        assert agreement.address == "ul. Łąkowa 5"
        assert agreement.ends_how.startswith("Każda ze stron")
        assert agreement.created_by_id == cast.animator.id
        assert actions(app)[-3:] == ["agreement.started", "agreement.changed", "agreement.changed"]

    def test_thirty_days_demand_a_policy_of_the_centre(
        self, app: Flask, browser: Browser, cast: Cast, maria: int
    ) -> None:
        browser.sign_in(cast.animator)
        page = first_step(browser, maria, **{LAST: "2027-04-05"})
        page = page.submit("Zapisz i przejdź dalej", {SCOPE: "Pomoc w ogrodzie"})
        assert "Trwa 30 dni, nie więcej niż 30" in page.text
        signs = {"Kto podpisuje w imieniu centrum": "Anna Przykładowa", "Szkolenie": "BHP"}
        page = page.submit("Zapisz szkic", signs)
        assert page.status == 422
        assert page.errors == ["Do 30 dni centrum musi zapewnić ubezpieczenie: podaj polisę NNW."]
        kept = page.dom.all("input", name="training")[0]["value"]
        assert kept == "BHP"
        page = page.submit("Zapisz szkic", {"Ubezpieczenie od wypadków (NNW)": NNW})
        assert NNW in page.text
        assert only(app).insurance == NNW

    def test_a_minor_without_a_guardian_is_refused_and_nothing_typed_is_lost(
        self, app: Flask, browser: Browser, cast: Cast, maria: int
    ) -> None:
        browser.sign_in(cast.animator)
        page = first_step(browser, maria, **{BIRTH: "2009-03-08", "Adres": "ul. Łąkowa 5"})
        assert page.status == 422
        assert page.errors == [
            "Ta osoba pierwszego dnia nie ma jeszcze 18 lat: podaj imię i nazwisko opiekuna."
        ]
        assert page.dom.all("input", name="address")[0]["value"] == "ul. Łąkowa 5"
        page = page.submit("Zapisz i przejdź dalej", {GUARDIAN: "Ewa Żółkiewska"})
        assert page.heading == "Na czym polega wolontariat"
        assert only(app).guardian_name == "Ewa Żółkiewska"

    def test_on_the_eighteenth_birthday_nobody_asks_for_a_guardian(
        self, app: Flask, browser: Browser, cast: Cast, maria: int
    ) -> None:
        browser.sign_in(cast.animator)
        typed = {BIRTH: "2009-03-07", GUARDIAN: "Ewa Żółkiewska"}
        assert first_step(browser, maria, **typed).status == 200
        assert only(app).guardian_name == ""

    @pytest.mark.parametrize(
        "typed, sentence",
        [
            ({LAST: "2027-03-06"}, "Ostatni dzień jest przed pierwszym. Sprawdź obie daty."),
            ({BIRTH: "2027-03-01"}, "Sprawdź datę urodzenia: to nie jest dzień z przeszłości."),
            ({BIRTH: "1861-05-04"}, "Sprawdź rok urodzenia."),
            ({BIRTH: "31.02.1961"}, "Nie ma takiej daty."),
            ({BIRTH: ""}, "Podaj datę urodzenia."),
            ({"Adres": "Łąkowa 44051401359"}, "Usuń numer PESEL"),
        ],
    )
    def test_what_cannot_be_is_refused_in_words(
        self,
        app: Flask,
        browser: Browser,
        cast: Cast,
        maria: int,
        typed: dict[str, str],
        sentence: str,
    ) -> None:
        browser.sign_in(cast.animator)
        page = first_step(browser, maria, **typed)
        assert page.status == 422
        assert any(sentence in error for error in page.errors), page.errors
        with app.app_context():
            assert db.session.scalar(select(func.count(Agreement.id))) == 0

    def test_the_same_form_sent_twice_is_one_agreement(
        self, app: Flask, browser: Browser, cast: Cast, maria: int
    ) -> None:
        browser.sign_in(cast.animator)
        page = browser.visit(f"/panel/ludzie/{maria}/porozumienia/nowe")
        typed = {BIRTH: "1961-05-04", FIRST: "2027-03-07"}
        first = page.submit("Zapisz i przejdź dalej", typed)
        second = page.submit("Zapisz i przejdź dalej", typed)
        assert first.path == second.path
        assert only(app).number == "W/1/2027"

    def test_what_hints_at_a_case_is_pointed_out(
        self, app: Flask, browser: Browser, cast: Cast, maria: int
    ) -> None:
        browser.sign_in(cast.animator)
        page = first_step(browser, maria)
        page = page.submit("Zapisz i przejdź dalej", {SCOPE: "Opieka nad chorą: depresja"})
        assert page.status == 422
        assert "Opieka nad chorą: depresja" in page.text

    def test_days_are_not_changed_by_a_step_that_does_not_ask_for_them(
        self, app: Flask, browser: Browser, cast: Cast, maria: int
    ) -> None:
        number = agreed(app, cast, maria, WRITING)
        browser.sign_in(cast.animator)
        page = browser.visit(f"/panel/porozumienia/{number}/warunki")
        sent = {
            "csrf_token": token_of(page),
            "version": page.dom.all("input", name="version")[0]["value"],
            "ends_how": "Zawsze.",
            "represented_by": "Anna",
            "costs": "refunded",
            "starts_on": "2020-01-01",
            "ends_on": "2099-01-01",
            "number": "W/99/2027",
            "state": "signed",
        }
        assert browser.post(f"/panel/porozumienia/{number}/warunki", sent).status == 200
        kept = stored(app, number)
        assert kept.ends_how == "Zawsze."
        assert (kept.starts_on, kept.ends_on) == (FIRST_DAY, DAY_31)
        assert (kept.number, kept.state) == ("W/1/2027", WRITING)


class TestWorkWithChildren:
    def test_a_task_with_children_makes_it_one_and_it_cannot_be_unticked(
        self, app: Flask, browser: Browser, cast: Cast, maria: int, tasked: Tasked
    ) -> None:
        tasked("Zajęcia plastyczne", with_children=True)
        browser.sign_in(cast.animator)
        page = first_step(browser, maria, Zadanie="Zajęcia plastyczne (Wzgórze)")
        assert "Zajęcia plastyczne" in page.text
        page.submit("Zapisz i przejdź dalej", {"To praca z dziećmi": False})
        kept = only(app)
        assert kept.with_children
        assert kept.scope == "Zajęcia plastyczne"


class TestNumbers:
    def test_they_count_up_without_a_gap_and_start_anew_each_year(
        self, app: Flask, cast: Cast, maria: int, clock: object
    ) -> None:
        made = [
            agreed(app, cast, maria, WRITING, scope=words) for words in ("Ogród", "Szatnia", "Kawa")
        ]
        assert [stored(app, one).number for one in made] == ["W/1/2027", "W/2/2027", "W/3/2027"]
        with pytest.raises(AlreadyAgreed):
            agreed(app, cast, maria, WRITING, scope="Kawa")
        clock.move_to(date(2028, 1, 3))  # type: ignore[attr-defined]
        later = {"starts_on": date(2028, 2, 1), "ends_on": date(2028, 5, 1)}
        assert stored(app, agreed(app, cast, maria, WRITING, **later)).number == "W/1/2028"

    def test_the_tenth_comes_after_the_ninth(self, app: Flask, cast: Cast, maria: int) -> None:
        made = [agreed(app, cast, maria, WRITING, scope=f"Rzecz {n}") for n in range(11)]
        assert stored(app, made[-1]).number == "W/11/2027"


class TestTwoAtOnce:
    def test_about_the_same_work_the_second_is_refused_and_names_the_first(
        self, app: Flask, cast: Cast, maria: int
    ) -> None:
        agreed(app, cast, maria, PRINTED)
        with pytest.raises(AlreadyAgreed, match="W/1/2027"):
            agreed(app, cast, maria, WRITING, starts_on=DAY_31, ends_on=None)
        with app.app_context():
            assert db.session.scalar(select(func.count(Agreement.id))) == 1

    def test_once_the_first_has_ended_the_second_is_fine(
        self, app: Flask, cast: Cast, maria: int
    ) -> None:
        first = agreed(app, cast, maria, SIGNED)
        act(app, first, end_agreement, date(2027, 3, 1), "przeprowadzka", actor=cast.animator)
        assert stored(app, agreed(app, cast, maria, WRITING)).number == "W/2/2027"

    def test_days_moved_onto_another_one_are_refused_and_stay_as_they_were(
        self, app: Flask, browser: Browser, cast: Cast, maria: int
    ) -> None:
        agreed(app, cast, maria, SIGNED)
        later = agreed(app, cast, maria, WRITING, starts_on=date(2027, 5, 1), ends_on=None)
        browser.sign_in(cast.animator)
        page = browser.visit(f"/panel/porozumienia/{later}/kto-i-kiedy")
        page = page.submit("Zapisz i przejdź dalej", {FIRST: "2027-04-06", "Adres": "ul. Nowa 1"})
        assert page.status == 422
        assert "W/1/2027" in page.errors[0]
        assert page.dom.all("input", name="starts_on")[0]["value"] == "2027-04-06"
        assert page.dom.all("input", name="address")[0]["value"] == "ul. Nowa 1"
        kept = stored(app, later)
        assert (kept.starts_on, kept.address) == (date(2027, 5, 1), "")
        page = page.submit("Zapisz i przejdź dalej", {FIRST: "2027-04-07"})
        assert page.status == 200
        assert stored(app, later).starts_on == date(2027, 4, 7)

    def test_somebody_else_may_do_the_same_work(self, app: Flask, cast: Cast, maria: int) -> None:
        agreed(app, cast, maria, SIGNED)
        other = known(app, cast, "Jan Wzorcowy")
        assert stored(app, agreed(app, cast, other, SIGNED)).state is SIGNED


class TestPrinting:
    def test_a_button_makes_the_paper_and_the_agreement_counts_as_printed(
        self, app: Flask, browser: Browser, cast: Cast, maria: int
    ) -> None:
        number = agreed(app, cast, maria, WRITING)
        browser.sign_in(cast.animator)
        page = browser.visit(f"/panel/porozumienia/{number}").submit("Drukuj porozumienie")
        assert page.response.mimetype == "application/pdf"
        assert page.response.data.startswith(b"%PDF")
        assert page.response.headers["Cache-Control"] == "no-store"
        assert stored(app, number).state is PRINTED
        assert actions(app)[-2:] == ["agreement.printed", "agreement.paper_made"]
        again = browser.get(f"/panel/porozumienia/{number}/porozumienie.pdf")
        assert again.response.mimetype == "application/pdf"
        assert actions(app)[-1] == "agreement.paper_made"

    def test_what_is_missing_is_said_and_it_stays_a_draft(
        self, app: Flask, browser: Browser, cast: Cast, maria: int
    ) -> None:
        browser.sign_in(cast.animator)
        first_step(browser, maria, **{LAST: "2027-03-20"})
        number = only(app).id
        page = browser.visit(f"/panel/porozumienia/{number}")
        for sentence in ("na czym polega wolontariat", "kto podpisuje", "podaj polisę NNW"):
            assert sentence in page.text
        page = browser.post(f"/panel/porozumienia/{number}/druk", {"csrf_token": token_of(page)})
        assert "podaj polisę NNW" in page.notices[0]
        assert stored(app, number).state is WRITING
        page = browser.visit(f"/panel/porozumienia/{number}/porozumienie.pdf")
        assert page.notices == ["Szkic nie ma jeszcze wersji do druku. Najpierw go wydrukuj."]

    def test_what_is_printed_is_not_rewritten_until_it_is_a_draft_again(
        self, app: Flask, browser: Browser, cast: Cast, maria: int
    ) -> None:
        number = agreed(app, cast, maria, WRITING)
        browser.sign_in(cast.animator)
        open_form = browser.visit(f"/panel/porozumienia/{number}/co")
        browser.visit(f"/panel/porozumienia/{number}").submit("Drukuj porozumienie")
        late = open_form.submit("Zapisz i przejdź dalej", {SCOPE: "Coś całkiem innego"})
        assert late.status in (409, 422)
        assert "Coś całkiem innego" in late.text
        assert stored(app, number).scope == "Pomoc w ogrodzie"
        with pytest.raises(NotADraft):
            act(app, number, change_terms, Terms("Ktoś", "Nigdy."), actor=cast.animator)
        page = browser.visit(f"/panel/porozumienia/{number}").submit("Cofnij do szkicu")
        assert page.notices == ["To znów szkic. Wcześniejszy wydruk już nie obowiązuje."]
        kept = stored(app, number)
        assert (kept.state, kept.printed_at) == (WRITING, None)
        assert actions(app)[-1] == "agreement.reopened"


class TestSigning:
    def sign(self, browser: Browser, number: int, on: str = "2027-03-01") -> Page:
        page = browser.visit(f"/panel/porozumienia/{number}/podpis")
        return page.submit("Zapisz podpisanie", {"Którego dnia": on})

    def test_both_have_signed(self, app: Flask, browser: Browser, cast: Cast, maria: int) -> None:
        number = agreed(app, cast, maria, PRINTED)
        browser.sign_in(cast.social_worker)
        page = self.sign(browser, number)
        assert page.notices == ["Zapisano: porozumienie jest podpisane i obowiązuje."]
        kept = stored(app, number)
        assert (kept.state, kept.signed_on) == (SIGNED, date(2027, 3, 1))
        assert actions(app)[-1] == "agreement.signed"

    def test_not_in_the_future_and_not_before_it_is_printed(
        self, app: Flask, browser: Browser, cast: Cast, maria: int
    ) -> None:
        draft = agreed(app, cast, maria, WRITING, scope="Szatnia")
        number = agreed(app, cast, maria, PRINTED)
        browser.sign_in(cast.animator)
        assert "dopiero nadejdzie" in self.sign(browser, number, "2027-03-02").errors[0]
        assert "Najpierw wydrukuj" in self.sign(browser, draft).errors[0]
        assert stored(app, number).state is PRINTED

    def test_a_minor_waits_for_the_guardians_consent(
        self, app: Flask, browser: Browser, cast: Cast, maria: int
    ) -> None:
        number = agreed(app, cast, maria, PRINTED, born_on=MINOR, guardian_name="Ewa Ż.")
        browser.sign_in(cast.animator)
        page = self.sign(browser, number)
        assert page.status == 422
        assert page.errors == ["Brakuje zgody opiekuna: zapisz dzień, w którym dotarła."]
        assert stored(app, number).state is PRINTED
        page = browser.visit(f"/panel/porozumienia/{number}/zgoda-opiekuna")
        page = page.submit("Zapisz zgodę", {"Którego dnia": "2027-02-27"})
        assert "13–17 lat, zgoda opiekuna jest" in page.text
        assert self.sign(browser, number).status == 200
        assert stored(app, number).state is SIGNED
        assert actions(app)[-2:] == ["agreement.consented", "agreement.signed"]

    def test_a_consent_for_another_guardian_is_none(
        self, app: Flask, browser: Browser, cast: Cast, maria: int
    ) -> None:
        number = agreed(
            app,
            cast,
            maria,
            WRITING,
            born_on=MINOR,
            guardian_name="Ewa Ż.",
            consent_on=date(2027, 2, 27),
        )
        browser.sign_in(cast.animator)
        page = browser.visit(f"/panel/porozumienia/{number}/kto-i-kiedy")
        page.submit("Zapisz i przejdź dalej", {GUARDIAN: "Piotr Inny"})
        assert stored(app, number).guardian_consent_on is None

    def test_for_a_child_the_guardian_signs(
        self, app: Flask, browser: Browser, cast: Cast, maria: int
    ) -> None:
        number = agreed(app, cast, maria, PRINTED, born_on=CHILD, guardian_name="Ewa Ż.")
        browser.sign_in(cast.animator)
        page = browser.visit(f"/panel/porozumienia/{number}")
        assert "Poniżej 13 lat: podpisuje opiekun" in page.text
        assert self.sign(browser, number).status == 200
        assert stored(app, number).state is SIGNED

    def test_who_turns_eighteen_meanwhile_signed_as_a_minor_and_that_is_fine(
        self, app: Flask, cast: Cast, maria: int
    ) -> None:
        number = agreed(
            app,
            cast,
            maria,
            SIGNED,
            born_on=date(2009, 3, 20),
            guardian_name="Ewa Ż.",
            consent_on=date(2027, 2, 27),
        )
        assert stored(app, number).state is SIGNED

    def test_without_checks_work_with_children_is_not_signed(
        self, app: Flask, browser: Browser, cast: Cast, maria: int
    ) -> None:
        number = agreed(app, cast, maria, PRINTED, with_children=True)
        checked(app, cast, maria, CheckKind.REGISTER)
        browser.sign_in(cast.animator)
        page = self.sign(browser, number)
        assert page.status == 422
        assert "Rejestr Państwowej Komisji" in page.errors[0]
        assert "Rejestr sprawców" not in page.errors[0]
        assert stored(app, number).state is PRINTED
        checked(app, cast, maria)
        assert self.sign(browser, number).status == 200

    def test_whoever_does_not_see_checks_is_not_told_which_are_missing(
        self, app: Flask, browser: Browser, cast: Cast, maria: int
    ) -> None:
        number = agreed(app, cast, maria, PRINTED, with_children=True)
        browser.sign_in(cast.social_worker)
        page = self.sign(browser, number)
        assert page.errors == ["To praca z dziećmi, a nie ma jeszcze wszystkich sprawdzeń."]

    def test_a_policy_taken_out_afterwards_stops_it(
        self, app: Flask, cast: Cast, maria: int
    ) -> None:
        number = agreed(app, cast, maria, PRINTED, ends_on=DAY_30, insurance=NNW)
        with app.app_context(), pytest.raises(Unready, match="NNW"):
            agreement = db.session.get_one(Agreement, number)
            agreement.insurance = ""
            with db.session.no_autoflush:
                sign_agreement(agreement, date(2027, 3, 1), actor=cast.organiser)


class TestEnding:
    def test_it_ends_with_a_day_and_a_reason(
        self, app: Flask, browser: Browser, cast: Cast, maria: int
    ) -> None:
        number = agreed(app, cast, maria, SIGNED)
        browser.sign_in(cast.animator)
        page = browser.visit(f"/panel/porozumienia/{number}/zakonczenie")
        refused = page.submit("Zapisz zakończenie porozumienia", {"Którego dnia": "2027-03-01"})
        assert refused.status == 422
        page = page.submit(
            "Zapisz zakończenie porozumienia",
            {"Którego dnia": "2027-03-01", "Dlaczego się zakończyło": "przeprowadzka"},
        )
        assert "przeprowadzka" in page.text
        kept = stored(app, number)
        assert (kept.state, kept.ended_on) == (AgreementState.ENDED, date(2027, 3, 1))
        assert actions(app)[-1] == "agreement.ended"
        with pytest.raises(NotADraft):
            act(app, number, reopen_agreement, actor=cast.animator)

    def test_after_its_last_day_it_counts_as_ended_without_anybody_doing_anything(
        self, app: Flask, browser: Browser, cast: Cast, maria: int, clock: object
    ) -> None:
        number = agreed(app, cast, maria, SIGNED)
        browser.sign_in(cast.animator)
        clock.move_to(date(2027, 3, 20))  # type: ignore[attr-defined]
        browser.sign_in(cast.animator)
        page = browser.visit("/panel/porozumienia?konczy-sie=tak")
        assert "Kończy się za 17 dni" in page.text
        clock.move_to(date(2027, 4, 8))  # type: ignore[attr-defined]
        browser.sign_in(cast.animator)
        assert "Kończy się" not in browser.visit("/panel/porozumienia").text
        assert "W/1/2027" in browser.visit("/panel/porozumienia?stan=ended").text
        assert "W/1/2027" not in browser.visit("/panel/porozumienia?stan=signed").text
        assert "Zakończone" in browser.visit(f"/panel/porozumienia/{number}").text


class TestWhoSees:
    def test_private_data_are_for_the_organiser_and_whoever_wrote_it(
        self, app: Flask, browser: Browser, cast: Cast, maria: int
    ) -> None:
        number = agreed(
            app, cast, maria, PRINTED, address="ul. Tajna 7", born_on=MINOR, guardian_name="Ewa Ż."
        )
        for user in (cast.organiser, cast.animator, cast.social_worker):
            browser.sign_in(user)
            page = browser.visit(f"/panel/porozumienia/{number}")
            assert "13–17 lat" in page.text
            for secret in ("ul. Tajna 7", "2011", "Ewa Ż."):
                assert secret not in page.text
        assert "Pokaż adres i datę urodzenia" not in page.links
        for tail in ("dane", "kto-i-kiedy", "porozumienie.pdf"):
            assert browser.get(f"/panel/porozumienia/{number}/{tail}").status == 403
        browser.sign_in(cast.organiser)
        page = browser.visit(f"/panel/porozumienia/{number}").follow("Pokaż adres i datę urodzenia")
        assert "ul. Tajna 7" in page.text
        assert "8 marca 2011" in page.text
        with app.app_context():
            entry = db.session.scalars(
                select(AuditEntry).where(AuditEntry.action == "agreement.read")
            ).one()
            assert (entry.actor_id, entry.subject_id) == (cast.organiser.id, number)
            assert entry.details == {"number": "W/1/2027"}

    def test_somebody_of_another_community_finds_nothing_and_changes_nothing(
        self, app: Flask, browser: Browser, cast: Cast, maria: int
    ) -> None:
        number = agreed(app, cast, maria, PRINTED)
        before, told = stored(app, number), actions(app)
        browser.sign_in(cast.other_animator)
        token = token_of(browser.visit("/panel"))
        for tail in ("", "/co", "/warunki", "/kto-i-kiedy", "/dane", "/porozumienie.pdf"):
            assert browser.get(f"/panel/porozumienia/{number}{tail}").status == 404
        for tail in ("druk", "szkic", "podpis", "zgoda-opiekuna", "zakonczenie", "co", "warunki"):
            sent = {"csrf_token": token, "on": "2027-03-01", "why": "x", "scope": "Inne"}
            assert browser.post(f"/panel/porozumienia/{number}/{tail}", sent).status == 404
        for tail in ("porozumienia/nowe", "papiery", "sprawdzenia"):
            assert browser.get(f"/panel/ludzie/{maria}/{tail}").status == 404
        after = stored(app, number)
        assert (after.version, after.state, after.scope) == (before.version, PRINTED, before.scope)
        assert actions(app) == told
        assert "W/1/2027" not in browser.visit("/panel/porozumienia").text

    def test_the_list_is_narrowed_by_state_and_community(
        self, app: Flask, browser: Browser, cast: Cast, maria: int
    ) -> None:
        agreed(app, cast, maria, SIGNED)
        agreed(app, cast, maria, WRITING, scope="Szatnia")
        browser.sign_in(cast.organiser)
        page = browser.visit("/panel/porozumienia?stan=draft")
        assert "W/2/2027" in page.text
        assert "W/1/2027" not in page.text
        page = browser.visit(f"/panel/porozumienia?spolecznosc={cast.ostrowiecka.id}")
        assert "Nie ma takiego porozumienia." in page.text

    def test_the_log_holds_no_name(self, app: Flask, cast: Cast, maria: int) -> None:
        agreed(app, cast, maria, SIGNED)
        with app.app_context():
            told = db.session.scalars(
                select(AuditEntry).where(AuditEntry.subject_type == "volunteer_agreement")
            ).all()
            assert told
            assert "Żółkiewska" not in str([one.details for one in told])


def test_the_second_of_two_sees_what_the_first_one_saved(
    app: Flask, browser: Browser, cast: Cast, maria: int
) -> None:
    number = agreed(app, cast, maria, WRITING)
    browser.sign_in(cast.animator)
    form = browser.visit(f"/panel/porozumienia/{number}/co")
    browser.visit(f"/panel/porozumienia/{number}/co").submit(
        "Zapisz i przejdź dalej", {SCOPE: "Pierwsze słowa"}
    )
    late = form.submit("Zapisz i przejdź dalej", {SCOPE: "Drugie słowa"})
    assert late.status == 409
    assert "Pierwsze słowa" in late.text
    assert "Drugie słowa" in late.text


def test_an_adult_needs_no_consent(app: Flask, browser: Browser, cast: Cast, maria: int) -> None:
    number = agreed(app, cast, maria, PRINTED, born_on=ADULT)
    browser.sign_in(cast.animator)
    page = browser.visit(f"/panel/porozumienia/{number}/zgoda-opiekuna")
    page = page.submit("Zapisz zgodę", {"Którego dnia": "2027-02-27"})
    assert page.errors == ["To osoba pełnoletnia: nikt nie musi wyrażać zgody za nią."]


def test_a_card_shows_agreements_and_checks_to_whom_they_are_for(
    app: Flask, cast: Cast, maria: int
) -> None:
    agreed(app, cast, maria, SIGNED)
    checked(app, cast, maria)
    macro = "{% from 'agreements/_section.html' import agreements_section with context %}"
    shown = {}
    for name in ("animator", "social_worker", "other_animator"):
        with app.test_request_context():
            shown[name] = render_template_string(
                macro + "{{ agreements_section(viewer, person, day) }}",
                viewer=db.session.get_one(User, getattr(cast, name).id),
                person=db.session.get_one(Person, maria),
                day=date(2027, 3, 20),
            )
    assert "Kończy się za 17 dni" in shown["animator"]
    assert "Rejestr Państwowej Komisji" in shown["animator"]
    assert "W/1/2027" in shown["social_worker"]
    assert "Rejestr Państwowej Komisji" not in shown["social_worker"]
    assert "W/1/2027" not in shown["other_animator"]
