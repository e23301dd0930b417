"""People: the residents the team knows, with or without a phone or an address."""

from flask import Flask

from osl.people.navigation import people_nav, person_page

__all__ = ["init_app"]


def init_app(app: Flask) -> None:
    """People have no page here: they stand behind sign-ups, ideas and cards."""
    app.jinja_env.globals.update(people_nav=people_nav, person_page=person_page)
