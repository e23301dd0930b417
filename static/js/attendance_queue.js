// Marks that wait in this phone until they are sent: numbers and taps, never names. Each has a name
// of its own, so that one sent twice is kept once. They survive a reload and the phone going dark.
const MARK = "osl-mark:";
const PHONE = "osl-phone";
const LAST = "osl-position";
const ROLL = "osl-roll";
const MOST_AT_ONCE = 100;
const SECONDS_TO_ANSWER = 20_000;

export const canKeep = (() => {
  try {
    localStorage.setItem("osl-probe", "1");
    localStorage.removeItem("osl-probe");
    return Boolean(crypto.getRandomValues);
  } catch {
    return false;
  }
})();

// A UUID; crypto.randomUUID is missing where a page has no lock in the address bar.
function newName() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const signs = [...bytes].map((one) => one.toString(16).padStart(2, "0")).join("");
  return signs.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

export function phoneName() {
  const known = localStorage.getItem(PHONE);
  if (known) return known;
  localStorage.setItem(PHONE, newName());
  return localStorage.getItem(PHONE);
}

// Every mark that is kept here, in the order of the taps.
export function kept() {
  const found = [];
  for (let at = 0; at < localStorage.length; at++) {
    const name = localStorage.key(at);
    if (!name.startsWith(MARK)) continue;
    try {
      found.push({ name, ...JSON.parse(localStorage.getItem(name)) });
    } catch {
      localStorage.removeItem(name);
    }
  }
  return found.sort((one, other) => one.position - other.position || (one.name < other.name ? -1 : 1));
}

export const ofMeeting = (meeting) => kept().filter((one) => one.meeting === meeting);
export const isWaiting = (one) => !one.outcome;

// Throws where the phone has no room left; the tap then goes its ordinary way.
export function add(meeting, person, wanted, seen) {
  const last = Math.max(Number(localStorage.getItem(LAST)) || 0, ...kept().map((one) => one.position));
  const mark = { meeting, key: newName(), position: last + 1, person, wanted, seen, at: new Date().toISOString() };
  localStorage.setItem(`${MARK}${mark.key}`, JSON.stringify(mark));
  localStorage.setItem(LAST, mark.position);
}

export function drop(...marks) {
  for (const one of marks) localStorage.removeItem(one.name);
}

function write({ name, ...mark }) {
  localStorage.setItem(name, JSON.stringify(mark));
}

// What the server said last of a list, so that a page from the phone's own store is not older.
export function rememberRoll(meeting, state) {
  const people = state.people.map(({ person, presence, party, children }) => ({ person, presence, party, children }));
  localStorage.setItem(ROLL, JSON.stringify({ meeting, at: state.at, people }));
}

export function rememberedRoll(meeting, since) {
  try {
    const known = JSON.parse(localStorage.getItem(ROLL));
    return known?.meeting === meeting && known.at > since ? known : null;
  } catch {
    return null;
  }
}

// What became of the marks: what was kept leaves the phone; what was not stays until somebody settles it.
function settle(sent, answers) {
  const told = new Map(answers.map((one) => [one.key, one]));
  for (const mark of sent) {
    const answer = told.get(mark.key);
    if (!answer) continue;
    const earlier = ofMeeting(mark.meeting).filter((one) => one.person === mark.person && !isWaiting(one) && one.key !== mark.key);
    drop(...earlier);
    if (["kept", "same"].includes(answer.outcome)) drop(mark);
    else write({ ...mark, outcome: answer.outcome, message: answer.message });
  }
}

const ask = (address, options) =>
  fetch(address, { redirect: "manual", cache: "no-store", signal: AbortSignal.timeout?.(SECONDS_TO_ANSWER), ...options });

// Why nothing was sent: "no-line", "signed-out", "refused" (with words), "not-yours".
export class NotSent extends Error {
  constructor(why, words = "") {
    super(why);
    this.why = why;
    this.words = words;
  }
}

async function answerTo(address, options) {
  let response;
  try {
    response = await ask(address, options);
  } catch {
    throw new NotSent("no-line");
  }
  if (response.type === "opaqueredirect" || response.status === 401) throw new NotSent("signed-out");
  if (response.status === 403 || response.status === 404) throw new NotSent("not-yours");
  if (response.status === 400) return null;
  if (response.status === 409 || response.status === 422) throw new NotSent("refused", (await read(response)).error);
  if (!response.ok) throw new NotSent("no-line");
  return read(response);
}

async function read(response) {
  try {
    return await response.json();
  } catch {
    throw new NotSent("no-line"); // the line broke in the middle of the answer
  }
}

let token = "";

const language = new URLSearchParams(location.search).get("lang");

function address(meeting, what) {
  return `/panel/obecnosc/${meeting}/${what}${language ? `?lang=${encodeURIComponent(language)}` : ""}`;
}

export async function lookAt(meeting) {
  const state = await answerTo(address(meeting, "stan"), { headers: { Accept: "application/json" } });
  if (!state) throw new NotSent("no-line");
  token = state.token;
  return state;
}

async function post(meeting, marks) {
  const told = marks.map(({ key, position, person, wanted, seen, at }) => ({ key, position, person, wanted, seen, at }));
  const body = JSON.stringify({ device: phoneName(), now: new Date().toISOString(), marks: told });
  const send = () =>
    answerTo(address(meeting, "znaki"), { method: "POST", body, headers: { "Content-Type": "application/json", "X-CSRFToken": token } });
  const answer = token ? await send() : null;
  if (answer) return answer;
  await lookAt(meeting); // a fresh token: the page was open for long, or somebody signed in anew
  const second = await send();
  if (!second) throw new NotSent("no-line");
  return second;
}

// Send what waits for a meeting, one tab at a time. What the server said last, null if nothing waited.
export function send(meeting) {
  const work = async () => {
    let said = null;
    for (;;) {
      const marks = ofMeeting(meeting).filter(isWaiting).slice(0, MOST_AT_ONCE);
      if (!marks.length) return said;
      said = await post(meeting, marks);
      settle(marks, said.answers);
    }
  };
  return navigator.locks ? navigator.locks.request("osl-marks", work) : work();
}

// Ask once more about what was refused: the server knows whose it was, and the phone keeps no names.
export async function askAgain(meeting, marks) {
  return (await post(meeting, marks.slice(0, MOST_AT_ONCE))).answers;
}

// The list is no longer shown to whoever holds this phone: nothing of it stays behind. The queue does.
export function forgetRoll() {
  localStorage.removeItem(ROLL);
  return globalThis.caches?.delete("osl-roll");
}
