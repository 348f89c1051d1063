"""One's meetings in one's own calendar, and a family's appointments: the secret address, and what it fetches.

Of all her plans, each through the gate: when a meeting is, a link, and the place only where mails may say it.
"""

import secrets
from datetime import datetime, timedelta

from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.viewer import place_outside, viewer_of
from ipplan.gate.visit import Actor, Visit
from ipplan.letter.calendar import Entry, feed
from ipplan.letter.invitation import Sender, entry_of
from ipplan.page.door import CALENDAR
from ipplan.page.fresh import ask_anew, is_fresh
from ipplan.page.house import House, house_of
from ipplan.page.respond import page, see_other, with_secret
from ipplan.page.week.in_calendar import appointments
from ipplan.page.who import signed_in, who_of
from ipplan.permit import Refused
from ipplan.plan.meetings import Meeting, meetings_of
from ipplan.store.feeds import end_feed, feed_by_token, feed_made_at, put_feed
from ipplan.store.meetings import called_of, is_called
from ipplan.store.people import memberships
from ipplan.store.sessions import hashed

PATH = CALENDAR
BACK = timedelta(days=90)
"""How long a meeting that has been stays in the calendar."""
BYTES = 32
"""Of randomness in a token: 256 bits, which nobody guesses."""


@signed_in
async def show(request: Request) -> Response:
    """What it is, and whether one has such an address."""
    return await _page(request)


@signed_in
async def create(request: Request) -> Response:
    """Make a new address, shown now and never again; the one before is none any more.

    It opens without a login, so who makes it has logged in just now.
    """
    if not is_fresh(request):
        return await ask_anew(request, PATH, {}, signing=False)
    house, token = house_of(request), secrets.token_urlsafe(BYTES)
    async with house.database.begin() as tx:
        key = house.keyring.secrets["session"]
        await put_feed(tx, key, who_of(request).account_id, token, house.clock.now())
    return await _page(request, f"{house.settings.address}{PATH}/{token}.ics")


@signed_in
async def ending(request: Request) -> Response:
    """An end to the address: whoever has it fetches nothing from now on. That never waits for a login."""
    async with house_of(request).database.begin() as tx:
        await end_feed(tx, who_of(request).account_id)
    return see_other(PATH)


async def as_calendar(request: Request) -> Response:
    """For calendars, which have no login: raises `Refused` for an address that is nobody's."""
    house, token = house_of(request), request.path_params["token"]
    async with house.database.engine.connect() as tx:
        whose = await feed_by_token(tx, house.keyring.secrets["session"], token)
        if whose is None:
            raise Refused("no_feed")
        spaces = [one.space_id for one in await memberships(tx, whose.account_id)]
    actor = Actor(whose.account_id, hashed(token), language=whose.language)
    found: list[Entry] = []
    for visit in await house.gate.enter_many(spaces, actor, road="calendar"):
        found += await _entries(house, visit)
        found += await appointments(house, visit, BACK)
    found.sort(key=lambda one: (one.starts_at, one.uid))
    # By nobody between us and her calendar.
    headers = {"cache-control": "private, no-store", "content-disposition": 'inline; filename="ipplan.ics"'}
    return Response(feed(found), media_type="text/calendar", headers=headers)


async def _entries(house: House, visit: Visit) -> list[Entry]:
    """Her meetings of one plan: none where she would get no mail about it, either.

    One that is cancelled is left out: of calendars that subscribe some show it as if it were on, and what is
    not there any more they all take away. That it is off she is told by mail, and on its page.
    """
    standing, viewer, since = visit.standing, viewer_of(visit), visit.at - BACK
    if standing.silent or standing.paused or standing.closed:
        return []
    try:
        async with house.database.engine.connect() as tx:
            if not await is_called(tx, visit.space.space_id, viewer.open_to, since):
                return []
            found = await meetings_of(tx, await visit.open_meetings(), viewer)
    except Refused:
        # A plan whose key somebody has edited is not there; the others are.
        return []
    return [_entry(house, visit, one) for one in found if _is_hers(one, visit, since)]


def _is_hers(one: Meeting, visit: Visit, since: datetime) -> bool:
    standing = one.standing
    if standing is None or standing.state != "called" or standing.when.ends_at <= since:
        return False
    return visit.actor.account_id in standing.words.invited


def _entry(house: House, visit: Visit, one: Meeting) -> Entry:
    assert one.standing is not None, "what is hers was called"
    sender = Sender(house.settings.mail_from, house.settings.address, house.render)
    place = place_outside(visit, one.standing.words)
    called, language = called_of(one.standing), visit.actor.language
    return entry_of(sender, visit.space.space_id, called, place=place, language=language)


async def _page(request: Request, address: str = "") -> Response:
    house = house_of(request)
    async with house.database.engine.connect() as tx:
        made_at = await feed_made_at(tx, who_of(request).account_id)
    webcal = f"webcal://{address.partition('://')[2]}" if address else ""
    return with_secret(page(request, "calendar/show.html", made_at=made_at, address=address, webcal=webcal))
