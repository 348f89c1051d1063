"""One configured OpenID provider: its settings, its discovery document, its signing keys."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import httpx2
from joserfc.jwk import RSAKey

from ipplan.login.metadata import Metadata, read_metadata
from ipplan.login.refusal import LoginRefused, ProviderDown

CACHE_FOR = timedelta(hours=24)
REFETCH_EVERY = timedelta(seconds=60)
LONGEST_WAIT = 30.0
IDPORTEN_LEVELS = ("idporten-loa-substantial", "idporten-loa-high")


@dataclass(frozen=True)
class ProviderConfig:
    """A provider as configured. ``name`` is ours (``idporten``, ``helseid``, ``ansattporten``)."""

    name: str
    issuer: str
    client_id: str
    key: RSAKey = field(repr=False)
    acr: str = IDPORTEN_LEVELS[-1]
    """The level required, in the words of the claim ``acr_claim``."""
    levels: tuple[str, ...] = IDPORTEN_LEVELS
    """All levels the provider has, weakest first; a level not listed satisfies nothing."""
    acr_values: str = ""
    """What to ask for, where that is spelled otherwise than the claim; empty: ``acr``."""
    acr_claim: str = "acr"
    pid_claim: str = "pid"
    hpr_claim: str | None = None
    scope: str = "openid profile"
    max_age: int | None = 7200
    """Asked for because it obliges a provider to send ``auth_time`` (OIDC Core section 3.1.2.1)."""

    def satisfied_by(self, acr: object) -> bool:
        """Whether a returned level is at least the required one: upwards only, and never an unknown one."""
        levels = self.levels if self.acr in self.levels else (self.acr,)
        return isinstance(acr, str) and acr in levels[levels.index(self.acr) :]


class Provider:
    """Fetches and remembers what a provider publishes; safe to share between requests of one process."""

    def __init__(
        self,
        config: ProviderConfig,
        http: httpx2.AsyncClient,
        now: Callable[[], datetime],
        *,
        env: str = "demo",
    ) -> None:
        if env == "production" and not config.issuer.startswith("https://"):
            # Over plain http anybody on the way could be the provider.
            raise LoginRefused("insecure", f"the issuer of {config.name} must be https in production")
        self.config = config
        self.http = http
        self.now = now
        self._lock = asyncio.Lock()
        self._metadata: Metadata | None = None
        self._metadata_at: datetime | None = None
        self._keys: list[tuple[str | None, RSAKey]] = []
        self._keys_at: datetime | None = None
        self._refetched_at: datetime | None = None
        self._failures = 0
        self._try_again: datetime | None = None

    async def metadata(self) -> Metadata:
        """The discovery document, at most 24 hours old. Raises ProviderDown or LoginRefused."""
        async with self._lock:
            return await self._fresh_metadata()

    async def signing_key(self, kid: str | None) -> RSAKey:
        """The provider's key with this ``kid``; an unknown one leads to one refetch, at most once a minute.

        Without the limit, forged tokens with invented kids would make us hammer the provider. A token without
        ``kid`` is allowed only where exactly one key could have made it (OIDC Core section 10.1).
        """
        async with self._lock:
            if self._older(self._keys_at, CACHE_FOR):
                await self._fetch_keys()
            key = self._pick(kid)
            if key is None and self._older(self._refetched_at, REFETCH_EVERY):
                self._refetched_at = self.now()
                await self._fetch_keys()
                key = self._pick(kid)
        if key is None:
            raise LoginRefused("kid", "the provider publishes no such key")
        return key

    async def post(self, url: str, form: dict[str, str]) -> httpx2.Response:
        """POST a form straight to the provider. Raises ProviderDown for silence or a 5xx."""
        return await self._ask("POST", url, data=form, headers={"accept": "application/json"})

    async def _fresh_metadata(self) -> Metadata:
        if self._metadata is None or self._older(self._metadata_at, CACHE_FOR):
            url = self.config.issuer.removesuffix("/") + "/.well-known/openid-configuration"
            document = await self._get_json(url)
            self._metadata = read_metadata(document, issuer=self.config.issuer)
            self._metadata_at = self.now()
        return self._metadata

    async def _fetch_keys(self) -> None:
        document = await self._get_json((await self._fresh_metadata()).jwks_uri)
        self._keys = _usable_keys(document)
        self._keys_at = self.now()

    def _pick(self, kid: str | None) -> RSAKey | None:
        if kid is None:
            return self._keys[0][1] if len(self._keys) == 1 else None
        return next((key for name, key in self._keys if name == kid), None)

    def _older(self, since: datetime | None, age: timedelta) -> bool:
        return since is None or self.now() - since >= age

    async def _get_json(self, url: str) -> Any:
        self._wait_your_turn()
        try:
            response = await self._ask("GET", url, headers={"accept": "application/json"})
            if response.status_code != 200:
                raise ProviderDown(f"answered {response.status_code} where it publishes its settings")
            document = response.json()
        except (ProviderDown, ValueError) as error:
            raise self._note_failure(error) from None
        self._failures, self._try_again = 0, None
        return document

    async def _ask(self, method: str, url: str, **more: Any) -> httpx2.Response:
        try:
            # A redirect here would let one host answer for another.
            response = await self.http.request(method, url, follow_redirects=False, **more)
        except httpx2.HTTPError as error:
            raise ProviderDown(f"no answer ({type(error).__name__})") from None
        if response.status_code >= 500:
            raise ProviderDown(f"answered {response.status_code}")
        return response

    def _wait_your_turn(self) -> None:
        """A provider that is down is asked again after 1, 2, 4 … 30 seconds, not by every visitor."""
        if self._try_again is not None and self.now() < self._try_again:
            raise ProviderDown("still waiting", (self._try_again - self.now()).total_seconds())

    def _note_failure(self, error: Exception) -> ProviderDown:
        wait = min(2.0**self._failures, LONGEST_WAIT)
        self._failures = min(self._failures + 1, 10)
        self._try_again = self.now() + timedelta(seconds=wait)
        detail = error.detail if isinstance(error, ProviderDown) else "answered something that is not JSON"
        return ProviderDown(detail, wait)


def _usable_keys(document: Any) -> list[tuple[str | None, RSAKey]]:
    """RSA keys meant for RS256 signatures; any other kind is left out, so it can never be taken for one."""
    found: list[tuple[str | None, RSAKey]] = []
    listed = document.get("keys") if isinstance(document, dict) else None
    for item in listed if isinstance(listed, list) else []:
        if not isinstance(item, dict) or item.get("kty") != "RSA":
            continue
        if item.get("use", "sig") != "sig" or item.get("alg", "RS256") != "RS256":
            continue
        try:
            # Only the public members: nothing else in a stranger's document steers how the key is used.
            key = RSAKey.import_key({name: item[name] for name in ("kty", "n", "e")})
        except Exception:  # noqa: S112 one broken key must not take the others with it
            continue
        if key.raw_value.key_size >= 2048:
            found.append((item.get("kid"), key))
    return found
