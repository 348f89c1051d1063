// The worker keeps the page for when there is no net, and what that loads. No other answer is ever stored:
// what stands in a plan is never on the device.
"use strict";

const STORE = {{ name | tojson }};
const KEPT = {{ kept | tojson }};
const PAGE = "/offline";

self.addEventListener("install", (event) => event.waitUntil(keep()));
self.addEventListener("activate", (event) => event.waitUntil(begin()));
self.addEventListener("message", (event) => event.waitUntil(speak(event.data?.language)));
self.addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  if (method !== "GET") return;
  if (mode === "navigate") event.respondWith(visit(event));
  else if (KEPT.includes(url.replace(location.origin, ""))) event.respondWith(load(event.request));
});

async function keep() {
  const store = await caches.open(STORE);
  await store.addAll(KEPT);
  await speak("nb");
  await self.skipWaiting();
}

// Older stores go; what is still open is looked after at once.
async function begin() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== STORE).map((name) => caches.delete(name)));
  await self.registration.navigationPreload?.enable();
  await self.clients.claim();
}

// A page says which language its reader has: that is the one she is told in that there is no net.
async function speak(language) {
  const store = await caches.open(STORE);
  const page = await store.match(`${PAGE}?language=${language}`);
  if (page) await store.put(PAGE, page);
}

async function visit(event) {
  try {
    return (await event.preloadResponse) || (await fetch(event.request));
  } catch {
    return (await caches.match(PAGE)) || Response.error();
  }
}

async function load(request) {
  try {
    return await fetch(request);
  } catch {
    return (await caches.match(request)) || Response.error();
  }
}
