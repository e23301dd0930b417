"""The site, for any WSGI server (wsgi:app), and a program that runs all of it (python wsgi.py).

As a program it brings the database to the shape this version needs, loads the demo town into an
empty one, says where the site is, and serves it with the background worker beside.
`python wsgi.py worker` is the worker alone, for an installation whose web server is another.
"""

import os
import sys
from pathlib import Path

from flask import Flask
from sqlalchemy.exc import DatabaseError

from osl import communities, create_app
from osl.accounts.operations import issue_sign_in_link
from osl.accounts.queries import first_organiser
from osl.calendars.operations import rebuild_entries_if_moved
from osl.core import logs, server, static_files, transactions
from osl.core.errors import SettingsError
from osl.core.migrate import upgrade_database
from osl.core.settings import Settings
from osl.demo.operations import load_demo_town
from osl.demo.queries import database_is_empty
from osl.messages.worker import run_worker

FIRST_ORGANISER = ".venv/bin/flask --app wsgi accounts create-organiser EMAIL"
USAGE = "python wsgi.py runs the site; python wsgi.py worker runs the background worker alone."


def make_site(settings: Settings) -> Flask:
    site = create_app(settings)
    static_files.init_app(site)
    return site


def prepare(site: Flask, settings: Settings) -> None:
    """Bring the database and its calendars up to date, and fill an empty one with the demo town."""
    upgrade_database(site)
    with site.app_context(), transactions.unit():
        rebuild_entries_if_moved()
    if not settings.demo or settings.production:
        return
    with site.app_context():
        if database_is_empty():
            print("Loading the demo town …", flush=True)
            load_demo_town()


def greeting(site: Flask, settings: Settings) -> str:
    """Where the site is and how to get in. Each address has a line of its own."""
    lines = ["The site is at", settings.base_url]
    with site.app_context(), transactions.unit():
        organiser = first_organiser()
        if organiser is None:
            lines += ["", "Nobody can sign in yet. Make the first organiser with", FIRST_ORGANISER]
        elif communities.is_sample_town():
            link = issue_sign_in_link(organiser)
            lines += [
                "",
                "Sign in as the demo organiser with this link; it works once",
                link,
            ]
    return "\n".join(["", *lines, "", "Ctrl-C stops it."])


def serve() -> int:
    settings = Settings.from_environment()
    # To someone trying the site out a line for each request is noise; a log is asked for by name.
    asked_for_log = settings.production or "OSL_LOG_LEVEL" in os.environ
    logs.configure(settings.log_level if asked_for_log else "WARNING")
    listener = server.listen(settings.host, settings.port)
    site = make_site(settings)
    try:
        prepare(site, settings)
        print(greeting(site, settings), flush=True)
    except DatabaseError as error:
        cause = " ".join(str(error.orig).split()).rstrip(".")
        raise SettingsError(
            f"The database cannot be used: {cause}. Check OSL_DATABASE_URL."
        ) from error
    worker = [sys.executable, str(Path(__file__).resolve()), "worker", "--beside-server"]
    server.run(site, listener, worker)
    return 0


def work(*, beside_server: bool) -> int:
    if beside_server:
        server.end_with_parent()
    settings = Settings.from_environment()
    logs.configure(settings.log_level if settings.production else "WARNING")
    run_worker(create_app(settings))
    return 0


def main(arguments: list[str]) -> int:
    os.umask(0o077)  # what the site writes is for its own account
    try:
        match arguments:
            case []:
                return serve()
            case ["worker"]:
                return work(beside_server=False)
            case ["worker", "--beside-server"]:
                return work(beside_server=True)
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    print(USAGE, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

settings = Settings.from_environment()
logs.configure(settings.log_level)
app = make_site(settings)
