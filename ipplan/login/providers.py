"""All providers of an installation, side by side."""

from collections.abc import Callable, Sequence
from datetime import datetime

import httpx2
import structlog

from ipplan.login.config import ProviderConfig
from ipplan.login.provider import Provider
from ipplan.login.refusal import LoginRefused

log = structlog.get_logger()


class Providers:
    """In the order in which people are shown them; never empty."""

    def __init__(
        self,
        configs: Sequence[ProviderConfig],
        http: httpx2.AsyncClient,
        now: Callable[[], datetime],
        *,
        env: str,
    ) -> None:
        alone = len(configs) == 1
        self.all = tuple(Provider(one, http, now, env=env, alone=alone) for one in configs)

    def named(self, name: str | None) -> Provider | None:
        """The provider of that name; the only one goes without saying."""
        if name is None and len(self.all) == 1:
            return self.all[0]
        return next((one for one in self.all if one.config.name == name), None)

    def of_issuer(self, issuer: object) -> Provider:
        """The provider that speaks under an issuer. Raises LoginRefused."""
        found = next((one for one in self.all if one.config.issuer == issuer), None)
        if found is None:
            raise LoginRefused("issuer", "no provider of ours has that name")
        return found

    def title(self, name: str) -> str:
        """What people know a provider by; one that is configured no more keeps its own name."""
        found = self.named(name)
        return found.config.title if found else name

    @property
    def origins(self) -> list[str]:
        """All places to which a form here may lead by way of a login or a logout."""
        return sorted({origin for one in self.all for origin in one.origins})

    async def ask_all(self) -> None:
        """Fetch what each publishes before anybody needs it; one that is down is asked again at a login."""
        for one in self.all:
            try:
                await one.look_ahead()
            except LoginRefused as refused:
                log.warning(
                    "provider", provider=one.config.name, reason=refused.reason, detail=refused.detail
                )
