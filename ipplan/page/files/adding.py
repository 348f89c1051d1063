"""Adding a file to a section, and putting a new one in its place."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import replace as changed
from uuid import UUID, uuid4

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from ipplan.gate.visit import Visit
from ipplan.language import N_
from ipplan.letter.pictures import LONGEST, LONGEST_PHOTO, NotAPicture, TooManyPixels, small_picture
from ipplan.page.files.sent import Sent, read_form
from ipplan.page.house import house_of
from ipplan.page.plan.editing import Part, show_result
from ipplan.page.plan.item import enter, writing
from ipplan.page.plan.pen import AnotherPen, check_pen, over
from ipplan.page.respond import as_uuid, page, see_other, uuid_in
from ipplan.page.who import signed_in
from ipplan.permit import Permit, Refused
from ipplan.plan import changes
from ipplan.plan.filetypes import BROKEN, LARGEST, TYPES, BadFile, type_of
from ipplan.plan.forms import Filled, fill
from ipplan.plan.kinds import KINDS, Kind
from ipplan.store.files import put_file
from ipplan.store.items import Item, one_item
from ipplan.store.outbox import promise
from ipplan.store.spaces import Writing
from ipplan.store.spool import Spool
from ipplan.store.versions import Clear

NO_FILE = N_("Velg en fil.")
NOT_A_PICTURE = N_("Velg et bilde (JPEG, PNG eller WebP).")
PIXELS = N_("Bildet er for stort å vise. Gjør det mindre, og prøv igjen.")
SCANNING = "scan_file"
"""The job that has a file looked through."""


@dataclass(frozen=True)
class Filing:
    """What is being added, or put in the place of what. ``item`` is ``None`` for one that is not made yet."""

    visit: Visit
    permit: Permit
    kind: Kind
    item: Item | None
    item_id: UUID

    @property
    def sends_to(self) -> str:
        section = f"/plans/{self.permit.space_id}/sections/{self.permit.section_id}"
        return (
            f"{section}/items/{self.item_id}/file" if self.item else f"{section}/files?kind={self.kind.name}"
        )


@dataclass(frozen=True)
class Asked:
    """What the form's questions are drawn from, as in every editor."""

    slot: str
    values: Mapping[str, str]
    errors: Mapping[str, str]


@dataclass(frozen=True)
class Taken:
    """A file that was sent and is what it says."""

    spool: Spool
    fields: Mapping[str, str]
    small: bytes | None


@signed_in
async def new(request: Request) -> Response:
    """The form for a new file."""
    return _form(request, await _new(request), {}, {}, 200)


@signed_in
async def create(request: Request) -> Response:
    """Keep what was sent as a new item."""
    return await _receive(request, await _new(request))


@signed_in
async def another(request: Request) -> Response:
    """The form for a new file in the place of one."""
    filing = await _standing(request)
    assert filing.item is not None
    return _form(request, filing, filing.item.content, {}, 200)


@signed_in
async def replace(request: Request) -> Response:
    """Keep what was sent as a new version; the file before it stays in the history."""
    return await _receive(request, await _standing(request))


async def _new(request: Request) -> Filing:
    visit, permit = await enter(request)
    kind = KINDS.get(request.query_params.get("kind", "document"))
    if kind is None or not kind.file:
        raise Refused("no_kind")
    changes.check_area(kind, visit.area(permit.section_id))
    changes.check_may_write(permit, kind)
    return Filing(visit, permit, kind, None, uuid4())


async def _standing(request: Request) -> Filing:
    visit, permit = await enter(request)
    async with house_of(request).database.engine.connect() as tx:
        item = await one_item(tx, permit, uuid_in(request, "item"))
    kind = KINDS[item.clear.kind]
    changes.check_may_write(permit, kind, item)
    if not kind.file or item.clear.closed:
        raise Refused("no_file")
    return Filing(visit, permit, kind, item, item.item_id)


async def _receive(request: Request, filing: Filing) -> Response:
    spool, sent = Spool(filing.permit, house_of(request).settings.spool, LARGEST), Sent()
    try:
        taken, wrong = await _taken(request, filing, spool, sent)
        filled = _filled(filing, sent, taken)
        errors = {**filled.errors, **({"file": wrong} if wrong else {})}
        if taken is None or errors:
            return _form(request, filing, sent.typed, errors, 422)
        return await _keep(request, filing, sent, taken, filled)
    except ClientDisconnect:
        return Response(status_code=400)
    except AnotherPen:
        return over(request, sent.typed)
    finally:
        spool.close()


