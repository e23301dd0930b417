"""A calendar file of other people read into plain facts: what takes place, when and where, and
what of it we cannot keep.

It runs as a small program of its own, with little memory and little time (see reading), so it
imports nothing of the site but the core. It says reasons and notes by their codes; the site
has the sentences.
"""

import hashlib
import json
import re
import resource
import sys
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from osl.calendars.entries import ONE_DAY, Changes, Entry, LeftOut, is_cancelled, once
from osl.calendars.lines import Part, Unreadable, decoded, taken_apart
from osl.calendars.moments import Moment, NoSuchTime, Zones, moment, moments
from osl.calendars.recurrences import CannotFollow, Recurrence, recurrence_of
from osl.calendars.rhythms import Repetition, Rhythm
from osl.calendars.texts import Note, description_of, place_of, title_of
from osl.core.clock import WARSAW
from osl.core.text import clean

LONGEST_UID = 255
MOST_EXCEPTIONS = 2000
SHOWN = 6


def read(content: bytes, today: date) -> dict[str, Any]:
    """Everything a file says, as plain values. Raises Unreadable."""
    text, is_guessed = decoded(content)
    whole = taken_apart(text)
    zones = Zones(whole.within("VTIMEZONE"))
    notes: list[Note] = [("letters_guessed", {})] if is_guessed else []
    if not all(part.is_whole for part in whole.parts):
        notes.append(("cut_off", {}))
    others = sum(1 for kind in ("VTODO", "VJOURNAL") for _part in whole.within(kind))
    if others:
        notes.append(("tasks", {"count": others}))
    events, left_out = [], []
    for master, changed, double in _gathered(whole.within("VEVENT")):
        left_out += [_left_out(part, LeftOut("twice")) for part in double]
        try:
            events.append(_event(master, changed, zones, today))
        except LeftOut as refusal:
            left_out.append(_left_out(master, refusal))
    events.sort(key=lambda event: (event["first_on"], event["title"]))
    return {"events": events, "left_out": left_out, "notes": notes}


def _gathered(parts: Iterable[Part]) -> Iterable[tuple[Part, list[Part], list[Part]]]:
    """Each event with the meetings of it that were changed, and with its older doubles.

    A changed meeting whose series is not in the file stands for itself.
    """
    by_uid: dict[str, list[Part]] = {}
    for number, part in enumerate(parts):
        uid = part.text("UID").strip() or f"\n{number}"
        by_uid.setdefault(uid, []).append(part)
    for same in by_uid.values():
        masters = [part for part in same if not part.count("RECURRENCE-ID")]
        changed = [part for part in same if part.count("RECURRENCE-ID")]
        if not masters:
            yield from ((part, [], []) for part in changed)
            continue
        newest = max(masters, key=_revision)
        latest: dict[str, Part] = {}
        for part in sorted(changed, key=_revision):
            line = part.first("RECURRENCE-ID")
            latest[line.value if line is not None else ""] = part
        yield newest, list(latest.values()), [part for part in masters if part is not newest]


def _revision(part: Part) -> tuple[int, str]:
    sequence = part.text("SEQUENCE").strip()
    number = (
        int(sequence) if sequence.isascii() and sequence.isdigit() and len(sequence) < 10 else 0
    )
    return number, part.text("LAST-MODIFIED").strip()


def _event(part: Part, changed: list[Part], zones: Zones, today: date) -> dict[str, Any]:
    if not part.is_whole:
        raise LeftOut("torn")
    if is_cancelled(part):
        raise LeftOut("cancelled")
    notes: list[Note] = []
    entry = Entry(part, zones, notes)
    starts, lasts = entry.times()
    words = {
        "title": title_of(part, notes),
        "place": place_of(part, notes),
        "description": description_of(part, notes),
    }
    if part.count("RRULE", "RDATE", "EXRULE") and not part.count("RECURRENCE-ID"):
        when = _series(entry, starts, lasts, changed=changed, words=words, today=today)
    else:
        when = once(starts, lasts)
    _note_what_is_lost(part, notes)
    _note_zone(entry, starts, is_series="frequency" in when)
    return {
        "uid": _uid(part),
        **words,
        **when,
        "is_private": part.text("CLASS").strip().upper() in ("PRIVATE", "CONFIDENTIAL"),
        "notes": [note for at, note in enumerate(notes) if note not in notes[:at]],
    }


