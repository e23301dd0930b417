"""Entries that may be one resident: looked at side by side, joined, and taken apart again."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask import Blueprint, abort, flash, render_template, request
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response as BaseResponse

from osl.accounts.models import User
from osl.cards.duplicate_forms import JoinForm
from osl.communities.models import Community
from osl.core.access import acting_user, requires
from osl.core.db import db
from osl.core.errors import DomainError
from osl.core.forms import OslForm, render_form
from osl.core.i18n import _
from osl.core.paging import page_of
from osl.core.text import clean
from osl.core.web import see_other
from osl.people import policies
from osl.people.duplicates import (
    LIKELIEST_FIRST,
    REASONS,
    Reason,
    are_distinct,
    pairs_to_look_at,
    reasons_of,
    say_distinct,
)
from osl.people.merging import (
    CannotMerge,
    get_merge,
    later_merge,
    merge_of,
    merge_people,
    merges_visible_to,
    reasons_against,
    undo_merge,
)
from osl.people.models import Person, PersonAlike, PersonMerge, person_community
from osl.people.queries import get_person, people_found
from osl.people.traces import kinds_at, trace_of

duplicates = Blueprint("duplicates", __name__, url_prefix="/panel/ludzie/podobne")

PAIRS_ON_PAGE = 10
PAGE, SEARCH = "strona", "szukaj"


@dataclass(frozen=True)
class Pair:
    """Two entries side by side; ``merge`` is there once they were joined."""

    first: Person
    second: Person
    merge: PersonMerge | None = None

    @property
    def both(self) -> tuple[Person, Person]:
        return self.first, self.second


def load_pair(viewer: User | None, first_id: int, second_id: int) -> Pair:
    """Two people this viewer sees; of two who were joined just now, what became of them."""
    merge = merge_of(viewer, first_id, second_id)
    if merge is not None:
        return Pair(merge.kept, merge.merged, merge)
    if first_id == second_id:
        abort(404)
    return Pair(get_person(viewer, first_id), get_person(viewer, second_id))


def load_person(viewer: User | None, person_id: int) -> Person:
    return get_person(viewer, person_id)


def load_merge(viewer: User | None, merge_id: int) -> PersonMerge:
    return get_merge(viewer, merge_id)


@duplicates.get("")
@requires(policies.can_merge_people)
def index() -> str:
    """Who may be one resident, the likeliest first, and why."""
    page = page_of(
        pairs_to_look_at(acting_user()),
        _page_asked(),
        order=LIKELIEST_FIRST,
        key=PersonAlike.first_id,
        size=PAIRS_ON_PAGE,
    )
    people = [one for pair in page.rows for one in (pair.first, pair.second)]
    return render_template(
        "duplicates/index.html",
        page=page,
        REASONS=REASONS,
        communities=_communities_of(people),
        form=OslForm(),
    )


@duplicates.get("/<int:person_id>")
@requires(policies.can_merge_pair, load=load_person)
def of_person(person: Person) -> str:
    """Look for the other entry of somebody by name or phone, when nobody suggested it."""
    asked = clean(request.args.get(SEARCH, ""))[:100]
    found = [one for one in people_found(acting_user(), asked) if one.id != person.id]
    return render_template(
        "duplicates/of_person.html",
        person=person,
        asked=asked,
        found=found,
        communities=_communities_of([person, *found]),
    )


@duplicates.route("/<int:first_id>/<int:second_id>", methods=["GET", "POST"])
@requires(policies.can_merge_pair, load=load_pair)
def compare(pair: Pair) -> BaseResponse:
    """Both entries with all that belongs to them, and joining them."""
    if pair.merge is not None:
        return see_other(".show", merge_id=pair.merge.id)
    form = JoinForm.of(pair.both)
    reasons = reasons_of(*pair.both)
    if form.validate_on_submit():
        kept, merged = form.kept(pair.both)
        try:
            merge = merge_people(
                kept,
                merged,
                actor=acting_user(),
                reasons=[one for one in reasons if one is not Reason.MAY_BE_COUPLE],
                phone=form.chosen("phone", pair.both),
                email=form.chosen("email", pair.both),
            )
        except CannotMerge as refusal:
            for sentence in refusal.sentences:
                form.refuse(DomainError(sentence))
        else:
            flash(_("Joined. It is one entry now."))
            return see_other(".show", merge_id=merge.id)
    return render_form(
        "duplicates/compare.html",
        form,
        pair=pair,
        reasons=[REASONS[one] for one in reasons],
        is_weak=not reasons or Reason.MAY_BE_COUPLE in reasons,
        is_distinct=are_distinct(pair.first.id, pair.second.id),
        against=reasons_against(*pair.both),
        kinds=kinds_at([one.id for one in pair.both]),
        communities=_communities_of(pair.both),
    )


@duplicates.post("/<int:first_id>/<int:second_id>/rozne")
@requires(policies.can_merge_pair, load=load_pair)
def distinct(pair: Pair) -> BaseResponse:
    """These are two people; nobody is asked about them again."""
    if OslForm().validate_on_submit() and pair.merge is None:
        say_distinct(*pair.both, actor=acting_user())
        flash(_("Noted: these are two people. We will not ask about them again."))
    return see_other(".index")


@duplicates.get("/polaczenia")
@requires(policies.can_merge_people)
def merges() -> str:
    """What was joined so far, the latest first."""
    statement = merges_visible_to(acting_user()).options(
        joinedload(PersonMerge.kept), joinedload(PersonMerge.merged)
    )
    page = page_of(statement, _page_asked(), order=(PersonMerge.id.desc(),), key=PersonMerge.id)
    return render_template("duplicates/merges.html", page=page, names=_names_of(page.rows))


@duplicates.get("/polaczenia/<int:merge_id>")
@requires(policies.can_see_merge, load=load_merge)
def show(merge: PersonMerge) -> str:
    """What was joined, by whom and when, what moved, and the way back."""
    return render_template(
        "duplicates/show.html",
        merge=merge,
        trace=trace_of(merge),
        reasons=[REASONS[Reason(one)] for one in merge.reasons if one in set(Reason)],
        later=later_merge(merge) if merge.undone_at is None else None,
        names=_names_of([merge]),
    )


@duplicates.post("/polaczenia/<int:merge_id>/cofniecie")
@requires(policies.can_see_merge, load=load_merge)
def undo(merge: PersonMerge) -> BaseResponse:
    """Make two entries of one again."""
    if OslForm().validate_on_submit():
        try:
            parted = undo_merge(merge, actor=acting_user())
        except DomainError as refusal:
            flash(str(refusal), "warning")
        else:
            flash(_("Taken apart. There are two entries again."))
            if parted.edited:
                flash(
                    _(
                        "Something in the entry that stayed was changed after the joining. "
                        "That change stays there: look at it once more."
                    ),
                    "warning",
                )
    return see_other(".show", merge_id=merge.id)


def _page_asked() -> int:
    words = request.args.get(PAGE, "")
    return int(words) if words.isascii() and words.isdigit() and len(words) < 6 else 1


def _communities_of(people: Iterable[Person]) -> dict[int, list[str]]:
    """The communities each of these people is known in, by name."""
    numbers = {one.id for one in people}
    rows = db.session.execute(
        select(person_community.c.person_id, Community.name)
        .join(Community, Community.id == person_community.c.community_id)
        .where(person_community.c.person_id.in_(numbers))
        .order_by(Community.name)
    )
    found: dict[int, list[str]] = {number: [] for number in numbers}
    for number, name in rows:
        found[number].append(name)
    return found


def _names_of(merges: Iterable[PersonMerge]) -> dict[int, str]:
    """The names of those of the team who joined and took apart, by number."""
    numbers = {one.merged_by_id for one in merges} | {one.undone_by_id for one in merges}
    known = numbers - {None}
    rows = db.session.execute(select(User.id, User.name).where(User.id.in_(known)))
    return {row[0]: row[1] for row in rows}
