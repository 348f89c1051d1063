"""A stage for login tests: a provider, a client, a browser and a clock, all in one process."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx2
from joserfc.jwk import RSAKey
from starlette.applications import Starlette

from ipplan.idp.app import create_provider
from ipplan.idp.clients import Client
from ipplan.idp.desk import Desk, Key, Par
from ipplan.idp.misbehaviour import Misbehaviour
from ipplan.idp.people import TestPerson
from ipplan.login.answer import Identity, read_answer
from ipplan.login.config import ProviderConfig
from ipplan.login.key import public_jwks
from ipplan.login.provider import Provider
from ipplan.login.request import authorization_url
from ipplan.login.transaction import Transaction, begin

ISSUER = "https://idp.example"
CALLBACK = "https://app.example/login/callback"
AFTER_LOGOUT = "https://app.example/logout/callback"
FRONT = "https://app.example/logout/front"
BACK = "https://app.example/logout/back"
ANNE = TestPerson("anne", "Anne Berg", "11827098765", "Har en individuell plan")
BJARNE = TestPerson("bjarne", "Bjarne Dahl", "02917312345", "Koordinator")
CARMEN = TestPerson("carmen", "Carmen Eng", None, "Uten norsk nummer")
HIGH = f"testid:{ANNE.pid}_idporten-loa-high"
SUBSTANTIAL = f"testid:{ANNE.pid}_idporten-loa-substantial"
SECRET = "the browser's own secret"


@cache
def rsa_key(name: str) -> RSAKey:
    """One key per name in a test run: making them is slow."""
    return RSAKey.generate_key(2048, {"kid": name})


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.seconds = 1_790_000_000.0

    def unix(self) -> float:
        return self.seconds

    def utc(self) -> datetime:
        return datetime.fromtimestamp(self.seconds, UTC)

    def forward(self, seconds: float) -> None:
        self.seconds += seconds


class Counting(httpx2.AsyncBaseTransport):
    """Counts what is asked of the provider, by path."""

    def __init__(self, app: Starlette) -> None:
        self.inner = httpx2.ASGITransport(app=app)
        self.seen: Counter[str] = Counter()
        self.bodies: list[tuple[str, dict[str, str]]] = []

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        body = (await request.aread()).decode()
        self.seen[request.url.path] += 1
        self.bodies.append((request.url.path, dict(parse_qsl(body))))
        return await self.inner.handle_async_request(request)


@dataclass
class Stage:
    """The client named ``ours`` at the provider ``ISSUER``."""

    par: Par = "required"
    misbehaviour: Misbehaviour = field(default_factory=Misbehaviour)
    clock: Clock = field(default_factory=Clock)
    config: dict[str, Any] = field(default_factory=dict)
    key: Key = field(default_factory=lambda: rsa_key("provider"))
    client_key: Key = field(default_factory=lambda: rsa_key("ours"))
    client_algorithms: tuple[str, ...] = ("RS256",)

    def __post_init__(self) -> None:
        self.told: list[tuple[str, str]] = []
        self.app = create_provider(
            issuer=ISSUER,
            clients=[
                registration("ours", key=self.client_key),
                registration("other", "https://other.example"),
            ],
            people=[ANNE, BJARNE, CARMEN],
            now=self.clock.unix,
            misbehaviour=self.misbehaviour,
            par_mode=self.par,
            http=httpx2.AsyncClient(transport=httpx2.MockTransport(self._hear)),
            key=self.key,
            client_algorithms=self.client_algorithms,
        )
        self.wire = Counting(self.app)
        self.provider = self.client()
        self.browser = httpx2.AsyncClient(transport=httpx2.ASGITransport(app=self.app), base_url=ISSUER)

    @property
    def desk(self) -> Desk:
        desk = self.app.state.desk
        assert isinstance(desk, Desk)
        return desk

    def client(self, **changes: Any) -> Provider:
        """A relying party with nothing remembered."""
        known: dict[str, Any] = {"name": "idporten", "issuer": ISSUER, "client_id": "ours"}
        config = ProviderConfig(**{**known, "key": self.client_key, **self.config, **changes})
        return Provider(config, httpx2.AsyncClient(transport=self.wire), self.clock.utc)

    def begin(self, *, fresh: bool = False) -> Transaction:
        return begin("idporten", return_to="/", browser_secret=SECRET, now=self.clock.utc(), fresh=fresh)

    async def depart(self, transaction: Transaction, hint: str | None = HIGH, **more: Any) -> httpx2.Response:
        """The browser goes to the provider."""
        url = await authorization_url(
            self.provider, transaction, redirect_uri=CALLBACK, ui_locales="nn en", login_hint=hint, **more
        )
        return await self.browser.get(url)

    async def arrive(self, transaction: Transaction, response: httpx2.Response) -> Identity:
        """The browser comes back."""
        return await read_answer(self.provider, transaction, callback(response), redirect_uri=CALLBACK)

    async def log_in(self, hint: str | None = HIGH, *, fresh: bool = False) -> Identity:
        transaction = self.begin(fresh=fresh)
        return await self.arrive(transaction, await self.depart(transaction, hint))

    def _hear(self, request: httpx2.Request) -> httpx2.Response:
        self.told.append((str(request.url), dict(parse_qsl(request.content.decode()))["logout_token"]))
        return httpx2.Response(200)


def registration(client_id: str, address: str = "https://app.example", key: Key | None = None) -> Client:
    (public,) = public_jwks([key or rsa_key(client_id)])["keys"]
    return Client(
        client_id=client_id,
        # Registered for whatever algorithm fits the key.
        jwks={"keys": [{name: value for name, value in public.items() if name != "alg"}]},
        redirect_uris=(f"{address}/login/callback",),
        post_logout_redirect_uris=(f"{address}/logout/callback",),
        frontchannel_logout_uri=f"{address}/logout/front",
        backchannel_logout_uri=f"{address}/logout/back",
    )


def callback(response: httpx2.Response) -> dict[str, str]:
    """The parameters with which the provider sends the browser back."""
    assert response.status_code == 303, response.text
    location = response.headers["location"]
    assert location.startswith(CALLBACK), location
    return dict(parse_qsl(urlsplit(location).query))
