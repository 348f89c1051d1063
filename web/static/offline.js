// Without net: the worker that shows a friendly page then, and that page's own return.
"use strict";

navigator.serviceWorker?.register("/sw.js", { updateViaCache: "none" }).catch(() => {});
navigator.serviceWorker?.ready.then((found) => found.active?.postMessage({ language: document.documentElement.lang }));
if ("offline" in document.body.dataset) addEventListener("online", () => location.reload());
