"""The team's pages about volunteers' hours: what waits, who gave how many, one entry."""

from collections.abc import Sequence
from datetime import date, timedelta

from flask import Blueprint, abort, flash, make_response, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from osl.accounts.models import User
from osl.accounts.queries import names_of
from osl.communities.queries import communities_of
from osl.core.access import acting_user, requires
from osl.core.clock import today
from osl.core.errors import DomainError
from osl.core.forms import OslForm, render_form, render_stale
from osl.core.i18n import _, _n, month_name
from osl.core.text import clean
from osl.core.web import local_path, see_other, see_other_path
from osl.people.models import Person
from osl.people.queries import get_person, people_found
from osl.volunteers import hours_policies as policies
from osl.volunteers import hours_queries as books
from osl.volunteers.hours import (
    Overtaken,
    change_hours,
    confirm_hours,
    enter_hours,
    refuse_hours,
    take_hours_from_shift,
    withdraw_hours,
)
from osl.volunteers.hours_forms import HoursForm, ReasonForm
from osl.volunteers.hours_queries import Filters, Standing
from osl.volunteers.hours_rules import HoursRefused
from osl.volunteers.models import HoursEntry, Shift
from osl.volunteers.queries import get_shift

hours = Blueprint("hours", __name__)

STANDING, WORDS, COMMUNITY, MONTH, PAGE = "stan", "szukaj", "spolecznosc", "miesiac", "strona"
ENTRY, ASSIGNMENT, BACK = "wpis", "osoba", "skad"
ALL, ALL_SHOWN = "wszystkie", "widziane"
MOST_AT_ONCE = 100
MONTHS_BACK = 18


def load_hours(viewer: User | None, entry_id: int) -> HoursEntry:
    return books.get_hours(viewer, entry_id)


def load_shift(viewer: User, shift_id: int) -> Shift:
    return get_shift(viewer, shift_id)


def load_person(viewer: User | None, person_id: int) -> Person:
    return get_person(viewer, person_id)


@hours.get("/panel/godziny")
@requires(policies.can_see_hours)
def index() -> BaseResponse:
    """What waits to be confirmed, what was, and what was not counted."""
    return index_page()


def index_page(refusal: DomainError | None = None) -> BaseResponse:
    """The list, with what was refused above it: whoever ticked something sees it ticked still."""
    viewer, filters = acting_user(), filters_asked()
    counts = books.counts_of(viewer)
    standing = standing_asked()
    page = books.hours_shown(viewer, standing, filters, number_asked(PAGE) or 1)
    body = render_template(
        "hours/index.html",
        standing=standing,
        counts=counts,
        filters=filters,
        communities=community_choices(),
        months=month_choices(),
        page=page,
        names=names_in(page.rows),
        shifts=books.untaken(viewer) if standing is Standing.WAITING else [],
        ticked=set(request.form.getlist(ENTRY)),
        refusal=refusal,
    )
    return make_response(body, 409 if refusal is not None else 200)


@hours.post("/panel/godziny/potwierdzenie")
@requires(policies.can_see_hours)
def confirm() -> BaseResponse:
    """Confirm what is ticked, all of it or nothing."""
    given = request.form.getlist(ALL_SHOWN if ALL in request.form else ENTRY)
    seen = dict(filter(None, map(as_seen, given[:MOST_AT_ONCE])))
    entries = [books.get_hours(acting_user(), number) for number in seen]
    if not entries or not OslForm().validate_on_submit():
        flash(_("Tick at least one of them."), "warning")
        return back_to(".index")
    try:
        count = confirm_hours(entries, actor=acting_user(), seen=seen)
    except DomainError as refusal:
        return index_page(refusal)
    if count:
        flash(_n("%(num)s entry is confirmed.", "%(num)s entries are confirmed.", count))
    else:
        flash(_("Somebody else has confirmed them already."))
    return back_to(".index")


@hours.get("/panel/godziny/sumy")
@requires(policies.can_see_hours)
def sums() -> str:
    """Who gave how many hours in a month, and in which community."""
    viewer, filters = acting_user(), filters_asked()
    return render_template(
        "hours/sums.html",
        filters=filters,
        communities=community_choices(),
        months=month_choices(),
        page=books.sums_by_person(viewer, filters, number_asked(PAGE) or 1),
        together=books.sums_of(viewer, filters),
    )


