"""The command that loads the demo town."""

import click
from flask import current_app
from flask.cli import AppGroup

from osl.core import migrate
from osl.core.errors import DomainError
from osl.demo.operations import load_demo_town

commands = AppGroup("demo", help="The demo town, to look around in.")


@commands.command("load")
def load() -> None:
    """Fill an empty database with the demo town: invented people, places and meetings."""
    migrate.upgrade_database(current_app)
    try:
        load_demo_town()
    except DomainError as refusal:
        raise click.ClickException(str(refusal)) from refusal
    click.echo("The demo town is loaded.")
