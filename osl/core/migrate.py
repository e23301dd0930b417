"""Bringing a database to the shape this version of the site needs."""

from flask import Flask
from flask_migrate import Migrate, upgrade

from osl.core.db import db
from osl.core.settings import ROOT

FOLDER = str(ROOT / "migrations")

migrate = Migrate()


def init_app(app: Flask) -> None:
    migrate.init_app(app, db, directory=FOLDER, render_as_batch=True, compare_type=True)


def upgrade_database(app: Flask) -> None:
    """Run every migration the database has not seen yet."""
    with app.app_context():
        upgrade(directory=FOLDER)
        db.session.remove()
        db.engine.dispose()
