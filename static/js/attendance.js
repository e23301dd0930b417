// The attendance list in the hall. A tap shows at once, waits in the phone and is sent in its turn;
// without a line everything waits, also through a reload. What somebody else noted meanwhile is shown
// beside it. Without this each tap is a form, and needs the line.
const place = document.getElementById("telefon");
const queue = await import(place.dataset.queue);
const words = JSON.parse(place.dataset.words);
const meeting = Number(place.dataset.meeting);
const list = document.getElementById("lista");
const said = document.getElementById("niewyslane");
const todo = place.querySelector(".roll-todo");
const showsAll = !new URLSearchParams(location.search).has("tylko");
const plural = new Intl.PluralRules(document.documentElement.lang);

const EVERY = 20_000;
const LONGEST_PAUSE = 60_000;
const A_MOMENT = 1500;
const FOR_READING = 5000;

let server = new Map(); // what stands in the list: {noted, by} of each person
let knowsAll = false; // whether the server has told all of it
let trouble = null; // why nothing was sent the last time
let closed = "";
let notice = "";
let pause = 0;
let retry = 0;
let isSending = false;
let showsWaiting = false;
let allSentUntil = 0;
const names = new Map(); // of people who are not on the list, while this page is open

const say = (text, parts = {}) => text.replace(/\{(\w+)\}/g, (_all, name) => parts[name] ?? "");
const counted = (forms, number) => forms[{ one: 0, few: 1 }[plural.select(number)] ?? 2].replace(/\d+/, number);
const rowOf = (person) => document.getElementById(`osoba-${person}`);
const same = (one, other) => told(one) === told(other);
const told = (noted) => (noted ? `${noted.presence}.${noted.party_size}.${noted.children}` : "");
const inList = (one) => (one.presence ? { presence: one.presence, party_size: Number(one.party), children: Number(one.children) } : null);

function inWords(noted) {
  if (!noted) return words.nothing;
  if (noted.presence === "absent") return words.absence;
  const more = noted.party_size > 1 ? [counted(words.people, noted.party_size)] : [];
  if (noted.children) more.push(say(words.children, { num: noted.children }));
  return more.length ? `${words.presence} (${more.join(", ")})` : words.presence;
}

// What is shown of somebody: the last tap that waits, else what stands in the list.
function shown(person, marks = queue.ofMeeting(meeting)) {
  const last = marks.findLast((one) => one.person === person && queue.isWaiting(one));
  return last ? last.wanted : (server.get(person)?.noted ?? null);
}

// Taps ---------------------------------------------------------------------

function wantedIn(form, button) {
  if (button.value !== "present") return button.value ? { presence: "absent", party_size: 1, children: 0 } : null;
  return { presence: "present", party_size: numberIn(form.party_size), children: numberIn(form.children) };
}

const numberIn = (field) => (/^\d{1,3}$/.test(field.value.trim()) ? Number(field.value) : NaN);

function isSensible({ presence, party_size: size, children }, form) {
  const isSound = presence === "absent" || (size >= 1 && size <= words.largest && children >= 0 && children <= size);
  if (isSound) return true;
  const wrong = size >= 1 && size <= words.largest ? form.children : form.party_size;
  wrong.closest("details").open = true;
  wrong.setCustomValidity(words.numbers);
  wrong.reportValidity();
  return false;
}

list?.addEventListener("input", (event) => event.target.setCustomValidity?.(""));

list?.addEventListener("submit", (event) => {
  const form = event.target;
  const button = event.submitter;
  const row = form.closest("[data-person]");
  if (!row || button?.name !== "presence") return;
  const person = Number(row.dataset.person);
  const seen = shown(person);
  const keepsNumber = "keepsNumber" in button.dataset;
  let wanted = wantedIn(form, button);
  if (wanted && !isSensible(wanted, form)) return stop(event);
  if (!keepsNumber && same(wanted, seen)) wanted = null;
  try {
    queue.drop(...queue.ofMeeting(meeting).filter((one) => one.person === person && !queue.isWaiting(one)));
    if (!same(wanted, seen)) queue.add(meeting, person, wanted, seen);
  } catch {
    return; // no room in the phone: the form goes its ordinary way
  }
  stop(event);
  if (keepsNumber) {
    form.querySelector("details").open = false;
    form.querySelector("summary").focus();
  } else if (!button.value) {
    form.querySelector(".roll-taps [value=present]").focus();
  }
  navigator.storage?.persist?.();
  tapped();
});

