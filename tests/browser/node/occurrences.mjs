// What a calendar program built on ical.js shows of a calendar within a window of time.
//
//   node occurrences.mjs 2026-10-01T00:00:00Z 2026-11-01T00:00:00Z < feed.ics
//
// Prints a JSON list, in order of time: uid, start, end (UTC, or a date for whole days), status,
// summary. A meeting that was moved stands at its new time; one that was left out is absent.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

const MOST_MEETINGS = 20_000;
const [from, until] = process.argv.slice(2).map((moment) => new Date(moment));
if (!from || !until || isNaN(from) || isNaN(until)) {
  console.error("occurrences.mjs FROM UNTIL < calendar.ics");
  process.exit(2);
}

const calendar = new ICAL.Component(ICAL.parse(readFileSync(0, "utf8")));
for (const zone of calendar.getAllSubcomponents("vtimezone")) {
  ICAL.TimezoneService.register(zone);
}

const said = (time) => (time.isDate ? time.toString() : time.toJSDate().toISOString());
const entry = (event, start, end) => ({
  uid: event.uid,
  start: said(start),
  end: said(end),
  status: event.component.getFirstPropertyValue("status"),
  summary: event.summary,
});

function* meetings(series, overrides) {
  const event = new ICAL.Event(series, { strictExceptions: true, exceptions: overrides });
  if (!event.isRecurring()) {
    yield entry(event, event.startDate, event.endDate);
    return;
  }
  const lastOverride = Math.max(0, ...overrides.map((one) => new ICAL.Event(one).recurrenceId.toUnixTime() * 1000));
  const last = Math.max(until.getTime(), lastOverride);
  const iterator = event.iterator();
  for (let count = 0, next; count < MOST_MEETINGS && (next = iterator.next()); count += 1) {
    if (next.toUnixTime() * 1000 > last) break;
    const found = event.getOccurrenceDetails(next);
    yield entry(found.item, found.startDate, found.endDate);
  }
}

const byUid = new Map();
for (const component of calendar.getAllSubcomponents("vevent")) {
  const uid = component.getFirstPropertyValue("uid");
  const group = byUid.get(uid) ?? { series: null, overrides: [] };
  if (component.hasProperty("recurrence-id")) group.overrides.push(component);
  else group.series = component;
  byUid.set(uid, group);
}

const shown = [];
for (const { series, overrides } of byUid.values()) {
  if (series) shown.push(...meetings(series, overrides));
}
const within = shown.filter(({ start }) => new Date(start) >= from && new Date(start) < until);
within.sort((a, b) => a.start.localeCompare(b.start) || a.uid.localeCompare(b.uid));
console.log(JSON.stringify(within, null, 1));
