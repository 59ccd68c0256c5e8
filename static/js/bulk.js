// The preview of an extension: the day that is typed stands in every row that it is for.
document.addEventListener("input", (event) => {
  if (event.target.name !== "until") return;
  for (const cell of document.querySelectorAll("[data-new-day]")) cell.textContent = event.target.value || "—";
});
