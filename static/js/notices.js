// Opening a notice's case marks the notice as read first, so that the bell of the next page counts right.
function markRead(link) {
  return fetch(link.dataset.readUrl, {
    method: "POST", keepalive: true, redirect: "manual", credentials: "same-origin",
    headers: { "X-CSRFToken": document.querySelector("meta[name=csrf-token]").content },
  });
}

document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-read-url]");
  if (!link) return;
  if (event.ctrlKey || event.metaKey || event.shiftKey) {
    markRead(link).catch(() => {});
    return;
  }
  event.preventDefault();
  try {
    await markRead(link);
  } finally {
    window.location.assign(link.href);
  }
});