@hours.get("/panel/godziny/nowe")
@requires(policies.can_see_hours)
def choose() -> str:
    """Whose hours they are, looked up by name."""
    text = clean(request.args.get(WORDS, ""))[:100]
    return render_template("hours/choose.html", text=text, people=people_found(acting_user(), text))


@hours.get("/panel/godziny/osoby/<int:person_id>")
@requires(policies.can_enter_hours, load=load_person)
def person(one: Person) -> str:
    """All hours of one person, as far as they are for this pair of eyes."""
    viewer = acting_user()
    page = books.hours_of_person(viewer, one, number_asked(PAGE) or 1)
    return render_template(
        "hours/person.html",
        person=one,
        hours=books.hours_of(viewer, one),
        page=page,
        names=names_in(page.rows),
    )


@hours.route("/panel/godziny/osoby/<int:person_id>/wpis", methods=["GET", "POST"])
@requires(policies.can_enter_hours, load=load_person)
def enter(one: Person) -> BaseResponse:
    """Write down what somebody did. Somebody else of the team confirms it."""
    actor = acting_user()
    form = HoursForm.new(one, books.purposes_of(one, actor))
    if form.validate_on_submit() and form.read_key(one, from_team=True) and form.chosen:
        try:
            enter_hours(one, form.work, form.chosen, actor=actor, key=form.one_use_key)
        except HoursRefused as refusal:
            form.refuse_hours(refusal)
        else:
            flash(_("Written down. Somebody else of the team confirms it."))
            return see_other(".person", person_id=one.id)
    return render_form("hours/enter.html", form, person=one)


@hours.route("/panel/godziny/<int:entry_id>/poprawka", methods=["GET", "POST"])
@requires(policies.can_handle_hours, load=load_hours)
def change(entry: HoursEntry) -> BaseResponse:
    """Put right what waits. Whoever does it does not confirm it."""
    actor = acting_user()
    form = HoursForm.of(entry, books.purposes_of(entry.person, actor))
    if form.validate_on_submit() and form.chosen:
        if form.is_stale(entry):
            return render_stale("hours/change.html", form, entry, current_of(entry), entry=entry)
        try:
            change_hours(entry, form.work, form.chosen, actor=actor)
        except HoursRefused as refusal:
            form.refuse_hours(refusal)
        except Overtaken as refusal:
            return refused_page("hours/change.html", form, entry, refusal)
        else:
            flash(_("Corrected. Somebody else of the team confirms it."))
            return see_other(".index")
    return render_form("hours/change.html", form, entry=entry)


@hours.route("/panel/godziny/<int:entry_id>/odmowa", methods=["GET", "POST"])
@requires(policies.can_handle_hours, load=load_hours)
def refusal(entry: HoursEntry) -> BaseResponse:
    """Hours that are not counted, with the reason."""
    form = ReasonForm(obj=entry)
    if form.validate_on_submit():
        try:
            refuse_hours(entry, form.reason.data or "", actor=acting_user())
        except Overtaken as refused:
            return refused_page("hours/refusal.html", form, entry, refused)
        flash(_("These hours are not counted."))
        return see_other(".index")
    return render_form("hours/refusal.html", form, entry=entry)


@hours.route("/panel/godziny/<int:entry_id>/wycofanie", methods=["GET", "POST"])
@requires(policies.can_withdraw_hours, load=load_hours)
def withdrawal(entry: HoursEntry) -> BaseResponse:
    """Hours that were confirmed by mistake."""
    form = ReasonForm(obj=entry)
    if form.validate_on_submit():
        try:
            withdraw_hours(entry, form.reason.data or "", actor=acting_user())
        except Overtaken as refused:
            return refused_page("hours/withdrawal.html", form, entry, refused)
        flash(_("These hours are not counted any more."))
        return see_other(".index", **{STANDING: Standing.CONFIRMED})
    return render_form("hours/withdrawal.html", form, entry=entry)


@hours.get("/panel/godziny/dyzury/<int:shift_id>")
@requires(policies.can_take_hours, load=load_shift)
def shift(one: Shift) -> str:
    """Who came to a shift, and whose hours are in the books."""
    people = books.assigned_to(one)
    taken = books.taken_from(people)
    return render_template("hours/shift.html", shift=one, people=people, taken=taken)


