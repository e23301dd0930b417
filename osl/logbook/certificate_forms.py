"""Choosing who gets a certificate of a course, and from which share of its meetings on."""

from collections.abc import Sequence
from typing import Any

from wtforms import StringField

from osl.core.forms import (
    CheckboxesField,
    KeepWordsField,
    OslForm,
    PlainIntegerField,
    VersionedForm,
    check_no_case_data,
    check_no_pesel,
    required,
    shorter_than,
)
from osl.core.i18n import _, _l
from osl.events.models import Event
from osl.logbook.certificates import USUAL_SHARE, Candidate
from osl.logbook.queries import logbook_of


class IssueForm(OslForm):
    """Who gets a certificate. Those who reach the share are chosen to begin with."""

    keep_words = KeepWordsField()
    people = CheckboxesField(
        _l("Who gets a certificate"), [required(_l("Choose at least one person."))], coerce=int
    )
    reason = StringField(
        _l("Why somebody below the share gets one"),
        [shorter_than(200), check_no_pesel, check_no_case_data],
    )

    @classmethod
    def among(cls, candidates: Sequence[Candidate]) -> "IssueForm":
        free = [one for one in candidates if one.can_get_one]
        form = cls(data={"people": [one.at_course.person.id for one in free if one.reaches]})
        # Who has one already may be sent again by a second click: they keep the one they have.
        form.people.choices = [
            (one.at_course.person.id, one.at_course.person.name) for one in candidates
        ]
        return form


class ShareForm(VersionedForm):
    """From which share of the meetings on somebody gets a certificate."""

    percent = PlainIntegerField(
        _l("Share of meetings, in percent"), [required(_l("Give a number from 1 to 100."))]
    )

    @classmethod
    def of(cls, event: Event) -> "ShareForm":
        kept = logbook_of(event)
        share = kept.certificate_percent if kept is not None else USUAL_SHARE
        form = cls(data={"percent": share})
        if not form.version.data:
            form.version.data = cls.version_of(kept)
        return form

    @staticmethod
    def version_of(subject: Any) -> str:
        """While nobody has chosen anything there is no row, and its version is 0."""
        return str(subject.version) if subject is not None else "0"

    def validate(self, extra_validators: Any = None) -> bool:
        super().validate(extra_validators)
        percent = self.percent.data
        if percent is not None and not 1 <= percent <= 100:
            self.percent.errors = [_("Give a number from 1 to 100.")]
        return not self.errors
