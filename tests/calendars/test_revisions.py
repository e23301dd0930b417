"""What a change does to calendars: exactly what a reader can see of it, and nothing else."""

from datetime import UTC, date, datetime, timedelta

import icalendar
import pytest
from sqlalchemy import select

from osl.calendars.models import CalendarEntry, Feed
from osl.calendars.operations import rebuild_entries, rebuild_entries_if_moved
from osl.communities.models import Audience, Community, CommunityKind
from osl.core import revisions, transactions
from osl.core.clock import to_utc
from osl.core.db import db
from osl.events.models import Event, Strand


@pytest.fixture
def read(fetch):
    """The events of a feed by title, as a calendar program parses them."""

    def read(path="/kalendarz/wzgorze.ics"):
        answer = fetch(path)
        assert answer.status_code == 200
        calendar = icalendar.Calendar.from_ical(answer.data)
        return {str(event["SUMMARY"]): event for event in calendar.walk("VEVENT")}

    return read


def versions(store):
    return {feed.key: feed.version for feed in store.scalars(select(Feed))}


def raised(before, after):
    return {key for key in after if after[key] != before.get(key)}


def rows(store):
    """Everything kept about calendars."""
    store.expire_all()
    entries = store.scalars(select(CalendarEntry).order_by(CalendarEntry.event_id))
    feeds = store.scalars(select(Feed).order_by(Feed.key))
    return (
        [(e.event_id, e.body, e.sequence, e.revised_at, e.stamps, e.last_day) for e in entries],
        [(f.key, f.version, f.changed_at, f.header_hash) for f in feeds],
    )


def test_a_new_event_enters_its_calendars_and_no_other(town, store, read):
    before = versions(store)
    town.publish(strand=Strand.SPORT)

    assert list(read()) == ["Wymiana książek"]
    assert list(read("/kalendarz/miasto.ics")) == ["Wymiana książek"]
    assert list(read("/kalendarz/wzgorze/sportowe.ics")) == ["Wymiana książek"]
    assert read("/kalendarz/wzgorze/kulturalne.ics") == {}
    assert read("/kalendarz/ostrowiecka.ics") == {}
    wzgorze = town.cast.wzgorze.id
    assert raised(before, versions(store)) == {
        "miasto",
        "miasto/sport",
        str(wzgorze),
        f"{wzgorze}/sport",
    }


def test_a_draft_is_in_no_calendar(town, store, read, fetch):
    event = town.publish(published_at=None)

    assert read() == {}
    assert read("/kalendarz/miasto.ics") == {}
    assert fetch(f"/wydarzenia/{event}.ics").status_code == 404
    assert store.scalars(select(CalendarEntry)).one().is_draft


def test_a_change_raises_the_sequence_and_the_stamps(town, clock, read):
    event = town.publish()
    assert read()["Wymiana książek"]["SEQUENCE"] == 0

    clock.shift(timedelta(hours=1))
    town.edit(event, title="Wielka wymiana książek")

    changed = read()["Wielka wymiana książek"]
    assert changed["SEQUENCE"] == 1
    assert changed["DTSTAMP"].dt == datetime(2026, 9, 1, 11, 15, tzinfo=UTC)
    assert changed["LAST-MODIFIED"].dt == changed["DTSTAMP"].dt


def test_two_changes_within_a_second_are_two(town, read):
    event = town.publish()
    town.edit(event, title="Raz")
    first = read()["Raz"]["LAST-MODIFIED"].dt
    town.edit(event, title="Dwa")

    assert read()["Dwa"]["LAST-MODIFIED"].dt > first
    assert read()["Dwa"]["SEQUENCE"] == 2


def test_what_readers_cannot_see_changes_nothing(town, clock, store, fetch):
    event = town.publish()
    town.publish_series(title="Joga")
    bytes_before, rows_before = fetch("/kalendarz/wzgorze.ics").data, rows(store)

    clock.shift(timedelta(hours=3))
    town.edit(event, search_text="wymiana ksiazek")
    town.edit(event)
    town.edit_community("wzgorze", shows_stage=True)
    town.edit_venue(bus_stop=town.cast.hall.bus_stop)
    town.edit_centre()

    assert rows(store) == rows_before
    assert fetch("/kalendarz/wzgorze.ics").data == bytes_before


def test_another_communitys_event_changes_only_the_town(town, clock, store, fetch):
    town.publish()
    before, feed = versions(store), fetch("/kalendarz/wzgorze.ics")
    clock.shift(timedelta(hours=3))
    town.publish(communities=["ostrowiecka"])

    again = fetch("/kalendarz/wzgorze.ics")
    assert (again.data, again.headers["Last-Modified"]) == (
        feed.data,
        feed.headers["Last-Modified"],
    )
    ostrowiecka = str(town.cast.ostrowiecka.id)
    assert raised(before, versions(store)) == {
        "miasto",
        "miasto/cultural",
        ostrowiecka,
        f"{ostrowiecka}/cultural",
    }


