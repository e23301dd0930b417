"""Forms of bringing a calendar in: the file, and the choice among its events."""

import io
from collections.abc import Sequence
from typing import Any

from flask_wtf.file import FileField
from werkzeug.datastructures import FileStorage
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import StopValidation

from osl.accounts.models import User
from osl.calendars.importing import Offered, fitting
from osl.calendars.reading import MOST_BYTES, CalendarRefused, ReadCalendar, read_calendar
from osl.communities.models import Community
from osl.communities.queries import communities_of
from osl.core import transactions
from osl.core.forms import CheckboxesField, OslForm, required
from osl.core.i18n import _, _l


def number(value: Any) -> int | None:
    """The number that was sent; nothing for what is none."""
    words = str(value)
    return int(words) if words.isascii() and words.isdigit() and len(words) < 10 else None


class CalendarField(FileField):  # type: ignore[misc]
    """A calendar file to choose. After the form is checked, ``data`` is what it says."""

    data: Any

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options, render_kw={"accept": ".ics,text/calendar"})

    def pre_validate(self, form: Any) -> None:
        if not isinstance(self.data, FileStorage):
            self.data = None
            return
        upload, self.data = self.data, None
        upload.stream.seek(0)
        content = upload.stream.read(MOST_BYTES + 1)
        # A long upload is a file on the disk: it goes at once. The view may be run once more.
        upload.stream.close()
        upload.stream = io.BytesIO(content)
        # Reading takes a good part of a second: nobody waits in line for it.
        transactions.release()
        try:
            self.data = fitting(read_calendar(content))
        except CalendarRefused as refusal:
            raise StopValidation(str(refusal)) from refusal


class UploadForm(OslForm):
    """Which file, and for which community."""

    community_id = SelectField(
        _l("Community"), [required(_l("Choose a community."))], coerce=number
    )
    file = CalendarField(_l("Calendar file (.ics)"), [required(_l("Choose a calendar file."))])

    own: Sequence[Community]

    @classmethod
    def blank(cls, actor: User, community_slug: str = "") -> "UploadForm":
        """With one community to choose from, or one asked for, it is chosen."""
        own = communities_of(actor)
        asked = [community.id for community in own if community.slug == community_slug]
        form = cls(data={"community_id": next(iter(asked), own[0].id if own else None)})
        form.own = own
        form.community_id.choices = [SelectChoice(str(one.id), one.name) for one in own]
        return form

    @property
    def community(self) -> Community:
        return next(one for one in self.own if one.id == self.community_id.data)

    @property
    def calendar(self) -> ReadCalendar:
        read: ReadCalendar = self.file.data
        return read


class ChoiceForm(OslForm):
    """Which events of a file become drafts."""

    chosen = CheckboxesField(_l("Events in this file"), coerce=number, validate_choice=False)

    offered: Sequence[Offered]

    @classmethod
    def of(cls, offered: Sequence[Offered]) -> "ChoiceForm":
        form = cls(data={"chosen": [one.number for one in offered if one.is_advised]})
        form.offered = offered
        form.chosen.choices = [SelectChoice(str(one.number), "") for one in offered]
        return form

    def validate(self, extra_validators: Any = None) -> bool:
        super().validate(extra_validators)
        if not self.numbers and not self.errors:
            self.chosen.errors = [_("Tick at least one event, or leave this page.")]
        return not self.errors

    @property
    def new(self) -> list[int]:
        """Those that can still become drafts."""
        return [one.number for one in self.offered if one.known is None]

    @property
    def numbers(self) -> list[int]:
        """The chosen ones, with those that somebody else has brought in meanwhile."""
        return [one.number for one in self.offered if one.number in (self.chosen.data or [])]
