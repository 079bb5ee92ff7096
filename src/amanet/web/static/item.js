// The player of an item: keys, speed, seeking by the times of the words, and the words following what is heard. Without this file the
// browser's own controls are there, and a time in the text is a link to the page that begins at it.

const { enhance, announce } = window.amanet ?? await ready();

// This module may run before app.js, which the page names first but which may come later.
function ready() {
  return new Promise((done) => {
    const look = () => { if (window.amanet) { done(window.amanet); } else { setTimeout(look, 10); } };
    look();
  });
}

function startPlayer(section) {
  const media = section.querySelector("audio, video");
  if (!media) { return; }
  section.querySelectorAll("[data-tools]").forEach((tools) => { tools.hidden = false; });
  const lines = timedLines();
  const follow = section.querySelector("[data-follow-along]");
  const keys = section.querySelector("[data-keys]");
  const stops = section.querySelector("[data-unplayable]");
  let current = null, word = null;

  media.addEventListener("error", () => { stops.hidden = false; });
  section.querySelectorAll("[data-skip]").forEach((button) => {
    button.addEventListener("click", () => skip(Number(button.dataset.skip)));
  });
  section.querySelector("[data-toggle]").addEventListener("click", toggle);
  const speed = section.querySelector("[data-speed]");
  speed.addEventListener("change", () => { media.playbackRate = Number(speed.value); });

  function skip(seconds) { media.currentTime = Math.max(0, Math.min(media.duration || Infinity, media.currentTime + seconds)); }
  function toggle() { if (media.paused) { media.play().catch(() => {}); } else { media.pause(); } }
  function seek(ms) { media.currentTime = ms / 1000; media.play().catch(() => {}); }

  document.querySelectorAll("[data-seek]").forEach((link) => {
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) { return; }
      event.preventDefault();
      seek(Number(link.dataset.seek));
    });
  });

  // The line that is heard now: the last that has begun, unless it says that it has ended. In it the word, where times of words are known.
  function show() {
    const now = media.currentTime * 1000 + 30;
    const found = lastBegun(lines, now);
    const heard = found && (found.to === null || now < found.to + 400 || found === lines.at(-1)) ? found.element.closest(".pair") ?? found.element : null;
    showWord(found, now);
    if (heard === current) { return; }
    current?.classList.remove("line-heard");
    current = heard;
    if (!current) { return; }
    current.classList.add("line-heard");
    if (follow?.checked && !media.paused) {
      current.scrollIntoView({ block: "center", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
    }
  }
  function showWord(line, now) {
    if (line && !line.words) { line.words = [...line.element.querySelectorAll("[data-word]")].map((element) => ({ element, from: Number(element.dataset.word) })); }
    const found = line ? lastBegun(line.words, now)?.element ?? null : null;
    if (found === word) { return; }
    word?.classList.remove("word-heard");
    word = found;
    word?.classList.add("word-heard");
  }
  // With every picture that the browser draws while it plays; `timeupdate` comes only four times a second.
  function follows() {
    show();
    if (!media.paused && !media.ended) { requestAnimationFrame(follows); }
  }
  media.addEventListener("play", () => requestAnimationFrame(follows));
  media.addEventListener("timeupdate", show);
  media.addEventListener("seeked", show);

  const doing = { " ": toggle, ArrowLeft: () => skip(-5), ArrowRight: () => skip(5), j: () => skip(-15), l: () => skip(15) };
  const panel = section.querySelector("[data-keys-panel]");
  section.querySelector("[data-open-keys]")?.addEventListener("click", () => panel.showModal());
  panel.querySelector("[data-close-keys]").addEventListener("click", () => panel.close());
  addEventListener("keydown", (event) => {
    if (panel.open) { return; }
    if (event.key === "?" && keys.checked && !isBusy(event.target, event.key)) { event.preventDefault(); panel.showModal(); return; }
    const act = doing[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!act || !keys.checked || event.ctrlKey || event.altKey || event.metaKey || isBusy(event.target, event.key)) { return; }
    event.preventDefault();
    event.stopPropagation();
    act();
  }, { capture: true });

  const at = section.dataset.at;
  if (at !== undefined) {
    const begin = () => { media.currentTime = Number(at) / 1000; show(); };
    if (media.readyState >= 1) { begin(); } else { media.addEventListener("loadedmetadata", begin, { once: true }); }
  }
}

// Where a key means something already: in fields, and the space bar on what it presses. The player's own controls are ours.
function isBusy(target, key) {
  if (target.closest("input:not([type=checkbox]), textarea, select, [contenteditable], [data-own-keys]")) { return true; }
  return key === " " && Boolean(target.closest("button, a, summary, input, [role=button]"));
}

// The last of them that has begun; they are sorted.
function lastBegun(timed, now) {
  let low = 0, high = timed.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (timed[middle].from <= now) { low = middle + 1; } else { high = middle; }
  }
  return timed[low - 1];
}

function timedLines() {
  const found = [...document.querySelectorAll("[data-from]")].map((element) => ({
    element, from: Number(element.dataset.from), to: element.dataset.to === undefined ? null : Number(element.dataset.to),
  }));
  return found.sort((one, other) => one.from - other.from);
}

enhance("[data-player]", startPlayer);

// A picture that could not be drawn says so in words.
enhance("img[data-drawn]", (image) => {
  const say = () => {
    image.hidden = true;
    const note = image.parentElement.querySelector("[data-not-drawn]");
    note.hidden = false;
    announce(note.textContent);
  };
  if (image.complete && image.naturalWidth === 0) { say(); } else { image.addEventListener("error", say); }
});

// A link to a place in the words leads there.
enhance("[data-current]", (line) => { line.scrollIntoView({ block: "center" }); });
