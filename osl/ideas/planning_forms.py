"""What the team fills in: an idea somebody told them, and an event that answers ideas."""

import re
from collections.abc import Sequence
from datetime import datetime, time
from typing import Any
from zlib import crc32

from wtforms import BooleanField, HiddenField, SelectField, StringField, TextAreaField

from osl.accounts.models import User
from osl.communities.models import Community
from osl.communities.queries import communities_of
from osl.core.clock import to_utc, today
from osl.core.forms import (
    LONGEST_TEXT,
    CheckboxesField,
    OslForm,
    PlainDateField,
    PlainIntegerField,
    PlainTimeField,
    RadioField,
    check_contact,
    check_no_pesel,
    required,
    shorter_than,
)
from osl.core.i18n import _, _l
from osl.events.models import EventKind, SignupMode, Strand
from osl.events.operations import Facts
from osl.events.rule_forms import (
    MISSING_HOUR,
    MOST_PLACES,
    PLACES_WANTED,
    KeyedForm,
    PlacedForm,
    between,
    number_or_none,
    offered,
    read_once,
)
from osl.events.schedule import Once
from osl.events.words import KINDS, STRANDS
from osl.ideas.models import LONGEST_IDEA, LONGEST_TITLE, CallForIdeas, Idea, Resource, Source
from osl.ideas.operations import Origin, Thought
from osl.ideas.planning import communities_from, words_from
from osl.ideas.words import OFFERED, SOURCES
from osl.people.operations import Known
from osl.signups import gate

ADDRESS = re.compile(r"(?:\S*/(?:wydarzenia|pomysly)/)?(\d{1,9})(?:[/?#]\S*)?", re.ASCII)
"""How somebody names a thing of ours: by its number, or by the address of its page."""

HEARD_BY_TEAM = tuple(one for one in Source if one is not Source.WEB)
"""Where the team hears ideas. What comes by the site is typed there by residents themselves."""


class EnterForm(OslForm):
    """What a resident said, while they stand there or from the paper they left."""

    key = HiddenField()
    seen = HiddenField()
    """What stands for the similar ideas and the warnings that were on the page."""

    title = StringField(
        _l("What would the resident like?"),
        [
            required(_l("Say in a few words what the resident would like.")),
            shorter_than(LONGEST_TITLE),
            check_no_pesel,
        ],
    )
    text = TextAreaField(
        _l("What would it change?"),
        [
            required(_l("Write in a sentence what it would change.")),
            shorter_than(LONGEST_IDEA),
            check_no_pesel,
        ],
    )
    community_id = SelectField(_l("Community"), coerce=number_or_none)
    source = RadioField(
        _l("Where you heard it"),
        coerce=Source,
        choices=offered((one, SOURCES[one]) for one in HEARD_BY_TEAM),
        default=Source.STALL,
    )
    heard_at = StringField(_l("At what occasion"), [shorter_than(120), check_no_pesel])
    heard_on = PlainDateField(_l("On which day"))
    call_id = SelectField(_l("Call for ideas"), coerce=number_or_none)
    name = StringField(_l("First name and surname"), [shorter_than(120), check_no_pesel])
    contact = StringField(_l("Phone, or e-mail"), [check_contact, shorter_than(320)])
    offers = CheckboxesField(
        _l("What they would help with"), coerce=Resource, choices=offered(OFFERED.items())
    )
    is_published = BooleanField(_l("Publish it at once"))

    own: Sequence[Community] = ()
    calls: Sequence[CallForIdeas] = ()
    one_use_key: str | None = None

    @classmethod
    def of(cls, actor: User, calls: Sequence[CallForIdeas], preset: dict[str, Any]) -> "EnterForm":
        own = communities_of(actor)
        if len(own) == 1:
            preset = {"community_id": own[0].id} | preset
        form = cls(data=preset)
        form.own, form.calls, form.about = own, calls, f"idea by {actor.id}"
        form.community_id.choices = offered(
            [("", _("Choose the community")), *((one.id, one.name) for one in own)]
        )
        form.call_id.choices = offered(
            [("", _("None")), *((one.id, f"{one.title} ({one.community.name})") for one in calls)]
        )
        if not form.key.data:
            form.new_key()
        return form

    about = ""

    def new_key(self) -> None:
        self.key.data = gate.new_mark(self.about).signed

    def validate(self, extra_validators: Any = None) -> bool:
        super().validate(extra_validators)
        if self.community is None and not self.community_id.errors:
            self.community_id.errors = [_("Choose the community it concerns.")]
        if self.heard_on.data and self.heard_on.data > today():
            self.heard_on.errors = [_("This day is still to come. Give the day you heard it.")]
        if self.offers.data and not (self.contact.data or self.contact.errors):
            self.contact.errors = [
                _("Whoever wants to help has to be reachable: write down a phone or an e-mail.")
            ]
        if not self.errors:
            self.one_use_key = gate.read_mark(self.key.data or "", self.about, from_team=True)
            if self.one_use_key is None:
                self.new_key()
                self.form_errors.append(
                    _("This page was open for a long time. Look it over and send it once more.")
                )
        return not self.errors

    def has_not_seen(self, similar: Sequence[Idea], warnings: Sequence[str]) -> bool:
        """Whether one of these was not on the page yet; it is from now on."""
        known = set((self.seen.data or "").split(","))
        asked = {f"i{one.id}" for one in similar}
        asked |= {f"w{crc32(one.encode())}" for one in warnings}
        self.seen.data = ",".join(sorted(known | asked))
        return bool(asked - known)

    def ask_to_look(self, similar: Sequence[Idea], warnings: Sequence[str]) -> None:
        """Say what to look at before it is saved once more."""
        if similar:
            self.form_errors.append(
                _("Something like it is there already. Is this the same? If not, save once more.")
            )
        if warnings:
            self.form_errors += [
                *warnings,
                _("If everybody may read that, save once more. Else take away the tick below."),
            ]

    @property
    def community(self) -> Community | None:
        return next((one for one in self.own if one.id == self.community_id.data), None)

    @property
    def call(self) -> CallForIdeas | None:
        return next((one for one in self.calls if one.id == self.call_id.data), None)

    @property
    def thought(self) -> Thought:
        contact = self.contact.data or ""
        phone, email = ("", contact) if "@" in contact else (contact, "")
        offers = tuple((one, "") for one in self.offers.data or ())
        return Thought(
            self.title.data or "",
            self.text.data or "",
            Known(self.name.data or "", phone, email),
            offers,
        )

    def origin(self, actor: User) -> Origin:
        return Origin(
            source=self.source.data,
            heard_at=self.heard_at.data or "",
            given_at=self._given_at(),
            actor=actor,
            key=self.one_use_key,
            form_hash=gate.hash_of_form("seen", "dalej"),
        )

    def _given_at(self) -> datetime | None:
        """Noon of the day it was heard: of today, it is now."""
        day = self.heard_on.data
        return to_utc(day, time(12)) if day and day < today() else None


