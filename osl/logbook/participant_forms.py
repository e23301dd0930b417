"""What the team fills in about participants of a funding project: only what it needs."""

from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField
from wtforms.validators import StopValidation, ValidationError

from osl.communities.models import FundingProject
from osl.core.clock import today
from osl.core.forms import (
    CheckboxesField,
    OslForm,
    PlainDateField,
    RadioField,
    VersionedForm,
    required,
)
from osl.core.i18n import _, _l
from osl.logbook.participant_models import Education, Need, Participant, Sex, Work
from osl.logbook.participant_records import AgeBand, Told
from osl.logbook.participant_words import EDUCATIONS, NEEDS, SEXES, WORKS
from osl.logbook.participants import TakesPart, needs_of
from osl.logbook.queries import age_bands
from osl.logbook.words import band
from osl.people.models import Channel
from osl.people.words import CHANNELS

NOT_SAID = "not-said"
"""Stands for somebody who does not want to answer."""

ASKED = (Channel.IN_PERSON, Channel.PHONE, Channel.PAPER)

ANSWER = _l("Choose an answer, or that the person does not want to say.")


class OneOf:
    """One of the choices was made; ``message`` says what to choose."""

    field_flags = {"required": True}

    def __init__(self, message: Any) -> None:
        self.message = message

    def __call__(self, _form: Any, field: RadioField) -> None:
        if field.data not in {value for value, *_rest in field.iter_choices()}:
            raise StopValidation(str(self.message))


class NeedsForm(VersionedForm):
    """What a project needs of its participants."""

    needs = CheckboxesField(_l("What the project needs to know of each participant"), coerce=str)
    may_erase = BooleanField(_l("Yes, erase what is not needed any more"))

    @classmethod
    def of(cls, project: FundingProject) -> "NeedsForm":
        form = cls(data=cls.now(project) | {"version": cls.version_of(project)})
        form.needs.choices = [(one.value, words) for one, words in NEEDS.items()]
        return form

    @staticmethod
    def now(project: FundingProject) -> dict[str, Any]:
        return {"needs": [one.value for one in needs_of(project)]}

    @staticmethod
    def version_of(subject: FundingProject) -> str:
        """What is chosen says by itself whether somebody chose otherwise meanwhile."""
        return "+".join(["needs", *needs_of(subject)])

    @property
    def chosen(self) -> list[Need]:
        return [Need(one) for one in self.needs.data or []]


class ParticipantForm(VersionedForm):
    """What one person is asked for. What the project does not need is not even there."""

    sex = RadioField(_l("Sex"), [OneOf(ANSWER)], validate_choice=False)
    age_band = RadioField(_l("Age on the day of joining"), [OneOf(ANSWER)], validate_choice=False)
    education = RadioField(_l("Education"), [OneOf(ANSWER)], validate_choice=False)
    work = RadioField(_l("Work"), [OneOf(ANSWER)], validate_choice=False)
    joined_on = PlainDateField(_l("Takes part since"), [required(_l("Choose the day."))])
    channel = RadioField(
        _l("How they were asked"), [OneOf(_l("Say how they were asked."))], validate_choice=False
    )

    @classmethod
    def of(cls, taking_part: TakesPart) -> "ParticipantForm":
        participant = taking_part.participant
        if participant is not None:
            known = current_of(participant)
        else:
            known = {
                "joined_on": taking_part.first_on or today(),
                "channel": Channel.IN_PERSON.value,
            }
        form = cls(data=known | {"version": cls.version_of(taking_part)})
        form._offer(needs_of(taking_part.project), participant)
        return form

    @staticmethod
    def version_of(subject: TakesPart) -> str:
        """Somebody may write a person down while another one does."""
        return "new" if subject.participant is None else str(subject.participant.version)

    def _offer(self, needs: Sequence[Need], participant: Participant | None) -> None:
        self.channel.choices = [(one.value, CHANNELS[one]) for one in ASKED]
        if participant is not None and participant.channel not in ASKED:
            self.channel.choices.append((participant.channel.value, CHANNELS[participant.channel]))
        self.sex.choices = _choices(SEXES)
        self.education.choices = _choices(EDUCATIONS)
        self.work.choices = _choices(WORKS)
        self.age_band.choices = _bands(participant)
        for need in Need:
            if need not in needs:
                del self[need.value]

    def validate_joined_on(self, field: PlainDateField) -> None:
        if field.data is not None and field.data > today():
            raise ValidationError(
                _("This day is still to come. Give the day on which they joined.")
            )

    @property
    def told(self) -> Told:
        sex, education, work = (self._answer(one) for one in ("sex", "education", "work"))
        return Told(
            joined_on=self.joined_on.data or today(),
            channel=Channel(self.channel.data),
            sex=Sex(sex) if sex else None,
            age_band=_band_of(self._answer("age_band")),
            education=Education(education) if education else None,
            work=Work(work) if work else None,
        )

    def _answer(self, name: str) -> str:
        said = self[name].data if name in self else None
        return "" if said in (None, NOT_SAID) else str(said)


class ParticipantsFileForm(OslForm):
    """Which kind of file one takes away."""

    kind = RadioField(_l("Kind of file"), default="xlsx")

    @classmethod
    def blank(cls) -> "ParticipantsFileForm":
        form = cls()
        form.kind.choices = [
            ("xlsx", _("For Excel or LibreOffice (XLSX)")),
            ("csv", _("Plain table (CSV)")),
        ]
        return form


def current_of(participant: Participant) -> dict[str, Any]:
    """A record as it is kept, under the names of the form's fields."""
    has_band = participant.from_age is not None
    return {
        "sex": participant.sex.value if participant.sex else None,
        "age_band": _code((participant.from_age or 0, participant.to_age)) if has_band else None,
        "education": participant.education.value if participant.education else None,
        "work": participant.work.value if participant.work else None,
        "joined_on": participant.joined_on,
        "channel": participant.channel.value,
    }


def _choices(words: dict[Any, Any]) -> list[tuple[str, Any]]:
    said = [(one.value, label) for one, label in words.items()]
    return [*said, (NOT_SAID, _l("does not want to say"))]


def _bands(participant: Participant | None) -> list[tuple[str, Any]]:
    """The age bands of today; of a record that is put right, its own one among them."""
    bands: set[AgeBand] = set(age_bands()[0])
    if participant is not None and participant.from_age is not None:
        bands.add((participant.from_age, participant.to_age))
    ordered = sorted(bands, key=lambda one: (one[0], one[1] or 999))
    said = [(_code(one), band(*one)) for one in ordered]
    return [*said, (NOT_SAID, _l("does not want to say"))]


def _code(of: AgeBand) -> str:
    first, last = of
    return f"{first}-{'' if last is None else last}"


def _band_of(code: str) -> AgeBand | None:
    """A band as a form holds it. The form offers no other, so it can be read."""
    first, _dash, last = code.partition("-")
    return (int(first), int(last) if last else None) if first else None
