"""What an administrator or a timer runs."""

import click
from flask.cli import AppGroup

from osl.core import transactions
from osl.core.clock import utcnow
from osl.events.horizon import extend_horizon

commands = AppGroup("events", help="Events and their meetings.")


@commands.command("extend-horizon")
def extend_horizon_command() -> None:
    """Store the meetings of endless series 18 months ahead. May run any number of times."""
    with transactions.unit():
        count = extend_horizon(utcnow())
    click.echo(f"{count} meetings stored")
