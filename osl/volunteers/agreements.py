"""Volunteer agreements: written in three steps, printed, signed, ended."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from osl.accounts.models import User
from osl.communities.models import Centre, Community, FundingProject
from osl.core import audit
from osl.core.clock import today, utcnow
from osl.core.db import db
from osl.core.errors import DomainError
from osl.core.i18n import _, _l
from osl.people.models import Person
from osl.people.policies import Part, can_see_part
from osl.volunteers.agreement_queries import others_of
from osl.volunteers.agreement_terms import (
    AgeGroup,
    age_group,
    age_on,
    in_the_way,
    is_long,
    number_of,
    sequence_in,
    signing_group,
)
from osl.volunteers.agreement_words import CHECKS
from osl.volunteers.checks import missing_checks
from osl.volunteers.models import Agreement, AgreementState, CostTerms, Task

STARTED = audit.action("agreement.started", _l("%(actor)s began the agreement %(number)s"))
CHANGED = audit.action("agreement.changed", _l("%(actor)s changed the agreement %(number)s"))
PRINTED = audit.action("agreement.printed", _l("%(actor)s printed the agreement %(number)s"))
CONSENTED = audit.action(
    "agreement.consented", _l("%(actor)s noted the guardian's consent to %(number)s")
)
SIGNED = audit.action("agreement.signed", _l("%(actor)s noted that %(number)s is signed"))
REOPENED = audit.action("agreement.reopened", _l("%(actor)s made %(number)s a draft again"))
ENDED = audit.action("agreement.ended", _l("%(actor)s noted that %(number)s has ended"))
READ = audit.action("agreement.read", _l("%(actor)s read the personal data in %(number)s"))
PAPER_MADE = audit.action("agreement.paper_made", _l("%(actor)s opened %(number)s as a PDF"))


@dataclass(frozen=True)
class WhoAndWhen:
    """The first step: the volunteer's own data, a minor's guardian, and the days."""

    born_on: date
    starts_on: date
    ends_on: date | None
    address: str = ""
    guardian_name: str = ""
    guardian_phone: str = ""
    hours_note: str = ""
    task: Task | None = None

    @property
    def values(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


@dataclass(frozen=True)
class Work:
    """The second step: what the volunteer will do, where, and whose money it is."""

    scope: str
    place: str = ""
    with_children: bool = False
    funding_project: FundingProject | None = None

    @property
    def values(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


@dataclass(frozen=True)
class Terms:
    """The third step: insurance, costs, and what both sides promise."""

    represented_by: str
    ends_how: str
    insurance: str = ""
    is_written: bool = True
    costs: CostTerms = CostTerms.REFUNDED
    risks_told: bool = False
    training: str = ""
    keeps_secrets: bool = True
    lets_use_image: bool = False

    @property
    def values(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


class AlreadyAgreed(DomainError):
    """The same person has an agreement about the same work for the same time."""


class NotADraft(DomainError):
    """What has been printed or signed is not rewritten."""


class Unready(DomainError):
    """Something the law asks for is missing; the text names all of it."""


def start_agreement(
    person: Person, who: WhoAndWhen, *, community: Community, actor: User, key: str | None = None
) -> Agreement:
    """Begin an agreement: a draft with the next number of the year. The same form sent twice is
    one agreement. Raises DomainError for a minor without a guardian, and AlreadyAgreed."""
    if key is not None:
        same = db.session.scalar(select(Agreement).where(Agreement.key == key))
        if same is not None:
            return same
    _check_who(who)
    agreement = Agreement(
        person=person,
        community=_community_of(who, community),
        number=_next_number(),
        scope=who.task.title if who.task is not None else "",
        with_children=who.task.with_children if who.task is not None else False,
        funding_project=who.task.funding_project if who.task is not None else None,
        created_by_id=actor.id,
        key=key,
        **who.values,
    )
    _refuse_twice(agreement)
    db.session.add(agreement)
    _note(STARTED, agreement, actor)
    return agreement


def change_who_and_when(agreement: Agreement, who: WhoAndWhen, *, actor: User) -> None:
    """Change whose and for what days a draft is. A consent noted for another guardian or day of
    birth is a consent no more."""
    _check_who(who)
    given_for = (agreement.born_on, agreement.guardian_name)
    if given_for != (who.born_on, who.guardian_name):
        agreement.guardian_consent_on = None
    is_with_children = who.task is not None and who.task.with_children
    values = who.values | {"with_children": agreement.with_children or is_with_children}
    _change(agreement, values, actor)


def change_work(agreement: Agreement, work: Work, *, actor: User) -> None:
    """Change what a draft is about. A task with children stays one."""
    is_with_children = agreement.task is not None and agreement.task.with_children
    values = work.values | {"with_children": work.with_children or is_with_children}
    _change(agreement, values, actor)


def change_terms(agreement: Agreement, terms: Terms, *, actor: User) -> None:
    """Change the terms of a draft: more than 30 days are always in writing, and need no policy of
    the centre's."""
    values = terms.values
    if is_long(agreement.starts_on, agreement.ends_on):
        values |= {"insurance": "", "is_written": True}
    _change(agreement, values, actor)


