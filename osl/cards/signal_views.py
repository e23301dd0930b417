"""The quiet signals on a page of their own, and saying thank you."""

from collections.abc import Sequence
from itertools import groupby

from flask import abort, flash, render_template
from werkzeug.wrappers import Response as BaseResponse

from osl.accounts.models import User
from osl.cards.resting import rest_signal, wake_signal
from osl.cards.signal_scope import Signal, SignalKind
from osl.cards.signals import find_signal, rests_of, signals_of
from osl.cards.talk_forms import ThanksForm
from osl.cards.talk_views import BOTH, load_person, talks
from osl.communities.queries import communities_of
from osl.core.access import acting_user, requires
from osl.core.forms import OslForm, render_form
from osl.core.i18n import _
from osl.core.web import see_other
from osl.people.models import Person
from osl.people.talk_policies import can_see_talks, can_talk_with
from osl.volunteers.thanks import thank


@talks.get("/sygnaly")
@requires(can_see_talks)
def signals() -> str:
    """All of them with their reasons, and those that rest."""
    viewer = acting_user()
    own = communities_of(viewer)
    resting = signals_of(viewer, own, resting=True)
    return render_template(
        "talks/signals.html",
        groups=by_kind(signals_of(viewer, own)),
        resting=resting,
        rests=rests_of(resting),
        form=OslForm(),
    )


def by_kind(found: Sequence[Signal]) -> list[tuple[SignalKind, list[Signal]]]:
    """The signals of each kind together, in the order in which they were looked for."""
    return [(kind, list(several)) for kind, several in groupby(found, key=lambda one: one.kind)]


def load_signal(viewer: User | None, kind: str, subject_id: int) -> Signal:
    """A signal this viewer sees now, resting or not."""
    if viewer is None or not can_see_talks(viewer) or kind not in set(SignalKind):
        abort(404)
    own, known = communities_of(viewer), SignalKind(kind)
    found = find_signal(viewer, own, known, subject_id, resting=False)
    return found or find_signal(viewer, own, known, subject_id, resting=True) or abort(404)


def can_rest_signal(user: User, _signal: Signal) -> bool:
    return can_see_talks(user)


@talks.post("/sygnaly/<kind>/<int:subject_id>/odlozenie")
@requires(can_rest_signal, load=load_signal)
def rest(signal: Signal) -> BaseResponse:
    """Leave it be for a month. Twice is once."""
    rest_signal(signal, actor=acting_user())
    flash(_("Put aside for 30 days. It comes back then, if it still holds."))
    return see_other(".signals")


@talks.post("/sygnaly/<kind>/<int:subject_id>/powrot")
@requires(can_rest_signal, load=load_signal)
def wake(signal: Signal) -> BaseResponse:
    """Show it again."""
    wake_signal(signal, actor=acting_user())
    flash(_("It is shown again."))
    return see_other(".signals")


@talks.route("/ludzie/<int:person_id>/podziekowanie", methods=BOTH)
@requires(can_talk_with, load=load_person)
def thanks(person: Person) -> BaseResponse:
    """Note that somebody was thanked, and what for."""
    form = ThanksForm()
    if form.validate_on_submit():
        thank(person, form.what_for.data or "", actor=acting_user())
        flash(_("Noted: you said thank you."))
        return see_other(".signals")
    return render_form("talks/thanks.html", form, person=person)
