"""The public pages of volunteering, below /wolontariat, and the list of who brings what."""

from flask import Blueprint

volunteers = Blueprint("volunteers", __name__)

contributions = Blueprint("contributions", __name__)
