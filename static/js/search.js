// One box over everything: Ctrl+K or the bar's link opens it, arrows move among what was found, Enter opens it.
const dialog = document.getElementById("search-dialog");
const page = document.getElementById("search-words");

function open() {
  const box = page ?? document.getElementById("search-anything");
  if (!page && !dialog.open) dialog.showModal();
  box.focus();
  box.select();
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-close-search]")) return dialog.close();
  const link = event.target.closest("[data-open-search]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return undefined;
  event.preventDefault();
  return open();
});

function move(event, finder) {
  const hits = [...finder.querySelectorAll("[data-hit]")];
  const now = hits.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
  if (event.key === "ArrowUp" && now < -1) return;
  event.preventDefault();
  if (now < 0) finder.querySelector("input[name=q]").focus();
  else hits[Math.min(now, hits.length - 1)]?.focus();
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.altKey || event.shiftKey) return;
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    if (document.querySelector("dialog[open]:not(#search-dialog)")) return;
    event.preventDefault();
    open();
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    const finder = event.target.closest("[data-finder]");
    if (finder) move(event, finder);
  }
});
