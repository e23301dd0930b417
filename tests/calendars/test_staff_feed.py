"""The team's own calendars at secret addresses: drafts for those who may see them, no one else."""

import gzip
import hashlib
import io
import json
import logging
import re
from datetime import UTC, date, datetime, time, timedelta

import icalendar
import pytest
from flask import Flask
from sqlalchemy import select, text

from osl.accounts.models import Membership, Role, User
from osl.accounts.operations import disable_member, enable_member
from osl.calendars import own
from osl.calendars.models import CalendarEntry, Feed, OwnAddress
from osl.calendars.operations import write_unwritten_entries
from osl.communities.models import Audience, Community, CommunityKind
from osl.core import transactions
from osl.core.audit import AuditEntry
from osl.core.clock import utcnow
from osl.core.db import db
from osl.core.logs import JsonLines
from osl.events.models import Event, EventKind, Strand
from osl.events.operations import Facts, copy_event, delete_draft, plan_event, publish_event
from osl.events.schedule import once
from tests.accounts.keys import PASSWORD, give_password

PAGE = "/panel/konto/kalendarz"
BASE = "http://127.0.0.1:8000"


@pytest.fixture(autouse=True)
def nothing_asked_yet():
    own.allowance.asked.clear()


@pytest.fixture
def address_of(browser):
    """The path of a new secret address that this person made on their page."""

    def make(user):
        page = browser.sign_in(user).visit(PAGE)
        button = "Utwórz nowy adres" if "Utwórz nowy adres" in page.buttons else "Utwórz mój adres"
        return shown(page.submit(button))

    return make


def shown(page):
    """The path of the address in the copy field; none when it is not there."""
    fields = [field["value"] for field in page.dom.all("input", id="calendar-address")]
    return fields[0].removeprefix(BASE) if fields else None


@pytest.fixture
def read(fetch):
    """The events at an address by title, as a calendar program parses them."""

    def read(path):
        answer = fetch(path)
        assert answer.status_code == 200
        calendar = icalendar.Calendar.from_ical(answer.data)
        return {str(event["SUMMARY"]): event for event in calendar.walk("VEVENT")}

    return read


def versions(store):
    return {feed.key: feed.version for feed in store.scalars(select(Feed))}


def as_somebody(app, user_id, do):
    """Run an operation as a member of the team, in one kept transaction."""
    with app.test_request_context(base_url=BASE), transactions.unit():
        made = do(db.session.get_one(User, user_id))
        db.session.flush()
        return getattr(made, "id", None)


def plan(app, cast, title="Zebranie", day=date(2026, 9, 20)):
    """The animator of Wzgórze plans a draft as on the desk."""
    facts = Facts(title=title, kind=EventKind.TALK, strand=Strand.SOCIAL, place_note="Na skwerze")

    def do(animator):
        home = db.session.get_one(Community, cast.wzgorze.id)
        when = once(day, time(17), None, time(18))
        return plan_event(facts, when, communities=[home], actor=animator)

    return as_somebody(app, cast.animator.id, do)


# The page


def test_an_animator_makes_an_address_and_reads_her_communities_there(
    town, browser, read, store, cast
):
    town.publish(title="Piknik")
    town.publish(title="Szkic pikniku", published_at=None)
    page = browser.sign_in(cast.animator).visit("/panel/konto").follow("Pokaż, jak")
    assert page.heading == "Mój kalendarz"
    assert shown(page) is None

    page = page.submit("Utwórz mój adres")
    path = shown(page)
    assert re.fullmatch(r"/moj-kalendarz/[\w-]{32}\.ics", path)  # 32 signs of 6 bits: 192
    assert list(read(path)) == ["Piknik", "SZKIC: Szkic pikniku"]
    kept = store.scalars(select(OwnAddress)).one()
    secret = path.split("/")[-1].removesuffix(".ics")
    assert kept.token_hash == hashlib.sha256(secret.encode()).hexdigest()
    assert kept.user_id == cast.animator.id
    assert f"webcal://127.0.0.1:8000{path}" in page.links.values()
    assert not [href for href in page.links.values() if href.startswith("mailto:")]


