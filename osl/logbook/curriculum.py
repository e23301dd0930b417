"""The curriculum of a course: its topics, and at which meeting each was covered.

It belongs to the first part of the first round, so that every round has the same one.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from flask import abort
from sqlalchemy import delete, insert, select, update

from osl.accounts.models import User
from osl.core import audit
from osl.core.clock import utcnow
from osl.core.db import db
from osl.core.errors import DomainError
from osl.core.i18n import _, _l
from osl.core.text import fold
from osl.events.models import Event, EventFormat, Occurrence
from osl.events.queries import events_visible_to
from osl.logbook.models import Topic, TopicCovered
from osl.logbook.policies import can_keep_logbook
from osl.logbook.queries import is_logbook_visible_to
from osl.signups.places import first_part, parts_of

CHANGED = audit.action(
    "logbook.curriculum", _l("%(actor)s changed the curriculum of “%(subject)s”")
)

LONGEST_TOPIC = 200
MOST_TOPICS = 100


@dataclass(frozen=True)
class TopicAt:
    """A topic as it stands on the page of one round of a course."""

    event: Event
    topic: Topic


@dataclass(frozen=True)
class TopicRow:
    """A topic and the meetings of this round at which it was covered, in their order."""

    topic: Topic
    meetings: Sequence[Occurrence]


def get_course(viewer: User | None, event_id: int) -> Event:
    """A published course whose logbook this viewer keeps; 404 for any other."""
    statement = events_visible_to(viewer).where(
        Event.id == event_id,
        Event.published_at.is_not(None),
        Event.format == EventFormat.COURSE,
        is_logbook_visible_to(viewer),
    )
    return db.session.scalar(statement) or abort(404)


def get_topic(viewer: User | None, event_id: int, topic_id: int) -> TopicAt:
    """A topic of this course; 404 for one of another."""
    event = get_course(viewer, event_id)
    topic = db.session.get(Topic, topic_id)
    if topic is None or topic.event_id != root_of(event).id:
        abort(404)
    return TopicAt(event, topic)


def can_edit_topic(user: User, at: TopicAt) -> bool:
    """The curriculum is kept by whoever keeps the logbook of the course."""
    return can_keep_logbook(user, at.event)


def root_of(event: Event) -> Event:
    """The event that a course's curriculum belongs to: the first part of its first round."""
    root = first_part(event.round_of or event)
    return root_of(root) if root.round_of is not None else root


def hand_over(gone: Event, first_round: Event) -> None:
    """The curriculum outlives the draft it was kept at: it belongs to the first round now."""
    db.session.expire(first_round)
    kept = update(Topic).where(Topic.event_id == gone.id)
    db.session.execute(kept.values(event_id=root_of(first_round).id))


def topics_of(event: Event) -> list[Topic]:
    """The topics of a course in their order, retired ones among them."""
    statement = select(Topic).where(Topic.event_id == root_of(event).id)
    return list(db.session.scalars(statement.order_by(Topic.position, Topic.id)))


def topics_covered(meeting_id: int) -> frozenset[int]:
    """Which topics were covered at a meeting."""
    statement = select(TopicCovered.topic_id).where(TopicCovered.occurrence_id == meeting_id)
    return frozenset(db.session.scalars(statement))


def curriculum_of(event: Event) -> list[TopicRow]:
    """The topics of a course with the meetings of this round at which each was covered."""
    meetings: dict[int, list[Occurrence]] = {}
    statement = (
        select(TopicCovered.topic_id, Occurrence)
        .join(Occurrence, Occurrence.id == TopicCovered.occurrence_id)
        .where(Occurrence.event_id.in_([part.id for part in parts_of(event)]))
        .order_by(Occurrence.starts_at, Occurrence.id)
    )
    for topic_id, meeting in db.session.execute(statement):
        meetings.setdefault(topic_id, []).append(meeting)
    return [TopicRow(topic, meetings.get(topic.id, [])) for topic in topics_of(event)]


