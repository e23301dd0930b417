"""Where the public pages about volunteering belong."""

from flask import Blueprint

volunteers = Blueprint("volunteers", __name__)
