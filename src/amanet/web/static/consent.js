// Consent: printing what is on the page, and leaving no question unseen.
window.amanet.enhance("[data-print]", (button) => {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
});
