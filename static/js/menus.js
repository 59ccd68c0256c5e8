// Menus of <details>, dialogs, questions before a step, printing.
document.documentElement.classList.add("js");

const closeMenus = (except) => {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) if (menu !== except) menu.open = false;
};

document.addEventListener("click", (event) => {
  closeMenus(event.target.closest("details[data-menu]"));
  const opener = event.target.closest("[data-dialog]");
  if (opener) {
    closeMenus();
    document.getElementById(opener.dataset.dialog)?.showModal();
  }
  if (event.target.closest("[data-close]")) event.target.closest("dialog")?.close();
  if (event.target.closest("[data-print]")) window.print();
  const toggle = event.target.closest("[data-toggle-filters]");
  if (toggle) toggle.setAttribute("aria-expanded", String(toggle.form.classList.toggle("is-open")));
});

document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && document.querySelector("details[data-menu][open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

// What lies half under an open menu of the bar cannot be pressed by mistake.
document.addEventListener("toggle", (event) => {
  const menu = event.target;
  if (menu.matches?.("details[data-menu]") && !menu.closest("main")) document.querySelector("main").inert = menu.open;
}, true);

function ask(text) {
  const dialog = document.getElementById("confirm-dialog");
  dialog.querySelector("[data-confirm-text]").textContent = text;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}

document.addEventListener("submit", async (event) => {
  const { target: form, submitter } = event;
  const text = submitter?.dataset.confirm ?? form.dataset.confirm;
  if (!text || form.dataset.confirmed) {
    delete form.dataset.confirmed;
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  if (!(await ask(text))) return;
  form.dataset.confirmed = "1";
  if (submitter) submitter.click();
  else form.requestSubmit();
}, true);

document.addEventListener("htmx:confirm", async (event) => {
  const { question, target, elt } = event.detail;
  const unsaved = target?.querySelector("form[data-dirty]");
  const text = question ?? (unsaved && unsaved !== elt ? document.getElementById("announcer").dataset.unsaved : null);
  if (!text) return;
  event.preventDefault();
  if (await ask(text)) event.detail.issueRequest(true);
});
