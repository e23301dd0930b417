"""How whoever agreed comes back to it without an account: by the link in every such letter."""

from osl.core.db import db
from osl.core.i18n import DEFAULT_LANGUAGE
from osl.core.links import is_secret_for, number_in, secret_for
from osl.core.web import external_url
from osl.messages.models import Consent


def secret_of(consent: Consent) -> str:
    """What stands in the address of its page."""
    return f"{consent.id}-{secret_for(_about(consent))}"


def address_of(consent: Consent) -> str:
    """The full address of its page, in the language somebody agreed in."""
    language = {} if consent.language == DEFAULT_LANGUAGE else {"lang": consent.language}
    return external_url("consents.consent", secret=secret_of(consent), **language)


def by_secret(secret: str) -> Consent | None:
    """The consent an address leads to; None for an address we never gave."""
    digits, _dash, given = secret.partition("-")
    number = number_in(digits)
    consent = db.session.get(Consent, number) if number is not None else None
    return consent if consent is not None and is_secret_for(given, _about(consent)) else None


def _about(consent: Consent) -> str:
    return f"consent link {consent.id} {consent.given_at.isoformat()} {consent.link_version}"
