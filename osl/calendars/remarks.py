"""What is said of the events of another calendar: what of them is not kept, and why some do
not come along. The reader gives codes; the sentences are here."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from osl.calendars.reading import ReadEvent
from osl.core.i18n import _, _n, day_month

Details = dict[str, Any]

LOST: dict[str, Callable[[Details], str]] = {
    "guests": lambda told: _n("%(num)s invited person", "%(num)s invited people", told["count"]),
    "reminders": lambda told: _n("%(num)s reminder", "%(num)s reminders", told["count"]),
    "attachments": lambda told: _n("%(num)s attachment", "%(num)s attachments", told["count"]),
    "organiser": lambda _told: _("the organiser's address"),
    "categories": lambda _told: _("categories"),
    "conference": lambda _told: _("the link to a video call"),
    "html": lambda _told: _("bold type, colours and pictures in the description"),
    "hours_differ": lambda _told: _("other hours of single dates"),
    "change_lost": lambda _told: _("a change of a single meeting that fits no date"),
}
"""Things that stay behind, one after the other in one sentence."""

REMARKS: dict[str, Callable[[Details], str]] = {
    "letters_guessed": lambda _told: _(
        "This file is not in UTF-8. It was read as a Windows text: check the Polish letters."
    ),
    "cut_off": lambda _told: _(
        "This file breaks off in the middle. Something may be missing at its end."
    ),
    "tasks": lambda told: _n(
        "%(num)s task or note in this file is no event, so it is left out.",
        "%(num)s tasks or notes in this file are no events, so they are left out.",
        told["count"],
    ),
    "title_missing": lambda _told: _("It has no name there. Give it one."),
    "title_cut": lambda told: _("The name is cut to %(most)s characters.", **told),
    "place_cut": lambda told: _("The place is cut to %(most)s characters.", **told),
    "description_cut": lambda told: _("The description is cut to %(most)s characters.", **told),
    "end_missing": lambda _told: _("It does not say how long it lasts. We put one hour."),
    "zone": lambda told: _(
        "Its hours are in another time zone (%(zone)s). Here they are in Polish time.",
        zone=told["zone"],
    ),
    "zone_unknown": lambda told: _(
        "We do not know the time zone “%(zone)s”. We took its hours for Polish ones: check them.",
        zone=told["zone"],
    ),
    "zone_of_series": lambda _told: _(
        "It is kept there in universal time. Here it has the same hour all year: check it."
    ),
    "tentative": lambda _told: _("It is not certain yet in that calendar."),
    "private": lambda _told: _("It is marked as private there. Have a good look at it first."),
    "dates_listed": lambda told: _n(
        "Our series cannot say its rule, so it becomes %(num)s date chosen by hand.",
        "Our series cannot say its rule, so it becomes %(num)s dates chosen by hand.",
        told["count"],
    ),
    "first_day_missed": lambda told: _(
        "%(day)s is not a day of its own rule, so it is left out.",
        day=day_month(date.fromisoformat(told["day"])),
    ),
    "began_earlier": lambda _told: _("Meetings before today stay behind."),
    "and_following": lambda told: _(
        "Its meetings change from %(day)s on. Here only that one meeting changes: check the "
        "later ones.",
        day=day_month(date.fromisoformat(told["day"])),
    ),
    "change_words_lost": lambda told: _(
        "The meeting of %(day)s has a description of its own, which stays behind.",
        day=day_month(date.fromisoformat(told["day"])),
    ),
    "broken_lines": lambda _told: _(
        "Some of its lines were damaged. Check the description and the place."
    ),
}
"""Whole sentences about what is different here."""

REASONS: dict[str, Callable[[Details], str]] = {
    "cancelled": lambda _told: _("It is called off in that calendar."),
    "twice": lambda _told: _("It is in the file twice. The newer one was taken."),
    "no_start": lambda _told: _("It does not say when it begins."),
    "bad_time": lambda _told: _("Its date or hour cannot be read."),
    "other_century": lambda _told: _("Its date is not between the years 2000 and 2100."),
    "ends_before": lambda _told: _("It ends before it begins."),
    "longer_than_a_month": lambda _told: _("It lasts longer than a month."),
    "longer_than_a_day": lambda _told: _(
        "It repeats, and each time lasts longer than a day. Plan its dates one by one."
    ),
    "no_such_hour": lambda _told: _(
        "It begins or ends in the hour that is missing when the clocks go forward."
    ),
    "torn": lambda _told: _("The file breaks off in the middle of it."),
    "rule_within_a_day": lambda _told: _("It repeats several times a day."),
    "rule_unknown": lambda _told: _("It repeats by a rule we do not know."),
    "rule_endless": lambda _told: _(
        "It has no end, and our series cannot say its rule. Give it a last day in that calendar "
        "and export it once more."
    ),
    "rule_too_many": lambda _told: _(
        "It has more than 366 meetings. Give it an earlier last day in that calendar and export "
        "it once more."
    ),
    "rule_never": lambda _told: _("By its rule it never takes place."),
    "refused": lambda told: str(told["words"]),
}
"""Why an event does not come along."""


def lost(event: ReadEvent) -> str:
    """What of an event stays behind: "3 invited people, 1 reminder", or nothing."""
    return ", ".join(LOST[code](told) for code, told in event.notes if code in LOST)


def remarks(notes: Iterable[Any]) -> list[str]:
    """What is different here, a sentence each."""
    return [REMARKS[code](told) for code, told in notes if code in REMARKS]


def why_left_out(reason: Any) -> str:
    code, told = reason
    return REASONS[code](told)


def day_of(left_out: Details) -> date:
    """The day an event that does not come along would have been on."""
    return date.fromisoformat(left_out["day"])
