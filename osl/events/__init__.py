"""Events: planned by the team, met by residents, kept in order through every change."""

from flask import Flask

from osl.core.access import acting_user
from osl.core.markdown import plain_text, render_markdown
from osl.events import break_views, meeting_views, queries, series_views, step_views, words
from osl.events.commands import commands
from osl.events.search import refresh_search_words
from osl.events.step_forms import QuickForm
from osl.events.views import events

__all__ = ["init_app", "meeting_views", "refresh_search_words", "series_views", "step_views"]


def quick_event_form() -> QuickForm:
    """The short form of the desk: templates/events/_quick.html draws it."""
    return QuickForm.blank(acting_user())


def known_hosts() -> list[str]:
    """Names to choose from where a form asks who runs it: templates/events/_hosts.html."""
    return queries.known_hosts(acting_user())


def init_app(app: Flask) -> None:
    app.register_blueprint(events)
    app.register_blueprint(break_views.breaks)
    app.cli.add_command(commands)
    app.jinja_env.filters.update(markdown=render_markdown, plain_text=plain_text)
    app.jinja_env.globals.update(
        event_words=words,
        quick_event_form=quick_event_form,
        known_hosts=known_hosts,
        next_part_from=queries.first_day_of,
    )
