// A file that is too large is said to be before it is sent.
const chosen = document.querySelector("input[type=file][data-most]");
const said = document.getElementById("file-error");

const tooLarge = () => [...chosen.files].some((one) => one.size > Number(chosen.dataset.most));

chosen.addEventListener("change", () => {
  said.textContent = tooLarge() ? chosen.dataset.tooLarge : "";
  said.hidden = !tooLarge();
  chosen.setAttribute("aria-invalid", String(tooLarge()));
});
chosen.form.addEventListener("submit", (event) => {
  if (!tooLarge()) return;
  event.preventDefault();
  chosen.focus();
});
