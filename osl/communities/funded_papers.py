"""Papers that a grant paid for bear its logos, and its sentence as it is on their day."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from osl.communities.models import FundingProject
from osl.core import pictures
from osl.core.papers import make_paper


def make_funded_paper(
    template: str,
    data: Mapping[str, Any],
    project: FundingProject | None,
    on: date,
    *,
    drawings: Mapping[str, bytes] | None = None,
) -> bytes:
    """The paper with the strip of logos and the sentence that its project asks for that day."""
    strip, inside = _strip_of(project), dict(drawings or {})
    if project is not None:
        data = {
            **data,
            "funding": {
                "title": project.title,
                "number": project.number,
                "sentence": project.sentence_on(on),
                "logos": project.logo_description or "Loga instytucji finansujących",
            },
        }
    if strip:
        inside["strip"] = strip
    return make_paper(template, data, pictures=inside)


def _strip_of(project: FundingProject | None) -> bytes:
    """The widest picture of the logos; nothing where there is none any more."""
    versions = pictures.versions_of(project.logo_strip) if project is not None else []
    path = pictures.folder() / versions[-1].name if versions else None
    return path.read_bytes() if path is not None and path.is_file() else b""
