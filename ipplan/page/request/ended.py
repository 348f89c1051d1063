"""The answer to what was posted when the login had ended: what was typed is kept, to be sent after a new one.

Where the login ran out by itself, we know whose it was: it is set aside for her. Else the page itself has it.
"""

from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from ipplan.page.fresh import late
from ipplan.page.house import house_of
from ipplan.page.plan.item import typed_in
from ipplan.page.request.body import BodyTooLarge, takes_file
from ipplan.page.respond import is_fragment, page, see_other
from ipplan.store.set_aside import put_aside

UNSENT = "/sessions/unsent"
ADDRESS = "/"
"""Beside the fields, under a name that no field of ours has: where they were to be sent."""


async def ended(request: Request) -> Response:
    """A page that says so; a note, for a part of a page, which stays as it is.

    ``request`` must be one whose body can be read from its beginning.
    """
    file = takes_file(request.method, request.url.path)
    typed = {} if file or is_fragment(request) else await _typed(request)
    if not typed:
        return see_other("/login?return_to=/&ended=1")
    query = f"?{request.url.query}" if request.url.query else ""
    address = late(request.url.path + query)
    again = await _set_aside(request, typed | {ADDRESS: address})
    return page(request, "login/unsent.html", 401, again=again, typed=typed, posted=True, address=address)


async def _set_aside(request: Request, typed: dict[str, str]) -> str | None:
    """Where she logs in and finds it again; ``None`` where it cannot be known whose it is."""
    house, lapsed = house_of(request), request.scope["lapsed"]
    if lapsed is None or lapsed.account_id is None:
        return None
    key, now = house.keyring.secrets["session"], house.clock.now()
    async with house.database.begin() as tx:
        set_aside_id = await put_aside(tx, key, lapsed.account_id, UNSENT, typed, now)
    return f"/login?provider={quote(lapsed.provider)}&return_to={UNSENT}/{set_aside_id}"


async def _typed(request: Request) -> dict[str, str]:
    try:
        return await typed_in(request)
    except (BodyTooLarge, ClientDisconnect, HTTPException):
        return {}
