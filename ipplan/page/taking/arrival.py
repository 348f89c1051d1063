"""Bringing in a plan from another installation: checked, shown, and then written, all of it or nothing."""

import asyncio
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.arriving import bring_in, untouched
from ipplan.gate.visit import Visit
from ipplan.language import N_
from ipplan.letter.archive.checking import NotHeld
from ipplan.page.house import house_of
from ipplan.page.plan.item import typed_in, writing
from ipplan.page.request.body import LARGEST_ARCHIVE
from ipplan.page.request.uploads import sent_in
from ipplan.page.respond import as_uuid, page, see_other, uuid_in, with_secret
from ipplan.page.taking.checked import HERE, NotHers, Waiting, checked, is_here, read_waiting
from ipplan.page.taking.files_in import (
    Aside,
    Gone,
    NotTaken,
    files_aside,
    ids_of,
    put_files_aside,
)
from ipplan.page.who import signed_in, who_of
from ipplan.permit import Refused
from ipplan.plan.kinds import KINDS
from ipplan.store.set_aside import put_aside, taken_up, throw_out

ASIDE = "aside"
OLD = N_("Det er for lenge siden fila ble sendt inn. Velg den på nytt.")
SLOW = N_("Det tok for lang tid å ta imot fila. Prøv igjen.")
TURNS = asyncio.Semaphore(2)
"""So many files at a time are taken in and checked: each is held in memory, and nowhere else in clear."""
LONGEST_WAIT = 300
"""Seconds that one of them may take."""


@signed_in
async def new(request: Request) -> Response:
    """What can be brought in, and what comes along."""
    return _form(request, await _enter(request), {}, {})


@signed_in
async def create(request: Request) -> Response:
    """Check the file; nothing is written in the plan before it was shown what comes."""
    visit, house = await _enter(request), house_of(request)
    typed: dict[str, str] = {}
    try:
        async with TURNS, asyncio.timeout(LONGEST_WAIT):
            sent = await sent_in(request, "archive", LARGEST_ARCHIVE)
            typed = sent.typed
            kept, looked = await checked(house, visit, sent.data, typed.get("code", ""))
    except NotHeld as error:
        named = {"name": error.name} if isinstance(error, NotTaken) else {}
        return _form(request, visit, typed, {"archive": str(error), **named}, 422)
    except NotHers as error:
        return _form(request, visit, typed, {"code": str(error)}, 422)
    except TimeoutError:
        return _form(request, visit, typed, {"archive": SLOW}, 422)
    place = _place(request, visit)
    async with house.database.begin() as tx:
        kept["files"] = await put_files_aside(tx, place, sent.data, looked)
        aside = await put_aside(tx, place.key, place.account_id, place.path, kept, place.now)
    return see_other(f"{place.path}/review?{ASIDE}={aside}")


@signed_in
async def review(request: Request) -> Response:
    """What would be made of it."""
    visit = await _enter(request)
    aside = request.query_params.get(ASIDE, "")
    waiting = await _waiting(request, visit, aside)
    return await _review(request, visit, waiting, aside) if waiting else _late(request, visit)


@signed_in
async def confirmation(request: Request) -> Response:
    """Write it, all of it or nothing."""
    aside = (await typed_in(request)).get(ASIDE, "")
    visit = await _enter(request)
    waiting = await _waiting(request, visit, aside)
    if waiting is None:
        return _late(request, visit)
    scanned = bool(house_of(request).settings.clamd)
    try:
        async with writing(request) as (held, within):
            _check_decides(within)
            if is_here(within, waiting.arriving):
                return _form(request, visit, {}, {"archive": HERE}, 422)
            files = files_aside(held.tx, _place(request, visit), waiting.files, held=scanned)
            await bring_in(held, within, waiting.arriving, files)
            await throw_out(held.tx, as_uuid(aside), *ids_of(waiting.files))
    except Gone:
        return _late(request, visit)
    return see_other(f"/plans/{visit.space.space_id}")


async def _waiting(request: Request, visit: Visit, aside: str) -> Waiting | None:
    """What she sent in herself, for this very plan, within the half hour."""
    if not aside:
        return None
    place = _place(request, visit)
    async with house_of(request).database.engine.connect() as tx:
        kept = await taken_up(tx, place.key, place.account_id, place.path, as_uuid(aside), place.now)
    return await asyncio.to_thread(read_waiting, kept) if kept else None


def _place(request: Request, visit: Visit) -> Aside:
    house, path = house_of(request), f"/plans/{visit.space.space_id}/import"
    return Aside(house.keyring.secrets["session"], who_of(request).account_id, path, house.clock.now())


async def _enter(request: Request) -> Visit:
    """Enter as who decides over the whole of an open plan; raises `Refused`."""
    visit = await house_of(request).gate.enter(uuid_in(request, "plan"), who_of(request).actor, road="edit")
    _check_decides(visit)
    return visit


def may_bring_in(visit: Visit) -> bool:
    """Whether she decides over the whole of a plan in which may be written."""
    standing = visit.standing
    return visit.decides and standing.whole and not (standing.paused or standing.closed or visit.assisting)


def _check_decides(visit: Visit) -> None:
    if not may_bring_in(visit):
        raise Refused("decides")


async def _review(request: Request, visit: Visit, waiting: Waiting, aside: str) -> Response:
    sections = [
        (one.title, [(KINDS[kind].word, count) for kind, count in one.count().items()])
        for one in waiting.arriving.sections
    ]
    async with house_of(request).database.engine.connect() as tx:
        empty = await untouched(tx, visit, waiting.arriving)
    return page(
        request,
        "import/review.html",
        space_id=visit.space.space_id,
        owner=visit.company().names[visit.space.owner_id],
        waiting=waiting,
        sections=sections,
        closing=[title.content["title"] for _, title in empty.values()],
        aside=aside,
    )


def _late(request: Request, visit: Visit) -> Response:
    return _form(request, visit, {}, {"archive": OLD}, 422)


def _form(
    request: Request, visit: Visit, typed: Mapping[str, str], errors: Mapping[str, str], status: int = 200
) -> Response:
    answer = page(
        request,
        "import/new.html",
        status,
        space_id=visit.space.space_id,
        owner=visit.company().names[visit.space.owner_id],
        typed=typed,
        errors=errors,
    )
    return with_secret(answer)
