"""Somebody who has never been here and wants to send an inquiry: she says who she is, and has an account.

Her number is the login's, never typed. What the login said is kept sealed, for the browser that logged in
alone, and thrown away after minutes: nothing is made of it before she presses.
"""

import json
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from ipplan.language import N_, plain
from ipplan.login.answer import Identity
from ipplan.page.access.people import check_form, tidy
from ipplan.page.house import House, house_of
from ipplan.page.login.entering import enter, note, set_session_cookie
from ipplan.page.plan.item import typed_in
from ipplan.page.respond import language_of, page, see_other
from ipplan.store import seal
from ipplan.store.accounts import Account, AccountExists, account_by_pid, create_account
from ipplan.store.database import Tx
from ipplan.store.logins import KEPT_FOR, kept_transaction, put_transaction, take_transaction
from ipplan.store.municipalities import Municipality, all_municipalities
from ipplan.store.preferences import choose_language
from ipplan.store.sessions import hashed

COOKIE = "ipplan-newcomer"
PATH = "/newcomer"
INQUIRIES = "/inquiries"
CRISIS = "/crisis/"
BOUND = b"newcomer"
TOO_LATE = N_("Det gikk for lang tid. Logg inn en gang til, så fortsetter du der du var.")


def is_newcomers(return_to: str) -> bool:
    """Whether who goes there needs no account before: to write an inquiry, or to read a crisis page."""
    path = return_to.partition("?")[0]
    return path == INQUIRIES or path.startswith((INQUIRIES + "/", CRISIS))


async def ask_newcomer(house: House, identity: Identity, return_to: str) -> Response:
    """Keep what the login said, and ask her who she is."""
    secret = secrets.token_urlsafe(32)
    async with house.database.begin() as tx:
        sealed = _sealed(house, identity, return_to, secret)
        await put_transaction(tx, _named(secret), sealed, house.clock.now())
    response = see_other(PATH)
    response.set_cookie(
        COOKIE,
        secret,
        max_age=int(KEPT_FOR.total_seconds()),
        path=PATH,
        httponly=True,
        samesite="lax",
        secure=house.settings.secure,
    )
    return response


async def show(request: Request) -> Response:
    """The form; who has not just logged in is led to that."""
    house = house_of(request)
    async with house.database.engine.connect() as tx:
        found = await _under_way(house, request, tx)
        places = await _places(tx)
    if found is None:
        return see_other(INQUIRIES if request.scope["who"] else f"/login?return_to={INQUIRIES}/new")
    return _page(request, places, {}, {})


async def create(request: Request) -> Response:
    """Make her account and let her go on where she was going; a second press finds it made."""
    house, typed = house_of(request), await typed_in(request)
    async with house.database.engine.connect() as tx:
        found = await _under_way(house, request, tx)
        places = await _places(tx)
    if found is None:
        if request.scope["who"]:
            return see_other(INQUIRIES)
        return _page(request, places, typed, {"": TOO_LATE})
    errors = check_form(typed, ("name", "email"))
    place = _chosen(places, typed)
    if place is None:
        errors["municipality"] = N_("Velg ett av valgene.")
    if errors or place is None:
        return _page(request, places, typed, errors)
    identity, return_to = found
    async with house.database.begin() as tx:
        now = house.clock.now()
        await take_transaction(tx, _named(request.cookies[COOKIE]))
        account = await _account(house, tx, identity, place, typed, now)
        if account.state != "active":
            return page(request, "login/no_account.html", 403, newcomer=False)
        await choose_language(tx, account.account_id, plain(language_of(request)))
        cookie = await enter(request, house, tx, account, identity, now)
    note(request, identity, "new", account)
    response = see_other(return_to)
    set_session_cookie(house, response, cookie)
    response.delete_cookie(COOKIE, path=PATH)
    return response


async def _account(
    house: House, tx: Tx, identity: Identity, place: Municipality, typed: Mapping[str, str], now: datetime
) -> Account:
    """Hers: a new one, or the one that was made for her a moment ago."""
    assert identity.pid is not None
    with suppress(AccountExists):
        await create_account(
            tx,
            municipality_id=place.municipality_id,
            name=tidy(typed, "name"),
            email=tidy(typed, "email"),
            title="",
            organisation="",
            keys=house.pids,
            pid=identity.pid,
            now=now,
        )
    account = await account_by_pid(tx, house.pids, identity.pid)
    assert account is not None
    return account


def _page(
    request: Request, places: list[Municipality], typed: Mapping[str, str], errors: Mapping[str, str]
) -> Response:
    status = 422 if errors else 200
    return page(request, "login/newcomer.html", status, places=places, typed=typed, errors=errors)


def _chosen(places: list[Municipality], typed: Mapping[str, str]) -> Municipality | None:
    if len(places) == 1:
        return places[0]
    return next((one for one in places if one.municipality_id == typed.get("municipality")), None)


async def _places(tx: Tx) -> list[Municipality]:
    return sorted((one for one in await all_municipalities(tx) if one.name), key=lambda one: one.name)


async def _under_way(house: House, request: Request, tx: Tx) -> tuple[Identity, str] | None:
    """What the login said in this browser, a moment ago, and where she was going."""
    secret = request.cookies.get(COOKIE, "")
    sealed = await kept_transaction(tx, _named(secret), house.clock.now()) if secret else None
    if sealed is None:
        return None
    try:
        values = json.loads(seal.unseal(house.keyring.secrets["session"], sealed, BOUND + secret.encode()))
    except seal.SealBroken:
        return None
    return_to = values.pop("return_to")
    return Identity(**values | {"auth_time": datetime.fromisoformat(values["auth_time"])}), return_to


def _sealed(house: House, identity: Identity, return_to: str, secret: str) -> bytes:
    plain = json.dumps(asdict(identity) | {"return_to": return_to}, default=lambda at: at.isoformat())
    return seal.seal(house.keyring.secrets["session"], plain.encode(), BOUND + secret.encode())


def _named(secret: str) -> bytes:
    """Apart from the names of logins under way: none can be taken for the other."""
    return hashed(f"newcomer {secret}")