async def _taken(request: Request, filing: Filing, spool: Spool, sent: Sent) -> tuple[Taken | None, str]:
    """What was sent; or what is wrong with it, in words."""
    try:
        await read_form(request, spool, sent)
        if not sent.name:
            return None, NO_FILE
        media_type = await asyncio.to_thread(type_of, spool.opened(), spool.size, sent.name)
        photo = filing.kind.name == "photo"
        if photo and not TYPES[media_type].picture:
            return None, NOT_A_PICTURE
        pieces = (spool.plain(number) for number in range(spool.chunks))
        small = await small_picture(pieces, media_type, LONGEST_PHOTO if photo else LONGEST)
    except BadFile as bad:
        return None, str(bad)
    except TooManyPixels:
        return None, PIXELS
    except NotAPicture:
        return None, BROKEN
    fields = {"name": sent.name, "media_type": media_type, "size": str(spool.size), "sha256": spool.sha256}
    fields |= {"blob": str(spool.blob_id), "small": "yes" if small else ""}
    fields |= {"held": "yes" if house_of(request).settings.clamd else ""}
    return Taken(spool, fields, small), ""


def _filled(filing: Filing, sent: Sent, taken: Taken | None) -> Filled:
    """The form's words; a document that is not named is called as its file is."""
    typed, item = dict(sent.typed), filing.item
    if filing.kind.name == "document" and not typed.get("title", "").strip():
        # Where there is none either, that is what is said; and nothing of the name.
        typed["title"] = item.content["title"] if item else sent.name.rpartition(".")[0] or sent.name or "–"
    before, clear = (item.content, item.clear) if item else ({}, Clear(filing.kind.name))
    filled = fill(filing.kind, typed, clear, before)
    return changed(filled, content={**filled.content, **(taken.fields if taken else {})})


async def _keep(request: Request, filing: Filing, sent: Sent, taken: Taken, filled: Filled) -> Response:
    item_id = filing.item_id if filing.item else as_uuid(sent.typed.get("item", filing.item_id))
    async with writing(request) as (held, visit):
        check_pen(visit, sent.typed)
        permit = await visit.open(filing.permit.section_id)
        if not await _came_before(held, permit, item_id, taken):
            if filing.item is None:
                await changes.create(held, permit, item_id, filing.kind, None, filled)
            else:
                item = await one_item(held.tx, permit, item_id)
                await changes.save(held, permit, item, item.head.version_id, filled)
            await put_file(held, permit, taken.spool, taken.small)
            if taken.fields["held"]:
                await _promise(held, permit, item_id, taken)
    if sent.typed.get("back") == "files":
        return see_other(f"/plans/{visit.space.space_id}/files#file-{item_id}")
    of = Part(filing.kind.name, item_id)
    return await show_result(
        request, visit, permit.section_id, said=N_("Lagret."), anchor=f"item-{item_id}", of=of
    )


async def _came_before(held: Writing, permit: Permit, item_id: UUID, taken: Taken) -> bool:
    """Whether the same form has come once already: its sender got no answer, and sent it again."""
    try:
        item = await one_item(held.tx, permit, item_id)
    except Refused:
        return False
    own = item.head.author_id == permit.account_id
    return own and item.content.get("sha256") == taken.fields["sha256"]


async def _promise(held: Writing, permit: Permit, item_id: UUID, taken: Taken) -> None:
    ids = {"section_id": permit.section_id, "item_id": item_id, "blob_id": taken.spool.blob_id}
    named = {name: str(value) for name, value in ids.items()}
    account_id = str(permit.account_id)
    await promise(held.tx, SCANNING, space_id=str(permit.space_id), account_id=account_id, **named)


def _form(
    request: Request, filing: Filing, values: Mapping[str, str], errors: Mapping[str, str], status: int
) -> Response:
    back = values.get("back") or request.query_params.get("back", "")
    return page(
        request,
        "file/new.html",
        status,
        filing=filing,
        visit=filing.visit,
        values=values,
        errors=errors,
        asked=Asked("file", values, errors),
        back="files" if back == "files" else "",
        most=LARGEST,
        endings=[f".{one}" for kind in TYPES.values() for one in kind.endings],
        space_id=filing.permit.space_id,
    )
