"""Logins under way: each kept sealed on the server, with a cookie of its own in the browser that began it."""

import hashlib
import json
from dataclasses import asdict
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from ipplan.login.refusal import LoginRefused
from ipplan.login.transaction import Transaction, check_browser
from ipplan.page.house import House
from ipplan.store import seal
from ipplan.store.logins import KEPT_FOR, put_transaction, take_transaction
from ipplan.store.sessions import hashed

COOKIE = "ipplan-login-"
"""With the state's name behind it: two tabs that begin at once have each their own."""
PATH = "/login"


async def keep(house: House, transaction: Transaction, browser: str, response: Response) -> None:
    """Remember a login that begins; the browser takes its secret along with the answer."""
    async with house.database.begin() as tx:
        sealed = _seal(house, transaction)
        await put_transaction(tx, hashed(transaction.state), sealed, transaction.created_at)
    response.set_cookie(
        _cookie(transaction.state),
        browser,
        max_age=int(KEPT_FOR.total_seconds()),
        path=PATH,
        httponly=True,
        samesite="lax",
        secure=house.settings.secure,
    )


async def take(house: House, request: Request) -> Transaction:
    """The transaction of the state in the address, in the browser that began it; raises `LoginRefused`."""
    state = request.query_params.get("state", "")
    async with house.database.begin() as tx:
        sealed = await take_transaction(tx, hashed(state))
    if sealed is None:
        raise LoginRefused("state")
    transaction = _unseal(house, sealed)
    check_browser(transaction, request.cookies.get(_cookie(state), ""))
    return transaction


def forget(transaction: Transaction, response: Response) -> None:
    """The login is finished: its cookie is of no more use."""
    response.delete_cookie(_cookie(transaction.state), path=PATH)


def _cookie(state: str) -> str:
    return COOKIE + hashlib.sha256(state.encode()).hexdigest()[:16]


def _seal(house: House, transaction: Transaction) -> bytes:
    """Verifier and nonce do not lie readable in the database."""
    plain = json.dumps(asdict(transaction), default=lambda moment: moment.isoformat())
    return seal.seal(house.keyring.secrets["session"], plain.encode(), b"login")


def _unseal(house: House, sealed: bytes) -> Transaction:
    values = json.loads(seal.unseal(house.keyring.secrets["session"], sealed, b"login"))
    for name in ("created_at", "prompt_login_after"):
        values[name] = datetime.fromisoformat(values[name]) if values[name] else None
    return Transaction(**values)
