// Files for a record: chosen, dropped, pasted or photographed; what is too large is said before it is sent.
const MB = 1024 * 1024;
const chosen = new WeakMap(); // box → files
const filesOf = (box) => chosen.get(box) ?? [];
const boxOf = (element) => element.closest?.("[data-file-box]") ?? element.closest?.("form")?.querySelector("[data-file-box]");
const anyBox = (element) => (element instanceof Element && boxOf(element)) || document.querySelector("[data-file-box]");
const same = (one, other) => one.name === other.name && one.size === other.size && one.lastModified === other.lastModified;

function say(box, lines) {
  const place = box.querySelector("[data-file-status]");
  place.replaceChildren(...lines.map((line) => Object.assign(document.createElement("div"), { textContent: line })));
}

// The real input holds exactly what the list shows, so that a plain form sends it.
function show(box, files) {
  chosen.set(box, files);
  const held = new DataTransfer();
  for (const file of files) held.items.add(file);
  box.querySelector("[data-files]").files = held.files;
  const list = box.querySelector("[data-chosen-files]");
  list.hidden = files.length === 0;
  list.replaceChildren(...files.map((file) => line(box, file)));
  const form = box.closest("form[data-warn-unsaved]");
  if (form && files.length) form.dataset.dirty = "1";
}

function line(box, file) {
  const item = document.createElement("li");
  const name = Object.assign(document.createElement("span"), { textContent: `${file.name} · ${(file.size / MB).toFixed(1)} MB` });
  const button = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-small", textContent: box.dataset.remove });
  button.setAttribute("aria-label", `${box.dataset.remove}: ${file.name}`);
  button.addEventListener("click", () => {
    show(box, filesOf(box).filter((other) => other !== file));
    box.querySelector("[data-files]").focus();
  });
  item.append(name, button);
  return item;
}

function add(box, files) {
  const kept = [...filesOf(box)];
  const said = [];
  const isSentTogether = !box.closest("form[data-files-send]");
  for (const file of files) {
    const total = kept.reduce((sum, other) => sum + other.size, file.size);
    if (kept.some((other) => same(file, other))) continue;
    if (file.size > box.dataset.limitMb * MB) said.push(`${file.name}: ${box.dataset.tooLarge}`);
    else if (kept.length >= box.dataset.limitFiles) said.push(`${file.name}: ${box.dataset.tooMany}`);
    else if (isSentTogether && total > box.dataset.limitTotalMb * 1e6) said.push(`${file.name}: ${box.dataset.tooMuch}`);
    else kept.push(file);
  }
  show(box, kept);
  say(box, said);
}

document.addEventListener("change", (event) => {
  const box = event.target.matches("[data-files], [data-camera]") && boxOf(event.target);
  if (!box) return;
  const files = [...event.target.files];
  if (event.target.matches("[data-camera]")) event.target.value = "";
  add(box, files);
});

document.addEventListener("paste", (event) => {
  const files = [...event.clipboardData.files];
  const box = files.length && anyBox(event.target);
  if (!box || event.clipboardData.getData("text/plain")) return; // a copied table brings its picture along
  event.preventDefault();
  const at = new Date().toLocaleString("sv").replaceAll(":", "."); // 2026-11-23 10.00.05
  add(box, files.map((file) => (file.name === "image.png" ? new File([file], `${box.dataset.pasted} ${at}.png`, file) : file)));
});

const isFileDrag = (event) => event.dataTransfer?.types.includes("Files");
for (const name of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(name, (event) => {
    if (!isFileDrag(event) || event.target.closest?.("[data-drop]")) return;
    const box = boxOf(event.target);
    if (document.querySelector("[data-file-box]")) event.preventDefault(); // beside the box, the page stays
    box?.querySelector(".drop").classList.toggle("is-over", name === "dragover");
    if (name === "drop" && box) add(box, [...event.dataTransfer.files]);
  });
}

// One request a file: each is there or not for itself, and a slow line shows how far it is.
function send(form, box, file, done, all) {
  const data = new FormData();
  data.append("files", file, file.name);
  const request = new XMLHttpRequest();
  const bar = box.querySelector("[data-progress]");
  return new Promise((resolve) => {
    request.upload.addEventListener("progress", (event) => {
      bar.value = (100 * (done + event.loaded / Math.max(event.total, 1))) / all;
    });
    request.addEventListener("loadend", () => {
      const isTaken = request.status === 200 && request.responseURL === form.action; // not the page that asks to sign in
      if (isTaken) document.getElementById("file-list").outerHTML = request.responseText;
      const isSentence = (request.getResponseHeader("Content-Type") ?? "").startsWith("text/plain");
      resolve(isTaken ? "" : (isSentence && request.responseText) || `${file.name}: ${box.dataset.failed}`);
    });
    request.open("POST", form.action);
    request.setRequestHeader("X-Requested-With", "files");
    request.setRequestHeader("X-CSRFToken", document.querySelector("meta[name=csrf-token]").content);
    request.send(data);
  });
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("[data-files-send]")) return;
  event.preventDefault();
  const box = form.querySelector("[data-file-box]");
  const files = filesOf(box);
  if (!files.length) {
    say(box, [box.dataset.none]);
    return;
  }
  const [bar, button] = [box.querySelector("[data-progress]"), form.querySelector("[type=submit]")];
  const [left, said] = [[], []];
  bar.hidden = false;
  button.disabled = true;
  for (const [number, file] of files.entries()) {
    const refusal = await send(form, box, file, number, files.length);
    if (refusal) {
      said.push(refusal);
      left.push(file);
    }
  }
  bar.hidden = true;
  button.disabled = false;
  show(box, left);
  say(box, said.length ? said : [box.dataset.sent]);
}, true);
