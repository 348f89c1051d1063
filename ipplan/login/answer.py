"""Coming back from the provider: from the callback's parameters to an identity, or a refusal."""

import hmac
from collections.abc import Mapping
from typing import Any

from ipplan.login.assertion import client_proof
from ipplan.login.idtoken import Identity, read_id_token
from ipplan.login.metadata import Metadata
from ipplan.login.provider import Provider
from ipplan.login.refusal import LoginRefused, ProviderDown
from ipplan.login.transaction import Transaction, check_age
from ipplan.login.userinfo import asked_further

__all__ = ["Identity", "read_answer"]


async def read_answer(
    provider: Provider, transaction: Transaction, params: Mapping[str, str], *, redirect_uri: str
) -> Identity:
    """The person the provider vouches for. Raises LoginRefused (or ProviderDown, which is one).

    The caller has taken the transaction out of its store for good (single use) and checked its browser.
    """
    if transaction.provider != provider.config.name:
        raise LoginRefused("mixed_up")
    check_age(transaction, provider.now())
    _check_state(params, transaction)
    metadata = await provider.metadata()
    _check_issuer(params, metadata, provider)
    code = _code(params)
    answer = await _redeem(provider, metadata, transaction, code, redirect_uri)
    identity = await read_id_token(provider, transaction, _id_token(answer))
    return identity if identity.pid else await asked_further(provider, metadata, identity, answer)


def _check_state(params: Mapping[str, str], transaction: Transaction) -> None:
    """RFC 6749 section 10.12, in constant time."""
    if not hmac.compare_digest(params.get("state", "").encode(), transaction.state.encode()):
        raise LoginRefused("state")


def _check_issuer(params: Mapping[str, str], metadata: Metadata, provider: Provider) -> None:
    """RFC 9207 section 2.4: before the code, or even the error, is believed (mix-up attack).

    Where several providers come back to one address, a callback that does not say from whom is refused.
    """
    issuer = params.get("iss")
    if issuer is None and not metadata.iss_in_callback:
        if provider.alone:
            return
        raise LoginRefused("mixed_up", "the provider does not name itself, and there are several")
    if issuer != metadata.issuer:
        raise LoginRefused("callback_iss")


def _code(params: Mapping[str, str]) -> str:
    error = params.get("error")
    if error == "access_denied":
        raise LoginRefused("access_denied", "the person turned back")
    if error is not None:
        # The error's text comes by way of the browser: anybody could have written it, so it is not repeated.
        raise LoginRefused("provider_error")
    code = params.get("code")
    if not code:
        raise LoginRefused("no_code")
    return code


async def _redeem(
    provider: Provider, metadata: Metadata, transaction: Transaction, code: str, redirect_uri: str
) -> dict[str, Any]:
    """OIDC Core section 3.1.3: the code for tokens."""
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": redirect_uri,
        "code_verifier": transaction.verifier,
    }
    response = await provider.post(metadata.token_endpoint, form | client_proof(provider, metadata))
    try:
        answer = response.json()
    except ValueError:
        raise ProviderDown("answered something that is not JSON") from None
    if not isinstance(answer, dict):
        raise ProviderDown("answered something that is not an object")
    if response.status_code != 200:
        refused_us = answer.get("error") in ("invalid_client", "unauthorized_client")
        raise LoginRefused("client" if refused_us else "code", "the provider did not take the code")
    return answer


def _id_token(answer: Mapping[str, Any]) -> str:
    token = answer.get("id_token")
    if not isinstance(token, str) or not token:
        raise LoginRefused("no_id_token")
    return token
