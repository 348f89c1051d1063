"""Logging in: off to the provider, and back with an identity that either has an account here or not."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import quote

import structlog
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from ipplan.login.answer import Identity, read_answer
from ipplan.login.provider import Provider
from ipplan.login.refusal import LoginRefused, ProviderDown
from ipplan.login.request import authorization_url
from ipplan.login.transaction import Transaction, begin, local_path
from ipplan.page.house import House, house_of
from ipplan.page.login.under_way import forget, keep, take
from ipplan.page.request.place import HIDDEN, address_of, place_of
from ipplan.page.respond import is_fragment, language_of, page, see_other
from ipplan.page.who import cookie_name
from ipplan.store.accounts import Account, account_by_pid
from ipplan.store.database import Tx
from ipplan.store.doors import CameBy, note_door
from ipplan.store.invitations import bind_identity
from ipplan.store.sessions import Place, create_session, end_session, hashed

log = structlog.get_logger()
INVITATION = "/invitations/"


async def begin_login(request: Request) -> Response:
    """Send the browser to the provider, remembering one transaction for this tab.

    Where there are several providers, a page to choose from comes first; where a login has ended, one that
    says so: what was posted is not led on to the provider, which browsers would hold against our policy.
    """
    house, query = house_of(request), request.query_params
    if is_fragment(request):
        # A part of a page: it stays, with what is being written in it, while one logs in beside it.
        return page(request, "login/_ended.html", 401)
    if "ended" in query:
        return page(request, "login/ended.html", again=_again(query, without=("ended",)))
    provider = house.providers.named(query.get("provider"))
    if provider is None:
        return page(request, "login/choose.html", choices=_choices(house, query))
    try:
        return await _depart(request, house, provider)
    except ProviderDown as down:
        return _down(request, down, _again(query))
    except LoginRefused as refused:
        _note_refusal(request, refused)
        return page(request, "login/refused.html", 502, reason=refused.reason, again=_again(query))


async def _depart(request: Request, house: House, provider: Provider) -> Response:
    query, browser, now = request.query_params, secrets.token_urlsafe(32), house.clock.now()
    transaction = begin(
        provider.config.name,
        return_to=query.get("return_to", "/"),
        browser_secret=browser,
        now=now,
        fresh="fresh" in query,
    )
    address = await authorization_url(
        provider,
        transaction,
        redirect_uri=f"{house.settings.address}/login/callback",
        ui_locales=language_of(request),
        login_hint=query.get("hint") if house.settings.env != "production" else None,
    )
    response = RedirectResponse(address, 303)
    await keep(house, transaction, browser, response)
    return response


async def callback(request: Request) -> Response:
    """Back from the provider: a session for who has an account, a friendly page for who has none."""
    house = house_of(request)
    transaction = None
    try:
        transaction = await take(house, request)
        provider = house.providers.named(transaction.provider)
        if provider is None:
            raise LoginRefused("mixed_up", "the provider is configured no more")
        identity = await read_answer(
            provider,
            transaction,
            dict(request.query_params),
            redirect_uri=f"{house.settings.address}/login/callback",
        )
    except LoginRefused as refused:
        return _turned_away(request, refused, transaction)
    response = await _welcome(request, house, identity, transaction)
    forget(transaction, response)
    return response


def _turned_away(request: Request, refused: LoginRefused, transaction: Transaction | None) -> Response:
    again = _to_login(transaction) if transaction else "/login"
    if isinstance(refused, ProviderDown):
        return _down(request, refused, again)
    _note_refusal(request, refused)
    if transaction is None and request.scope["who"] is not None:
        # Back, or a second press: this login was finished a moment ago.
        return page(request, "login/already.html")
    return page(request, "login/refused.html", 400, reason=refused.reason, again=again)


async def _welcome(request: Request, house: House, identity: Identity, transaction: Transaction) -> Response:
    """Start a session; a new cookie each time, so that none can be planted beforehand."""
    if identity.pid is None:
        _note(request, identity, "no_number")
        return page(request, "login/no_account.html", 403)
    cookie = secrets.token_urlsafe(32)
    now = house.clock.now()
    invited = transaction.return_to.startswith(INVITATION)
    async with house.database.begin() as tx:
        account = await account_by_pid(tx, house.pids, identity.pid)
        bound = None
        if invited:
            token = transaction.return_to.removeprefix(INVITATION)
            bound = await bind_identity(tx, hashed(token), house.pids, identity.pid, account, now)
        if account is None or account.state != "active":
            _note(request, identity, "invited" if bound else "no_account")
            template = "login/invited.html" if bound else "login/no_account.html"
            return page(request, template, 200 if bound else 403)
        await _end_before(request, house, tx, account, now)
        await _start(request, house, tx, account, identity, cookie, now)
    _note(request, identity, "in", account)
    response = see_other("/" if invited else local_path(transaction.return_to))
    set_session_cookie(house, response, cookie)
    return response


async def _end_before(request: Request, house: House, tx: Tx, account: Account, now: datetime) -> None:
    """End the session this browser had; the same person's open pages go on by the new one."""
    old = request.cookies.get(cookie_name(house))
    if old:
        before = request.scope["visitor"]
        renewed = before is not None and before.account_id == account.account_id
        await end_session(tx, hashed(old), now, renewed=renewed)


