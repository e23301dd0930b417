"""Forms of events, in the order a busy animator thinks."""

from collections.abc import Iterator, Sequence
from dataclasses import fields
from typing import Any

from wtforms import (
    BooleanField,
    Field,
    SelectField,
    StringField,
    TelField,
    TextAreaField,
)

from osl.accounts.models import User
from osl.communities.models import Audience, Community, FundingProject
from osl.communities.queries import communities_of, funding_projects
from osl.communities.words import AUDIENCES
from osl.core.clock import to_local
from osl.core.forms import (
    LONGEST_TEXT,
    CheckboxesField,
    check_phone,
    required,
    shorter_than,
)
from osl.core.i18n import _, _l
from osl.events import schedule
from osl.events.models import Event, EventKind, Occurrence, Strand
from osl.events.operations import Facts, is_over
from osl.events.parts import rule_from
from osl.events.recurrence import Rule
from osl.events.rule_forms import (
    NOT_REPEATING,
    KeyedForm,
    PlacedForm,
    as_typed_rule,
    number_or_none,
    offered,
)
from osl.events.schedule import Repeated
from osl.events.signup_forms import TERMS, SignupTermsForm, as_typed_terms
from osl.events.words import KINDS, STRANDS, last_day

FIRST_ON_THE_PAGE = ("title", "round_name", "kind", "strand")
ABOUT_SIGNUP = ("signup_mode", "signup_note", "places", *TERMS)
LAST_ON_THE_PAGE = (
    "description",
    "cost",
    "what_to_bring",
    "rain_plan",
    "host",
    "contact_name",
    "contact_phone",
    "funding_project_id",
    "tells_other_rounds",
)
SECTIONS = {
    name: number
    for number, names in ((-1, FIRST_ON_THE_PAGE), (1, ABOUT_SIGNUP), (2, LAST_ON_THE_PAGE))
    for name in names
}
"""Where a field stands on the page: those about when, where and for whom in the middle (0)."""


