"""What the team fills in about an idea: looking at it, answering it, putting it in order."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from wtforms import BooleanField, HiddenField, StringField, TextAreaField
from wtforms.validators import StopValidation

from osl.communities.models import Community
from osl.core.forms import (
    OslForm,
    PlainDateField,
    RadioField,
    VersionedForm,
    check_contact,
    check_no_pesel,
    required,
    shorter_than,
)
from osl.core.i18n import _, _l
from osl.ideas.answers import Answer
from osl.ideas.models import (
    ANSWERS,
    LONGEST_IDEA,
    LONGEST_TITLE,
    FormalKind,
    HidingReason,
    Idea,
    NotNowReason,
    Resource,
    StepKind,
)
from osl.ideas.office import OfficeMatter
from osl.ideas.words import FORMAL_KINDS, HIDING_REASONS, NEEDED, NOT_NOW_REASONS, STEPS
from osl.people.models import Channel, Person
from osl.people.operations import Known
from osl.people.words import CHANNELS, phone_shown

THIS, OTHER = "this", "other"
NEW_PERSON = "new"
ACCEPT, DECLINE = "accept", "decline"
CHANNELS_OF_TEAM = (Channel.IN_PERSON, Channel.PHONE, Channel.PAPER)


class one_of_them:  # noqa: N801 - reads as a word among validators
    """One of the choices must be taken; ``message`` says so in words."""

    field_flags = {"required": True}

    def __init__(self, message: Any) -> None:
        self.message = message

    def __call__(self, _form: Any, field: Any) -> None:
        if field.data not in [value for value, *_rest in field.iter_choices()]:
            raise StopValidation(str(self.message))


def choice(label: Any, message: Any) -> RadioField:
    """Radio buttons of which one must be chosen."""
    return RadioField(label, [one_of_them(message)], validate_choice=False)


class KeyedForm(OslForm):
    """A form with the mark that makes one thing only, however often it is sent."""

    key = HiddenField()

    @property
    def one_use_key(self) -> str | None:
        try:
            return str(UUID(str(self.key.data)))
        except ValueError:
            return None

    def offer_key(self) -> None:
        if not self.key.data:
            self.key.data = str(uuid4())


class WordsForm(VersionedForm):
    """The words of an idea as everybody reads them."""

    title = StringField(
        _l("Title"),
        [required(_l("Give the idea a title.")), shorter_than(LONGEST_TITLE), check_no_pesel],
    )
    text = TextAreaField(
        _l("What it is about"),
        [
            required(_l("Write in a sentence or two what it is about.")),
            shorter_than(LONGEST_IDEA),
            check_no_pesel,
        ],
    )


class HidingForm(OslForm):
    """Why an idea is not shown."""

    reason = choice(_l("Why"), _l("Choose why it is not shown."))
    note = TextAreaField(_l("A note for the team"), [shorter_than(500), check_no_pesel])

    @classmethod
    def blank(cls) -> "HidingForm":
        form = cls()
        form.reason.choices = [(one.value, words) for one, words in HIDING_REASONS.items()]
        return form

    @property
    def because(self) -> HidingReason:
        return HidingReason(self.reason.data)


class ChangeForm(VersionedForm):
    """Whether the author's new words are taken over."""

    decision = choice(_l("What should everybody read?"), _l("Choose one of them."))

    @classmethod
    def of(cls, idea: Idea) -> "ChangeForm":
        form = cls(obj=idea)
        form.decision.choices = [
            (ACCEPT, _("The new words of the author")),
            (DECLINE, _("The words that stand there now")),
        ]
        return form


def _word_about(thing: Any) -> StringField:
    return StringField(
        _l("A word about it (%(thing)s)", thing=thing), [shorter_than(200), check_no_pesel]
    )


