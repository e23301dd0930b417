"""What is asked of participants of a funding project, in words: on the form, aloud and on paper."""

from typing import Any

from osl.core.i18n import _, _l
from osl.logbook.participant_models import Education, Need, Participant, Sex, Work
from osl.logbook.words import band

NEEDS = {
    Need.SEX: _l("sex"),
    Need.AGE_BAND: _l("age, in bands"),
    Need.EDUCATION: _l("level of education"),
    Need.WORK: _l("whether they work"),
}

SEXES = {Sex.WOMAN: _l("woman"), Sex.MAN: _l("man"), Sex.OTHER: _l("another sex")}

EDUCATIONS = {
    Education.PRIMARY: _l("primary or lower secondary (ISCED 0–2)"),
    Education.SECONDARY: _l("secondary or vocational (ISCED 3–4)"),
    Education.HIGHER: _l("higher (ISCED 5–8)"),
}

WORKS = {
    Work.EMPLOYED: _l("works, for somebody or for themselves"),
    Work.UNEMPLOYED: _l("has no work and looks for it"),
    Work.INACTIVE: _l("does not work and does not look for work (a pupil, a pensioner, at home)"),
}

NO_ANSWER = _l("no answer")


def script(project_title: str, needs: list[Need]) -> str:
    """What is read aloud before anything is asked (REQ 3.4)."""
    return _(
        "These meetings belong to the project “%(project)s”. Whoever pays for it wants to know who "
        "takes part, so I ask you for: %(needs)s. Nothing else: no PESEL, nothing about health or "
        "income. You need not answer, and you can come all the same. Our team sees it, and whoever "
        "settles the project. You can ask what is written, have it put right or erased.",
        project=project_title,
        needs=", ".join(str(NEEDS[one]) for one in needs),
    )


def answers(participant: Participant) -> dict[Need, str]:
    """What somebody told, under each thing a project may need."""
    has_band = participant.from_age is not None
    return {
        Need.SEX: _said(SEXES, participant.sex),
        Need.AGE_BAND: band(participant.from_age, participant.to_age) if has_band else "",
        Need.EDUCATION: _said(EDUCATIONS, participant.education),
        Need.WORK: _said(WORKS, participant.work),
    }


def _said(words: dict[Any, Any], value: Any) -> str:
    return str(words[value]) if value is not None else ""