def missing_to_print(agreement: Agreement) -> list[str]:
    """What must be filled in before it can be printed, as sentences; empty when nothing."""
    missing = []
    if not agreement.scope:
        missing.append(_("Say what the volunteer will do."))
    if not agreement.represented_by:
        missing.append(_("Say who signs for the centre."))
    if not agreement.ends_how:
        missing.append(_("Say how the agreement can be ended."))
    if not agreement.insurance and not is_long(agreement.starts_on, agreement.ends_on):
        missing.append(_("Up to 30 days the centre must insure: give the accident (NNW) policy."))
    return missing


def missing_to_sign(agreement: Agreement, signed_on: date, *, actor: User) -> list[str]:
    """What must be there before it can count as signed that day, as sentences."""
    missing = missing_to_print(agreement)
    group = signing_group(agreement, signed_on)
    if group is not AgeGroup.ADULT and not agreement.guardian_name:
        missing.append(_("Somebody under 18 needs a guardian: give the name."))
    if group is AgeGroup.MINOR and not _has_consent(agreement, signed_on):
        missing.append(_("The guardian's consent is missing: note the day it came."))
    unchecked = missing_checks(agreement.person, signed_on) if agreement.with_children else []
    if unchecked and can_see_part(actor, Part.CHECKS):
        kinds = ", ".join(str(CHECKS[kind]) for kind in unchecked)
        missing.append(_("It is work with children. Record these checks: %(kinds)s.", kinds=kinds))
    elif unchecked:
        missing.append(_("It is work with children and not every check is there."))
    return missing


def print_agreement(agreement: Agreement, *, actor: User) -> None:
    """A draft that is complete becomes a printed agreement; one printed already stays so.

    Raises Unready with everything that is missing, and AlreadyAgreed.
    """
    if agreement.state is not AgreementState.DRAFT:
        return
    _refuse_missing(missing_to_print(agreement))
    _refuse_twice(agreement)
    agreement.state, agreement.printed_at = AgreementState.PRINTED, utcnow()
    _note(PRINTED, agreement, actor)


def note_consent(agreement: Agreement, received_on: date, *, actor: User) -> None:
    """Note the day the consent of a minor's guardian was received."""
    if agreement.state not in (AgreementState.DRAFT, AgreementState.PRINTED):
        raise NotADraft(_("This agreement is signed or ended already."))
    if signing_group(agreement) is AgeGroup.ADULT:
        raise DomainError(_("This person is an adult: nobody has to agree for them."))
    if received_on > today():
        raise DomainError(_("This day is still to come. Note the consent when you have it."))
    if agreement.guardian_consent_on == received_on:
        return
    agreement.guardian_consent_on = received_on
    _note(CONSENTED, agreement, actor)


def sign_agreement(agreement: Agreement, signed_on: date, *, actor: User) -> None:
    """Note the day both sides signed: from then on it holds. Raises Unready with everything that
    is missing (guardian, insurance, checks), NotADraft unless it was printed."""
    if agreement.state is AgreementState.SIGNED and agreement.signed_on == signed_on:
        return
    if agreement.state is not AgreementState.PRINTED:
        raise NotADraft(_("Print the agreement first: what is signed is the paper."))
    if signed_on > today():
        raise DomainError(_("This day is still to come. Note it when both sides have signed."))
    _refuse_missing(missing_to_sign(agreement, signed_on, actor=actor))
    _refuse_twice(agreement)
    agreement.state, agreement.signed_on = AgreementState.SIGNED, signed_on
    _note(SIGNED, agreement, actor)


