"""What the tests of calendars prepare: events of one community, and a clock that stands still."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine

from osl.calendars import feeds
from osl.communities.models import Centre, Community, Fact, Venue
from osl.core import revisions, transactions
from osl.core.clock import local_midnight, to_utc
from osl.core.db import db
from osl.events.models import (
    Event,
    EventFormat,
    EventKind,
    Frequency,
    Occurrence,
    Series,
    SignupMode,
    Strand,
)
from osl.events.recurrence import Rule, last_slot, meetings

START = datetime(2026, 9, 1, 10, 15, tzinfo=UTC)


@pytest.fixture(autouse=True)
def empty_shelf():
    """Every test has a database of its own; what was joined from another is forgotten."""
    feeds.shelf.clear()


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


class Town:
    """Changes the town as operations do: the change, the mark, one transaction."""

    def __init__(self, app, cast):
        self.app = app
        self.cast = cast

    def change(self, change):
        """Run ``change()`` as one kept transaction and mark what it returns; gives back its id."""
        with self.app.app_context(), transactions.unit():
            changed = change()
            db.session.flush()
            revisions.mark(changed)
            return changed.id

    def publish(self, **facts):
        """A published single event of Wzgórze, or one of whole ``days``; returns its id."""
        day = facts.pop("day", date(2026, 9, 12))
        days = facts.pop("days", None)
        if days is not None:
            starts_at = local_midnight(day)
            ends_at = local_midnight(day + timedelta(days=days))
            facts["is_all_day"] = True
        else:
            starts_at, ends_at = (
                to_utc(day, at) for at in facts.pop("hours", (time(16), time(18)))
            )
        meeting = Occurrence(slot_at=starts_at, starts_at=starts_at, ends_at=ends_at)
        return self._add(facts, [meeting], None)

    def publish_series(self, **facts):
        """A published weekly series of Wzgórze, from Thursday 3 September on; returns its id."""
        rule = Rule(
            frequency=facts.pop("frequency", Frequency.WEEKLY),
            first_on=facts.pop("first_on", date(2026, 9, 3)),
            starts_at=facts.pop("starts_at", time(18)),
            ends_at=facts.pop("ends_at", time(19, 30)),
            until_on=facts.pop("until_on", date(2026, 11, 26)),
            meeting_count=facts.pop("meeting_count", None),
            skips_holidays=facts.pop("skips_holidays", True),
        )
        last = last_slot(rule)
        horizon = last.starts_at.date() if last else facts.pop("horizon", date(2027, 3, 1))
        occurrences = [
            Occurrence(slot_at=slot.starts_at, starts_at=slot.starts_at, ends_at=slot.ends_at)
            for slot in meetings(rule, through=horizon)
        ]
        series = Series(
            frequency=rule.frequency,
            first_on=rule.first_on,
            starts_at=rule.starts_at,
            ends_at=rule.ends_at,
            until_on=rule.until_on,
            meeting_count=rule.meeting_count,
            skips_holidays=rule.skips_holidays,
            horizon_on=horizon,
        )
        return self._add({"format": EventFormat.CYCLE, **facts}, occurrences, series)

    def _add(self, facts, occurrences, series):
        slugs = facts.pop("communities", ["wzgorze"])
        has_venue = facts.pop("has_venue", True)

        def add():
            event = Event(
                **(
                    {
                        "title": "Wymiana książek",
                        "kind": EventKind.THEMED_MEETING,
                        "strand": Strand.CULTURAL,
                        "signup_mode": SignupMode.NONE,
                        "published_at": START,
                        "created_at": datetime(2026, 8, 1, 8, tzinfo=UTC),
                    }
                    | facts
                ),
                venue=db.session.get(Venue, self.cast.hall.id) if has_venue else None,
                communities=[self.community(slug) for slug in slugs],
                occurrences=occurrences,
                series=series,
            )
            db.session.add(event)
            return event

        return self.change(add)

    @staticmethod
    def community(slug):
        return db.session.query(Community).filter_by(slug=slug).one()

    def edit(self, event_id, **facts):
        """Change an event's own facts."""

        def edit():
            event = db.session.get(Event, event_id)
            for name, value in facts.items():
                setattr(event, name, value)
            return event

        self.change(edit)

    def edit_meeting(self, event_id, day, **facts):
        """Change one meeting of a series, found by the day of its slot."""

        def edit():
            event = db.session.get(Event, event_id)
            meeting = next(one for one in event.occurrences if one.slot_at.date() == day)
            for name, value in facts.items():
                setattr(meeting, name, value)
            return event

        self.change(edit)

    def edit_venue(self, **facts):
        def edit():
            venue = db.session.get(Venue, self.cast.hall.id)
            for name, value in facts.items():
                setattr(venue, name, value)
            return venue

        self.change(edit)

    def edit_centre(self, **facts):
        def edit():
            centre = db.session.get(Centre, self.cast.centre.id)
            for name, value in facts.items():
                setattr(centre, name, value)
            return centre

        self.change(edit)

    def edit_community(self, slug, **facts):
        def edit():
            community = self.community(slug)
            for name, value in facts.items():
                setattr(community, name, value)
            return community

        self.change(edit)


@pytest.fixture
def town(app, cast, clock):
    town = Town(app, cast)
    for slug in ("wzgorze", "ostrowiecka"):
        town.edit_community(slug)
    town.edit_centre()
    town.edit_venue(
        latitude=52.26891,
        longitude=20.98476,
        step_free_entrance=Fact.YES,
        lift=Fact.NO,
        hearing_loop=Fact.YES,
        directions="Wejście od podwórka.",
    )
    return town


@pytest.fixture
def fetch(app):
    """What a calendar program gets from an address, without cookies."""

    def fetch(path, method="GET", **headers):
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return app.test_client(use_cookies=False).open(path, method=method, headers=named)

    return fetch
