"""The text of a feed, to the letter."""

from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

from osl.communities.models import Audience
from osl.core.clock import to_utc
from osl.events.models import SignupMode, Strand

GOLDEN = Path(__file__).with_name("wzgorze.ics")

CALLED_OFF_AT = datetime(2026, 9, 28, 7, tzinfo=UTC)


def uid(number):
    return f"6b8f2f0e-5d0c-4f55-9f0b-0d3a3a3c1a{number:02d}"


@pytest.fixture
def season(town, clock):
    """A season of everything a calendar can hold."""
    yoga = town.publish_series(
        uid=uid(1),
        title="Joga dla seniorów",
        strand=Strand.SPORT,
        audience=Audience.SENIORS,
        signup_mode=SignupMode.PHONE,
        what_to_bring="Mata, woda; wygodny strój",
    )
    games = town.publish_series(
        uid=uid(2),
        title="Planszówki po lekcjach",
        first_on=date(2026, 10, 28),
        starts_at=time(9),
        ends_at=time(11),
        until_on=date(2026, 11, 25),
    )
    swap = town.publish(uid=uid(3), day=date(2026, 10, 2))
    picnic = town.publish(
        uid=uid(4),
        title="Piknik na skwerze",
        days=1,
        description="**Przynieś** koc.\n\n- zupa\n- [śpiewnik](https://example.org/spiewnik)",
    )
    town.publish(uid=uid(5), title="Wyjazd w góry", day=date(2026, 10, 9), days=3, has_venue=False)
    clock.move_to(CALLED_OFF_AT)
    town.edit_meeting(
        yoga,
        date(2026, 10, 1),
        cancelled_at=CALLED_OFF_AT,
        cancellation_reason="prowadząca jest chora.",
    )
    friday = date(2026, 10, 16)
    town.edit_meeting(
        yoga,
        date(2026, 10, 15),
        starts_at=to_utc(friday, time(17)),
        ends_at=to_utc(friday, time(18, 30)),
    )
    town.edit_meeting(
        games,
        date(2026, 11, 18),
        starts_at=to_utc(date(2026, 11, 25), time(12)),
        ends_at=to_utc(date(2026, 11, 25), time(14)),
        note="Dwa spotkania jednego dnia.",
    )
    town.edit(swap, cancelled_at=CALLED_OFF_AT, cancellation_reason="")
    return {"yoga": yoga, "games": games, "swap": swap, "picnic": picnic}


def test_the_feed_is_as_written_down(season, fetch):
    answer = fetch("/kalendarz/wzgorze.ics")

    assert answer.content_type == "text/calendar; charset=utf-8"
    assert answer.data.decode() == GOLDEN.read_bytes().decode()
