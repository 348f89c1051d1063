"""Taking the plan along: everything that one sees of it, in one signed file."""

from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from ipplan.gate.claiming import claim_of, code_of
from ipplan.gate.visit import Visit
from ipplan.letter.archive.packing import Head, packed
from ipplan.page.house import House, house_of
from ipplan.page.respond import page, uuid_in, with_secret
from ipplan.page.taking.arrival import may_bring_in
from ipplan.page.taking.telling import Opened, parts_of, seen_on
from ipplan.page.who import signed_in, who_of
from ipplan.permit import Refused
from ipplan.plan.periods import OSLO
from ipplan.store.accounts import pid_of

ROAD = "copy"


@signed_in
async def show(request: Request) -> Response:
    """What the file holds, and where to get it. No section is opened for it."""
    visit, house = await _enter(request), house_of(request)
    space_id = visit.space.space_id
    code = code_of(house.keyring, visit)
    answer = page(
        request,
        "export/show.html",
        owner=visit.company().names[visit.space.owner_id],
        until=visit.standing.closed,
        reason="",
        back=f"/plans/{space_id}",
        address=f"/plans/{space_id}/export/plan.zip",
        space_id=space_id,
        code=code,
        claimed=code is not None and await _pid(house, visit.space.owner_id) is not None,
        whole=visit.standing.role in ("owner", "representative") and visit.standing.whole,
        may_import=may_bring_in(visit),
    )
    return with_secret(answer)


@signed_in
async def as_zip(request: Request) -> Response:
    """The file: exactly what she sees at this moment, through the same gate."""
    visit, house = await _enter(request), house_of(request)
    opened = await house.reader.outlines(await visit.open_all())
    code, pid = code_of(house.keyring, visit), await _pid(house, visit.space.owner_id)
    claim = claim_of(code, pid) if code and pid else None
    return await download(request, await seen_on(house, visit, opened), claim)


async def download(request: Request, seen: Opened, claim: str | None = None) -> Response:
    """The file of what was opened, sent while it is made."""
    house, reading = house_of(request), seen.reading
    head = Head(
        issuer=house.settings.grant_issuer,
        keys=f"{house.settings.address}/.well-known/jwks.json",
        at=reading.at,
        space_id=reading.space_id,
        kind=reading.kind,
        owner_id=reading.owner_id,
        exporter_id=reading.reader_id,
        exporter=seen.names.get(reading.reader_id, ""),
        municipality=seen.municipality,
        claim=claim,
    )
    made = await parts_of(house, seen, who_of(request).language)
    pieces = packed(head, made, seen.files, house.gate.signer)
    name = f"individuell-plan-{reading.at.astimezone(OSLO).date()}.zip"
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(pieces, media_type="application/zip", headers=headers)


async def _enter(request: Request) -> Visit:
    """Enter as anybody who takes part, and to whom something is open; raises `Refused`."""
    visit = await house_of(request).gate.enter(uuid_in(request, "plan"), who_of(request).actor, road=ROAD)
    if visit.standing.nothing:
        raise Refused("nothing_open")
    return visit


async def _pid(house: House, owner_id: UUID) -> str | None:
    async with house.database.engine.connect() as tx:
        return await pid_of(tx, house.pids, owner_id)
