"""What every endpoint of the provider has at hand: settings, key, memory."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

import httpx2
from jinja2 import Environment
from joserfc.jwk import ECKey, OKPKey, RSAKey
from starlette.requests import Request

from ipplan.idp.clients import Client, Clients, authenticate
from ipplan.idp.misbehaviour import Misbehaviour
from ipplan.idp.people import TestPerson
from ipplan.idp.shelf import Shelf

LEVELS = ("idporten-loa-substantial", "idporten-loa-high")
LOCALES = ("nb", "nn", "en", "se")
Par = Literal["required", "offered", "none"]
Key = RSAKey | ECKey | OKPKey


@dataclass(frozen=True)
class AuthorizationRequest:
    """A request that has been checked against the client's registration."""

    client_id: str
    redirect_uri: str
    state: str | None
    nonce: str | None
    code_challenge: str
    acr: str
    locale: str
    prompt: str | None
    login_hint: str | None


@dataclass
class SsoSession:
    """The provider's own session: 30 minutes idle, 120 in all. Times are seconds since 1970."""

    sid: str
    person: TestPerson
    acr: str
    auth_time: int
    started_at: float
    seen_at: float
    clients: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Grant:
    """What a code stands for."""

    request: AuthorizationRequest
    person: TestPerson
    acr: str
    auth_time: int
    sid: str


@dataclass
class Desk:
    """One provider. Nothing is stored on disk."""

    issuer: str
    clients: Clients
    people: list[TestPerson]
    now: Callable[[], float]
    misbehaviour: Misbehaviour
    par: Par
    key: Key
    http: httpx2.AsyncClient
    client_algorithms: tuple[str, ...]
    """What clients may sign their proofs by."""
    pages: Environment

    def __post_init__(self) -> None:
        self.pushed: Shelf[AuthorizationRequest] = Shelf(self.now)
        self.waiting: Shelf[AuthorizationRequest] = Shelf(self.now)
        self.codes: Shelf[Grant] = Shelf(self.now)
        self.sessions: Shelf[SsoSession] = Shelf(self.now)
        self.used_jtis: Shelf[bool] = Shelf(self.now)

    @property
    def algorithm(self) -> str:
        """What the key signs tokens by."""
        return {"RSA": "RS256", "EC": "ES256", "OKP": "Ed25519"}[self.key.key_type]

    def address(self, path: str) -> str:
        """A public address under the issuer."""
        return self.issuer.removesuffix("/") + path

    def authenticate(self, form: Mapping[str, str]) -> Client:
        """The client that sent a form, once it has proved itself. Raises OAuthError."""
        return authenticate(
            self.clients,
            form,
            issuer=self.issuer,
            now=self.now(),
            used=self.used_jtis,
            algorithms=self.client_algorithms,
        )

    def person(self, name: str) -> TestPerson | None:
        """The test person with this id or identity number."""
        return next((one for one in self.people if name and name in (one.id, one.pid)), None)


def desk_of(request: Request) -> Desk:
    """The provider that this request came to."""
    desk = request.app.state.desk
    assert isinstance(desk, Desk)
    return desk
