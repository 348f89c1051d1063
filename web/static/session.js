// Two minutes before the login ends, the page says so, and it is prolonged at a press. Several pages of one
// login tell each other, and each asks the server before it says anything: that one asks prolongs nothing.
// What a page asks by script says whose it is: if another has logged in meanwhile, it is answered as to nobody.
const WARNED = 120;
const ASKED_AGAIN = 15;
const dialog = document.getElementById("session-end");
const pages = new BroadcastChannel("ipplan-session");
let timer;
let said;
let shut;
let heard = Date.now();

later(Number(dialog.dataset.asksIn));
document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => Object.assign(ctx.request.headers, whose()));
pages.postMessage("here");
pages.addEventListener("message", () => { if (dialog.open || shut) ask(); });
document.addEventListener("visibilitychange", () => {
  if (!document.hidden && Date.now() - heard > ASKED_AGAIN * 1_000) ask();
});
dialog.querySelector("[data-stay]").addEventListener("click", stay);
dialog.querySelector("[data-close]").addEventListener("click", close);
dialog.addEventListener("cancel", (event) => {
  event.preventDefault();
  if (said === "idle") stay();
  else close();
});

function whose() {
  return { "Ipplan-Whose": dialog.dataset.whose };
}

function later(seconds) {
  clearTimeout(timer);
  timer = setTimeout(ask, Math.max(seconds, 1) * 1_000);
}

function stay() {
  return ask("POST", "/sessions/prolonging").then(() => pages.postMessage("stayed"));
}

function close() {
  shut = said;
  dialog.close();
}

async function ask(method = "GET", address = "/sessions/standing") {
  heard = Date.now();
  const answer = await fetch(address, { method, headers: whose(), redirect: "manual", cache: "no-store" }).catch(() => null);
  if (answer?.ok) return heed(await answer.json());
  if (answer?.type === "opaqueredirect" || answer?.status === 401) say("ended");
  else later(ASKED_AGAIN);
}

function heed({ left, last }) {
  if (left > WARNED) {
    shut = said = undefined;
    if (dialog.open) dialog.close();
    later(left - WARNED);
    return;
  }
  say(last ? "last" : "idle", Math.ceil(left / 60));
  later(Math.min(left, ASKED_AGAIN));
}

// What stands in the dialog: the words that are for this, and for whether something is filled in that no draft has.
function say(what, minutes = 0) {
  said = what;
  const typed = isFilledIn() ? "yes" : "no";
  for (const one of dialog.querySelectorAll("[data-when], [data-typed]")) {
    const fits = [
      !one.dataset.when || one.dataset.when.split(" ").includes(what),
      !one.dataset.typed || one.dataset.typed === typed,
      !one.dataset.minutes || one.dataset.minutes === String(Math.max(minutes, 1)),
    ];
    one.hidden = fits.includes(false);
  }
  lead(dialog.querySelector("[data-anew]"), typed === "yes");
  if (!dialog.open && shut !== what) dialog.showModal();
}

function lead(link, beside) {
  const here = beside ? "/sessions/again" : location.pathname + location.search;
  link.href = `/login?return_to=${encodeURIComponent(here)}`;
  link.target = beside ? "_blank" : "";
  link.rel = beside ? "noopener" : "";
}

// Something stands in a form that no draft keeps: typed here, or on the page before, which was sent back.
function isFilledIn() {
  const forms = [...document.querySelectorAll("form[method=post]:not(:has(.draft-state))")];
  return forms.some((form) => [...form.elements].some((field) => {
    if (field.matches("select")) {
      const first = [...field.options].findLastIndex((one) => one.defaultSelected);
      return field.selectedIndex !== Math.max(first, 0);
    }
    if (["checkbox", "radio"].includes(field.type)) return field.checked !== field.defaultChecked;
    return field.matches("input:not([type=hidden]), textarea") && field.value !== "";
  }));
}
