"""Is this id_token true, new, strong enough and meant for us? (OIDC Core section 3.1.3.7, made stricter)"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from ipplan.login.config import ProviderConfig
from ipplan.login.jose import moment, number, text, verify
from ipplan.login.provider import Provider
from ipplan.login.refusal import LoginRefused
from ipplan.login.transaction import Transaction

OLDEST = 600
"""Seconds since ``iat`` after which a token is too old to begin with, whatever its ``exp`` says."""


@dataclass(frozen=True)
class Identity:
    """Who came, by which door. Identity number and token stay out of every repr, and so out of logs."""

    provider: str
    sub: str = field(repr=False)
    pid: str | None = field(repr=False)
    acr: str
    """Empty where none was required and none was said."""
    auth_time: datetime
    sid: str | None
    id_token: str = field(repr=False)
    locale: str | None
    hpr: str | None = None


async def read_id_token(provider: Provider, transaction: Transaction, token: str) -> Identity:
    """The identity an id_token states. Raises LoginRefused with the first thing that does not hold."""
    verified = await verify(provider, token)
    claims, config, now = verified.claims, provider.config, provider.now().timestamp()
    _check_type(verified.header)
    _check_meant_for_us(claims, config)
    _check_clock(claims, now, config.leeway)
    _check_nonce(claims, transaction.nonce)
    acr = claims.get(config.acr_claim)
    if not config.satisfied_by(acr):
        raise LoginRefused("acr", "the login is weaker than what is required")
    return Identity(
        provider=config.name,
        sub=text(claims, "sub", "subject"),
        pid=read_pid(claims, config),
        acr=acr if isinstance(acr, str) else "",
        auth_time=_auth_time(claims, transaction, config, now),
        sid=_optional(claims, "sid"),
        id_token=token,
        locale=_optional(claims, "locale"),
        hpr=read_hpr(claims, config),
    )


def _check_type(header: Mapping[str, Any]) -> None:
    """RFC 8725 section 3.11: a logout token or an access token must not pass for an id_token."""
    typ = header.get("typ", "JWT")
    if not isinstance(typ, str) or typ.upper() != "JWT":
        raise LoginRefused("typ")


def _check_meant_for_us(claims: Mapping[str, Any], config: ProviderConfig) -> None:
    """OIDC Core 3.1.3.7 steps 2 to 5."""
    if claims.get("iss") != config.issuer:
        raise LoginRefused("issuer")
    audience = claims.get("aud")
    audiences = [audience] if isinstance(audience, str) else audience
    if not isinstance(audiences, list) or config.client_id not in audiences:
        raise LoginRefused("audience")
    # A token that another client was given, with us as one of several readers, is not our login.
    if ("azp" in claims or len(audiences) > 1) and claims.get("azp") != config.client_id:
        raise LoginRefused("azp")


def _check_clock(claims: Mapping[str, Any], now: float, leeway: int) -> None:
    """Steps 9 and 10, with seconds of leeway rather than minutes."""
    if number(claims, "exp", "expired") <= now - leeway:
        raise LoginRefused("expired")
    issued = number(claims, "iat", "iat")
    if not now - OLDEST <= issued <= now + leeway:
        raise LoginRefused("iat")
    if "nbf" in claims and number(claims, "nbf", "not_yet") > now + leeway:
        raise LoginRefused("not_yet")


def _check_nonce(claims: Mapping[str, Any], expected: str) -> None:
    """Step 11: the token answers this very request, not one somebody replays."""
    nonce = claims.get("nonce")
    if not isinstance(nonce, str) or not hmac.compare_digest(nonce.encode(), expected.encode()):
        raise LoginRefused("nonce")


def _auth_time(
    claims: Mapping[str, Any], transaction: Transaction, config: ProviderConfig, now: float
) -> datetime:
    """When the person last proved himself; a provider that ignores ``prompt=login`` is found out here.

    So is one that ignores ``max_age`` (step 13).
    """
    leeway = config.leeway
    at = number(claims, "auth_time", "auth_time")
    if at > now + leeway:
        raise LoginRefused("auth_time", "in the future")
    after = transaction.prompt_login_after
    if after is not None and at < int(after.timestamp()) - leeway:
        raise LoginRefused("auth_time", "older than the login that was demanded")
    if config.max_age is not None and at < now - config.max_age - leeway:
        raise LoginRefused("auth_time", "older than what was asked for")
    return moment(at)


def read_pid(claims: Mapping[str, Any], config: ProviderConfig) -> str | None:
    """Eleven digits, or nothing (a foreign user). Anything else is refused, not matched to somebody."""
    pid = claims.get(config.pid_claim)
    if pid is None:
        return None
    if not isinstance(pid, str) or len(pid) != 11 or not (pid.isascii() and pid.isdigit()):
        raise LoginRefused("pid", "not eleven digits")
    return pid


def read_hpr(claims: Mapping[str, Any], config: ProviderConfig) -> str | None:
    """A health professional's number in the national register: seven to nine digits, or nothing."""
    hpr = _optional(claims, config.hpr_claim)
    return hpr if hpr and hpr.isascii() and hpr.isdigit() and 7 <= len(hpr) <= 9 else None


def _optional(claims: Mapping[str, Any], name: str | None) -> str | None:
    value = claims.get(name) if name else None
    return value if isinstance(value, str) and 0 < len(value) <= 1000 else None
