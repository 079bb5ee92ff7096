// The door: show what is typed, choose a language at once, wait out too many attempts, print the recovery code.
const all = (selector) => document.querySelectorAll(selector);

for (const button of all("[data-reveal]")) {
  const field = document.getElementById(button.dataset.reveal);
  button.hidden = false;
  button.addEventListener("click", () => {
    const show = field.type === "password";
    field.type = show ? "text" : "password";
    button.textContent = show ? button.dataset.hide : button.dataset.show;
    button.setAttribute("aria-pressed", String(show));
    field.focus();
  });
  field.form.addEventListener("submit", () => { field.type = "password"; });
}

// With the mouse a language is chosen at once; with the arrow keys one passes by others, so the button is pressed (WCAG 3.2.2).
for (const form of all("[data-language]")) {
  const list = form.querySelector("select");
  let byKeys = false;
  list.addEventListener("keydown", () => { byKeys = true; });
  list.addEventListener("pointerdown", () => { byKeys = false; });
  list.addEventListener("change", () => { if (!byKeys) form.requestSubmit(); });
}

for (const button of all("[data-wait]")) {
  const label = button.textContent;
  let left = Number(button.dataset.wait);
  const tick = () => {
    button.disabled = left > 0;
    button.textContent = left > 0 ? `${label} (${left})` : label;
    if (left > 0) { left -= 1; setTimeout(tick, 1000); }
  };
  tick();
}

for (const button of all("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
