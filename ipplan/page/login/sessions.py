"""Your logins: where and when you are logged in, and an end to one or all of them."""

from dataclasses import dataclass, replace
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from ipplan.page.house import House, house_of
from ipplan.page.login.logout import forget_cookie, leave
from ipplan.page.plan.item import typed_in
from ipplan.page.respond import page, see_other
from ipplan.page.who import Who, signed_in, who_of
from ipplan.permit import Refused
from ipplan.store.database import Tx
from ipplan.store.sessions import OwnSession, Place, end_session, sessions_of


@dataclass(frozen=True)
class Shown:
    """One login, with what people call the provider and when it ends by itself."""

    session: OwnSession
    title: str
    here: bool
    ends_at: datetime

    @property
    def name(self) -> str:
        return self.session.session_id.hex()


@signed_in
async def show(request: Request) -> Response:
    """All of one's logins, this one first."""
    house, who = house_of(request), who_of(request)
    async with house.database.engine.connect() as tx:
        standing = await _standing(house, tx, who)
    rows = [_shown(house, who, one) for one in standing]
    rows.sort(key=lambda one: not one.here)
    return page(request, "sessions/show.html", rows=rows)


@signed_in
async def ending(request: Request) -> Response:
    """End one of one's logins, the others, or all: their pages close at once."""
    house, who = house_of(request), who_of(request)
    wanted = (await typed_in(request)).get("session", "")
    async with house.database.begin() as tx:
        ended = [one.session_id for one in await _standing(house, tx, who) if _is_meant(who, one, wanted)]
        if not ended and wanted not in ("others", "all"):
            # Ended already, or another's: the same answer.
            raise Refused("no_session")
        for session_id in ended:
            await end_session(tx, session_id, house.clock.now())
    if who.session.session_id not in ended:
        return see_other("/sessions")
    return forget_cookie(house, await leave(house, who.session))


def _is_meant(who: Who, one: OwnSession, wanted: str) -> bool:
    if wanted == "others":
        return one.session_id != who.session.session_id
    return wanted in ("all", one.session_id.hex())


async def _standing(house: House, tx: Tx, who: Who) -> list[OwnSession]:
    found = await sessions_of(tx, house.keyring.secrets["session"], who.account_id)
    if who.session.protected:
        # Those too that were begun before it was: whoever looks over her shoulder shall not learn where.
        found = [replace(one, place=Place("", "")) for one in found]
    now = house.clock.now()
    return [one for one in found if house.lifetime.ends_at(one.created_at, one.seen_at) > now]


def _shown(house: House, who: Who, one: OwnSession) -> Shown:
    return Shown(
        one,
        house.providers.title(one.provider),
        one.session_id == who.session.session_id,
        house.lifetime.ends_at(one.created_at, one.seen_at),
    )
