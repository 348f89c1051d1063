// Reads the page aloud with the device's own voice: block by block, each in its language and marked while it
// is read. Some browsers' voices speak elsewhere, and are sent what they say: those are left alone. Without
// another there is no button.
"use strict";

const BLOCKS = "h1, h2, h3, h4, h5, h6, p, li, dt, dd, legend, label, summary, caption, th, td, figcaption, .prose, .kept";
const button = document.getElementById("aloud");
const voice = window.speechSynthesis;
let waiting = [];
let current = null;

if (button && voice) {
  offer();
  voice.addEventListener?.("voiceschanged", offer);
  button.addEventListener("click", () => (waiting.length || current ? stop() : start()));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && current) stop();
  });
  addEventListener("pagehide", stop);
}

function offer() {
  button.hidden = !voices().length;
}

function voices() {
  return voice.getVoices().filter((one) => one.localService);
}

// What is chosen with the pointer or the keys, if anything is; else the whole page, from where one looks.
function start() {
  const chosen = getSelection();
  const within = chosen && !chosen.isCollapsed ? (block) => chosen.containsNode(block, true) : () => true;
  waiting = [...document.querySelectorAll("main " + BLOCKS.replaceAll(", ", ", main "))].filter(
    (block) => block.checkVisibility() && !block.querySelector(BLOCKS) && words(block) && within(block),
  );
  if (waiting.length) told(true);
  next();
}

function next() {
  current?.classList.remove("is-read");
  current = waiting.shift() ?? null;
  if (!current) return told(false);
  if (!current.isConnected) return next();
  const said = new SpeechSynthesisUtterance(words(current));
  said.lang = current.closest("[lang]").lang;
  said.voice = voiceFor(said.lang);
  if (!said.voice) return stop();
  said.onend = said.onerror = () => said === speaking && next();
  speaking = said;
  current.classList.add("is-read");
  current.scrollIntoView({ block: "nearest" });
  voice.speak(said);
}
let speaking = null;

function stop() {
  speaking = null;
  waiting = [];
  voice.cancel();
  current?.classList.remove("is-read");
  current = null;
  told(false);
}

function told(reading) {
  button.setAttribute("aria-pressed", String(reading));
  button.querySelector(".word").textContent = reading ? button.dataset.stop : button.dataset.start;
}

function words(block) {
  return block.innerText.trim();
}

// A voice for one form of Norwegian reads the other too: better than an English one. One is always named: a browser
// that is told none takes whichever it likes.
function voiceFor(lang) {
  const near = { nb: ["nb", "no", "nn"], nn: ["nn", "no", "nb"] }[lang] ?? [lang];
  const known = voices();
  for (const tag of near) {
    const found = known.find((one) => one.lang.toLowerCase().startsWith(tag));
    if (found) return found;
  }
  return known.find((one) => one.default) ?? known[0];
}
