"""The short forms of single steps: a quick draft, open hours, publishing, copying, pictures."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any, cast

from wtforms import SelectField, StringField, TelField

from osl.accounts.models import User
from osl.communities.models import Community
from osl.communities.queries import communities_of
from osl.core.clock import today
from osl.core.forms import (
    PlainDateField,
    PlainTimeField,
    VersionedForm,
    check_phone,
    required,
    shorter_than,
)
from osl.core.i18n import _, _l
from osl.core.pictures import PictureField
from osl.events.models import Break, Event, EventKind, Frequency, Occurrence, Strand
from osl.events.operations import Facts
from osl.events.recurrence import Rule, RuleError
from osl.events.rule_forms import (
    MISSING_HOUR,
    WEEKDAYS,
    KeyedForm,
    PlacedForm,
    daytime_rule,
    number_or_none,
    offered,
    read_once,
)
from osl.events.schedule import Once, ScheduleError, observed_breaks


class QuickForm(KeyedForm, PlacedForm):
    """Just enough for a draft; the rest can wait until the edit page."""

    title = StringField(
        _l("Name of the event"), [required(_l("Give the event a name.")), shorter_than(150)]
    )
    community_id = SelectField(_l("Community"), coerce=number_or_none)
    first_on = PlainDateField(_l("Date"), [required(_l("Say on which day it is."))])
    starts_at = PlainTimeField(_l("Starts at"), [required(MISSING_HOUR)])
    ends_at = PlainTimeField(_l("Ends at"), [required(MISSING_HOUR)])

    own: list[Community]
    when: Once | None = None

    @classmethod
    def blank(cls, actor: User) -> "QuickForm":
        form = cls()
        form.offer_key()
        form.offer_venues(None, _("I will say later"))
        form.own = communities_of(actor)
        form.community_id.choices = offered((c.id, c.name) for c in form.own)
        return form

    def validate(self, extra_validators: Any = None) -> bool:
        super().validate(extra_validators)
        if not self.errors:
            self.when = read_once(self)
        return not self.errors

    @property
    def community(self) -> Community:
        return next(c for c in self.own if c.id == self.community_id.data)

    @property
    def facts(self) -> Facts:
        return Facts(
            title=self.title.data or "",
            kind=EventKind.NEIGHBOUR_MEETING,
            strand=Strand.SOCIAL,
            venue=self.venue,
        )


class OpenHoursForm(KeyedForm, PlacedForm):
    """When and where to talk to the team, every week."""

    weekday = SelectField(_l("Day of the week"), coerce=int, choices=offered(WEEKDAYS))
    starts_at = PlainTimeField(_l("Starts at"), [required(MISSING_HOUR)])
    ends_at = PlainTimeField(_l("Ends at"), [required(MISSING_HOUR)])
    first_on = PlainDateField(_l("Beginning on"), [required(_l("Say from which day on."))])
    phone = TelField(_l("Phone"), [check_phone, shorter_than(40)])
    host = StringField(_l("Who is there"), [shorter_than(120)])

    rule: Rule | None = None

    @classmethod
    def blank(cls, community: Community) -> "OpenHoursForm":
        form = cls(data={"first_on": today(), "phone": community.phone, "weekday": 3})
        form.offer_key()
        form.offer_venues(None, _("Nowhere: only by phone"))
        return form

    def validate(self, extra_validators: Any = None) -> bool:
        super().validate(extra_validators)
        if self.venue_id.data is None and not self.phone.data and not self.phone.errors:
            self.phone.errors = [_("Choose a place, or give the number people should call.")]
        if not self.errors:
            self.rule = self._read_rule()
        return not self.errors

    def _read_rule(self) -> Rule | None:
        day = cast(date, self.first_on.data)
        while day.weekday() != self.weekday.data:
            day += timedelta(days=1)
        try:
            rule = daytime_rule(
                frequency=Frequency.WEEKLY,
                first_on=day,
                starts_at=self.starts_at.data,
                ends_at=self.ends_at.data,
                skips_breaks=True,
                breaks=observed_breaks(skips_breaks=True),
            )
            while not rule.meets_on(rule.first_on):
                rule = replace(rule, first_on=rule.first_on + timedelta(days=7))
        except (ScheduleError, RuleError) as refusal:
            self.refuse(refusal, refusal.field if refusal.field in self else "starts_at")
            return None
        return rule


class ConfirmationForm(VersionedForm):
    """Nothing to type: a button, and the version of what was looked at."""

    @classmethod
    def of(cls, thing: Event | Occurrence | Break) -> "ConfirmationForm":
        return cls(data={"version": thing.version})


class CopyForm(KeyedForm):
    """The day a copy begins on."""

    first_on = PlainDateField(_l("Date of the copy"), [required(_l("Say on which day it is."))])

    @classmethod
    def blank(cls) -> "CopyForm":
        form = cls()
        form.offer_key()
        return form


DESCRIBE = _l("Say in one sentence what the picture shows, for people who do not see it.")


class PictureForm(VersionedForm):
    """A picture to add, with words for people who do not see it."""

    picture = PictureField(_l("Picture"), [required(_l("Choose a picture."))])
    description = StringField(_l("What the picture shows"), [required(DESCRIBE), shorter_than(300)])


class PictureWordsForm(VersionedForm):
    """Other words for a picture that stands there already."""

    description = StringField(_l("What the picture shows"), [required(DESCRIBE), shorter_than(300)])
