// The page's own script: says what it shows when it connects, guards what is being written, covers what
// may have been withdrawn. Everything else is htmx, which is loaded after this: no event of its is missed.
"use strict";

const COVER_AFTER = 60_000;
const plan = document.getElementById("plan");
let heard = Date.now();
let connected = false;

if (plan) {
  plan.addEventListener("htmx:ws:after:connection", (event) => {
    connected = true;
    event.detail.connection.socket.send(JSON.stringify({ seen: seen() }));
    plan.dataset.live = "on";
    hear();
  });
  plan.addEventListener("htmx:ws:before:message:incoming", (event) => {
    hear();
    if (isFarewell(event.detail.message.data)) leave();
    guardEditors(event.detail.message.data);
  });
  plan.addEventListener("htmx:ws:close", (event) => {
    plan.dataset.live = "off";
    if (event.detail.code === 1008 || !connected) recheck();
    connected = false;
    show("live-state", event.detail.reason !== "removed");
  });
  setInterval(coverIfSilent, 1_000);
  document.addEventListener("visibilitychange", coverIfSilent);
}

// What the page shows: the digest of each live part by its id, in the page's order.
function seen() {
  return Object.fromEntries([...document.querySelectorAll("#live .live")].map((part) => [part.id, part.dataset.seen]));
}

function hear() {
  heard = Date.now();
  show("cover", false);
  show("live-state", false);
  document.getElementById("live")?.classList.remove("covered");
}

// Silence may mean that access was withdrawn and we were not told: cover until we hear again.
function coverIfSilent() {
  const silent = Date.now() - heard > COVER_AFTER;
  show("cover", silent);
  document.getElementById("live")?.classList.toggle("covered", silent);
}

function isFarewell(data) {
  return data === '{"gone": true}';
}

// The right to this page, or the login, is gone: nothing of it stays on the screen.
function leave() {
  document.getElementById("live")?.remove();
  document.querySelector(".plan-head")?.remove();
  document.title = "ipplan";
  show("gone", true);
}

// A refused connection does not say why. Ask the page itself; if that is refused too, leave it. A server that has
// too much to do, or is being mended, refuses nothing: the connection is tried again, and so is this.
async function recheck() {
  const headers = { "Ipplan-Whose": document.getElementById("session-end").dataset.whose };
  const how = { headers, redirect: "manual", cache: "no-store" };
  const answer = await fetch(location.pathname, how).catch(() => null);
  if (answer && answer.status !== 200 && ![429, 500, 502, 503, 504].includes(answer.status)) leave();
}

// Somebody may close what one is writing under, or move it: the editor is lifted out before, with caret and text.
function guardEditors(data) {
  let message;
  try {
    message = JSON.parse(data);
  } catch {
    return;
  }
  if (!message.content) return;
  const target = document.querySelector(message.target);
  const fresh = new DOMParser().parseFromString(message.content, "text/html");
  for (const editor of target?.querySelectorAll(".editor") ?? []) {
    const id = CSS.escape(editor.id);
    const place = fresh.querySelector(`#${id}`);
    const section = editor.closest(".live");
    const sectionStays = fresh.getElementById(section.id);
    if (!place && sectionStays) rescue(editor, section);
  }
}

function rescue(editor, section) {
  if (section.previousElementSibling?.contains(editor)) return;
  const kept = document.createElement("div");
  kept.className = "rescued";
  section.before(kept);
  if (kept.moveBefore) {
    kept.moveBefore(editor, null);
    return;
  }
  const focused = document.activeElement;
  kept.append(editor);
  if (kept.contains(focused)) focused.focus({ preventScroll: true });
}

function show(id, visible) {
  const element = document.getElementById(id);
  if (element) element.hidden = !visible;
}

// How long a meeting, or a point of it, has taken: counted here, so that nothing is sent for it.
function count() {
  for (const one of document.querySelectorAll(".elapsed")) {
    const since = one.dataset.since ? (Date.now() - Date.parse(one.dataset.since)) / 1_000 : 0;
    const minutes = Math.floor((Number(one.dataset.spent || 0) + Math.max(since, 0)) / 60);
    const words = `${minutes} min`;
    if (one.textContent !== words) one.textContent = words;
  }
}
count();
setInterval(count, 1_000);

