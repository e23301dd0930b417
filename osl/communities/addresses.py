"""The addresses of communities: made from their names, printed on paper, never given twice."""

from osl.communities.models import TOWN_SLUG, Community
from osl.communities.queries import slug_owner_id
from osl.core.errors import DomainError
from osl.core.i18n import _
from osl.core.text import slugify

RESERVED_SLUGS = frozenset(
    {
        TOWN_SLUG,
        "api",
        "archiwum",
        "health",
        "kalendarz",
        "kulturalne",
        "nowa",
        "panel",
        "pomysly",
        "spoleczne",
        "spolecznosci",
        "sportowe",
        "wszystkie",
        "wydarzenia",
    }
)
"""Words that mean something else in addresses, now or one day."""


class AddressRefused(DomainError):
    """No community can have that address."""


def free_slug(words: str, community: Community | None = None) -> str:
    """The address made of these words, if no other community ever had it.

    Raises AddressRefused with the reason.
    """
    slug = slugify(words)
    if not any(character.isalpha() for character in slug):
        raise AddressRefused(
            _("The address needs letters. Type a short name, for example wzgorze.")
        )
    if slug in RESERVED_SLUGS:
        raise AddressRefused(
            _("The address “%(slug)s” means something else here. Choose another.", slug=slug)
        )
    owner = slug_owner_id(slug)
    if owner is not None and (community is None or owner != community.id):
        raise AddressRefused(
            _("Another community has, or once had, the address “%(slug)s”.", slug=slug)
        )
    return slug
