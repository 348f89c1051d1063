"""Who asks: from the cookie to the session, the person, and the actor that the gate knows."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import quote
from uuid import UUID

import structlog
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from ipplan.gate.visit import Actor
from ipplan.page.house import House, house_of
from ipplan.page.login.ending import TOUCH_EVERY
from ipplan.page.respond import see_other
from ipplan.store.seal import SealBroken
from ipplan.store.sessions import Session, hashed, touch_session

log = structlog.get_logger()
Handler = Callable[[Request], Awaitable[Response]]
BEAT = "/standing"
"""Ends the address that an open page asks by itself."""
WHOSE = "ipplan-whose"
"""Header: by whom the page was opened that asks by script; somebody else may have logged in since."""
FOR_ALL = ("/static/", "/info/")
"""Nobody is asked who she is here: these are kept by whoever stands between, and the same for all."""


@dataclass(frozen=True, slots=True)
class Who:
    """A person with a standing session."""

    session: Session
    actor: Actor

    @property
    def account_id(self) -> UUID:
        return self.actor.account_id

    @property
    def mark(self) -> str:
        """What her pages have of her, to say whose they are."""
        return mark_of(self.account_id)

    @property
    def name(self) -> str:
        return self.session.name

    @property
    def language(self) -> str:
        return self.session.language


def mark_of(account_id: UUID | None) -> str:
    """The same for all her logins; no id that a page of the plan could name."""
    return sha256(f"whose {account_id}".encode()).hexdigest()[:16]


def cookie_name(house: House) -> str:
    """With TLS the name itself makes the browser demand Secure, this host alone and the whole path."""
    return "__Host-ipplan" if house.settings.secure else "ipplan"


class LoginEnded(Exception):
    """Something was posted by who is logged in no more: the shield answers, and keeps what was typed."""


class Sessions:
    """Finds the session of every request and socket; knows nothing of what it may open."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket"):
            scope["who"], scope["visitor"], scope["lapsed"] = None, None, None
            if not _for_all(scope):
                await self._find(HTTPConnection(scope), scope)
        await self._app(scope, receive, send)

    async def _find(self, connection: HTTPConnection, scope: Scope) -> None:
        house = house_of(connection)
        cookie = connection.cookies.get(cookie_name(house))
        if not cookie:
            return
        try:
            found = await house.sessions.find(hashed(cookie))
        except SealBroken:
            log.error("session_broken")
            return
        if found is None:
            return
        session, at = found
        own = mark_of(session.account_id)
        if connection.headers.get(WHOSE, own) != own:
            # Her page stayed open, and another has logged in beside it: it is not sent in the other's name.
            return
        now = house.clock.sight(at)
        if house.lifetime.ends_at(session.created_at, session.seen_at) <= now:
            # It ran out, and nobody ended it: good for nothing but to find again what was hers.
            scope["lapsed"] = session
            return
        scope["visitor"] = session
        if session.account_id is None:
            return
        scope["who"] = Who(session, actor_of(session))
        # A heartbeat is no sign of life: only requests keep a session going.
        beats = scope["type"] != "http" or scope["path"].endswith(BEAT)
        if not beats and now - session.seen_at >= TOUCH_EVERY:
            async with house.database.begin() as tx:
                await touch_session(tx, session.session_id, now)


def _for_all(scope: Scope) -> bool:
    return scope.get("method") in ("GET", "HEAD") and f"{scope['path']}/".startswith(FOR_ALL)


def actor_of(session: Session) -> Actor:
    """The gate's view of a session that has an account."""
    assert session.account_id is not None
    return Actor(session.account_id, session.session_id, session.acr, session.auth_time, session.language)


def who_of(request: HTTPConnection) -> Who:
    """The person who asks; only behind `signed_in`."""
    who: Who = request.scope["who"]
    return who


def signed_in(handler: Handler) -> Handler:
    """Send whoever is not logged in to log in, and then back here."""

    async def checked(request: Request) -> Response:
        if request.scope["who"] is None:
            if request.method != "GET":
                raise LoginEnded
            here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
            return see_other(f"/login?return_to={quote(here)}")
        return await handler(request)

    checked.__name__ = handler.__name__
    checked.__doc__ = handler.__doc__
    return checked
