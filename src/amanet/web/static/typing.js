// Typing beside the player: lines that are cut, joined and timed by keys, and saved all at once. Without this file the page is a form with a
// page of lines. What is typed stands in the page alone until it is saved: nothing is kept in the browser.

const { announce, toTheDoor } = window.amanet ?? await ready();

// This module may run before app.js, which the page names first but which may come later.
function ready() {
  return new Promise((done) => {
    const look = () => { if (window.amanet) { done(window.amanet); } else { setTimeout(look, 10); } };
    look();
  });
}

const form = document.querySelector("[data-typing]");
const list = form?.querySelector("[data-tlines]");
const template = form?.querySelector("[data-line-template]");
const translating = form?.dataset.typing === "translation";
const facts = new WeakMap(); // of a line, what has no field: its end, language, kind, and its place in the version it is based on
const part = (row, name) => row.querySelector(`.tline-${name}`);
const based = form?.elements.namedItem("based_on");
const growsAlone = CSS.supports("field-sizing", "content");

// ---- Lines

const rows = () => list.querySelectorAll("[data-line]");

// Lines lie in blocks, and the browser leaves out whole blocks that are far from the window: three thousand lines one by one cost it more.
const BLOCK = 50;

function inBlocks(all) {
  const built = document.createDocumentFragment();
  for (let at = 0; at < all.length; at += BLOCK) {
    const block = document.createElement("ol");
    block.className = "tblock";
    block.append(...all.slice(at, at + BLOCK));
    built.append(block);
  }
  list.replaceChildren(built);
}

function above(row) { return row.previousElementSibling ?? row.parentElement.previousElementSibling?.lastElementChild ?? null; }
function below(row) { return row.nextElementSibling ?? row.parentElement.nextElementSibling?.firstElementChild ?? null; }

function takeOut(row) {
  const block = row.parentElement;
  row.remove();
  if (!block.children.length && list.children.length > 1) { block.remove(); }
}

function adopt(row) {
  const given = {};
  row.querySelectorAll("input[type=hidden]").forEach((field) => { given[field.name.split("-")[0]] = field.value; field.remove(); });
  facts.set(row, { to: whole(given.to), place: whole(given.place), language: given.language ?? "", kind: given.kind ?? "turn" });
  part(row, "play").hidden = !player.media;
  const take = row.querySelector("[data-take-old]");
  if (take) { take.hidden = false; }
  grow(part(row, "words"));
}

function whole(text) { return text ? Number(text) : null; }

function newRow(line = {}) {
  const row = template.content.firstElementChild.cloneNode(true);
  row.querySelectorAll("input[type=hidden]").forEach((field) => field.remove());
  facts.set(row, { to: line.to ?? null, place: line.place ?? null, language: line.language ?? "", kind: line.kind ?? "turn" });
  const words = part(row, "words");
  words.value = line.words ?? "";
  part(row, "play").hidden = !player.media;
  if (translating) { fillTranslated(row, line); } else {
    part(row, "speaker").value = line.speaker ?? "";
    part(row, "from").value = line.from ?? "";
    if (line.language) { words.lang = line.language; }
    if (line.kind === "heading") { row.classList.add("tline-heading"); }
  }
  grow(words);
  return row;
}

function fillTranslated(row, line) {
  const said = part(row, "said"), who = part(row, "who");
  part(row, "from").textContent = line.from ?? "";
  who.hidden = !line.speaker;
  who.firstElementChild.textContent = line.speaker ?? "";
  said.textContent = line.original ?? "";
  said.id = `o-${line.place}`;
  part(row, "words").setAttribute("aria-describedby", said.id);
  if (line.language) { said.lang = line.language; }
  const old = row.querySelector("[data-old]");
  old.hidden = !line.old;
  old.querySelector("[data-old-words]").textContent = line.old ?? "";
  old.querySelector("[data-take-old]").hidden = false;
}

// Browsers that do not let a field grow with its words get as many rows as the words will need.
function grow(words) {
  if (!growsAlone) { words.rows = words.value.split("\n").reduce((sum, one) => sum + 1 + Math.floor(one.length / 70), 0); }
}