def add_topics(event: Event, titles: Sequence[str], *, actor: User) -> list[Topic]:
    """Put topics at the end of the curriculum. One that is there already stays once, and one that
    was taken out comes back. Raises DomainError for more than anybody teaches."""
    topics = _held(event)
    known = {fold(one.title): one for one in topics}
    added = []
    for title in titles:
        same = known.get(fold(title))
        if same is not None and same.retired_at is None:
            continue
        if same is not None:
            same.retired_at = None
            topics.remove(same)
        else:
            same = Topic(event_id=root_of(event).id, title=title, position=0)
            db.session.add(same)
        known[fold(title)] = same
        topics.append(same)
        added.append(same)
    if len(topics) > MOST_TOPICS:
        raise DomainError(_("A curriculum has %(most)s topics at most.", most=MOST_TOPICS))
    if added:
        _number(topics)
        _note(event, actor)
    db.session.flush()
    return added


def rename_topic(at: TopicAt, title: str, *, actor: User) -> None:
    """Call a topic otherwise, wherever it was covered. Raises DomainError when another one is
    called that already."""
    others = [one for one in _held(at.event) if one.id != at.topic.id]
    if any(fold(one.title) == fold(title) for one in others):
        raise DomainError(_("Another topic of this course is called that already."))
    if at.topic.title != title:
        at.topic.title = title
        _note(at.event, actor)


def move_topic(at: TopicAt, *, earlier: bool, actor: User) -> bool:
    """Let a topic change places with the one before or after it; whether there was one."""
    topics = [one for one in _held(at.event) if one.retired_at is None]
    if at.topic not in topics:
        return False
    here = topics.index(at.topic)
    there = here - 1 if earlier else here + 1
    if not 0 <= there < len(topics):
        return False
    topics[here], topics[there] = topics[there], topics[here]
    _number(topics)
    _note(at.event, actor)
    return True


def retire_topic(at: TopicAt, *, actor: User) -> None:
    """Take a topic out of the curriculum. Where it was covered, it stays noted."""
    _held(at.event)
    if at.topic.retired_at is None:
        at.topic.retired_at = utcnow()
        _note(at.event, actor)


def restore_topic(at: TopicAt, *, actor: User) -> None:
    """Put a topic back, at the end of the curriculum."""
    topics = _held(at.event)
    if at.topic.retired_at is not None:
        at.topic.retired_at = None
        topics.remove(at.topic)
        _number([*topics, at.topic])
        _note(at.event, actor)


def cover_topics(meeting: Occurrence, wanted: Collection[int]) -> None:
    """Note which topics were covered at a meeting. Raises DomainError for one of another course."""
    before = topics_covered(meeting.id)
    if not wanted and not before:
        return
    own = {one.id for one in topics_of(meeting.event)}
    if not own.issuperset(wanted):
        raise DomainError(_("This topic is not of this course."))
    gone, new = before - set(wanted), set(wanted) - before
    if gone:
        of_meeting = TopicCovered.occurrence_id == meeting.id
        db.session.execute(delete(TopicCovered).where(of_meeting, TopicCovered.topic_id.in_(gone)))
    if new:
        rows = [{"occurrence_id": meeting.id, "topic_id": one} for one in sorted(new)]
        db.session.execute(insert(TopicCovered), rows)


def _held(event: Event) -> list[Topic]:
    """The topics, while nobody else changes the curriculum."""
    root = root_of(event)
    db.session.execute(select(Event.id).where(Event.id == root.id).with_for_update(key_share=True))
    statement = select(Topic).where(Topic.event_id == root.id)
    statement = statement.execution_options(populate_existing=True)
    return list(db.session.scalars(statement.order_by(Topic.position, Topic.id)))


def _number(topics: Sequence[Topic]) -> None:
    for position, topic in enumerate(topics, start=1):
        topic.position = position


def _note(event: Event, actor: User) -> None:
    community_id = event.communities[0].id if event.communities else None
    audit.record(CHANGED, actor=actor, subject=event, community_id=community_id)
