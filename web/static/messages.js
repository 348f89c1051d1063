// A conversation's page: Ctrl and Enter send, and who reads the end stays there when something is said.
"use strict";

const said = document.getElementById("live-sections");

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || !event.target.matches("[data-sends]")) return;
  event.preventDefault();
  event.target.form.requestSubmit();
});

if (said) {
  let atEnd = true;
  const end = () => document.documentElement.scrollHeight - innerHeight - scrollY < 120;
  addEventListener("scroll", () => { atEnd = end(); }, { passive: true });
  new MutationObserver(() => {
    if (atEnd) scrollTo({ top: document.documentElement.scrollHeight });
  }).observe(said, { childList: true, subtree: true });
}
