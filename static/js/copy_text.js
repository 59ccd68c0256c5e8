// Copies an act or a notice as text; where the browser keeps the clipboard for secure addresses, the old way, else by hand.
const STAYS_MS = 2000;

function copyTheOldWay(text) {
  const box = document.createElement("textarea");
  box.value = text;
  box.className = "visually-hidden";
  document.body.append(box);
  box.select();
  const copied = document.execCommand("copy");
  box.remove();
  return copied;
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyTheOldWay(text);
  }
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy-text]");
  if (!button) return;
  const { copyText, copied, notCopied } = button.dataset;
  const done = await copy(copyText);
  button.focus();
  if (!done) {
    window.prompt(notCopied, copyText);
    return;
  }
  document.getElementById("announcer").textContent = copied;
  button.classList.add("is-done");
  const words = button.querySelector("span");
  if (words) {
    words.dataset.before ??= words.textContent;
    words.textContent = copied;
  }
  setTimeout(() => {
    button.classList.remove("is-done");
    if (words) words.textContent = words.dataset.before;
    document.getElementById("announcer").textContent = "";
  }, STAYS_MS);
});