def test_the_address_is_shown_once(town, browser, cast):
    page = browser.sign_in(cast.animator).visit(PAGE).submit("Utwórz mój adres")
    secret = shown(page).split("/")[-1].removesuffix(".ics")

    again = browser.visit(PAGE)
    assert shown(again) is None
    assert secret not in again.response.text
    assert "Nie możemy go pokazać drugi raz" in again.text
    assert "1 września 2026 o godz. 12.15" in again.text
    assert "no-store" in page.response.headers["Cache-Control"]


def test_nobody_else_is_shown_it_on_the_same_computer(town, browser, cast):
    browser.sign_in(cast.animator)
    browser.post(PAGE, {"csrf_token": token_of(browser)}, follow=False)
    with browser.client.session_transaction(base_url=BASE) as cookie:
        sealed = cookie["own_calendar"]
    browser.sign_in(cast.social_worker)
    with browser.client.session_transaction(base_url=BASE) as cookie:
        cookie["own_calendar"] = sealed

    assert shown(browser.visit(PAGE)) is None


def token_of(browser):
    return browser.visit(PAGE).dom.all("input", name="csrf_token")[0]["value"]


def test_of_two_clicks_the_address_that_works_is_shown(town, browser, fetch, cast):
    page = browser.sign_in(cast.animator).visit(PAGE)
    first = shown(page.submit("Utwórz mój adres"))
    second = shown(page.submit("Utwórz mój adres"))  # the same button, from the page before

    assert fetch(first).status_code == 410
    assert fetch(second).status_code == 200


def test_a_new_address_ends_the_old_one_at_once(town, address_of, fetch, store, cast):
    old = address_of(cast.animator)
    assert fetch(old).status_code == 200
    new = address_of(cast.animator)

    assert old != new
    assert fetch(old).status_code == 410
    assert fetch(new).status_code == 200
    assert store.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all() == [
        "own_calendar.made",
        "own_calendar.renewed",
    ]


def test_an_address_that_was_switched_off_says_that_it_is_gone(
    town, app, browser, address_of, fetch, store, cast
):
    path = address_of(cast.animator)
    page = browser.visit(PAGE).submit("Wyłącz adres")

    assert page.notices == [
        "Adres jest wyłączony. Nikt już nie przeczyta pod nim Twojego kalendarza."
    ]
    assert "Utwórz mój adres" in page.buttons
    gone = fetch(path)
    assert gone.status_code == 410
    assert "Ten adres kalendarza już nie działa" in gone.text
    entries = store.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [entry.action for entry in entries] == ["own_calendar.made", "own_calendar.revoked"]
    secret = path.split("/")[-1].removesuffix(".ics")
    assert all(secret not in json.dumps(entry.details) for entry in entries)
    with app.test_request_context():
        assert entries[0].sentence("Jan") == "Jan: utworzono tajny adres własnego kalendarza"


def test_switching_off_twice_is_one_thing(town, browser, address_of, store, cast):
    address_of(cast.animator)
    page = browser.visit(PAGE)
    page.submit("Wyłącz adres")
    page.submit("Wyłącz adres")

    actions = store.scalars(select(AuditEntry.action)).all()
    assert actions.count("own_calendar.revoked") == 1


def test_the_password_is_asked_before_an_address_is_made(town, app, browser, clock, cast, store):
    give_password(app, cast.animator)
    page = browser.sign_in(cast.animator).visit(PAGE)
    clock.shift(timedelta(hours=1))

    browser.headers["Referer"] = BASE + PAGE
    asked = page.submit("Utwórz mój adres")
    assert asked.path == "/panel/potwierdzenie"
    assert store.scalar(select(OwnAddress)) is None
    page = asked.submit("Dalej", {"Twoje obecne hasło": PASSWORD})
    assert page.path == PAGE
    assert shown(page.submit("Utwórz mój adres"))


