// The log: a file that somebody chose becomes text in its form (base64 where it is not text), and an answer becomes a file.
// Nothing is kept in the browser.
const LARGEST = 400000;

function base64(bytes) {
  let text = "";
  for (const byte of bytes) { text += String.fromCharCode(byte); }
  return btoa(text);
}

window.amanet.enhance("[data-into]", (input) => {
  const field = document.getElementById(input.dataset.into);
  const place = input.closest(".pick");
  place.hidden = false;
  input.addEventListener("change", async () => {
    const [file] = input.files;
    if (!file || file.size > LARGEST) { return; }
    const bytes = new Uint8Array(await file.arrayBuffer());
    const text = new TextDecoder().decode(bytes);
    field.value = "binary" in input.dataset && !text.startsWith("-----BEGIN") ? base64(bytes) : text;
    place.querySelector("[data-name]").textContent = file.name;
    window.amanet.announce(file.name);
    input.value = "";
  });
});

window.amanet.enhance("[data-save]", (button) => {
  button.hidden = false;
  button.addEventListener("click", () => {
    const text = document.getElementById(button.dataset.save).value;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
    link.download = button.dataset.file;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  });
});