def _series(
    entry: Entry,
    starts: Moment,
    lasts: timedelta,
    *,
    changed: list[Part],
    words: dict[str, str],
    today: date,
) -> dict[str, Any]:
    """A series as ours say it. Raises LeftOut."""
    part, zones = entry.part, entry.zones
    if lasts > ONE_DAY:
        raise LeftOut("longer_than_a_day")
    shift = starts.local().date() - starts.on
    excluded = {one.in_zone(starts.zone).on for one in _listed(part, "EXDATE", zones)}
    extra = [one.in_zone(starts.zone) for one in _listed(part, "RDATE", zones)]
    if any(not one.is_day and one.wall.time() != starts.wall.time() for one in extra):
        entry.note("hours_differ")
    changes = Changes(entry, starts, shift, words)
    for one in changed:
        changes.take(one)
    try:
        rhythm = Repetition(
            _recurrence(part, starts, zones),
            starts.on,
            extra=[one.on for one in extra],
            excluded=excluded | changes.off,
            shift=shift,
            today=today,
        ).rhythm()
    except CannotFollow as failure:
        raise LeftOut(failure.reason) from failure
    entry.notes += rhythm.notes
    days = rhythm.days() if changes.moved or not rhythm.is_endless else rhythm.days(SHOWN)
    moved = changes.of(days)
    if len(days) == 1 and not rhythm.is_endless:
        entry.notes[:] = [note for note in entry.notes if note[0] != "dates_listed"]
        if moved:
            words.update({name: moved[0][name] for name in ("place", "title") if moved[0][name]})
            return changes.times[days[0]]
        return once(Moment(datetime.combine(days[0], starts.local().time())), lasts)
    begins = starts.local()
    ends = begins + lasts
    return {
        **_told(rhythm),
        "hours": [begins.strftime("%H:%M"), ends.strftime("%H:%M")],
        "moved": moved,
        "is_all_day": begins.time() == ends.time() == datetime.min.time(),
        "first_on": days[0].isoformat(),
        "last_on": None if rhythm.is_endless else days[-1].isoformat(),
        "count": None if rhythm.is_endless else len(days),
        "shown_on": [day.isoformat() for day in days[:SHOWN]],
    }


def _told(rhythm: Rhythm) -> dict[str, Any]:
    return {
        "frequency": rhythm.frequency,
        "until_on": rhythm.until_on.isoformat() if rhythm.until_on else None,
        "meeting_count": rhythm.meeting_count,
        "weekdays": list(rhythm.weekdays),
        "chosen_on": [day.isoformat() for day in rhythm.chosen_on],
        "skipped_on": [day.isoformat() for day in rhythm.skipped_on],
    }


def _recurrence(part: Part, starts: Moment, zones: Zones) -> Recurrence | None:
    """The one rule of a series, its end read in the series' own zone. Raises CannotFollow."""
    lines = part.lines.get("RRULE", [])
    if len(lines) > 1 or part.count("EXRULE"):
        raise CannotFollow("rule_unknown")
    if not lines:
        return None
    parts = {}
    for word in lines[0].value.strip().upper().strip(";").split(";"):
        name, _, value = word.partition("=")
        parts[name.strip()] = value.strip()
    until_on = None
    if "UNTIL" in parts:
        try:
            until = moment(parts["UNTIL"], {}, zones)
        except NoSuchTime as failure:
            # Some programs write an endless series as one until the year 9999 or 2999.
            if failure.reason != "other_century" or parts["UNTIL"] < "2":
                raise CannotFollow("rule_unknown") from failure
            del parts["UNTIL"]
            return recurrence_of(parts, None)
        until = until if until.is_day or parts["UNTIL"][-1] != "Z" else until.in_zone(starts.zone)
        until_on = until.on
        if not until.is_day and not starts.is_day and until.wall.time() < starts.wall.time():
            until_on -= ONE_DAY
    return recurrence_of(parts, until_on)


