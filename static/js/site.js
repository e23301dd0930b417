// Small comforts. Every page works without them.

// A form that came back: go to its mistakes, or to the word that it is not saved yet.
document.querySelector(".error-summary, .not-yet")?.focus();

// Buttons that copy an address. They stay hidden where copying is not possible.
if (navigator.clipboard) {
  for (const button of document.querySelectorAll("[data-copy]")) {
    const field = document.getElementById(button.dataset.copy);
    const answer = field.closest(".field").querySelector("[role=status]");
    button.hidden = false;
    button.addEventListener("click", async () => {
      field.select();
      await navigator.clipboard.writeText(field.value);
      answer.textContent = button.dataset.copied;
    });
  }
}

// Buttons that print the page. Without JavaScript the browser's own menu does it.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

// A form is sent once, even if its button is pressed twice. Coming back to the page, or waiting
// ten seconds for an answer that does not come, makes it ready again.
function makeReady(form) {
  delete form.dataset.sent;
  form.querySelector("[aria-disabled]")?.removeAttribute("aria-disabled");
}
addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "yes";
  event.submitter?.setAttribute("aria-disabled", "true");
  setTimeout(() => makeReady(form), 10_000);
});
addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach(makeReady);
});

// The menu of a phone closes with Escape.
addEventListener("keydown", (event) => {
  const menu = document.querySelector(".menu-button[open]");
  if (event.key !== "Escape" || !menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

// Where somebody signs in, nobody's attendance list is kept in the phone any more. Marks that are not
// sent yet stay: they are numbers, and go once somebody is signed in.
if (location.pathname.startsWith("/panel/logowanie")) globalThis.caches?.delete("osl-roll");

// Signing out takes away everything that is kept here, so whoever has unsent marks is asked first.
addEventListener("submit", (event) => {
  const words = event.target.dataset.unsent;
  const waiting = words ? Object.keys(localStorage).filter((one) => one.startsWith("osl-mark:")).length : 0;
  if (!waiting || confirm(words.replace("{num}", waiting))) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);
