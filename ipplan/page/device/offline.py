"""ipplan on the home screen, and the page that is shown while there is no net."""

import re
from hashlib import sha256
from weakref import WeakKeyDictionary

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from ipplan.language import languages
from ipplan.page.house import house_of
from ipplan.page.respond import language_of, text_in
from ipplan.render import Renderer
from ipplan.store.preferences import NOTHING_CHOSEN

STATIC = re.compile(r'(?:href|src)="(/static/[^"]+)"')
"""What a page of ours loads by itself."""
PAGE = "/offline"
WORKERS: WeakKeyDictionary[Renderer, str] = WeakKeyDictionary()
"""Written once in each house: all that goes into it comes with the release."""


async def manifest(request: Request) -> Response:
    """What a device is told that puts ipplan on its home screen (W3C's web app manifest)."""
    words = text_in(request, "nb", "device/manifest.json", who=None)
    return Response(words, media_type="application/manifest+json")


async def show(request: Request) -> Response:
    """The page for when there is no net: the same for all who have its language, whoever asks."""
    asked = request.query_params.get("language", "")
    return HTMLResponse(_page(request, asked if asked in languages() else language_of(request)))


async def worker(request: Request) -> Response:
    """The service worker, with all that it may keep: that page in each language, and what it loads.

    Its own words change when anything of that does; browsers ask at every page, and then take the new one.
    """
    render = house_of(request).render
    if render not in WORKERS:
        WORKERS[render] = _worker(request)
    words = WORKERS[render]
    headers = {"cache-control": "no-cache", "etag": f'"{sha256(words.encode()).hexdigest()[:32]}"'}
    if headers["etag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(words, media_type="text/javascript", headers=headers)


def _worker(request: Request) -> str:
    pages = {f"{PAGE}?language={one}": _page(request, one) for one in languages()}
    loaded = sorted({address for words in pages.values() for address in STATIC.findall(words)})
    named = sha256("".join([*pages.values(), *loaded]).encode()).hexdigest()[:16]
    kept = [*pages, *loaded]
    return text_in(request, "nb", "device/worker.js", who=None, name=f"ipplan-{named}", kept=kept)


def _page(request: Request, language: str) -> str:
    nobodys = {"who": None, "looks": NOTHING_CHOSEN, "path": PAGE, "back": "/"}
    return text_in(request, language, "device/offline.html", **nobodys)
