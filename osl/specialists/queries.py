"""Which specialists there are, what was agreed with them, and what they are to lead."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import abort
from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from osl.accounts.models import User
from osl.core.db import db
from osl.core.paging import Page, page_of
from osl.core.text import fold
from osl.people.policies import can_see_people
from osl.people.queries import normal_phone
from osl.specialists.models import Specialist, SpecialistContract


@dataclass(frozen=True)
class SpecialistFilters:
    """What is asked of the list. Those who lead no more are shown only when asked for."""

    words: str = ""
    retired: bool = False

    @property
    def active(self) -> int:
        return sum(1 for one in (self.words, self.retired) if one)


def specialists_visible_to(viewer: User | None) -> Select[Specialist]:
    """Every specialist, for whoever works with people; none for the others."""
    statement = select(Specialist)
    sees = viewer is not None and can_see_people(viewer)
    return statement if sees else statement.where(Specialist.id.is_(None))


def specialists_found(viewer: User, filters: SpecialistFilters, number: int) -> Page[Specialist]:
    """A page of the list: of whose name, trade, firm or phone every typed word is a part."""
    retired = Specialist.retired_at
    statement = specialists_visible_to(viewer).where(
        retired.is_not(None) if filters.retired else retired.is_(None)
    )
    if filters.words:
        statement = statement.where(Specialist.id.in_(_with_words(filters.words)))
    return page_of(statement, number, order=(Specialist.name, Specialist.id), key=Specialist.id)


def _with_words(words: str) -> list[int]:
    """Neither case nor Polish letters matter, which a database alone does not promise. Nobody
    hires so many people that reading their names would take long."""
    asked, digits = fold(words).split(), normal_phone(words)
    rows = db.session.execute(
        select(Specialist.id, Specialist.name, Specialist.trade, Specialist.firm, Specialist.phone)
    )
    return [
        number
        for number, name, trade, firm, phone in rows
        if all(word in fold(f"{name} {trade} {firm}") for word in asked)
        or (len(digits) >= 3 and digits in phone)
    ]


def get_specialist(viewer: User | None, specialist_id: int) -> Specialist:
    statement = specialists_visible_to(viewer).where(Specialist.id == specialist_id)
    return db.session.scalar(statement) or abort(404)


def specialist_of_key(key: str | None) -> Specialist | None:
    """The specialist that the form with this mark made."""
    return db.session.scalar(select(Specialist).where(Specialist.key == key)) if key else None


def contracts_of(specialist: Specialist) -> Sequence[SpecialistContract]:
    """What was agreed with somebody, the newest first."""
    statement = (
        select(SpecialistContract)
        .where(SpecialistContract.specialist_id == specialist.id)
        .options(joinedload(SpecialistContract.funding_project))
        .order_by(SpecialistContract.starts_on.desc(), SpecialistContract.id.desc())
    )
    return db.session.scalars(statement).all()


def get_contract(viewer: User | None, contract_id: int) -> SpecialistContract:
    found = db.session.get(SpecialistContract, contract_id) or abort(404)
    get_specialist(viewer, found.specialist_id)
    return found