function stop(event) {
  event.preventDefault();
  event.stopPropagation();
}

function tapped() {
  render();
  setTimeout(render, A_MOMENT);
  sendSoon();
}

// Somebody without a place is looked up by the server: say so before the page is gone.
addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href*='/dopisz']");
  if (!link || navigator.onLine) return;
  event.preventDefault();
  notice = words.addLater;
  render();
});

// Sending --------------------------------------------------------------------

async function sendSoon() {
  if (isSending) return;
  isSending = true;
  clearTimeout(retry);
  try {
    // Marks of other lists go as well: whoever opens one of them has the line for all.
    const others = new Set(queue.kept().filter(queue.isWaiting).map((one) => one.meeting));
    others.delete(meeting);
    hear((await queue.send(meeting)) ?? (await queue.lookAt(meeting)));
    for (const other of others) await queue.send(other).catch(() => {});
    pause = 0;
    trouble = null;
    await nameStrangers();
  } catch (problem) {
    await fail(problem);
  } finally {
    isSending = false;
    render();
    if (!trouble && queue.ofMeeting(meeting).some(queue.isWaiting)) sendSoon();
  }
}

async function fail(problem) {
  trouble = { why: problem.why ?? "no-line", words: problem.words };
  if (["signed-out", "not-yours"].includes(trouble.why)) await queue.forgetRoll();
  if (trouble.why === "no-line") {
    pause = Math.min(pause * 2 || 2000, LONGEST_PAUSE);
    retry = setTimeout(sendSoon, pause);
  }
}

function hear(state) {
  notice = state.notice || "";
  closed = state.closed;
  knowsAll = true;
  const now = new Map(state.people.map((one) => [one.person, { noted: inList(one), by: one.by }]));
  const isOther = showsAll && list && (now.size !== list.children.length || [...now.keys()].some((one) => !rowOf(one)));
  server = now;
  for (const answer of state.answers ?? []) names.set(answer.key, answer.who);
  queue.rememberRoll(meeting, state);
  if (isOther) renewRows(state.at).catch(() => {});
}

// Whoever walked in or withdrew since the page was opened: their rows come and go, the others stay.
async function renewRows(at) {
  const response = await fetch(location.href, { redirect: "manual", cache: "no-store" });
  if (!response.ok) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const rows = [...page.querySelectorAll("#lista > [data-person]")];
  const ids = new Set(rows.map((one) => one.id));
  for (const row of [...list.children]) if (!ids.has(row.id)) row.remove();
  rows.forEach((row, position) => {
    const known = document.getElementById(row.id);
    known?.querySelector(".roll-number").replaceChildren(row.querySelector(".roll-number").textContent);
    const there = list.children[position] ?? null;
    if (!known || there !== known) list.insertBefore(known ?? row, there);
  });
  render();
  await keepPage(at);
}

async function nameStrangers() {
  const unknown = queue.ofMeeting(meeting).filter((one) => !queue.isWaiting(one) && !rowOf(one.person) && !names.has(one.key));
  if (!unknown.length) return;
  for (const answer of await queue.askAgain(meeting, unknown)) names.set(answer.key, answer.who);
}

// Showing ----------------------------------------------------------------------

function render() {
  const marks = queue.ofMeeting(meeting);
  const waiting = marks.filter(queue.isWaiting);
  for (const row of list?.querySelectorAll("[data-person]") ?? []) {
    const person = Number(row.dataset.person);
    showRow(row, shown(person, waiting), waiting.some((one) => one.person === person));
    showBoth(row, marks.find((one) => one.person === person && !queue.isWaiting(one)));
  }
  showStrangers(marks.filter((one) => !queue.isWaiting(one) && !rowOf(one.person)));
  if (knowsAll || showsAll) showCounts(waiting);
  showStatus(marks, waiting);
}

