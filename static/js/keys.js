// Single keys outside inputs: `/` search (the list's box, else the one over everything), `n` new, `j k` rows, `?` help, and any [data-key] of the page.
const STORE = "keys-off";
const TYPING = "input:not([type=checkbox]):not([type=radio]):not([type=file]), textarea, select, [contenteditable]";
const byId = (id) => document.getElementById(id);
const isShown = (element) => element.getClientRects().length > 0;
// An entry of a closed menu can be pressed too, one of a closed dialog cannot.
const isReady = (element) => !element.disabled && !element.closest("[hidden], dialog:not([open])");

function stored() {
  try { return localStorage.getItem(STORE) === "1"; } catch { return false; }
}

function moveRow(step) {
  const links = [...document.querySelectorAll("[data-row] a")].filter((link) => link.matches("[data-row-link]"));
  const now = links.findIndex((link) => link.closest("[data-row]").contains(document.activeElement));
  const next = links[Math.min(Math.max(now + step, 0), links.length - 1)];
  next?.focus();
  next?.closest("[data-row]").scrollIntoView({ block: "nearest" });
  return Boolean(next);
}

function pressed(key) {
  const ready = [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)].filter(isReady);
  const element = ready.find(isShown) ?? ready[0];
  if (!element) return false;
  if (element.matches(TYPING)) element.focus();
  else element.click();
  return true;
}

const OWN = {
  "/": () => {
    const box = document.querySelector("[data-search]");
    const everywhere = document.querySelector("[data-open-search]");
    if (box) box.focus();
    else everywhere?.click();
    return Boolean(box ?? everywhere);
  },
  "?": () => { byId("keys-dialog").showModal(); return true; },
  j: () => moveRow(1),
  k: () => moveRow(-1),
};

function sendForm(event) {
  const form = event.target.closest?.("form");
  if (!form || form.method === "dialog") return;
  event.preventDefault();
  const button = form.querySelector("[data-default-submit], button[type=submit], button:not([type])");
  if (button) button.click(); // a click, so that htmx knows which button it was
  else form.requestSubmit();
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.defaultPrevented || event.altKey) return;
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter") return sendForm(event);
  if (event.ctrlKey || event.metaKey || stored() || document.querySelector("dialog[open]")) return undefined;
  if (event.target.closest(TYPING)) return event.key === "Escape" ? event.target.blur() : undefined;
  if (pressed(event.key) || OWN[event.key]?.()) event.preventDefault();
  return undefined;
});

const off = byId("keys-off");
if (off) {
  off.checked = stored();
  off.addEventListener("change", () => {
    try { localStorage.setItem(STORE, off.checked ? "1" : "0"); } catch { /* a locked-down browser forgets */ }
  });
}
