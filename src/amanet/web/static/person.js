// Print, where there is script to do it with: what is folded away is opened, so that the paper has all of it.
const { enhance } = window.amanet;

enhance("[data-print]", (button) => {
  button.hidden = false;
  button.addEventListener("click", () => print());
});
let opened = [];
addEventListener("beforeprint", () => {
  opened = [...document.querySelectorAll(".account details:not([open])")];
  for (const one of opened) { one.open = true; }
});
addEventListener("afterprint", () => { for (const one of opened) { one.open = false; } });
