"""The address of a survey: one for everybody, so that it says nothing of who answers."""

from osl.core.db import db
from osl.core.i18n import DEFAULT_LANGUAGE
from osl.core.links import code_for, is_code_for, read_code
from osl.core.web import external_url
from osl.surveys.models import Survey


def secret_of(survey: Survey) -> str:
    """What stands in its address: short enough to be typed from a poster, "12-7KQM-X2P9"."""
    letters = code_for(_about(survey))
    return f"{survey.id}-{letters[:4]}-{letters[4:]}"


def address_of(survey: Survey, language: str = DEFAULT_LANGUAGE) -> str:
    """The full address, for letters and the QR code."""
    chosen = {} if language == DEFAULT_LANGUAGE else {"lang": language}
    return external_url("surveys.answer", secret=secret_of(survey), **chosen)


def survey_by_secret(secret: str) -> Survey | None:
    """The survey of this address, however somebody typed it; None for one we never gave."""
    told = read_code(secret)
    survey = db.session.get(Survey, told[0]) if told is not None else None
    if told is None or survey is None or not is_code_for(told[1], _about(survey)):
        return None
    return survey


def _about(survey: Survey) -> str:
    return f"survey link {survey.id} {survey.created_at.isoformat()}"
