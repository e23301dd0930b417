// While somebody types a text message, its length is said as it will be sent: without the tails of
// Polish letters, print signs as a typewriter has them. Without this the form says when it is too long.
const doubled = new Set("^{}\\[~]|€");
const typewritten = { "ł": "l", "Ł": "L", "×": "x", "…": "..." };

function lengthSent(text) {
  const plain = text
    .trim()
    .replace(/\s+/g, " ")
    .replace(/[łŁ×…]/g, (sign) => typewritten[sign])
    .normalize("NFKD")
    .replace(/\p{M}/gu, "");
  return [...plain].reduce((sum, sign) => sum + (doubled.has(sign) ? 2 : 1), 0);
}

for (const field of document.querySelectorAll("[data-count]")) {
  const most = Number(field.dataset.count);
  const words = document.createElement("p");
  words.setAttribute("role", "status");
  field.after(words);
  const say = () => {
    const count = lengthSent(field.value);
    words.textContent = field.dataset.counted.replace("{}", count);
    words.classList.toggle("field-error", count > most);
  };
  field.addEventListener("input", say);
  say();
}
