"""A fresh login before one signs: whoever sits at a screen left open must not sign for somebody else.

Taking access away never waits for it.
"""

from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from ipplan.page.house import house_of
from ipplan.page.respond import as_uuid, page, see_other
from ipplan.page.who import who_of
from ipplan.store.set_aside import put_aside, taken_up

FRESH_FOR = timedelta(minutes=15)
ASIDE = "aside"
"""Name of what was set aside, in the address one comes back to."""
LATE = "late"
"""In the address of what was posted when no login stood: perhaps by somebody at a screen left open."""


def late(path: str) -> str:
    """An address to which that is sent when its owner has logged in: what it signs, she is shown first."""
    return f"{path}{'&' if '?' in path else '?'}{LATE}=1"


def is_fresh(request: Request) -> bool:
    """Whether the login is new enough to sign on, and was there when this was pressed."""
    return LATE not in request.query_params and _is_new(request)


def _is_new(request: Request) -> bool:
    session = who_of(request).session
    return house_of(request).clock.now() - session.auth_time <= FRESH_FOR


async def ask_anew(
    request: Request, path: str, typed: Mapping[str, str], *, done: bool = False, signing: bool = True
) -> Response:
    """Set the filled-in form aside and ask for a login; after it one is back at ``path``, with all of it.

    At once where she has just logged in, but not before this was pressed.
    ``done``: what could be done without (taking away) has been. ``signing``: what one is about to do is that.
    """
    house, who = house_of(request), who_of(request)
    async with house.database.begin() as tx:
        key, now = house.keyring.secrets["session"], house.clock.now()
        set_aside_id = await put_aside(tx, key, who.account_id, path, typed, now)
    back = f"{path}?{ASIDE}={set_aside_id}"
    if _is_new(request):
        return see_other(back)
    address = f"/login?fresh=1&provider={quote(who.session.provider)}&return_to={quote(back)}"
    return page(request, "login/fresh.html", address=address, back=path, done=done, signing=signing)


async def set_aside_for(request: Request) -> dict[str, str]:
    """What was set aside on this very page for the person who asks; empty where nothing was."""
    if ASIDE not in request.query_params:
        return {}
    house, who = house_of(request), who_of(request)
    async with house.database.begin() as tx:
        return await taken_up(
            tx,
            house.keyring.secrets["session"],
            who.account_id,
            request.url.path,
            as_uuid(request.query_params[ASIDE]),
            house.clock.now(),
        )