@hours.post("/panel/godziny/dyzury/<int:shift_id>/przejecie")
@requires(policies.can_take_hours, load=load_shift)
def take_from_shift(one: Shift) -> BaseResponse:
    """Take the hours of everybody who came, or of those named, with the times of the shift."""
    asked = {as_number(words) for words in request.form.getlist(ASSIGNMENT)}
    people = books.assigned_to(one)
    if asked - {each.id for each in people}:
        abort(404)
    chosen = [each for each in people if (each.id in asked if asked else each.came)]
    if OslForm().validate_on_submit():
        try:
            made = take_hours_from_shift(chosen, actor=acting_user())
        except DomainError as refused:
            body = render_template(
                "hours/shift.html",
                shift=one,
                people=people,
                taken=books.taken_from(people),
                refusal=refused,
            )
            return make_response(body, 422)
        flash(taken_words(len(made)), "ok" if made else "warning")
    return back_to(".shift", shift_id=one.id)


def names_in(entries: Sequence[HoursEntry]) -> dict[int, str]:
    """Whoever entered, confirmed or refused these, by number."""
    numbers = [(one.entered_by_id, one.confirmed_by_id, one.refused_by_id) for one in entries]
    return names_of(number for three in numbers for number in three)


def taken_words(count: int) -> str:
    if not count:
        return _("Their hours are in the books already, or nobody is noted to have come.")
    return _n(
        "Hours of %(num)s person are taken. Somebody else of the team confirms them.",
        "Hours of %(num)s people are taken. Somebody else of the team confirms them.",
        count,
    )


def refused_page(
    template: str, form: OslForm, entry: HoursEntry, refused: DomainError
) -> BaseResponse:
    """Somebody else was faster: the page says so, and keeps what was typed."""
    form.refuse(refused)
    return make_response(render_template(template, form=form, entry=entry), 409)


def current_of(entry: HoursEntry) -> dict[str, object]:
    """An entry as its form would show it, to be compared with what was typed."""
    return {
        "worked_on": entry.worked_on,
        "starts": entry.starts,
        "ends": entry.ends,
        "what": entry.what,
        "purpose": books.purpose_of(entry).code,
    }


def back_to(endpoint: str, **values: object) -> BaseResponse:
    """The page somebody came from, else this one."""
    asked = local_path(request.form.get(BACK), "")
    return see_other_path(asked) if asked else see_other(endpoint, **values)


def as_seen(words: str) -> tuple[int, int] | None:
    """An entry and the version of it that was looked at, as the box beside it says them."""
    number, _dot, version = words.partition(".")
    told = as_number(number), as_number(version)
    return (told[0], told[1]) if told[0] is not None and told[1] is not None else None


def standing_asked() -> Standing:
    asked = request.args.get(STANDING, "")
    return Standing(asked) if asked in set(Standing) else Standing.WAITING


def filters_asked() -> Filters:
    viewer, number = acting_user(), number_asked(COMMUNITY)
    return Filters(
        clean(request.args.get(WORDS, ""))[:100],
        next((one for one in communities_of(viewer) if one.id == number), None),
        month_asked(request.args.get(MONTH, "")),
    )


def month_asked(words: str) -> date | None:
    """ "2027-03": the first day of that month."""
    try:
        return date.fromisoformat(f"{words}-01") if len(words) == 7 else None
    except ValueError:
        return None


def community_choices() -> list[tuple[str, str]]:
    own = [(str(one.id), one.name) for one in communities_of(acting_user())]
    return [("", _("All communities")), *own]


def month_choices() -> list[tuple[str, str]]:
    """This month and those before it."""
    month, choices = today().replace(day=1), [("", _("All months"))]
    for _month in range(MONTHS_BACK):
        choices.append((f"{month:%Y-%m}", month_name(month)))
        month = (month - timedelta(days=1)).replace(day=1)
    return choices


def number_asked(name: str) -> int | None:
    return as_number(request.args.get(name, ""))


def as_number(words: str) -> int | None:
    return int(words) if words.isascii() and words.isdigit() and len(words) < 10 else None