class AnswerForm(VersionedForm):
    """A public answer: what it is, what belongs to it, and the words."""

    kind = choice(_l("What is the answer?"), _l("Choose what the answer is."))
    to_whom = StringField(_l("To whom it was handed on"), [shorter_than(200), check_no_pesel])
    on = PlainDateField(_l("On which day"))
    reason = RadioField(_l("Why not now"), validate_choice=False)
    text = TextAreaField(
        _l("Your answer"),
        [
            required(_l("Write the answer: a few plain sentences.")),
            shorter_than(LONGEST_IDEA),
            check_no_pesel,
        ],
    )
    needs_hands = BooleanField(NEEDED[Resource.HANDS])
    note_hands = _word_about(NEEDED[Resource.HANDS])
    needs_room = BooleanField(NEEDED[Resource.ROOM])
    note_room = _word_about(NEEDED[Resource.ROOM])
    needs_tools = BooleanField(NEEDED[Resource.TOOLS])
    note_tools = _word_about(NEEDED[Resource.TOOLS])
    needs_leader = BooleanField(NEEDED[Resource.LEADER])
    note_leader = _word_about(NEEDED[Resource.LEADER])
    needs_organising = BooleanField(NEEDED[Resource.ORGANISING])
    note_organising = _word_about(NEEDED[Resource.ORGANISING])
    needs_money = BooleanField(NEEDED[Resource.MONEY])
    note_money = _word_about(NEEDED[Resource.MONEY])

    @classmethod
    def of(cls, idea: Idea) -> "AnswerForm":
        """What is missing already stands there ticked."""
        missing: dict[str, Any] = {"version": idea.version}
        for need in idea.needs:
            if need.is_open:
                missing |= {f"needs_{need.resource}": True, f"note_{need.resource}": need.note}
        form = cls(data=missing)
        form.kind.choices = [(one.value, STEPS[one]) for one in ANSWERS]
        form.reason.choices = [(one.value, words) for one, words in NOT_NOW_REASONS.items()]
        return form

    @property
    def chosen(self) -> StepKind | None:
        return StepKind(self.kind.data) if self.kind.data in {*ANSWERS} else None

    @property
    def wanted(self) -> list[tuple[Any, Any]]:
        """For each thing an idea may lack: the box, and the word about it."""
        return [(self[f"needs_{one}"], self[f"note_{one}"]) for one in Resource]

    def validate(self, extra_validators: object = None) -> bool:
        """The operation refuses an answer that does not say what it must; here it is said beside
        the field."""
        super().validate(extra_validators)
        if self.chosen is StepKind.HANDED_ON and not self.to_whom.data and not self.to_whom.errors:
            self.to_whom.errors = [_("Say to whom it was handed on.")]
        if self.chosen is StepKind.NOT_NOW and self.reason.data not in {*NotNowReason}:
            self.reason.errors = [_("Say why it cannot be done now.")]
        if self.chosen is StepKind.LOOKING and not any(box.data for box, _word in self.wanted):
            self.needs_hands.errors = [
                _("Say what is missing: people then know how they can help.")
            ]
        return not self.errors

    @property
    def answer(self) -> Answer:
        """Only what belongs to this kind of answer; the rest may be left from another choice."""
        kind = StepKind(self.kind.data)
        is_dated = kind in (StepKind.HANDED_ON, StepKind.THEIR_ANSWER)
        return Answer(
            kind=kind,
            text=self.text.data or "",
            to_whom=(self.to_whom.data or "") if kind is StepKind.HANDED_ON else "",
            on=self.on.data if is_dated else None,
            reason=NotNowReason(self.reason.data) if kind is StepKind.NOT_NOW else None,
            needs=tuple(
                (one, self[f"note_{one}"].data or "")
                for one in Resource
                if self[f"needs_{one}"].data
            )
            if kind is StepKind.LOOKING
            else (),
        )


class MessageForm(KeyedForm):
    """A question to the author, or what the author said to one."""

    text = TextAreaField(
        _l("Words"),
        [required(_l("Write it down first.")), shorter_than(LONGEST_IDEA), check_no_pesel],
    )

    @classmethod
    def called(cls, label: str) -> "MessageForm":
        form = cls()
        form.text.label.text = label
        form.offer_key()
        return form


class MergeForm(OslForm):
    """Which of two ideas stands for both."""

    stays = choice(_l("Which one stands for both?"), _l("Choose one of them."))

    @classmethod
    def of(cls, idea: Idea, other: Idea) -> "MergeForm":
        first = _stands_better(idea, other)
        form = cls(data={"stays": THIS if first is idea else OTHER})
        form.stays.choices = [
            (THIS, _("No. %(number)s: %(title)s", number=idea.id, title=idea.title)),
            (OTHER, _("No. %(number)s: %(title)s", number=other.id, title=other.title)),
        ]
        return form


