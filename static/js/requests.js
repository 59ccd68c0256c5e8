// Around htmx: the CSRF header, tidy addresses, what went wrong in words, focus and announcement after a swap.
const announcer = document.getElementById("announcer");
const FIELDS = "input:not([type=hidden]), select, textarea";

export function announce(text) {
  announcer.textContent = "";
  requestAnimationFrame(() => { announcer.textContent = text; });
}

function showError(text) {
  const words = document.createElement("div");
  words.textContent = text;
  const message = document.createElement("div");
  message.className = "message message-error";
  message.append(words);
  document.getElementById("messages").replaceChildren(message);
  message.scrollIntoView({ block: "nearest" });
}

function dropEmpty(parameters) {
  for (const name of [...new Set(parameters.keys())]) {
    if (parameters.getAll(name).every((value) => value === "")) parameters.delete(name);
  }
}

document.addEventListener("htmx:configRequest", (event) => {
  const { headers, verb, formData } = event.detail;
  if (verb === "get") dropEmpty(formData);
  else headers["X-CSRFToken"] = document.querySelector("meta[name=csrf-token]").content;
});

// Enter in the search box asks once: its own change would ask the same a moment earlier, only to be cut off.
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-search]")) event.stopPropagation();
}, true);

document.addEventListener("htmx:responseError", (event) => {
  showError(announcer.dataset[event.detail.xhr.status === 403 ? "refused" : "failed"]);
});
document.addEventListener("htmx:sendError", () => showError(announcer.dataset.offline));

// Where focus goes: to the errors, to what asked for it, else to the swapped part when focus was lost with it.
function focusAfter(part) {
  const errors = part.querySelector("[data-focus]");
  if (errors) return errors.focus();
  if (document.activeElement && document.activeElement !== document.body) return undefined;
  const place = part.querySelector("[data-focus-swap], .review-form h2") ?? part.querySelector("h1, h2, [data-row] a") ?? part.querySelector(FIELDS) ?? part;
  if (!place.matches(`a, ${FIELDS}`)) place.setAttribute("tabindex", "-1");
  return place.focus({ preventScroll: true });
}

document.addEventListener("htmx:afterSettle", (event) => {
  const id = event.detail.target?.id;
  const part = (id && document.getElementById(id)) || event.detail.elt;
  if (!part?.isConnected || part.id === "messages" || part.matches("[data-quiet]")) return;
  focusAfter(part);
  const words = part.matches("[data-announce]") ? part : part.querySelector("[data-announce]");
  if (words) announce(words.dataset.announce || words.textContent.trim());
});
