"""What the team types about communities, places, projects and the centre."""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from wtforms import BooleanField, FloatField, RadioField, StringField, TextAreaField
from wtforms.validators import Email, Optional, ValidationError

from osl.communities.models import CommunityKind, Stage, StatementStatus, Tone
from osl.communities.words import (
    ACCESS_LABELS,
    AUDIENCES,
    COMMUNITY_KINDS,
    FACTS,
    STAGES,
    STATEMENT_STATUSES,
    TONES,
)
from osl.core.clock import today
from osl.core.forms import (
    EmailField,
    OslForm,
    PlainDateField,
    PlainIntegerField,
    TelField,
    VersionedForm,
    check_phone,
    required,
    shorter_than,
)
from osl.core.i18n import _, _l
from osl.core.money import Zlote, ZloteField
from osl.core.pictures import PictureField, describes

MOST_ANSWER_DAYS = 60
"""Nobody remembers an idea they had longer ago than that."""


class ChoiceField(RadioField):
    """One value of an enumeration, chosen by its words.

    ``nothing`` are the words of the answer "none of them", where that is one.
    """

    def __init__(
        self, label: Any, words: Mapping[Any, Any], *, nothing: Any = None, **more: Any
    ) -> None:
        kind: type[StrEnum] = type(next(iter(words)))

        def understood(value: Any) -> StrEnum | None:
            return None if value in (None, "") else kind(value)

        super().__init__(label, coerce=understood, **more)
        self.flags.required = True  # one answer always stands there
        self.choices = [("", nothing)] if nothing is not None else []
        self.choices += [(one.value, word) for one, word in words.items()]
        self.invalid_value_message = self.invalid_choice_message = _l(
            "Choose one of these answers."
        )


class CoordinateField(FloatField):
    """Degrees on a map; "51,0489" is understood as well as "51.0489"."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        typed = next((v.strip() for v in valuelist if v and v.strip()), "")
        if not typed:
            self.data = None
            return
        known = re.fullmatch(r"-?\d{1,3}(?:[.,]\d{1,12})?", typed, re.ASCII)
        self.data = float(typed.replace(",", ".")) if known else None
        if known is None:
            raise ValueError(_("Type degrees in digits, for example 51.0489."))


def within(most: int, message: Any) -> Any:
    """Between minus ``most`` and ``most``, when there is a number at all."""

    def check(_form: Any, field: FloatField) -> None:
        if field.data is not None and abs(field.data) > most:
            raise ValidationError(str(message))

    return check


class EditForm(VersionedForm):
    """A form on something that exists: it knows what stands there now."""

    not_compared = ("cover", "logo_strip", "csrf_token")

    def current(self, subject: Any) -> dict[str, Any]:
        """What the row holds now, under the names of the fields."""
        return {
            name: getattr(subject, name)
            for name in self._fields
            if name not in self.not_compared and hasattr(subject, name)
        }

    def is_overtaken(self, subject: Any, current: Mapping[str, Any] | None = None) -> bool:
        """Whether somebody else saved something different meanwhile.

        A second click on one's own page is no such case: what it asks for is there already.
        """
        now = self.current(subject) if current is None else current
        brings_picture = any(getattr(field, "was_chosen", False) for field in self)
        return self.is_stale(subject) and (brings_picture or bool(self.differences(now)))


class CommunityTextForm(EditForm):
    """What a community's own team says of it."""

    summary = TextAreaField(
        _l("In a few words"),
        [required(_l("Say in a few words who this community is.")), shorter_than(1000)],
    )
    area = StringField(_l("Where it is, in words"), [shorter_than(300)])
    tone = ChoiceField(_l("Colour"), TONES, default=Tone.GREEN)
    phone = TelField(_l("Phone for residents"), [check_phone, shorter_than(40)])
    cover = PictureField(_l("Cover picture"))
    cover_description = StringField(
        _l("What the picture shows"), [describes("cover", "remove_cover"), shorter_than(300)]
    )
    remove_cover = BooleanField(_l("Take the picture away"))
    takes_comments = BooleanField(_l("Neighbours can comment on ideas"))

    @property
    def texts(self) -> dict[str, Any]:
        return {name: self[name].data for name in CommunityTextForm.names}

    names = ("summary", "area", "tone", "phone", "cover", "cover_description", "remove_cover")


class CommunityForm(CommunityTextForm):
    """All of a community: also what only the organiser decides."""

    name = StringField(
        _l("Name of the community"), [required(_l("Give the community a name.")), shorter_than(120)]
    )
    slug = StringField(_l("Address of its page"), [shorter_than(80)])
    kind = ChoiceField(_l("Kind"), COMMUNITY_KINDS, default=CommunityKind.TERRITORIAL)
    collects_audience = ChoiceField(
        _l("Events it collects from the whole town"),
        {audience: word for audience, word in AUDIENCES.items() if audience != "everyone"},
        nothing=_l("Only its own events"),
    )
    started_on = PlainDateField(
        _l("The work began on"),
        [required(_l("Say on which day the work began."))],
        default=today,
    )

    @property
    def definition(self) -> dict[str, Any]:
        names = ("name", "slug", "kind", "collects_audience", "started_on")
        return {name: self[name].data for name in names}


