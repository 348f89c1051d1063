// Goes back to the service when every frame has been loaded, or after three seconds, whichever is first.
const back = document.getElementById("back");
if (back) {
  const go = () => window.location.replace(back.href);
  window.addEventListener("load", go, { once: true });
  window.setTimeout(go, 3000);
}