class EventForm(KeyedForm, PlacedForm, SignupTermsForm):
    """Everything about an event: what, when, where, for whom, sign-up, details."""

    title = StringField(
        _l("Name of the event"), [required(_l("Give the event a name.")), shorter_than(150)]
    )
    kind = SelectField(_l("Kind"), coerce=EventKind, choices=offered(KINDS.items()))
    strand = SelectField(_l("Strand"), coerce=Strand, choices=offered(STRANDS.items()))

    place_note = StringField(_l("Place in words"), [shorter_than(200)])
    round_name = StringField(_l("Name of the round"), [shorter_than(80)])
    tells_other_rounds = BooleanField(_l("Change the words of the other rounds too"))

    community_ids = CheckboxesField(_l("Communities"), coerce=int)
    is_whole_town = BooleanField(_l("For the whole town"))
    audience = SelectField(
        _l("For whom first of all"),
        coerce=Audience,
        choices=offered(AUDIENCES.items()),
        default=Audience.EVERYONE,
    )
    audience_note = StringField(_l("A word more about for whom it is"), [shorter_than(200)])

    description = TextAreaField(_l("Description"), [shorter_than(LONGEST_TEXT)])
    cost = StringField(_l("Cost"), [shorter_than(120)])
    what_to_bring = TextAreaField(_l("What to bring"), [shorter_than(1000)])
    rain_plan = TextAreaField(_l("What if it rains"), [shorter_than(1000)])
    host = StringField(_l("Who runs it"), [shorter_than(120)])
    contact_name = StringField(_l("Whom to ask"), [shorter_than(80)])
    contact_phone = TelField(_l("Phone"), [check_phone, shorter_than(40)])
    funding_project_id = SelectField(_l("Funding project"), coerce=number_or_none)

    own_communities: Sequence[Community] = ()
    other_communities: Sequence[Community] = ()
    projects: dict[int | None, FundingProject]

    @classmethod
    def blank(cls, actor: User, community_slug: str = "") -> "EventForm":
        """A new event; with one community to choose from, or one asked for, it is chosen."""
        own = communities_of(actor)
        chosen = [c.id for c in own if c.slug == community_slug] or [c.id for c in own[:2]]
        preset = {
            "skips_holidays": True,
            "skips_breaks": True,
            "community_ids": chosen if len(chosen) == 1 else [],
        }
        form = cls(data=preset)
        form.offer_key()
        form._offer(actor, own)
        del form.round_name, form.tells_other_rounds
        return form

    @classmethod
    def of(cls, event: Event, actor: User, *, has_rounds: bool = False) -> "EventForm":
        return cls._filled(event, actor, as_typed(event, actor), has_rounds=has_rounds)

    @classmethod
    def from_meeting(cls, meeting: Occurrence, actor: User) -> "EventForm":
        """A series as it goes on from one of its meetings."""
        typed = as_typed_from(meeting, actor)
        return cls._filled(meeting.event, actor, typed, has_rounds=False)

    @classmethod
    def _filled(
        cls, event: Event, actor: User, typed: dict[str, Any], *, has_rounds: bool
    ) -> "EventForm":
        form = cls(data=typed | {"version": cls.version_of(event)})
        form.closed_at = event.signup_closes_at
        del form.key
        if not has_rounds:
            del form.tells_other_rounds
        if not has_rounds and not event.round_name:
            del form.round_name
        own = communities_of(actor)
        own += [c for c in event.communities if actor.works_with(c.id) and c not in own]
        form._offer(actor, own, event)
        form.other_communities = [c for c in event.communities if c not in own]
        if event.series is not None:
            form.breaks = Rule.of(event.series).breaks
            form.keeps_breaks = event.is_published and (event.is_cancelled or is_over(event))
        return form

    @staticmethod
    def version_of(subject: Event) -> str:
        """The event counts as well: a meeting may be in the next part of its series by now, and
        the versions of two events say nothing of one another."""
        return f"{subject.id}.{subject.version}"

    def _offer(self, actor: User, own: Sequence[Community], event: Event | None = None) -> None:
        """Fill the choices: a person's own communities, the places, the grants."""
        self.own_communities = sorted(own, key=lambda c: c.name)
        self.community_ids.choices = offered((c.id, c.name) for c in self.own_communities)
        if not actor.is_organiser:
            del self.is_whole_town
        self.offer_venues(event.venue if event else None, _("Another place, described below"))
        self.projects = {project.id: project for project in funding_projects()}
        self.funding_project_id.choices = offered(
            [("", _("No project")), *((one.id, one.title) for one in self.projects.values())]
        )

    def __iter__(self) -> Iterator[Field]:
        """The fields in the order of the page, in which its mistakes are listed too."""
        return iter(sorted(super().__iter__(), key=lambda one: SECTIONS.get(one.name, 0)))

    def validate(self, extra_validators: Any = None) -> bool:
        super().validate(extra_validators)
        if not self.community_ids.data and not self.is_for_whole_town:
            sentence = _("Choose at least one community.")
            if self.own_communities:
                self._complain("community_ids", sentence)
            else:
                self.form_errors.append(sentence)
        self.read_schedule()
        self.read_window()
        self.read_terms(self.facts)
        return not self.errors

    @property
    def is_for_whole_town(self) -> bool:
        return "is_whole_town" in self and bool(self.is_whole_town.data)

    @property
    def asks_for_other_rounds(self) -> bool:
        return "tells_other_rounds" in self and bool(self.tells_other_rounds.data)

    @property
    def communities(self) -> list[Community]:
        return [c for c in self.own_communities if c.id in (self.community_ids.data or [])]

    @property
    def facts(self) -> Facts:
        return Facts(
            title=self.title.data or "",
            kind=self.kind.data,
            strand=self.strand.data,
            description=self.description.data or "",
            is_whole_town=self.is_for_whole_town,
            audience=self.audience.data,
            audience_note=self.audience_note.data or "",
            cost=self.cost.data or "",
            what_to_bring=self.what_to_bring.data or "",
            rain_plan=self.rain_plan.data or "",
            host=self.host.data or "",
            contact_name=self.contact_name.data or "",
            contact_phone=self.contact_phone.data or "",
            venue=self.venue,
            place_note=self.place_note.data or "",
            funding_project=self.projects.get(self.funding_project_id.data),
            round_name=(self.round_name.data or "") if "round_name" in self else "",
            **self.terms,
        )


def as_typed(event: Event, actor: User) -> dict[str, Any]:
    """An event as its form would hold it."""
    facts = Facts.of(event)
    typed = {one.name: getattr(facts, one.name) for one in fields(facts)}
    typed |= as_typed_terms(event)
    typed |= NOT_REPEATING | {
        "venue_id": event.venue_id,
        "funding_project_id": event.funding_project_id,
        "community_ids": [
            c.id for c in sorted(event.communities, key=lambda c: c.name) if actor.works_with(c.id)
        ],
        "is_all_day": event.is_all_day,
        "last_on": None,
    }
    when = schedule.of_event(event)
    if isinstance(when, Repeated):
        typed |= as_typed_rule(when.rule) | {"format": when.format}
        hours = (when.rule.starts_at, when.rule.ends_at)
    else:
        starts, ends = to_local(when.starts_at), to_local(when.ends_at)
        ends_on = last_day(when.ends_at)
        typed |= {
            "first_on": starts.date(),
            "last_on": ends_on if ends_on != starts.date() else None,
        }
        hours = (starts.time(), ends.time())
    typed["starts_at"], typed["ends_at"] = (None, None) if event.is_all_day else hours
    return typed


def as_typed_from(meeting: Occurrence, actor: User) -> dict[str, Any]:
    """A series from one of its meetings on, as its form would hold it."""
    return as_typed(meeting.event, actor) | as_typed_rule(rule_from(meeting))