class PlanForm(KeyedForm, PlacedForm):
    """An event that answers ideas: just enough for a draft, with the ideas' own words."""

    idea_ids = CheckboxesField(_l("Ideas it answers"), coerce=int)
    title = StringField(
        _l("Name of the event"), [required(_l("Give the event a name.")), shorter_than(150)]
    )
    description = TextAreaField(_l("Description"), [shorter_than(LONGEST_TEXT)])
    kind = SelectField(_l("Kind"), coerce=EventKind, choices=offered(KINDS.items()))
    strand = SelectField(_l("Strand"), coerce=Strand, choices=offered(STRANDS.items()))
    community_ids = CheckboxesField(_l("Communities"), coerce=int)
    first_on = PlainDateField(_l("Date"), [required(_l("Say on which day it is."))])
    starts_at = PlainTimeField(_l("Starts at"), [required(MISSING_HOUR)])
    ends_at = PlainTimeField(_l("Ends at"), [required(MISSING_HOUR)])
    place_note = StringField(_l("Place in words"), [shorter_than(200)])
    signup_mode = RadioField(_l("How people sign up"), coerce=SignupMode)
    places = PlainIntegerField(_l("Number of places"), [between(1, MOST_PLACES, PLACES_WANTED)])

    own: Sequence[Community] = ()
    known: Sequence[Idea] = ()
    when: Once | None = None

    @classmethod
    def of(cls, ideas: Sequence[Idea], actor: User) -> "PlanForm":
        own = communities_of(actor)
        wanted = [one.id for one in communities_from(ideas) if one in own]
        title, text = words_from(ideas) if ideas else ("", "")
        form = cls(
            data={
                "idea_ids": [one.id for one in ideas],
                "title": title,
                "description": text,
                "community_ids": wanted,
                "kind": EventKind.NEIGHBOUR_MEETING,
                "strand": Strand.SOCIAL,
                "signup_mode": SignupMode.NONE,
            }
        )
        form.own, form.known = own, ideas
        form.offer_key()
        form.offer_venues(None, _("I will say later"))
        form.idea_ids.choices = [(one.id, one.title) for one in ideas]
        form.community_ids.choices = [(one.id, one.name) for one in own]
        form.signup_mode.choices = offered(
            [
                (SignupMode.NONE, _("People simply come")),
                (SignupMode.PHONE, _("By phone")),
                (SignupMode.ONLINE, _("On the site and by phone")),
            ]
        )
        return form

    def validate(self, extra_validators: Any = None) -> bool:
        super().validate(extra_validators)
        if not self.idea_ids.data and not self.idea_ids.errors:
            self.idea_ids.errors = [_("Choose at least one idea.")]
        if not self.community_ids.data and not self.community_ids.errors:
            self.community_ids.errors = [_("Choose at least one community.")]
        if not self.errors:
            self.when = read_once(self)
        return not self.errors

    @property
    def ideas(self) -> list[Idea]:
        return [one for one in self.known if one.id in (self.idea_ids.data or ())]

    @property
    def communities(self) -> list[Community]:
        return [one for one in self.own if one.id in (self.community_ids.data or ())]

    @property
    def facts(self) -> Facts:
        signs_up = self.signup_mode.data is not SignupMode.NONE
        return Facts(
            title=self.title.data or "",
            kind=self.kind.data,
            strand=self.strand.data,
            description=self.description.data or "",
            signup_mode=self.signup_mode.data,
            places=self.places.data if signs_up else None,
            venue=self.venue,
            place_note=self.place_note.data or "",
        )


class LinkForm(OslForm):
    """Which event answers an idea, or which idea an event answers: by number, or by address."""

    what = StringField(_l("Number or address"), [required(_l("Give a number or an address."))])

    @property
    def number(self) -> int | None:
        """The number in "123", "/wydarzenia/123" or a whole address with that in it."""
        told = re.fullmatch(
            r"(?:\S*/(?:wydarzenia|pomysly)/)?(\d{1,9})(?:[/?#]\S*)?",
            self.what.data or "",
            re.ASCII,
        )
        return int(told[1]) if told else None
