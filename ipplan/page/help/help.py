"""The pages that stand in the foot of all others: help, and how accessible this is."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from ipplan.page.help.tasks import TASKS
from ipplan.page.house import House, house_of
from ipplan.page.respond import page
from ipplan.page.who import Who
from ipplan.store.accounts import accounts
from ipplan.store.municipalities import Municipality

FEW = 6
"""Of more municipalities than these one chooses her own, on a page of its own."""
STATEMENT = Path(__file__).with_name("accessibility.toml")


async def show(request: Request) -> Response:
    """Who answers, how things are done, and what words mean."""
    return page(request, "help/show.html", tasks=TASKS, **await _offices(request))


async def accessibility(request: Request) -> Response:
    """How accessible this is, what is wrong with it, and where to complain."""
    return page(request, "help/accessibility.html", facts=_facts(), **await _offices(request))


@cache
def _facts() -> Mapping[str, Any]:
    return tomllib.loads(STATEMENT.read_text(encoding="utf-8"))


async def _offices(request: Request) -> dict[str, Any]:
    """Whom to call or write to: one's own municipality's unit, or the few that there are."""
    house, who = house_of(request), request.scope["who"]
    places = await house.places.all()
    found = [one for one in places.values() if one.unit_phone or one.unit_email]
    if who and (own := await _own(house, who, places)):
        found = [own]
    found.sort(key=lambda one: one.name.casefold())
    return {"offices": found if len(found) <= FEW else []}


async def _own(house: House, who: Who, places: Mapping[str, Municipality]) -> Municipality | None:
    async with house.database.engine.connect() as tx:
        account = (await accounts(tx, [who.account_id])).get(who.account_id)
    return places.get(account.municipality_id) if account else None