class SplitForm(KeyedForm, WordsForm):
    """A part of an idea that becomes one of its own, and what is left of the first."""

    rest = TextAreaField(
        _l("What stays in the first idea"),
        [
            required(_l("Something must stay in the first idea.")),
            shorter_than(LONGEST_IDEA),
            check_no_pesel,
        ],
    )

    @classmethod
    def of(cls, idea: Idea) -> "SplitForm":
        form = cls(data={"rest": idea.text, "version": idea.version})
        form.offer_key()
        return form


class MoveForm(OslForm):
    """To which community an idea belongs."""

    community = choice(_l("To which community"), _l("Choose a community."))

    @classmethod
    def among(cls, communities: Sequence[Community]) -> "MoveForm":
        form = cls()
        form.community.choices = [(str(one.id), one.name) for one in communities]
        return form


class FormalForm(VersionedForm):
    """What a text is that is no idea, and how far its way to the office has come."""

    kind = choice(_l("What is it?"), _l("Choose what it is."))
    to_whom = StringField(_l("Who has to answer it"), [shorter_than(200), check_no_pesel])
    handed_on = PlainDateField(_l("Handed on"))
    closed_on = PlainDateField(_l("Answered by them"))

    @classmethod
    def of(cls, idea: Idea) -> "FormalForm":
        form = cls(data=cls.now(idea) | {"version": idea.version})
        form.kind.choices = [(one.value, words) for one, words in FORMAL_KINDS.items()]
        return form

    @staticmethod
    def now(idea: Idea) -> dict[str, Any]:
        """What is noted already."""
        return {
            "kind": idea.formal_kind.value if idea.formal_kind is not None else None,
            "to_whom": idea.formal_to,
            "handed_on": idea.formal_handed_on,
            "closed_on": idea.formal_closed_on,
        }

    @property
    def matter(self) -> OfficeMatter:
        return OfficeMatter(
            FormalKind(self.kind.data),
            self.to_whom.data or "",
            self.handed_on.data,
            self.closed_on.data,
        )


class SupporterForm(OslForm):
    """A resident the team talked with, who stands behind an idea."""

    name = StringField(
        _l("First name and surname"),
        [required(_l("Give the first name and surname.")), shorter_than(120), check_no_pesel],
    )
    contact = StringField(
        _l("Phone, or e-mail"),
        [
            required(_l("Give a phone number or an e-mail address: so nobody counts twice.")),
            check_contact,
            shorter_than(320),
        ],
    )
    person = RadioField(_l("Is it one of these people?"), validate_choice=False)
    channel = RadioField(_l("How they said it"), default=Channel.IN_PERSON.value)
    people: Sequence[Person] = ()

    @classmethod
    def blank(cls) -> "SupporterForm":
        form = cls()
        form.channel.choices = [(one.value, CHANNELS[one]) for one in CHANNELS_OF_TEAM]
        return form

    @property
    def known(self) -> Known:
        contact = self.contact.data or ""
        is_mail = "@" in contact
        return Known(
            self.name.data or "",
            phone="" if is_mail else contact,
            email=contact if is_mail else "",
        )

    @property
    def by(self) -> Channel:
        return Channel(self.channel.data)

    def show_people(self, people: Sequence[Person]) -> None:
        self.people = people
        self.person.choices = [
            *((str(one.id), _described(one)) for one in people),
            (NEW_PERSON, _("No, somebody new")),
        ]

    def ask_who(self, people: Sequence[Person]) -> None:
        """Show people who may be this one; nobody is made one with another by themselves."""
        self.show_people(people)
        self.person.errors = [_("We know somebody like that. Is it the same person?")]


def _described(person: Person) -> str:
    ways = [phone_shown(person.phone), person.email, person.contact_note]
    return ", ".join([person.name, *filter(None, ways)])


def _stands_better(idea: Idea, other: Idea) -> Idea:
    """Which of two is better known: published, with more people behind it, given first."""

    def known(one: Idea) -> tuple[bool, int, int]:
        return one.is_published, one.supporters, -one.id

    return max(idea, other, key=known)