class NewCommunityForm(CommunityForm):
    """A community to begin with: it has no picture yet to take away."""

    remove_cover = None  # type: ignore[assignment]  # WTForms leaves such a field out
    takes_comments = None  # type: ignore[assignment]  # first there must be ideas

    cover_description = StringField(
        _l("What the picture shows"), [describes("cover"), shorter_than(300)]
    )


class StageForm(EditForm):
    stage = ChoiceField(_l("Stage"), STAGES, default=Stage.ENTERING)
    changed_on = PlainDateField(
        _l("Since"),
        [required(_l("Say since which day."))],
        default=today,
    )
    note = TextAreaField(_l("Note"), [shorter_than(2000)])
    shows_stage = BooleanField(_l("Tell residents the stage in one sentence"))

    @property
    def change(self) -> dict[str, Any]:
        return {name: self[name].data for name in ("stage", "changed_on", "note")}

    def has_stray_note(self, current: Mapping[str, Any]) -> bool:
        """Whether there is a note and no new stage it could be kept with."""
        is_new = self.note.data and self.note.data != current["note"]
        return bool(is_new) and self.stage.data == current["stage"]

    def validate_changed_on(self, field: Any) -> None:
        if field.data and field.data > today():
            raise ValidationError(_("This day has not come yet. Choose today or an earlier day."))


class TeamMemberForm(OslForm):
    first_name = StringField(
        _l("First name"), [required(_l("Type the first name.")), shorter_than(60)]
    )
    role = StringField(
        _l("What this person does"),
        [
            required(_l("Say what this person does, for example: cultural animator.")),
            shorter_than(100),
        ],
    )


class ClosingForm(EditForm):
    closed_on = PlainDateField(
        _l("The work ends on"),
        [required(_l("Say on which day the work ends."))],
        default=today,
    )


class VenueForm(EditForm):
    """A place: how to find it, and what one must know to get in."""

    name = StringField(
        _l("Name of the place"), [required(_l("Give the place a name.")), shorter_than(150)]
    )
    address = StringField(
        _l("Address"),
        [
            required(_l("Type the address. Without a number, say what it is next to.")),
            shorter_than(200),
        ],
    )
    directions = TextAreaField(_l("How to find it"), [shorter_than(2000)])
    is_outdoor = BooleanField(_l("It is in the open air"))
    latitude = CoordinateField(
        _l("Latitude"),
        [within(90, _l("Latitude is between -90 and 90 degrees."))],
    )
    longitude = CoordinateField(
        _l("Longitude"),
        [within(180, _l("Longitude is between -180 and 180 degrees."))],
    )
    step_free_entrance = ChoiceField(ACCESS_LABELS["step_free_entrance"], FACTS, default="unknown")
    lift = ChoiceField(ACCESS_LABELS["lift"], FACTS, default="unknown")
    accessible_toilet = ChoiceField(ACCESS_LABELS["accessible_toilet"], FACTS, default="unknown")
    parking = ChoiceField(ACCESS_LABELS["parking"], FACTS, default="unknown")
    hearing_loop = ChoiceField(ACCESS_LABELS["hearing_loop"], FACTS, default="unknown")
    assistance_dog = ChoiceField(ACCESS_LABELS["assistance_dog"], FACTS, default="unknown")
    bus_stop = ChoiceField(ACCESS_LABELS["bus_stop"], FACTS, default="unknown")
    benches_and_shade = ChoiceField(ACCESS_LABELS["benches_and_shade"], FACTS, default="unknown")
    access_note = TextAreaField(_l("Anything else about getting in"), [shorter_than(1000)])

    def validate_longitude(self, field: Any) -> None:
        is_alone = (field.data is None) != (self.latitude.data is None)
        if is_alone and not field.errors and not self.latitude.errors:
            raise ValidationError(_("Give both numbers of the point on the map, or neither."))


