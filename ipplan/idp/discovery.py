"""What the provider publishes about itself: OpenID Connect Discovery 1.0 and its keys (RFC 7517)."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from ipplan.idp.desk import LEVELS, LOCALES, Desk, desk_of


async def configuration(request: Request) -> Response:
    """GET /.well-known/openid-configuration."""
    desk = desk_of(request)
    return JSONResponse(desk.misbehaviour.alter_discovery(_document(desk)))


async def keys(request: Request) -> Response:
    """GET /jwks: the public half of the key made when the provider started."""
    desk = desk_of(request)
    public = {**desk.key.as_dict(private=False), "use": "sig", "alg": desk.algorithm}
    return JSONResponse(desk.misbehaviour.alter_jwks({"keys": [public]}))


def _document(desk: Desk) -> dict[str, Any]:
    document: dict[str, Any] = {
        "issuer": desk.issuer,
        "authorization_endpoint": desk.address("/authorize"),
        "token_endpoint": desk.address("/token"),
        "jwks_uri": desk.address("/jwks"),
        "end_session_endpoint": desk.address("/endsession"),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": sorted({"RS256", desk.algorithm}),
        "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": list(desk.client_algorithms),
        "code_challenge_methods_supported": ["S256"],
        "scopes_supported": ["openid", "profile"],
        "acr_values_supported": list(LEVELS),
        "ui_locales_supported": list(LOCALES),
        "prompt_values_supported": ["login", "none"],
        "claims_parameter_supported": False,
        "request_parameter_supported": False,
        "request_uri_parameter_supported": False,
        "authorization_response_iss_parameter_supported": True,
        "frontchannel_logout_supported": True,
        "frontchannel_logout_session_supported": True,
        "backchannel_logout_supported": True,
        "backchannel_logout_session_supported": True,
    }
    if desk.par != "none":
        document["pushed_authorization_request_endpoint"] = desk.address("/par")
        document["require_pushed_authorization_requests"] = desk.par == "required"
    return document
