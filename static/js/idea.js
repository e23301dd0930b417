// While somebody types an idea, what there is already like it appears under the title, and the
// browser solves the small sum of the form. Without this the form asks once before it sends.
const place = document.querySelector("[data-alike]");
const form = place?.closest("form");

let soon = 0;
let asked = 0;
let last = "";

async function look() {
  const title = form.elements.title.value.trim();
  // A short title says too little; otherwise what one tells further stays on this page.
  const text = title.split(/\s+/).length < 4 ? form.elements.text.value.trim().slice(0, 200) : "";
  const query = new URLSearchParams({ tytul: title.slice(0, 120), opis: text }).toString();
  if (query === last) return;
  last = query;
  const number = ++asked;
  const answer = title ? await fetch(`${place.dataset.alike}?${query}`) : null;
  const piece = answer?.ok ? await answer.text() : "";
  if (number === asked) show(new DOMParser().parseFromString(piece, "text/html").querySelector(".alike"));
}

// What somebody is typing in stays where it is on the screen.
function show(found) {
  if (place.textContent.trim() === (found?.textContent.trim() ?? "")) return;
  const control = document.activeElement;
  const before = control.getBoundingClientRect().top;
  place.replaceChildren(...(found ? [found] : []));
  scrollBy(0, control.getBoundingClientRect().top - before);
  const seen = new Set(form.elements.seen.value.split(" "));
  for (const mark of found?.dataset.marks.split(" ") ?? []) seen.add(mark);
  form.elements.seen.value = [...seen].filter(Boolean).join(" ");
}

async function solve() {
  const { key, work } = form.elements;
  const bits = Number(place.dataset.work);
  const words = new TextEncoder();
  for (let start = 0; !work.value; start += 128) {
    const tries = Array.from({ length: 128 }, (_one, number) => start + number);
    const sums = await Promise.all(tries.map((one) => crypto.subtle.digest("SHA-256", words.encode(`${key.value}.${one}`))));
    const found = sums.findIndex((sum) => new DataView(sum).getUint32(0) < 2 ** (32 - bits));
    if (found >= 0) work.value = tries[found];
    await new Promise((done) => setTimeout(done));
  }
}

if (form) {
  form.elements.work.value = "";
  form.addEventListener("input", () => {
    clearTimeout(soon);
    soon = setTimeout(() => look().catch(() => (last = "")), 500);
  });
  if (crypto.subtle) form.addEventListener("input", () => solve().catch(() => {}), { once: true });
}
