// Marking on the page of an item: words by mouse, finger or keyboard, a stretch of the recording, a frame on a picture or page.
// Without this file, words are chosen from lists on a page of their own, and seconds and frames are fields.

const { enhance, announce } = window.amanet ?? await ready();

function ready() {
  return new Promise((done) => {
    const look = () => { if (window.amanet) { done(window.amanet); } else { setTimeout(look, 10); } };
    look();
  });
}

// Words

const segmenter = typeof Intl.Segmenter === "function" ? new Intl.Segmenter(undefined, { granularity: "word" }) : null;

function startMarking(section) {
  const bar = document.querySelector("[data-mark-bar]");
  if (!bar) { return; }
  const pad = bar.querySelector("[data-mark-pad]"), chosen = bar.querySelector("[data-chosen]"), button = bar.querySelector("button");
  const readings = section.dataset.readings.split(" ");
  const lines = [...section.querySelectorAll("[data-places]")].map((element) => ({ element, side: element.closest(".line, tr").id[0] === "b" ? 1 : 0 }));
  const sides = [0, 1].map((side) => lines.filter((line) => line.side === side));
  // Where the cursor of the keyboard is: words of one side, from `anchor` to `head`, each a line and a word.
  // `ours` is what it chose itself: a browser tells of that some time later, and nobody may lose their place by it.
  let anchor = null, head = null, side = 0, ours = "";
  bar.hidden = false;
  show("");

  function show(text) {
    chosen.textContent = text.length > 160 ? `${text.slice(0, 110)} … ${text.slice(-40)}` : text || pad.dataset.nothing;
    chosen.classList.toggle("muted", !text);
    button.disabled = !text;
  }

  // The characters of the reading that a place in a line's text means.
  function characterAt(line, offset) {
    const before = [...line.textContent.slice(0, offset)].length;
    let seen = 0, last = 0;
    for (const place of line.dataset.places.split(" ")) {
      const [start, length] = place.split("+").map(Number);
      if (before < seen + length) { return start + before - seen; }
      seen += length;
      last = start + length;
    }
    return last;
  }

  function offsetIn(line, node, offset) {
    const range = document.createRange();
    range.selectNodeContents(line);
    range.setEnd(node, offset);
    return range.toString().length;
  }

  // What is selected, as characters of one reading; null where nothing of the words is.
  function read() {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed) { return null; }
    const range = selection.getRangeAt(0);
    if (!range.intersectsNode(section)) { return null; }
    const touched = lines.filter((line) => range.intersectsNode(line.element) && within(range, line.element));
    if (!touched.length) { return null; }
    const first = touched[0], same = touched.filter((line) => line.side === first.side), last = same.at(-1);
    const begins = first.element.contains(range.startContainer) ? offsetIn(first.element, range.startContainer, range.startOffset) : 0;
    const ends = last.element.contains(range.endContainer) ? offsetIn(last.element, range.endContainer, range.endOffset) : last.element.textContent.length;
    const texts = same.map((line) => line.element.textContent);
    const quote = same.length === 1 ? texts[0].slice(begins, ends) : [texts[0].slice(begins), ...texts.slice(1, -1), texts.at(-1).slice(0, ends)].join(" ");
    if (!quote.trim()) { return null; }
    return { side: first.side, start: characterAt(first.element, begins), end: endAt(last.element, ends), quote: quote.trim() };
  }

  // The end of a selection belongs to the character before it.
  function endAt(line, offset) {
    const text = line.textContent.slice(0, offset);
    const lastOne = [...text].at(-1) ?? "";
    return text ? characterAt(line, offset - lastOne.length) + 1 : characterAt(line, 0);
  }

  function within(range, element) {
    const own = document.createRange();
    own.selectNodeContents(element);
    return range.compareBoundaryPoints(Range.END_TO_START, own) < 0 && range.compareBoundaryPoints(Range.START_TO_END, own) > 0;
  }

  function take() {
    const found = read();
    if (!found) {
      if (!bar.contains(document.activeElement)) { show(""); }
      return;
    }
    bar.elements.reading.value = readings[found.side];
    bar.elements.start.value = found.start;
    bar.elements.end.value = found.end;
    bar.elements.quote.value = found.quote;
    show(found.quote);
    if (placeOf(found) !== ours) { anchor = head = null; }
  }
  function placeOf(found) { return found ? `${found.side} ${found.start} ${found.end}` : ""; }
  document.addEventListener("selectionchange", take);

  // The keyboard

  function wordsOf(line) {
    if (!line.words) {
      const text = line.element.textContent;
      line.words = segmenter
        ? [...segmenter.segment(text)].filter((one) => one.isWordLike).map((one) => ({ from: one.index, to: one.index + one.segment.length }))
        : [...text.matchAll(/\S+/g)].map((one) => ({ from: one.index, to: one.index + one[0].length }));
      if (!line.words.length) { line.words = [{ from: 0, to: text.length }]; }
    }
    return line.words;
  }

  function begin() {
    side = sides[0].length ? 0 : 1;
    const current = sides[side].findIndex((line) => line.element.closest("[data-current]"));
    const visible = sides[side].findIndex((line) => line.element.getBoundingClientRect().bottom > 180);
    anchor = head = { line: current >= 0 ? current : Math.max(0, visible), word: 0 };
  }

  function moved(from, by, whole) {
    const of = sides[side];
    if (whole) {
      const line = lineBeside(of, from.line, by);
      return { line, word: line === from.line ? from.word : Math.min(from.word, wordsOf(of[line]).length - 1) };
    }
    const word = from.word + by;
    if (word < 0) { return from.line ? { line: from.line - 1, word: wordsOf(of[from.line - 1]).length - 1 } : from; }
    if (word < wordsOf(of[from.line]).length) { return { line: from.line, word }; }
    return from.line + 1 < of.length ? { line: from.line + 1, word: 0 } : from;
  }

  // The line above or below; in a table the cell above or below, or as far in that direction as there is one.
  function lineBeside(of, from, by) {
    const cell = of[from].element.closest("td");
    if (!cell) { return Math.max(0, Math.min(of.length - 1, from + by)); }
    for (let line = from + by; line >= 0 && line < of.length; line += by) {
      const other = of[line].element.closest("td");
      if (other?.cellIndex === cell.cellIndex) { return line; }
    }
    return from;
  }

  function pointIn(line, offset) {
    const walker = document.createTreeWalker(line.element, NodeFilter.SHOW_TEXT);
    let node, left = offset;
    while ((node = walker.nextNode())) {
      if (left <= node.length) { return [node, left]; }
      left -= node.length;
    }
    return [line.element, line.element.childNodes.length];
  }

  function select() {
    const of = sides[side];
    const forwards = anchor.line < head.line || (anchor.line === head.line && anchor.word <= head.word);
    const [first, last] = forwards ? [anchor, head] : [head, anchor];
    const range = document.createRange();
    range.setStart(...pointIn(of[first.line], wordsOf(of[first.line])[first.word].from));
    range.setEnd(...pointIn(of[last.line], wordsOf(of[last.line])[last.word].to));
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    ours = placeOf(read());
    of[head.line].element.scrollIntoView({ block: "center" });
    take();
    const word = wordsOf(of[head.line])[head.word];
    announce(of[head.line].element.textContent.slice(word.from, word.to));
  }

  pad.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !button.disabled) { event.preventDefault(); bar.requestSubmit(); return; }
    if (event.key === "Escape") { getSelection().removeAllRanges(); anchor = head = null; show(""); return; }
    if (event.ctrlKey || event.altKey || event.metaKey) { return; }
    const rightToLeft = getComputedStyle(sides[side][head?.line ?? 0]?.element ?? section).direction === "rtl";
    const steps = { ArrowDown: [1, true], ArrowUp: [-1, true], ArrowRight: [rightToLeft ? -1 : 1, false], ArrowLeft: [rightToLeft ? 1 : -1, false] };
    const end = { Home: 0, End: -1 };
    if (!(event.key in steps) && !(event.key in end)) { return; }
    event.preventDefault();
    if (!head) { begin(); select(); return; }
    if (event.key in end) {
      head = { line: head.line, word: event.key === "Home" ? 0 : wordsOf(sides[side][head.line]).length - 1 };
    } else { head = moved(head, ...steps[event.key]); }
    if (!event.shiftKey) { anchor = head; }
    select();
  });
}
enhance("[data-words]", startMarking);

