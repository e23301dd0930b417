"""The logbook of a course: its curriculum, what was covered when, and who was at which share."""

from flask import flash, request
from werkzeug.wrappers import Response as BaseResponse

from osl.accounts.models import User
from osl.core import clock
from osl.core.access import acting_user, requires
from osl.core.errors import DomainError
from osl.core.forms import OslForm, render_form, render_stale
from osl.core.i18n import _, _n
from osl.core.web import see_other
from osl.events.models import Event
from osl.logbook.curriculum import (
    TopicAt,
    add_topics,
    can_edit_topic,
    curriculum_of,
    get_course,
    get_topic,
    move_topic,
    rename_topic,
    restore_topic,
    retire_topic,
)
from osl.logbook.forms import TopicForm, TopicsForm
from osl.logbook.models import AttendanceMode
from osl.logbook.policies import can_keep_logbook
from osl.logbook.presence import erased_visits, noted_meetings, presence_of_course
from osl.logbook.queries import mode_of
from osl.logbook.shelf import meetings_of_course, noted_by_name
from osl.logbook.views import logbook

WHERE, EARLIER = "gdzie", "wyzej"


def load_course(viewer: User | None, event_id: int) -> Event:
    return get_course(viewer, event_id)


def load_topic(viewer: User | None, event_id: int, topic_id: int) -> TopicAt:
    return get_topic(viewer, event_id, topic_id)


@logbook.get("/kurs/<int:event_id>")
@requires(can_keep_logbook, load=load_course)
def course(event: Event) -> BaseResponse:
    """What a course teaches and what was covered when; who was at how many meetings."""
    return course_page(event, TopicsForm())


def course_page(event: Event, form: TopicsForm) -> BaseResponse:
    rows, meetings = curriculum_of(event), meetings_of_course(event)
    noted = noted_meetings(event)
    in_use = [row for row in rows if row.topic.retired_at is None]
    return render_form(
        "logbook/course.html",
        form,
        event=event,
        in_use=in_use,
        covered=sum(1 for row in in_use if row.meetings),
        retired=[row for row in rows if row.topic.retired_at is not None],
        meetings=meetings,
        named=noted_by_name([entry for _meeting, entry in meetings]),
        noted=noted,
        erased=erased_visits(noted),
        people=presence_of_course(event),
        now=clock.utcnow(),
        is_counted=mode_of(event) is AttendanceMode.HEAD_COUNT,
    )


@logbook.post("/kurs/<int:event_id>/tematy")
@requires(can_keep_logbook, load=load_course)
def new_topics(event: Event) -> BaseResponse:
    """Add topics to the curriculum."""
    form = TopicsForm()
    if form.validate_on_submit():
        try:
            added = add_topics(event, form.lines, actor=acting_user())
        except DomainError as refusal:
            form.refuse(refusal, "titles")
        else:
            flash(added_words(len(added)))
            return to_curriculum(event)
    return course_page(event, form)


@logbook.route("/kurs/<int:event_id>/tematy/<int:topic_id>", methods=["GET", "POST"])
@requires(can_edit_topic, load=load_topic)
def topic(at: TopicAt) -> BaseResponse:
    """Call a topic otherwise."""
    form = TopicForm.of(at.topic)
    about = {"event": at.event, "topic": at.topic}
    if form.validate_on_submit():
        if form.is_stale(at.topic) and form.title.data != at.topic.title:
            current = {"title": at.topic.title}
            return render_stale("logbook/topic.html", form, at.topic, current, **about)
        try:
            rename_topic(at, form.title.data or "", actor=acting_user())
        except DomainError as refusal:
            form.refuse(refusal, "title")
        else:
            flash(_("Kept."))
            return to_curriculum(at.event)
    return render_form("logbook/topic.html", form, **about)


@logbook.post("/kurs/<int:event_id>/tematy/<int:topic_id>/kolejnosc")
@requires(can_edit_topic, load=load_topic)
def topic_order(at: TopicAt) -> BaseResponse:
    """Move a topic one place up or down."""
    if OslForm().validate_on_submit():
        move_topic(at, earlier=request.form.get(WHERE) == EARLIER, actor=acting_user())
    return to_curriculum(at.event)


@logbook.post("/kurs/<int:event_id>/tematy/<int:topic_id>/wycofanie")
@requires(can_edit_topic, load=load_topic)
def topic_retirement(at: TopicAt) -> BaseResponse:
    """Take a topic out of the curriculum."""
    if OslForm().validate_on_submit():
        retire_topic(at, actor=acting_user())
        flash(_("The topic is out of the curriculum. Where it was covered, it stays noted."))
    return to_curriculum(at.event)


@logbook.post("/kurs/<int:event_id>/tematy/<int:topic_id>/przywrocenie")
@requires(can_edit_topic, load=load_topic)
def topic_return(at: TopicAt) -> BaseResponse:
    """Put a topic back into the curriculum."""
    if OslForm().validate_on_submit():
        restore_topic(at, actor=acting_user())
        flash(_("The topic is in the curriculum again, at its end."))
    return to_curriculum(at.event)


def to_curriculum(event: Event) -> BaseResponse:
    return see_other(".course", event_id=event.id, _anchor="curriculum")


def added_words(count: int) -> str:
    if not count:
        return _("These topics are in the curriculum already.")
    return _n("%(num)s topic is added.", "%(num)s topics are added.", count)
