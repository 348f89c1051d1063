// Sealed words on this device (AES-GCM). The key is the login's: the server gives it, and it stands in the
// memory of this page alone. Where a thing lies says nothing of what it is of.
const SHELF = "ipplan-unsent-";
const PAGE = base64(crypto.getRandomValues(new Uint8Array(6)));
const WHOSE = { "Ipplan-Whose": document.getElementById("session-end").dataset.whose };
let box;

export function open() {
  box ??= ask();
  box.catch(() => { box = undefined; });
  return box;
}

async function ask() {
  const answer = await fetch("/sessions/key", { headers: WHOSE, redirect: "manual", cache: "no-store" });
  const { name, key, now } = await answer.json();
  const ahead = now - Date.now(); // of this device's clock; the answer's way here makes words look older, never newer
  return { name, ahead, key: await crypto.subtle.importKey("raw", bytes(key), "AES-GCM", false, ["encrypt", "decrypt"]) };
}

// Keeps what is to be sent to ``whole.path``, in place of what this page kept of the same; returns under which name.
export async function put(whole) {
  const { name, key } = await open();
  const path = new Uint8Array(await crypto.subtle.digest("SHA-256", utf8(name + whole.path)));
  const at = `${SHELF}${name}-${base64(path.slice(0, 9))}-${PAGE}`;
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const how = { name: "AES-GCM", iv, additionalData: utf8(at) };
  const sealed = await crypto.subtle.encrypt(how, key, utf8(JSON.stringify(whole)));
  localStorage.setItem(at, `${base64(iv)}.${base64(new Uint8Array(sealed))}`);
  return at;
}

// What lies there; nothing where it was another login's, or somebody has changed it.
async function take(at) {
  const { name, key } = await open();
  if (!at.startsWith(SHELF + name)) return null;
  try {
    const [iv, sealed] = localStorage.getItem(at).split(".").map(bytes);
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData: utf8(at) }, key, sealed);
    return JSON.parse(new TextDecoder().decode(plain));
  } catch {
    return null;
  }
}

// Sends what lies under these names as the drafts that they are, and throws away what another login kept.
// Returns whether nothing is left to be tried again.
export async function send(names, told) {
  await open();
  let all = true;
  for (const name of names) {
    const whole = await take(name);
    const status = whole ? await post(whole) : 200;
    if (whole && isForLater(status)) all = false;
    else if (status >= 400) show(name, whole.said);
    else {
      localStorage.removeItem(name);
      if (whole) told(whole.path);
    }
  }
  return all;
}

function isForLater(status) {
  return status === 0 || status === 401 || status === 429 || status >= 500;
}

async function post({ path, body, at }) {
  const { ahead } = await open();
  const headers = { ...WHOSE, "HX-Request": "true", "Ipplan-Typed-At": `${Math.round(at + ahead)}` };
  return (await fetch(path, { method: "POST", body: new URLSearchParams(body), headers, redirect: "manual" })).status;
}

// What could not be put into the plan is shown to be copied, until one throws it away.
function show(name, said) {
  if (document.getElementById(name)) return;
  const words = document.getElementById("unsent");
  const card = words.querySelector("template").content.firstElementChild.cloneNode(true);
  card.id = name;
  card.querySelector("p").textContent = said;
  card.querySelector("button").addEventListener("click", () => {
    localStorage.removeItem(name);
    card.remove();
    words.hidden = !words.querySelector(".ds-card");
  });
  words.append(card);
  document.getElementById("main").prepend(words);
  words.hidden = false;
}

function utf8(words) {
  return new TextEncoder().encode(words);
}

function base64(some) {
  return btoa(Array.from(some, (one) => String.fromCharCode(one)).join(""));
}

function bytes(some) {
  return Uint8Array.from(atob(some), (one) => one.charCodeAt(0));
}
