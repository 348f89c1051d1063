"""Asking further: some providers give the identity number at the UserInfo endpoint alone (OIDC Core 5.3)."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ipplan.login.idtoken import Identity, read_hpr, read_pid
from ipplan.login.metadata import Metadata
from ipplan.login.provider import Provider
from ipplan.login.refusal import LoginRefused


async def asked_further(
    provider: Provider, metadata: Metadata, identity: Identity, answer: Mapping[str, Any]
) -> Identity:
    """The identity with its number, where the provider knows one. The level is never taken from here.

    Raises LoginRefused where the answer is about somebody else (section 5.3.2), ProviderDown for silence.
    """
    token = answer.get("access_token")
    if metadata.userinfo_endpoint is None or not isinstance(token, str) or not token:
        return identity
    response = await provider.get(metadata.userinfo_endpoint, token)
    try:
        claims = response.json() if response.status_code == 200 else None
    except ValueError:
        claims = None
    if not isinstance(claims, dict):
        return identity
    if claims.get("sub") != identity.sub:
        raise LoginRefused("subject", "the userinfo answer is about somebody else")
    config = provider.config
    return replace(identity, pid=read_pid(claims, config), hpr=identity.hpr or read_hpr(claims, config))
