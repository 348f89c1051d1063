"""What a provider says about itself (OpenID Connect Discovery 1.0), checked before anything believes it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from ipplan.login.algorithms import ASYMMETRIC
from ipplan.login.refusal import LoginRefused

HOST = re.compile(r"[A-Za-z0-9._~-]+(:[0-9]+)?|\[[0-9A-Fa-f:.]+\](:[0-9]+)?")


@dataclass(frozen=True)
class Metadata:
    """The parts of a discovery document that the client uses; an absent optional address is ``None``."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    par_endpoint: str | None
    end_session_endpoint: str | None
    userinfo_endpoint: str | None
    id_token_algorithms: frozenset[str]
    """What id_tokens may be signed by: asymmetric, and announced; RS256 where nothing is announced."""
    client_algorithms: frozenset[str] | None
    """What the client may sign its proof by; ``None`` where nothing is announced."""
    iss_in_callback: bool
    """RFC 9207: the authorization response will carry ``iss``, so one without it is forged."""
    claims_parameter: bool
    document: Mapping[str, Any]
    """The whole document, for ``oidc check``."""

    @property
    def origins(self) -> frozenset[str]:
        """Where a browser is sent by us: a form that leads there must be allowed to."""
        there = (self.issuer, self.authorization_endpoint, self.end_session_endpoint)
        return frozenset(origin(one) for one in there if one)


def read_metadata(document: Any, *, issuer: str) -> Metadata:
    """Discovery section 4.3: the document's issuer must be, character by character, the one configured.

    Otherwise one provider could speak for another (mix-up). Raises LoginRefused.
    """
    if not isinstance(document, dict):
        raise LoginRefused("discovery", "not a JSON object")
    if document.get("issuer") != issuer:
        raise LoginRefused("discovery_issuer", "the document names another issuer")
    secure = issuer.startswith("https://")
    return Metadata(
        issuer=issuer,
        authorization_endpoint=_needed(document, "authorization_endpoint", secure),
        token_endpoint=_needed(document, "token_endpoint", secure),
        jwks_uri=_needed(document, "jwks_uri", secure),
        par_endpoint=_address(document, "pushed_authorization_request_endpoint", secure),
        end_session_endpoint=_address(document, "end_session_endpoint", secure),
        userinfo_endpoint=_address(document, "userinfo_endpoint", secure),
        id_token_algorithms=(
            _names(document, "id_token_signing_alg_values_supported") or frozenset({"RS256"})
        )
        & ASYMMETRIC,
        client_algorithms=_names(document, "token_endpoint_auth_signing_alg_values_supported"),
        iss_in_callback=document.get("authorization_response_iss_parameter_supported") is True,
        claims_parameter=document.get("claims_parameter_supported") is True,
        document=document,
    )


def origin(address: str) -> str:
    """Scheme and host of an address: what a content security policy names."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def _names(document: dict[str, Any], name: str) -> frozenset[str] | None:
    value = document.get(name)
    if not isinstance(value, list):
        return None
    return frozenset(one for one in value if isinstance(one, str)) or None


def _needed(document: dict[str, Any], name: str, secure: bool) -> str:
    found = _address(document, name, secure)
    if found is None:
        raise LoginRefused("discovery", f"{name} is missing")
    return found


def _address(document: dict[str, Any], name: str, secure: bool) -> str | None:
    value = document.get(name)
    if value is None:
        return None
    if not isinstance(value, str):
        raise LoginRefused("discovery", f"{name} is not an address")
    parts = urlsplit(value)
    # Hosts go into a header of ours: what is no host's letter does not.
    if parts.scheme not in ("http", "https") or not HOST.fullmatch(parts.netloc):
        raise LoginRefused("discovery", f"{name} is not an address")
    if secure and parts.scheme != "https":
        raise LoginRefused("insecure", f"{name} is not https, though the issuer is")
    return value
