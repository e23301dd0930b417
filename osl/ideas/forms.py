"""What residents fill in to give an idea, and afterwards."""

from collections.abc import Sequence
from typing import Any

from wtforms import HiddenField, StringField, TextAreaField

from osl.communities.models import Community
from osl.core.forms import (
    CheckboxesField,
    OslForm,
    RadioField,
    check_contact,
    check_no_pesel,
    required,
    shorter_than,
)
from osl.core.i18n import _, _l, language
from osl.core.pictures import PictureField, describes
from osl.ideas.models import LONGEST_IDEA, LONGEST_TITLE, Idea, Resource
from osl.ideas.operations import Thought
from osl.ideas.words import OFFERED
from osl.ideas.work import is_solved
from osl.people.operations import Known
from osl.signups import gate

LONGEST_REPLY = 2000

OFFERED_AT_ONCE = (
    Resource.HANDS,
    Resource.ROOM,
    Resource.TOOLS,
    Resource.LEADER,
    Resource.ORGANISING,
)
"""What somebody may offer with the idea itself. Money is talked about."""


class MarkedForm(OslForm):
    """A form with a one-use mark: sent twice, it counts once."""

    key = HiddenField()

    about = ""
    one_use_key: str | None = None

    def new_key(self) -> None:
        self.key.data = gate.new_mark(self.about).signed

    def validate(self, extra_validators: Any = None) -> bool:
        return super().validate(extra_validators) and self._has_good_mark()

    def _has_good_mark(self) -> bool:
        try:
            self.one_use_key = gate.read_mark(self.key.data or "", self.about)
        except gate.TooQuick as refusal:
            self.refuse(refusal)
            return False
        if self.one_use_key is None:
            self.new_key()
            self.form_errors.append(
                _("This page was open for a long time. Look it over and send it once more.")
            )
        return self.one_use_key is not None


class WordsForm(OslForm):
    """What somebody would like, in their own words."""

    title = StringField(
        _l("What would you like?"),
        [
            required(_l("Say in a few words what you would like.")),
            shorter_than(LONGEST_TITLE),
            check_no_pesel,
        ],
    )
    text = TextAreaField(
        _l("What would it change?"),
        [
            required(_l("Say what it would change, and for whom. One sentence is enough.")),
            shorter_than(LONGEST_IDEA),
            check_no_pesel,
        ],
    )


class IdeaForm(WordsForm, MarkedForm):
    """Giving an idea, without an account: a title, a few words, and a contact if one likes."""

    about = "idea"

    community = RadioField(_l("Which community is it about?"), coerce=int, validate_choice=False)
    name = StringField(_l("First name and surname"), [shorter_than(120), check_no_pesel])
    contact = StringField(_l("E-mail or phone"), [check_contact, shorter_than(320)])
    help_with = CheckboxesField(_l("What can you help with?"), coerce=Resource)
    help_note = StringField(
        _l("Anything we should know about this help"), [shorter_than(300), check_no_pesel]
    )
    picture = PictureField(_l("Picture"))
    picture_description = StringField(
        _l("What the picture shows"), [describes("picture"), shorter_than(300), check_no_pesel]
    )
    seen = HiddenField()
    """Which ideas and events like this one the person was shown: "i12 e3"."""
    work = HiddenField()
    website = StringField(_l("Leave this field empty"))

    numbers: Sequence[int] = ()
    """Of the communities one can choose."""

    @classmethod
    def for_communities(
        cls, communities: Sequence[Community], chosen: Community | None = None
    ) -> "IdeaForm":
        """The form, with one of these communities chosen already."""
        form = cls(data={"community": chosen.id if chosen is not None else None})
        form.numbers = [one.id for one in communities]
        form.community.choices = [(one.id, one.name) for one in communities]
        form.help_with.choices = [(one, OFFERED[one]) for one in OFFERED_AT_ONCE]
        if not form.is_submitted():
            form.new_key()
        return form

    def fix_community(self) -> None:
        """A call for ideas says itself which community it is about."""
        del self.community

    def validate(self, extra_validators: Any = None) -> bool:
        OslForm.validate(self, extra_validators)
        if "community" in self:
            self._check_community()
        if self.help_with.data and not (self.contact.data or self.contact.errors):
            self.contact.errors = [
                _("Thank you for wanting to help! Leave an e-mail or a phone, so we can reach you.")
            ]
        if self.website.data:
            self.website.errors = [_("Leave this field empty: only programs fill it in.")]
        return not self.errors and self._has_good_mark()

    def _check_community(self) -> None:
        # A page opened while a call was open sends none: what has changed is said, not guessed.
        if not self.community.raw_data or self.community.data not in self.numbers:
            self.community.errors = [_("Choose the community that your idea is about.")]

    @property
    def has_worked(self) -> bool:
        """Whether the browser solved the sum of this form."""
        return is_solved(self.key.data or "", self.work.data or "")

    @property
    def marks_seen(self) -> set[str]:
        return set((self.seen.data or "").split())

    @property
    def thought(self) -> Thought:
        contact = self.contact.data or ""
        is_email = "@" in contact
        known = Known(
            self.name.data or "",
            phone="" if is_email else contact,
            email=contact if is_email else "",
            language=language(),
        )
        return Thought(
            self.title.data or "",
            self.text.data or "",
            known=known if known.name or contact else None,
            offers=tuple((one, self.help_note.data or "") for one in self.help_with.data or ()),
            picture=self.picture.data,
            picture_description=self.picture_description.data or "",
        )


class CodeForm(OslForm):
    """The code from a printed thank-you."""

    code_on_paper = StringField(
        _l("Code of your idea"),
        [required(_l("Type the code, for example 12-7KQM-X2P9."))],
    )


class ReplyForm(MarkedForm):
    """What the author answers when the team asks."""

    reply = TextAreaField(
        _l("Your reply"),
        [
            required(_l("Type your reply. One sentence is enough.")),
            shorter_than(LONGEST_REPLY),
            check_no_pesel,
        ],
    )

    @classmethod
    def for_idea(cls, idea: Idea) -> "ReplyForm":
        form = cls()
        form.about = f"reply {idea.id}"
        if not form.is_submitted():
            form.new_key()
        return form


class AnswerForm(OslForm):
    """A button alone: what it does stands on it."""
