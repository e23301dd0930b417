"""Communities, venues, funding, and what the centre says of itself."""

from typing import Any

from flask import Flask, g

from osl.communities import views, words
from osl.communities.queries import get_centre, is_sample_town
from osl.core.i18n import _

__all__ = ["init_app", "is_sample_town", "signature"]


def centre_of_page() -> dict[str, Any]:
    """The centre for every page, read once; a page about a database that is down has none."""
    if g.get("database_is_down"):
        return {"centre": None}
    if "centre" not in g:
        g.centre = get_centre()
    return {"centre": g.centre}


def signature() -> str:
    """How the centre signs a letter, in the current language."""
    centre = get_centre()
    telephone = _("Telephone: %(number)s", number=centre.phone) if centre.phone else ""
    return f"{centre.name}\n\n{telephone}".strip()


def init_app(app: Flask) -> None:
    app.context_processor(centre_of_page)
    for blueprint in (views.communities, views.venues, views.funding, views.centre):
        app.register_blueprint(blueprint)
    app.jinja_env.globals.update(community_words=words)
