"""Putting the provider together."""

import ssl
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from ipplan.config import ROOT
from ipplan.idp import authorize, discovery, endsession, par, tokens
from ipplan.idp.clients import Clients
from ipplan.idp.desk import Desk, Key, Par
from ipplan.idp.faults import OAuthError, as_json
from ipplan.idp.misbehaviour import Misbehaviour
from ipplan.idp.pages import templates
from ipplan.idp.people import TestPerson

FILES = ("idp.css", "idp.js")


def create_provider(
    *,
    issuer: str,
    clients: Clients,
    people: list[TestPerson],
    now: Callable[[], float] = time.time,
    misbehaviour: Misbehaviour | None = None,
    par_mode: Par = "required",
    http: httpx2.AsyncClient | None = None,
    key: Key | None = None,
    client_algorithms: tuple[str, ...] = ("RS256",),
    web: Path = ROOT / "web",
) -> Starlette:
    """An OpenID provider as an app. ``http`` is what back-channel logouts go out by; ``now`` counts seconds.

    The signing key is made anew each time unless a test brings one.
    """
    desk = Desk(
        issuer=issuer,
        clients=clients,
        people=people,
        now=now,
        misbehaviour=misbehaviour or Misbehaviour(),
        par=par_mode,
        key=key or RSAKey.generate_key(2048),
        # Certificates as OpenSSL finds them (SSL_CERT_FILE), but no proxy of the environment.
        http=http or httpx2.AsyncClient(trust_env=False, verify=ssl.create_default_context()),
        client_algorithms=client_algorithms,
        pages=templates(web),
    )
    desk.key.ensure_kid()
    app = Starlette(
        routes=_routes(web / "static"),
        middleware=[Middleware(_Outage, desk=desk)],
        exception_handlers={OAuthError: as_json},
        lifespan=_lifespan,
    )
    app.state.desk = desk
    return app


def _routes(static: Path) -> list[Route]:
    async def file(request: Request) -> Response:
        name = request.path_params["name"]
        return FileResponse(static / name) if name in FILES else PlainTextResponse("", 404)

    async def nothing(request: Request) -> Response:
        return Response(status_code=204)  # browsers ask for an icon by themselves, and would log a fault

    return [
        Route("/.well-known/openid-configuration", discovery.configuration),
        Route("/jwks", discovery.keys),
        Route("/par", par.push, methods=["POST"]),
        Route("/authorize", authorize.authorize),
        Route("/choose", authorize.show_choice),
        Route("/choose", authorize.choose, methods=["POST"]),
        Route("/token", tokens.token, methods=["POST"]),
        Route("/endsession", endsession.end_session, methods=["GET", "POST"]),
        Route("/static/{name}", file),
        Route("/favicon.ico", nothing),
    ]


@asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    yield
    desk = app.state.desk
    assert isinstance(desk, Desk)
    await desk.http.aclose()


class _Outage:
    """Answers 503 where a test has switched a path off."""

    def __init__(self, app: ASGIApp, desk: Desk) -> None:
        self.app = app
        self.desk = desk

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        off = scope["type"] == "http" and scope["path"] in self.desk.misbehaviour.unavailable
        answer: ASGIApp = PlainTextResponse("", 503) if off else self.app
        await answer(scope, receive, send)
