"""One configured OpenID provider: its discovery document and its signing keys, fetched and remembered."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import httpx2

from ipplan.login.algorithms import Key
from ipplan.login.config import ProviderConfig, check_issuer
from ipplan.login.jwks import PublicKey, usable_keys
from ipplan.login.metadata import Metadata, origin, read_metadata
from ipplan.login.refusal import LoginRefused, ProviderDown

FRESH_FOR = timedelta(hours=1)
"""After which it is asked again; what is remembered serves on while nobody answers."""
CACHE_FOR = timedelta(hours=24)
"""After which nothing remembered is used: ID-porten's rule."""
REFETCH_EVERY = timedelta(seconds=60)
LONGEST_WAIT = 30.0
PAUSES = (0.2, 0.6)
"""Seconds between tries to reach a provider that cannot be connected to."""


class Provider:
    """Fetches and remembers what a provider publishes; safe to share between requests of one process."""

    def __init__(
        self,
        config: ProviderConfig,
        http: httpx2.AsyncClient,
        now: Callable[[], datetime],
        *,
        env: str = "demo",
        alone: bool = True,
    ) -> None:
        """``alone``: no other provider is configured. Raises LoginRefused for an issuer that is not safe."""
        check_issuer(config, env)
        self.config = config
        self.http = http
        self.now = now
        self.alone = alone
        self._lock = asyncio.Lock()
        self._metadata: Metadata | None = None
        self._metadata_at: datetime | None = None
        self._keys: list[PublicKey] = []
        self._keys_at: datetime | None = None
        self._refetched_at: datetime | None = None
        self._failures = 0
        self._try_again: datetime | None = None

    @property
    def origins(self) -> frozenset[str]:
        """Where it may send the browser on to, as far as is known yet."""
        known = self._metadata.origins if self._metadata else frozenset()
        return known | {origin(self.config.issuer)}

    async def metadata(self) -> Metadata:
        """The discovery document. Raises ProviderDown or LoginRefused."""
        async with self._lock:
            return await self._fresh_metadata()

    async def look_ahead(self) -> None:
        """Fetch the discovery document before anybody needs it. Raises ProviderDown or LoginRefused.

        A look that fails costs nobody a wait: processes that are started together find each other late.
        """
        try:
            await self.metadata()
        finally:
            self._failures, self._try_again = 0, None

    async def signing_key(self, kid: str | None, algorithm: str) -> Key:
        """The provider's key for a token; an unknown ``kid`` leads to one refetch, at most once a minute.

        Without the limit, forged tokens with invented kids would make us hammer the provider. A token without
        ``kid`` is allowed only where exactly one key could have made it (OIDC Core section 10.1).
        """
        async with self._lock:
            await self._fresh_keys()
            key = self._pick(kid, algorithm)
            if key is None and self._older(self._refetched_at, REFETCH_EVERY):
                self._refetched_at = self.now()
                await self._fetch_keys()
                key = self._pick(kid, algorithm)
        if key is None:
            raise LoginRefused("kid", "the provider publishes no such key")
        return key

    async def published(self) -> list[PublicKey]:
        """The keys that may prove a token. Raises ProviderDown or LoginRefused."""
        async with self._lock:
            await self._fresh_keys()
        return self._keys

    async def post(self, url: str, form: dict[str, str]) -> httpx2.Response:
        """POST a form straight to the provider. Raises ProviderDown for silence or a 5xx.

        Tried again only where no connection came about: a code counts once, and may have arrived.
        """
        headers = {"accept": "application/json"}
        for pause in PAUSES:
            try:
                return await self._ask("POST", url, data=form, headers=headers)
            except (httpx2.ConnectError, httpx2.ConnectTimeout):
                await asyncio.sleep(pause)
        return await self._ask_at_last("POST", url, data=form, headers=headers)

    async def get(self, url: str, token: str) -> httpx2.Response:
        """GET with an access token. Raises ProviderDown."""
        headers = {"accept": "application/json", "authorization": f"Bearer {token}"}
        return await self._ask_at_last("GET", url, headers=headers)

    async def _fresh_metadata(self) -> Metadata:
        """What is remembered, asked for anew after an hour, and used on (a day at most) in an outage."""
        if self._metadata is None or self._older(self._metadata_at, FRESH_FOR):
            url = self.config.issuer.removesuffix("/") + "/.well-known/openid-configuration"
            try:
                document = await self._get_json(url)
            except ProviderDown:
                if self._metadata is None or self._older(self._metadata_at, CACHE_FOR):
                    raise
                return self._metadata
            self._metadata = read_metadata(document, issuer=self.config.issuer)
            self._metadata_at = self.now()
        return self._metadata

    async def _fresh_keys(self) -> None:
        if not self._older(self._keys_at, FRESH_FOR):
            return
        try:
            await self._fetch_keys()
        except ProviderDown:
            if self._older(self._keys_at, CACHE_FOR):
                raise

    async def _fetch_keys(self) -> None:
        document = await self._get_json((await self._fresh_metadata()).jwks_uri)
        self._keys = usable_keys(document)
        self._keys_at = self.now()

    def _pick(self, kid: str | None, algorithm: str) -> Key | None:
        fit = [one.key for one in self._keys if algorithm in one.algorithms and kid in (None, one.kid)]
        return fit[0] if len(fit) == 1 or (fit and kid is not None) else None

    def _older(self, since: datetime | None, age: timedelta) -> bool:
        return since is None or self.now() - since >= age

    async def _get_json(self, url: str) -> Any:
        self._wait_your_turn()
        try:
            response = await self._ask_at_last("GET", url, headers={"accept": "application/json"})
            if response.status_code != 200:
                raise ProviderDown(f"answered {response.status_code} where it publishes its settings")
            document = response.json()
        except (ProviderDown, ValueError) as error:
            raise self._note_failure(error) from None
        self._failures, self._try_again = 0, None
        return document

    async def _ask_at_last(self, method: str, url: str, **more: Any) -> httpx2.Response:
        try:
            return await self._ask(method, url, **more)
        except (httpx2.ConnectError, httpx2.ConnectTimeout) as error:
            raise ProviderDown(f"no answer ({type(error).__name__})") from None

    async def _ask(self, method: str, url: str, **more: Any) -> httpx2.Response:
        try:
            # A redirect here would let one host answer for another.
            response = await self.http.request(method, url, follow_redirects=False, **more)
        except (httpx2.ConnectError, httpx2.ConnectTimeout):
            raise
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
