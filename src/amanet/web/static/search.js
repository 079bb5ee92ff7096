// Keys for the search: "/" goes to the field, arrows walk through what was found; and the way back from a hit. Nothing is kept in the
// browser: going back asks the server, which remembers the last question until the vault is locked.

const { enhance, announce } = window.amanet;

const field = () => document.getElementById("q");
const links = () => [...document.querySelectorAll("#results .hit-link")];
const isTyping = (element) => element.matches("input, textarea, select, [contenteditable]");

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) { return; }
  const at = document.activeElement;
  if (event.key === "/" && !isTyping(at)) {
    event.preventDefault();
    field().focus();
    field().select();
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    walk(event, at, event.key === "ArrowDown" ? 1 : -1);
  } else if (event.key === "Escape" && at.matches(".hit-link")) {
    field().focus();
  }
});

function walk(event, at, step) {
  const all = links();
  const place = all.indexOf(at);
  if (!all.length || (place < 0 && at !== field() && at !== document.body)) { return; }
  if (place < 0 && step < 0) { return; }
  event.preventDefault();
  const next = place < 0 ? all[0] : all[place + step];
  if (next) { next.focus(); next.scrollIntoView({ block: "nearest" }); } else if (step < 0) { field().focus(); }
}

enhance(".results[data-announce]", (element) => { announce(element.dataset.announce); });

// Asked anew by a button among the results: the fields above say the same.
enhance(".results", (element) => {
  if (element.dataset.query && (!field().value || document.activeElement !== field())) {
    field().value = element.dataset.query;
    document.getElementById("as_of").value = element.dataset.asOf;
  }
});

async function back() {
  const [entry] = performance.getEntriesByType("navigation");
  if (entry?.type === "back_forward" && !field().value) { window.htmx.ajax("POST", "/search/again", { target: "#results", swap: "innerHTML" }); }
}
addEventListener("load", back);