def test_a_full_rebuild_leaves_identical_bytes(town, clock, store, app, fetch):
    town.publish()
    yoga = town.publish_series(title="Joga")
    town.edit_meeting(yoga, date(2026, 10, 1), cancelled_at=datetime(2026, 9, 1, tzinfo=UTC))
    town.edit(yoga, title="Joga na krześle")
    bytes_before, rows_before = fetch("/kalendarz/wzgorze.ics").data, rows(store)

    clock.shift(timedelta(hours=5))
    result = app.test_cli_runner().invoke(args=["calendars", "rebuild"])

    assert result.output == "2 events written.\n"
    assert rows(store) == rows_before
    assert fetch("/kalendarz/wzgorze.ics").data == bytes_before


def test_a_rebuild_mends_lost_bytes(town, store, app, fetch):
    event = town.publish()
    bytes_before = fetch("/kalendarz/wzgorze.ics").data
    store.execute(CalendarEntry.__table__.update().values(body=b""))
    store.commit()

    with app.app_context(), transactions.unit():
        rebuild_entries()

    assert fetch("/kalendarz/wzgorze.ics").data[-200:] == bytes_before[-200:]
    assert store.get(CalendarEntry, event).sequence == 0


def test_a_renamed_place_is_a_change_of_each_event_there(town, store, read):
    town.publish()
    town.publish_series(title="Joga")
    town.publish(title="Gdzie indziej", has_venue=False)
    town.edit_venue(name="Świetlica „Nad Zalewem”")

    events = read()
    assert "Nad Zalewem" in events["Wymiana książek"]["LOCATION"]
    assert {name: event["SEQUENCE"] for name, event in events.items()} == {
        "Wymiana książek": 1,
        "Joga": 1,
        "Gdzie indziej": 0,
    }


def test_a_renamed_community_is_a_change_of_its_events(town, store, read, fetch):
    town.publish()
    town.publish(title="Inne", communities=["ostrowiecka"])
    town.edit_community("wzgorze", name="Zielone Wzgórze")

    assert "X-WR-CALNAME:Zielone Wzgórze\r\n" in fetch("/kalendarz/wzgorze.ics").text
    assert "Społeczność: Zielone Wzgórze" in read()["Wymiana książek"]["DESCRIPTION"]
    assert read()["Wymiana książek"]["SEQUENCE"] == 1
    assert read("/kalendarz/ostrowiecka.ics")["Inne"]["SEQUENCE"] == 0


def test_the_centres_new_phone_reaches_the_events(town, read):
    town.publish()
    town.edit_centre(phone="000 000 099")

    assert "000 000 099" in read()["Wymiana książek"]["DESCRIPTION"]
    assert read()["Wymiana książek"]["SEQUENCE"] == 1


def test_one_meeting_called_off_changes_that_meeting_alone(town, clock, read):
    yoga = town.publish_series(title="Joga")
    clock.shift(timedelta(hours=1))
    town.edit_meeting(yoga, date(2026, 10, 1), cancelled_at=datetime(2026, 9, 1, tzinfo=UTC))

    events = read()
    assert (events["Joga"]["SEQUENCE"], events["ODWOŁANE: Joga"]["SEQUENCE"]) == (0, 1)
    assert events["ODWOŁANE: Joga"]["STATUS"] == "CANCELLED"
    assert "EXDATE" not in events["Joga"]


def test_a_meeting_put_back_is_a_change_of_the_series(town, read):
    yoga = town.publish_series(title="Joga")
    town.edit_meeting(yoga, date(2026, 10, 1), cancelled_at=datetime(2026, 9, 1, tzinfo=UTC))
    town.edit_meeting(yoga, date(2026, 10, 1), cancelled_at=None)

    assert list(read()) == ["Joga"]
    assert read()["Joga"]["SEQUENCE"] == 2


def test_an_event_called_off_stays_and_says_so(town, read):
    event = town.publish()
    town.edit(event, cancelled_at=datetime(2026, 9, 1, tzinfo=UTC), cancellation_reason="Burza.")

    called_off = read()["ODWOŁANE: Wymiana książek"]
    assert called_off["STATUS"] == "CANCELLED"
    assert called_off["DESCRIPTION"].startswith("Odwołane: Burza.")


