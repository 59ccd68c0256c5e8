// Copies a box's text; where the browser keeps the clipboard for secure addresses, the old way.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const box = document.getElementById(button.dataset.copy);
  box.select();
  try {
    await navigator.clipboard.writeText(box.value);
  } catch {
    document.execCommand("copy");
  }
  button.querySelector("span").textContent = button.dataset.copied;
  document.getElementById("announcer").textContent = button.dataset.copied;
});
