"""How lists say the hour and the day of a meeting."""

from datetime import date, datetime

from osl.calendars.month import days_of
from osl.core.i18n import _, language, local_day
from osl.events.days_off import holiday_name
from osl.events.models import Occurrence
from osl.events.words import hours, when


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
