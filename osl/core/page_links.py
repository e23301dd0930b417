"""Where a public page is for good, in every language: for search engines and shared links."""

from dataclasses import dataclass
from typing import Any

from osl.core.i18n import DEFAULT_LANGUAGE, LANGUAGES, language
from osl.core.web import external_url


@dataclass(frozen=True)
class PageLinks:
    """The lasting address of a page, in the language it is read in and in each of the others."""

    own: str
    languages: dict[str, str]


def page_links(endpoint: str, **values: Any) -> PageLinks:
    """The address without what only sorts or narrows the page."""
    found = {
        code: external_url(
            endpoint, **values, **({} if code == DEFAULT_LANGUAGE else {"lang": code})
        )
        for code in LANGUAGES
    }
    return PageLinks(found[language()], found)
