"""What the logbook's states are called, for the team and on paper."""

from osl.core.i18n import _, _l, _n
from osl.logbook.models import AttendanceMode, CameHow, PictureBasis, Presence, TallyKind

MODES = {
    AttendanceMode.NAMED: _l("By name"),
    AttendanceMode.HEAD_COUNT: _l("As a number of people"),
}

PRESENCES = {Presence.PRESENT: _l("present"), Presence.ABSENT: _l("absent")}
NOT_NOTED = _l("not noted")

CAME_HOW = {
    CameHow.SIGNED_UP: _l("from the list"),
    CameHow.WALKED_IN: _l("came without signing up"),
}

TALLIES = {
    TallyKind.WOMEN: _l("women"),
    TallyKind.MEN: _l("men"),
    TallyKind.OTHER_SEX: _l("other or not known"),
}

BASES = {
    PictureBasis.NOBODY_RECOGNISABLE: _l("Nobody can be recognised in it"),
    PictureBasis.DETAIL_OF_WHOLE: _l("People are only a detail of a larger whole"),
    PictureBasis.CONSENTS_COLLECTED: _l("Everybody who can be recognised has agreed"),
}


def presence_words(presence: Presence | None) -> str:
    """What is noted of somebody; no mark says nothing about them."""
    return str(PRESENCES[presence] if presence is not None else NOT_NOTED)


def band(from_age: int | None, to_age: int | None) -> str:
    """An age band as people say it: "under 18", "18-29", "55 and over"."""
    if not from_age and to_age is not None:
        return _("under %(age)s", age=to_age + 1)
    if to_age is None:
        return _("%(age)s and over", age=from_age or 0)
    return f"{from_age}\N{EN DASH}{to_age}"


def tally(kind: TallyKind, from_age: int | None, to_age: int | None) -> str:
    """What an anonymous tally counts: "women", "18-29", "among them 60 and over"."""
    if kind is TallyKind.ALSO_AGE:
        return _("among them %(band)s", band=band(from_age, to_age))
    return str(TALLIES[kind]) if kind in TALLIES else band(from_age, to_age)


def lesson_hours(minutes: int) -> str:
    """The same time in hours of 45 minutes, to a tenth: "2,7"."""
    tenths = round(minutes * 10 / 45)
    whole, tenth = divmod(tenths, 10)
    return f"{whole},{tenth}" if tenth else str(whole)


def people(number: int) -> str:
    return _n("%(num)s person", "%(num)s people", number)
