"""The page behind the link in a letter: what one agreed to, and a button. Works signed out."""

from contextlib import suppress

from flask import Blueprint, abort, render_template
from werkzeug.wrappers import Response as BaseResponse

from osl.core.access import token
from osl.core.errors import DomainError
from osl.core.web import see_other
from osl.messages.consent_links import by_secret
from osl.messages.consents import confirm_consent, deny_consent, withdraw_consent
from osl.messages.models import Consent, ConsentSource

consents = Blueprint("consents", __name__, url_prefix="/zgoda")


def consent_by(secret: str) -> Consent:
    """What the address leads to; an address we never gave leads nowhere."""
    return by_secret(secret) or abort(404)


@consents.get("/<secret>")
@token
def consent(secret: str) -> str:
    """What somebody agreed to. To look at it changes nothing: mail scanners look too."""
    return render_template("messages/consent.html", consent=consent_by(secret), secret=secret)


@consents.post("/<secret>/potwierdzenie")
@token
def confirmation(secret: str) -> BaseResponse:
    """It was really them."""
    consent = consent_by(secret)
    with suppress(DomainError):  # the page says where it stands
        confirm_consent(consent)
    return see_other(".consent", secret=secret)


@consents.post("/<secret>/rezygnacja")
@token
def withdrawal(secret: str) -> BaseResponse:
    """No more of these, from now on."""
    withdraw_consent(consent_by(secret), source=ConsentSource.LINK)
    return see_other(".consent", secret=secret)


@consents.post("/<secret>/pomylka")
@token
def denial(secret: str) -> BaseResponse:
    """Somebody else typed this address."""
    consent = consent_by(secret)
    with suppress(DomainError):  # the page says where it stands
        deny_consent(consent)
    return see_other(".consent", secret=secret)
