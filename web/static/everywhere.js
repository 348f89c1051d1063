// On every page: menus that close by themselves, and what takes a while says so. Without it all of them work, too.
"use strict";

// A menu closes when one looks elsewhere, or chooses from it.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target) || event.target.closest(".menu-list a, .menu-list button")) menu.open = false;
  }
});
document.addEventListener("focusin", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
    menu.open = false;
  }
});

// What is asked of the server says so on what was pressed; a form that opens has a place to come to meanwhile.
document.addEventListener("htmx:before:request", (event) => {
  const { sourceElement, target, request } = event.detail.ctx;
  pressed(sourceElement, request)?.setAttribute("aria-busy", "true");
  if (request.method === "GET" && target && !target.childElementCount) target.classList.add("skeleton");
});
document.addEventListener("htmx:finally:request", (event) => {
  const { sourceElement, target, request } = event.detail.ctx;
  pressed(sourceElement, request)?.removeAttribute("aria-busy");
  target?.classList.remove("skeleton");
});

function pressed(source, request) {
  if (source.matches(".draft-state")) return null;
  return request.submitter ?? source.closest("a, button") ?? source.querySelector("button");
}

// A file that is made when it is asked for: the link says what goes on until it is there, and what became of it.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href]");
  const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
  if (!link || !plain || event.defaultPrevented || link.origin !== location.origin) return;
  if (!link.hasAttribute("download") && !/\.(pdf|zip|csv)$/.test(link.pathname)) return;
  event.preventDefault();
  if (link.getAttribute("aria-busy") !== "true") take(link);
});

async function take(link) {
  const said = tell(link);
  link.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(link.href, { redirect: "manual", cache: "no-store" });
    const name = named(answer.headers.get("content-disposition") ?? "");
    if (!answer.ok || !name) {
      location.assign(link.href);
      return;
    }
    keep(await answer.blob(), name);
    said(name);
  } catch {
    location.assign(link.href);
  } finally {
    link.removeAttribute("aria-busy");
  }
}

// What the file is called, by RFC 6266: with letters of all alphabets where it has them.
function named(disposition) {
  const wide = /filename\*=UTF-8''([^;]+)/i.exec(disposition)?.[1];
  return wide ? decodeURIComponent(wide) : /filename="?([^";]+)/.exec(disposition)?.[1];
}

function keep(blob, name) {
  const way = document.createElement("a");
  way.href = URL.createObjectURL(blob);
  way.download = name;
  way.click();
  setTimeout(() => URL.revokeObjectURL(way.href), 60_000);
}

// Words beside what was pressed: first that it is being made, then that it is there.
function tell(link) {
  const words = document.getElementById("toast").dataset;
  let said = link.nextElementSibling;
  if (!said?.matches(".fetching")) {
    said = document.createElement("span");
    said.className = "fetching meta";
    said.setAttribute("role", "status");
    link.after(said);
  }
  said.textContent = words.fetching;
  return (name) => (said.textContent = `${words.fetched} ${name}`);
}
