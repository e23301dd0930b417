"""The page of a meeting says whether people are asked how it was, and how many answered."""

from flask import Flask, render_template
from sqlalchemy.orm import Session

from osl.accounts.models import User
from osl.core.db import db
from osl.events.models import Occurrence
from osl.logbook.heads import count_heads
from osl.logbook.page import sections_for
from tests.browser import Browser
from tests.cast import Cast
from tests.ideas.conftest import unit
from tests.logbook.conftest import act
from tests.surveys.conftest import Opened, give, meeting_of


def section(app: Flask, viewer_id: int, meeting_id: int) -> str:
    """What the section says, in one line; nothing where there is none."""
    with unit(app):
        meeting = db.session.get_one(Occurrence, meeting_id)
        for one in sections_for(db.session.get_one(User, viewer_id), meeting):
            if one.template == "surveys/_log_survey.html":
                return " ".join(
                    render_template(one.template, data=one.data, meeting=meeting).split()
                )
    return ""


def test_a_meeting_offers_a_survey_and_then_says_how_many_answered(
    app: Flask, cast: Cast, browser: Browser, picnic: int, opened: Opened, store: Session
) -> None:
    meeting = meeting_of(store, picnic)
    assert "Załóż ankietę" in section(app, cast.animator.id, meeting)
    survey = opened(picnic)
    act(app, meeting, count_heads, 12, actor=cast.animator)
    give(app, survey, meeting, 5)
    assert "Odpowiedzi: 1, osób na spotkaniu: 12." in section(app, cast.animator.id, meeting)
    page = browser.sign_in(cast.animator).visit(f"/panel/ankiety/{survey}/wyniki")
    figures = [one.text for one in page.dom.with_class("figure")]
    assert figures == ["12 osób było", "1 odpowiedź", "8% z obecnych"]
    assert section(app, cast.other_animator.id, meeting) == ""
    assert section(app, cast.adviser.id, meeting) == ""