function showRow(row, noted, isWaiting) {
  const form = row.querySelector("form");
  const expected = Number(row.dataset.expected);
  row.toggleAttribute("data-unsent", isWaiting);
  if (row.dataset.noted === told(noted)) return;
  const isHere = noted?.presence === "present";
  row.dataset.noted = told(noted);
  row.dataset.presence = noted?.presence ?? "";
  if (isHere || !noted) {
    row.dataset.party = form.party_size.value = isHere ? noted.party_size : expected;
    row.dataset.children = form.children.value = isHere ? noted.children : row.dataset.signedChildren;
  }
  form.seen.value = told(noted);
  for (const button of form.querySelectorAll(".roll-taps button")) {
    const isChosen = button.value === row.dataset.presence;
    button.setAttribute("aria-pressed", isChosen);
    button.title = isChosen ? words.takeBack : "";
  }
  const size = isHere ? noted.party_size : expected;
  const children = isHere ? noted.children : Number(row.dataset.signedChildren);
  let label = isHere && size !== expected ? say(words.cameOf, { num: size, expected }) : counted(words.people, size);
  if (children) label += `, ${say(words.children, { num: children })}`;
  form.querySelector(".roll-party").textContent = label;
}

function showBoth(row, mark) {
  const known = row.querySelector(".roll-both");
  const stands = server.get(Number(row.dataset.person));
  const mine = mark && `${mark.key} ${told(stands?.noted)} ${stands?.by}`;
  if (known?.dataset.of === mine) return;
  const focused = [...(known?.querySelectorAll("button") ?? [])].indexOf(document.activeElement);
  known?.remove();
  if (mark) row.append(mark.outcome === "conflict" ? bothOf(mark, stands, mine) : refusalOf(mark, mine));
  if (focused < 0) return;
  const taps = row.querySelector(".roll-taps");
  const next = mark ? row.querySelectorAll(".roll-both button")[focused] : taps.querySelector("[aria-pressed=true]");
  (next ?? taps.querySelector("button")).focus();
}

function panel(text, mine, ...buttons) {
  const box = document.createElement("div");
  const about = document.createElement("p");
  box.className = "roll-both";
  box.dataset.of = mine;
  about.textContent = text;
  box.append(about, ...buttons);
  return box;
}

function button(text, act) {
  const one = document.createElement("button");
  one.type = "button";
  one.className = "button button-wide";
  one.textContent = text;
  one.addEventListener("click", act);
  return one;
}

function bothOf(mark, stands, mine) {
  const now = stands?.noted ?? null;
  const nowWords = inWords(now) + (stands?.by ? ` (${stands.by})` : "");
  const leave = button(say(words.leave, { what: nowWords }), () => settle(mark));
  const change = button(say(words.change, { what: inWords(mark.wanted) }), () => {
    queue.add(meeting, mark.person, mark.wanted, now);
    settle(mark);
  });
  return panel(say(words.both, { now: nowWords, mine: inWords(mark.wanted) }), mine, leave, change);
}

function refusalOf(mark, mine = "", name = "") {
  const what = say(words.refused, { what: inWords(mark.wanted), time: timeOf(mark) });
  return panel([name, what, mark.message].filter(Boolean).join(" "), mine, button(words.dismiss, () => settle(mark)));
}

function timeOf(mark) {
  const at = new Date(mark.at);
  return `${at.getHours()}${words.colon}${String(at.getMinutes()).padStart(2, "0")}`;
}

function settle(mark) {
  queue.drop(mark);
  tapped();
}

function showStrangers(marks) {
  const mine = marks.map((one) => `${one.key}${names.get(one.key) ?? ""}`).join();
  const box = document.getElementById("niezapisane");
  if (box.dataset.of === mine) return;
  box.dataset.of = mine;
  box.replaceChildren(...marks.map((one) => refusalOf(one, "", names.get(one.key) ? `${names.get(one.key)}:` : "")));
}

function showCounts(waiting) {
  const line = document.querySelector(".door-count");
  if (!line || !server.size) return;
  const all = [...server.keys()].map((person) => shown(person, waiting));
  const here = all.filter((one) => one?.presence === "present");
  const sum = (name) => here.reduce((total, one) => total + one[name], 0);
  const more = [say(words.inAll, { people: counted(words.people, sum("party_size")) })];
  if (sum("children")) more.push(counted(words.childrenAmong, sum("children")));
  line.firstChild.textContent = `${say(words.here, { num: here.length, all: all.length })} `;
  line.querySelector(".quiet").textContent = more.join(", ");
  const left = document.querySelector("[data-unmarked]");
  if (left) left.textContent = say(words.unmarked, { num: all.filter((one) => !one).length });
}

