"""Kept from a parent: the child's wish, a professional's assessment with its reason, and the end of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.keeping import assess, end, from_whom, keep
from ipplan.gate.kept import Keeping, Why, keepings
from ipplan.gate.representing import comes_to
from ipplan.gate.visit import Visit
from ipplan.language import N_
from ipplan.page.fresh import ask_anew, is_fresh, set_aside_for
from ipplan.page.house import House, house_of
from ipplan.page.plan.item import enter, typed_in, writing
from ipplan.page.respond import as_uuid, page, see_other, uuid_in
from ipplan.page.who import signed_in, who_of
from ipplan.permit import Permit, Refused
from ipplan.plan.kinds import KINDS
from ipplan.rules import Withholding
from ipplan.store.accounts import names
from ipplan.store.items import Item, lineage
from ipplan.store.people import Participant

LONGEST = 4_000
NOT_KEPT = "none"
"""The word for no ground, in the form."""


@dataclass(frozen=True)
class Row:
    """One who acts for the child."""

    person: Participant
    keeping: Keeping | None
    """Why this very item is kept from her."""
    above: Item | None
    """What it stands under, that is kept from her."""
    wrote: bool
    """Whether she has written it herself: then it cannot be kept from her."""


@dataclass(frozen=True)
class Listed:
    """One item that is or was kept from somebody."""

    item: Item
    title: str
    keeping: Keeping
    late: bool


@signed_in
async def show(request: Request) -> Response:
    """From whom the item is kept, and why: for the child, and for professionals who write in its section."""
    return await _page(request, await set_aside_for(request), {})


@signed_in
async def create(request: Request) -> Response:
    """Keep the item from one who acts for the child, at once: that never waits for a login."""
    typed = await typed_in(request)
    async with writing(request, paused=True) as (held, visit):
        permit = await visit.open(uuid_in(request, "section"))
        own, participant_id = visit.standing.role == "owner", as_uuid(typed.get("account"))
        why, errors = (None, {}) if own else _why(typed, grounds_for(visit))
        if not errors:
            await keep(held, visit, permit, uuid_in(request, "item"), participant_id, why)
    if errors:
        return await _page(request, typed, errors, 422)
    return see_other(f"{_path(request)}#from-{participant_id}")


@signed_in
async def assessment(request: Request) -> Response:
    """A professional assesses it, with a reason; that it is kept no more she has told the child before."""
    typed = await typed_in(request)
    visit, permit = await enter(request)
    _check(visit, permit)
    shows = typed.get("ground") == NOT_KEPT
    why, errors = _why(typed, grounds_for(visit))
    if shows and typed.get("told") != "yes":
        errors["told"] = N_("Snakk med barnet først. Barnet skal vite det før forelderen ser det.")
    if why is None or errors:
        return await _page(request, typed, errors, 422)
    if shows and not is_fresh(request):
        return await ask_anew(request, _path(request), typed)
    participant_id = as_uuid(typed.get("account"))
    async with writing(request) as (held, visit):
        permit = await visit.open(uuid_in(request, "section"))
        await assess(held, visit, permit, uuid_in(request, "item"), participant_id, why)
    return see_other(f"{_path(request)}#from-{participant_id}")


@signed_in
async def ending(request: Request) -> Response:
    """The child lets it be seen again."""
    typed = await typed_in(request)
    if not is_fresh(request):
        _check(*await enter(request))
        return await ask_anew(request, _path(request), {})
    participant_id = as_uuid(typed.get("account"))
    async with writing(request, paused=True) as (held, visit):
        permit = await visit.open(uuid_in(request, "section"))
        await end(held, visit, permit, uuid_in(request, "item"), participant_id)
    return see_other(f"{_path(request)}#from-{participant_id}")


@signed_in
async def index(request: Request) -> Response:
    """All that is kept, and was, in the sections where the reader may know of it."""
    house = house_of(request)
    visit = await house.gate.enter(uuid_in(request, "plan"), who_of(request).actor, road="page")
    apart = await visit.open_keepings()
    found = await _listed(house, visit, apart)
    company = visit.company()
    return page(
        request,
        "keeping/index.html",
        visit=visit,
        space_id=visit.space.space_id,
        waiting=[one for one in found if one.keeping.waits],
        standing=[one for one in found if not one.keeping.waits and one.keeping.ended_at is None],
        ended=[one for one in found if one.keeping.ended_at is not None],
        names=company.names,
        own=visit.standing.role == "owner",
        rules=visit.gate.rules,
    )


async def _listed(house: House, visit: Visit, apart: Permit) -> list[Listed]:
    """What the reader herself sees of it; what was moved away is listed where it is now."""
    found, within = [], visit.gate.rules.wish_assessed_within.time
    async with house.database.engine.connect() as tx:
        rows = await keepings(tx, visit, apart)
        opened = {one.section_id: await visit.open(one.section_id) for one in rows}
        outlines = await house.reader.outlines(list(opened.values()))
        for one in rows:
            try:
                item = (await lineage(tx, opened[one.section_id], one.item_id))[0]
            except Refused:
                continue
            if "moved_to" in item.content or one.section_id not in outlines:
                continue
            late = one.waits and one.at + within < visit.at
            found.append(Listed(item, outlines[one.section_id][1].title, one, late))
    return found


def _why(typed: Mapping[str, str], grounds: Mapping[str, Withholding]) -> tuple[Why | None, dict[str, str]]:
    """What a professional has written, or what is wrong with it, by field."""
    errors, ground, text = {}, typed.get("ground", ""), typed.get("text", "").strip()
    if ground not in grounds and ground != NOT_KEPT:
        errors["ground"] = N_("Velg hva vurderingen bygger på.")
    if not text:
        errors["text"] = N_("Skriv hvorfor. Forelderen får ikke lese det.")
    elif len(text) > LONGEST:
        errors["text"] = N_("Teksten er for lang.")
    return (None, errors) if errors else (Why("" if ground == NOT_KEPT else ground, text), {})


def grounds_for(visit: Visit) -> dict[str, Withholding]:
    """On what it can be kept now: a child's wish counts only when its word weighs."""
    rules = visit.gate.rules
    weighs = comes_to(visit.space, visit.gate.signer, rules, rules.weight_from)
    by_wish = weighs is not None and weighs <= visit.at
    return {word: one for word, one in rules.withholding.items() if by_wish or not one.by_wish}


