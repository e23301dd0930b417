"""How residents come back to their idea, their support or their offer without an account."""

from typing import TypeVar

from osl.core.db import db
from osl.core.i18n import DEFAULT_LANGUAGE
from osl.core.links import code_for, is_code_for, is_secret_for, number_in, read_code, secret_for
from osl.core.web import external_url
from osl.ideas.models import Idea, IdeaOffer, IdeaSupport

Thing = Idea | IdeaSupport | IdeaOffer
Known = TypeVar("Known", Idea, IdeaSupport, IdeaOffer)

ENDPOINTS: dict[type[Thing], str] = {
    Idea: "ideas.own",
    IdeaSupport: "ideas.own_support",
    IdeaOffer: "ideas.own_offer",
}


def secret_of(thing: Thing) -> str:
    """What stands in the address of its page."""
    return f"{thing.id}-{secret_for(_about('link', thing))}"


def address_of(thing: Thing, language: str = DEFAULT_LANGUAGE) -> str:
    """The full address of the page where somebody sees what is theirs."""
    chosen = {} if language == DEFAULT_LANGUAGE else {"lang": language}
    return external_url(ENDPOINTS[type(thing)], secret=secret_of(thing), **chosen)


def idea_by_secret(secret: str) -> Idea | None:
    """The idea whose author has this address; None for one we never gave."""
    return _by_secret(Idea, secret)


def support_by_secret(secret: str) -> IdeaSupport | None:
    return _by_secret(IdeaSupport, secret)


def offer_by_secret(secret: str) -> IdeaOffer | None:
    return _by_secret(IdeaOffer, secret)


def code_of(idea: Idea) -> str:
    """What an author without e-mail keeps on paper and can say by phone: "12-7KQM-X2P9"."""
    letters = code_for(_about("code", idea))
    return f"{idea.id}-{letters[:4]}-{letters[4:]}"


def code_address() -> str:
    """Where a code from paper is typed, as one reads it on paper: no scheme."""
    return external_url("ideas.enter_code").partition("://")[2]


def idea_by_code(typed: str) -> Idea | None:
    told = read_code(typed)
    idea = db.session.get(Idea, told[0]) if told is not None else None
    if told is None or idea is None or not is_code_for(told[1], _about("code", idea)):
        return None
    return idea


def _by_secret(kind: type[Known], secret: str) -> Known | None:
    digits, _dash, given = secret.partition("-")
    number = number_in(digits)
    thing = db.session.get(kind, number) if number is not None else None
    return thing if thing is not None and is_secret_for(given, _about("link", thing)) else None


def _about(purpose: str, thing: Thing) -> str:
    if isinstance(thing, Idea):
        return f"idea {purpose} {thing.id} {thing.given_at.isoformat()} {thing.link_version}"
    if isinstance(thing, IdeaSupport):
        made = thing.supported_at.isoformat()
        return f"idea support {purpose} {thing.id} {made} {thing.link_version}"
    return f"idea offer {purpose} {thing.id} {thing.offered_at.isoformat()}"
