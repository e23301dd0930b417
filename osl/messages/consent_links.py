"""How whoever agreed comes back to it without an account: by the link in every such letter.

It is kept nowhere. It follows from the number of the consent and from the site's key, so that
somebody who only has the database can make none.
"""

import base64
import hashlib
import hmac

from flask import current_app

from osl.core.db import db
from osl.core.i18n import DEFAULT_LANGUAGE
from osl.core.web import external_url
from osl.messages.models import Consent


def secret_of(consent: Consent) -> str:
    """What stands in the address of its page: 256 bits that nobody can guess."""
    return f"{consent.id}-{_mac(_keys()[0], consent)}"


def address_of(consent: Consent) -> str:
    """The full address of its page, in the language somebody agreed in."""
    language = {} if consent.language == DEFAULT_LANGUAGE else {"lang": consent.language}
    return external_url("consents.consent", secret=secret_of(consent), **language)


def by_secret(secret: str) -> Consent | None:
    """The consent an address leads to; None for an address we never gave."""
    digits, _dash, given = secret.partition("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 10):
        return None
    consent = db.session.get(Consent, int(digits))
    if consent is None or not _is_mac_of(given, consent):
        return None
    return consent


def _is_mac_of(given: str, consent: Consent) -> bool:
    return any(hmac.compare_digest(given.encode(), _mac(key, consent).encode()) for key in _keys())


def _keys() -> list[str]:
    """The key of today first, then those before it: old links work until they are retired."""
    config = current_app.config
    return [str(config["SECRET_KEY"]), *config["SECRET_KEY_FALLBACKS"]]


def _mac(key: str, consent: Consent) -> str:
    # The moment it was given stands in it because numbers may be given again.
    words = f"consent link {consent.id} {consent.given_at.isoformat()} {consent.link_version}"
    digest = hmac.new(key.encode(), words.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
