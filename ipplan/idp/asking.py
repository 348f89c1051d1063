"""Reading an authorization request, whether pushed or carried by the browser."""

import re
from collections.abc import Mapping

from ipplan.idp.clients import Client
from ipplan.idp.desk import LEVELS, LOCALES, AuthorizationRequest
from ipplan.idp.faults import OAuthError


def read_request(form: Mapping[str, str], client: Client) -> AuthorizationRequest:
    """OIDC Core section 3.1.2.2, with PKCE S256 mandatory. Raises OAuthError."""
    if form.get("redirect_uri") not in client.redirect_uris:
        raise OAuthError("invalid_request", "redirect_uri is not registered")
    if form.get("response_type") != "code":
        raise OAuthError("unsupported_response_type", "only code")
    if "openid" not in form.get("scope", "").split():
        raise OAuthError("invalid_scope", "openid is missing")
    if "request_uri" in form or "request" in form:
        raise OAuthError("invalid_request", "request and request_uri are not taken here")
    prompt = form.get("prompt")
    if prompt not in (None, "login", "none"):
        raise OAuthError("invalid_request", "prompt must be login or none")
    return AuthorizationRequest(
        client_id=client.client_id,
        redirect_uri=form["redirect_uri"],
        state=form.get("state"),
        nonce=form.get("nonce"),
        code_challenge=_challenge(form),
        acr=_acr(form.get("acr_values", "")),
        locale=_locale(form.get("ui_locales", "")),
        prompt=prompt,
        login_hint=form.get("login_hint"),
    )


def _challenge(form: Mapping[str, str]) -> str:
    challenge = form.get("code_challenge", "")
    if form.get("code_challenge_method") != "S256" or not re.fullmatch(r"[A-Za-z0-9_-]{43}", challenge):
        raise OAuthError("invalid_request", "PKCE with S256 is required")
    return challenge


def _acr(asked: str) -> str:
    if not asked.split():
        return LEVELS[0]
    known = next((level for level in asked.split() if level in LEVELS), None)
    if known is None:
        raise OAuthError("invalid_request", "acr_values has no known level")
    return known


def _locale(asked: str) -> str:
    return next((locale for locale in asked.split() if locale in LOCALES), LOCALES[0])
