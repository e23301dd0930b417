// While somebody plans, the form shows what would be saved: the rule in words, its dates, what
// stands in the way, whom it concerns. Without this the form shows it when its button is pressed.
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
    if (number !== asked || form.dataset.sent || !answer.ok) return number === asked && place.replaceChildren();
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const found = page.getElementById("check");
    if (number === asked) place.replaceChildren(...(found ? [found] : []));
  }

  form.addEventListener("change", () => {
    clearTimeout(soon);
    soon = setTimeout(() => look().catch(() => place.replaceChildren()), 500);
  });
}
