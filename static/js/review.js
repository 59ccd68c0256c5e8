// The review page: marks and fields light each other; the caret in the source says where to split.
const refs = (element) => (element?.dataset.ref ?? "").split(" ").filter(Boolean);
const pair = (event) => event.target.closest?.("[data-ref]");

function light(element, on) {
  for (const name of refs(element)) {
    for (const other of document.querySelectorAll(`[data-ref~="${CSS.escape(name)}"]`)) other.classList.toggle("is-lit", on);
  }
}

for (const [begin, end] of [["mouseover", "mouseout"], ["focusin", "focusout"]]) {
  document.addEventListener(begin, (event) => light(pair(event), true));
  document.addEventListener(end, (event) => light(pair(event), false));
}

// A click on a mark goes to its field.
document.addEventListener("click", (event) => {
  const mark = event.target.closest("mark[data-ref]");
  if (!mark || !document.getSelection().isCollapsed) return;
  const name = refs(mark).at(-1);
  const value = document.querySelector(`.value[data-ref~="${CSS.escape(name)}"]`);
  value?.scrollIntoView({ block: "nearest" });
  const boxes = [...(value?.querySelectorAll("input:not([type=hidden]), select, textarea") ?? [])];
  (boxes.find((box) => box.type !== "checkbox") ?? boxes[0])?.focus({ preventScroll: true });
});

// Position of the caret in the item's text, counted in characters as the server counts them.
function caret(source) {
  const selection = document.getSelection();
  if (!selection.rangeCount || !source.contains(selection.anchorNode)) return null;
  const range = document.createRange();
  range.selectNodeContents(source);
  const chosen = selection.getRangeAt(0);
  range.setEnd(chosen.startContainer, chosen.startOffset);
  return Array.from(range.toString()).length;
}

document.addEventListener("selectionchange", () => {
  const source = document.querySelector("[data-source]");
  const choice = document.querySelector("select[data-split-at]");
  const at = source && choice ? caret(source) : null;
  if (!at) return;
  const text = Array.from(source.textContent).slice(at, at + 12).join("");
  const option = choice.querySelector("option[data-caret]") ?? choice.appendChild(new Option());
  option.dataset.caret = "";
  option.value = String(at + Number(source.dataset.offset ?? 0));
  option.text = `${choice.dataset.caretLabel} “${text}…”`;
  option.selected = true;
});

function showCurrent() {
  const pane = document.querySelector(".review-source");
  const item = pane?.querySelector(".source-item.is-current");
  if (!item || getComputedStyle(pane).overflowY === "visible") return;
  pane.scrollTop += item.getBoundingClientRect().top - pane.getBoundingClientRect().top - (pane.querySelector(".legend")?.offsetHeight ?? 0) - 8;
}
showCurrent();
document.addEventListener("htmx:afterSettle", showCurrent);
