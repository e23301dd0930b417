// Answering the phone: while a name is typed, people we know are suggested; a later meeting is
// found without losing what is typed. The page works without this.

// A name that suggests people: the arrows choose, Enter takes, Escape closes.
for (const place of document.querySelectorAll("[data-suggests]")) {
  const input = place.querySelector("input");
  const contact = document.getElementById(place.dataset.fills);
  const list = document.createElement("ul");
  const said = document.createElement("p");
  let soon = 0;
  let asked = 0;
  let active = -1;

  list.id = `${input.id}-people`;
  list.className = "suggestions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", place.dataset.people);
  said.className = "visually-hidden";
  said.setAttribute("role", "status");
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  place.append(list, said);

  function show(isOpen) {
    list.hidden = !isOpen;
    input.setAttribute("aria-expanded", isOpen);
    choose(-1);
  }

  function choose(number) {
    active = number;
    [...list.children].forEach((one, position) => one.setAttribute("aria-selected", position === number));
    const chosen = list.children[number];
    if (!chosen) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", chosen.id);
    chosen.scrollIntoView({ block: "nearest" });
  }

  function take(option) {
    input.value = option.dataset.name;
    if (option.dataset.contact) contact.value = option.dataset.contact;
    show(false);
    contact.focus();
  }

  function suggest(people) {
    list.replaceChildren(
      ...people.map((person, number) => {
        const option = document.createElement("li");
        const way = document.createElement("span");
        option.id = `${list.id}-${number}`;
        option.setAttribute("role", "option");
        option.dataset.name = person.name;
        option.dataset.contact = person.contact;
        way.textContent = person.contact;
        option.append(person.name, " ", way);
        return option;
      }),
    );
    said.textContent = people.length ? place.dataset.found.replace("{num}", people.length) : "";
    show(people.length > 0);
  }

  async function look() {
    const number = ++asked;
    const typed = input.value.trim();
    if (typed.length < 2) return suggest([]);
    const answer = await fetch(`${place.dataset.suggests}?q=${encodeURIComponent(typed)}`);
    const people = answer.ok && !answer.redirected ? await answer.json() : [];
    if (number === asked && document.activeElement === input) suggest(people);
  }

  show(false);
  input.addEventListener("input", () => {
    clearTimeout(soon);
    soon = setTimeout(() => look().catch(() => suggest([])), 180);
  });
  input.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    const last = list.children.length - 1;
    if (event.key === "ArrowDown") choose(active < last ? active + 1 : 0);
    else if (event.key === "ArrowUp") choose(active > 0 ? active - 1 : last);
    else if (event.key === "Enter" && active >= 0) take(list.children[active]);
    else if (event.key === "Escape") show(false);
    else return;
    event.preventDefault();
  });
  input.addEventListener("blur", () => {
    asked++;
    show(false);
  });
  list.addEventListener("pointerdown", (event) => {
    const option = event.target.closest("[role=option]");
    event.preventDefault();
    if (option) take(option);
  });
}

// What was looked for joins the list, and nothing typed is lost.
const other = document.getElementById("other-events");

other?.addEventListener("submit", (event) => {
  event.preventDefault();
  find().catch(() => other.submit());
});

async function find() {
  const words = new URLSearchParams(new FormData(other));
  const answer = await fetch(`${other.action}?${words}`);
  if (!answer.ok) throw new Error(answer.statusText);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const list = document.querySelector(".choices-coming");
  const known = new Set([...list.querySelectorAll("input")].map((one) => one.value));
  const found = [...page.querySelectorAll(".choices-coming .choice")].filter((one) => !known.has(one.querySelector("input").value));
  for (const one of found) {
    const box = one.querySelector("input");
    const hint = one.querySelector(".hint");
    box.id = `choices-${box.value}`;
    one.querySelector("label").htmlFor = box.id;
    hint.id = `${box.id}-hint`;
    box.setAttribute("aria-describedby", hint.id);
  }
  if (found.length) list.querySelector(".empty")?.remove();
  list.append(...found);
  other.querySelector("[role=status]").textContent = found.length ? "" : other.dataset.none;
  found[0]?.querySelector("input").focus();
}
