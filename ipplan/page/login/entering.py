"""A session begins: for who has an account, and for a newcomer who has just made hers."""

import secrets
from datetime import datetime

import structlog
from starlette.requests import Request
from starlette.responses import Response

from ipplan.login.answer import Identity
from ipplan.page.house import House
from ipplan.page.request.place import HIDDEN, address_of, place_of
from ipplan.page.who import cookie_name
from ipplan.store.accounts import Account
from ipplan.store.database import Tx
from ipplan.store.device_keys import lineage
from ipplan.store.doors import CameBy, note_door
from ipplan.store.sessions import Place, create_session, end_session, hashed

log = structlog.get_logger()


async def enter(
    request: Request, house: House, tx: Tx, account: Account, identity: Identity, now: datetime
) -> str:
    """Start a session, end the one this browser had; returns the new cookie: none planted before is one."""
    cookie = secrets.token_urlsafe(32)
    await _end_before(request, house, tx, account, now)
    await _start(request, house, tx, account, identity, cookie, now, kept_as=_kept_as(request, account))
    return cookie


async def _end_before(request: Request, house: House, tx: Tx, account: Account, now: datetime) -> None:
    """End the session this browser had; the same person's open pages go on by the new one."""
    old = request.cookies.get(cookie_name(house))
    if old:
        before = request.scope["visitor"]
        renewed = before is not None and before.account_id == account.account_id
        await end_session(tx, hashed(old), now, renewed=renewed)


def _kept_as(request: Request, account: Account) -> bytes | None:
    """What her device keeps stays readable: the session this browser had was hers, and nobody ended it."""
    before = request.scope["visitor"] or request.scope["lapsed"]
    return lineage(before) if before is not None and before.account_id == account.account_id else None


async def _start(
    request: Request,
    house: House,
    tx: Tx,
    account: Account,
    identity: Identity,
    cookie: str,
    now: datetime,
    *,
    kept_as: bytes | None,
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
        kept_as=kept_as,
    )
    came = CameBy(identity.provider, now, identity.hpr)
    await note_door(tx, house.keyring.secrets["session"], account.account_id, came)


def set_session_cookie(house: House, response: Response, cookie: str) -> None:
    """The opaque cookie: for this host alone, out of reach of scripts and of other sites' posts."""
    response.set_cookie(
        cookie_name(house), cookie, path="/", httponly=True, samesite="lax", secure=house.settings.secure
    )


def note(request: Request, identity: Identity, outcome: str, account: Account | None = None) -> None:
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