// A stretch of the recording

function clockOf(seconds) {
  const whole = Math.max(0, Math.round(seconds * 10) / 10);
  const minutes = Math.floor(whole / 60), rest = (whole - minutes * 60).toFixed(1);
  const hours = Math.floor(minutes / 60);
  return `${hours ? `${hours}:${String(minutes % 60).padStart(2, "0")}` : minutes}:${rest.padStart(4, "0")}`;
}

function secondsOf(text) {
  const parts = text.trim().replace(",", ".").split(":").map(Number);
  return parts.some(Number.isNaN) || !text.trim() ? null : parts.reduce((sum, part) => sum * 60 + part, 0);
}

enhance("[data-mark-time]", (box) => {
  const media = document.querySelector("[data-player] audio, [data-player] video");
  if (!media) { return; }
  const form = box.querySelector("form"), field = (name) => form.elements[name];
  box.querySelectorAll("[data-take], [data-nudge], [data-listen]").forEach((button) => { button.hidden = false; });
  const set = (name, seconds) => { field(name).value = clockOf(seconds); announce(`${form.querySelector(`label[for=mark-${name}]`).textContent} ${field(name).value}`); };
  const take = (name) => { box.open = true; set(name, media.currentTime); };
  box.querySelectorAll("[data-take]").forEach((button) => button.addEventListener("click", () => take(button.dataset.take)));
  box.querySelectorAll("[data-nudge]").forEach((button) => button.addEventListener("click", () => {
    const now = secondsOf(field(button.dataset.nudge).value) ?? media.currentTime;
    set(button.dataset.nudge, Math.min(media.duration || Infinity, now + Number(button.dataset.by)));
  }));
  box.querySelector("[data-listen]").addEventListener("click", () => {
    const since = secondsOf(field("from").value), until = secondsOf(field("to").value);
    if (since === null) { return; }
    media.currentTime = since;
    media.play().catch(() => {});
    const stop = () => { if (until !== null && media.currentTime >= until) { media.pause(); media.removeEventListener("timeupdate", stop); } };
    media.addEventListener("timeupdate", stop);
  });
  addEventListener("keydown", (event) => {
    const name = { i: "from", o: "to" }[event.key.toLowerCase()];
    const keys = document.querySelector("[data-keys]");
    if (!name || !keys?.checked || event.ctrlKey || event.altKey || event.metaKey) { return; }
    if (event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]")) { return; }
    event.preventDefault();
    take(name);
  });
});