def test_strangers_have_no_such_page(town, browser):
    assert browser.get(PAGE, follow=False).status == 303
    assert browser.post(PAGE, {}, follow=False).status in (303, 400, 403)


# Who reads what


def test_each_reads_the_communities_they_work_with_and_the_town(town, address_of, read, cast):
    town.publish(title="Wzgórze")
    town.publish(title="Wzgórze szkic", published_at=None)
    town.publish(title="Ostrowiecka", communities=["ostrowiecka"])
    town.publish(title="Ostrowiecka szkic", communities=["ostrowiecka"], published_at=None)
    town.publish(title="Miasto", is_whole_town=True, communities=[])
    town.publish(title="Miasto szkic", is_whole_town=True, communities=[], published_at=None)

    animator = list(read(address_of(cast.animator)))
    assert animator == ["Wzgórze", "SZKIC: Wzgórze szkic", "Miasto"]
    other = list(read(address_of(cast.other_animator)))
    assert other == ["Ostrowiecka", "SZKIC: Ostrowiecka szkic", "Miasto"]
    assert list(read(address_of(cast.adviser))) == ["Miasto"]
    assert len(read(address_of(cast.organiser))) == 6


def test_one_address_answers_the_same_person_whoever_asked_before(town, address_of, fetch, cast):
    town.publish(title="Nasz szkic", published_at=None)
    hers, theirs = address_of(cast.animator), address_of(cast.other_animator)
    for _turn in range(2):
        assert b"Nasz szkic" in fetch(hers).data
        assert b"Nasz szkic" not in fetch(theirs).data


def test_a_categorical_community_collects_for_its_team_but_not_others_drafts(
    town, address_of, read, cast
):
    def found():
        seniors = Community(
            slug="seniorzy",
            kind=CommunityKind.CATEGORICAL,
            name="Seniorzy",
            collects_audience=Audience.SENIORS,
            started_on=date(2024, 1, 1),
        )
        db.session.add(seniors)
        db.session.flush()
        db.session.add(
            Membership(role=Role.ANIMATOR, user_id=cast.adviser.id, community_id=seniors.id)
        )
        return seniors

    town.change(found)
    town.publish(title="Dla seniorów", audience=Audience.SENIORS)
    town.publish(title="Szkic dla seniorów", audience=Audience.SENIORS, published_at=None)

    assert list(read(address_of(cast.adviser))) == ["Dla seniorów"]


def test_who_changes_communities_reads_the_new_ones(town, app, address_of, fetch, store, cast):
    town.publish(title="Nasz szkic", published_at=None)
    town.publish(title="Ich szkic", published_at=None, communities=["ostrowiecka"])
    path = address_of(cast.animator)
    before = fetch(path)
    assert b"Nasz szkic" in before.data
    with app.app_context(), transactions.unit():
        held = db.session.scalars(
            select(Membership).where(Membership.user_id == cast.animator.id)
        ).one()
        held.community_id = cast.ostrowiecka.id

    after = fetch(path, If_None_Match=before.headers["ETag"])
    assert after.status_code == 200
    assert b"Nasz szkic" not in after.data
    assert b"Ich szkic" in after.data


def test_who_has_no_community_any_more_reads_the_town_alone(town, app, address_of, read, cast):
    town.publish(title="Nasz szkic", published_at=None)
    town.publish(title="Miasto", is_whole_town=True, communities=[])
    path = address_of(cast.animator)
    with app.app_context(), transactions.unit():
        db.session.get_one(User, cast.animator.id).memberships = [Membership(role=Role.ADVISER)]

    assert list(read(path)) == ["Miasto"]