// What one reads stays where it is when something comes above it. Browsers see to that, but not all of them.
if (plan && !CSS.supports("overflow-anchor", "auto")) {
  let read, top;
  plan.addEventListener("htmx:ws:before:message:incoming", () => {
    const parts = [...document.querySelectorAll("#live .item, #live .section-head")];
    read = scrollY > 0 && parts.find((part) => part.getBoundingClientRect().top >= 0);
    top = read && read.getBoundingClientRect().top;
  });
  document.addEventListener("htmx:after:swap", () => {
    if (read && read.isConnected) scrollBy({ top: read.getBoundingClientRect().top - top, behavior: "instant" });
    read = null;
  });
}

// What htmx is to fetch stands where it stands for who has no script: in the link, or the form. It says where an
// editor opens, too: at the item, or where the new one will stand.
document.addEventListener("htmx:config:request", (event) => {
  const { ctx } = event.detail;
  const link = ctx.sourceElement;
  ctx.request.action ||= link.getAttribute("href") ?? link.getAttribute("action");
  if (link.matches(".edit-button, .add-button") && !link.hasAttribute("hx-target")) ctx.target = slot(new URL(link.href));
});

function slot({ pathname, searchParams }) {
  const [, section, item] = pathname.match(/\/sections\/([^/]+)\/items\/([^/]+)/);
  const fresh = `new-${searchParams.get("kind")}-${searchParams.get("under") ?? section}`;
  return document.getElementById(item === "new" ? fresh : `edit-${item}`);
}

// Too much at once, or nobody there to take it: a draft is sent again in a while, with what then is typed.
document.addEventListener("htmx:response:error", (event) => {
  const { response, sourceElement } = event.detail.ctx;
  if (![429, 503].includes(response.status) || !sourceElement.matches(".draft-state")) return;
  const wait = 1_000 * (Number(response.headers.get("retry-after")) || 5);
  setTimeout(() => sourceElement.closest("form")?.dispatchEvent(new Event("input", { bubbles: true })), wait);
});

// An editor that opens is ready to be written in.
document.addEventListener("htmx:after:swap", () => {
  count();
  const fresh = document.querySelector(".editor:not([data-opened])");
  if (!fresh) return;
  fresh.dataset.opened = "";
  (fresh.querySelector("[data-summed]") ?? fresh.querySelector("input:not([type=hidden]), textarea, select"))?.focus();
});

// Who has saved, or put away, goes on where she wrote: at the item, not at the top of the page.
let wrote;
document.addEventListener("htmx:config:request", (event) => {
  const { sourceElement } = event.detail.ctx;
  const editor = sourceElement.matches(".draft-state") ? null : sourceElement.closest(".editor");
  if (editor) wrote = { editor, item: editor.querySelector("input[name=item]")?.value ?? editor.id.replace("edit-", "") };
});
document.addEventListener("htmx:after:swap", () => {
  if (!wrote || wrote.editor.isConnected) return;
  const item = document.getElementById(`item-${wrote.item}`);
  wrote = null;
  if (document.activeElement === document.body) (item?.querySelector(".edit-button") ?? item?.querySelector("a, button"))?.focus();
});

// A button that copies what stands in a field, and says so; without it the field can be copied by hand.
for (const button of document.querySelectorAll("[data-copies]")) {
  const field = document.getElementById(button.dataset.copies);
  const said = document.getElementById(`${button.dataset.copies}-copied`);
  button.hidden = !navigator.clipboard;
  field.addEventListener("focus", () => field.select());
  button.addEventListener("click", async () => {
    const done = await navigator.clipboard.writeText(field.value).then(() => true, () => false);
    if (done && said) said.textContent = said.dataset.said;
    if (!done) field.focus();
  });
}

// A picture that is wider than the screen begins where one looks first: at today.
for (const frame of document.querySelectorAll("[data-looks-at]")) {
  frame.scrollLeft = frame.scrollWidth * Number(frame.dataset.looksAt) - frame.clientWidth / 2;
}