def _listed(part: Part, name: str, zones: Zones) -> list[Moment]:
    return moments(part.lines.get(name, []), zones, MOST_EXCEPTIONS)


def _uid(part: Part) -> str:
    """What the event is known by; one made from what it says when the file gives none."""
    uid = clean(part.text("UID"))
    start, changed = part.first("DTSTART"), part.first("RECURRENCE-ID")
    if not uid:
        told = repr((part.text("SUMMARY"), start.value if start else ""))
        return f"sha256:{hashlib.sha256(told.encode()).hexdigest()}"
    if changed is not None:
        uid = f"{uid}#{changed.value.strip()}"
    if len(uid) > LONGEST_UID:
        return f"sha256:{hashlib.sha256(uid.encode()).hexdigest()}"
    return uid


def _note_what_is_lost(part: Part, notes: list[Note]) -> None:
    counted = {
        "guests": part.count("ATTENDEE"),
        "reminders": sum(1 for _alarm in part.within("VALARM")),
        "attachments": part.count("ATTACH", "IMAGE"),
        "broken_lines": part.broken_lines,
    }
    notes += [(code, {"count": count}) for code, count in counted.items() if count]
    if part.count("ORGANIZER", "CONTACT"):
        notes.append(("organiser", {}))
    if part.count("CATEGORIES"):
        notes.append(("categories", {}))
    if part.count("X-GOOGLE-CONFERENCE", "CONFERENCE", "X-MICROSOFT-SKYPETEAMSMEETINGURL"):
        notes.append(("conference", {}))
    if part.text("STATUS").strip().upper() == "TENTATIVE":
        notes.append(("tentative", {}))
    if part.text("CLASS").strip().upper() in ("PRIVATE", "CONFIDENTIAL"):
        notes.append(("private", {}))
    if not clean(part.text("SUMMARY")):
        notes.append(("title_missing", {}))


def _note_zone(entry: Entry, starts: Moment, *, is_series: bool) -> None:
    line = entry.part.first("DTSTART")
    name = line.params.get("TZID", "") if line is not None else ""
    if name in entry.zones.unknown:
        entry.note("zone_unknown", zone=clean(name)[:60])
    elif starts.zone is UTC and is_series:
        entry.note("zone_of_series", hour=starts.local().strftime("%H:%M"))
    elif starts.zone is not UTC and starts.local() != starts.wall:
        entry.note("zone", zone=clean(name)[:60], hour=starts.local().strftime("%H:%M"))


def _left_out(part: Part, refusal: LeftOut) -> dict[str, Any]:
    line = part.first("DTSTART")
    told = re.match(r"\d{8}", line.value.strip()) if line is not None else None
    day = None
    if told:
        try:
            day = datetime.strptime(told[0], "%Y%m%d").replace(tzinfo=WARSAW).date().isoformat()
        except ValueError:
            day = None
    return {
        "title": title_of(part, []),
        "day": day,
        "reason": (refusal.reason, refusal.details),
    }


def main() -> None:
    """Read a file from the standard input and say what is in it as JSON.

    Arguments: the day it is, and the limits: seconds of work, bytes of memory.
    """
    today, seconds, memory = sys.argv[1:4]
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds)))
    resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        said = read(sys.stdin.buffer.read(), date.fromisoformat(today))
    except Unreadable as refusal:
        said = {"unreadable": refusal.reason}
    json.dump(said, sys.stdout)
