// All the statements of a page at once; and none again.
window.amanet.enhance("[data-choose-all]", (button) => {
  button.hidden = false;
  button.addEventListener("click", () => {
    const boxes = [...button.form.querySelectorAll("input[name=of]")];
    const all = boxes.some((box) => !box.checked);
    for (const box of boxes) { box.checked = all; }
  });
});
