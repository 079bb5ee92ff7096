// The form for a statement: suggestions while one types (a combobox after the ARIA practices), fields that follow what was chosen, and how a
// date is understood. Everything goes by POST, nothing into an address. Without this file its buttons lead from step to step.

const { enhance, announce } = window.amanet ?? await ready();

function ready() {
  return new Promise((done) => {
    const look = () => { if (window.amanet) { done(window.amanet); } else { setTimeout(look, 10); } };
    look();
  });
}

function fieldsOf(form, more = {}) {
  const fields = new URLSearchParams(new FormData(form));
  for (const [name, value] of Object.entries(more)) { fields.set(name, value); }
  return fields;
}

async function send(address, fields) {
  const answer = await fetch(address, { method: "POST", headers: { "HX-Request": "true" }, body: fields });
  if (answer.status === 401) { window.amanet.toTheDoor(); }
  return answer;
}

// The form anew, with what is in it: its fields follow what was chosen. `focus` is the id of what comes next, or `after:` that of what stands
// before it.
let refreshing = 0;
async function refresh(form, more = {}, focus = "") {
  const turn = ++refreshing, sent = inFields(form), asked = document.activeElement;
  const answer = await send(form.action, fieldsOf(form, { do: "look", ...more }));
  if (turn !== refreshing || !answer.ok) { return; }
  put(form, await answer.text(), focus, sent, asked);
}

// By name, and of one among several by its value too: the field and what is in it.
function inFields(form) {
  const found = new Map();
  for (const one of form.elements) {
    if (!one.name || one.matches("button, fieldset, [type=hidden]")) { continue; }
    const isTicked = one.matches("[type=checkbox], [type=radio]");
    found.set(isTicked ? `${one.name}=${one.value}` : one.name, { field: one, value: isTicked ? one.checked : one.value });
  }
  return found;
}

// What was typed or chosen while the answer was on its way is in the fresh form too.
function keep(form, fresh, sent) {
  const there = inFields(fresh);
  for (const [name, { value }] of inFields(form)) {
    const field = there.get(name)?.field;
    if (!field || !sent.has(name) || sent.get(name).value === value) { continue; }
    if (typeof value === "boolean") { field.checked = value; } else { field.value = value; }
  }
  // What somebody unfolded stays so.
  const titleOf = (one) => one.querySelector("summary").textContent.trim();
  const open = new Set([...form.querySelectorAll("details[open]")].map(titleOf));
  fresh.querySelectorAll("details").forEach((one) => { one.open ||= open.has(titleOf(one)); });
}

function put(form, text, focus, sent, asked) {
  const active = document.activeElement, [from, to] = [active?.selectionStart, active?.selectionEnd];
  const holder = document.createElement("template");
  holder.innerHTML = text;
  const fresh = holder.content.querySelector("form");
  if (!fresh) { return; }
  keep(form, fresh, sent);
  form.replaceWith(fresh);
  document.dispatchEvent(new CustomEvent("htmx:after:swap"));
  const found = (id) => (id ? fresh.querySelector(`#${CSS.escape(id)}`) : null);
  const wanted = focus.startsWith("after:") ? nextAfter(fresh, found(focus.slice(6))) : found(focus);
  // Who went on to another field meanwhile stays there.
  const wentOn = active !== asked && active?.form === form ? found(active.id) : null;
  const next = wentOn || wanted || found(active?.id);
  next?.focus();
  if (next?.id === active?.id && typeof from === "number") { next.setSelectionRange(from, to); }
}

function nextAfter(form, before) {
  const all = [...form.elements].filter((one) => one === before || (one.tabIndex >= 0 && one.offsetParent && !one.matches("fieldset, [type=hidden]")));
  return all[all.indexOf(before) + 1];
}

// What is chosen with the mouse leads on to the next field. What is chosen by keys may be a step on the way to another choice: the focus stays
// where it is, and only Tab leads on, to what comes next by then.
function startSelect(form, select) {
  let byKeys = false, isAsked = false;
  select.addEventListener("pointerdown", () => { byKeys = false; });
  select.addEventListener("keydown", (event) => {
    byKeys = true;
    if (event.key === "Tab" && !event.shiftKey && isAsked) {
      event.preventDefault();
      refresh(form, {}, `after:${select.id}`);
    }
  });
  select.addEventListener("change", () => {
    isAsked = true;
    const onwards = select.id === "property" && select.value && !byKeys ? "value" : select.id;
    refresh(form, {}, onwards);
  });
}

