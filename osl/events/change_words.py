"""How the pages tell what has changed about a published event."""

import re

from osl.core.i18n import _
from osl.events.models import ChangedThing, EventChange

HOURS = re.compile(r"\d{1,2}\.\d{2}–\d{1,2}\.\d{2}")
ONE_MEETING = re.compile(r"(\w+, \d{1,2} \w+ \d{4}[^:]*): (.*)", re.DOTALL)
"""What is told of one meeting of a series: when that meeting is, then the new words."""

OF_ONE_MEETING = (ChangedThing.PLACE, ChangedThing.HOST, ChangedThing.SIGNUP)


def told_change(change: EventChange) -> str:
    """One visible change in a sentence: "zmiana godziny z 17.00–19.00 na 18.00–20.00"."""
    told = _happened(change.thing, change.before, change.after)
    if told is not None:
        return told
    if change.thing is ChangedThing.TIME and change.before and change.after:
        return _time(change.before, change.after)
    of_one = ONE_MEETING.fullmatch(change.after) if change.thing in OF_ONE_MEETING else None
    if of_one is not None:
        return f"{of_one[1]}: {_put_for_another(change.thing, change.before, of_one[2])}"
    return _put_for_another(change.thing, change.before, change.after)


def _put_for_another(thing: ChangedThing, before: str, after: str) -> str:
    """What is told as one thing put for another."""
    if not before or not after:
        return {
            ChangedThing.TIME: _("new time: %(after)s", after=after),
            ChangedThing.PLACE: _("new place: %(after)s", after=after),
            ChangedThing.SIGNUP: _("sign-up: %(after)s", after=after),
            ChangedThing.COST: _("cost: %(after)s", after=after),
            ChangedThing.HOST: _("host: %(after)s", after=after or "–"),
        }.get(thing, after)
    words = {"before": before, "after": after}
    return {
        ChangedThing.PLACE: _("change of place from “%(before)s” to “%(after)s”", **words),
        ChangedThing.SIGNUP: _("change of sign-up from “%(before)s” to “%(after)s”", **words),
        ChangedThing.COST: _("change of cost from “%(before)s” to “%(after)s”", **words),
        ChangedThing.HOST: _("change of host from “%(before)s” to “%(after)s”", **words),
        ChangedThing.TITLE: _("change of name from “%(before)s” to “%(after)s”", **words),
    }[thing]


def _happened(thing: ChangedThing, before: str, after: str) -> str | None:
    """What is told as something that happened rather than as one thing put for another."""
    if thing is ChangedThing.CANCELLED:
        return _cancelled(before, after)
    if thing is ChangedThing.REST_CANCELLED:
        return _("called off all meetings from %(day)s on. %(reason)s", day=before, reason=after)
    if thing is ChangedThing.POSTPONED:
        return _postponed(before, after)
    return {
        ChangedThing.RESTORED: _("it takes place after all: %(when)s", when=before or after),
        ChangedThing.CONTINUED: _("from %(day)s on it is different: see the next part", day=before),
        ChangedThing.LEFT_OUT: _left_out(before, after),
        ChangedThing.DETAILS: _("changed: %(what)s", what=after),
    }.get(thing)


def _cancelled(meeting: str, reason: str) -> str:
    if meeting and reason:
        return _(
            "called off the meeting of %(meeting)s. %(reason)s", meeting=meeting, reason=reason
        )
    if meeting:
        return _("called off the meeting of %(meeting)s", meeting=meeting)
    return _("called off. %(reason)s", reason=reason) if reason else _("called off")


def _left_out(held_again: str, left_out: str) -> str:
    told = [_("no meeting on %(days)s", days=left_out)] if left_out else []
    if held_again:
        told.append(_("it takes place also on %(days)s", days=held_again))
    return ", ".join(told)


def _postponed(meeting: str, words: str) -> str:
    if meeting:
        told = _("put off the meeting of %(meeting)s, the new date comes soon", meeting=meeting)
    else:
        told = _("put off, the new date comes soon")
    return f"{told}. {words}" if words else told


def _time(before: str, after: str) -> str:
    """When only the hours differ, the day is said once."""
    day_before, _comma, hours_before = before.rpartition(", ")
    day_after, _comma, hours_after = after.rpartition(", ")
    same_day = day_before == day_after and day_after
    if same_day and HOURS.fullmatch(hours_before) and HOURS.fullmatch(hours_after):
        return _(
            "change of hours from %(before)s to %(after)s (%(day)s)",
            before=hours_before,
            after=hours_after,
            day=day_after,
        )
    return _("change of time from “%(before)s” to “%(after)s”", before=before, after=after)
