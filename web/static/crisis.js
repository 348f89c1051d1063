// Asks each second whether the page is still open to its reader; takes it away when it is not, or when nobody
// has answered for a minute.
const shown = document.getElementById("crisis-open");
let heard = Date.now();

async function ask() {
  try {
    const answer = await fetch(shown.dataset.asks, { cache: "no-store", redirect: "manual" });
    if (answer.status === 204) heard = Date.now();
    else if (answer.status < 500) return shut();
  } catch {
    // No connection just now: the minute decides.
  }
  if (Date.now() - heard > 60000) return shut();
  setTimeout(ask, 700);
}

function shut() {
  shown.remove();
  document.title = "ipplan";
  document.getElementById("crisis-gone").hidden = false;
}

ask();
