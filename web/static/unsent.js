// What one writes and cannot send is kept on the device, sealed (shelf.js), and sent as the draft that it is when
// there is net again, by this page or a later one. Logging out drops it.
const SHELF = "ipplan-unsent-";
const SLOW = 3_000;
const SENT_AGAIN = [429, 503]; // by ipplan.js
const words = document.getElementById("unsent");
const failing = new Map(); // forms whose draft did not come through, and where each lies
const slow = new WeakMap();
let last = Promise.resolve();
let wait = 5_000;
let timer;
const typed = new WeakMap(); // when each form was last typed in
let touched = false;

document.addEventListener("focusin", ({ target }) => {
  if (stateOf(target)) shelf().then(({ open }) => open()).catch(() => {});
});
document.addEventListener("input", ({ target, isTrusted }) => {
  const form = target.closest?.("form");
  touched ||= isTrusted;
  if (isTrusted && form) typed.set(form, Date.now());
  if (failing.has(form)) keep(form);
});
document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
  const form = formOf(ctx);
  if (ctx.sourceElement.matches(".draft-state")) slow.set(ctx, setTimeout(() => fail(form), SLOW));
});
document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => clearTimeout(slow.get(ctx)));
document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
  const form = formOf(ctx);
  const { status } = ctx.response;
  if (!form) return;
  if (status < 400) release(form);
  else if (isForLater(status)) fail(form, !SENT_AGAIN.includes(status));
});
document.addEventListener("htmx:error", ({ detail: { ctx } }) => {
  if (!ctx) return;
  const form = formOf(ctx);
  if (form) fail(form, true);
  if (!ctx.sourceElement.matches(".draft-state")) say(words.dataset.stays);
});
document.addEventListener("submit", (event) => {
  const form = event.target;
  const away = form.method === "post" && !form.matches("[hx-post]") && !event.submitter?.matches("[hx-post]");
  const leaves = form.getAttribute("action") === "/logout";
  if (away && !navigator.onLine) {
    event.preventDefault();
    say(words.dataset.stays);
  } else if (leaves && names().length && !confirm(words.dataset.leaving)) event.preventDefault();
  else if (leaves) names().forEach((name) => localStorage.removeItem(name));
});
addEventListener("online", again);
document.addEventListener("visibilitychange", () => { if (!document.hidden && failing.size) again(); });
sendKept();

function shelf() {
  return import(words.dataset.shelf);
}

function names() {
  return Object.keys(localStorage).filter((name) => name.startsWith(SHELF));
}

function stateOf(element) {
  return element.closest?.("form")?.querySelector(".draft-state");
}

// The form that a draft is of, whatever of it was sent.
function formOf({ sourceElement }) {
  return stateOf(sourceElement)?.closest("form");
}

function isForLater(status) {
  return status === 401 || status === 429 || status >= 500;
}

// The draft did not come through: what is typed is kept, now and from now on, until it does.
function fail(form, retries = false) {
  if (!failing.has(form)) failing.set(form, "");
  keep(form);
  if (retries) later();
}

function release(form) {
  if (failing.get(form)) localStorage.removeItem(failing.get(form));
  failing.delete(form);
  wait = 5_000;
}

function keep(form) {
  last = last.then(() => failing.has(form) && keepNow(form));
}

async function keepNow(form) {
  const state = stateOf(form);
  const body = new URLSearchParams(new FormData(form));
  const more = JSON.parse(state.getAttribute("hx-vals") ?? "{}");
  for (const [name, value] of Object.entries(more)) body.set(name, value);
  const fields = [...form.querySelectorAll("textarea, input:not([type=hidden], [type=checkbox], [type=radio])")];
  const changed = fields.filter((one) => one.value !== one.defaultValue);
  const said = (changed.length ? changed : fields).map((one) => one.value).filter(Boolean).join("\n");
  const whole = { path: state.getAttribute("hx-post"), body: `${body}`, at: typed.get(form) ?? Date.now(), said };
  const name = await shelf().then(({ put }) => put(whole)).catch(() => null);
  if (!failing.has(form)) return name && localStorage.removeItem(name);
  if (name) failing.set(form, name);
  state.textContent = name ? words.dataset.kept : words.dataset.notKept;
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(again, wait);
  wait = Math.min(wait * 2, 60_000);
}

function again() {
  for (const form of failing.keys()) {
    if (form.isConnected) form.dispatchEvent(new Event("input", { bubbles: true }));
    else failing.delete(form);
  }
  sendKept();
}

// What an earlier page kept, or an editor that is gone.
function sendKept() {
  const waiting = names().filter((name) => ![...failing.values()].includes(name));
  if (waiting.length) shelf().then(({ send }) => send(waiting, sent)).then((all) => all || later(), later);
}

// Where it was written, it is shown as the draft that it is now.
function sent(path) {
  if (document.querySelector(`[hx-post="${CSS.escape(path)}"]`) && !touched) location.reload();
  else say(words.dataset.sent, path.split("/items/")[0]);
}

function say(what, address) {
  const note = document.createElement("div");
  note.className = "toast";
  note.append(Object.assign(document.createElement("span"), { textContent: what }));
  if (address?.includes("/sections/")) {
    const link = Object.assign(document.createElement("a"), { href: address, textContent: words.dataset.see });
    link.className = "ds-link";
    note.append(link);
  }
  document.getElementById("toast").replaceChildren(note);
}