// A frame on a picture or page, in per cent

enhance("[data-mark-region]", (box) => {
  const image = document.querySelector("img[data-drawn]");
  if (!image) { return; }
  const form = box.querySelector("form"), names = ["left", "top", "width", "height"];
  const space = "http://www.w3.org/2000/svg";
  const frame = document.createElement("div"), svg = document.createElementNS(space, "svg"), rect = document.createElementNS(space, "rect");
  frame.className = "region-drawn";
  svg.setAttribute("viewBox", "0 0 100 100");
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("tabindex", "0");
  svg.setAttribute("role", "application");
  svg.setAttribute("aria-label", box.dataset.keysHint);
  svg.setAttribute("data-own-keys", "");
  svg.append(rect);
  image.replaceWith(frame);
  frame.append(image, svg);
  let region = [35, 40, 30, 20], from = null;

  const active = () => { svg.toggleAttribute("hidden", !box.open); frame.classList.toggle("is-open", box.open); };
  box.addEventListener("toggle", active);
  active();

  function draw(write = true) {
    const [left, top, width, height] = region;
    rect.setAttribute("x", left); rect.setAttribute("y", top); rect.setAttribute("width", width); rect.setAttribute("height", height);
    if (write) { names.forEach((name, at) => { form.elements[name].value = String(Math.round(region[at] * 100) / 100); }); }
  }
  const at = (event) => {
    const box = svg.getBoundingClientRect();
    return [100 * (event.clientX - box.left) / box.width, 100 * (event.clientY - box.top) / box.height].map((one) => Math.max(0, Math.min(100, one)));
  };
  svg.addEventListener("pointerdown", (event) => { from = at(event); svg.setPointerCapture(event.pointerId); event.preventDefault(); svg.focus(); });
  svg.addEventListener("pointermove", (event) => {
    if (!from) { return; }
    const to = at(event);
    region = [Math.min(from[0], to[0]), Math.min(from[1], to[1]), Math.abs(to[0] - from[0]), Math.abs(to[1] - from[1])];
    draw();
  });
  svg.addEventListener("pointerup", () => { from = null; });
  svg.addEventListener("pointercancel", () => { from = null; });
  svg.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (event.key === "Enter") { event.preventDefault(); form.requestSubmit(); return; }
    if (!step) { return; }
    event.preventDefault();
    const [left, top, width, height] = region, limit = (one, most) => Math.max(0, Math.min(most, one));
    region = event.shiftKey
      ? [left, top, Math.max(1, limit(width + step[0], 100 - left)), Math.max(1, limit(height + step[1], 100 - top))]
      : [limit(left + step[0], 100 - width), limit(top + step[1], 100 - height), width, height];
    draw();
  });
  names.forEach((name) => form.elements[name].addEventListener("input", () => {
    const given = names.map((one) => Number(form.elements[one].value.replace(",", ".")));
    if (!given.some(Number.isNaN)) { region = given; draw(false); }
  }));
});