async function start() {
  document.documentElement.classList.add("js");
  rows().forEach(adopt);
  if (Number(form.dataset.total) > Number(form.dataset.start) + rows().length || Number(form.dataset.start) > 0) {
    const answer = await fetch(form.dataset.lines);
    if (answer.ok && edits === 0) {
      const all = await answer.json();
      based.value = all.based_on ?? "";
      inBlocks(all.lines.map(newRow));
      form.querySelector("[data-paging]").hidden = true;
    }
  }
  if (!translating) {
    const all = [...rows()], filled = all.findLastIndex((row) => part(row, "words").value || part(row, "speaker").value);
    all.slice(filled + 2).forEach(takeOut);
    if (!all.length) { inBlocks([newRow()]); }
    if (!based.value) { moveTo(rows()[0]); }
  }
  player.retime();
  form.dataset.ready = "";
}

function moveTo(row, at = null) {
  const words = row && part(row, "words");
  if (!words) { return; }
  words.focus();
  if (at !== null) { words.setSelectionRange(at, at); }
}

// The line is cut where the cursor stands; at its end a new one begins, at the time that is heard.
function cut(row) {
  const words = part(row, "words"), at = words.selectionStart;
  const rest = words.value.slice(words.selectionEnd).trimStart();
  const own = facts.get(row), now = player.now(), since = inMilliseconds(part(row, "from").value);
  const fits = now !== null && now > 0 && (since === null || now > since) && (own.to === null || now < own.to || !rest);
  const next = newRow({ words: rest, speaker: rest ? part(row, "speaker").value : "", from: fits ? exactClock(now) : "", to: rest ? own.to : null, language: own.language, kind: rest ? own.kind : "turn" });
  if (rest) {
    own.to = fits ? now : null;
    words.setSelectionRange(at, words.value.length);
    if (!document.execCommand("delete")) { words.value = words.value.slice(0, at); }
  }
  row.after(next);
  moveTo(next, 0);
  touched();
  player.retime();
}

function join(row) {
  const before = above(row);
  if (!before) { return; }
  const words = part(row, "words").value, target = part(before, "words");
  const end = target.value.trimEnd().length;
  const between = end && words ? " " : "";
  target.setRangeText(between + words, end, target.value.length, "end");
  if (words) { facts.get(before).to = facts.get(row).to; }
  takeOut(row);
  grow(target);
  moveTo(before, end + between.length);
  touched();
  player.retime();
}

// ---- Times

function exactClock(ms) {
  const seconds = Math.floor(ms / 1000), rest = ms % 1000, two = (one) => String(one).padStart(2, "0");
  const hours = Math.floor(seconds / 3600), minutes = Math.floor(seconds / 60) % 60;
  const shown = hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
  return rest ? `${shown}.${String(rest).padStart(3, "0")}`.replace(/0+$/, "") : shown;
}

function inMilliseconds(text) {
  const found = /^\s*(?:(?:(\d{1,3}):)?(\d{1,2}):)?(\d{1,6})(?:[.,](\d{1,3}))?\s*$/.exec(text ?? "");
  if (!found) { return null; }
  return ((Number(found[1] ?? 0) * 60 + Number(found[2] ?? 0)) * 60 + Number(found[3])) * 1000 + Number((found[4] ?? "0").padEnd(3, "0"));
}

// ---- The player

