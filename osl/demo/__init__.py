"""The demo town: a place to look around in before the first real event."""

from flask import Flask

from osl.demo.commands import commands


def init_app(app: Flask) -> None:
    app.cli.add_command(commands)
