"""Logging in: off to the provider, and back with an identity that either has an account here or not."""

import secrets
from collections.abc import Mapping
from urllib.parse import quote

import structlog
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from ipplan.language import plain
from ipplan.login.answer import Identity, read_answer
from ipplan.login.provider import Provider
from ipplan.login.refusal import LoginRefused, ProviderDown
from ipplan.login.request import authorization_url
from ipplan.login.transaction import Transaction, begin, local_path
from ipplan.page.house import House, house_of
from ipplan.page.login.entering import enter, note, set_session_cookie
from ipplan.page.login.newcomer import ask_newcomer, is_newcomers
from ipplan.page.login.under_way import forget, keep, take
from ipplan.page.request.place import address_of
from ipplan.page.respond import is_fragment, language_of, page, see_other
from ipplan.store.accounts import account_by_pid
from ipplan.store.invitations import bind_identity
from ipplan.store.sessions import hashed

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
        again = _again(query, without=("ended",))
        return page(request, "login/ended.html", again=again, back=_again(query))
    provider = house.providers.named(query.get("provider"))
    if provider is None:
        return page(request, "login/choose.html", choices=_choices(house, query), back=_again(query))
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
        ui_locales=plain(language_of(request)),
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
    return page(request, "login/refused.html", 400, reason=refused.reason, again=again, back=again)


async def _welcome(request: Request, house: House, identity: Identity, transaction: Transaction) -> Response:
    """Start a session for who has an account."""
    if identity.pid is None:
        note(request, identity, "no_number")
        return page(request, "login/no_account.html", 403, newcomer=False)
    now = house.clock.now()
    invited = transaction.return_to.startswith(INVITATION)
    async with house.database.begin() as tx:
        account = await account_by_pid(tx, house.pids, identity.pid)
        bound = None
        if invited:
            token = transaction.return_to.removeprefix(INVITATION)
            bound = await bind_identity(tx, hashed(token), house.pids, identity.pid, account, now)
        if account is not None and account.state == "active":
            cookie = await enter(request, house, tx, account, identity, now)
    if account is None or account.state != "active":
        return await _stranger(
            request, house, identity, transaction, known=bool(account), invited=bool(bound)
        )
    note(request, identity, "in", account)
    response = see_other("/" if invited else local_path(transaction.return_to))
    set_session_cookie(house, response, cookie)
    return response


async def _stranger(
    request: Request,
    house: House,
    identity: Identity,
    transaction: Transaction,
    *,
    known: bool,
    invited: bool,
) -> Response:
    """Who has no account that is open: told so, or asked who she is where she needs none before."""
    note(request, identity, "invited" if invited else "no_account")
    if invited:
        return page(request, "login/invited.html")
    if not known and is_newcomers(transaction.return_to):
        return await ask_newcomer(house, identity, transaction.return_to)
    return page(request, "login/no_account.html", 403, newcomer=not known)


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
    response = page(request, "login/down.html", 503, again=again, back=again, seconds=seconds)
    response.headers["retry-after"] = str(seconds)
    return response


def _note_refusal(request: Request, refused: LoginRefused) -> None:
    log.warning(
        "login", outcome="refused", reason=refused.reason, detail=refused.detail, address=address_of(request)
    )
