"""What everybody sees first: the public pages, the desk of the team, the search."""

from flask import Flask

from osl.events.change_words import told_change
from osl.home import addresses, desk_views, machines, navigation, views
from osl.home.ideas import ideas_behind
from osl.home.words import holiday_of, hour_in_list, time_in_list

__all__ = ["desk_views", "init_app", "machines"]


def init_app(app: Flask) -> None:
    app.register_blueprint(views.home)
    app.context_processor(navigation.navigation_of_page)
    app.jinja_env.globals.update(
        dates_address=addresses.dates_address,
        event_address=addresses.event_address,
        holiday_of=holiday_of,
        hour_in_list=hour_in_list,
        ideas_behind=ideas_behind,
        printed_address=addresses.printed_address,
        time_in_list=time_in_list,
        told_change=told_change,
    )