async def _page(
    request: Request, typed: Mapping[str, str], errors: Mapping[str, str], status: int = 200
) -> Response:
    visit, permit = await enter(request)
    _check(visit, permit)
    house = house_of(request)
    apart = await visit.open_keepings()
    async with house.database.engine.connect() as tx:
        found = await lineage(tx, permit, uuid_in(request, "item"))
        if found[0].clear.kind == "section":
            raise Refused("section")
        kept = {
            (one.item_id, one.participant_id): one
            for one in await keepings(tx, visit, apart)
            if one.ended_at is None
        }
        known = await names(
            tx, {visit.space.owner_id, *(one.assessed_by for one in kept.values() if one.assessed_by)}
        )
    return page(
        request,
        "keeping/show.html",
        status,
        visit=visit,
        space_id=visit.space.space_id,
        item=found[0],
        kind=KINDS[found[0].clear.kind],
        rows=[_row(one, found, kept) for one in from_whom(visit)],
        names=known,
        owner=known.get(visit.space.owner_id, ""),
        own=visit.standing.role == "owner",
        grounds=grounds_for(visit),
        rules=visit.gate.rules,
        path=_path(request),
        section=f"/plans/{visit.space.space_id}/sections/{permit.section_id}/items",
        typed=typed,
        errors=errors,
    )


def _row(person: Participant, found: Sequence[Item], kept: Mapping[tuple[UUID, UUID], Keeping]) -> Row:
    item, who = found[0], person.account_id
    above = next((one for one in found[1:] if (one.item_id, who) in kept), None)
    return Row(person, kept.get((item.item_id, who)), above, who in (item.created_by, item.head.author_id))


def _check(visit: Visit, permit: Permit) -> None:
    if not visit.keeps(permit.section_id):
        raise Refused("not_keeping")


def _path(request: Request) -> str:
    plan, section, item = (uuid_in(request, name) for name in ("plan", "section", "item"))
    return f"/plans/{plan}/sections/{section}/items/{item}/keeping"
