// select[data-lookup-url] → a search box fed by the server: {results: [{value, text, hint}]}.
// select[data-picker] → a box over the options written into the page.
async function load(url, query, done) {
  try {
    const address = new URL(url, window.location.href);
    address.searchParams.set("q", query);
    const answer = await fetch(address, { headers: { Accept: "application/json" }, credentials: "same-origin" });
    done(answer.ok ? (await answer.json()).results : []);
  } catch {
    done();
  }
}

function line(item, escape) {
  const hint = item.hint ? `<span class="hint">${escape(item.hint)}</span>` : "";
  return `<div>${escape(item.text)}${hint}</div>`;
}

function settings(select) {
  const words = (name) => (_data, escape) => `<div class="no-results">${escape(select.dataset[name] ?? "")}</div>`;
  return {
    valueField: "value", labelField: "text", searchField: [], maxOptions: 50,
    create: select.hasAttribute("data-create"),
    plugins: select.multiple ? ["remove_button"] : [],
    placeholder: select.dataset.placeholder, hidePlaceholder: true,
    score: () => () => 1, shouldLoad: (query) => query.length > 0,
    load(query, done) { this.clearOptions(); load(select.dataset.lookupUrl, query, done); },
    render: {
      option: line, item: line, no_results: words("none"), loading: () => null,
      option_create: creating(select),
    },
  };
}

const creating = (select) => (data, escape) => `<div class="create">${escape(select.dataset.create || "+")} “${escape(data.input)}”</div>`;

function pickerSettings(select) {
  return {
    maxOptions: null,
    // A new word counts when Enter follows at once, and when the form is sent without Enter.
    create: select.hasAttribute("data-create"), createOnBlur: select.hasAttribute("data-create"), refreshThrottle: 0, plugins: select.multiple ? ["remove_button"] : [],
    placeholder: select.dataset.placeholder, hidePlaceholder: true,
    render: { no_results: () => `<div class="no-results">${select.dataset.none ?? ""}</div>`, option_create: creating(select) },
  };
}

function start(root) {
  for (const select of root.querySelectorAll("select:is([data-lookup-url], [data-picker]):not(.tomselected)")) {
    const label = select.getAttribute("aria-label") ?? select.labels?.[0]?.textContent.trim() ?? "";
    const box = new window.TomSelect(select, select.dataset.lookupUrl ? settings(select) : pickerSettings(select));
    box.control_input.setAttribute("aria-label", label);
    select.setAttribute("aria-label", label);
  }
}

start(document);
document.addEventListener("htmx:load", (event) => start(event.detail.elt));
