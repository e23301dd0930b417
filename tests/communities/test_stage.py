"""How far the work has come: a dated history for the team, one sentence for residents."""

from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from osl.communities.models import Community, Stage, StageChange
from osl.core.audit import AuditEntry
from osl.core.clock import today
from tests.browser import Browser
from tests.cast import Cast

SENTENCE = "Razem ustalamy, co zrobić najpierw."


def test_a_new_stage_joins_the_history(
    browser: Browser, another_browser: Browser, cast: Cast, store: Session
) -> None:
    page = browser.sign_in(cast.animator).visit("communities.show", community_id=cast.wzgorze.id)
    page = page.follow("Zapisz inny etap").submit(
        "Zapisz",
        {
            "Etap": "Plan działania",
            "Od kiedy": "2026-05-04",
            "Notatka": "Plan przyjęty na zebraniu.",
            "Pokaż mieszkańcom ten etap w jednym zdaniu": True,
        },
    )

    assert "Plan przyjęty na zebraniu." in page.text
    assert "Zapis: Jan Testowy" in page.text
    change = store.scalars(select(StageChange)).one()
    assert (change.stage, change.changed_on) == (Stage.PLANNING, date(2026, 5, 4))
    assert change.author_id == cast.animator.id
    actions = store.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert actions == ["community.stage_changed", "community.stage_shown"]
    public = another_browser.visit("/spolecznosci/wzgorze")
    assert SENTENCE in public.text
    assert "Plan przyjęty" not in public.text, "notes are the team's own"


def test_residents_read_nothing_unless_the_team_says_so(
    browser: Browser, another_browser: Browser, cast: Cast
) -> None:
    page = browser.sign_in(cast.animator).visit("communities.stage", community_id=cast.wzgorze.id)
    page.submit("Zapisz", {"Etap": "Plan działania"})

    assert SENTENCE not in another_browser.visit("/spolecznosci/wzgorze").text


def test_a_second_click_notes_the_stage_once(browser: Browser, cast: Cast, store: Session) -> None:
    form = browser.sign_in(cast.animator).visit("communities.stage", community_id=cast.wzgorze.id)
    values = {"Etap": "Diagnoza", "Notatka": "Spacer badawczy."}
    form.submit("Zapisz", values)

    page = form.submit("Zapisz", values)

    assert page.notices == ["Zapisano."]
    assert store.scalar(select(func.count(StageChange.id))) == 1
    assert store.scalar(select(func.count(AuditEntry.id))) == 1


def test_two_people_note_different_stages(
    browser: Browser, another_browser: Browser, cast: Cast, store: Session
) -> None:
    where = {"community_id": cast.wzgorze.id}
    first = browser.sign_in(cast.animator).visit("communities.stage", **where)
    second = another_browser.sign_in(cast.organiser).visit("communities.stage", **where)
    first.submit("Zapisz", {"Etap": "Diagnoza"})

    page = second.submit("Zapisz", {"Etap": "Ewaluacja", "Notatka": "Moja notatka"})

    assert page.status == 409
    assert "Diagnoza" in page.text
    assert "Moja notatka" in page.text
    assert store.get_one(Community, cast.wzgorze.id).stage is Stage.DIAGNOSIS
    assert page.submit("Zapisz").status == 200
    assert store.get_one(Community, cast.wzgorze.id).stage is Stage.EVALUATION


def test_a_note_without_a_new_stage_is_not_lost_in_silence(
    browser: Browser, cast: Cast, store: Session
) -> None:
    form = browser.sign_in(cast.animator).visit("communities.stage", community_id=cast.wzgorze.id)

    page = form.submit("Zapisz", {"Notatka": "Coś ważnego"})

    assert page.status == 422
    assert page.errors == ["Notatka należy do nowego etapu. Wybierz etap, który się zaczął."]
    assert "Coś ważnego" in page.text
    assert store.scalar(select(func.count(StageChange.id))) == 0


def test_a_stage_cannot_begin_tomorrow(browser: Browser, cast: Cast, store: Session) -> None:
    form = browser.sign_in(cast.animator).visit("communities.stage", community_id=cast.wzgorze.id)
    tomorrow = (today() + timedelta(days=1)).isoformat()

    page = form.submit("Zapisz", {"Etap": "Diagnoza", "Od kiedy": tomorrow})

    assert page.status == 422
    assert page.errors == ["Ten dzień jeszcze nie nadszedł. Wybierz dzisiejszy albo wcześniejszy."]
    assert store.scalar(select(func.count(StageChange.id))) == 0


def test_a_stage_of_ones_own_invention_is_refused(
    browser: Browser, cast: Cast, store: Session
) -> None:
    form = browser.sign_in(cast.animator).visit("communities.stage", community_id=cast.wzgorze.id)
    token = form.dom.all("input", name="csrf_token")[0]["value"]

    page = browser.post(
        form.path, {"csrf_token": token, "stage": "finished", "changed_on": "2026-01-01"}
    )

    assert page.status == 422
    assert page.errors == ["Wybierz jedną z tych odpowiedzi."]
    assert store.get_one(Community, cast.wzgorze.id).stage is Stage.ENTERING