def test_a_switched_off_account_reads_nothing(town, app, address_of, fetch, cast):
    path = address_of(cast.animator)

    def switch_off(organiser):
        disable_member(db.session.get_one(User, cast.animator.id), actor=organiser)

    def switch_on(organiser):
        enable_member(db.session.get_one(User, cast.animator.id), actor=organiser)

    as_somebody(app, cast.organiser.id, switch_off)
    assert fetch(path).status_code == 410
    as_somebody(app, cast.organiser.id, switch_on)
    assert fetch(path).status_code == 200


# Drafts


def test_a_draft_is_in_its_teams_calendars_only(town, app, address_of, read, fetch, store, cast):
    before = versions(store)
    number = plan(app, cast)

    draft = read(address_of(cast.animator))["SZKIC: Zebranie"]
    assert (draft["STATUS"], draft["CLASS"], draft["SEQUENCE"]) == ("TENTATIVE", "PRIVATE", 0)
    for path in (
        "/kalendarz/wzgorze.ics",
        "/kalendarz/wzgorze/spoleczne.ics",
        "/kalendarz/miasto.ics",
    ):
        assert read(path) == {}
    assert fetch(f"/wydarzenia/{number}.ics").status_code == 404
    assert versions(store) == before  # nobody outside is told that anything happened


def test_a_published_draft_is_the_same_event_revised(town, app, clock, address_of, read, cast):
    number = plan(app, cast)
    path = address_of(cast.animator)
    draft = read(path)["SZKIC: Zebranie"]
    clock.shift(timedelta(hours=2))
    as_somebody(
        app,
        cast.animator.id,
        lambda animator: publish_event(db.session.get_one(Event, number), actor=animator),
    )

    own_event, public = read(path)["Zebranie"], read("/kalendarz/wzgorze.ics")["Zebranie"]
    assert own_event.to_ical() == public.to_ical()
    assert public["UID"] == draft["UID"]
    assert public["SEQUENCE"] == draft["SEQUENCE"] + 1
    assert (public["STATUS"], public["CLASS"]) == ("CONFIRMED", "PUBLIC")
    assert public["LAST-MODIFIED"].dt == datetime(2026, 9, 1, 12, 15, tzinfo=UTC)


def test_a_deleted_draft_leaves_with_its_entry(town, app, address_of, read, store, cast):
    number = plan(app, cast)
    path = address_of(cast.animator)
    as_somebody(
        app,
        cast.animator.id,
        lambda animator: delete_draft(db.session.get_one(Event, number), actor=animator),
    )

    assert read(path) == {}
    assert store.scalar(select(CalendarEntry)) is None


def test_a_copy_is_a_draft_there_too(town, app, address_of, read, cast):
    number = plan(app, cast)
    as_somebody(
        app,
        cast.animator.id,
        lambda animator: copy_event(
            db.session.get_one(Event, number), first_on=date(2026, 9, 27), actor=animator
        ),
    )

    calendar = read(address_of(cast.animator))
    assert [event["DTSTART"].dt.day for event in calendar.values()] == [27]
    assert len(calendar) == 1  # both have one title; the later one is the copy


def test_a_called_off_meeting_of_a_draft_says_both(town, address_of, read, cast):
    series = town.publish_series(title="Joga", published_at=None)
    town.edit_meeting(series, date(2026, 10, 1), cancelled_at=datetime(2026, 9, 1, tzinfo=UTC))

    calendar = read(address_of(cast.animator))
    assert calendar["SZKIC: Joga"]["STATUS"] == "TENTATIVE"
    assert calendar["SZKIC: ODWOŁANE: Joga"]["STATUS"] == "CANCELLED"


def test_a_renamed_place_and_community_reach_drafts(town, address_of, read, cast):
    town.publish(published_at=None)
    path = address_of(cast.animator)
    town.edit_venue(name="Świetlica „Nad Zalewem”")
    town.edit_community("wzgorze", name="Zielone Wzgórze")

    draft = read(path)["SZKIC: Wymiana książek"]
    assert "Nad Zalewem" in draft["LOCATION"]
    assert "Społeczność: Zielone Wzgórze" in draft["DESCRIPTION"]
    assert draft["SEQUENCE"] == 2


