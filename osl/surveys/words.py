"""What questions and answers are called, and what is said when there is nothing to answer."""

from flask_babel import force_locale

from osl.core.i18n import DEFAULT_LANGUAGE, _, _l, _n
from osl.surveys.models import Question, QuestionKind, Survey

FACES = {
    5: _l("Very good"),
    4: _l("Rather good"),
    3: _l("So-so"),
    2: _l("Rather bad"),
    1: _l("Very bad"),
}
YES_NO = {3: _l("Yes"), 2: _l("Perhaps"), 1: _l("No")}

VALUES = {QuestionKind.FACES: FACES, QuestionKind.YES_NO: YES_NO, QuestionKind.WORDS: {}}
"""The answers one chooses from, the happiest first."""

KINDS = {
    QuestionKind.FACES: _l("Five faces, from very good to very bad"),
    QuestionKind.YES_NO: _l("Yes, perhaps, no"),
    QuestionKind.WORDS: _l("In one's own words"),
}

STANDARD = {
    "rating": (QuestionKind.FACES, _l("How did you like this meeting?")),
    "useful": (QuestionKind.YES_NO, _l("Will something from this meeting be useful to you?")),
    "again": (QuestionKind.YES_NO, _l("Will you come again?")),
    "change": (QuestionKind.WORDS, _l("What should we change or add?")),
}
"""The questions the site asks everywhere; the answers to them may be put together."""


def text_of(question: Question) -> str:
    """The question as it is asked: a standard one in the language of the page."""
    known = STANDARD.get(question.standard)
    return str(known[1]) if known is not None else question.text


def house_text(standard: str) -> str:
    """A standard question in the language of the house, as it is kept."""
    with force_locale(DEFAULT_LANGUAGE):
        return str(STANDARD[standard][1])


def standard_of(kind: QuestionKind, text: str) -> str:
    """Which standard question this is, word for word; empty for one's own."""
    for name, (known, _words) in STANDARD.items():
        if known is kind and house_text(name) == text:
            return name
    return ""


def state(survey: Survey) -> str:
    """Where a survey stands, for the team."""
    if survey.opened_at is None:
        return _("Not opened yet")
    return _("Survey closed") if survey.closed_at is not None else _("Survey open")


def how_many_questions(number: int) -> str:
    """As it stands on the poster: "4 questions"."""
    return _n("%(num)s question", "%(num)s questions", number)


def answers(number: int) -> str:
    return _n("%(num)s answer", "%(num)s answers", number)


def share(answered: int, asked: int | None) -> str:
    """The share that answered, in whole per cent; nothing where nobody knows how many came."""
    return f"{round(answered * 100 / asked)}%" if asked else ""
