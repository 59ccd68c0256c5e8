// Forms: one send per press, unsaved work is warned about, drafts are saved while typing, drop zones.
const SAVE_AFTER_MS = 1200;
const timers = new WeakMap();

document.addEventListener("submit", (event) => {
  const form = event.target;
  delete form.dataset.dirty;
  clearTimeout(timers.get(form));
  if (event.defaultPrevented || form.method === "dialog" || form.method === "get") return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "1";
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

document.addEventListener("input", (event) => {
  const form = event.target.closest("form");
  if (form?.matches("[data-warn-unsaved]")) form.dataset.dirty = "1";
  if (!form?.dataset.autosave) return;
  clearTimeout(timers.get(form));
  timers.set(form, setTimeout(() => save(form), SAVE_AFTER_MS));
});
window.addEventListener("beforeunload", (event) => {
  if (document.querySelector("form[data-dirty]:not([data-sent])")) event.preventDefault();
});

// The server answers with a short sentence ("Draft saved at 14:32"), shown beside the button.
async function save(form) {
  const place = form.querySelector("[data-saved]");
  const token = document.querySelector("meta[name=csrf-token]").content;
  const typed = new FormData(form);
  for (const [name, value] of [...typed]) if (value instanceof File) typed.delete(name); // sent with the form itself
  try {
    const answer = await fetch(form.dataset.autosave, {
      method: "POST", body: typed, headers: { "X-CSRFToken": token }, credentials: "same-origin",
    });
    if (!answer.ok) throw new Error(String(answer.status));
    delete form.dataset.dirty;
    if (place && answer.status !== 204) place.textContent = (await answer.text()).slice(0, 120);
  } catch {
    if (place) place.textContent = place.dataset.failed ?? "";
  }
}

function showChosen(zone) {
  const names = [...zone.querySelector("input[type=file]").files].map((file) => file.name);
  zone.querySelector("[data-chosen]").textContent = names.join(", ");
}
document.addEventListener("change", (event) => {
  const zone = event.target.closest("[data-drop]");
  if (zone) showChosen(zone);
});
for (const name of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(name, (event) => {
    const zone = event.target.closest?.("[data-drop]");
    if (!zone) return;
    event.preventDefault();
    zone.classList.toggle("is-over", name === "dragover");
    if (name !== "drop") return;
    zone.querySelector("input[type=file]").files = event.dataTransfer.files;
    showChosen(zone);
  });
}

// Days from and to win over a period; whoever chooses a period means it. Before the form is sent for the change.
document.addEventListener("change", ({ target }) => {
  if (target.name !== "period") return;
  for (const name of ["since", "until"]) if (target.form?.elements[name]) target.form.elements[name].value = "";
}, true);

document.querySelector("[data-focus]")?.focus();