def test_drafts_from_before_the_upgrade_get_their_entries_at_the_start(
    town, app, address_of, fetch, store, cast
):
    plan(app, cast)
    town.publish()
    path = address_of(cast.animator)
    before, seen = versions(store), fetch(path).data
    store.execute(text("DELETE FROM calendar_entry WHERE is_draft"))
    store.commit()
    assert b"SZKIC" not in fetch(path).data
    with app.app_context(), transactions.unit():
        assert write_unwritten_entries(utcnow()) == 1
    with app.app_context(), transactions.unit():
        assert write_unwritten_entries(utcnow()) == 0

    assert fetch(path).data == seen
    assert versions(store) == before


# How it is handed out


@pytest.fixture
def path(town, address_of, cast):
    town.publish()
    town.publish_series(title="Joga", published_at=None)
    return address_of(cast.animator)


def test_what_the_feed_carries(path, fetch):
    answer = fetch(path)

    assert answer.data.startswith(b"BEGIN:VCALENDAR\r\n")
    assert answer.data.endswith(b"END:VEVENT\r\nEND:VCALENDAR\r\n")
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["ETag"] == f'W/"{hashlib.sha256(answer.data).hexdigest()}"'
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert "Last-Modified" not in answer.headers
    assert "Set-Cookie" not in answer.headers


def test_the_body_repeats_no_secret_and_names_no_one(path, fetch, cast):
    body = fetch(path).text
    calendar = icalendar.Calendar.from_ical(body)

    assert path.split("/")[-1].removesuffix(".ics") not in body.replace("\r\n ", "")
    assert "moj-kalendarz" not in body
    assert "SOURCE" not in calendar
    assert calendar["URL"] == f"{BASE}/panel"
    assert calendar["X-WR-CALNAME"] == "Moje wydarzenia i szkice"
    assert cast.animator.name not in body
    assert "ATTENDEE" not in body
    assert "ORGANIZER" not in body
    assert [zone["TZID"] for zone in calendar.walk("VTIMEZONE")] == ["Europe/Warsaw"]


def test_the_bytes_depend_on_the_data_alone(path, town, fetch, clock):
    first = fetch(path)
    clock.shift(timedelta(hours=7))
    assert fetch(path).data == first.data
    town.publish(title="Gdzie indziej", communities=["ostrowiecka"])
    assert fetch(path).data == first.data
    town.publish(title="U nas")
    assert fetch(path).data != first.data


def test_whoever_has_the_bytes_is_told_so(path, fetch):
    first = fetch(path)
    again = fetch(path, If_None_Match=first.headers["ETag"])

    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Cache-Control"] == "private, no-cache"
    assert again.headers["Referrer-Policy"] == "no-referrer"
    # A date proves nothing here: a role that was taken away changes the calendar without one.
    assert fetch(path, If_Modified_Since="Fri, 01 Jan 2100 10:00:00 GMT").status_code == 200


def test_head_and_packed_are_the_same_calendar(path, fetch):
    get, head, packed = fetch(path), fetch(path, "HEAD"), fetch(path, Accept_Encoding="gzip")

    assert (head.data, dict(head.headers)) == (b"", dict(get.headers))
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == get.data


def test_a_program_gone_wild_is_asked_to_wait(path, fetch, address_of, clock, cast):
    for _request in range(60):
        assert fetch(path).status_code == 200
        clock.shift(timedelta(seconds=10))
    refused = fetch(path)

    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == str(3600 - 600 + 1)
    assert refused.headers["Referrer-Policy"] == "no-referrer"
    assert fetch(address_of(cast.social_worker)).status_code == 200  # others are not held back
    clock.shift(timedelta(seconds=3001))
    assert fetch(path).status_code == 200


