"""How talks and next steps are said."""

from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from osl.core.i18n import _, _l, _n, short_day
from osl.people.models import TalkChannel

TALK_CHANNELS = {
    TalkChannel.IN_PERSON: _l("face to face"),
    TalkChannel.PHONE: _l("on the phone"),
    TalkChannel.AT_EVENT: _l("at an event"),
    TalkChannel.LETTER: _l("by letter or e-mail"),
    TalkChannel.SMS: _l("by text message"),
}

TOMORROW, WEEK, MONTH, OTHER = "jutro", "tydzien", "miesiac", "inny"


def quick_days(today: date) -> dict[str, date]:
    """The days a next step is mostly put on, by how the form calls them."""
    return {
        TOMORROW: today + timedelta(days=1),
        WEEK: today + timedelta(days=7),
        MONTH: today + relativedelta(months=1),
    }


def quick_choices() -> list[tuple[str, str]]:
    return [
        (TOMORROW, _("tomorrow")),
        (WEEK, _("in a week")),
        (MONTH, _("in a month")),
        (OTHER, _("on another day")),
    ]


def due(on: date, today: date) -> str:
    """When a next step is due, or how long it has been lying: words, not a colour alone."""
    days = (on - today).days
    if days < 0:
        return _n("overdue by %(num)s day", "overdue by %(num)s days", -days)
    if days == 0:
        return _("due today")
    if days == 1:
        return _("due tomorrow")
    return _("by %(day)s", day=short_day(on))
