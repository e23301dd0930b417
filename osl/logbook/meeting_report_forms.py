"""What the team fills in of a report for residents."""

from collections.abc import Sequence
from typing import Any

from wtforms import TextAreaField

from osl.core.forms import (
    CheckboxesField,
    KeepWordsField,
    PlainIntegerField,
    VersionedForm,
    check_no_case_data,
    check_no_pesel,
    required,
    shorter_than,
)
from osl.core.i18n import _, _l
from osl.logbook.heads import MOST_HEADS
from osl.logbook.meeting_reports import MOST_PICTURES, Told
from osl.logbook.models import LogEntry, LogPicture, MeetingReport

LONGEST_REPORT, LONGEST_WORD = 3000, 1000


class MeetingReportForm(VersionedForm):
    """A few sentences, the number, two pictures."""

    text = TextAreaField(
        _l("What it was like"),
        [
            required(_l("Write at least one sentence about what it was like.")),
            shorter_than(LONGEST_REPORT),
            check_no_pesel,
            check_no_case_data,
        ],
    )
    people = PlainIntegerField(_l("How many people came"))
    picture_ids = CheckboxesField(_l("Pictures beside it"), coerce=int, validate_choice=False)
    next_steps = TextAreaField(
        _l("What is next"), [shorter_than(LONGEST_WORD), check_no_pesel, check_no_case_data]
    )
    thanks = TextAreaField(
        _l("Thanks"), [shorter_than(LONGEST_WORD), check_no_pesel, check_no_case_data]
    )
    keep_words = KeepWordsField()

    @classmethod
    def about(
        cls, report: MeetingReport | None, entry: LogEntry | None, pictures: Sequence[LogPicture]
    ) -> "MeetingReportForm":
        """What stands there; else an empty one with the number from the log."""
        known = current_of(report, pictures) if report is not None else {}
        told = {"people": entry.people or None} if entry is not None else {}
        form = cls(data=told | known | {"version": cls.version_of(report)})
        form.picture_ids.choices = [
            (one.id, one.description) for one in pictures if one.hidden_at is None
        ]
        return form

    @staticmethod
    def version_of(subject: Any) -> str:
        """A report that nobody has written yet has a version too: who comes second is told."""
        return str(subject.version) if subject is not None else "0"

    @property
    def told(self) -> Told:
        return Told(
            self.text.data or "",
            self.people.data,
            self.next_steps.data or "",
            self.thanks.data or "",
            self.picture_ids.data or (),
        )

    def validate(self, extra_validators: Any = None) -> bool:
        super().validate(extra_validators)
        if self.people.data is not None and not 0 <= self.people.data <= MOST_HEADS:
            self.people.errors = [_("Give a number from 0 to %(most)s.", most=MOST_HEADS)]
        if len(self.picture_ids.data or ()) > MOST_PICTURES:
            self.picture_ids.errors = [_("Choose two pictures at most.")]
        return not self.errors


def current_of(report: MeetingReport, pictures: Sequence[LogPicture]) -> dict[str, Any]:
    """A report as its form shows it."""
    return {
        "text": report.text,
        "people": report.people,
        "next_steps": report.next_steps,
        "thanks": report.thanks,
        "picture_ids": [one.id for one in pictures if one.in_report and one.hidden_at is None],
    }
