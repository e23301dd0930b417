"""How volunteers come back to what is theirs without an account.

A person has one link to everything of theirs; only their mailbox, or the team by phone, gives it
out. Whoever fills in a form on the site gets the link of that form: it opens what came with it
and nothing else, so that a neighbour's name and number open nothing of the neighbour's.
"""

from osl.core.db import db
from osl.core.i18n import DEFAULT_LANGUAGE
from osl.core.links import code_for, is_code_for, is_secret_for, number_in, read_code, secret_for
from osl.core.web import external_url
from osl.people.models import Person
from osl.volunteers.models import Assignment, Claim

OFFER, CLAIM = "z", "w"
"""What the address of a form begins with: an offer (zgłoszenie), or a thing for all (wspólne)."""

Sent = Assignment | Claim
"""What came with one form: of several shifts, the first one."""


def secret_of(person: Person) -> str:
    """What stands in the address of their page."""
    return f"{person.id}-{secret_for(_about('link', person))}"


def secret_of_form(sent: Sent) -> str:
    """What stands in the address of the page about one form."""
    kind = OFFER if isinstance(sent, Assignment) else CLAIM
    return f"{kind}{sent.id}-{secret_for(_about_form('link', sent))}"


def address_of(person: Person, language: str = DEFAULT_LANGUAGE) -> str:
    """The full address of the page with somebody's shifts and hours."""
    chosen = {} if language == DEFAULT_LANGUAGE else {"lang": language}
    return external_url("volunteers.own", secret=secret_of(person), **chosen)


def code_address() -> str:
    """Where a code from paper is typed, as one reads it on paper: no scheme."""
    return external_url("volunteers.enter_code").partition("://")[2]


def person_by_secret(secret: str) -> Person | None:
    """Whose address this is; None for one we never gave. Of a merged entry, the one that stands
    for it."""
    digits, _dash, given = secret.partition("-")
    number = number_in(digits)
    person = db.session.get(Person, number) if number is not None else None
    if person is None or not is_secret_for(given, _about("link", person)):
        return None
    return _stands_for(person)


def form_by_secret(secret: str) -> Sent | None:
    """What came with the form whose address this is; None for one we never gave."""
    name, _dash, given = secret.partition("-")
    number = number_in(name[1:])
    if number is None:
        return None
    sent: Sent | None = None
    if name.startswith(OFFER):
        sent = db.session.get(Assignment, number)
    elif name.startswith(CLAIM):
        sent = db.session.get(Claim, number)
    if sent is None or not is_secret_for(given, _about_form("link", sent)):
        return None
    return sent


def code_of(person: Person) -> str:
    """What somebody without e-mail keeps on paper and can say by phone: "12-7KQM-X2P9"."""
    return _written(person.id, code_for(_about("code", person)))


def code_of_form(sent: Sent) -> str:
    """The same for what came with one form."""
    return _written(sent.id, code_for(_about_form("code", sent)))


def person_by_code(typed: str) -> Person | None:
    told = read_code(typed)
    person = db.session.get(Person, told[0]) if told is not None else None
    if told is None or person is None or not is_code_for(told[1], _about("code", person)):
        return None
    return _stands_for(person)


def form_by_code(typed: str) -> Sent | None:
    told = read_code(typed)
    if told is None:
        return None
    number, letters = told
    sent: tuple[Sent | None, ...] = (
        db.session.get(Assignment, number),
        db.session.get(Claim, number),
    )
    for one in sent:
        if one is not None and is_code_for(letters, _about_form("code", one)):
            return one
    return None


def _stands_for(person: Person) -> Person:
    while person.merged_into_id is not None:
        person = db.session.get_one(Person, person.merged_into_id)
    return person


def _written(number: int, letters: str) -> str:
    return f"{number}-{letters[:4]}-{letters[4:]}"


def _about(purpose: str, person: Person) -> str:
    return f"volunteer {purpose} {person.id} {person.created_at.isoformat()}"


def _about_form(purpose: str, sent: Sent) -> str:
    if isinstance(sent, Assignment):
        return f"volunteer offer {purpose} {sent.id} {sent.offered_at.isoformat()}"
    return f"volunteer claim {purpose} {sent.id} {sent.claimed_at.isoformat()}"
