// Settings: two passphrases that have to be the same are compared before anything is sent. The server compares them again.
window.amanet.enhance("form:has(#same)", (form) => {
  const first = form.querySelector("#new");
  const second = form.querySelector("#same");
  const compare = () => {
    const differ = second.value !== "" && second.value !== first.value;
    if (differ) { second.setAttribute("aria-invalid", "true"); } else { second.removeAttribute("aria-invalid"); }
  };
  first.addEventListener("change", compare);
  second.addEventListener("change", compare);
});
