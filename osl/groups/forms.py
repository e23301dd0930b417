"""What the team fills in about groups."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from wtforms import BooleanField, HiddenField, StringField, TextAreaField

from osl.accounts.models import User
from osl.communities.models import Community
from osl.communities.queries import communities_of, venues
from osl.core.clock import today
from osl.core.forms import (
    KeepWordsField,
    OslForm,
    PlainDateField,
    PlainIntegerField,
    RadioField,
    SelectField,
    VersionedForm,
    check_no_case_data,
    check_no_pesel,
    required,
    shorter_than,
)
from osl.core.i18n import _, _l
from osl.groups.models import Group, GroupKind
from osl.groups.operations import GroupFacts
from osl.groups.queries import contacts_for
from osl.groups.who import WhoForm
from osl.groups.words import KINDS


class GroupForm(VersionedForm):
    """What a group is, when and where it meets, and through whom one gets there."""

    key = HiddenField()
    community_id = SelectField(_l("Community"), coerce=int, validate_choice=False)
    kind = RadioField(
        _l("What kind of group"), [required(_l("Choose a kind."))], validate_choice=False
    )
    name = StringField(
        _l("Name of the group"),
        [
            required(_l("Give the group a name.")),
            shorter_than(120),
            check_no_pesel,
            check_no_case_data,
        ],
    )
    about = TextAreaField(
        _l("What it does"), [shorter_than(1500), check_no_pesel, check_no_case_data]
    )
    rhythm = StringField(_l("When it meets"), [shorter_than(200), check_no_pesel])
    venue_id = SelectField(_l("Where it meets"), coerce=int, validate_choice=False)
    place_note = StringField(_l("The place in words"), [shorter_than(200), check_no_pesel])
    contact_id = SelectField(_l("Contact through"), coerce=int, validate_choice=False)
    started_on = PlainDateField(_l("Meets since"))
    keep_words = KeepWordsField()
    is_public = BooleanField(_l("Show the group on the page of the community"))

    communities: Sequence[Community] = ()

    @classmethod
    def blank(cls, actor: User, chosen: int | None = None) -> "GroupForm":
        form = cls(data={"community_id": chosen, "contact_id": actor.id})
        form._offer(communities_of(actor), contacts_for([c.id for c in communities_of(actor)]))
        if not form.key.data:
            form.key.data = str(uuid4())
        return form

    @classmethod
    def of(cls, group: Group) -> "GroupForm":
        form = cls(obj=group)
        contacts = contacts_for([group.community_id])
        if group.contact is not None and group.contact not in contacts:
            contacts.append(group.contact)
        form._offer([], contacts, group)
        del form.community_id
        return form

    def _offer(
        self, communities: Sequence[Community], contacts: Sequence[User], group: Group | None = None
    ) -> None:
        self.communities = communities
        self.community_id.choices = [(one.id, one.name) for one in communities]
        self.kind.choices = [(one.value, words) for one, words in KINDS.items()]
        places = venues()
        if group is not None and group.venue is not None and group.venue not in places:
            places.append(group.venue)
        self.venue_id.choices = [
            (0, _("no place from the list")),
            *((one.id, f"{one.name}, {one.address}") for one in places),
        ]
        self.contact_id.choices = [(0, _("the team")), *((one.id, one.name) for one in contacts)]

    def validate(self, extra_validators: Any = None) -> bool:
        super().validate(extra_validators)
        if self.kind.data and self.kind.data not in set(GroupKind):
            self.kind.errors = [_("Choose a kind.")]
        if "community_id" in self and self.community is None:
            self.community_id.errors = [_("Choose the community of the group.")]
        if self.venue_id.data not in _values(self.venue_id):
            self.venue_id.errors = [_("Choose one of these places.")]
        if self.contact_id.data not in _values(self.contact_id):
            self.contact_id.errors = [_("Choose somebody of the team.")]
        return not self.errors

    @property
    def community(self) -> Community | None:
        number = self.community_id.data
        return next((one for one in self.communities if one.id == number), None)

    @property
    def facts(self) -> GroupFacts:
        return GroupFacts(
            kind=GroupKind(self.kind.data),
            name=self.name.data or "",
            about=self.about.data or "",
            rhythm=self.rhythm.data or "",
            venue_id=self.venue_id.data or None,
            place_note=self.place_note.data or "",
            contact_id=self.contact_id.data or None,
            is_public=bool(self.is_public.data),
            started_on=self.started_on.data,
        )

    @property
    def one_use_key(self) -> str | None:
        return key_in(self.key)


def key_in(field: HiddenField) -> str | None:
    """The mark of a form, if it is one of ours."""
    try:
        return str(UUID(str(field.data)))
    except ValueError:
        return None


def _values(field: SelectField) -> list[Any]:
    return [value for value, *_rest in field.iter_choices()]


class DayForm(OslForm):
    """A day on which something ended."""

    on = PlainDateField(_l("On which day"), [required(_l("Give the day."))])

    @classmethod
    def of_today(cls) -> "DayForm":
        return cls(data={"on": today()})


class MemberForm(WhoForm):
    """Somebody who agreed to be noted as belonging to a group."""

    agreed_on = PlainDateField(
        _l("When they agreed to be noted"),
        [required(_l("Give the day on which they agreed: without it nobody is noted."))],
    )
    coordinates = BooleanField(_l("Coordinates the group"))

    @classmethod
    def of(cls, viewer: User) -> "MemberForm":
        form = cls(data={"agreed_on": today()})
        form.ask_for(viewer)
        return form


class CountForm(OslForm):
    """How many people came on a day: a number, nobody's name."""

    on = PlainDateField(_l("On which day"), [required(_l("Give the day."))])
    people = PlainIntegerField(
        _l("How many people came"), [required(_l("Give a number of people from 0 to 9999."))]
    )

    @classmethod
    def of_today(cls) -> "CountForm":
        return cls(data={"on": today()})


class EventForm(OslForm):
    """The event a button stands beside."""

    event = HiddenField()


class CoordinatesForm(OslForm):
    """The button that says whether somebody coordinates."""

    coordinates = HiddenField()
