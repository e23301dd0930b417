// The list that was opened last, shown without a line: this page and the files it needs, nothing
// else. The line comes first; the kept page is thrown away after twelve hours, and as soon as the
// server no longer shows it.
const STORE = "osl-roll";
const LONGEST = 12 * 3600_000;
const PATIENCE = 6000;
const KEPT_AT = "X-Kept-At";
const LIST = /^\/panel\/obecnosc\/\d+$/;

addEventListener("install", () => self.skipWaiting());
addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

addEventListener("fetch", (event) => {
  const { request } = event;
  const asked = new URL(request.url);
  if (request.method !== "GET" || asked.origin !== location.origin) return;
  if (request.mode === "navigate") {
    if (LIST.test(asked.pathname)) event.respondWith(list(event, asked));
  } else if (asked.pathname.startsWith("/static/")) {
    event.respondWith(file(request));
  }
});

addEventListener("message", (event) => {
  if (event.data?.keep) event.waitUntil(keepAll(event.data).catch(() => {}));
});

async function list(event, asked) {
  const path = asked.pathname;
  const coming = fetch(event.request).then((response) => take(event, asked, response));
  coming.catch(() => {});
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE));
  try {
    const response = await Promise.race([coming, late]);
    if (response && response.status < 500) return response;
  } catch {
    // There is no line: the kept page follows.
  }
  return (await keptPage(path)) ?? coming;
}

// A list of only some of the people is never kept: without a line everybody must be found.
function take(event, { pathname: path, searchParams }, response) {
  if (response.ok && response.type === "basic" && !response.redirected) {
    if (!searchParams.has("tylko")) event.waitUntil(keep(path, response.clone()).catch(() => {}));
  } else if (response.type === "opaqueredirect" || [401, 403, 404].includes(response.status)) {
    event.waitUntil(forget(path));
  }
  return response;
}

async function file(request) {
  const known = await (await caches.open(STORE)).match(request);
  return known ?? fetch(request);
}

async function keptPage(path) {
  const store = await caches.open(STORE);
  const page = await store.match(path);
  if (!page) return undefined;
  if (Date.now() - Number(page.headers.get(KEPT_AT)) < LONGEST) return page;
  await store.delete(path);
  return undefined;
}

async function keep(path, response) {
  const headers = new Headers(response.headers);
  headers.set(KEPT_AT, Date.now());
  const page = new Response(await response.blob(), { status: 200, headers });
  const store = await caches.open(STORE);
  for (const one of await store.keys()) {
    const other = new URL(one.url).pathname;
    if (LIST.test(other) && other !== path) await store.delete(one);
  }
  await store.put(path, page);
}

async function forget(path) {
  await (await caches.open(STORE)).delete(path);
}

// The page tells which files it uses, and the mark of its own making. What is older leaves: after
// somebody was added the browser shows a page that did not pass here.
async function keepAll({ keep: path, at, files }) {
  const store = await caches.open(STORE);
  const wanted = new Set(files.map((one) => new URL(one, location).href));
  for (const one of await store.keys()) {
    if (!LIST.test(new URL(one.url).pathname) && !wanted.has(one.url)) await store.delete(one);
  }
  for (const one of wanted) {
    if (!(await store.match(one))) await store.add(one);
  }
  const known = await keptPage(path);
  if (known && (await known.text()).includes(at)) return;
  const response = await fetch(path, { redirect: "manual" });
  if (response.ok) await keep(path, response);
}
