"""Why a login or a logout was refused: one exception, stable reasons, no personal data in any of them."""

from typing import Literal, get_args

Reason = Literal[
    "access_denied",
    "acr",
    "algorithm",
    "audience",
    "auth_time",
    "azp",
    "browser",
    "callback_iss",
    "client",
    "code",
    "discovery",
    "discovery_issuer",
    "events",
    "expired",
    "iat",
    "insecure",
    "issuer",
    "jti",
    "kid",
    "malformed",
    "mixed_up",
    "no_code",
    "no_id_token",
    "nonce",
    "not_yet",
    "pid",
    "provider_down",
    "provider_error",
    "request_refused",
    "sid",
    "signature",
    "state",
    "subject",
    "transaction_expired",
    "typ",
]
REASONS: frozenset[str] = frozenset(get_args(Reason))


class LoginRefused(Exception):
    """``reason`` is for the log and for choosing a page; ``detail`` never holds a token or a number."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason: Reason = reason
        self.detail = detail


class ProviderDown(LoginRefused):
    """The provider cannot be reached or answers nonsense; try again after ``retry_after`` seconds."""

    def __init__(self, detail: str, retry_after: float = 1.0) -> None:
        super().__init__("provider_down", detail)
        self.retry_after = retry_after
