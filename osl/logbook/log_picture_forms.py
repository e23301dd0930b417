"""What is filled in about pictures of a meeting."""

from collections.abc import Sequence
from typing import Any

from wtforms import StringField

from osl.core.forms import (
    KeepWordsField,
    RadioField,
    VersionedForm,
    check_no_case_data,
    check_no_pesel,
    required,
    shorter_than,
)
from osl.core.i18n import _, _l
from osl.core.pictures import PictureField, describes
from osl.core.redrawing import PreparedPicture
from osl.logbook.log_pictures import Declared
from osl.logbook.models import LogPicture, PictureBasis
from osl.logbook.words import BASES

YES, NO = "yes", "no"
LONGEST_DESCRIPTION = 300
OF_WORDS = (shorter_than(LONGEST_DESCRIPTION), check_no_pesel, check_no_case_data)


class DeclaredForm(VersionedForm):
    """Why pictures may be shown, and whether children can be recognised."""

    basis = RadioField(_l("Why it may be shown"), validate_choice=False)
    minors = RadioField(_l("Can children be recognised in it?"), validate_choice=False)
    keep_words = KeepWordsField()

    def offer(self) -> None:
        self.basis.choices = [(one.value, words) for one, words in BASES.items()]
        self.minors.choices = [(NO, _("No")), (YES, _("Yes, so their parents have agreed"))]

    def validate(self, extra_validators: Any = None) -> bool:
        super().validate(extra_validators)
        if self.basis.data not in set(PictureBasis):
            self.basis.errors = [_("Say why the picture may be shown.")]
        if self.minors.data not in (YES, NO):
            self.minors.errors = [_("Say whether children can be recognised.")]
        return not self.errors

    @property
    def declared(self) -> Declared:
        """What was declared, once the form is valid."""
        return Declared(PictureBasis(self.basis.data), self.minors.data == YES)


class LogPicturesForm(DeclaredForm):
    """One picture or two of a meeting, each with words for people who do not see it."""

    picture = PictureField(_l("Picture"), [required(_l("Choose a picture."))])
    description = StringField(
        _l("What the picture shows"),
        [
            describes("picture"),
            *OF_WORDS,
        ],
    )
    second = PictureField(_l("Second picture"))
    second_description = StringField(
        _l("What the second picture shows"),
        [
            describes("second"),
            *OF_WORDS,
        ],
    )

    @classmethod
    def after(cls, pictures: Sequence[LogPicture]) -> "LogPicturesForm":
        """An empty one; it knows the newest of the pictures that are there already."""
        form = cls(data={"version": str(newest_of(pictures))})
        form.offer()
        return form

    @property
    def seen(self) -> int:
        """The number of the newest picture on the page this form came from."""
        told = self.version.data or ""
        return int(told) if told.isascii() and told.isdigit() and len(told) < 10 else 0

    @property
    def uploads(self) -> list[tuple[PreparedPicture, str]]:
        both = (
            (self.picture.data, self.description.data or ""),
            (self.second.data, self.second_description.data or ""),
        )
        return [(upload, words) for upload, words in both if upload is not None]


class LogPictureWordsForm(DeclaredForm):
    """Something else said of a picture that is there already."""

    description = StringField(
        _l("What the picture shows"),
        [
            required(
                _l("Say in one sentence what the picture shows, for people who do not see it.")
            ),
            *OF_WORDS,
        ],
    )

    @classmethod
    def of(cls, picture: LogPicture) -> "LogPictureWordsForm":
        form = cls(data=current_of(picture) | {"version": cls.version_of(picture)})
        form.offer()
        return form

    @staticmethod
    def version_of(subject: Any) -> str:
        """What is said of a picture now stands for its version: it has no other."""
        minors = int(subject.with_minors)
        return f"{subject.basis.value}/{minors}/{subject.description}"


def current_of(picture: LogPicture) -> dict[str, Any]:
    """What is said of a picture, as its form shows it."""
    return {
        "description": picture.description,
        "basis": picture.basis.value,
        "minors": YES if picture.with_minors else NO,
    }


def newest_of(pictures: Sequence[LogPicture]) -> int:
    return max((one.id for one in pictures), default=0)
