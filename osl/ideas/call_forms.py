"""What the team fills in about a call for ideas: the question, its days, and what came of it."""

from collections.abc import Sequence
from typing import Any

from wtforms import HiddenField, SelectField, StringField, TextAreaField

from osl.accounts.models import User
from osl.communities.models import Community
from osl.communities.queries import communities_of
from osl.core.clock import today
from osl.core.forms import PlainDateField, VersionedForm, required, shorter_than
from osl.core.i18n import _, _l
from osl.events.rule_forms import number_or_none, offered
from osl.ideas.calls_for_ideas import Question
from osl.ideas.models import LONGEST_IDEA, LONGEST_TITLE, CallForIdeas
from osl.signups import gate


class CallForm(VersionedForm):
    """A question to a community."""

    key = HiddenField()
    community_id = SelectField(_l("Community"), coerce=number_or_none)
    title = StringField(
        _l("Title"), [required(_l("Give the call a title.")), shorter_than(LONGEST_TITLE)]
    )
    question = TextAreaField(
        _l("What you ask residents"),
        [required(_l("Write what you would like to hear about.")), shorter_than(LONGEST_IDEA)],
    )
    rules = TextAreaField(_l("Rules"), [shorter_than(LONGEST_IDEA)])
    opens_on = PlainDateField(_l("First day"), [required(_l("Say from which day on."))])
    closes_on = PlainDateField(_l("Last day"), [required(_l("Say until which day."))])

    own: Sequence[Community] = ()
    about = ""
    one_use_key: str | None = None

    @classmethod
    def blank(cls, actor: User) -> "CallForm":
        own = communities_of(actor)
        form = cls(data={"opens_on": today(), "community_id": own[0].id if len(own) == 1 else None})
        form.own, form.about = own, f"call for ideas by {actor.id}"
        form.community_id.choices = offered(
            [("", _("Choose the community")), *((one.id, one.name) for one in own)]
        )
        if not form.key.data:
            form.key.data = gate.new_mark(form.about).signed
        return form

    @classmethod
    def of(cls, call: CallForIdeas) -> "CallForm":
        form = cls(data=as_typed(call) | {"version": cls.version_of(call)})
        del form.key, form.community_id
        return form

    def validate(self, extra_validators: Any = None) -> bool:
        super().validate(extra_validators)
        if "community_id" not in self:
            return not self.errors
        if self.community is None and not self.community_id.errors:
            self.community_id.errors = [_("Choose the community you ask.")]
        if not self.errors:
            self.one_use_key = gate.read_mark(self.key.data or "", self.about, from_team=True)
            if self.one_use_key is None:
                self.key.data = gate.new_mark(self.about).signed
                self.form_errors.append(
                    _("This page was open for a long time. Look it over and send it once more.")
                )
        return not self.errors

    @property
    def community(self) -> Community | None:
        return next((one for one in self.own if one.id == self.community_id.data), None)

    @property
    def asked(self) -> Question:
        if self.opens_on.data is None or self.closes_on.data is None:
            raise ValueError("a form without its days asks nothing")
        return Question(
            self.title.data or "",
            self.question.data or "",
            self.rules.data or "",
            self.opens_on.data,
            self.closes_on.data,
        )


def as_typed(call: CallForIdeas) -> dict[str, Any]:
    """A call as its form holds it."""
    names = ("title", "question", "rules", "opens_on", "closes_on")
    return {name: getattr(call, name) for name in names}


class ResultForm(VersionedForm):
    """What came of a call."""

    result = TextAreaField(
        _l("What came of it"),
        [required(_l("Write in a few sentences what came of it.")), shorter_than(LONGEST_IDEA)],
    )

    @classmethod
    def of(cls, call: CallForIdeas) -> "ResultForm":
        return cls(data={"result": call.result, "version": cls.version_of(call)})
