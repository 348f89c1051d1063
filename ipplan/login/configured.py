"""From settings to providers: one by environment variables, or several by a file."""

import re
import tomllib
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any

from ipplan.config import Settings
from ipplan.login.config import ProviderConfig, check_issuer
from ipplan.login.key import KeyFile
from ipplan.login.refusal import LoginRefused

PROFILES = Path(__file__).parent / "profiles.toml"
KNOWN = {one.name: one for one in fields(ProviderConfig)}
NAME = re.compile(r"[a-z][a-z0-9-]{0,29}")
CHOICES = {"par": ("offered", "required", "never"), "assertion_audience": ("issuer", "token_endpoint")}


class LoginMisconfigured(Exception):
    """The providers are not configured right; the message says which and why, in a line."""


@cache
def profiles() -> dict[str, dict[str, Any]]:
    """What is known of the national providers."""
    return tomllib.loads(PROFILES.read_text(encoding="utf-8"))


def configured(settings: Settings) -> tuple[ProviderConfig, ...]:
    """All providers of an installation, in the order in which people are shown them.

    Raises `LoginMisconfigured`.
    """
    found = _of_file(settings.providers) if settings.providers else (_of_environment(settings),)
    for what in ("name", "issuer"):
        seen = [getattr(one, what) for one in found]
        if len(set(seen)) != len(seen):
            # Two with one issuer could not be told apart when they come back, or log out.
            raise LoginMisconfigured(f"To innloggingstjenester har samme {what}.")
    for one in found:
        try:
            check_issuer(one, settings.env)
        except LoginRefused as refused:
            raise LoginMisconfigured(f"{one.title}: {refused.detail}") from None
    return found


def _of_environment(settings: Settings) -> ProviderConfig:
    return ProviderConfig(
        name=settings.oidc_name,
        issuer=settings.issuer,
        client_id=settings.oidc_client_id,
        key=_key(settings.oidc_key or settings.keys / "oidc.jwk"),
        title=settings.oidc_title,
        acr=settings.oidc_acr,
        pid_claim=settings.oidc_pid_claim,
        scope=settings.oidc_scope,
        par=settings.oidc_par,
        assertion_audience=settings.oidc_audience,
    )


def _of_file(path: Path) -> tuple[ProviderConfig, ...]:
    try:
        rows = tomllib.loads(path.read_text(encoding="utf-8")).get("provider")
    except (OSError, ValueError) as error:
        raise LoginMisconfigured(f"{path} kan ikke leses: {error}") from None
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        raise LoginMisconfigured(f"{path} må ha minst én [[provider]].")
    return tuple(_of_row(row, path.parent) for row in rows)


def _of_row(row: dict[str, Any], folder: Path) -> ProviderConfig:
    profile = row.get("profile")
    if profile is not None and profile not in profiles():
        raise LoginMisconfigured(f"Ukjent profile {profile!r}; kjente: {', '.join(profiles())}.")
    values = {"name": profile, **profiles().get(str(profile), {}), **row}
    values.pop("profile", None)
    _check(values)
    values["key"] = _key(folder / values["key"])
    if "levels" in values:
        values["levels"] = tuple(values["levels"])
    if values.get("max_age") == 0:
        values["max_age"] = None
    return ProviderConfig(**values)


def _check(values: dict[str, Any]) -> None:
    name = values.get("name")
    if not isinstance(name, str) or not NAME.fullmatch(name):
        raise LoginMisconfigured("Hver [[provider]] må ha et name av små bokstaver, tall og bindestrek.")
    for wanted in ("issuer", "client_id", "key"):
        if not isinstance(values.get(wanted), str) or not values[wanted]:
            raise LoginMisconfigured(f"{name}: {wanted} mangler.")
    for said, value in values.items():
        if said not in KNOWN:
            raise LoginMisconfigured(f"{name}: ukjent felt {said!r}; kjente: {', '.join(sorted(KNOWN))}.")
        if not _is_right(said, value):
            raise LoginMisconfigured(f"{name}: {said} har feil verdi.")


def _is_right(name: str, value: object) -> bool:
    if name in CHOICES:
        return value in CHOICES[name]
    if name == "levels":
        return isinstance(value, list) and all(isinstance(one, str) for one in value)
    if name in ("max_age", "leeway"):
        return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 86_400
    return isinstance(value, str)


def _key(path: Path) -> KeyFile:
    try:
        return KeyFile(path)
    except FileNotFoundError:
        raise LoginMisconfigured(f"Nøkkelen {path} mangler; lag den med `ipplan keys`.") from None
    except (OSError, ValueError) as error:
        raise LoginMisconfigured(f"Nøkkelen {path} kan ikke brukes: {error}") from None