const player = (() => {
  const section = document.querySelector("[data-typing-player]");
  const media = section?.querySelector("audio, video") ?? null;
  let timed = [], heard = null, waiting = 0, stopped = false;
  const now = () => (media ? Math.round(media.currentTime * 10) * 100 : null);
  const skip = (seconds) => { if (media) { media.currentTime = Math.max(0, Math.min(media.duration || Infinity, media.currentTime + seconds)); } };
  const play = () => { stopped = false; clearTimeout(waiting); media?.play().catch(() => {}); };
  const pause = () => { stopped = false; clearTimeout(waiting); media?.pause(); };
  const toggle = () => { if (media) { if (media.paused && !stopped) { play(); } else { pause(); } } };
  const playFrom = (row) => {
    const from = translating ? part(row, "from").textContent : part(row, "from").value;
    const at = inMilliseconds(from);
    if (media && at !== null) { media.currentTime = at / 1000; play(); }
  };
  function retime() {
    if (!media) { return; }
    timed = [];
    for (const row of rows()) {
      const at = inMilliseconds(translating ? part(row, "from").textContent : part(row, "from").value);
      if (at !== null) { timed.push([at, row]); }
    }
    timed.sort((one, other) => one[0] - other[0]);
  }
  function show() {
    const at = media.currentTime * 1000 + 30;
    let low = 0, high = timed.length;
    while (low < high) { const middle = (low + high) >> 1; if (timed[middle][0] <= at) { low = middle + 1; } else { high = middle; } }
    const found = timed[low - 1]?.[1] ?? null;
    if (found === heard) { return; }
    heard?.classList.remove("tline-heard");
    heard = found;
    heard?.classList.add("tline-heard");
    if (heard && section.querySelector("[data-follow-along]")?.checked) { heard.scrollIntoView({ block: "center" }); }
  }
  // With every picture the browser draws, as long as it plays: `timeupdate` comes four times a second.
  const each = () => { show(); if (!media.paused) { requestAnimationFrame(each); } };
  const typing = () => {
    const after = section?.querySelector("[data-resume]").value;
    if (!media || !after || (media.paused && !stopped)) { return; }
    if (!media.paused) { media.pause(); stopped = true; }
    clearTimeout(waiting);
    waiting = setTimeout(play, 1000 * Number(after));
  };
  if (media) {
    section.querySelector("[data-tools]").hidden = false;
    section.querySelectorAll("[data-skip]").forEach((button) => button.addEventListener("click", () => skip(Number(button.dataset.skip))));
    section.querySelector("[data-toggle]").addEventListener("click", toggle);
    const speed = section.querySelector("[data-speed]");
    speed.addEventListener("change", () => { media.playbackRate = Number(speed.value); });
    media.addEventListener("error", () => { section.querySelector("[data-unplayable]").hidden = false; });
    media.addEventListener("play", () => requestAnimationFrame(each));
    media.addEventListener("seeked", show);
  }
  return { media, now, skip, toggle, playFrom, retime, typing };
})();

// ---- Saving

let edits = 0, saved = 0, saving = false;
const state = document.querySelector("[data-state]");

function tell(kind, text) {
  state.className = `typing-state ${kind}`;
  state.textContent = text;
}

function touched() {
  edits += 1;
  if (edits === saved + 1 || !state.classList.contains("unsaved")) { tell("unsaved", form.dataset.unsaved); }
}

function gathered() {
  return [...rows()].map((row) => {
    const { to, place, language, kind } = facts.get(row);
    const line = { words: part(row, "words").value, to, place, language, kind };
    return translating ? { words: line.words, place } : { ...line, from: part(row, "from").value, speaker: part(row, "speaker").value };
  });
}

async function save({ onTop = null, quiet = false } = {}) {
  if (saving || edits === saved && onTop === null) { if (!saving) { tell("saved", form.dataset.same); } return; }
  saving = true;
  const at = edits, sent = [...rows()].filter((row) => part(row, "words").value.trim());
  tell("", form.dataset.saving);
  const field = (name) => form.elements.namedItem(name)?.value || null;
  const body = { lines: gathered(), based_on: whole(based.value), language: field("language"), reason: field("reason"), of: whole(field("of")), on_top: onTop };
  const headers = { "Content-Type": "application/json", "HX-Request": "true", ...(quiet ? { "X-Amanet-Quiet": "1" } : {}) };
  try {
    const answer = await fetch(form.getAttribute("action"), { method: "PUT", headers, body: JSON.stringify(body) });
    if (answer.status === 401) { toTheDoor(); return; }
    if (answer.status === 409) { showBoth(await answer.text()); return; }
    const told = await answer.json();
    if (!answer.ok) { tell("failed", told.problem); announce(told.problem); return; }
    saved = at;
    if (told.together) { saved = edits; location.reload(); return; }
    based.value = told.number;
    showSaved(told.number);
    told.places?.forEach((place, number) => { if (sent[number]) { facts.get(sent[number]).place = place; } });
    if (edits === at) { tell("saved", told.again ? form.dataset.same : (quiet ? form.dataset.locking : form.dataset.saved.replace("%(number)s", told.number))); } else { tell("unsaved", form.dataset.unsaved); }
    document.querySelector("[data-meanwhile]").replaceChildren();
  } catch {
    tell("failed", form.dataset.failed);
    announce(form.dataset.failed);
  } finally { saving = false; }
}

// From the first save on there are versions, and something to translate; and nobody reads any more that nobody typed it.
function showSaved(number) {
  const after = document.querySelector("[data-after-saving]");
  if (!after) { return; }
  after.hidden = false;
  after.querySelector("[data-version]").textContent = form.dataset.version.replace("0", number);
  document.querySelectorAll("[data-before-saving]").forEach((one) => { one.hidden = true; });
}

