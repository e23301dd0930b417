"""The team's accounts: who may come in, by what proof, and what each may do where."""

from flask import Flask

from osl.accounts import passwords, sessions
from osl.accounts.commands import commands
from osl.accounts.models import User
from osl.accounts.team import team
from osl.accounts.views import accounts, staff_addresses
from osl.accounts.words import MAY, ROLES, STATES


def shortest_password(member: User) -> int:
    return passwords.shortest_for(is_administrator=member.is_administrator)


def init_app(app: Flask) -> None:
    passwords.init_app(app)
    sessions.init_app(app)
    app.register_blueprint(accounts)
    app.register_blueprint(team)
    app.context_processor(staff_addresses)
    app.jinja_env.globals.update(
        role_names=ROLES, role_hints=MAY, state_names=STATES, shortest_password=shortest_password
    )
    app.cli.add_command(commands)
