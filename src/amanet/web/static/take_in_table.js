// A mapping from a file goes into the field, where it can be seen and changed. It does not leave this page before the form is sent.
const pick = document.getElementById("mapping-pick");
const file = document.getElementById("mapping-file");
const field = document.getElementById("mapping");
if (pick) {
  pick.hidden = false;
  file.addEventListener("keydown", (event) => { if (event.key === "Enter") { event.preventDefault(); file.click(); } });
  file.addEventListener("change", async () => {
    if (file.files[0]) { field.value = await file.files[0].text(); field.focus(); }
    file.value = "";
  });
}
