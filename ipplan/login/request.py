"""Sending a person off to log in: the authorization request, pushed where the provider takes it."""

import json
from typing import Any

import httpx2
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge

from ipplan.login.assertion import client_proof
from ipplan.login.config import ProviderConfig
from ipplan.login.metadata import Metadata
from ipplan.login.provider import Provider
from ipplan.login.refusal import LoginRefused, ProviderDown
from ipplan.login.transaction import Transaction


async def authorization_url(
    provider: Provider,
    transaction: Transaction,
    *,
    redirect_uri: str,
    ui_locales: str,
    login_hint: str | None = None,
    prompt_login: bool = False,
) -> str:
    """The address to send the browser to. Raises ProviderDown or LoginRefused.

    With PAR (RFC 9126) the browser carries only ``client_id`` and ``request_uri``: nothing to read or change
    on the way. Without it, the same parameters go in the address, bound by PKCE S256 (RFC 7636).
    """
    if transaction.provider != provider.config.name:
        raise LoginRefused("mixed_up")
    metadata = await provider.metadata()
    request = _request(provider, transaction, redirect_uri, ui_locales)
    if login_hint:
        request["login_hint"] = login_hint
    if prompt_login or transaction.prompt_login_after is not None:
        request["prompt"] = "login"
    if metadata.claims_parameter:
        request["claims"] = json.dumps({"id_token": _wanted(provider.config)})
    if metadata.par_endpoint is None or provider.config.par == "never":
        if provider.config.par == "required":
            raise LoginRefused("discovery", "the provider takes no pushed requests, and they are required")
        return str(_address(metadata.authorization_endpoint, request))
    request_uri = await _push(provider, metadata, metadata.par_endpoint, request)
    pushed = {"client_id": provider.config.client_id, "request_uri": request_uri}
    return str(httpx2.URL(metadata.authorization_endpoint).copy_merge_params(pushed))


def _request(
    provider: Provider, transaction: Transaction, redirect_uri: str, ui_locales: str
) -> dict[str, str]:
    config = provider.config
    request = {
        "response_type": "code",
        "client_id": config.client_id,
        "redirect_uri": redirect_uri,
        "scope": config.scope,
        "state": transaction.state,
        "nonce": transaction.nonce,
        "code_challenge": create_s256_code_challenge(transaction.verifier),
        "code_challenge_method": "S256",
        "ui_locales": ui_locales,
    }
    if config.acr_values or config.acr:
        request["acr_values"] = config.acr_values or config.acr
    if config.max_age is not None:
        request["max_age"] = str(config.max_age)
    return request


def _wanted(config: ProviderConfig) -> dict[str, Any]:
    """Claims asked for in the id_token by name (OIDC Core section 5.5): without them nobody is known."""
    return {"auth_time": {"essential": True}, config.pid_claim: {"essential": True}}


def _address(endpoint: str, request: dict[str, str]) -> Any:
    return prepare_grant_uri(endpoint, **request)


async def _push(provider: Provider, metadata: Metadata, endpoint: str, request: dict[str, str]) -> str:
    """RFC 9126 section 2: the request goes straight to the provider, which gives it a short-lived name."""
    response = await provider.post(endpoint, request | client_proof(provider, metadata))
    if response.status_code not in (200, 201):
        raise LoginRefused("request_refused", f"the provider answered {response.status_code} to the request")
    try:
        request_uri = response.json()["request_uri"]
    except (ValueError, KeyError, TypeError):
        raise ProviderDown("answered no request_uri") from None
    if not isinstance(request_uri, str) or not request_uri:
        raise ProviderDown("answered no request_uri")
    return request_uri
