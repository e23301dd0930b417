"""The team's pages about ideas: what waits, one idea, looking at it and answering it."""

from flask import Blueprint

ideas_desk = Blueprint("ideas_desk", __name__, url_prefix="/panel")