def test_what_takes_its_place_is_named(town, read):
    event = town.publish()
    instead = town.publish(title="Wymiana pod dachem")

    def call_off():
        one = db.session.get(Event, event)
        one.cancelled_at = datetime(2026, 9, 1, tzinfo=UTC)
        one.replacement_id = instead
        return one

    town.change(call_off)
    town.edit(instead, title="Wymiana w świetlicy")
    told = read()["ODWOŁANE: Wymiana książek"]["DESCRIPTION"]
    assert f"Zamiast tego: Wymiana w świetlicy, http://127.0.0.1:8000/wydarzenia/{instead}" in told


def test_an_event_that_changes_hands_leaves_one_calendar_for_another(town, store, read):
    event = town.publish()

    def hand_over():
        one = db.session.get(Event, event)
        one.communities = [town.community("ostrowiecka")]
        return one

    before = versions(store)
    town.change(hand_over)

    assert read() == {}
    assert list(read("/kalendarz/ostrowiecka.ics")) == ["Wymiana książek"]
    assert {key.partition("/")[0] for key in raised(before, versions(store))} == {
        "miasto",
        str(town.cast.wzgorze.id),
        str(town.cast.ostrowiecka.id),
    }


def test_an_event_of_another_strand_leaves_the_calendar_of_the_old_one(town, store, read):
    event = town.publish(strand=Strand.SPORT)
    assert list(read("/kalendarz/miasto/sportowe.ics")) == ["Wymiana książek"]
    town.edit(event, strand=Strand.SOCIAL)

    assert read("/kalendarz/miasto/sportowe.ics") == {}
    assert list(read("/kalendarz/miasto/spoleczne.ics")) == ["Wymiana książek"]


def test_a_categorical_community_collects_events_by_audience(town, read):
    def found():
        seniors = Community(
            slug="seniorzy",
            kind=CommunityKind.CATEGORICAL,
            name="Seniorzy",
            collects_audience=Audience.SENIORS,
            started_on=date(2024, 1, 1),
        )
        db.session.add(seniors)
        return seniors

    event = town.publish(audience=Audience.SENIORS)
    town.change(found)
    assert list(read("/kalendarz/seniorzy.ics")) == ["Wymiana książek"]

    town.edit(event, audience=Audience.EVERYONE)
    assert read("/kalendarz/seniorzy.ics") == {}

    town.edit(event, audience=Audience.FAMILIES)
    town.edit_community("seniorzy", collects_audience=Audience.FAMILIES)
    assert list(read("/kalendarz/seniorzy.ics")) == ["Wymiana książek"]


def test_an_event_of_the_whole_town_is_in_every_calendar(town, read):
    town.publish(is_whole_town=True, communities=[])

    for slug in ("wzgorze", "ostrowiecka", "miasto"):
        assert list(read(f"/kalendarz/{slug}.ics")) == ["Wymiana książek"]


def test_nothing_is_written_when_the_change_is_undone(town, app, store):
    event = town.publish()
    before = rows(store)

    def rename_and_fail():
        with transactions.unit():
            db.session.get(Event, event).title = "Nigdy"
            revisions.mark(db.session.get(Event, event))
            revisions.write()
            raise RuntimeError

    with app.app_context(), pytest.raises(RuntimeError):
        rename_and_fail()
    assert rows(store) == before


def test_a_fault_in_one_event_keeps_its_last_good_bytes(town, store, read, caplog):
    yoga = town.publish_series(title="Joga")
    town.edit(yoga, uid="this is no uuid")  # still rendered: no meeting stands alone
    moved = to_utc(date(2026, 10, 8), datetime.min.time().replace(hour=9))
    with caplog.at_level("ERROR", "osl.calendars"):
        town.edit_meeting(
            yoga, date(2026, 10, 1), starts_at=moved, ends_at=moved + timedelta(hours=1)
        )

    assert "was not written" in caplog.text
    assert list(read()) == ["Joga"]
    event = store.get(Event, yoga)
    assert event.occurrences[4].starts_at == moved  # the change itself is kept


def test_a_site_that_moved_writes_its_links_anew(town, app, read, store, monkeypatch):
    town.publish()
    with app.app_context(), transactions.unit():
        assert rebuild_entries_if_moved() == 0

    monkeypatch.setitem(app.config, "BASE_URL", "https://osl.example.pl")
    with app.app_context(), transactions.unit():
        assert rebuild_entries_if_moved() == 1

    moved = read()["Wymiana książek"]
    assert moved["URL"].startswith("https://osl.example.pl/wydarzenia/")
    assert moved["UID"].endswith("@osl.example.pl")
    assert moved["SEQUENCE"] == 1