def reopen_agreement(agreement: Agreement, *, actor: User) -> None:
    """Make a printed or signed agreement a draft again, so that it can be put right. The paper
    that was printed holds no more."""
    if agreement.state is AgreementState.DRAFT:
        return
    if agreement.state is AgreementState.ENDED:
        raise NotADraft(_("This agreement has ended. Begin a new one."))
    agreement.state = AgreementState.DRAFT
    agreement.printed_at = agreement.signed_on = None
    _note(REOPENED, agreement, actor)


def end_agreement(agreement: Agreement, ended_on: date, why: str, *, actor: User) -> None:
    """Note the day an agreement stopped holding, and why. Its number stays taken.

    Raises DomainError for a day to come, or one before the agreement was signed.
    """
    if agreement.state is AgreementState.ENDED:
        return
    if ended_on > today():
        raise DomainError(_("This day is still to come. Note the end when it is there."))
    if agreement.signed_on is not None and ended_on < min(agreement.signed_on, agreement.starts_on):
        raise DomainError(_("That day is before the agreement began. Check the date."))
    agreement.state, agreement.ended_on, agreement.ending = AgreementState.ENDED, ended_on, why
    _note(ENDED, agreement, actor)


def _check_who(who: WhoAndWhen) -> None:
    if who.ends_on is not None and who.ends_on < who.starts_on:
        raise DomainError(_("The last day is before the first one. Check both dates."))
    if who.born_on >= min(who.starts_on, today()):
        raise DomainError(_("Check the day of birth: it is not in the past."))
    if needs_guardian(who.born_on, who.starts_on) and not who.guardian_name:
        age = age_on(who.born_on, who.starts_on)
        raise GuardianMissing(_("Aged %(age)d: give the guardian's name.", age=age))


class GuardianMissing(DomainError):
    """Somebody under 18 stands alone in the agreement."""


def needs_guardian(born_on: date, starts_on: date) -> bool:
    return age_group(born_on, starts_on) is not AgeGroup.ADULT


def _community_of(who: WhoAndWhen, community: Community) -> Community:
    return who.task.community if who.task is not None else community


def _change(agreement: Agreement, values: dict[str, Any], actor: User) -> None:
    if agreement.state is not AgreementState.DRAFT:
        raise NotADraft(_("Only a draft can be changed. Make it a draft again first."))
    changed = {name: to for name, to in values.items() if getattr(agreement, name) != to}
    for name, value in changed.items():
        setattr(agreement, name, value)
    _refuse_twice(agreement)
    if changed:
        _note(CHANGED, agreement, actor)


def _has_consent(agreement: Agreement, by: date) -> bool:
    given = agreement.guardian_consent_on
    return given is not None and given <= by


def _refuse_missing(missing: list[str]) -> None:
    if missing:
        raise Unready(" ".join(missing))


def _refuse_twice(agreement: Agreement) -> None:
    """Behind the person's row, so that two at once see each other. A draft that is refused must
    not reach the database before its neighbours are read."""
    with db.session.no_autoflush:
        db.session.execute(
            select(Person.id).where(Person.id == agreement.person.id).with_for_update()
        ).all()
        other = in_the_way(agreement, others_of(agreement))
    if other is not None:
        raise AlreadyAgreed(
            _(
                "This person has an agreement about the same work for this time: %(number)s. "
                "End that one first, or choose other dates.",
                number=other.number,
            )
        )


def _next_number() -> str:
    """The next number of this year, without a gap: one writer at a time, behind the centre's
    row. Numbers are never given back: an agreement is ended, not deleted."""
    db.session.execute(select(Centre.id).with_for_update()).all()
    year = today().year
    last = db.session.scalar(
        select(Agreement.number)
        .where(Agreement.number.like(f"W/%/{year}"))
        .order_by(Agreement.id.desc())
        .limit(1)
    )
    return number_of(sequence_in(last) + 1 if last is not None else 1, year)


def _note(what: audit.Action, agreement: Agreement, actor: User) -> None:
    audit.record(
        what,
        actor=actor,
        subject=agreement,
        community_id=agreement.community_id or agreement.community.id,
        number=agreement.number,
    )
