"""How volunteers come back to what is theirs without an account: one link to all their shifts."""

from osl.core.db import db
from osl.core.i18n import DEFAULT_LANGUAGE
from osl.core.links import code_for, is_code_for, is_secret_for, number_in, read_code, secret_for
from osl.core.web import external_url
from osl.people.models import Person


def secret_of(person: Person) -> str:
    """What stands in the address of their page."""
    return f"{person.id}-{secret_for(_about('link', person))}"


def address_of(person: Person, language: str = DEFAULT_LANGUAGE) -> str:
    """The full address of the page with somebody's shifts and hours."""
    chosen = {} if language == DEFAULT_LANGUAGE else {"lang": language}
    return external_url("volunteers.own", secret=secret_of(person), **chosen)


def person_by_secret(secret: str) -> Person | None:
    """Whose address this is; None for one we never gave. Of a merged entry, the one that stands
    for it."""
    digits, _dash, given = secret.partition("-")
    number = number_in(digits)
    person = db.session.get(Person, number) if number is not None else None
    if person is None or not is_secret_for(given, _about("link", person)):
        return None
    return _stands_for(person)


def code_of(person: Person) -> str:
    """What somebody without e-mail keeps on paper and can say by phone: "12-7KQM-X2P9"."""
    letters = code_for(_about("code", person))
    return f"{person.id}-{letters[:4]}-{letters[4:]}"


def person_by_code(typed: str) -> Person | None:
    told = read_code(typed)
    person = db.session.get(Person, told[0]) if told is not None else None
    if told is None or person is None or not is_code_for(told[1], _about("code", person)):
        return None
    return _stands_for(person)


def _stands_for(person: Person) -> Person:
    while person.merged_into_id is not None:
        person = db.session.get_one(Person, person.merged_into_id)
    return person


def _about(purpose: str, person: Person) -> str:
    return f"volunteer {purpose} {person.id} {person.created_at.isoformat()}"