function showStatus(marks, waiting) {
  const isLate = waiting.some((one) => Math.abs(Date.now() - new Date(one.at)) >= A_MOMENT);
  const open = marks.filter((one) => one.outcome === "conflict");
  const isHeld = waiting.length > 0 && (trouble || closed || !navigator.onLine || isLate);
  const text = [];
  const links = [];
  const head = isHeld ? `${counted(words.notSent, waiting.length)}.` : "";
  if (trouble?.why === "signed-out") {
    text.push(waiting.length ? words.signIn : words.signInOnly);
    links.push(link(place.dataset.signIn, words.signInLink));
  } else if (trouble?.why === "not-yours") text.push(words.notYours);
  else if (trouble?.why === "refused" || closed) text.push(trouble?.words || closed);
  else if (isHeld) text.push(words.goOn);
  if (open.length) {
    text.push(counted(words.differ, open.length));
    if (rowOf(open[0].person)) links.push(link(`#osoba-${open[0].person}`, words.show));
  }
  const refused = marks.filter((one) => one.outcome === "refused");
  if (refused.length) {
    text.push(counted(words.notSaved, refused.length));
    links.push(link(rowOf(refused[0].person) ? `#osoba-${refused[0].person}` : "#niezapisane", words.readWhy));
  }
  if (notice) text.push(notice);
  if (waiting.length && (["refused", "not-yours"].includes(trouble?.why) || closed)) {
    links.push(button(words.throwAway, () => throwAway(waiting)));
  }
  if (showsWaiting && !waiting.length) {
    allSentUntil = Date.now() + FOR_READING;
    setTimeout(render, FOR_READING);
  }
  if (!head && !text.length && Date.now() < allSentUntil) text.push(words.allSent);
  showsWaiting = isHeld || (showsWaiting && waiting.length > 0);
  tell(head, text.join(" "), links);
}

function tell(head, text, links) {
  const bold = document.createElement("b");
  bold.textContent = head;
  const parts = [bold, " ", text].slice(head ? 0 : 2).filter(Boolean);
  if (said.textContent !== [head, text].filter(Boolean).join(" ")) said.replaceChildren(...parts);
  const mine = links.map((one) => one.textContent + (one.href ?? "")).join();
  if (todo.dataset.of === mine) return;
  todo.dataset.of = mine;
  todo.replaceChildren(...links);
}

function link(address, text) {
  const one = document.createElement("a");
  one.href = address;
  one.textContent = text;
  return one;
}

function throwAway(waiting) {
  if (!confirm(words.throwAwaySure)) return;
  queue.drop(...waiting);
  trouble = null;
  tapped();
}

// Beginning ----------------------------------------------------------------------

// A small worker shows this page again when it is opened without a line.
async function keepPage(at) {
  if (!list || !navigator.serviceWorker || !showsAll) return;
  await navigator.serviceWorker.register(place.dataset.worker, { scope: "/panel/obecnosc/" });
  const { active } = await navigator.serviceWorker.ready;
  const used = performance.getEntriesByType("resource").map((one) => one.name);
  const files = used.filter((one) => new URL(one).pathname.startsWith("/static/"));
  active.postMessage({ keep: location.pathname, at, files });
}

function begin() {
  for (const row of list?.querySelectorAll("[data-person]") ?? []) {
    const { presence, party, children } = row.dataset;
    server.set(Number(row.dataset.person), { noted: inList({ presence, party: presence === "absent" ? 1 : party, children: presence === "absent" ? 0 : children }), by: "" });
  }
  const newer = queue.rememberedRoll(meeting, place.dataset.at);
  for (const one of newer?.people ?? []) server.set(one.person, { noted: inList(one), by: "" });
  for (const row of list?.querySelectorAll("[data-person]") ?? []) {
    row.dataset.noted = row.querySelector("form").seen.value;
  }
  said.hidden = false;
  list?.before(document.getElementById("niezapisane"));
  render();
  sendSoon();
  keepPage(place.dataset.at).catch(() => {});
  addEventListener("online", sendSoon);
  addEventListener("offline", render);
  addEventListener("storage", (event) => {
    render();
    if (event.newValue === null) sendSoon(); // another tab has sent a mark: hear what came of it
  });
  addEventListener("pageshow", (event) => event.persisted && sendSoon());
  document.addEventListener("visibilitychange", () => document.hidden || sendSoon());
  setInterval(() => document.hidden || trouble?.why === "no-line" || sendSoon(), EVERY);
}

if (queue.canKeep && (list || queue.ofMeeting(meeting).length)) begin();
