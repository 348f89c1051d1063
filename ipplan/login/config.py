"""A provider as configured: who it is, who we are there, what is required, and what its claims are called."""

import ipaddress
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

from ipplan.login.algorithms import Key
from ipplan.login.key import KeyFile
from ipplan.login.refusal import LoginRefused

IDPORTEN_LEVELS = ("idporten-loa-substantial", "idporten-loa-high")


@dataclass(frozen=True)
class ProviderConfig:
    """``name`` is ours (``idporten``, ``helseid`` …) and stands in every session: never changed."""

    name: str
    issuer: str
    client_id: str
    key: Key | KeyFile = field(repr=False)
    title: str = "ID-porten"
    """What people know it by."""
    audience: str = ""
    """For whom it is, in a few words; shown where one chooses."""
    acr: str = IDPORTEN_LEVELS[-1]
    """The level required, in the words of the claim ``acr_claim``; empty: none is required."""
    levels: tuple[str, ...] = IDPORTEN_LEVELS
    """All levels the provider has, weakest first; a level not listed satisfies nothing."""
    acr_values: str = ""
    """What to ask for, where that is spelled otherwise than the claim; empty: ``acr``."""
    acr_claim: str = "acr"
    pid_claim: str = "pid"
    hpr_claim: str | None = None
    scope: str = "openid profile"
    max_age: int | None = 7200
    """Asked for, as it obliges a provider to send ``auth_time`` (OIDC Core section 3.1.2.1), and held to."""
    par: Literal["offered", "required", "never"] = "offered"
    """When requests are pushed: where the provider offers it, or else no login at all, or never."""
    assertion_audience: Literal["issuer", "token_endpoint"] = "issuer"
    leeway: int = 10
    """Seconds by which two honest clocks may differ."""

    def signing_key(self) -> Key:
        """The private key that proves us: the first of the file's."""
        return self.key.keys[0] if isinstance(self.key, KeyFile) else self.key

    def satisfied_by(self, acr: object) -> bool:
        """Whether a returned level is at least the required one: upwards only, and never an unknown one."""
        if not self.acr:
            return True
        levels = self.levels if self.acr in self.levels else (self.acr,)
        return isinstance(acr, str) and acr in levels[levels.index(self.acr) :]


def check_issuer(config: ProviderConfig, env: str) -> None:
    """https, but for a provider on this very machine outside production; raises LoginRefused.

    Over plain http anybody on the way could be the provider.
    """
    parts = urlsplit(config.issuer)
    if parts.scheme == "https" and parts.hostname:
        return
    if parts.scheme != "http" or env == "production":
        raise LoginRefused("insecure", f"the issuer of {config.name} must be https")
    if not _is_loopback(parts.hostname or ""):
        raise LoginRefused("insecure", f"the issuer of {config.name} may be http on this machine alone")


def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
