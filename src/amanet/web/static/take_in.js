// Handing over files: they are dropped or chosen, put together to bodies (many small ones, or one large one) and sent by PUT, one body
// after the other. The browser reads them from the disk while it sends; nothing of them is kept in the page. Format: take_in_pipe.py.

const SMALL = 1 << 20;
const BODY = 16 << 20;
const MOST = 500;
const SHOWN = 60;

const place = document.getElementById("intake");
const at = (id) => document.getElementById(id);
const words = place.dataset;
const language = document.documentElement.lang;
const count = new Intl.NumberFormat(language);
const template = at("row");

const waiting = [];
const problems = [];
let all = 0, done = 0, bytesAll = 0, bytesDone = 0, moving = 0;
let running = false, stopped = false, request = null, looking = 0;
let began = 0, beganAt = 0;


function sizeOf(bytes) {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"];
  const power = bytes < 1000 ? 0 : Math.min(4, Math.floor(Math.log10(bytes) / 3));
  const format = { style: "unit", unit: units[power], unitDisplay: power ? "short" : "long", maximumFractionDigits: power > 1 ? 1 : 0 };
  return new Intl.NumberFormat(language, format).format(bytes / 1000 ** power);
}

function timeOf(seconds) {
  const [amount, unit] = seconds < 90 ? [Math.max(1, Math.round(seconds)), "second"]
    : seconds < 5400 ? [Math.round(seconds / 60), "minute"] : [Math.round(seconds / 3600), "hour"];
  return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "long" }).format(amount);
}

// What was dropped or chosen

function add(file, path) {
  const one = { file, path: path || file.name, size: file.size, again: false, row: null };
  waiting.push(one);
  all += 1;
  bytesAll += file.size;
}

// Something that the browser could not even look at.
function lose(path) {
  all += 1;
  refuse({ file: null, path, size: 0, row: null }, words.unreadable);
}

async function walk(entry, above) {
  const path = above ? `${above}/${entry.name}` : entry.name;
  if (entry.isFile) {
    try { add(await new Promise((good, bad) => entry.file(good, bad)), path); }
    catch { lose(path); }
    return;
  }
  const reader = entry.createReader();
  for (;;) {
    let some;
    try { some = await new Promise((good, bad) => reader.readEntries(good, bad)); }
    catch { lose(path); return; }
    if (!some.length) { return; }
    for (const each of some) { await walk(each, path); }
  }
}

async function take(collect) {
  const before = all;
  looking += 1;
  say(words.looking);
  at("running").hidden = false;
  await collect();
  looking -= 1;
  if (!looking && !running && !stopped) { say(all === before ? words.nothing : ""); }
  show();
  go();
}

const carriesFiles = (event) => [...event.dataTransfer?.types ?? []].includes("Files");
addEventListener("dragover", (event) => {
  if (carriesFiles(event)) { event.preventDefault(); at("drop").classList.add("over"); }
});
addEventListener("dragleave", (event) => { if (!event.relatedTarget) { at("drop").classList.remove("over"); } });
addEventListener("drop", (event) => {
  at("drop").classList.remove("over");
  if (!carriesFiles(event)) { return; }
  event.preventDefault();
  const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  const files = entries.length ? [] : [...event.dataTransfer.files];
  take(async () => {
    for (const entry of entries) { await walk(entry, ""); }
    for (const file of files) { add(file); }
  });
});
for (const id of ["files", "folder"]) {
  // Browsers open the choice with the space bar alone; whoever sees a button presses Enter too.
  at(id).addEventListener("keydown", (event) => { if (event.key === "Enter") { event.preventDefault(); event.target.click(); } });
  at(id).addEventListener("change", (event) => {
    takeChosen(event.target);
  });
}

function takeChosen(input) {
  const files = [...input.files];
  input.value = "";
  take(async () => { for (const file of files) { add(file, file.webkitRelativePath); } });
}

// Sending

function nextBody() {
  const some = [waiting.shift()];
  if (some[0].size > SMALL || some[0].alone) { return some; }
  let size = some[0].size;
  while (waiting.length && some.length < MOST && waiting[0].size <= SMALL && !waiting[0].alone && size + waiting[0].size <= BODY) {
    size += waiting[0].size;
    some.push(waiting.shift());
  }
  return some;
}

function bodyOf(some) {
  const parts = [];
  for (const { file, path, size, again } of some) {
    const head = new TextEncoder().encode(JSON.stringify({ path, size, modified: file.lastModified, again }));
    const length = new Uint8Array(4);
    new DataView(length.buffer).setUint32(0, head.length);
    parts.push(length, head, file);
  }
  return new Blob(parts);
}

function send(some) {
  return new Promise((resolve) => {
    request = new XMLHttpRequest();
    request.open("PUT", words.address);
    const whole = some.reduce((sum, one) => sum + one.size, 0);
    request.upload.addEventListener("progress", (event) => {
      moving = event.total ? Math.round(whole * event.loaded / event.total) : 0;
      progress(some, moving, whole);
    });
    request.upload.addEventListener("load", () => { for (const one of some.slice(0, 3)) { state(one, words.sealing); } });
    request.addEventListener("load", () => resolve({ status: request.status, text: request.responseText }));
    request.addEventListener("error", () => resolve({ status: 0 }));
    request.addEventListener("abort", () => resolve({ status: -1 }));
    request.send(bodyOf(some));
  });
}

