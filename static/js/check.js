// While somebody plans, the form shows what would be saved: the rule in words, its dates, what
// stands in the way, whom it concerns. A mistake in what is filled in already is said there too.
// Without this the form shows it when its button is pressed.
const place = document.querySelector("[data-check]");

if (place) {
  const form = place.closest("form");
  let soon = 0;
  let asked = 0;

  async function look() {
    const number = ++asked;
    const typed = new URLSearchParams(new FormData(form));
    typed.set("look", "yes");
    const answer = await fetch(form.action || location.href, { method: "POST", body: typed, redirect: "manual" });
    const page = new DOMParser().parseFromString(answer.type === "basic" ? await answer.text() : "", "text/html");
    if (number !== asked || form.dataset.sent) return;
    const found = page.getElementById("check") ?? mistakes(page);
    place.replaceChildren(...(found ? [found] : []));
  }

  // What stands in the summary of mistakes, without what nobody has come to yet.
  function mistakes(page) {
    const said = [...page.querySelectorAll(".error-summary li")].filter((line) => isFilled(line.querySelector("a")?.hash));
    if (!said.length) return null;
    const panel = document.createElement("div");
    const words = document.createElement("p");
    const list = document.createElement("ul");
    panel.className = "panel panel-sun check";
    words.className = "check-wrong";
    words.textContent = place.dataset.check;
    list.append(...said);
    panel.append(words, list);
    return panel;
  }

  function isFilled(hash) {
    const control = hash && document.querySelector(hash);
    if (!control) return false;
    const group = [...form.elements].filter((one) => one.name === control.name);
    return group.some((one) => (["checkbox", "radio"].includes(one.type) ? one.checked : one.value));
  }

  form.addEventListener("change", () => {
    clearTimeout(soon);
    soon = setTimeout(() => look().catch(() => place.replaceChildren()), 500);
  });
}
