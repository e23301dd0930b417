"""What everybody sees first: the public pages, the desk of the team, the search."""

from flask import Flask

from osl.events.change_words import told_change
from osl.home import addresses, desk_views, machines, navigation, views

__all__ = ["desk_views", "init_app", "machines"]


def init_app(app: Flask) -> None:
    app.register_blueprint(views.home)
    app.context_processor(navigation.navigation_of_page)
    app.jinja_env.globals.update(
        event_address=addresses.event_address,
        printed_address=addresses.printed_address,
        told_change=told_change,
    )
