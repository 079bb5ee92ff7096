// What every page has: the countdown to the lock, questions before something grave, progress of long work, and a voice for screen
// readers. Nothing is kept in the browser. Screens import from here: `import { enhance, announce } from "./app.js"` through
// their own module (the address with its digest is in the page: use `window.amanet` where a static import would double the module).

const enhancers = [];

// Runs `each(element)` once for every element that fits, now and in whatever htmx puts into the page later.
export function enhance(selector, each) {
  enhancers.push([selector, each, new WeakSet()]);
  runEnhancers(document);
}

function runEnhancers(root) {
  for (const [selector, each, seen] of enhancers) {
    for (const element of root.querySelectorAll(selector)) {
      if (!seen.has(element)) { seen.add(element); each(element); }
    }
  }
}
document.addEventListener("htmx:after:swap", () => runEnhancers(document));

// Says a short text to screen readers.
export function announce(text) {
  const place = document.getElementById("announcements");
  if (place) { place.textContent = ""; setTimeout(() => { place.textContent = text; }, 50); }
}

// Sends a form's worth of fields by POST. `quiet` requests do not keep the vault open.
export async function post(address, fields = {}, { quiet = false } = {}) {
  const headers = quiet ? { "X-Amanet-Quiet": "1" } : {};
  const answer = await fetch(address, { method: "POST", headers, body: new URLSearchParams(fields) });
  if (answer.status === 401) { toTheDoor(); }
  return answer;
}

// The page as it was must not stay on the screen once the vault is locked.
export function toTheDoor() {
  document.documentElement.hidden = true;
  location.replace("/unlock");
}

function startCountdown(element) {
  const shown = element.querySelector("bdi");
  let ends = performance.now() + 1000 * Number(element.dataset.seconds);
  let told = 0, warned = false, asking = false;
  const set = (seconds) => { ends = performance.now() + 1000 * seconds; };
  const ask = async (address, method) => {
    if (asking) { return; }
    asking = true;
    try {
      const answer = await fetch(address, { method });
      if (answer.status === 401) { toTheDoor(); return; }
      if (answer.ok) { set((await answer.json()).seconds); }
    } catch { /* the server is gone; the countdown goes on to its end */ }
    asking = false;
  };
  // Somebody who reads or types on one page for long is there. Told at most every twenty seconds.
  const here = () => {
    const now = performance.now();
    if (now - told > 20000) { told = now; ask("/still-here", "POST"); }
  };
  for (const kind of ["keydown", "pointerdown", "wheel", "touchstart"]) {
    addEventListener(kind, here, { passive: true });
  }
  let before = Date.now();
  setInterval(() => {
    const left = Math.max(0, Math.round((ends - performance.now()) / 1000));
    shown.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    element.classList.toggle("soon", left < 60);
    if (left < 60 && !warned) { announce(element.dataset.soon); }
    warned = left < 60;
    const slept = Date.now() - before > 5000;
    before = Date.now();
    // Another tab, or work that goes on, may have kept the vault open; after a sleep the server knows better than we do.
    if (left === 0 || slept) { ask("/countdown", "GET").then(() => { if (left === 0 && ends <= performance.now()) { toTheDoor(); } }); }
  }, 1000);
  addEventListener("pageshow", (event) => { if (event.persisted) { ask("/countdown", "GET"); } });
}
enhance("#countdown", startCountdown);

// <button data-confirm="Text">: asks before its form is sent. The text says what happens and that it cannot be undone.
enhance("[data-confirm]", (button) => {
  button.addEventListener("click", (event) => {
    if (!confirm(button.dataset.confirm)) { event.preventDefault(); event.stopImmediatePropagation(); }
  });
});

// <button data-busy="Text">: says so while its form is on its way, and takes no second click.
enhance("button[data-busy]", (button) => {
  const label = button.textContent;
  button.form?.addEventListener("submit", () => {
    setTimeout(() => { button.disabled = true; button.textContent = button.dataset.busy; announce(button.dataset.busy); });
  });
  addEventListener("pageshow", (event) => { if (event.persisted) { button.disabled = false; button.textContent = label; } });
});

// data-follow="/jobs/ID/events": shows how far a job is, in data-note, data-count and <progress data-progress>; goes on when it ends.
enhance("[data-follow]", (element) => {
  const events = new EventSource(element.dataset.follow);
  events.onmessage = (message) => {
    const job = JSON.parse(message.data);
    const bar = element.querySelector("[data-progress]");
    if (bar && job.total) { bar.max = job.total; bar.value = job.done; }
    const note = element.querySelector("[data-note]");
    if (note && job.note) { note.textContent = job.note; }
    const count = element.querySelector("[data-count]");
    if (count && job.total) { count.textContent = `${job.done} / ${job.total}`; }
    if (["done", "failed", "stopped"].includes(job.state)) {
      events.close();
      const onwards = job.state === "done" ? element.dataset.then || "" : "";
      if (onwards) { location.assign(onwards); } else { location.reload(); }
    }
  };
});

window.amanet = { enhance, announce, post, toTheDoor };
