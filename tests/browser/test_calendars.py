"""The demo town's calendars, read by two programs that know nothing of each other or of us."""

import urllib.request
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import icalendar
import pytest
import recurring_ical_events

ReadWithIcalJs = Callable[[bytes, datetime, datetime], list[dict[str, Any]]]


def as_icaljs_says(moment: datetime | date) -> str:
    if isinstance(moment, datetime):
        return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    return moment.isoformat()


def read_with_icalendar(calendar: bytes, since: datetime, until: datetime) -> list[tuple[str, ...]]:
    read = recurring_ical_events.of(icalendar.Calendar.from_ical(calendar))
    return sorted(
        (
            str(meeting["UID"]),
            as_icaljs_says(meeting["DTSTART"].dt),
            as_icaljs_says(meeting["DTEND"].dt),
            str(meeting["STATUS"]),
            str(meeting["SUMMARY"]),
        )
        for meeting in read.between(since, until)
        if as_icaljs_says(meeting["DTSTART"].dt) >= as_icaljs_says(since)
    )


@pytest.mark.parametrize("slug", ["miasto", "wzgorze", "seniorzy-lazy"])
def test_two_readers_show_the_same_meetings_all_year_round(
    site: Any, read_with_ical_js: ReadWithIcalJs, slug: str
) -> None:
    with urllib.request.urlopen(f"{site.address}/kalendarz/{slug}.ics") as answer:
        calendar = answer.read()
    since = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    until = since + timedelta(days=366)

    shown = sorted(
        (one["uid"], one["start"], one["end"], one["status"], one["summary"])
        for one in read_with_ical_js(calendar, since, until)
    )

    assert len(shown) > 20
    assert shown == read_with_icalendar(calendar, since, until)
    hours_by_series: dict[str, set[str]] = {}
    for uid, start, *_ in shown:
        hours_by_series.setdefault(uid, set()).add(start[11:])
    # A series that meets on both sides of a change of clocks has two hours in UTC.
    assert any(len(hours) > 1 for hours in hours_by_series.values())
