"""Making the tokens, and the endpoint that hands them out for a code."""

import base64
import hashlib
import hmac
import secrets
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from ipplan.idp.desk import Desk, Grant, desk_of
from ipplan.idp.faults import OAuthError
from ipplan.idp.forms import read_form

LIVES = 120
LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"


async def token(request: Request) -> Response:
    """POST /token: OIDC Core section 3.1.3, with PKCE and ``private_key_jwt``."""
    desk = desk_of(request)
    form = await read_form(request)
    client = desk.authenticate(form)
    if form.get("grant_type") != "authorization_code":
        raise OAuthError("unsupported_grant_type", "only authorization_code")
    take = desk.codes.get if desk.misbehaviour.accept_code_again else desk.codes.take
    grant = take(form.get("code"))
    if grant is None or grant.request.client_id != client.client_id:
        raise OAuthError("invalid_grant", "the code is used, too old, or not this client's")
    if form.get("redirect_uri") != grant.request.redirect_uri:
        raise OAuthError("invalid_grant", "redirect_uri is not the one that was asked with")
    if not hmac.compare_digest(_challenge(form.get("code_verifier", "")), grant.request.code_challenge):
        raise OAuthError("invalid_grant", "code_verifier does not fit")
    answer = {
        "access_token": secrets.token_urlsafe(32),
        "token_type": "Bearer",
        "expires_in": LIVES,
        "scope": "openid profile",
        "id_token": id_token(desk, grant),
    }
    headers = {"cache-control": "no-store", "pragma": "no-cache"}
    return JSONResponse(desk.misbehaviour.alter_token_answer(answer), headers=headers)


def id_token(desk: Desk, grant: Grant) -> str:
    """ID-porten's id_token: RS256, 120 seconds."""
    now = int(desk.now())
    claims: dict[str, Any] = {
        "iss": desk.issuer,
        "aud": grant.request.client_id,
        "sub": _pairwise(desk, grant),
        "acr": grant.acr,
        "amr": ["TestID"],
        "auth_time": grant.auth_time,
        "iat": now,
        "exp": now + LIVES,
        "jti": secrets.token_urlsafe(16),
        "locale": grant.request.locale,
        "sid": grant.sid,
    }
    if grant.request.nonce is not None:
        claims["nonce"] = grant.request.nonce
    if grant.person.pid is not None:
        claims["pid"] = grant.person.pid
    bad = desk.misbehaviour
    header = bad.alter_header({"alg": desk.algorithm, "kid": desk.key.kid, "typ": "JWT"})
    return bad.sign(header, bad.alter_claims(claims), desk.key)


def logout_token(desk: Desk, client_id: str, sid: str) -> str:
    """OIDC Back-Channel Logout 1.0 section 2.4."""
    now = int(desk.now())
    claims: dict[str, Any] = {
        "iss": desk.issuer,
        "aud": client_id,
        "iat": now,
        "exp": now + LIVES,
        "jti": secrets.token_urlsafe(16),
        "events": {LOGOUT_EVENT: {}},
        "sid": sid,
    }
    bad = desk.misbehaviour
    header = bad.alter_logout_header({"alg": desk.algorithm, "kid": desk.key.kid, "typ": "logout+jwt"})
    return bad.sign(header, bad.alter_logout_claims(claims), desk.key)


def _challenge(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _pairwise(desk: Desk, grant: Grant) -> str:
    """OIDC Core section 8.1: another ``sub`` for each client, the same one each time."""
    words = "\0".join((desk.issuer, grant.request.client_id, grant.person.id))
    return base64.urlsafe_b64encode(hashlib.sha256(words.encode()).digest()).rstrip(b"=").decode()