async def _start(
    request: Request,
    house: House,
    tx: Tx,
    account: Account,
    identity: Identity,
    cookie: str,
    now: datetime,
) -> None:
    await create_session(
        tx,
        house.keyring.secrets["session"],
        identity.id_token,
        Place("", "") if account.protected else place_of(request),
        session_id=hashed(cookie),
        account_id=account.account_id,
        provider=identity.provider,
        sid=identity.sid,
        acr=identity.acr,
        auth_time=identity.auth_time,
        created_at=now,
        seen_at=now,
    )
    came = CameBy(identity.provider, now, identity.hpr)
    await note_door(tx, house.keyring.secrets["session"], account.account_id, came)


def set_session_cookie(house: House, response: Response, cookie: str) -> None:
    """The opaque cookie: for this host alone, out of reach of scripts and of other sites' posts."""
    response.set_cookie(
        cookie_name(house), cookie, path="/", httponly=True, samesite="lax", secure=house.settings.secure
    )


def _choices(house: House, query: Mapping[str, str]) -> list[dict[str, str]]:
    rest = _again(query, without=("provider",))
    joint = "&" if "?" in rest else "?"
    return [
        {
            "title": one.config.title,
            "audience": one.config.audience,
            "address": f"{rest}{joint}provider={one.config.name}",
        }
        for one in house.providers.all
    ]


def _to_login(transaction: Transaction) -> str:
    """The address that begins the same login anew."""
    fresh = "&fresh=1" if transaction.prompt_login_after else ""
    return f"/login?provider={transaction.provider}&return_to={quote(transaction.return_to)}{fresh}"


def _again(query: Mapping[str, str], without: tuple[str, ...] = ()) -> str:
    """The address of the page one is at, with no more than what is ours of its query."""
    known = ("provider", "return_to", "fresh", "ended")
    kept = {name: query[name] for name in known if name in query and name not in without}
    if "return_to" in kept:
        kept["return_to"] = local_path(kept["return_to"])
    return "/login" + "".join(
        f"{'&' if number else '?'}{name}={quote(value)}" for number, (name, value) in enumerate(kept.items())
    )


def _down(request: Request, down: ProviderDown, again: str) -> Response:
    log.warning("provider_down", detail=down.detail, address=address_of(request))
    seconds = max(1, round(down.retry_after))
    response = page(request, "login/down.html", 503, again=again, seconds=seconds)
    response.headers["retry-after"] = str(seconds)
    return response


def _note(request: Request, identity: Identity, outcome: str, account: Account | None = None) -> None:
    """What operations need (ID-porten asks for it): never the number, never a name.

    Nor, where the account's address is protected, where she is.
    """
    log.info(
        "login",
        outcome=outcome,
        provider=identity.provider,
        sid=identity.sid,
        acr=identity.acr,
        address=HIDDEN if account and account.protected else address_of(request),
    )


def _note_refusal(request: Request, refused: LoginRefused) -> None:
    log.warning(
        "login", outcome="refused", reason=refused.reason, detail=refused.detail, address=address_of(request)
    )
