"""Fetching a file, chunk by chunk, and the small picture of it; what is held back is not there."""

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from urllib.parse import quote
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from ipplan.gate.visit import Visit
from ipplan.page.house import House, house_of
from ipplan.page.plan.item import enter
from ipplan.page.respond import as_uuid, uuid_in
from ipplan.page.who import signed_in
from ipplan.permit import Permit, Refused
from ipplan.plan import changes
from ipplan.plan.kinds import KINDS
from ipplan.plan.outline import Node
from ipplan.store.database import Tx
from ipplan.store.files import Blob, blob_of, chunk_of
from ipplan.store.items import Item, one_item, section_items
from ipplan.store.spool import SMALL
from ipplan.store.versions import Content, Version

SHUT = "default-src 'none'; sandbox"
"""What a file may do where somebody opens it in a browser all the same: nothing."""


@signed_in
async def file(request: Request) -> Response:
    """The file itself, to be kept by who asks; of an earlier version, for those who may read the history."""
    visit, permit = await enter(request, "file")
    content = await _wanted(request, permit)
    house = house_of(request)
    async with house.database.engine.connect() as tx:
        blob = await blob_of(tx, permit, UUID(content["blob"]))
        first = await chunk_of(tx, permit, blob, 0)
    headers = {
        "content-disposition": disposition(content["name"]),
        "content-length": str(blob.size),
        "content-security-policy": SHUT,
    }
    pieces = _pieces(house, Fetch(visit, permit, uuid_in(request, "item"), blob), first)
    return StreamingResponse(pieces, media_type=content["media_type"], headers=headers)


@signed_in
async def picture(request: Request) -> Response:
    """The small picture, as the plan's pages show it."""
    _, permit = await enter(request, "page")
    content = await _wanted(request, permit)
    if not content.get("small"):
        raise Refused("no_picture")
    async with house_of(request).database.engine.connect() as tx:
        blob = await blob_of(tx, permit, UUID(content["blob"]))
        drawn = await chunk_of(tx, permit, blob, 0, SMALL)
    return Response(drawn, media_type="image/jpeg", headers={"content-security-policy": SHUT})


async def _wanted(request: Request, permit: Permit) -> Content:
    """What the item that is asked for holds, or held; raises `Refused`, also for what is held back."""
    item_id = uuid_in(request, "item")
    version = request.query_params.get("version")
    if version is not None:
        return await _earlier(request, permit, item_id, as_uuid(version))
    house = house_of(request)
    async with house.database.engine.connect() as tx:
        await one_item(tx, permit, item_id)  # always asked: what others have read already is known by heart
    outline = await house.reader.outline(permit)
    node = next((one for one in outline.nodes if one.item_id == item_id), None) if outline else None
    if node is None or not KINDS[node.kind].file:
        raise Refused("no_item")
    if node.file_state != "clean":
        raise Refused("not_clean")
    return node.content


async def _earlier(request: Request, permit: Permit, item_id: UUID, version_id: UUID) -> Content:
    async with house_of(request).database.engine.connect() as tx:
        item, found = await changes.history(tx, permit, item_id)
        there = await fetched_from(tx, permit, item, found)
    version = next((one for one in found if one.version_id == version_id), None)
    if version is None or version_id not in there:
        raise Refused("no_version")
    return version.content


async def fetched_from(tx: Tx, permit: Permit, item: Item, found: Iterable[Version]) -> frozenset[UUID]:
    """Those of an item's versions whose files can be fetched."""
    if not KINDS[item.clear.kind].file:
        return frozenset()
    items = await section_items(tx, permit, closed=True)
    node = Node(item, tuple(Node(one, ()) for one in items if one.clear.parent_id == item.item_id))
    return frozenset(
        one.version_id for one in found if one.content.get("blob") and node.state_of(one.content) == "clean"
    )


@dataclass(frozen=True, slots=True)
class Fetch:
    """Who fetches what."""

    visit: Visit
    permit: Permit
    item_id: UUID
    blob: Blob


async def _pieces(house: House, fetch: Fetch, first: bytes) -> AsyncIterator[bytes]:
    yield first
    async for piece in read_on(house, fetch, 1):
        yield piece


async def read_on(house: House, fetch: Fetch, first: int = 0) -> AsyncIterator[bytes]:
    """The chunks from ``first`` on, each read when the one before it is gone.

    No connection is held by who reads slowly. Raises `Refused` where she may not read on.
    """
    seq = fetch.visit.space.access_seq
    for number in range(first, fetch.blob.chunks):
        seq = await _still_open(house, fetch, seq)
        async with house.database.engine.connect() as tx:
            piece = await chunk_of(tx, fetch.permit, fetch.blob, number)
        yield piece


async def _still_open(house: House, fetch: Fetch, seq: int) -> int:
    """Withdrawn means gone: where access changed meanwhile it is checked anew. Raises `Refused`: cut off."""
    permit = fetch.permit
    if permit.expires_at <= house.clock.now():
        raise Refused("expired")
    now = await house.gate.access_seq(permit.space_id)
    if now != seq:
        again = await house.gate.enter(permit.space_id, fetch.visit.actor, road=fetch.visit.road)
        if not again.may(permit.section_id) or fetch.item_id in again.withheld(permit.section_id):
            raise Refused("withdrawn")
    return now or 0


def disposition(name: str) -> str:
    """Has a browser keep a file under its name, and never show it (RFC 6266)."""
    plain = "".join(one if one.isascii() and (one.isalnum() or one in " ._-") else "_" for one in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
