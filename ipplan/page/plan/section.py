"""Sections: a page of its own for each, and what the owner does with them."""

from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.visit import Visit
from ipplan.language import N_
from ipplan.page.house import house_of
from ipplan.page.plan.editing import show_result
from ipplan.page.plan.item import enter, typed_in, writing
from ipplan.page.respond import page, see_other, uuid_in
from ipplan.page.who import signed_in, who_of
from ipplan.permit import Permit, Refused
from ipplan.plan.areas import OTHER_AREA
from ipplan.plan.outline import grow
from ipplan.plan.sections import add_room, between, name_room, place_room
from ipplan.plan.summary import MARK
from ipplan.store.drafts import my_drafts
from ipplan.store.items import Item, one_item, section_items

LONGEST_TITLE = 200
OWN = ("comment", "message")
"""What one changes, and closes, from this page."""


@signed_in
async def show(request: Request) -> Response:
    """One section: what is closed in it too, to open again; and one's own drafts."""
    visit, permit = await enter(request, "page")
    async with house_of(request).database.engine.connect() as tx:
        items = await section_items(tx, permit, closed=True)
        drafts = await my_drafts(tx, permit)
    outline = grow(
        permit.section_id, [one for one in items if not one.clear.closed or _is_title(one, permit)]
    )
    if outline is None:
        raise Refused("no_title")
    closed = [
        one for one in items if one.clear.closed and one.clear.kind != MARK and not _is_title(one, permit)
    ]
    known = {one.item_id for one in items}
    own = [one for one in items if one.clear.kind in OWN and _is_own(one, permit)]
    return page(
        request,
        "section/show.html",
        visit=visit,
        permit=permit,
        outline=outline,
        closed=closed,
        own_comments=own,
        drafts=[(one, one.item_id in known) for one in drafts.values()],
        space_id=visit.space.space_id,
    )


@signed_in
async def create(request: Request) -> Response:
    """A new section, at the end."""
    await _enter_to_decide(request)
    title = (await typed_in(request)).get("title", "").strip()
    if not title or len(title) > LONGEST_TITLE:
        return page(
            request,
            "section/new.html",
            422,
            space_id=uuid_in(request, "plan"),
            title=title,
            error=N_("Skriv et navn, på høyst 200 tegn."),
        )
    async with writing(request) as (held, visit):
        gate = visit.gate
        section_id = await add_room(held, area=OTHER_AREA, space_key=gate.space_key(visit))
        last = await _last_position(request, visit.permits())
        again = await gate.visit_within(held, visit.actor)
        await name_room(held, await again.open(section_id), title, last + 1.0)
    return see_other(f"/plans/{visit.space.space_id}#live-section-{section_id}")


@signed_in
async def new(request: Request) -> Response:
    """The form for a new section."""
    visit = await _enter_to_decide(request)
    return page(request, "section/new.html", space_id=visit.space.space_id, title="", error="")


async def _enter_to_decide(request: Request) -> Visit:
    """Enter the plan of the path as who decides over it; raises `Refused`."""
    actor = who_of(request).actor
    visit = await house_of(request).gate.enter(uuid_in(request, "plan"), actor, road="edit")
    if not visit.decides:
        raise Refused("decides")
    return visit


@signed_in
async def place(request: Request) -> Response:
    """One place up or down in the plan."""
    step = {"up": -1, "down": 1}.get((await typed_in(request)).get("step", ""))
    if step is None:
        raise Refused("step")
    async with writing(request) as (held, visit):
        if not visit.decides:
            raise Refused("decides")
        section_id = uuid_in(request, "section")
        permit = await visit.open(section_id)
        outlines = list((await house_of(request).reader.outlines(visit.permits())).values())
        order = [outline.section_id for _, outline in outlines]
        if section_id not in order:
            raise Refused("section_closed")
        position = between([one.position for _, one in outlines], order.index(section_id), step)
        if position is not None:
            await place_room(held, permit, await one_item(held.tx, permit, section_id), position)
    if request.headers.get("hx-request") == "true":
        return await show_result(request, visit, section_id)
    return see_other(f"/plans/{visit.space.space_id}#live-section-{section_id}")


@signed_in
async def closed(request: Request) -> Response:
    """The closed sections, for the owner to open again."""
    visit = await _enter_to_decide(request)
    house = house_of(request)
    outlines = [await house.reader.outline(permit) for permit in await visit.open_all()]
    return page(
        request,
        "section/closed.html",
        space_id=visit.space.space_id,
        outlines=[one for one in outlines if one is not None and one.closed],
    )


async def _last_position(request: Request, permits: list[Permit]) -> float:
    outlines = [await house_of(request).reader.outline(permit) for permit in permits]
    return max((one.position for one in outlines if one is not None), default=0.0)


def _is_own(item: Item, permit: Permit) -> bool:
    return item.created_by == permit.account_id and not item.clear.closed


def _is_title(item: Item, permit: Permit) -> bool:
    return item.item_id == permit.section_id
