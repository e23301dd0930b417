"""Where residents give an idea and come back to it; no account anywhere."""

from flask import Blueprint

ideas = Blueprint("ideas", __name__)
