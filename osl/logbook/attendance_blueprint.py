"""The addresses under which attendance is taken, on the page and by a phone without a line."""

from flask import Blueprint

attendance = Blueprint("attendance", __name__, url_prefix="/panel")
