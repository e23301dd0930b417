"""Commands for whoever runs the server: the first organiser, and the ways back in."""

import click
from email_validator import EmailNotValidError, validate_email
from flask import current_app
from flask.cli import AppGroup

from osl.accounts import credentials, operations
from osl.accounts.queries import user_of_email
from osl.core import migrate, transactions

commands = AppGroup("accounts", help="Accounts of the team.")


@commands.command("create-organiser")
@click.argument("email")
def create_organiser(email: str) -> None:
    """Make EMAIL an organiser, and print a link that signs her in once."""
    try:
        validate_email(email, check_deliverability=False)
    except EmailNotValidError:
        raise click.ClickException(f"“{email}” is not an e-mail address.") from None
    migrate.upgrade_database(current_app)
    with transactions.unit():
        link = operations.issue_sign_in_link(operations.make_organiser(email))
    click.echo("Open this address within 12 hours to sign in as an organiser; it works once.")
    click.echo(link)


@commands.command("forget-second-factor")
@click.argument("email")
def forget_second_factor(email: str) -> None:
    """Let EMAIL sign in by password alone and set up another second factor."""
    with transactions.unit():
        member = user_of_email(email)
        if member is None:
            raise click.ClickException(f"Nobody in the team has the address {email}.")
        credentials.forget_factor(member)
    click.echo(f"The next sign-in of {email} asks to set up another second factor.")