async function go() {
  if (running || looking || stopped || !waiting.length) { return; }
  running = true;
  began = performance.now();
  beganAt = bytesDone;
  while (waiting.length && !stopped) {
    const some = nextBody();
    for (const one of some) { appear(one); }
    show();
    const answer = await send(some);
    moving = 0;
    if (answer.status === 401 || answer.status === 303) { amanet.toTheDoor(); return; }
    if (answer.status === 200) {
      const files = outcomes(answer.text, some.length);
      if (files) { settle(some, files); } else { back(some); halt(words.odd); }
    }
    else if (answer.status === -1) { back(some); }
    else { await failed(some, answer); }
  }
  running = false;
  show();
  if (stopped) { return; }
  say(problems.length ? words.some : words.all);
  amanet.announce(problems.length ? words.some : words.all);
}

// What became of each file; null where that is no answer of ours.
function outcomes(text, count) {
  try {
    const { files } = JSON.parse(text);
    return Array.isArray(files) && files.length === count ? files : null;
  } catch { return null; }
}

function settle(some, files) {
  some.forEach((one, index) => {
    const { what } = files[index];
    if (what === "again") {
      one.again = true;
      state(one, words.again);
      waiting.unshift(one);
      return;
    }
    done += 1;
    bytesDone += one.size;
    state(one, what === "taken" ? words.taken : words.recognised, true);
  });
  show();
}

// The whole body was refused, or never arrived. Which file is to blame shows when each is sent alone.
async function failed(some, answer) {
  let told = null;
  try { told = JSON.parse(answer.text); } catch { /* no answer of ours */ }
  if (told?.fatal) { back(some); halt(words.againLater.replace("{problem}", told.problem)); return; }
  if (some.length > 1) {
    for (const one of some) { one.alone = true; }
    back(some);
    return;
  }
  if (told?.problem) { refuse(some[0], told.problem); return; }
  try {
    await some[0].file.slice(0, 1).arrayBuffer();
    back(some);
    halt(words.lost);
  } catch { refuse(some[0], words.unreadable); }
}

function back(some) {
  waiting.unshift(...some);
  for (const one of some) { state(one, words.waiting); }
}

function halt(text) {
  stopped = true;
  say(text);
  amanet.announce(text);
  show();
}

function refuse(one, text) {
  problems.push(one);
  one.row?.remove();
  one.row = newRow(one);
  state(one, text);
  at("problems").append(one.row);
  at("wrong").hidden = false;
  at("not-taken").value = problems.length;
}

at("stop").addEventListener("click", () => { halt(words.stopped); request?.abort(); at("resume").focus(); });
at("resume").addEventListener("click", () => { stopped = false; say(""); go(); show(); at("stop").focus(); });
at("retry").addEventListener("click", () => {
  for (const one of problems.splice(0)) {
    one.row?.remove();
    one.row = null;
    if (one.file) { waiting.push(one); } else { all -= 1; }
  }
  at("wrong").hidden = true;
  at("not-taken").value = 0;
  stopped = false;
  say("");
  go();
});
addEventListener("beforeunload", (event) => { if (running && !document.documentElement.hidden) { event.preventDefault(); event.returnValue = words.leaving; } });

// What one sees

function newRow(one) {
  const row = template.content.firstElementChild.cloneNode(true);
  row.querySelector("bdi").textContent = one.path;
  return row;
}

function appear(one) {
  if (one.row) { return; }
  one.row = newRow(one);
  state(one, words.waiting);
  const rows = at("rows");
  rows.prepend(one.row);
  while (rows.children.length > SHOWN) { rows.lastElementChild.remove(); }
  const more = done + problems.length - rows.children.length;
  at("more").hidden = more <= 0;
  at("more").textContent = words.more.replace("{count}", count.format(Math.max(0, more)));
}

function state(one, text, good = false) {
  if (!one.row) { return; }
  const place = one.row.querySelector(".file-state");
  place.textContent = text;
  place.classList.toggle("good", good);
  one.row.querySelector("progress").hidden = true;
}

function progress(some, sent, whole) {
  if (some.length === 1 && some[0].row && sent < whole) {
    const bar = some[0].row.querySelector("progress");
    bar.hidden = false;
    bar.setAttribute("aria-label", some[0].path);
    bar.value = whole ? sent / whole : 0;
    some[0].row.querySelector(".file-state").textContent = `${sizeOf(sent)} / ${sizeOf(whole)}`;
  }
  show();
}

function say(text) { at("said").textContent = text; }

function show() {
  at("running").hidden = !all && !problems.length;
  const sum = words.sum.replace("{done}", count.format(done)).replace("{all}", count.format(all));
  at("sum").textContent = sum;
  at("bytes").textContent = `${sizeOf(bytesDone + moving)} / ${sizeOf(bytesAll)}`;
  const bar = at("whole");
  bar.max = Math.max(1, bytesAll);
  bar.value = bytesAll ? bytesDone + moving : Number(all > 0 && done === all);
  const seconds = (performance.now() - began) / 1000;
  const pace = running && seconds > 2 ? (bytesDone + moving - beganAt) / seconds : 0;
  const left = pace ? (bytesAll - bytesDone - moving) / pace : 0;
  at("pace").textContent = left > 1 ? `${sizeOf(pace)}/s · ${words.left.replace("{time}", timeOf(left))}` : "";
  at("stop").hidden = !running || stopped;
  at("resume").hidden = !stopped || (!waiting.length && !running);
  const busy = running || looking > 0;
  at("end").disabled = busy;
  at("end").classList.toggle("primary", !busy && (done > 0 || Number(words.already) > 0));
}
show();
// Somebody may have chosen files before this program was here.
for (const id of ["files", "folder"]) { if (at(id).files.length) { takeChosen(at(id)); } }
place.dataset.ready = "yes";
