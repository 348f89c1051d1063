"""What axe does not look at: rules of our own, on the page as it stands."""

from playwright.async_api import Page

WHOLE = """
() => {
  const wrong = [], drawn = one => one ? `: ${one.outerHTML.slice(0, 160)}` : '';
  const say = (what, one) => wrong.push(what + drawn(one));
  const all = (what, from = document) => [...from.querySelectorAll(what)];
  const seen = one => one.checkVisibility({visibilityProperty: true});
  const words = document.title.replace('ipplan', '').replace(/[^\\p{L}]/gu, '');
  if (words.length < 3) say(`the title tells nothing: ${document.title}`);
  if (all('h1').filter(seen).length !== 1) say('not one heading of the first level');
  if (all('main').length !== 1) say('not one main part');
  if (!['nb', 'nn', 'en'].includes(document.documentElement.lang)) say('no language');
  const first = all('a[href], button, input, [tabindex]').find(one => one.tabIndex >= 0);
  if (!first || !first.matches('[href="#main"]')) say('the first stop does not lead past the head', first);
  for (const one of all('[draggable=true]')) say('something to drag', one);
  for (const one of all('[aria-invalid=true]')) {
    const told = (one.getAttribute('aria-describedby') || '').split(' ');
    const said = told.map(id => document.getElementById(id)?.textContent.trim());
    if (!said.some(Boolean)) say('a field that does not say what is wrong', one);
  }
  for (const one of all('.ds-validation-message').filter(seen)) {
    if (!one.id || !all(`[aria-describedby~="${one.id}"]`).length) say('a message beside no field', one);
  }
  return wrong;
}
"""
SAID_FIRST = """
async () => {
  // A browser puts focus where a page wants it when it next draws.
  await new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)));
  const list = document.querySelector('[data-summed]'), wrong = [];
  if (!list) return ['nothing says first what is wrong'];
  const there = document.activeElement;
  if (there !== list) wrong.push(`focus is on ${there.outerHTML.slice(0, 160)}`);
  for (const link of list.querySelectorAll('a[href^="#"]')) {
    const field = document.getElementById(link.hash.slice(1));
    if (!field || !field.checkVisibility()) wrong.push(`a fault's link leads nowhere: ${link.outerHTML}`);
  }
  if (!document.title.match(/^(Feil|Error):/)) wrong.push(`the title does not say it: ${document.title}`);
  return wrong;
}
"""
STOPS = """
() => {
  const wrong = [], known = new Set();
  const kind = one => [one.tagName, one.type, one.className, one.dataset.variant].join(' ');
  const stops = [...document.querySelectorAll('a[href], button, input, select, textarea, summary')]
    .filter(one => one.tabIndex >= 0 && !one.disabled && one.checkVisibility({visibilityProperty: true}));
  const marked = one => {
    const {outlineStyle, outlineWidth, boxShadow} = getComputedStyle(one);
    return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2 || boxShadow !== 'none';
  };
  for (const one of stops) {
    const alike = `${kind(one)} in ${one.parentElement.className}`;
    if (known.has(alike)) continue;
    known.add(alike);
    one.focus({focusVisible: true});
    if (document.activeElement !== one) continue;
    const told = `: ${one.outerHTML.slice(0, 160)}`;
    if (!marked(one) && !marked(one.parentElement)) wrong.push(`focus is not to be seen${told}`);
    const {left, top, width, height} = one.getBoundingClientRect();
    const inside = [[0.5, 0.5], [0.05, 0.05], [0.95, 0.95], [0.05, 0.95], [0.95, 0.05]].some(([x, y]) => {
      const there = document.elementFromPoint(left + width * x, top + height * y);
      return there && (one.contains(there) || there.contains(one) && !there.matches('header, nav, .bar'));
    });
    if (!inside && width > 1 && height > 1) wrong.push(`what has focus is hidden${told}`);
  }
  return wrong;
}
"""
FINGERS = """
() => [...document.querySelectorAll('a[href], button, input, select, textarea, summary')].filter(one => {
  if (one.type === 'hidden' || !one.checkVisibility({visibilityProperty: true})) return false;
  if (one.matches('a') && getComputedStyle(one).display === 'inline') return false;
  const boxes = [one, ...(one.labels || [])].map(it => it.getBoundingClientRect());
  const [width, height] = ['width', 'height'].map(side => Math.max(...boxes.map(box => box[side])));
  return height > 1 && (height < 43.5 || width < 43.5);
}).map(one => `too small for a finger: ${one.outerHTML.slice(0, 160)}`)
"""


async def fingers(page: Page) -> list[str]:
    """What is too small to be touched: 44 px, or its label's; links within a line are as high as that."""
    return list(await page.evaluate(FINGERS))


async def whole(page: Page) -> list[str]:
    """What is wrong with the document, whatever its window."""
    return list(await page.evaluate(WHOLE))


async def said_first(page: Page) -> list[str]:
    """What is wrong with how a page says that a form is wrong."""
    return list(await page.evaluate(SAID_FIRST))


async def stops(page: Page) -> list[str]:
    """What is wrong where focus stops, in the window as it is; the page's own focus is lost."""
    return list(await page.evaluate(STOPS))
