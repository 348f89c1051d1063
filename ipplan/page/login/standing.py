"""How long a login still stands, as its open pages ask; prolonging it; and going on after a new one."""

from datetime import datetime

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from ipplan.page.house import house_of
from ipplan.page.login.ending import WARNED
from ipplan.page.request.ended import ADDRESS, UNSENT
from ipplan.page.respond import page, uuid_in
from ipplan.page.who import signed_in, who_of
from ipplan.permit import Refused
from ipplan.store.sessions import touch_session
from ipplan.store.set_aside import taken_up


@signed_in
async def show(request: Request) -> Response:
    """Seconds left, and whether they are the last: that one is asked is no sign of life."""
    return _told(request, who_of(request).session.seen_at)


@signed_in
async def prolong(request: Request) -> Response:
    """Somebody is there, and stays."""
    house, session = house_of(request), who_of(request).session
    now = house.clock.now()
    async with house.database.begin() as tx:
        await touch_session(tx, session.session_id, now)
    return _told(request, now)


@signed_in
async def again(request: Request) -> Response:
    """Logged in anew beside a page that stayed open: back to that."""
    return page(request, "login/again.html")


@signed_in
async def unsent(request: Request) -> Response:
    """What one posted when the login had run out, to be sent at a press; raises `Refused`."""
    house, who = house_of(request), who_of(request)
    key, aside = house.keyring.secrets["session"], uuid_in(request, "aside")
    async with house.database.engine.connect() as tx:
        typed = await taken_up(tx, key, who.account_id, UNSENT, aside, house.clock.now())
    if not typed:
        raise Refused("unsent")
    address = typed.pop(ADDRESS)
    return page(request, "login/send_now.html", typed=typed, address=address)


def _told(request: Request, seen_at: datetime) -> Response:
    house, session = house_of(request), who_of(request).session
    now, whole = house.clock.now(), session.created_at + house.lifetime.whole
    left = house.lifetime.ends_at(session.created_at, seen_at) - now
    return JSONResponse({"left": max(0, int(left.total_seconds())), "last": whole - now <= WARNED})
