"""What shields every answer: headers, no cross-site requests, no oversized bodies, no tracebacks."""

import uuid
from contextlib import suppress
from urllib.parse import urlsplit

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection, Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ipplan.language import N_, first_known, translations
from ipplan.live.connection import BEHIND
from ipplan.live.door import Door
from ipplan.page.house import house_of
from ipplan.page.request.away import away
from ipplan.page.request.body import BodyTooLarge, body_at
from ipplan.page.request.ended import ended
from ipplan.page.respond import page, place, refusal, rejection
from ipplan.page.who import LoginEnded
from ipplan.permit import Refused
from ipplan.store.patience import is_away

log = structlog.get_logger()
FAILED = N_("Noe gikk galt hos oss. Prøv igjen om litt.")

CSP = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "form-action 'self' {providers}",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)


class Shield:
    """Wraps the app; ``address`` is the app's own."""

    def __init__(self, app: ASGIApp, *, address: str) -> None:
        self._app = app
        self._origin = _origin(address)
        self._secure = address.startswith("https://")
        self._door = Door()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self._socket(scope, receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        # The handshake is checked like any request; a foreign page cannot listen with our cookie.
        if Headers(scope=scope).get("origin") != self._origin:
            log.warning("refused", reason="socket_origin", path=place(HTTPConnection(scope)))
            await send({"type": "websocket.close", "code": 1008})
            return
        try:
            await self._door(self._app, scope, receive, send)
        except Exception as error:
            if not is_away(error):
                raise
            log.error("database_away", error=type(error).__name__, path=place(HTTPConnection(scope)))
            with suppress(RuntimeError):  # it has left by itself
                await send({"type": "websocket.close", "code": BEHIND})

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        request_id = uuid.uuid4().hex[:12]
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request=request_id)
        started = False

        async def shielded_send(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                self._headers(scope, MutableHeaders(scope=message), request_id)
            await send(message)

        body = body_at(scope["path"], Headers(scope=scope).get("content-type", ""), receive)
        request = Request(scope, body.again)
        reason = self._refuse(request)
        if reason:
            answer = rejection(request, reason, 400 if reason == "length" else 403)
            await answer(scope, receive, shielded_send)
            return
        try:
            await self._app(scope, body, shielded_send)
        except Refused as refused:
            log.info("refused", reason=refused.reason, path=place(request), method=scope["method"])
            await refusal(request)(scope, receive, shielded_send)
        except LoginEnded:
            await (await ended(request))(scope, receive, shielded_send)
        except BodyTooLarge:
            log.warning("refused", reason="body", path=place(request))
            await page(request, "refusal/too_large.html", 413)(scope, receive, shielded_send)
        except Exception as error:
            gone = is_away(error)
            if gone:
                log.error("database_away", error=type(error).__name__, path=place(request))
            else:
                log.exception("failed", path=place(request), method=scope["method"])
            if started:
                raise
            answer = await away(request) if gone else _failure(request)
            await answer(scope, receive, shielded_send)

    def _refuse(self, request: Request) -> str | None:
        """Why a request is not let in at all: cross-site posts by Sec-Fetch-Site and Origin (no tokens)."""
        if request.method in ("GET", "HEAD", "OPTIONS") or request.url.path == "/logout/back":
            return None
        site = request.headers.get("sec-fetch-site")
        if site is not None and site != "same-origin":
            return "fetch_site"
        origin = request.headers.get("origin")
        # Our no-referrer policy makes browsers say "null" on a form; then Sec-Fetch-Site must vouch for it.
        if origin not in (None, "null", self._origin):
            return "origin"
        if site is None and origin != self._origin:
            return "no_origin"
        length = request.headers.get("content-length", "0")
        return None if length.isdigit() else "length"

    def _headers(self, scope: Scope, headers: MutableHeaders, request_id: str) -> None:
        # A form may lead to a provider by way of a redirect, and browsers hold the policy against that too.
        providers = " ".join(house_of(Request(scope)).providers.origins)
        headers.setdefault("content-security-policy", CSP.format(providers=providers))
        headers["x-content-type-options"] = "nosniff"
        headers["referrer-policy"] = "no-referrer"
        headers["cross-origin-opener-policy"] = "same-origin"
        headers["cross-origin-resource-policy"] = "same-origin"
        headers["permissions-policy"] = "camera=(), microphone=(), geolocation=(), payment=()"
        headers["x-request-id"] = request_id
        if self._secure:
            headers["strict-transport-security"] = "max-age=63072000"
        headers.setdefault("cache-control", "no-store")
        headers.setdefault("vary", "hx-request")


def _failure(request: Request) -> Response:
    try:
        return page(request, "refusal/failure.html", 500)
    except Exception:
        # Neither who asks nor a template may be at hand: the browser alone says what is read.
        language = first_known(request.headers.get("accept-language", ""))
        return PlainTextResponse(translations(language).gettext(FAILED), 500)


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
