"""Logging in: off to the provider, and back with an identity that either has an account here or not."""

import json
import secrets
from dataclasses import asdict
from datetime import datetime
from urllib.parse import quote

import structlog
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from ipplan.login.answer import Identity, read_answer
from ipplan.login.refusal import LoginRefused, ProviderDown
from ipplan.login.request import authorization_url
from ipplan.login.transaction import Transaction, begin, check_browser, local_path
from ipplan.page.house import House, house_of
from ipplan.page.respond import language_of, page, see_other
from ipplan.page.who import cookie_name
from ipplan.store import seal
from ipplan.store.accounts import account_by_pid
from ipplan.store.invitations import bind_identity
from ipplan.store.logins import put_transaction, take_transaction
from ipplan.store.sessions import create_session, end_session, hashed

log = structlog.get_logger()
BROWSER = "ipplan-login"


async def begin_login(request: Request) -> Response:
    """Send the browser to the provider, remembering one transaction for this tab."""
    house = house_of(request)
    browser = request.cookies.get(BROWSER) or secrets.token_urlsafe(32)
    transaction = begin(
        house.provider.config.name,
        return_to=request.query_params.get("return_to", "/"),
        browser_secret=browser,
        now=house.clock.now(),
    )
    hint = request.query_params.get("hint") if house.settings.env != "production" else None
    try:
        address = await authorization_url(
            house.provider,
            transaction,
            redirect_uri=f"{house.settings.address}/login/callback",
            ui_locales=language_of(request),
            login_hint=hint,
        )
    except ProviderDown as down:
        return _down(request, down)
    except LoginRefused as refused:
        log.warning("login_refused", reason=refused.reason, detail=refused.detail)
        return page(request, "login/refused.html", 502, reason=refused.reason, again="/")
    async with house.database.begin() as tx:
        await put_transaction(tx, hashed(transaction.state), _seal(house, transaction), house.clock.now())
    response = RedirectResponse(address, 303)
    response.set_cookie(
        BROWSER,
        browser,
        max_age=600,
        path="/login",
        httponly=True,
        samesite="lax",
        secure=house.settings.secure,
    )
    return response


async def callback(request: Request) -> Response:
    """Back from the provider: a session for who has an account, a friendly page for who has none."""
    house = house_of(request)
    transaction = None
    try:
        transaction = await _take(house, request)
        identity = await read_answer(
            house.provider,
            transaction,
            dict(request.query_params),
            redirect_uri=f"{house.settings.address}/login/callback",
        )
    except ProviderDown as down:
        return _down(request, down)
    except LoginRefused as refused:
        log.warning("login_refused", reason=refused.reason, detail=refused.detail)
        again = transaction.return_to if transaction else "/"
        return page(request, "login/refused.html", 400, reason=refused.reason, again=quote(again))
    return await _welcome(request, house, identity, transaction)


async def _welcome(request: Request, house: House, identity: Identity, transaction: Transaction) -> Response:
    """Start a session; a new cookie each time, so that none can be planted beforehand."""
    if identity.pid is None:
        return page(request, "login/no_account.html", 403)
    cookie = secrets.token_urlsafe(32)
    now = house.clock.now()
    async with house.database.begin() as tx:
        account = await account_by_pid(tx, house.pids, identity.pid)
        bound = None
        if transaction.return_to.startswith("/invitations/"):
            token = transaction.return_to.removeprefix("/invitations/")
            bound = await bind_identity(tx, hashed(token), house.pids, identity.pid, account, now)
        if account is None or account.state != "active":
            log.info("login_without_account", sid=identity.sid, bound=bound is not None)
            template = "login/invited.html" if bound else "login/no_account.html"
            return page(request, template, 200 if bound else 403)
        old = request.cookies.get(cookie_name(house))
        if old:
            await end_session(tx, hashed(old), now)
        await create_session(
            tx,
            house.keyring.secrets["session"],
            identity.id_token,
            session_id=hashed(cookie),
            account_id=account.account_id,
            provider=identity.provider,
            sid=identity.sid,
            acr=identity.acr,
            auth_time=identity.auth_time,
            created_at=now,
            seen_at=now,
        )
    log.info("login", sid=identity.sid, acr=identity.acr)
    invited = transaction.return_to.startswith("/invitations/")
    response = see_other("/" if invited else local_path(transaction.return_to))
    set_session_cookie(house, response, cookie)
    return response


def set_session_cookie(house: House, response: Response, cookie: str) -> None:
    """The opaque cookie: for this host alone, out of reach of scripts and of other sites' posts."""
    response.set_cookie(
        cookie_name(house), cookie, path="/", httponly=True, samesite="lax", secure=house.settings.secure
    )


async def _take(house: House, request: Request) -> Transaction:
    """The transaction of the state in the address, in the browser that began it; raises `LoginRefused`."""
    state = request.query_params.get("state", "")
    async with house.database.begin() as tx:
        sealed = await take_transaction(tx, hashed(state))
    if sealed is None:
        raise LoginRefused("state")
    transaction = _unseal(house, sealed)
    check_browser(transaction, request.cookies.get(BROWSER, ""))
    return transaction


def _seal(house: House, transaction: Transaction) -> bytes:
    """Verifier and nonce do not lie readable in the database."""
    plain = json.dumps(asdict(transaction), default=lambda moment: moment.isoformat())
    return seal.seal(house.keyring.secrets["session"], plain.encode(), b"login")


def _unseal(house: House, sealed: bytes) -> Transaction:
    values = json.loads(seal.unseal(house.keyring.secrets["session"], sealed, b"login"))
    for name in ("created_at", "prompt_login_after"):
        values[name] = datetime.fromisoformat(values[name]) if values[name] else None
    return Transaction(**values)


def _down(request: Request, down: ProviderDown) -> Response:
    log.warning("provider_down", detail=down.detail)
    response = page(request, "login/down.html", 503)
    response.headers["retry-after"] = str(max(1, round(down.retry_after)))
    return response
