"""Bringing in a plan from another installation: checked, shown, and then written, all of it or nothing."""

import asyncio
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.arriving import bring_in, untouched
from ipplan.gate.claiming import is_claimed
from ipplan.gate.visit import Visit
from ipplan.language import N_
from ipplan.letter.archive.checking import NEWER, STRANGE, Checked, NotHeld, check
from ipplan.letter.archive.contents import TooNew, arriving
from ipplan.letter.archive.trusted import trusted
from ipplan.letter.verify import Unreadable
from ipplan.page.house import House, house_of
from ipplan.page.plan.item import typed_in, writing
from ipplan.page.request.body import LARGEST_ARCHIVE
from ipplan.page.request.uploads import sent_in
from ipplan.page.respond import as_uuid, page, see_other, uuid_in
from ipplan.page.who import signed_in, who_of
from ipplan.permit import Refused
from ipplan.plan.arriving import Arriving
from ipplan.plan.kinds import KINDS
from ipplan.store.accounts import pid_of
from ipplan.store.set_aside import put_aside, taken_up, throw_out

ASIDE = "aside"
NO_FILE = N_("Velg fila som du lastet ned.")
NOT_WHOLE = N_(
    "Fila viser det en deltaker så av planen. Bare en fil som planeieren, eller den som handler for "
    "planeieren, lastet ned, kan hentes inn."
)
NOT_YOURS = N_("Koden passer ikke, eller planen er en annens. Se etter koden der fila ble lastet ned.")
NO_NUMBER = N_(
    "Planeieren er ikke registrert med fødselsnummer her. Da kan vi ikke se hvem planen hører til."
)
HERE = N_("Dette er hentet inn i planen fra før, eller skrevet i den.")
OLD = N_("Det er for lenge siden fila ble sendt inn. Velg den på nytt.")
SLOW = N_("Det tok for lang tid å ta imot fila. Prøv igjen.")
TURNS = asyncio.Semaphore(2)
"""So many files at a time are taken in and checked: each is held in memory, and nowhere else in clear."""
LONGEST_WAIT = 300
"""Seconds that one of them may take."""


@dataclass(frozen=True)
class Waiting:
    """A plan that was checked and waits for a yes."""

    arriving: Arriving
    exporter: str
    place: str
    at: datetime
    files: int
    """How many files the archive has; they are not brought in."""


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
            kept = await _checked(house, visit, sent.data, typed.get("code", ""))
    except NotHeld as error:
        return _form(request, visit, typed, {"archive": str(error)}, 422)
    except NotHers as error:
        return _form(request, visit, typed, {"code": str(error)}, 422)
    except TimeoutError:
        return _form(request, visit, typed, {"archive": SLOW}, 422)
    who, path = who_of(request), f"/plans/{visit.space.space_id}/import"
    async with house.database.begin() as tx:
        key, now = house.keyring.secrets["session"], house.clock.now()
        aside = await put_aside(tx, key, who.account_id, path, kept, now)
    return see_other(f"{path}/review?{ASIDE}={aside}")


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
    async with writing(request) as (held, within):
        _check_decides(within)
        if _is_here(within, waiting.arriving):
            return _form(request, visit, {}, {"archive": HERE}, 422)
        await bring_in(held, within, waiting.arriving)
        await throw_out(held.tx, as_uuid(aside))
    return see_other(f"/plans/{visit.space.space_id}")


class NotHers(ValueError):
    """An archive of another's plan, or one that cannot be told to be hers; the message says it in words."""


async def _checked(house: House, visit: Visit, data: bytes, code: str) -> dict[str, str]:
    """What is set aside of an archive that holds and is the owner's; raises `NotHeld` or `NotHers`."""
    if not data:
        raise NotHeld(NO_FILE)
    settings = house.settings
    known = trusted(settings.trusted, house.keyring, settings.grant_issuer)
    found = await asyncio.to_thread(check, io.BytesIO(data), known)
    await _check_hers(house, visit, found, code)
    kept = {name: json.dumps(part) for name, part in (("view", found.view), ("about", found.about))}
    kept |= {"place": found.manifest["municipality"], "exporter": found.manifest["exporter"]["name"]}
    kept["files"] = str(len(found.files))
    kept["at"] = found.manifest["exported_at"]
    if _is_here(visit, _read(kept).arriving):
        raise NotHeld(HERE)
    return kept


async def _check_hers(house: House, visit: Visit, found: Checked, code: str) -> None:
    claim = found.manifest["claim"]
    if not isinstance(claim, str):
        raise NotHeld(NOT_WHOLE)
    async with house.database.engine.connect() as tx:
        pid = await pid_of(tx, house.pids, visit.space.owner_id)
    if pid is None:
        raise NotHers(NO_NUMBER)
    if not is_claimed(claim, code, pid):
        raise NotHers(NOT_YOURS)


def _read(kept: Mapping[str, str]) -> Waiting:
    """What was set aside, read strictly; raises `NotHeld`."""
    view: dict[str, Any] = json.loads(kept["view"])
    about: dict[str, Any] = json.loads(kept["about"])
    try:
        found, at = arriving(view, about, kept["place"]), datetime.fromisoformat(kept["at"])
    except TooNew as error:
        raise NotHeld(NEWER) from error
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError, Unreadable) as error:
        raise NotHeld(STRANGE) from error
    return Waiting(found, kept["exporter"], kept["place"], at, int(kept["files"]))


async def _waiting(request: Request, visit: Visit, aside: str) -> Waiting | None:
    """What she sent in herself, for this very plan, within the half hour."""
    house, path = house_of(request), f"/plans/{visit.space.space_id}/import"
    if not aside:
        return None
    async with house.database.engine.connect() as tx:
        key, now = house.keyring.secrets["session"], house.clock.now()
        kept = await taken_up(tx, key, who_of(request).account_id, path, as_uuid(aside), now)
    return await asyncio.to_thread(_read, kept) if kept else None


def _is_here(visit: Visit, found: Arriving) -> bool:
    """Whether the plan has any of its sections already: what is brought in twice would have two lives."""
    return any(row.section_id in found.ids for row in visit.space.sections)


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
    return page(
        request,
        "import/new.html",
        status,
        space_id=visit.space.space_id,
        owner=visit.company().names[visit.space.owner_id],
        typed=typed,
        errors=errors,
    )
