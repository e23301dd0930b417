"""What the team fills in about volunteering: a task, its shifts, and who comes."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from wtforms import BooleanField, HiddenField, SelectField, StringField, TextAreaField

from osl.accounts.models import User
from osl.communities.models import Community
from osl.communities.queries import communities_of, funding_projects, venues
from osl.core.clock import to_local
from osl.core.forms import (
    CheckboxesField,
    KeepWordsField,
    OslForm,
    PlainDateField,
    PlainIntegerField,
    PlainTimeField,
    RadioField,
    TelField,
    VersionedForm,
    check_contact,
    check_no_case_data,
    check_no_pesel,
    check_phone,
    required,
    shorter_than,
)
from osl.core.i18n import _, _l, short_day
from osl.events.models import Event
from osl.events.rule_forms import MISSING_HOUR, WEEKDAYS, number_or_none, offered
from osl.people.models import Channel, Person
from osl.people.operations import Known
from osl.people.words import phone_shown
from osl.signups import gate
from osl.volunteers import words
from osl.volunteers.desk import events_to_choose
from osl.volunteers.models import Assignment, Shift, Task
from osl.volunteers.shifts import ADULT
from osl.volunteers.tasks import MOST_WEEKS, TaskFacts, hours_on, weekly_times

NEW_PERSON = "new"
MOST_PEOPLE = 200
"""On one shift: more is a mistake of the keyboard."""

CAME, NOT_THERE, NOT_NOTED = "came", "absent", "unknown"


def people_field() -> PlainIntegerField:
    return PlainIntegerField(
        _l("How many people are needed"), [required(_l("Say how many people are needed."))]
    )


def check_people(field: PlainIntegerField) -> None:
    if not field.errors and not 1 <= (field.data or 0) <= MOST_PEOPLE:
        field.errors = [_("Type a number of people from 1 to %(most)d.", most=MOST_PEOPLE)]


class TaskForm(VersionedForm):
    """What there is to do."""

    key = HiddenField()
    community_id = SelectField(_l("Community"), coerce=number_or_none)
    title = StringField(
        _l("What there is to do"),
        [
            required(_l("Say in a few words what there is to do.")),
            shorter_than(120),
            check_no_pesel,
        ],
    )
    description = TextAreaField(_l("A few words more"), [shorter_than(4000), check_no_pesel])
    event_id = SelectField(_l("Part of an event"), coerce=number_or_none)
    venue_id = SelectField(_l("Place"), coerce=number_or_none)
    place_note = StringField(
        _l("Where exactly, or another place"), [shorter_than(200), check_no_pesel]
    )
    least_age = PlainIntegerField(_l("From what age"))
    with_children = BooleanField(_l("It is work with children"))
    skills = StringField(_l("What comes in useful"), [shorter_than(300), check_no_pesel])
    contact_phone = TelField(_l("Phone for questions"), [check_phone, shorter_than(40)])
    funding_project_id = SelectField(_l("Funding project"), coerce=number_or_none)

    own: Sequence[Community] = ()
    events: Sequence[Event] = ()
    about = ""
    one_use_key: str | None = None

    @classmethod
    def blank(cls, actor: User, event: Event | None) -> "TaskForm":
        """A form for a new task; about an event, what is known of it stands there already."""
        own = communities_of(actor)
        form = cls(data=cls._to_begin_with(own, event))
        form.own, form.about = own, f"task by {actor.id}"
        form.community_id.choices = [
            ("", _("Choose the community")),
            *((one.id, one.name) for one in own),
        ]
        form._offer(actor, own, event)
        if not form.key.data:
            form.new_key()
        return form

    @staticmethod
    def _to_begin_with(own: Sequence[Community], event: Event | None) -> dict[str, Any]:
        begun: dict[str, Any] = {"community_id": own[0].id if len(own) == 1 else None}
        if event is not None:
            shared = [one.id for one in own if one in event.communities]
            begun |= {"event_id": event.id, "venue_id": event.venue_id}
            begun |= {
                "place_note": event.place_note,
                "funding_project_id": event.funding_project_id,
            }
            if len(shared) == 1:
                begun["community_id"] = shared[0]
        return begun

    @classmethod
    def of(cls, task: Task, actor: User) -> "TaskForm":
        form = cls(data=as_typed(task) | {"version": cls.version_of(task)})
        form._offer(actor, [task.community], task.event)
        del form.key, form.community_id
        return form

    def _offer(self, actor: User, communities: Sequence[Community], event: Event | None) -> None:
        found = events_to_choose(actor, communities, event)
        self.events = [one for one, _at in found]
        self.event_id.choices = [
            ("", _("No, it stands for itself")),
            *((one.id, f"{one.title}, {short_day(at)}") for one, at in found),
        ]
        self.venue_id.choices = [("", _("None of these")), *((v.id, v.name) for v in venues())]
        self.funding_project_id.choices = [
            ("", _("None")),
            *((one.id, one.title) for one in funding_projects()),
        ]

    def new_key(self) -> None:
        self.key.data = gate.new_mark(self.about).signed

    def validate(self, extra_validators: Any = None) -> bool:
        super().validate(extra_validators)
        if not self.least_age.errors and not 0 <= (self.least_age.data or 0) <= 99:
            self.least_age.errors = [_("Type an age from 0 to 99, or leave this empty.")]
        if "community_id" not in self:
            return not self.errors
        if self.community is None and not self.community_id.errors:
            self.community_id.errors = [_("Choose the community it is for.")]
        if not self.errors:
            self.one_use_key = gate.read_mark(self.key.data or "", self.about, from_team=True)
            if self.one_use_key is None:
                self.new_key()
                self.form_errors.append(
                    _("This page was open for a long time. Look it over and send it once more.")
                )
        return not self.errors

    @property
    def community(self) -> Community | None:
        return next((one for one in self.own if one.id == self.community_id.data), None)

    @property
    def facts(self) -> TaskFacts:
        return TaskFacts(
            self.title.data or "",
            self.description.data or "",
            next((one for one in self.events if one.id == self.event_id.data), None),
            next((one for one in venues() if one.id == self.venue_id.data), None),
            self.place_note.data or "",
            self.least_age.data or 0,
            bool(self.with_children.data),
            self.skills.data or "",
            self.contact_phone.data or "",
            next(
                (one for one in funding_projects() if one.id == self.funding_project_id.data), None
            ),
        )


def as_typed(task: Task) -> dict[str, Any]:
    """A task as its form holds it."""
    names = [name for name in TaskFacts.__dataclass_fields__ if hasattr(TaskForm, name)]
    ids = ("event_id", "venue_id", "funding_project_id")
    return {name: getattr(task, name) for name in (*names, *ids)}


class HoursForm(VersionedForm):
    """A day and its hours, how many people, and what to know."""

    first_on = PlainDateField(_l("Day"), [required(_l("Choose the day."))])
    starts_at = PlainTimeField(_l("From what hour"), [required(MISSING_HOUR)])
    ends_at = PlainTimeField(_l("Until what hour"), [required(MISSING_HOUR)])
    needed = people_field()
    note = StringField(_l("Note for this time only"), [shorter_than(200), check_no_pesel])

    def validate(self, extra_validators: Any = None) -> bool:
        super().validate(extra_validators)
        check_people(self.needed)
        return not self.errors

    @property
    def asked(self) -> tuple[date, time, time]:
        if self.first_on.data is None or self.starts_at.data is None or self.ends_at.data is None:
            raise ValueError("a form without its day and hours asks nothing")
        return self.first_on.data, self.starts_at.data, self.ends_at.data


class ShiftsForm(HoursForm):
    """When people are needed: on one day, or each week for a while."""

    weeks = PlainIntegerField(_l("For how many weeks"))
    weekdays = CheckboxesField(_l("On which days of the week"), coerce=int)

    @classmethod
    def blank(cls) -> "ShiftsForm":
        form = cls(data={"weeks": 1})
        form.weekdays.choices = list(WEEKDAYS)
        return form

    def validate(self, extra_validators: Any = None) -> bool:
        super().validate(extra_validators)
        if not self.weeks.errors and not 1 <= (self.weeks.data or 1) <= MOST_WEEKS:
            self.weeks.errors = [_("Choose from 1 to %(most)d weeks.", most=MOST_WEEKS)]
        return not self.errors

    @property
    def times(self) -> list[tuple[datetime, datetime]]:
        """Raises DomainError for hours that cannot be."""
        return weekly_times(
            *self.asked, weeks=self.weeks.data or 1, weekdays=self.weekdays.data or ()
        )


class ShiftForm(HoursForm):
    """One shift, to be put right."""

    @classmethod
    def of(cls, shift: Shift) -> "ShiftForm":
        return cls(data=cls.now(shift) | {"version": cls.version_of(shift)})

    @staticmethod
    def now(shift: Shift) -> dict[str, Any]:
        starts, ends = to_local(shift.starts_at), to_local(shift.ends_at)
        return {
            "first_on": starts.date(),
            "starts_at": starts.time(),
            "ends_at": ends.time(),
            "needed": shift.needed,
            "note": shift.note,
        }

    @staticmethod
    def version_of(subject: Any) -> str:
        """Who is taken on meanwhile changes nothing of what this form is about."""
        times = f"{subject.starts_at:%Y%m%d%H%M}-{subject.ends_at:%Y%m%d%H%M}"
        return f"{times}-{subject.needed}-{subject.note}"

    @property
    def times(self) -> tuple[datetime, datetime]:
        """Raises DomainError for hours that cannot be."""
        return hours_on(*self.asked)


class VolunteerForm(OslForm):
    """Somebody who said by phone, in person or on paper that they would come."""

    key = HiddenField()
    name = StringField(
        _l("First name and surname"),
        [required(_l("Give the first name and surname.")), shorter_than(120), check_no_pesel],
    )
    contact = StringField(_l("Phone, or e-mail"), [check_contact, shorter_than(320)])
    contact_note = StringField(
        _l("Neither phone nor e-mail: how to reach them"), [shorter_than(200), check_no_pesel]
    )
    person = RadioField(_l("Is it one of these people?"), validate_choice=False)
    channel = RadioField(_l("How they offered"), default=Channel.PHONE.value)
    age = PlainIntegerField(_l("Age, of somebody under 18"))
    guardian_phone = TelField(_l("Phone of a parent or guardian"), [check_phone, shorter_than(20)])
    note = StringField(_l("What to know"), [shorter_than(300), check_no_pesel, check_no_case_data])
    keep_words = KeepWordsField()
    takes_on = BooleanField(_l("Take them on at once"), default=True)

    people: Sequence[Person] = ()
    one_use_key: str | None = None

    @classmethod
    def blank(cls, shift: Shift, known: Person | None) -> "VolunteerForm":
        begun: dict[str, Any] = {}
        if known is not None:
            begun = {
                "name": known.name,
                "contact": phone_shown(known.phone) or known.email,
                "contact_note": known.contact_note,
                "person": str(known.id),
            }
        form = cls(data=begun)
        form.channel.choices = [(one.value, label) for one, label in words.HOW_SAID.items()]
        form.about = f"volunteer of {shift.id}"
        if known is not None:
            form.show_people([known])
        if not form.key.data:
            form.new_key()
        return form

    about = ""

    def new_key(self) -> None:
        self.key.data = gate.new_mark(self.about).signed

    def show_people(self, people: Sequence[Person]) -> None:
        self.people = people
        self.person.choices = [
            *((str(one.id), described(one)) for one in people),
            (NEW_PERSON, _("No, somebody new")),
        ]

    def ask_who(self, people: Sequence[Person]) -> None:
        """Show people who may be this one; nobody is made one with another by themselves."""
        self.show_people(people)
        self.person.errors = [_("We know somebody like that. Is it the same person?")]

    def validate(self, extra_validators: Any = None) -> bool:
        super().validate(extra_validators)
        given = (self.contact, self.contact_note)
        if not any(one.data or one.errors for one in given):
            self.contact.errors = [
                _("Give a phone number, an e-mail address, or say how to reach this person.")
            ]
        if not self.age.errors and self.age.data is not None and not 1 <= self.age.data < ADULT:
            self.age.errors = [_("Type an age under 18, or leave this empty.")]
        if self.age.data and not (self.guardian_phone.data or self.guardian_phone.errors):
            self.guardian_phone.errors = [_("Give the phone of a parent or guardian.")]
        if not self.errors:
            self.one_use_key = gate.read_mark(self.key.data or "", self.about, from_team=True)
            if self.one_use_key is None:
                self.new_key()
                self.form_errors.append(
                    _("This page was open for a long time. Look it over and send it once more.")
                )
        return not self.errors

    @property
    def known(self) -> Known:
        contact = self.contact.data or ""
        is_mail = "@" in contact
        return Known(
            self.name.data or "",
            phone="" if is_mail else contact,
            email=contact if is_mail else "",
            contact_note=self.contact_note.data or "",
        )


class MoveForm(OslForm):
    """Which other shift somebody takes instead."""

    shift = RadioField(_l("To which shift"), coerce=int)

    @classmethod
    def among(cls, shifts: Sequence[Shift]) -> "MoveForm":
        form = cls()
        form.shift.choices = [
            (one.id, f"{words.when(one)} ({words.missing(one.missing)})") for one in shifts
        ]
        return form


class PresenceForm(OslForm):
    """Who came: one choice for each who was taken on."""

    @classmethod
    def of(cls, assignments: Sequence[Assignment]) -> "PresenceForm":
        choices = offered(
            [(CAME, _("came")), (NOT_THERE, _("did not come")), (NOT_NOTED, _("not noted"))]
        )
        fields: dict[str, Any] = {
            cls.name_of(one): RadioField(one.person.name, choices=choices) for one in assignments
        }
        noted = {cls.name_of(one): _as_choice(one.came) for one in assignments}
        form: PresenceForm = type("PresenceForm", (cls,), fields)(data=noted)
        return form

    @staticmethod
    def name_of(assignment: Assignment) -> str:
        return f"came_{assignment.id}"

    def came(self, assignment: Assignment) -> bool | None:
        return {CAME: True, NOT_THERE: False}.get(self[self.name_of(assignment)].data)


def _as_choice(came: bool | None) -> str:
    if came is None:
        return NOT_NOTED
    return CAME if came else NOT_THERE


def described(person: Person) -> str:
    ways = [phone_shown(person.phone), person.email, person.contact_note]
    return ", ".join([person.name, *filter(None, ways)])