enhance("[data-saying]", (form) => {
  form.querySelectorAll("[data-refresh]").forEach((select) => startSelect(form, select));
  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (!button || button.value === "save" || button.value === "propose") { return; }
    event.preventDefault();
    const changed = button.value.startsWith("change:") ? button.value.slice(7) : "";
    refresh(form, { [button.name]: button.value }, changed ? `${changed}-words` : "property");
  });
  const wrong = form.querySelector("[aria-invalid=true], .which input");
  if (wrong && form.querySelector("[role=status], [role=alert]")) { wrong.focus(); }
  startEcho(form);
});

// How a date is understood, half a second after the last key.
function startEcho(form) {
  const input = form.querySelector("[data-echo]"), echo = form.querySelector("#value-echo");
  if (!input) { return; }
  let waiting = 0, turn = 0;
  input.addEventListener("input", () => {
    clearTimeout(waiting);
    form.querySelectorAll("[name=chosen]").forEach((one) => { one.checked = false; if (one.type === "hidden") { one.value = ""; } });
    waiting = setTimeout(async () => {
      const mine = ++turn;
      const answer = await send(input.dataset.echo, fieldsOf(form));
      if (answer.ok && mine === turn) {
        const holder = document.createElement("template");
        holder.innerHTML = await answer.text();
        echo.replaceChildren(holder.content);
      }
    }, 400);
  });
}

// A combobox: a list under the field, arrows choose, Enter takes, Escape closes. What is taken is a number, or "new".
enhance("[data-combobox]", (input) => {
  const name = input.dataset.combobox, form = input.form, box = input.parentElement;
  const list = box.querySelector("[role=listbox]"), number = box.querySelector("[data-number]");
  let options = [], active = -1, waiting = 0, turn = 0;
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-controls", list.id);

  function close() {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }
  function point(to) {
    options[active]?.setAttribute("aria-selected", "false");
    active = to;
    const option = options[active];
    option?.setAttribute("aria-selected", "true");
    if (option) { input.setAttribute("aria-activedescendant", option.id); option.scrollIntoView({ block: "nearest" }); } else { input.removeAttribute("aria-activedescendant"); }
  }
  async function ask() {
    const mine = ++turn;
    const answer = await send(input.dataset.address, fieldsOf(form, { of: name, q: input.value.trim() }));
    if (!answer.ok || mine !== turn || document.activeElement !== input) { return; }
    list.innerHTML = await answer.text();
    options = [...list.querySelectorAll("[data-number], [data-new]")];
    list.hidden = !list.children.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    active = -1;
    input.removeAttribute("aria-activedescendant");
    announce(options.length ? options.map((one) => one.textContent.trim()).slice(0, 3).join(", ") : list.textContent.trim());
  }
  function take(option) {
    close();
    ++turn;
    if (option.dataset.new) {
      const kind = form.querySelector(`[name="${name}_new"]`);
      if (kind?.type === "checkbox") { kind.checked = true; } else if (kind) { kind.value = option.dataset.new; }
      refresh(form, {}, kind?.id || input.id);
      return;
    }
    number.value = option.dataset.number;
    const next = { subject: "property", whom: "property", value: "absent", by: "basis", heard: "said_at" }[name];
    // What was new is not any more.
    refresh(form, { [`${name}_new`]: "", [`${name}_words`]: "" }, next);
  }
  input.addEventListener("input", () => {
    number.value = "";
    clearTimeout(waiting);
    waiting = setTimeout(ask, 200);
  });
  input.addEventListener("keydown", (event) => {
    const open = !list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!open) { ask(); return; }
      const last = options.length - 1;
      point(event.key === "ArrowDown" ? (active >= last ? 0 : active + 1) : (active <= 0 ? last : active - 1));
    } else if (event.key === "Enter") {
      if (open && options[active]) { event.preventDefault(); take(options[active]); } else if (input.value.trim()) { event.preventDefault(); close(); refresh(form, {}, input.id); }
    } else if (event.key === "Escape" && open) {
      event.preventDefault();
      close();
    } else if (event.key === "Tab") { close(); }
  });
  input.addEventListener("blur", () => setTimeout(close, 150));
  list.addEventListener("pointerdown", (event) => {
    const option = event.target.closest("[data-number], [data-new]");
    event.preventDefault();
    if (option) { take(option); }
  });
});
