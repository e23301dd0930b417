"""A report put together: its numbers with what each counts, its trends, and where it comes from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from osl.accounts.models import User
from osl.cards.figures import FEWEST_TOLD, told
from osl.core.i18n import _, month_name, month_short
from osl.journal.policies import can_read_all_journals, can_see_journal_totals
from osl.journal.words import KINDS
from osl.logbook.models import AttendanceMode, TallyKind
from osl.logbook.words import lesson_hours
from osl.reports.asking import Question
from osl.reports.closing import closed_figures
from osl.reports.figures import Figures, figures_of, quarters
from osl.reports.measures import (
    OF_HOURS,
    OF_RESIDENTS,
    TRENDS,
    Measure,
    code_of_work,
    tally_of_code,
)
from osl.reports.naming import (
    GROUPS,
    LABELS,
    SENTENCES,
    number_words,
    tally_words,
    why_left_out,
)
from osl.reports.policies import can_see_rows, is_told_small_numbers
from osl.reports.scope import Scope
from osl.reports.times import quarter_words
from osl.volunteers.led import LedShare

MOST_MONTHS_DRAWN = 24
"""A longer trend is drawn by quarters."""

TALLY_ORDER = list(TallyKind)


@dataclass(frozen=True)
class Line:
    """A number with its name and what it counts.

    ``text`` is the number as this viewer is told it, "" where it cannot be told, and then
    ``sentence`` says why. ``more`` is the same said otherwise ("16,7 lesson hours"), ``now`` what
    a closed number would be today. ``measure`` leads to the rows behind it, None where none are
    shown.
    """

    label: str
    text: str
    sentence: str
    number: int | None
    more: str = ""
    now: str = ""
    measure: Measure | None = None


@dataclass(frozen=True)
class Group:
    """Numbers that belong together, under one heading."""

    title: str
    icon: str
    lines: Sequence[Line]


@dataclass(frozen=True)
class Point:
    """A month or a quarter of a trend: its name in full and short, how high it is drawn, the number
    as it is told, and as it stands in the picture."""

    name: str
    short: str
    height: int
    text: str
    drawn: str


@dataclass(frozen=True)
class Trend:
    """One number over the months, drawn in a picture of its own."""

    code: str
    title: str
    tone: str
    points: Sequence[Point]
    by_quarter: bool

    @property
    def highest(self) -> int:
        return max((one.height for one in self.points), default=0)


@dataclass(frozen=True)
class Report:
    """Everything the page and the file of a report say."""

    groups: Sequence[Group]
    trends: Sequence[Trend]
    untimed: int
    meetings: int


TONES = {
    Measure.VISITS: "green",
    Measure.HEADS: "sun",
    Measure.MEETINGS: "teal",
    Measure.MINUTES: "plum",
}


def report_of(viewer: User, asked: Question, scope: Scope) -> Report:
    """The report somebody asked for. Of a closed period the numbers are those that were kept;
    those of the team see beside them what differs today."""
    is_team = can_see_rows(viewer)
    period = asked.period
    live: Figures | None = None
    if period is not None and period.is_closed:
        figures = closed_figures(period, scope)
        live = figures_of(scope) if is_team else None
    else:
        figures = figures_of(scope)
    hidden = frozenset() if can_read_all_journals(viewer) else frozenset({Measure.WORK})
    teller = _Teller(figures, live, scope, is_told_small_numbers(viewer), is_team, hidden)
    # How much the team worked is for those who see all of it; each reads their own in the journal.
    work = teller.work() if can_see_journal_totals(viewer) else []
    return Report(
        [*teller.groups(), *teller.tallies(), *work],
        [teller.trend(measure) for measure in TRENDS],
        figures.number(Measure.UNTIMED),
        figures.number(Measure.MEETINGS),
    )


@dataclass(frozen=True)
class _Teller:
    """Says numbers as far as this viewer is told them."""

    figures: Figures
    live: Figures | None
    scope: Scope
    small: bool
    with_rows: bool
    without_rows: frozenset[Measure] = frozenset()

    def groups(self) -> list[Group]:
        return [
            Group(str(title), icon, [self.line(one) for one in measures])
            for title, icon, measures in GROUPS
        ]

    def line(self, measure: Measure) -> Line:
        label = str(LABELS[measure])
        if not self.scope.applies_to(measure):
            return Line(label, "", why_left_out(measure), None)
        number = self.figures.number(measure)
        return Line(
            label,
            self.text(measure, number),
            str(SENTENCES[measure]),
            self.told_number(measure, number),
            more=self.more(measure, number),
            now=self.now(measure),
            measure=measure if self.with_rows and measure not in self.without_rows else None,
        )

    def text(self, code: str, number: int) -> str:
        is_of_people = code in OF_RESIDENTS or code.startswith("tally:")
        if is_of_people and not self.small and number < FEWEST_TOLD:
            return told(number)
        return number_words(code, number)

    def told_number(self, code: str, number: int) -> int | None:
        """The bare number, for a file; None where it is not told."""
        return number if self.text(code, number) == number_words(code, number) else None

    def more(self, measure: Measure, number: int) -> str:
        if measure is Measure.LED and number:
            share = LedShare(self.figures.number(Measure.EVENTS), number)
            return _("%(percent)s%% of the events held", percent=share.percent)
        if measure is Measure.MINUTES and number:
            return _("%(hours)s hours of 45 minutes", hours=lesson_hours(number))
        return ""

    def now(self, code: str) -> str:
        if self.live is None or self.live.number(code) == self.figures.number(code):
            return ""
        return _("today it would be %(number)s", number=number_words(code, self.live.number(code)))

    def tallies(self) -> list[Group]:
        """What was counted without names, by sex and age: apart for visits and for heads."""
        titles = {
            AttendanceMode.NAMED: _("Sex and age of visits"),
            AttendanceMode.HEAD_COUNT: _("Sex and age of people counted"),
        }
        found: dict[AttendanceMode, list[tuple[Any, Line]]] = {}
        for code, number in self.figures.numbers.items():
            tallied = tally_of_code(code)
            if tallied is None:
                continue
            mode, kind, from_age, to_age = tallied
            key = TALLY_ORDER.index(kind), from_age or 0, to_age or 999
            line = Line(
                tally_words(kind, from_age, to_age),
                self.text(code, number),
                _("Counted beside the other bands, so it is part of them.")
                if kind is TallyKind.ALSO_AGE
                else "",
                self.told_number(code, number),
                now=self.now(code),
            )
            found.setdefault(mode, []).append((key, line))
        return [
            Group(title, "users", [line for _key, line in sorted(found[mode], key=_first)])
            for mode, title in titles.items()
            if mode in found
        ]

    def work(self) -> list[Group]:
        """The work journal by kind; without an entry there is nothing to show."""
        title = _("The team's work besides meetings")
        if not self.scope.applies_to(Measure.WORK):
            return [Group(title, "clipboard-list", [self.line(Measure.WORK)])]
        if not self.figures.number(Measure.WORK):
            return []
        lines = [self.line(Measure.WORK)]
        for kind, label in KINDS.items():
            code = code_of_work(kind)
            number = self.figures.number(code)
            if number:
                text = number_words(code, number)
                lines.append(Line(str(label), text, "", number, now=self.now(code)))
        return [Group(title, "clipboard-list", lines)]

    def trend(self, measure: Measure) -> Trend:
        months = self.figures.months
        by_quarter = len(months) > MOST_MONTHS_DRAWN
        parts = quarters(months) if by_quarter else {name: [name] for name in months}
        points = []
        for name, those in parts.items():
            number = sum(months[month].get(measure, 0) for month in those)
            text = self.text(measure, number)
            height = number if self.told_number(measure, number) is not None else 0
            drawn = f"{height // 60} h" if measure in OF_HOURS else text
            names = _names(name, by_quarter=by_quarter)
            points.append(Point(*names, height, text, drawn if height else ""))
        return Trend(measure, str(LABELS[measure]), TONES[measure], points, by_quarter)


def _first(pair: tuple[Any, Line]) -> Any:
    return pair[0]


def _names(name: str, *, by_quarter: bool) -> tuple[str, str]:
    """A month or quarter in full, and as short as it stands under a picture."""
    year, number = name.split("-")
    if by_quarter:
        return quarter_words(name), year if number == "1" else ""
    first = date(int(year), int(number), 1)
    return month_name(first), month_short(first)
