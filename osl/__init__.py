"""OSL: where a neighbourhood's team plans and publishes, and residents find what is on."""

from flask import Flask
from flask_wtf import CSRFProtect

from osl import (
    accounts,
    calendars,
    cards,
    communities,
    demo,
    events,
    groups,
    home,
    ideas,
    journal,
    logbook,
    messages,
    neighbours,
    news,
    people,
    reports,
    signups,
    specialists,
    surveys,
    volunteers,
)
from osl.accounts.operations import forget_old_traces
from osl.calendars.importing import erase_old_imports
from osl.calendars.nightly import read_calendars_back
from osl.calendars.operations import write_unwritten_entries
from osl.communities.models import Community, FundingProject
from osl.core import (
    access,
    assets,
    errors,
    health,
    i18n,
    logs,
    migrate,
    outbox,
    pictures,
    revisions,
    transactions,
    web,
)
from osl.core.db import db, engine_options, prepare_engine
from osl.core.settings import ROOT, Settings
from osl.events import involvement
from osl.events.horizon import extend_horizon
from osl.events.models import Picture
from osl.groups import one_person as one_in_groups
from osl.ideas import composing as ideas_composing
from osl.ideas import following as ideas_following
from osl.ideas import one_person as one_in_ideas
from osl.ideas.models import Idea
from osl.ideas.nightly import forget_traces
from osl.ideas.similar import renew_event_stems
from osl.logbook import curriculum, report_section, specialist_hours
from osl.logbook import following as logbook_following
from osl.logbook import one_person as one_in_logbook
from osl.logbook import page as logbook_page
from osl.logbook.models import LogPicture
from osl.logbook.queries import logged_in
from osl.logbook.sending import forget_sent_marks
from osl.logbook.sheet_photos import erase_sheet_photos
from osl.logbook.sheet_section import sheets_of
from osl.logbook.summary import attendance_section
from osl.messages import worker, writing
from osl.messages.consents import composers as consent_composers
from osl.messages.operations import erase_old_letters
from osl.neighbours import composing as neighbours_composing
from osl.neighbours import one_person as one_in_neighbour_help
from osl.neighbours.nightly import forget_help_traces
from osl.news.operations import forget_unanswered
from osl.news.weekly import composers as news_composers
from osl.news.weekly import write_weekly_letters
from osl.people import merging, pointing
from osl.people import one_person as one_in_people
from osl.people.duplicates import look_for_alike
from osl.signups import composing
from osl.signups import one_person as one_in_signups
from osl.signups.call_operations import call_unreached, drop_settled_calls
from osl.signups.following import follow
from osl.signups.queries import people_in
from osl.signups.regulars import keep_places_of_regulars
from osl.signups.reminders import erase_help_needs, send_reminders
from osl.signups.waiting import lapse_offers
from osl.surveys.asking import ask_after_meetings
from osl.surveys.at_meeting import at_meeting as survey_at_meeting
from osl.surveys.composing import composers as survey_composers
from osl.volunteers import hours_composing
from osl.volunteers import one_person as one_in_volunteering
from osl.volunteers.claim_letters import composers as claim_composers
from osl.volunteers.composing import composers as volunteer_composers
from osl.volunteers.limits import forget_networks
from osl.volunteers.reminders import remind_volunteers

FEATURES = (
    accounts,
    messages,
    communities,
    people,
    events,
    calendars,
    signups,
    ideas,
    volunteers,
    groups,
    neighbours,
    specialists,
    logbook,
    surveys,
    journal,
    cards,
    news,
    reports,
    home,
    demo,
)
"""In the order they may import one another: downward only."""

csrf = CSRFProtect()


def create_app(settings: Settings | None = None, **overrides: object) -> Flask:
    """The site, ready to serve. Raises SettingsError, and refuses a view without a door."""
    settings = settings or Settings.from_environment()
    settings.prepare_instance()
    app = web.Site(
        "osl",
        root_path=str(ROOT / "osl"),
        template_folder=str(ROOT / "templates"),
        static_folder=str(ROOT / "static"),
        instance_path=str(settings.instance),
    )
    app.config.update(
        SETTINGS=settings,
        INSTANCE=str(settings.instance),
        UPLOADS=settings.uploads,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(settings.database_url),
    )
    web.init_app(app, settings)
    app.config.update(overrides)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    logs.init_app(app)
    errors.init_app(app)
    i18n.init_app(app)
    csrf.init_app(app)
    db.init_app(app)
    migrate.init_app(app)
    with app.app_context():
        prepare_engine(db.engine, begins_writing=transactions.is_writing)
    app.register_blueprint(health.health)
    app.cli.add_command(assets.assets)
    pictures.init_app(app)
    for feature in FEATURES:
        feature.init_app(app)
    access.refuse_unguarded_views(app)
    return app


transactions.init_session()
revisions.writers[:] = [
    events.refresh_search_words,
    calendars.rewrite_entries,
    follow,
    ideas_following.follow,
    logbook_following.follow,
]
involvement.counters[:] = [people_in, logged_in]
involvement.heirs[:] = [curriculum.hand_over]
pointing.rules.update(
    one_in_people.rules
    | one_in_signups.rules
    | one_in_ideas.rules
    | one_in_volunteering.rules
    | one_in_groups.rules
    | one_in_neighbour_help.rules
    | one_in_logbook.rules
)
merging.refusals[:] = [one_in_neighbour_help.help_each_other]
merging.after_steps[:] = [
    one_in_signups.count_places,
    one_in_ideas.count_people,
    one_in_volunteering.count_taken,
    one_in_logbook.count_visits,
]
logbook_page.sections[:] = [
    logbook_page.Section("logbook/_log_attendance.html", attendance_section),
    logbook_page.Section("logbook/_log_sheet.html", sheets_of),
    report_section.section,
    logbook_page.Section("specialists/_log_specialists.html", specialist_hours.led_at),
    logbook_page.Section("surveys/_log_survey.html", survey_at_meeting),
]
outbox.composers.update(
    composing.composers
    | ideas_composing.composers
    | neighbours_composing.composers
    | volunteer_composers
    | claim_composers
    | hours_composing.composers
    | consent_composers
    | news_composers
    | survey_composers
)

transactions.closing_steps[:] = [revisions.write]
transactions.after_commit_steps[:] = [pictures.settle, messages.deliver_soon]
transactions.undone_steps[:] = [pictures.withdraw]
pictures.columns[:] = [
    Community.cover,
    FundingProject.logo_strip,
    Picture.file,
    Idea.picture,
    LogPicture.file,
]
access.steps_may_wait[:] = [communities.is_sample_town]
writing.signatures[:] = [communities.signature]
worker.minute_steps[:] = [
    call_unreached,
    lapse_offers,
    drop_settled_calls,
    send_reminders,
    write_weekly_letters,
    ideas_following.tell_results,
    look_for_alike,
    remind_volunteers,
    ask_after_meetings,
]
worker.nightly_steps[:] = [
    forget_old_traces,
    erase_old_letters,
    extend_horizon,
    keep_places_of_regulars,
    erase_help_needs,
    forget_unanswered,
    forget_traces,
    forget_help_traces,
    forget_networks,
    forget_sent_marks,
    erase_sheet_photos,
    renew_event_stems,
    write_unwritten_entries,
    read_calendars_back,
    erase_old_imports,
    merging.gather_latecomers,
]
