"""What a device could not send: the key it is kept under, and whether it comes too late to be the newest."""

from base64 import b64encode
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from uuid import UUID

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from ipplan.page.house import house_of
from ipplan.page.who import signed_in, who_of
from ipplan.permit import Permit, Refused
from ipplan.plan.forms import draft_content, shown
from ipplan.plan.kinds import Kind
from ipplan.store.database import Tx
from ipplan.store.device_keys import device_key
from ipplan.store.drafts import my_drafts
from ipplan.store.items import one_item

TYPED_AT = "ipplan-typed-at"
"""Header of a draft that a device has kept: when it was typed, in milliseconds since 1970 by our own clock.

The device reckons that from what `key` says is now: how long this request is under way plays no part in it.
"""


@signed_in
async def key(request: Request) -> Response:
    """The session's key, to be held in the page's memory alone; and what time it is."""
    house = house_of(request)
    made = device_key(house.keyring.secrets["session"], who_of(request).session)
    now = round(house.clock.now().timestamp() * 1000)
    return JSONResponse({"name": made.name, "key": b64encode(made.key).decode(), "now": now})


async def stands_already(
    request: Request, tx: Tx, permit: Permit, item_id: UUID, kind: Kind, typed: Mapping[str, str]
) -> bool:
    """Whether a draft that a device has kept is needed no more: these very words stand there, or are saved.

    Where she wrote something else after it, it is answered 409: the device shows it to her.
    """
    if _typed_at(request) is None:
        return False
    own: list[tuple[datetime, Mapping[str, str]]] = []
    if draft := (await my_drafts(tx, permit)).get(item_id):
        own.append((draft.at, draft.content))
    with suppress(Refused):
        item = await one_item(tx, permit, item_id)
        if item.head.author_id == permit.account_id:
            own.append((item.head.at, shown(kind, item.clear, item.content)))
    if not own:
        return False
    at, words = max(own, key=lambda one: one[0])
    if all(words.get(name, "") == said for name, said in draft_content(kind, typed).items()):
        return True
    check_newest(request, at)
    return False


def check_newest(request: Request, at: datetime | None) -> None:
    """What she wrote ``at`` is not written over by what a device has kept from before that: 409."""
    typed = _typed_at(request)
    if typed is not None and at is not None and at > typed:
        raise HTTPException(409)


def _typed_at(request: Request) -> datetime | None:
    """When a draft was typed that a device has kept; ``None`` for one that comes as it is typed."""
    at = request.headers.get(TYPED_AT, "")
    return datetime.fromtimestamp(int(at[:13]) / 1000, UTC) if at.isascii() and at.isdecimal() else None