def test_an_unknown_address_is_not_found(town, fetch):
    for secret in ("x", "a" * 32, "ą" * 32, "%00", "a" * 5000):
        answer = fetch(f"/moj-kalendarz/{secret}.ics")
        assert answer.status_code == 404, secret
    assert fetch("/moj-kalendarz/.ics").status_code == 404
    assert fetch("/moj-kalendarz").status_code == 404


def test_no_page_of_a_refusal_repeats_the_secret(path, browser, fetch, cast):
    secret = path.split("/")[-1].removesuffix(".ics")
    for _request in range(60):
        fetch(path)
    answers = [fetch(path), fetch(path + "?lang=uk"), fetch(path, "POST"), fetch(path, "DELETE")]
    browser.visit(PAGE).submit("Wyłącz adres")
    answers += [fetch(path), fetch(path.upper()), fetch(path + "/")]

    assert [answer.status_code for answer in answers] == [429, 429, 405, 405, 410, 404, 404]
    for answer in answers:
        assert secret not in answer.text
        assert secret not in str(answer.headers)
    for answer in (answers[0], answers[4]):
        assert answer.headers["X-Robots-Tag"] == "noindex"
        assert answer.headers["Cache-Control"] == "no-store"


def test_robots_and_the_site_map_do_not_tell_of_it(path, fetch):
    for machine in ("/robots.txt", "/sitemap.xml", "/.well-known/security.txt"):
        assert "moj-kalendarz" not in fetch(machine).text


@pytest.fixture
def lines():
    """What the site writes to its log, as in life: from INFO on."""
    log, written = logging.getLogger("osl"), io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonLines())
    before = log.level
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    yield written
    log.removeHandler(handler)
    log.setLevel(before)


def test_the_log_never_holds_the_secret(town, browser, fetch, store, lines, cast, settings, caplog):
    page = browser.sign_in(cast.animator).visit(PAGE).submit("Utwórz mój adres")
    path = shown(page)
    secret = path.split("/")[-1].removesuffix(".ics")
    with caplog.at_level(logging.DEBUG):
        fetch(path)
        fetch(path, "POST")
        browser.visit(PAGE).submit("Wyłącz adres")
        fetch(path)
        fetch(f"/moj-kalendarz/{secret}x.ics")
        store.execute(text("ALTER TABLE own_address RENAME TO lost"))
        store.commit()
        failing = loud(browser.app)
        try:
            assert fetch(path).status_code in (500, 503)
        finally:
            quiet(browser.app, failing)

    assert '"endpoint": "calendars.own_feed"' in lines.getvalue()
    assert "lost" in lines.getvalue() or "own_address" in lines.getvalue()
    assert secret not in lines.getvalue()
    assert hashlib.sha256(secret.encode()).hexdigest() not in lines.getvalue()
    assert secret not in caplog.text


def loud(app: Flask):
    """Have failures answered by pages, as in life, and not raised into the test."""
    before = app.config["PROPAGATE_EXCEPTIONS"], app.testing
    app.config["PROPAGATE_EXCEPTIONS"], app.testing = False, False
    return before


def quiet(app: Flask, before):
    app.config["PROPAGATE_EXCEPTIONS"], app.testing = before


# Addresses of other calendars


def test_a_former_name_answers_for_its_narrower_calendars_and_unknown_ones_do_not(town, fetch):
    town.publish()
    for path, status in (
        ("/kalendarz/wzgorze/kulturalne.ics", 200),
        ("/kalendarz/wzgorze/inne.ics", 404),
        ("/kalendarz/nie-ma/kulturalne.ics", 404),
        ("/kalendarz/moj-kalendarz.ics", 404),
    ):
        assert fetch(path).status_code == status, path


def test_a_closed_community_stays_in_its_teams_calendars(town, address_of, read, cast):
    town.publish(title="Pożegnanie")
    path = address_of(cast.animator)
    town.edit_community("wzgorze", closed_on=date(2026, 8, 1))

    assert list(read(path)) == ["Pożegnanie"]
    assert list(read("/kalendarz/wzgorze.ics")) == ["Pożegnanie"]
