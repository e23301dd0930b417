"""What the team types about a meeting that was held, and about the topics of a course."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from flask import request
from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import ValidationError

from osl.core.forms import (
    CheckboxesField,
    KeepWordsField,
    OslForm,
    PlainIntegerField,
    SelectField,
    VersionedForm,
    check_no_case_data,
    check_no_pesel,
    required,
    shorter_than,
)
from osl.core.i18n import _, _l
from osl.core.money import Zlote, ZloteField
from osl.events.models import Occurrence
from osl.logbook.curriculum import LONGEST_TOPIC, topics_covered
from osl.logbook.leaders import Leaders
from osl.logbook.logs import LogFacts, LogRefused, planned_minutes, version_of
from osl.logbook.models import AttendanceMode, LogEntry, Topic
from osl.specialists.models import Specialist

LONGEST_WORDS = 4000
OTHERS = (1, 2)
"""How many specialists beside those of the event can be named at once."""

ABOUT_PEOPLE = [shorter_than(LONGEST_WORDS), check_no_pesel, check_no_case_data]


class LogForm(VersionedForm):
    """What was done at a meeting: three things first, and the rest for whoever has more to say.

    For each specialist offered there is a box ``led_12`` and how long, ``minutes_12``.
    """

    what_was_done = TextAreaField(
        _l("What was done"),
        [required(_l("Write in a few words what was done.")), *ABOUT_PEOPLE],
    )
    heads = PlainIntegerField(_l("How many people came"))
    hours = PlainIntegerField(_l("Hours"))
    minutes = PlainIntegerField(_l("Minutes"))
    topics = CheckboxesField(_l("Topics covered"), coerce=int, validate_choice=False)
    outcome = TextAreaField(_l("What came of it"), ABOUT_PEOPLE)
    next_steps = TextAreaField(_l("What next"), ABOUT_PEOPLE)
    materials = TextAreaField(_l("Materials"), ABOUT_PEOPLE)
    remarks = TextAreaField(_l("Weather, things that happened"), ABOUT_PEOPLE)
    cost = ZloteField(_l("Cost (zł)"), digits=6)
    cost_note = StringField(
        _l("What the money went on"), [shorter_than(200), check_no_pesel, check_no_case_data]
    )
    keep_words = KeepWordsField()

    leaders: Leaders
    known_topics: Sequence[Topic] = ()

    @classmethod
    def of(
        cls,
        meeting: Occurrence,
        entry: LogEntry | None,
        mode: AttendanceMode,
        leaders: Leaders,
        topics: Sequence[Topic],
    ) -> "LogForm":
        """What is written already; of a log not begun, how long the meeting was to take."""
        kind: type[LogForm] = type("OfferingLogForm", (cls,), _fields_of(leaders))
        covered = topics_covered(meeting.id)
        form = kind(data=_shown(meeting, entry, leaders, covered))
        form.leaders = leaders
        others = [("", _("Nobody")), *((str(one.id), _named(one)) for one in leaders.others)]
        for choice, _minutes in form.other_rows:
            choice.choices = others
        form.known_topics = [one for one in topics if one.retired_at is None or one.id in covered]
        form.topics.data = sorted(form.topics.data or ())
        form.topics.choices = [(one.id, one.title) for one in form.known_topics]
        form._take_in_others()
        if mode is AttendanceMode.NAMED and "heads" not in request.form:
            del form.heads
        return form

    def _take_in_others(self) -> None:
        """Whoever was chosen from the list and stands on the page by now is ticked there."""
        own = {str(one.id) for one in self.leaders.own}
        for choice, minutes in self.other_rows:
            if choice.data in own:
                self[f"led_{choice.data}"].data = True
                self[f"minutes_{choice.data}"].data = minutes.data
                choice.data = ""

    @staticmethod
    def version_of(subject: Any) -> str:
        return version_of(subject)

    def current(self, entry: LogEntry) -> Mapping[str, Any]:
        """The log as this form would show it, to be compared with what was typed. Of one that has
        only been counted, the number."""
        if not entry.is_logged:
            return {"heads": entry.head_count}
        nobody = {f"led_{one.id}": False for one in self.leaders.own}
        return nobody | current_of(entry)

    @property
    def length(self) -> int | None:
        """Clock minutes; None where nothing is typed."""
        given = self.hours.data, self.minutes.data
        return None if given == (None, None) else (given[0] or 0) * 60 + (given[1] or 0)

    @property
    def facts(self) -> LogFacts:
        known = {one.id for one in self.known_topics}
        return LogFacts(
            what_was_done=self.what_was_done.data or "",
            minutes=self.length,
            heads=self.heads.data if "heads" in self else None,
            materials=self.materials.data or "",
            outcome=self.outcome.data or "",
            next_steps=self.next_steps.data or "",
            remarks=self.remarks.data or "",
            cost=self.cost.data,
            cost_note=self.cost_note.data or "",
            specialists=self._led(),
            topics=frozenset(self.topics.data or ()) & known,
        )

    @property
    def rows(self) -> list[tuple[Any, Any]]:
        """A box and how long, for each specialist named by the page itself."""
        return [(self[f"led_{one.id}"], self[f"minutes_{one.id}"]) for one in self.leaders.own]

    @property
    def other_rows(self) -> list[tuple[Any, Any]]:
        """A choice and how long, for whoever else led."""
        return [
            (self[f"other_{n}"], self[f"other_minutes_{n}"]) for n in OTHERS if f"other_{n}" in self
        ]

    @property
    def has_more(self) -> bool:
        """Whether anything beyond the three first things is filled in, or wrong."""
        quick = {"what_was_done", "heads", "hours", "minutes", "version", "csrf_token"}
        return any(one.errors or one.data for one in self if one.short_name not in quick)

    def validate_minutes(self, field: Any) -> None:
        if self.hours.errors or field.errors:
            return
        if (self.hours.data or 0) < 0 or not 0 <= (field.data or 0) < 60:
            raise ValidationError(_("Give whole hours, and minutes from 0 to 59."))

    def refuse_log(self, refusal: LogRefused) -> None:
        """Say it beside the field it is about, also for a specialist chosen from the list."""
        name = refusal.field
        number = name.removeprefix("minutes_")
        for choice, minutes in self.other_rows:
            if number and choice.data == number:
                name = minutes.short_name
        self.refuse(refusal, name if name in self else None)

    def _led(self) -> Mapping[int, int | None]:
        led = {
            one.id: self[f"minutes_{one.id}"].data
            for one in self.leaders.own
            if self[f"led_{one.id}"].data
        }
        others = {str(one.id): one.id for one in self.leaders.others}
        for choice, minutes in self.other_rows:
            if choice.data in others:
                led.setdefault(others[choice.data], minutes.data)
        return led


def specialists_ticked() -> set[int]:
    """The specialists somebody has ticked, whatever became of the event's list meanwhile."""
    told = (re.fullmatch(r"led_(\d{1,9})", name, re.ASCII) for name in request.form)
    return {int(one[1]) for one in told if one}


