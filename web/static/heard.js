// For who hears the page, or has only keys. What others change is told politely: who and where, not what, once in
// some seconds at most, and not at all where that is chosen. And what one did just now is undone by a key.
"use strict";

const EVERY = 5_000;
const told = document.getElementById("heard");
const shown = document.getElementById("live");

if (told && shown && document.documentElement.dataset.announce !== "off") {
  const mine = document.querySelector(".who-name")?.textContent;
  const written = () => new Map([...shown.querySelectorAll(".item")].map((one) => [one.id, words(one)]));
  const words = (one) => one.dataset.by + one.querySelector(".item-view")?.textContent;
  let known = written();
  let news = [];
  let waits = null;
  let last = 0;

  const tell = () => {
    waits = null;
    last = Date.now();
    const names = [...new Set(news.map(({ name }) => name))];
    const places = [...new Set(news.map(({ place }) => place))].join(", ");
    const words = names.length === 1 ? told.dataset.one : told.dataset.some;
    told.textContent = words.replace("{name}", names[0]).replace("{place}", places);
    news = [];
  };

  const look = () => {
    const now = written();
    for (const [id, text] of now) {
      if (known.get(id) === text) continue;
      const item = document.getElementById(id);
      const name = item.dataset.by;
      const place = item.closest(".section")?.querySelector("h2")?.textContent;
      if (name && place && name !== mine) news.push({ name, place });
    }
    known = now;
    if (news.length) tell();
    else waits = null;
  };

  new MutationObserver(() => {
    waits ??= setTimeout(look, Math.max(200, last + EVERY - Date.now()));
  }).observe(shown, { childList: true, subtree: true, characterData: true });
}

// The note that something was saved stands at the page's end: far away for who has no mouse.
document.addEventListener("keydown", (event) => {
  if (event.key !== "z" || !(event.ctrlKey || event.metaKey) || event.target.matches("input, textarea, select")) return;
  const button = document.querySelector("#toast form button");
  if (!button) return;
  event.preventDefault();
  button.click();
});
