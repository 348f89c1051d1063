"""Leaving: asking the provider to end its session, and hearing from it that a session has ended."""

import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx2
from joserfc import jws
from joserfc.errors import JoseError

from ipplan.login.jose import ANY, moment, number, text, verify
from ipplan.login.metadata import origin
from ipplan.login.provider import Provider
from ipplan.login.refusal import LoginRefused

EVENT = "http://schemas.openid.net/event/backchannel-logout"
OLDEST = 600
LONGEST = 3600


@dataclass(frozen=True)
class LogoutToken:
    """Which of the provider's sessions has ended. Remember ``jti`` until ``expires_at``: it counts once."""

    sid: str
    jti: str
    iss: str
    expires_at: datetime


async def end_session_url(
    provider: Provider, *, id_token: str, post_logout_redirect_uri: str, state: str
) -> str | None:
    """OIDC RP-Initiated Logout 1.0 section 2; ``None`` where the provider offers no such thing."""
    endpoint = (await provider.metadata()).end_session_endpoint
    if endpoint is None:
        return None
    query = {
        "id_token_hint": id_token,
        "client_id": provider.config.client_id,
        "post_logout_redirect_uri": post_logout_redirect_uri,
        "state": state,
    }
    return str(httpx2.URL(endpoint).copy_merge_params(query))


async def frame_ancestor(provider: Provider) -> str | None:
    """The one origin that may frame our front-channel logout address: that of the provider's logout page."""
    endpoint = (await provider.metadata()).end_session_endpoint
    if endpoint is None:
        return None
    return origin(endpoint)


def read_front_logout(provider: Provider, params: Mapping[str, str]) -> str:
    """The ``sid`` of a front-channel call (OIDC Front-Channel Logout 1.0 section 3): both parameters needed.

    The call is unsigned; a ``sid`` nobody can guess is what keeps strangers from ending sessions.
    """
    if not hmac.compare_digest(params.get("iss", "").encode(), provider.config.issuer.encode()):
        raise LoginRefused("issuer")
    return text(params, "sid", "sid")


def claimed_issuer(token: str) -> object:
    """Who a logout token says it is from, unproven: only to know by whose keys to prove it.

    Raises LoginRefused for what is no token.
    """
    try:
        claims = json.loads(jws.extract_compact(token.encode("ascii"), registry=ANY).payload)
    except (JoseError, ValueError, RecursionError):
        raise LoginRefused("malformed") from None
    return claims.get("iss") if isinstance(claims, dict) else None


async def read_logout_token(provider: Provider, token: str) -> LogoutToken:
    """OIDC Back-Channel Logout 1.0 section 2.6, and ``typ`` must be ``logout+jwt``. Raises LoginRefused.

    Whether this jti was seen before is for the caller, who has a store.
    """
    verified = await verify(provider, token)
    claims = verified.claims
    _check_type(verified.header)
    _check_meant_for_us(claims, provider)
    expires = _check_clock(claims, provider.now().timestamp(), provider.config.leeway)
    _check_event(claims)
    return LogoutToken(
        sid=text(claims, "sid", "sid"),
        jti=text(claims, "jti", "jti"),
        iss=provider.config.issuer,
        expires_at=moment(expires),
    )


def _check_type(header: Mapping[str, Any]) -> None:
    """Without this an id_token, which the browser has seen, could be dressed up as a logout."""
    typ = header.get("typ")
    if not isinstance(typ, str) or typ.lower().removeprefix("application/") != "logout+jwt":
        raise LoginRefused("typ")


def _check_meant_for_us(claims: Mapping[str, Any], provider: Provider) -> None:
    if claims.get("iss") != provider.config.issuer:
        raise LoginRefused("issuer")
    audience = claims.get("aud")
    audiences = [audience] if isinstance(audience, str) else audience
    if not isinstance(audiences, list) or provider.config.client_id not in audiences:
        raise LoginRefused("audience")


def _check_clock(claims: Mapping[str, Any], now: float, leeway: int) -> float:
    """Not expired, not from the future, and not so long-lived that its jti must be remembered for ever."""
    expires = number(claims, "exp", "expired")
    if expires <= now - leeway:
        raise LoginRefused("expired")
    issued = number(claims, "iat", "iat")
    if not now - OLDEST <= issued <= now + leeway or expires - issued > LONGEST:
        raise LoginRefused("iat")
    return expires


def _check_event(claims: Mapping[str, Any]) -> None:
    events = claims.get("events")
    if not isinstance(events, dict) or not isinstance(events.get(EVENT), dict):
        raise LoginRefused("events")
    if "nonce" in claims:
        # Section 2.4 forbids it, so that no id_token can ever be mistaken for a logout token.
        raise LoginRefused("nonce")
