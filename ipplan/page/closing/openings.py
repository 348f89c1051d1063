"""A copy out of an archive, for whom the unit has decided that she may have one."""

from collections.abc import AsyncIterator
from functools import partial
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.openings import Archive, enter_archive, note_copy, openings_for
from ipplan.gate.unit_claims import OpeningClaims
from ipplan.page.house import House, house_of
from ipplan.page.plan.view_json import Reading
from ipplan.page.respond import page, uuid_in
from ipplan.page.taking.export import download
from ipplan.page.taking.files_out import Read, files_of
from ipplan.page.taking.telling import Opened, mentioned
from ipplan.page.who import signed_in, who_of
from ipplan.permit import Permit, Refused
from ipplan.plan.outline import Outline, grow, in_order
from ipplan.store.accounts import names
from ipplan.store.files import Blob, chunk_of
from ipplan.store.items import packed_items, without_withheld
from ipplan.store.spaces import municipality_name, municipality_of


@signed_in
async def show(request: Request) -> Response:
    """What was decided, and where to get the copy. Nothing of the plan is opened for it."""
    archive = await _enter(request)
    async with house_of(request).database.engine.connect() as tx:
        known = await names(tx, {archive.owner_id})
    return page(
        request,
        "export/show.html",
        owner=known.get(archive.owner_id, ""),
        until=archive.until,
        reason=archive.reason,
        back="/",
        address=f"/openings/{archive.claims.jti}/copy.zip",
        space_id=None,
        code=None,
        claimed=False,
        whole=True,
        may_import=False,
    )


@signed_in
async def as_zip(request: Request) -> Response:
    """The copy, as the plan stood when it was closed."""
    archive = await _enter(request)
    house = house_of(request)
    await note_copy(house.gate, archive)
    claims = archive.claims
    reading = Reading(claims.space, archive.kind, archive.owner_id, claims.sub, None, archive.at)
    found = in_order(
        {one.section_id: (one, outline) for one in archive.permits if (outline := _outline(archive, one))}
    )
    async with house.database.engine.connect() as tx:
        known = await names(tx, mentioned(reading, found))
        place_id = await municipality_of(tx, claims.space)
        place = await municipality_name(tx, place_id)
    areas = {row["section_id"]: row["area"] for row in archive.package.rows["section"]}
    seen = Opened(
        reading=reading,
        sections=found,
        names=known,
        municipality_id=place_id,
        municipality=place,
        areas={section: area for section, area in areas.items() if section in found},
        files=await files_of(house, found, partial(_reading, house, claims)),
        closed=True,
    )
    return await download(request, seen)


def _reading(house: House, claims: OpeningClaims, permit: Permit, _: UUID, blob: Blob) -> Read:
    return partial(_pieces, house, claims, permit, blob)


async def _pieces(house: House, claims: OpeningClaims, permit: Permit, blob: Blob) -> AsyncIterator[bytes]:
    """A file, chunk by chunk; raises `Refused` where the opening was ended meanwhile."""
    for number in range(blob.chunks):
        async with house.database.engine.connect() as tx:
            open_now = await openings_for(tx, house.gate.signer, claims.sub, house.clock.now())
            if claims.jti not in {one.jti for one in open_now}:
                raise Refused("no_opening")
            piece = await chunk_of(tx, permit, blob, number)
        yield piece


def _outline(archive: Archive, permit: Permit) -> Outline | None:
    """One section; ``None`` where it was closed, or withheld."""
    items = without_withheld(packed_items(permit, archive.package.rows), permit)
    outline = grow(permit.section_id, items)
    return None if outline is None or outline.closed else outline


async def _enter(request: Request) -> Archive:
    actor = who_of(request).actor
    return await enter_archive(house_of(request).gate, actor, uuid_in(request, "opening"))
