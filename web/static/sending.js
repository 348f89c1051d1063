// A file on its way: how far it has come, and that one need not press again. Without it the form is sent all the same.
"use strict";

document.addEventListener("submit", (event) => {
  const form = event.target;
  const chosen = form.querySelector("input[type=file]");
  if (event.defaultPrevented || !chosen?.files.length || form.dataset.plainly) return;
  event.preventDefault();
  if (!form.querySelector(".progress")) send(form, event.submitter);
});

function send(form, button) {
  form.querySelector(".stopped")?.remove();
  const { shown, bar, words } = progress(form);
  const way = new XMLHttpRequest();
  const body = new FormData(form, button);
  button.setAttribute("aria-busy", "true");
  way.open("POST", button.hasAttribute("formaction") ? button.formAction : form.action);
  way.upload.addEventListener("progress", (event) => {
    if (event.lengthComputable) bar.value = event.loaded / event.total;
  });
  way.upload.addEventListener("load", () => {
    bar.removeAttribute("value");
    words.textContent = form.dataset.looking;
  });
  way.addEventListener("load", () => arrive(way, form));
  way.addEventListener("error", () => {
    button.removeAttribute("aria-busy");
    bar.remove();
    shown.className = "stopped";
    words.textContent = form.dataset.stopped;
    form.dataset.plainly = "yes"; // next time as browsers do it, who can follow to a login elsewhere
  });
  way.send(body);
}

function progress(form) {
  const shown = document.createElement("div");
  const bar = document.createElement("progress");
  const words = document.createElement("span");
  shown.className = "progress";
  words.id = "progress-words";
  words.setAttribute("role", "status");
  words.textContent = form.dataset.sending;
  bar.max = 1;
  bar.value = 0;
  bar.setAttribute("aria-labelledby", words.id);
  shown.append(words, bar);
  form.querySelector(".editor-end").after(shown);
  return { shown, bar, words };
}

// Taken: on to where the answer leads. Not taken: the same page, with what is wrong.
function arrive(way, form) {
  if (way.status < 400) {
    const item = form.elements.namedItem("item")?.value;
    location.assign(item ? `${way.responseURL}#item-${item}` : way.responseURL);
    return;
  }
  const page = new DOMParser().parseFromString(way.responseText, "text/html");
  const main = document.getElementById("main");
  main.replaceChildren(...page.getElementById("main")?.childNodes ?? []);
  if (!main.childElementCount) location.assign(form.action);
  document.title = page.title;
  (main.querySelector("[role=alert], [aria-invalid=true]") ?? main).focus();
}
