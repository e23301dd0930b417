"""What the numbers of a report are called, and in one sentence what each counts."""

from osl.core.i18n import _, _l
from osl.logbook.models import TallyKind
from osl.logbook.words import TALLIES, band
from osl.reports.measures import OF_HOURS, Measure
from osl.volunteers.hours_words import duration

LABELS = {
    Measure.MEETINGS: _l("Meetings held"),
    Measure.EVENTS: _l("Events held"),
    Measure.LED: _l("Events led by residents"),
    Measure.MINUTES: _l("Hours of meetings"),
    Measure.UNTIMED: _l("Meetings without hours"),
    Measure.VISITS: _l("Visits"),
    Measure.CHILDREN: _l("Children among the visits"),
    Measure.PEOPLE: _l("Different people"),
    Measure.HEADS: _l("People counted"),
    Measure.VOLUNTEERS: _l("People who helped as volunteers"),
    Measure.VOLUNTEER_MINUTES: _l("Confirmed hours of volunteers"),
    Measure.IDEAS_GIVEN: _l("Ideas that were given"),
    Measure.IDEAS_ANSWERED: _l("Ideas answered"),
    Measure.IDEAS_DONE: _l("Ideas that came true"),
    Measure.WORK: _l("Work in all"),
}

SENTENCES = {
    Measure.MEETINGS: _l("Published meetings that took place and are over. Each meeting counts."),
    Measure.EVENTS: _l("Events with one such meeting at least. A whole series counts once."),
    Measure.LED: _l("Of the events held, those that a resident led, alone or with the team."),
    Measure.MINUTES: _l("How long the meetings took by their logs, in clock hours."),
    Measure.UNTIMED: _l("Nobody noted how long they took, so they add no hours."),
    Measure.VISITS: _l(
        "Everybody marked present by name, with those they brought, at each meeting anew."
    ),
    Measure.CHILDREN: _l("Children among those visits."),
    Measure.PEOPLE: _l(
        "Each person who was marked present at least once counts once. Those they brought have no "
        "names and are not here."
    ),
    Measure.HEADS: _l(
        "Where nobody was marked by name, how many people were counted. This is another number "
        "than the visits, and the two are never added."
    ),
    Measure.VOLUNTEERS: _l("Different people with confirmed hours in these days."),
    Measure.VOLUNTEER_MINUTES: _l("Hours that somebody of the team has confirmed."),
    Measure.IDEAS_GIVEN: _l("Ideas given in these days that everybody can read."),
    Measure.IDEAS_ANSWERED: _l("Ideas whose first answer was given in these days."),
    Measure.IDEAS_DONE: _l("Ideas whose event was held in these days."),
    Measure.WORK: _l("Time from the work journal of the team, besides meetings."),
}

GROUPS = (
    (
        _l("Meetings"),
        "calendar-days",
        (Measure.MEETINGS, Measure.EVENTS, Measure.LED, Measure.MINUTES, Measure.UNTIMED),
    ),
    (_l("Who came, by name"), "users", (Measure.VISITS, Measure.PEOPLE, Measure.CHILDREN)),
    (_l("Who came, counted without names"), "users", (Measure.HEADS,)),
    (_l("Volunteering"), "hand-heart", (Measure.VOLUNTEERS, Measure.VOLUNTEER_MINUTES)),
    (
        _l("Residents' ideas"),
        "sprout",
        (Measure.IDEAS_GIVEN, Measure.IDEAS_ANSWERED, Measure.IDEAS_DONE),
    ),
)


def number_words(code: str, number: int) -> str:
    """A number as people read it: minutes as hours."""
    if code in OF_HOURS or code.startswith("work:"):
        return duration(number)
    return f"{number:,}".replace(",", "\N{NO-BREAK SPACE}")


def tally_words(kind: TallyKind, from_age: int | None, to_age: int | None) -> str:
    """Who a tally counts: "kobiety", "18–29", or a band beside the others."""
    if kind in TALLIES:
        return str(TALLIES[kind])
    ages = band(from_age, to_age)
    return _("of them %(ages)s", ages=ages) if kind is TallyKind.ALSO_AGE else ages


def why_left_out(measure: Measure) -> str:
    """Why a number is not told for what was asked."""
    if measure in (Measure.VOLUNTEERS, Measure.VOLUNTEER_MINUTES):
        return _("Hours of volunteers have no kind and no strand, so there is no number here.")
    if measure is Measure.WORK:
        return _("Work is noted for a community only, so there is no number here.")
    return _("Ideas belong to a community only, so there is no number here.")
