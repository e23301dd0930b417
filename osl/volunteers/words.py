"""How tasks, their shifts and those who offer help are said."""

from enum import StrEnum

from osl.communities.models import Centre
from osl.core.i18n import _, _l, _n, clock_time
from osl.events.words import place_of, when_it_is
from osl.people.models import Channel
from osl.volunteers.models import Shift, Task
from osl.volunteers.telling import LetterKind


class TaskState(StrEnum):
    """Which tasks of the desk are asked for."""

    OPEN = "otwarte"
    DRAFT = "szkice"
    CLOSED = "zakonczone"


TASK_STATES = {
    TaskState.OPEN: _l("Open: residents can offer help"),
    TaskState.DRAFT: _l("Drafts"),
    TaskState.CLOSED: _l("Closed to new offers"),
}

HOW_SAID = {
    Channel.PHONE: _l("by phone"),
    Channel.IN_PERSON: _l("in person"),
    Channel.PAPER: _l("on paper"),
}
"""How somebody tells the team that they would help."""


def when(shift: Shift) -> str:
    """ "czwartek, 12 czerwca 2025, 15.30–17.00", with both days when it lasts over midnight."""
    return when_it_is(shift.starts_at, shift.ends_at, is_all_day=False)


def hours(shift: Shift) -> str:
    """ "15.30–17.00"."""
    return f"{clock_time(shift.starts_at)}–{clock_time(shift.ends_at)}"


def place(task: Task) -> str:
    """Where to come: what the task says, else where its event is."""
    own = place_of(task.venue, task.place_note)
    if own or task.event is None:
        return own
    return place_of(task.event.venue, task.event.place_note)


def phone(task: Task, centre: Centre) -> str:
    """Whom to call about a task."""
    return task.contact_phone or task.community.phone or centre.phone


def state(task: Task) -> tuple[str, str]:
    """Where a task stands: the kind of pill and its words."""
    if task.closed_at is not None:
        return "off", _("Closed to new offers")
    if task.published_at is None:
        return "draft", _("Draft")
    return "ok", _("Residents can offer help")


def people_needed(shift: Shift, offers: int) -> str:
    """ "potrzeba 3 osób, są 2, zgłosiły się 4"."""
    parts = [
        _n("%(num)s person needed", "%(num)s people needed", shift.needed),
        _n("%(num)s is there", "%(num)s are there", shift.taken)
        if shift.taken
        else _("nobody is there yet"),
    ]
    if offers:
        parts.append(_n("%(num)s has offered help", "%(num)s have offered help", offers))
    return ", ".join(parts)


def missing(number: int) -> str:
    """How many people a shift still lacks."""
    if number <= 0:
        return _("enough people")
    return _n("%(num)s person still missing", "%(num)s people still missing", number)


def to_say(kind: str, shift: Shift, *, is_taken_on: bool) -> str:
    """What somebody without e-mail is told by phone, as one says it."""
    about = {"task": shift.task.title, "when": when(shift), "place": place(shift.task)}
    sentences = {
        LetterKind.ASSIGNED: _(
            "You are taken on for “%(task)s”: %(when)s. Place: %(place)s.", **about
        ),
        LetterKind.DECLINED: _(
            "Thank you for offering help with “%(task)s”, %(when)s. Enough people are there"
            " already, so you need not come.",
            **about,
        ),
        LetterKind.CHANGED: _(
            "“%(task)s” is at another time. It is now: %(when)s. Place: %(place)s."
            " Does that suit you?",
            **about,
        ),
        LetterKind.CANCELLED: _(
            "“%(task)s”, %(when)s, is called off. You need not come. Thank you for wanting to"
            " help.",
            **about,
        ),
        LetterKind.REMINDER: _(
            "A reminder: we are expecting you at “%(task)s”: %(when)s. Place: %(place)s.", **about
        ),
    }
    said = sentences.get(LetterKind(kind), "")
    if kind == LetterKind.CHANGED and not is_taken_on:
        return said + " " + _("We will say separately whether we are counting on you.")
    return said
