"""Calendars: feeds to subscribe to, the month, one event as a file, and calendars of others
to bring in."""

import click
from flask import Flask
from flask.cli import AppGroup

from osl.calendars import import_views, views
from osl.calendars.operations import rebuild_entries, rewrite_entries
from osl.core import transactions

__all__ = ["init_app", "rewrite_entries"]

commands = AppGroup("calendars", help="Calendar feeds.")


@commands.command("rebuild")
def rebuild() -> None:
    """Write what calendars say of every event anew. Needed after moving to another address."""
    with transactions.unit():
        written = rebuild_entries()
    click.echo(f"{written} events written.")


def init_app(app: Flask) -> None:
    app.register_blueprint(views.calendars)
    app.register_blueprint(import_views.imports)
    app.cli.add_command(commands)
    app.jinja_env.globals.update(
        calendar_subscription=views.subscription_of,
        event_in_own_calendar=views.event_in_own_calendar,
        month_address=views.month_address,
    )