// Somebody saved another version: both are shown, and nothing here is touched until it is said what is to be done.
function showBoth(text) {
  const place = document.querySelector("[data-meanwhile]");
  place.innerHTML = text;
  const newest = Number(place.querySelector("[data-newest]")?.dataset.newest);
  place.querySelector("[data-save-both]")?.addEventListener("click", () => { saving = false; save({ onTop: newest }); });
  place.scrollIntoView({ block: "center" });
  tell("failed", form.dataset.changed);
  announce(form.dataset.changed);
}

// ---- Keys

function isField(target) { return Boolean(target.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable]")); }

function openKeys() {
  const panel = document.querySelector("[data-keys-panel]");
  if (!panel.open) { panel.showModal(); }
}

function everywhere(event) {
  if (event.isComposing || document.querySelector("dialog[open]")) { return false; }
  const control = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
  const row = event.target.closest?.("[data-line]");
  if (control && (event.code === "KeyS" || event.key === "s")) { save(); }
  else if (event.key === "Escape" && !control) { player.toggle(); }
  else if ((event.key === "F2" && !control) || (control && event.code === "Comma")) { player.skip(-15); }
  else if ((event.key === "F4" && !control && !event.altKey) || (control && event.code === "Period")) { player.skip(5); }
  else if (!translating && row && player.media && (event.key === "F8" || (control && event.code === "Semicolon"))) {
    part(row, "from").value = exactClock(player.now());
    facts.get(row).to = null;
    touched();
    player.retime();
  }
  else if (event.key === "?" && !isField(event.target)) { openKeys(); }
  else { return false; }
  return true;
}

function inALine(event) {
  const row = event.target.closest("[data-line]");
  if (!row || event.isComposing) { return false; }
  if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
    moveTo(event.key === "ArrowUp" ? above(row) : below(row));
    return true;
  }
  const words = event.target.closest("textarea");
  if (event.key === "Enter" && !event.shiftKey && !event.ctrlKey && !event.metaKey) {
    if (!words) { moveTo(row); } else if (translating) { moveTo(below(row)); } else { cut(row); }
    return true;
  }
  if (!translating && words && event.key === "Backspace" && words.selectionStart === 0 && words.selectionEnd === 0 && above(row)) {
    join(row);
    return true;
  }
  return false;
}

function nameSpeaker(label) {
  const known = document.getElementById("speakers");
  if (label && known && ![...known.options].some((one) => one.value === label)) {
    known.append(Object.assign(document.createElement("option"), { value: label }));
  }
}

if (form) {
  form.addEventListener("submit", (event) => { event.preventDefault(); save(); });
  form.addEventListener("input", (event) => {
    touched();
    if (event.target.matches("textarea")) { player.typing(); grow(event.target); }
  });
  form.addEventListener("change", (event) => {
    if (event.target.matches(".tline-speaker")) { nameSpeaker(event.target.value.trim()); }
    if (event.target.matches("input.tline-from")) { player.retime(); }
  });
  list.addEventListener("click", (event) => {
    const row = event.target.closest("[data-line]");
    if (event.target.closest("[data-play]")) { player.playFrom(row); }
    if (event.target.closest("[data-take-old]")) {
      part(row, "words").value = row.querySelector("[data-old-words]").textContent;
      row.querySelector("[data-old]").hidden = true;
      moveTo(row);
      touched();
    }
  });
  list.addEventListener("keydown", (event) => { if (inALine(event)) { event.preventDefault(); } });
  addEventListener("keydown", (event) => { if (everywhere(event)) { event.preventDefault(); event.stopPropagation(); } }, { capture: true });
  document.querySelector("[data-open-keys]")?.addEventListener("click", openKeys);
  document.querySelector("[data-close-keys]")?.addEventListener("click", () => document.querySelector("[data-keys-panel]").close());
  addEventListener("beforeunload", (event) => { if (edits !== saved) { event.preventDefault(); } });
  const countdown = document.getElementById("countdown");
  if (countdown) {
    new MutationObserver(() => { if (countdown.classList.contains("soon") && edits !== saved) { save({ quiet: true }); } }).observe(countdown, { attributeFilter: ["class"] });
  }
  await start();
}
