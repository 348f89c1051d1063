"""One login under way: what must be remembered between leaving for the provider and coming back."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from ipplan.login.refusal import LoginRefused

LIVES = timedelta(minutes=10)


@dataclass(frozen=True)
class Transaction:
    """Kept on the server, one per tab, used once. ``state`` is what it is looked up by."""

    state: str
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)
    provider: str
    return_to: str
    created_at: datetime
    browser: str = field(repr=False)
    """Hash of a secret that only the browser that began has (in a cookie)."""
    prompt_login_after: datetime | None = None
    """When set, the provider must have seen the person log in after this moment."""


def begin(
    provider: str, *, return_to: str, browser_secret: str, now: datetime, fresh: bool = False
) -> Transaction:
    """A new login at a named provider; ``fresh`` demands that the person proves himself anew.

    The PKCE verifier has 86 characters (RFC 7636 section 4.1 allows 43 to 128).
    """
    return Transaction(
        state=secrets.token_urlsafe(32),
        nonce=secrets.token_urlsafe(32),
        verifier=secrets.token_urlsafe(64),
        provider=provider,
        return_to=local_path(return_to),
        created_at=now,
        browser=hash_browser(browser_secret),
        prompt_login_after=now if fresh else None,
    )


def hash_browser(secret: str) -> str:
    """What is stored instead of the browser's secret, so that a stolen table cannot finish a login."""
    return hashlib.sha256(secret.encode()).hexdigest()


def check_browser(transaction: Transaction, secret: str) -> None:
    """Refuse a state begun in another browser: the attacker's login planted in the victim's (login CSRF)."""
    if not hmac.compare_digest(transaction.browser, hash_browser(secret)):
        raise LoginRefused("browser")


def check_age(transaction: Transaction, now: datetime) -> None:
    """Refuse a login begun more than ten minutes ago."""
    if now - transaction.created_at > LIVES:
        raise LoginRefused("transaction_expired")


def local_path(address: str) -> str:
    """The address if it is a path on this very site, else the front page (open redirect).

    Browsers read a backslash as a slash and drop control characters, so neither is let through.
    """
    parts = urlsplit(address)
    plain = all(" " < letter != "\\" for letter in address)
    local = address.startswith("/") and not address.startswith("//")
    return address if plain and local and not parts.scheme and not parts.netloc else "/"
