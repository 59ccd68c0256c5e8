// Rows chosen in a list: the box in the head chooses the page, a bar says how many, Escape lets go.
const rows = () => [...document.querySelectorAll("[data-select-row]")];

function count() {
  const bar = document.querySelector("[data-select-bar]");
  if (!bar) return;
  const chosen = rows().filter((box) => box.checked).length;
  const all = document.querySelector("[data-select-all]");
  bar.classList.toggle("is-on", chosen > 0);
  bar.querySelector("[data-selected]").textContent = String(chosen);
  if (all) {
    all.checked = chosen > 0 && chosen === rows().length;
    all.indeterminate = chosen > 0 && chosen < rows().length;
  }
}

function choose(chosen) {
  for (const box of rows()) box.checked = chosen;
  count();
}

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-select-all]")) choose(event.target.checked);
  else if (event.target.matches("[data-select-row]")) count();
});
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-select-none]")) choose(false);
});
document.addEventListener("keydown", (event) => {
  const isOver = event.isComposing || event.defaultPrevented || document.querySelector("dialog[open]");
  const box = event.target.closest?.("input, select, textarea");
  if (event.key === "Escape" && !isOver && (!box || box.matches("[data-select-row], [data-select-all]"))) choose(false);
});
document.addEventListener("htmx:afterSettle", count);
window.addEventListener("pageshow", count); // Back brings the checks back, without a word
