"""How the pages tell what has changed, and whether one must sign up."""

import re
from datetime import date, datetime

from osl.calendars.month import days_of
from osl.core.i18n import _, language, local_day
from osl.events.models import ChangedThing, EventChange, Occurrence
from osl.events.recurrence import holiday_name
from osl.events.words import hours, when

HOURS = re.compile(r"\d{1,2}\.\d{2}–\d{1,2}\.\d{2}")


def told_change(change: EventChange) -> str:
    """One visible change in a sentence: "zmiana godziny z 17.00–19.00 na 18.00–20.00"."""
    before, after = change.before, change.after
    if change.thing is ChangedThing.CANCELLED:
        return _cancelled(before, after)
    if change.thing is ChangedThing.DETAILS:
        return _("changed: %(what)s", what=after)
    if change.thing is ChangedThing.TIME and before and after:
        return _time(before, after)
    if not before or not after:
        return {
            ChangedThing.TIME: _("new time: %(after)s", after=after),
            ChangedThing.PLACE: _("new place: %(after)s", after=after),
            ChangedThing.SIGNUP: _("sign-up: %(after)s", after=after),
            ChangedThing.COST: _("cost: %(after)s", after=after),
            ChangedThing.HOST: _("host: %(after)s", after=after or "–"),
        }.get(change.thing, after)
    words = {"before": before, "after": after}
    return {
        ChangedThing.PLACE: _("change of place from “%(before)s” to “%(after)s”", **words),
        ChangedThing.SIGNUP: _("change of sign-up from “%(before)s” to “%(after)s”", **words),
        ChangedThing.COST: _("change of cost from “%(before)s” to “%(after)s”", **words),
        ChangedThing.HOST: _("change of host from “%(before)s” to “%(after)s”", **words),
        ChangedThing.TITLE: _("change of name from “%(before)s” to “%(after)s”", **words),
    }[change.thing]


def _cancelled(meeting: str, reason: str) -> str:
    if meeting and reason:
        return _(
            "called off the meeting of %(meeting)s. %(reason)s", meeting=meeting, reason=reason
        )
    if meeting:
        return _("called off the meeting of %(meeting)s", meeting=meeting)
    return _("called off. %(reason)s", reason=reason) if reason else _("called off")


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


def holiday_of(moment: datetime | date) -> str:
    """What the public holiday of that day is called, or nothing."""
    return holiday_name(local_day(moment), language())


def time_in_list(meeting: Occurrence) -> str:
    """The hours of a meeting; of one that takes several days, from when until when."""
    return when(meeting) if len(days_of(meeting)) > 1 else hours(meeting)


def hour_in_list(meeting: Occurrence, day: date) -> str:
    """What leads a meeting under the heading of a day, when that is not its hour."""
    if meeting.event.is_all_day:
        return _("all day")
    return _("goes on") if local_day(meeting.starts_at) < day else ""
