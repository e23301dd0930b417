"""Asking people how a meeting was: which questions, from when and until when."""

from sqlalchemy import select
from sqlalchemy.orm.attributes import flag_modified

from osl.accounts.models import User
from osl.core import audit
from osl.core.clock import utcnow
from osl.core.db import db
from osl.core.errors import DomainError
from osl.core.i18n import _, _l
from osl.events.models import Event
from osl.logbook.queries import is_of_self_help
from osl.signups.places import first_part
from osl.surveys.models import MOST_QUESTIONS, Question, QuestionKind, Survey
from osl.surveys.queries import has_answers, survey_of
from osl.surveys.words import STANDARD, house_text, standard_of

STARTED = audit.action("survey.started", _l("%(actor)s began to ask how “%(subject)s” was"))
QUESTIONS = audit.action(
    "survey.questions_changed", _l("%(actor)s changed what is asked after “%(subject)s”")
)
OPENED = audit.action("survey.opened", _l("%(actor)s opened the survey of “%(subject)s”"))
CLOSED = audit.action("survey.closed", _l("%(actor)s closed the survey of “%(subject)s”"))
BY_LETTER = audit.action(
    "survey.by_letter", _l("%(actor)s has people asked by letter after “%(subject)s”")
)
NOT_BY_LETTER = audit.action(
    "survey.not_by_letter", _l("%(actor)s has nobody asked by letter after “%(subject)s”")
)


def start_survey(event: Event, *, actor: User) -> Survey:
    """Ask the standard questions after the meetings of an event, from now on. A survey that is
    there already stays as it is. Raises DomainError for a draft."""
    if not event.is_published:
        raise DomainError(_("Publish the event first: only then can anybody come and answer."))
    first = first_part(event)
    # Two who tap at once come one after the other, so that the second finds the survey.
    db.session.execute(select(Event.id).where(Event.id == first.id).with_for_update(key_share=True))
    known = survey_of(event)
    if known is not None:
        return known
    survey = Survey(
        event=first,
        created_by_id=actor.id,
        opened_at=utcnow(),
        questions=[
            Question(position=place, kind=kind, text=house_text(name), standard=name)
            for place, (name, (kind, _words)) in enumerate(STANDARD.items(), start=1)
        ],
    )
    db.session.add(survey)
    db.session.flush()
    _note(STARTED, survey, actor)
    return survey


def add_question(survey: Survey, kind: QuestionKind, text: str, *, actor: User) -> Question:
    """Ask one thing more. The same question is not asked twice. Raises DomainError once somebody
    has answered, and for a sixth question."""
    _open_to_change(survey)
    same = next((one for one in survey.questions if (one.kind, one.text) == (kind, text)), None)
    if same is not None:
        return same
    if len(survey.questions) >= MOST_QUESTIONS:
        raise DomainError(
            _("Five questions are enough: with more, fewer people answer. Take one out first.")
        )
    question = Question(
        survey=survey,
        position=max((one.position for one in survey.questions), default=0) + 1,
        kind=kind,
        text=text,
        standard=standard_of(kind, text),
    )
    db.session.add(question)
    _changed(survey, actor)
    return question


def change_question(question: Question, kind: QuestionKind, text: str, *, actor: User) -> None:
    """Ask it in other words. What was a standard question is one's own from then on. Raises
    DomainError once somebody has answered."""
    survey = question.survey
    _open_to_change(survey)
    if (question.kind, question.text) != (kind, text):
        question.kind, question.text = kind, text
        question.standard = standard_of(kind, text)
        _changed(survey, actor)


def remove_question(question: Question, *, actor: User) -> None:
    """Do not ask it. Raises DomainError once somebody has answered, and for the last one."""
    survey = question.survey
    _open_to_change(survey)
    if len(survey.questions) <= 1:
        raise DomainError(_("A survey asks at least one question. Change this one instead."))
    survey.questions.remove(question)
    _changed(survey, actor)


def move_question_up(question: Question, *, actor: User) -> None:
    """Ask it one place earlier. Raises DomainError once somebody has answered."""
    survey = question.survey
    _open_to_change(survey)
    order = sorted(survey.questions, key=lambda one: (one.position, one.id))
    at = order.index(question)
    if at:
        order[at - 1], order[at] = order[at], order[at - 1]
        for place, one in enumerate(order, start=1):
            one.position = place
        _changed(survey, actor)


def open_survey(survey: Survey, *, actor: User) -> None:
    """Let people answer, for the first time or again. Twice is once."""
    hold(survey)
    if survey.opened_at is None or survey.closed_at is not None:
        survey.opened_at = survey.opened_at or utcnow()
        survey.closed_at = None
        _note(OPENED, survey, actor)


def close_survey(survey: Survey, *, actor: User) -> None:
    """Nobody answers any more; paper sheets may still be typed in. Twice is once."""
    hold(survey)
    if survey.opened_at is not None and survey.closed_at is None:
        survey.closed_at = utcnow()
        _note(CLOSED, survey, actor)


def ask_by_letter(survey: Survey, *, actor: User, yes: bool) -> None:
    """Whether people who came are asked in a letter the day after. Raises DomainError for a
    self-help group: nobody writes to those who come there."""
    hold(survey)
    if yes and is_of_self_help(survey.event):
        raise DomainError(
            _("A self-help group meets here: nobody is written to about it. The code works.")
        )
    if survey.by_letter is not yes:
        survey.by_letter = yes
        _note(BY_LETTER if yes else NOT_BY_LETTER, survey, actor)


def hold(survey: Survey) -> None:
    """Let nobody else change or answer this survey until we are done, and read it as it is now.
    SQLite has one writer at a time anyway."""
    db.session.flush()
    if db.engine.dialect.name == "postgresql":
        db.session.execute(select(Survey.id).where(Survey.id == survey.id).with_for_update())
        db.session.expire(survey)


def _open_to_change(survey: Survey) -> None:
    hold(survey)
    if has_answers(survey):
        raise DomainError(
            _(
                "Somebody has answered already, so the questions stay as they are: answers to "
                "different questions cannot be put together. You can close the survey."
            )
        )


def _changed(survey: Survey, actor: User) -> None:
    # Its questions are part of it: whoever had them open looks once more.
    flag_modified(survey, "by_letter")
    _note(QUESTIONS, survey, actor)


def _note(what: audit.Action, survey: Survey, actor: User) -> None:
    own = survey.event.communities
    audit.record(
        what,
        actor=actor,
        subject=survey.event,
        community_id=own[0].id if own else None,
        survey_id=survey.id,
    )