class FundingForm(EditForm):
    """A grant, with the sentence and the logos it obliges us to show."""

    title = StringField(
        _l("Official title"), [required(_l("Type the title of the project.")), shorter_than(300)]
    )
    number = StringField(_l("Number of the agreement"), [shorter_than(80)])
    starts_on = PlainDateField(_l("Starts on"))
    ends_on = PlainDateField(_l("Ends on"))
    sentence = TextAreaField(
        _l("Sentence shown with its events"),
        [required(_l("Type the sentence from the agreement.")), shorter_than(1000)],
    )
    sentence_after_end = TextAreaField(_l("Sentence after the project's end"), [shorter_than(1000)])
    volunteer_rate = ZloteField(_l("Rate for an hour of a volunteer (zł)"))
    logo_strip = PictureField(_l("Strip of logos"))
    logo_description = StringField(
        _l("What the logos are"), [describes("logo_strip", "remove_logo"), shorter_than(300)]
    )
    remove_logo = BooleanField(_l("Take the strip of logos away"))

    def validate_ends_on(self, field: Any) -> None:
        if field.data and self.starts_on.data and field.data < self.starts_on.data:
            raise ValidationError(_("The project ends before it starts. Correct one of the dates."))

    def current(self, subject: Any) -> dict[str, Any]:
        now = super().current(subject)
        rate = now.get("volunteer_rate")
        return now | {"volunteer_rate": None if rate is None else Zlote(rate)}


class NewFundingForm(FundingForm):
    remove_logo = None  # type: ignore[assignment]  # WTForms leaves such a field out

    logo_description = StringField(
        _l("What the logos are"), [describes("logo_strip"), shorter_than(300)]
    )


class CentreForm(EditForm):
    """What the site says of the centre on every page, and in its two official statements."""

    name = StringField(
        _l("Name of the centre"), [required(_l("Type the name of the centre.")), shorter_than(200)]
    )
    town = StringField(_l("Town"), [required(_l("Type the name of the town.")), shorter_than(100)])
    address = StringField(_l("Address"), [shorter_than(200)])
    phone = TelField(_l("Phone"), [check_phone, shorter_than(40)])
    phone_hours = StringField(_l("When somebody answers"), [shorter_than(100)])
    email = EmailField(
        _l("E-mail"),
        [
            Optional(),
            Email(_l("Type an e-mail address like this: office@example.org.")),
            shorter_than(200),
        ],
    )
    bip_address = StringField(_l("Address of the BIP site"), [shorter_than(300)])
    data_controller = TextAreaField(_l("Data controller"), [shorter_than(2000)])
    data_protection_officer = TextAreaField(_l("Data protection officer"), [shorter_than(2000)])
    privacy_additions = TextAreaField(_l("Anything to add"))
    idea_answer_days = PlainIntegerField(
        _l("Within how many days we answer an idea"),
        [required(_l("Type a number of days from 1 to 60."))],
        default=14,
    )
    idea_notice = TextAreaField(_l("What we say on the form for ideas"), [shorter_than(300)])
    statement_status = ChoiceField(
        _l("State of digital accessibility"), STATEMENT_STATUSES, default=StatementStatus.PARTIAL
    )
    statement_gaps = TextAreaField(_l("What is not accessible, one thing in each line"))
    statement_published_on = PlainDateField(_l("Site published on"))
    statement_updated_on = PlainDateField(_l("Last important change of the site on"))
    statement_prepared_on = PlainDateField(_l("Statement prepared on"))
    statement_reviewed_on = PlainDateField(_l("Statement last reviewed on"))
    statement_contact = StringField(_l("Who answers questions about accessibility"))
    statement_architecture = TextAreaField(_l("Accessibility of the building"))
    statement_communication = TextAreaField(_l("Accessibility of information and communication"))

    def validate_idea_answer_days(self, field: Any) -> None:
        if field.data is not None and not 1 <= field.data <= MOST_ANSWER_DAYS:
            raise ValidationError(_("Type a number of days from 1 to 60."))

    def validate_bip_address(self, field: Any) -> None:
        if field.data and not is_web_address(field.data):
            raise ValidationError(_("Type a full address, for example https://bip.example.org."))

    def validate_statement_gaps(self, field: Any) -> None:
        status = self.statement_status.data
        # Before the statement is drawn up there may be nothing to say; its page says so.
        is_drawn_up = self.statement_prepared_on.data is not None
        if is_drawn_up and status is StatementStatus.PARTIAL and not field.data:
            raise ValidationError(
                _("A site that conforms partly must say what is not accessible yet.")
            )
        if status is StatementStatus.FULL and field.data:
            raise ValidationError(
                _("A site that conforms fully has nothing to list here. Choose “partly” instead.")
            )

    def validate_statement_updated_on(self, field: Any) -> None:
        self._check_order(field, self.statement_published_on)

    def validate_statement_reviewed_on(self, field: Any) -> None:
        self._check_order(field, self.statement_prepared_on)

    @staticmethod
    def _check_order(later: Any, earlier: Any) -> None:
        if later.data and earlier.data and later.data < earlier.data:
            raise ValidationError(_("This day is before the one above. Correct one of the dates."))


def is_web_address(text: str) -> bool:
    """Whether it is an address of a page and nothing a browser would run."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and " " not in text