def current_of(entry: LogEntry) -> dict[str, Any]:
    """A log as its form would show it."""
    hours, minutes = divmod(entry.minutes, 60) if entry.minutes is not None else (None, None)
    led: dict[str, Any] = {}
    for one in entry.specialists:
        led[f"led_{one.specialist_id}"] = True
        led[f"minutes_{one.specialist_id}"] = one.minutes
    return led | {
        "what_was_done": entry.what_was_done,
        "heads": entry.head_count,
        "hours": hours,
        "minutes": minutes,
        "topics": sorted(topics_covered(entry.occurrence_id)),
        "outcome": entry.outcome,
        "next_steps": entry.next_steps,
        "materials": entry.materials,
        "remarks": entry.remarks,
        "cost": None if entry.cost is None else Zlote(entry.cost),
        "cost_note": entry.cost_note,
    }


def _shown(
    meeting: Occurrence, entry: LogEntry | None, leaders: Leaders, covered: frozenset[int]
) -> Mapping[str, Any]:
    if entry is not None and entry.is_logged:
        return current_of(entry) | {"version": version_of(entry), "topics": sorted(covered)}
    planned = planned_minutes(meeting)
    hours, minutes = divmod(planned, 60) if planned is not None else (None, None)
    return {
        "version": version_of(entry),
        "heads": entry.head_count if entry is not None else None,
        "hours": hours,
        "minutes": minutes,
        **{f"led_{number}": True for number in leaders.planned},
    }


def _fields_of(leaders: Leaders) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for one in leaders.own:
        fields[f"led_{one.id}"] = BooleanField(_named(one))
        fields[f"minutes_{one.id}"] = PlainIntegerField(
            _("Minutes, if other than the meeting: %(name)s", name=one.name)
        )
    if leaders.others or "other_1" in request.form:
        for n in OTHERS:
            label = _("Somebody else who led") if n == 1 else _("And one more")
            fields[f"other_{n}"] = SelectField(label, default="", validate_choice=False)
            fields[f"other_minutes_{n}"] = PlainIntegerField(
                _("Minutes, if other than the meeting") if n == 1 else _("Their minutes")
            )
    return fields


def _named(one: Specialist) -> str:
    return f"{one.name}, {one.trade}"


class TopicsForm(OslForm):
    """New topics of a course, one in each line."""

    titles = TextAreaField(
        _l("New topics, one in each line"), [required(_l("Write at least one topic."))]
    )

    @property
    def lines(self) -> list[str]:
        lines = (" ".join(line.split()) for line in (self.titles.data or "").splitlines())
        return [line for line in lines if line]

    def validate_titles(self, field: Any) -> None:
        check_no_pesel(self, field)
        if any(len(line) > LONGEST_TOPIC for line in self.lines):
            raise ValidationError(_("A topic has %(most)s characters at most.", most=LONGEST_TOPIC))


class TopicForm(VersionedForm):
    """What a topic is called. Two who rename it at once are told apart by the name they saw."""

    title = StringField(
        _l("Topic"),
        [required(_l("Write what the topic is called.")), shorter_than(LONGEST_TOPIC)],
    )

    @classmethod
    def of(cls, topic: Topic) -> "TopicForm":
        return cls(data={"title": topic.title, "version": topic.title})

    @staticmethod
    def version_of(subject: Any) -> str:
        return str(subject.title)

    def validate_title(self, field: Any) -> None:
        check_no_pesel(self, field)
