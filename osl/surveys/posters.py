"""The poster for the wall of the hall: a code, an address, and that no name is asked."""

from dataclasses import dataclass

from osl.core.qr_codes import Drawing, drawn
from osl.surveys.links import address_of
from osl.surveys.models import Survey


@dataclass(frozen=True)
class Poster:
    """``address`` is what the code says, ``shown`` what one types."""

    address: str
    shown: str
    code: Drawing


def poster_of(survey: Survey) -> Poster:
    address = address_of(survey)
    return Poster(address, address.partition("://")[2], drawn(address))
