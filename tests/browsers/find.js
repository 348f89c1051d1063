// What is on the page and named so: by CSS selector, or by role and the words it goes by; within a part of the page.
(how) => {
  const ROLES = {
    button: "button, summary, [type=submit]",
    link: "a[href]",
    heading: "h1, h2, h3, h4",
    field: "input:not([type=hidden]), textarea, select",
  };
  const plain = (text) => (text ?? "").replace(/\s+/g, " ").trim();
  const goesBy = (one) => plain(
    one.getAttribute("aria-label") || [...(one.labels ?? [])].map((label) => label.innerText).join(" ") || one.innerText);
  const matches = (one) => how.exact ? goesBy(one) === how.name : goesBy(one).includes(how.name);
  const within = how.within ? [...document.querySelectorAll(how.within)] : [document];
  return within
    .flatMap((part) => [...part.querySelectorAll(how.css ?? ROLES[how.role])])
    .filter((one) => one.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true }))
    .filter((one) => one.getClientRects().length > 0 && (!how.name || matches(one)));
}
